"""Which cases are explained, with what the model and the log say of each."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from evenhand import case_ids
from evenhand.arrays import Floats, Ints
from evenhand.errors import InputError
from evenhand.log import Log
from evenhand.models import Model, Unopened, file_of
from evenhand.review import Review
from evenhand.sources import Source, collected, from_file
from evenhand.split import as_text, case_text
from evenhand.text import canonical, negative_text

MOST_ROWS: Final = 200_000
SAMPLE: Final = 1_000
_NUMBER: Final = "id"  # of a case, in a file of cases to explain
SCORE, ANSWER, SURE, LABEL, LOGGED, CASE = (
    f"\0{name}" for name in ("score", "answer", "sure", "label", "logged", "case")
)


def model_in(log: Log) -> Model:
    """The model of a log's review, opened.

    Raises:
        InputError: there is none, or it can't be opened.
    """
    return file_in(log).opened()


def file_in(log: Log) -> Unopened:
    """The file of the model, not opened.

    Raises:
        InputError: there is none.
    """
    found = file_of(log.review, log.attached)
    if found is None:
        message = 'No model file: add model = "FILE" and the features that it reads.'
        raise InputError(message)
    return found


def asked(log: Log) -> tuple[Model, pd.DataFrame]:
    """A review's model and the cases that it answered.

    Raises:
        InputError: there is no model that can be explained.
    """
    model = model_in(log)
    cases = cases_of(log, model)
    check_agrees(model, cases)
    return model, answered_in_log(cases)


def check_agrees(model: Model, cases: pd.DataFrame) -> None:
    """See whether the model is the one that decided.

    Raises:
        InputError: it gives other scores than the log.
    """
    if not agrees(model, cases):
        message = "The model file does not give the scores in the log, so it is not explained."
        raise InputError(message)


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
    rows = unanswered(log, model, more)
    return with_answers(rows, model, model.probabilities(rows), more)


def unanswered(
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
    wanted |= {LABEL: log.label(), LOGGED: _logged(log, model), **more}
    if review.columns.id is not None:
        wanted[CASE] = case_text(log, review.columns.id)
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
        wanted[CASE] = as_text(known, nw.String())
    return rows_of(source, wanted).assign(**{LABEL: None, LOGGED: np.nan})


def rows_of(source: Source, wanted: Mapping[str, nw.Expr]) -> pd.DataFrame:
    """The first of the rows, with hashes for the cases' numbers.

    Args:
        source: where they stand.
        wanted: what of them, by the names that it gets.
    """
    inner = {f"x{place}": expression for place, expression in enumerate(wanted.values())}
    rows = source.frame.select(**inner).head(MOST_ROWS)
    if CASE in wanted:
        rows = case_ids.keyed(rows, f"x{list(wanted).index(CASE)}", source.where)
    found: pd.DataFrame = collected(rows, source.where).to_pandas()
    return found.rename(columns=dict(zip(inner, wanted, strict=True)))


def _logged(log: Log, model: Unopened) -> nw.Expr:
    """What the log says of how sure the candidate was, where it acted."""
    return log.acting(model.candidate, log.number(str(_said_column(model))))


def _said_column(model: Unopened) -> str | None:
    return model.candidate.score or model.candidate.confidence


def with_answers(
    rows: pd.DataFrame, model: Model, probabilities: Floats, more: Iterable[str] = ()
) -> pd.DataFrame:
    """The rows with what the model says of them, in columns that no feature can be called."""
    said = [model.said(row) for row in probabilities]
    numbers = pd.Series(range(1, len(rows) + 1), index=rows.index).astype(str)
    extra = pd.DataFrame(
        {
            SCORE: probabilities[:, model.positive],
            ANSWER: [answer for answer, _ in said],
            SURE: [sure for _, sure in said],
            LABEL: _labels(rows[LABEL], model),
            LOGGED: rows[LOGGED],
            CASE: rows[CASE].fillna(numbers) if CASE in rows else numbers,
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


def agrees(model: Model, cases: pd.DataFrame) -> bool:
    """Whether the model gives what the log says it gave, wherever the log says anything."""
    own = cases[SCORE if model.candidate.score else SURE]
    off = (own - cases[LOGGED]).abs().dropna()
    return bool((off <= model.tolerance).all())


def answered_in_log(cases: pd.DataFrame) -> pd.DataFrame:
    """Those that the log has an answer for: the others may be what the model learned from."""
    logged = cases[LOGGED].notna()
    return cases[logged] if logged.any() else cases


def sample_of(review: Review, cases: pd.DataFrame) -> pd.DataFrame:
    """Some of the cases, as `drawn` says."""
    return cases.iloc[drawn(review, len(cases))]


def drawn(review: Review, cases: int) -> Ints:
    """The places of some of the cases, drawn with the review's seed; of all, where they are few.

    They stand in an order by chance, so that the first of them are a sample too.
    """
    return np.random.default_rng(review.method.seed).permutation(cases)[:SAMPLE]
