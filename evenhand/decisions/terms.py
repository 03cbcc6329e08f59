"""What is locked: the criteria, and every setting of the review that their verdict hangs on."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel

from evenhand.findings import LockChange
from evenhand.review import Review

Terms = Mapping[str, Any]
Kind = Literal["added", "removed", "changed"]

LOCKED: Final[Mapping[str, frozenset[str]]] = {
    "columns": frozenset(
        {"label", "positive", "positive_is_good", "out_of_scope", "protected", "context", "edges"}
        | {"time", "weight", "observed", "arm"}
    ),
    "candidates": frozenset(
        {"role", "prediction", "confidence", "score", "threshold", "latency_ms"}
        | {"cost_per_case", "planned_share", "arm"}
    ),
    "method": frozenset({"interval", "seed", "min_group", "min_share", "reference", "margin"}),
}
"""What of these tables a verdict, or a trial, hangs on; of the others that are locked it is all."""


def terms(review: Review) -> dict[str, Any]:
    """The criteria and what their verdict hangs on; data, words and looks are no part of it.

    Keys that have their default are left out, so that a file that names it is the same, and a later
    version of Evenhand with more keys too. The order of criteria does not count.

    Args:
        review: the review.

    Returns:
        `criteria`, a list; `settings`, by their keys in the review file.
    """
    return {
        "criteria": sorted((_given(c) for c in review.criteria), key=_text),
        "settings": dict(_settings(review)),
    }


def fingerprint(review: Review) -> str:
    """The SHA-256 of the terms, in hexadecimal.

    Args:
        review: the review.
    """
    return hashed(terms(review))


def hashed(locked: Terms) -> str:
    """The SHA-256 of some terms."""
    return hashlib.sha256(_text(locked).encode("utf-8")).hexdigest()


def _settings(review: Review) -> Iterator[tuple[str, Any]]:
    tables = (review.handoff, review.costs, review.method, review.columns, review.shadow)
    names = ("handoff", "costs", "method", "columns", "shadow")
    for name, table in zip(names, tables, strict=True):
        yield from _flat(name, table, LOCKED.get(name))
    for candidate in review.candidates:
        yield from _flat(f"candidates.{candidate.name}", candidate, LOCKED["candidates"])


def _flat(name: str, table: BaseModel | None, keys: frozenset[str] | None) -> Iterator[Any]:
    """What one table says, by its keys."""
    given = {} if table is None else _given(table)
    kept = ((key, value) for key, value in given.items() if keys is None or key in keys)
    return ((f"{name}.{key}", value) for key, value in kept)


def _given(table: BaseModel) -> dict[str, Any]:
    return table.model_dump(mode="json", exclude_defaults=True)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def changed(was: Terms, now: Terms, on: str | None, by: str | None) -> tuple[LockChange, ...]:
    """What differs between two sets of terms.

    Args:
        was: the earlier.
        now: the later.
        on: when the later ones were locked or first seen.
        by: who locked them.

    Returns:
        First criteria, then settings, each by name.
    """
    before = _named(was["criteria"]), was["settings"]
    after = _named(now["criteria"]), now["settings"]
    return tuple(
        change
        for first, second in zip(before, after, strict=True)
        for name in sorted({*first, *second})
        for change in _change(name, first.get(name), second.get(name), on, by)
    )


def _change(
    name: str, was: object, now: object, on: str | None, by: str | None
) -> Iterator[LockChange]:
    if was == now:
        return
    kind: Kind = "added" if was is None else "removed" if now is None else "changed"
    before, after = (None if said is None else _said(said) for said in (was, now))
    yield LockChange(kind, name, before, after, on, by)


def _said(value: object) -> str:
    """A value as a person reads it: what a criterion asks, or a setting."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(item)}" for key, item in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return value if isinstance(value, str) else _text(value)


def _named(criteria: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Criteria by what they are about; a second on the same gets a number."""
    seen: Counter[str] = Counter()
    found: dict[str, Any] = {}
    for given in criteria:
        name = criterion_name(given)
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        found[name + again] = {k: v for k, v in given.items() if k not in _NAMING} or "asked"
    return found


_NAMING: Final = ("finding", "gap", "attribute", "candidate", "attest")


def criterion_name(given: Mapping[str, Any]) -> str:
    """What a criterion is about, as the verdict's reasons name it.

    >>> criterion_name({"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8})
    'impact_ratio · sex'
    """
    return " · ".join(str(given[key]) for key in _NAMING if key in given)
