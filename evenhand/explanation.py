"""Why does the model decide as it does? SHAP, overall and for single cases.

Every explanation adds up to the model's output, or it is not shown. SHAP itself is worked out where
the model file is opened: in a sandboxed process.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from evenhand import case_ids, heat, neighbours, statistics
from evenhand.arrays import Floats, Ints
from evenhand.counterfactual import Counterfactual, counterfactuals, shorter_texts
from evenhand.errors import BusyError, InputError
from evenhand.findings import Estimate
from evenhand.log import Log
from evenhand.models import Heard, Model, Unopened, file_of
from evenhand.review import Review
from evenhand.sources import Source, collected, from_file
from evenhand.split import as_text, case_text
from evenhand.text import canonical, negative_text

MOST_ROWS: Final = 200_000
SAMPLE: Final = 1_000
_METHOD: Final = 1  # raised wherever the same content would give another explanation
LOG_ODDS: Final = "log-odds"
_TOLERANCE: Final = 1e-6
_AT_MOST: Final = 1e-3  # of a model that answers in float32
_AGREES, _ALIKE = 0.9, 0.8  # at least, of a stand-in
_NO_SUM: Final = "The contributions do not add up to the model's output; nothing is shown."
_LARGE: Final = 1e5
_CLEAR: Final = 0.2  # a correlation of value and contribution below this has no clear direction


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one input moves the output on average.

    Attributes:
        name: the input.
        mean_abs: the mean size of its SHAP value.
        low: lower end of that mean's interval.
        high: upper end.
        direction: `raises` or `lowers` where more of it does so clearly, else None.
    """

    name: str
    mean_abs: float
    low: float
    high: float
    direction: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Every explained case by itself: single cases, which only who may see the log may see.

    Attributes:
        names: the inputs.
        inputs: what each was, one row a case.
        amounts: what each added.
    """

    names: tuple[str, ...]
    inputs: Floats
    amounts: Floats


@dataclass(frozen=True, slots=True)
class Overall:
    """What drives a model over many cases.

    Attributes:
        candidate: whose model it is.
        target: what the amounts are of, such as the log-odds of positive.
        n: how many cases were explained.
        background: what they are compared with.
        features: most important first.
        drawn: how many were drawn by chance to be explained: more than `n` where each takes long;
            None where that is not known.
        cases: how many there are; None where that is not known.
        points: the explained cases themselves; None where only their means were kept.
        how: the method, in words.
    """

    candidate: str
    target: str
    n: int
    background: str
    features: tuple[Importance, ...]
    drawn: int | None = None
    cases: int | None = None
    points: Points | None = None
    how: str = "exact"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one input of one case added to the output."""

    name: str
    value: str
    amount: float


@dataclass(frozen=True, slots=True)
class ExplainedCase:
    """One case: base + all contributions = total.

    Attributes:
        kind: why this one is shown.
        case: the hash of its number, as `case_ids.of` gives it, or its place in the table.
        label: what happened, where known.
        answer: what the candidate said.
        score: the probability of positive.
        base: the output without knowing the case.
        total: the output for it.
        contributions: largest first.
        handed_off: whether it would go to a person.
        text: the text, where the model reads one.
        marks: its words with their contributions, in the order of the text.
        instead: what would have changed the answer.
        sure: how sure the candidate was of its answer.
        asked: how sure it has to be to decide alone; 0 where nothing is handed off.
        alike: what became of the cases most like it; None where that is not known.
    """

    kind: str
    case: str
    label: str | None
    answer: str
    score: float
    base: float
    total: float
    contributions: tuple[Contribution, ...]
    handed_off: bool
    text: str | None = None
    marks: tuple[tuple[str, float], ...] = ()
    instead: Counterfactual | None = None
    sure: float | None = None
    asked: float = 0.0
    alike: neighbours.Alike | None = None


