"""Why a model decided a single case as it did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from evenhand import case_ids, neighbours
from evenhand.counterfactual import Counterfactual, counterfactuals, shorter_texts
from evenhand.errors import InputError
from evenhand.explanation.cases import (
    ANSWER,
    CASE,
    LABEL,
    SCORE,
    SURE,
    answered_in_log,
    cases_of,
    model_in,
    sample_of,
)
from evenhand.explanation.kinds import NO_SUM, Contribution, ExplainedCase, Shap
from evenhand.explanation.values import shap_values
from evenhand.log import Log
from evenhand.models import Model
from evenhand.review import Review
from evenhand.text import canonical

_LARGE: Final = 1e5


def case(log: Log, number: str) -> ExplainedCase:
    """Explain one case that somebody asks for.

    Args:
        log: the decisions.
        number: the case's own, as it stands in the log; without a column of them, its row's.

    Raises:
        InputError: there is no such case, or nothing can be said of it.
    """
    review, model = log.review, model_in(log)
    return case_among(review, model, answered_in_log(cases_of(log, model)), number)


def case_among(review: Review, model: Model, cases: pd.DataFrame, number: str) -> ExplainedCase:
    """Explain one of some cases.

    Args:
        review: whose cases they are.
        model: that answered them.
        cases: as `cases_of` gives them.
        number: the one that is asked for.

    Raises:
        InputError: it is not among them, or nothing can be said of it.
    """
    named = review.columns.id is not None or review.explanation.cases is not None
    wanted = case_ids.of(number) if named else canonical(number)
    rows = cases.index[cases[CASE] == wanted]
    if rows.empty:
        raise InputError("there is no case with this number that the model answered")
    [found] = shown(review, model, cases, {"asked for": rows[0]})
    return found


def another(log: Log, turn: int) -> ExplainedCase:
    """Explain one more case picked by chance.

    Args:
        log: the decisions.
        turn: the how manieth; the same turn always picks the same case.

    Raises:
        InputError: nothing can be said of it.
    """
    review, model = log.review, model_in(log)
    return another_among(review, model, answered_in_log(cases_of(log, model)), turn)


def another_among(review: Review, model: Model, cases: pd.DataFrame, turn: int) -> ExplainedCase:
    """Explain one of some cases, picked by chance.

    Args:
        review: whose cases they are.
        model: that answered them.
        cases: as `cases_of` gives them.
        turn: the how manieth.

    Raises:
        InputError: nothing can be said of it.
    """
    chance = np.random.default_rng([review.method.seed, turn])
    row = cases.index[int(chance.integers(len(cases)))]
    [found] = shown(review, model, cases, {"random": row})
    return found


def shown(
    review: Review, model: Model, cases: pd.DataFrame, picked: Mapping[str, Any]
) -> tuple[ExplainedCase, ...]:
    """Some of the cases, explained: each is compared with a sample of all of them.

    Raises:
        InputError: the contributions of one do not add up.
    """
    chosen = cases.loc[list(picked.values())]
    found = shap_values(model, chosen, sample_of(review, cases))
    if not found.adds_up():
        raise InputError(NO_SUM)
    shown = [
        _one(review, model, cases.loc[row], kind, found, place)
        for place, (kind, row) in enumerate(picked.items())
    ]
    others = _instead(review, model, chosen, cases, shown)
    shown = [replace(one, instead=each) for one, each in zip(shown, others, strict=True)]
    near = _alike(review, model, cases, picked)
    return tuple(replace(one, alike=each) for one, each in zip(shown, near, strict=True))


def _instead(
    review: Review,
    model: Model,
    chosen: pd.DataFrame,
    usual: pd.DataFrame,
    shown: Sequence[ExplainedCase],
) -> Sequence[Counterfactual]:
    """What would have changed each answer: words left out of a text, or other values."""
    if model.text is None:
        return changed(review, model, chosen, usual)
    return [shorter_texts(model, str(one.text), one.marks) for one in shown]


def _alike(
    review: Review, model: Model, cases: pd.DataFrame, picked: Mapping[str, Any]
) -> Sequence[neighbours.Alike | None]:
    """What became of the cases most like those picked; nothing of texts."""
    if model.text is not None or cases[LABEL].isna().all():
        return [None] * len(picked)
    kept = [name for name in model.features if name not in review.columns.protected]
    placed = neighbours.places(cases, kept)
    said, sure = cases[LABEL].to_numpy(object), cases[SURE].to_numpy(np.float64)
    told = neighbours.Told(
        said == model.classes[model.positive],
        said == cases[ANSWER].to_numpy(object),
        sure < review.handoff_threshold,
    )
    known = np.flatnonzero(cases[LABEL].notna())
    rows, level = cases.index.get_indexer(pd.Index(picked.values())), review.method.interval
    found = [neighbours.alike(placed, row, known, told, level) for row in rows.tolist()]
    left = tuple(name for name in model.features if name not in kept)
    return [one and replace(one, left_out=left) for one in found]


def changed(
    review: Review, model: Model, cases: pd.DataFrame, usual: pd.DataFrame
) -> tuple[Counterfactual, ...]:
    """What would change the answers; what a person cannot change, and who they are, stays.

    Args:
        review: which names what stays.
        model: of numbers.
        cases: whose answers.
        usual: cases whose values are tried.

    Raises:
        InputError: the model cannot be asked.
    """
    columns = review.columns
    return counterfactuals(model, cases, usual, {*columns.immutable, *columns.protected})


def picked(cases: pd.DataFrame, review: Review) -> dict[str, Any]:
    """Which case to show for each kind: an index of the cases."""
    if review.explanation.cases is not None:
        return {f"example {place}": row for place, row in enumerate(cases.index, 1)}
    judged = cases[cases[LABEL].notna()]
    right = judged[judged[LABEL] == judged[ANSWER]]
    wrong = judged[judged[LABEL] != judged[ANSWER]]
    chance = int(np.random.default_rng(review.method.seed).integers(len(cases)))
    picked = {"random": cases.index[chance], "close call": cases[SURE].idxmin()}
    picked |= {"wrong and confident": wrong[SURE].idxmax()} if len(wrong) else {}
    return picked | ({"right and confident": right[SURE].idxmax()} if len(right) else {})


def _one(  # one call, from one place
    review: Review, model: Model, row: "pd.Series[Any]", kind: str, found: Shap, place: int
) -> ExplainedCase:
    amounts, values = found.amounts[place], found.inputs[place]
    text = str(row[model.text]) if model.text else None
    order = np.argsort(-np.abs(amounts), kind="stable")
    threshold = review.handoff_threshold
    return ExplainedCase(
        kind="example" if kind.startswith("example") else kind,
        case=str(row[CASE]),
        label=row[LABEL],
        answer=row[ANSWER],
        score=float(row[SCORE]),
        base=found.base,
        total=float(found.totals[place]),
        contributions=tuple(
            Contribution(found.names[i], "" if text else in_full(values[i]), float(amounts[i]))
            for i in order
            if amounts[i] or not text
        ),
        handed_off=bool(row[SURE] < threshold),
        text=text,
        marks=tuple(_marks(found, place)) if text is not None else (),
        sure=float(row[SURE]),
        asked=threshold,
    )


def in_full(value: float) -> str:
    """An input as a case has it: six digits, and never fewer than stand before its point.

    >>> in_full(1684259.0), in_full(0.1 + 0.2), in_full(1234567.8), in_full(float("nan"))
    ('1684259', '0.3', '1234567.8', 'nan')
    """
    if float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:g}" if not abs(value) >= _LARGE else f"{value:.1f}"


def _marks(found: Shap, place: int) -> Iterator[tuple[str, float]]:
    """Every word that the model reads in a text, with its contribution."""
    amounts = dict(zip(found.names, found.amounts[place].tolist(), strict=True))
    yield from ((word, amounts.get(word, 0.0)) for word in found.words[place])
