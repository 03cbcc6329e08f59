"""What is in each column that has a role? What the review says of it, and what can be measured.

Measured is the first part of the log. Ends of a range are nobody's own value: so many cases lie
beyond each that no small count is told, and they are rounded. Of columns that may tell who somebody
is neither ends nor the number of values is said.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from evenhand import personal
from evenhand.arrays import Floats
from evenhand.findings import ColumnFacts, Findings
from evenhand.findings.dictionary import Kind
from evenhand.log import NO_NUMBER, Log, mapped
from evenhand.review import Review
from evenhand.sources import collected

MOST_ROWS: Final = 200_000
_BEYOND: Final = 0.01  # of the values lie beyond each end
_ENOUGH: Final = 4  # as many values as lie beyond both ends, twice
_DIGITS: Final = 2  # of the width of a range, to which its ends are rounded
_FLAG: Final = frozenset({0.0, 1.0})
_KINDS: Final[Mapping[str, Kind]] = {"id": "case numbers", "time": "times", "text": "text"}


def described(review: Review) -> dict[str, ColumnFacts]:
    """What a review says of each column that has a role in it; nothing is measured.

    >>> from evenhand.review import parse
    >>> review = parse({"title": "t", "columns": {"protected": ["sex"]},
    ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}],
    ...                 "dictionary": {"p": {"name": "what it said"}}})
    >>> {column: (facts.roles, facts.name) for column, facts in described(review).items()}
    {'sex': (('protected',), None), 'p': (('prediction',), 'what it said')}
    """
    roles: dict[str, list[str]] = {}
    for role, column in _named(review):
        roles.setdefault(column, []).append(role)
    return {
        column: ColumnFacts(tuple(dict.fromkeys(own)), **review.described(column).model_dump())
        for column, own in roles.items()
    }


def measured(log: Log) -> dict[str, ColumnFacts]:
    """What is known of each column, with what was measured in the log.

    Args:
        log: the decisions.

    Raises:
        InputError: the log cannot be read.
    """
    found = described(log.review)
    here = [c for c in found if c in log.source.names and c in mapped(log.review)]
    rows = _rows(log, here)
    told = {column: _measured(rows, column, found[column], log.review) for column in here}
    return found | told


def worded(found: Findings, review: Review) -> Findings:
    """The same findings, with the words of a review for each column.

    Args:
        found: with or without what was measured.
        review: whose dictionary counts.
    """
    facts = found.dictionary if isinstance(found.dictionary, Mapping) else {}
    said = described(review)
    parts = ("name", "meaning", "unit", "source")
    new = {
        column: replace(facts.get(column, one), **{part: getattr(one, part) for part in parts})
        for column, one in said.items()
    }
    return replace(found, dictionary=new)


def _named(review: Review) -> Iterator[tuple[str, str]]:
    """Every role and its column: first who and what a case is, then what is said of it."""
    columns = review.columns
    for role in ("features", "protected", "context"):
        yield from ((role, column) for column in getattr(columns, role))
    single = ("label", "id", "time", "weight", "observed", "arm", "phase", "rater_agreement",
              "text", "image", "mask")  # fmt: skip
    told = ((role, getattr(columns, role)) for role in single)
    yield from ((role, column) for role, column in told if column)
    for one in review.candidates:
        said = ((r, getattr(one, r)) for r in ("prediction", "score", "confidence", "latency_ms"))
        yield from ((role, column) for role, column in said if column)
    if review.handoff and review.handoff.human:
        yield "human", review.handoff.human


def _rows(log: Log, columns: list[str]) -> pd.DataFrame:
    """By column, whether there is a value, the number it is, and the text it is."""
    schema = log.source.frame.collect_schema()
    wanted: dict[str, nw.Expr] = {}
    for place, column in enumerate(columns):
        kind = schema[log.source.inner(column)]
        is_text = isinstance(kind, nw.String | nw.Categorical | nw.Enum)
        wanted[f"s{place}"] = log.is_said(column)
        if kind.is_numeric() or isinstance(kind, nw.Boolean | nw.String):
            wanted[f"n{place}"] = log.number(column)
        if is_text:
            wanted[f"t{place}"] = log.column(column).cast(nw.String())
    asked = log.source.frame.select(**wanted).head(MOST_ROWS) if wanted else None
    found = pd.DataFrame() if asked is None else collected(asked, log.source.where).to_pandas()
    return found.rename(
        columns={f"{k}{i}": f"{k}{c}" for i, c in enumerate(columns) for k in "snt"}
    )


def _measured(rows: pd.DataFrame, column: str, facts: ColumnFacts, review: Review) -> ColumnFacts:
    """One column with what was measured of it."""
    said = rows[f"s{column}"].fillna(False).to_numpy(bool)  # noqa: FBT003  # pandas takes it so
    texts = rows[f"t{column}"][said].str.strip() if f"t{column}" in rows else None
    numbers = _numbers(rows, column)[said] if f"n{column}" in rows else None
    shared: dict[str, Any] = {
        "rows": len(rows), "missing": round(1 - float(said.mean()), 6) if len(rows) else None
    }  # fmt: skip
    fixed = next((_KINDS[role] for role in facts.roles if role in _KINDS), None)
    values = [] if texts is None else texts.unique()[: personal.SAMPLE].tolist()
    if not said.any():
        return replace(facts, **shared, kind="nothing")
    if fixed is not None:
        return replace(facts, **shared, kind=fixed)
    is_personal = personal.kind(column, values) is not None
    if numbers is not None and bool((numbers < NO_NUMBER).all()):
        more = _of_numbers(numbers, review.method.privacy_cell, is_personal=is_personal)
    else:
        more = _of_groups(texts, is_personal=is_personal)
    return replace(facts, **shared, **more)


def _numbers(rows: pd.DataFrame, column: str) -> Floats:
    return rows[f"n{column}"].to_numpy(np.float64)


def _of_groups(texts: "pd.Series[str] | None", *, is_personal: bool) -> dict[str, Any]:
    if is_personal:
        return {"kind": "groups", "withheld": "personal"}
    return {"kind": "groups", "different": None if texts is None else int(texts.nunique())}


def _of_numbers(numbers: Floats, least: int, *, is_personal: bool) -> dict[str, Any]:
    """Between which numbers most lie, unless that would tell of few."""
    if set(np.unique(numbers)[:3].tolist()) <= _FLAG:
        return {"kind": "yes or no"}
    beyond = max(least, math.ceil(_BEYOND * len(numbers)))
    if is_personal or len(numbers) < _ENOUGH * beyond:
        return {"kind": "numbers", "withheld": "personal" if is_personal else "few"}
    ordered = np.sort(numbers)
    low, high = outwards(float(ordered[beyond - 1]), float(ordered[-beyond]))
    return {"kind": "numbers", "low": low, "high": high}


def outwards(low: float, high: float) -> tuple[float, float]:
    """Two ends rounded outwards, to two digits of what lies between them.

    >>> outwards(12.34, 978.6), outwards(-2.0, 8.0), outwards(3.0, 3.0)
    ((10.0, 980.0), (-2.0, 8.0), (3.0, 3.0))
    """
    if high <= low:
        return low, high
    digits = _DIGITS - 1 - math.floor(math.log10(high - low))
    step = 10.0**-digits
    ends = math.floor(round(low / step, 6)) * step, math.ceil(round(high / step, 6)) * step
    return round(ends[0], digits), round(ends[1], digits)