@dataclass(frozen=True, slots=True)
class Follows:
    """How well a stand-in follows a model whose file is not there.

    Told by cases that it did not learn from.

    Attributes:
        agreement: how often it gives the same answer.
        usual: how often the most frequent answer alone would be the same.
        r2: how much of the spread of the model's log-odds it follows; None where the log has
            answers only.
        learned: how many cases it learned from.
    """

    agreement: Estimate
    usual: float
    r2: Estimate | None
    learned: int

    @property
    def is_close(self) -> bool:
        """Whether it follows well enough to be taken for the model overall.

        The same answer in surely 90 of 100 cases, at most half as often another as the most
        frequent answer alone would be, and with scores an R² of surely 0.8.
        """
        agrees = self.agreement.value is not None and (self.agreement.low or 0.0) >= _AGREES
        better = 1 - (self.agreement.value or 0.0) <= (1 - self.usual) / 2
        return agrees and better and (self.r2 is None or (self.r2.low or 0.0) >= _ALIKE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What can be said of why; `reason` is one line where nothing can.

    `follows` says where it is not of the model itself, but of a stand-in.
    A model that reads pictures has `pictures` instead of the rest.
    """

    overall: Overall | None
    cases: tuple[ExplainedCase, ...]
    reason: str | None = None
    follows: Follows | None = None
    pictures: heat.Heat | None = None


@dataclass(frozen=True, slots=True)
class Shap:
    """SHAP values of some cases.

    Attributes:
        names: the inputs.
        inputs: what each was, one row a case.
        amounts: what each added.
        base: the output without knowing a case.
        totals: the model's own output for each.
        background: what the base is of.
        words: of texts, those that the model reads in each, in their order.
        unit: what the amounts are of, `log-odds` or `probability`.
        tolerance: how far sums may be from outputs: more where a model answers in float32.
        how: the method, in words.
    """

    names: tuple[str, ...]
    inputs: Floats
    amounts: Floats
    base: float
    totals: Floats
    background: str
    words: tuple[tuple[str, ...], ...] = ()
    unit: str = LOG_ODDS
    tolerance: float = _TOLERANCE
    how: str = "exact"

    def adds_up(self) -> bool:
        """Whether base and contributions give the model's output for every case."""
        off = np.abs(self.base + self.amounts.sum(axis=1) - self.totals)
        return bool((off <= self.tolerance * np.maximum(1, np.abs(self.totals))).all())


def _unheard(done: int, of: int) -> None:
    """Nobody listens."""


def explain(log: Log, heard: Heard = _unheard) -> Explanation:
    """Explain the model of a review, overall and in a few cases.

    Args:
        log: the decisions.
        heard: is told how many cases are explained, of how many; what it raises ends the work.
    """
    if log.review.columns.image_size:
        return _said(lambda: Explanation(None, (), pictures=_looked(log, heard)))
    return _said(lambda: _explained(log, heard))


def _looked(log: Log, heard: Heard) -> heat.Heat:
    return heat.explain(log.review, _model(log), heard)


def picture(log: Log, place: int) -> heat.PictureCase:
    """Explain one of the pictures that a review's file has.

    Args:
        log: the decisions.
        place: which, from 1.

    Raises:
        InputError: there are fewer, or nothing can be said of it.
    """
    return heat.one(log.review, _model(log), place)


def _model(log: Log) -> Model:
    return _file(log).opened()


def _file(log: Log) -> Unopened:
    found = file_of(log.review, log.attached)
    if found is None:
        message = 'No model file: add model = "FILE" and the features that it reads.'
        raise InputError(message)
    return found


def overall(log: Log, heard: Heard = _unheard) -> Explanation:
    """What drives the model of a review over many cases, without single ones.

    Args:
        log: the decisions.
        heard: is told how many cases are explained, of how many; what it raises ends the work.
    """
    return _said(lambda: Explanation(_drives(log, heard)[-1], ()))


def examples(log: Log) -> Explanation:
    """A few cases of a review's log, and why its model answered as it did, nothing overall."""

    def few() -> Explanation:
        model, cases = _asked(log)
        return Explanation(None, _shown(log.review, model, cases, _picked(cases, log.review)))

    return _said(few)


def content_key(log: Log, fingerprint: str | None) -> str:
    """A name for what an explanation is worked out of, which nothing else has.

    Args:
        log: the decisions.
        fingerprint: of their file, which decides rows and background.
    """
    review = log.review
    own = review.handoff_candidate
    named = next((c for c in (own, *review.candidates) if c.model), own)
    path = review.folder / (named.model or "")
    beside = path.read_bytes() if path.is_file() else b""
    content = beside if log.attached is None else log.attached
    asked = (_METHOD, fingerprint, named, review.columns, review.words, review.attributes)
    with_method = (*asked, review.method, review.handoff_threshold, review.explanation)
    return hashlib.sha256(repr(with_method).encode() + b"\0" + content).hexdigest()


def _said(work: Callable[[], Explanation]) -> Explanation:
    """What can be explained, or the one line that says why it can't be.

    Raises:
        BusyError: others are being answered.
    """
    try:
        return work()
    except BusyError:
        raise
    except InputError as error:
        return Explanation(None, (), str(error))


def _asked(log: Log) -> tuple[Model, pd.DataFrame]:
    """A review's model and the cases that it answered.

    Raises:
        InputError: there is no model that can be explained.
    """
    model = _model(log)
    cases = cases_of(log, model)
    _check_agrees(model, cases)
    return model, answered_in_log(cases)


def _check_agrees(model: Model, cases: pd.DataFrame) -> None:
    if not agrees(model, cases):
        message = "The model file does not give the scores in the log, so it is not explained."
        raise InputError(message)


def _explained(log: Log, heard: Heard) -> Explanation:
    review = log.review
    model, cases, drives = _drives(log, heard)
    return Explanation(drives, _shown(review, model, cases, _picked(cases, review)))


def case(log: Log, number: str) -> ExplainedCase:
    """Explain one case that somebody asks for.

    Args:
        log: the decisions.
        number: the case's own, as it stands in the log; without a column of them, its row's.

    Raises:
        InputError: there is no such case, or nothing can be said of it.
    """
    review, model = log.review, _model(log)
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
    rows = cases.index[cases[_CASE] == wanted]
    if rows.empty:
        raise InputError("there is no case with this number that the model answered")
    [found] = _shown(review, model, cases, {"asked for": rows[0]})
    return found


def another(log: Log, turn: int) -> ExplainedCase:
    """Explain one more case picked by chance.

    Args:
        log: the decisions.
        turn: the how manieth; the same turn always picks the same case.

    Raises:
        InputError: nothing can be said of it.
    """
    review, model = log.review, _model(log)
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
    [found] = _shown(review, model, cases, {"random": row})
    return found


def _shown(
    review: Review, model: Model, cases: pd.DataFrame, picked: Mapping[str, Any]
) -> tuple[ExplainedCase, ...]:
    """Some of the cases, explained: each is compared with a sample of all of them.

    Raises:
        InputError: the contributions of one do not add up.
    """
    chosen = cases.loc[list(picked.values())]
    found = shap_values(model, chosen, _sample(review, cases))
    if not found.adds_up():
        raise InputError(_NO_SUM)
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
    if model.text is not None or cases[_LABEL].isna().all():
        return [None] * len(picked)
    kept = [name for name in model.features if name not in review.columns.protected]
    placed = neighbours.places(cases, kept)
    said, sure = cases[_LABEL].to_numpy(object), cases[_SURE].to_numpy(np.float64)
    told = neighbours.Told(
        said == model.classes[model.positive],
        said == cases[ANSWER].to_numpy(object),
        sure < review.handoff_threshold,
    )
    known = np.flatnonzero(cases[_LABEL].notna())
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


# Which cases


def cases_of(
    log: Log, model: Model, more: Mapping[str, nw.Expr] = MappingProxyType({})
) -> pd.DataFrame:
    """Cases with inputs, answer, confidence and, where known, id and label.

    Args:
        log: where they stand, or in a file that its review names.
        model: whose answers they get.
        more: further columns of the log, by the names they get.

    Raises:
        InputError: a column is not there, or the model cannot be asked.
    """
    rows = _unanswered(log, model, more)
    return _answered(rows, model, model.probabilities(rows), more)


def _unanswered(
    log: Log, model: Unopened, more: Mapping[str, nw.Expr] = MappingProxyType({})
) -> pd.DataFrame:
    """The same before the model was asked."""
    review = log.review
    if model.picture:
        raise InputError("the model reads pictures: its heat maps say what moved it")
    if review.explanation.cases is not None:
        return _apart(review.folder / review.explanation.cases, model)
    wanted = {name: log.number(name) for name in model.features}
    if model.text is not None:
        wanted = {model.text: log.column(model.text)}
    wanted |= {_LABEL: log.label(), _LOGGED: _logged(log, model), **more}
    if review.columns.id is not None:
        wanted[_CASE] = case_text(log, review.columns.id)
    return rows_of(log.source, wanted)


def _apart(path: Path, model: Unopened) -> pd.DataFrame:
    """Cases of a file of their own: the model's inputs, and their numbers where it has them."""
    inputs = (model.text,) if model.text else model.features
    source = from_file(path, {*inputs, _NUMBER})
    for name in inputs:
        if name not in source.names:
            raise InputError(f"there is no column {name}", where=source.where)
    wanted = {name: nw.col(source.inner(name)) for name in inputs}
    if _NUMBER in source.names:
        known = nw.col(source.inner(_NUMBER)).cast(nw.String())
        wanted[_CASE] = as_text(known, nw.String())
    return rows_of(source, wanted).assign(**{_LABEL: None, _LOGGED: np.nan})


def rows_of(source: Source, wanted: Mapping[str, nw.Expr]) -> pd.DataFrame:
    """The first of the rows, with hashes for the cases' numbers.

    Args:
        source: where they stand.
        wanted: what of them, by the names that it gets.
    """
    inner = {f"x{place}": expression for place, expression in enumerate(wanted.values())}
    rows = source.frame.select(**inner).head(MOST_ROWS)
    if _CASE in wanted:
        rows = case_ids.keyed(rows, f"x{list(wanted).index(_CASE)}", source.where)
    found: pd.DataFrame = collected(rows, source.where).to_pandas()
    return found.rename(columns=dict(zip(inner, wanted, strict=True)))


def _logged(log: Log, model: Unopened) -> nw.Expr:
    """What the log says of how sure the candidate was, where it acted."""
    return log.acting(model.candidate, log.number(str(_said_column(model))))


def _said_column(model: Unopened) -> str | None:
    return model.candidate.score or model.candidate.confidence


def _answered(
    rows: pd.DataFrame, model: Model, probabilities: Floats, more: Iterable[str] = ()
) -> pd.DataFrame:
    """The rows with what the model says of them, in columns that no feature can be called."""
    said = [model.said(row) for row in probabilities]
    numbers = pd.Series(range(1, len(rows) + 1), index=rows.index).astype(str)
    extra = pd.DataFrame(
        {
            SCORE: probabilities[:, model.positive],
            ANSWER: [answer for answer, _ in said],
            _SURE: [sure for _, sure in said],
            _LABEL: _labels(rows[_LABEL], model),
            _LOGGED: rows[_LOGGED],
            _CASE: rows[_CASE].fillna(numbers) if _CASE in rows else numbers,
        },
        index=rows.index,
    )
    inputs = [model.text] if model.text else list(model.features)
    return pd.concat([rows[[*inputs, *more]], extra], axis=1)


def _labels(column: "pd.Series[Any]", model: Model) -> list[str | None]:
    """Labels as text; beside a score whatever is not positive is the other answer."""
    labels = [canonical(value) for value in column]
    if model.candidate.score is None:
        return labels
    positive = model.classes[model.positive]
    other = negative_text(positive)
    return [None if text is None else positive if text == positive else other for text in labels]


_NUMBER: Final = "id"  # of a case, in a file of cases to explain
SCORE, ANSWER, _SURE, _LABEL, _LOGGED, _CASE = (
    f"\0{name}" for name in ("score", "answer", "sure", "label", "logged", "case")
)


def agrees(model: Model, cases: pd.DataFrame) -> bool:
    """Whether the model gives what the log says it gave, wherever the log says anything."""
    own = cases[SCORE if model.candidate.score else _SURE]
    off = (own - cases[_LOGGED]).abs().dropna()
    return bool((off <= model.tolerance).all())


def answered_in_log(cases: pd.DataFrame) -> pd.DataFrame:
    """Those that the log has an answer for: the others may be what the model learned from."""
    logged = cases[_LOGGED].notna()
    return cases[logged] if logged.any() else cases


def _picked(cases: pd.DataFrame, review: Review) -> dict[str, Any]:
    """Which case to show for each kind: an index of the cases."""
    if review.explanation.cases is not None:
        return {f"example {place}": row for place, row in enumerate(cases.index, 1)}
    judged = cases[cases[_LABEL].notna()]
    right = judged[judged[_LABEL] == judged[ANSWER]]
    wrong = judged[judged[_LABEL] != judged[ANSWER]]
    chance = int(np.random.default_rng(review.method.seed).integers(len(cases)))
    picked = {"random": cases.index[chance], "close call": cases[_SURE].idxmin()}
    picked |= {"wrong and confident": wrong[_SURE].idxmax()} if len(wrong) else {}
    return picked | ({"right and confident": right[_SURE].idxmax()} if len(right) else {})


def _one(  # one call, from one place
    review: Review, model: Model, row: "pd.Series[Any]", kind: str, found: Shap, place: int
) -> ExplainedCase:
    amounts, values = found.amounts[place], found.inputs[place]
    text = str(row[model.text]) if model.text else None
    order = np.argsort(-np.abs(amounts), kind="stable")
    threshold = review.handoff_threshold
    return ExplainedCase(
        kind="example" if kind.startswith("example") else kind,
        case=str(row[_CASE]),
        label=row[_LABEL],
        answer=row[ANSWER],
        score=float(row[SCORE]),
        base=found.base,
        total=float(found.totals[place]),
        contributions=tuple(
            Contribution(found.names[i], "" if text else in_full(values[i]), float(amounts[i]))
            for i in order
            if amounts[i] or not text
        ),
        handed_off=bool(row[_SURE] < threshold),
        text=text,
        marks=tuple(_marks(found, place)) if text is not None else (),
        sure=float(row[_SURE]),
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


# What drives the model overall


def _sample(review: Review, cases: pd.DataFrame) -> pd.DataFrame:
    """Some of the cases, as `_drawn` says."""
    return cases.iloc[_drawn(review, len(cases))]


def _drawn(review: Review, cases: int) -> Ints:
    """The places of some of the cases, drawn with the review's seed; of all, where they are few.

    They stand in an order by chance, so that the first of them are a sample too.
    """
    return np.random.default_rng(review.method.seed).permutation(cases)[:SAMPLE]


def _drives(log: Log, heard: Heard) -> tuple[Model, pd.DataFrame, Overall | None]:
    """The model, the cases that it answered, and importance in a sample of them.

    Raises:
        InputError: contributions do not add up, or the model cannot be explained.
    """
    review = log.review
    if review.explanation.overall is not None:
        model, cases = _asked(log)
        return model, cases, _from_file(review, model)
    if review.explanation.cases is not None:
        return *_asked(log), None
    model, cases, found = _studied(log, heard)
    if not found.adds_up():
        raise InputError(_NO_SUM)
    features = sorted(importance(found, review.method.interval), key=lambda f: -f.mean_abs)
    drives = Overall(
        model.candidate.name, target_of(review, found.unit), len(found.amounts), found.background,
        tuple(features), min(SAMPLE, len(cases)), len(cases),
        Points(found.names, found.inputs, found.amounts), found.how,
    )  # fmt: skip
    return model, cases, drives


def _studied(log: Log, heard: Heard) -> tuple[Model, pd.DataFrame, Shap]:
    """The model, the cases that it answered, and SHAP values of a sample: one opening of its file.

    Raises:
        InputError: it cannot be asked or explained, or does not give the scores in the log.
    """
    file = _file(log)
    rows = _unanswered(log, file)
    kept = rows.index.get_indexer(answered_in_log(rows).index)
    places = kept[_drawn(log.review, len(kept))]
    told = file.studied(rows, places, heard)
    cases = _answered(rows, told.model, told.probabilities)
    _check_agrees(told.model, cases)
    if told.why is None:
        found = shap_values(told.model, cases.iloc[places], heard=heard)
    else:
        found = _read(told.model, *told.why, range(1, len(places) + 1))
    return told.model, answered_in_log(cases), found


def target_of(review: Review, unit: str = LOG_ODDS) -> str:
    """What SHAP values are amounts of."""
    return f"{unit} that the {review.words.case} {review.words.positive}"


def importance(found: Shap, level: float) -> Iterator[Importance]:
    """How much each input moves the output on average.

    Args:
        found: SHAP values of a sample.
        level: of the interval.
    """
    n = len(found.amounts)
    for i, name in enumerate(found.names):
        size = np.abs(found.amounts[:, i])
        mean = float(size.mean())
        error = float(size.std(ddof=1)) / math.sqrt(n) if n > 1 else 0.0
        wide = statistics.critical(level) * error
        direction = _direction(found.inputs[:, i], found.amounts[:, i])
        yield Importance(name, mean, max(0.0, mean - wide), mean + wide, direction)


def _direction(values: Floats, amounts: Floats) -> str | None:
    known = np.isfinite(values)
    values, amounts = values[known], amounts[known]
    if not known.any() or np.ptp(values) == 0 or np.ptp(amounts) == 0:
        return None
    together = float(np.corrcoef(values, amounts)[0, 1])
    if abs(together) < _CLEAR:
        return None
    return "raises" if together > 0 else "lowers"


def _from_file(review: Review, model: Model) -> Overall:
    path = review.folder / str(review.explanation.overall)
    try:
        kept: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        features = tuple(Importance(**feature) for feature in kept["features"])
        return Overall(
            model.candidate.name, kept["target"], kept["n"], kept["background"], features
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("not a readable summary of SHAP values", where=path.name) from None


# SHAP itself


def shap_values(
    model: Model,
    cases: pd.DataFrame,
    usual: pd.DataFrame | None = None,
    heard: Heard | None = None,
) -> Shap:
    """SHAP values with the explainer that is exact for this kind of model.

    Args:
        model: whose answers.
        cases: to explain; in an order by chance where `heard` is given.
        usual: what numbers are compared with, where not with these cases themselves: a single case
            compared with itself would have no reasons.
        heard: is told how many are explained, of how many. Given, the last of them may be left out
            where all would take too long.

    Raises:
        InputError: there is no exact explainer for it here.
    """
    said, numbers = model.ask("explain", cases, usual, heard)
    least = 1 if heard is not None else len(cases)
    return _read(model, said, numbers, range(least, len(cases) + 1))


def _read(model: Model, said: Mapping[str, Any], numbers: Floats, many: range) -> Shap:
    """What a process said of some cases.

    Args:
        model: whose answers.
        said: its words.
        numbers: its numbers.
        many: how many cases it may have explained.

    Raises:
        InputError: it is no such answer.
    """
    rows, columns = said["shape"]
    names = tuple(said.get("names", model.features))
    if rows not in many or columns != len(names) or numbers.size != rows * (2 * columns + 1):
        raise InputError("gives no answer that can be read", where=model.where)
    inputs, amounts = numbers[: 2 * rows * columns].reshape(2, rows, columns)
    totals = numbers[2 * rows * columns :]
    return Shap(
        names, inputs, amounts.copy(), said["base"], totals, said["about"],
        tuple(map(tuple, said.get("words", ()))), said["unit"], min(said["tolerance"], _AT_MOST),
        said["how"],
    )  # fmt: skip
