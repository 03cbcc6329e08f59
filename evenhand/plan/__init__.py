"""Before there is data: how many cases a limit needs to be decidable, and which columns to ask for.

The chances are those of simulated logs that are judged as real ones are: the same intervals, over
all pairs of groups and all criteria together. What is supposed of the rates is an assumption, and
is always said.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from evenhand.errors import InputError
from evenhand.plan.columns import columns
from evenhand.plan.document import (
    SCHEMA,
    Needed,
    Plan,
    PlannedLimit,
    Size,
    Supposed,
    WantedColumn,
)
from evenhand.plan.measured import measured
from evenhand.plan.sizes import planned
from evenhand.review import Review, parse

__all__ = [
    "SCHEMA",
    "Needed",
    "Plan",
    "PlannedLimit",
    "Size",
    "Supposed",
    "WantedColumn",
    "columns",
    "measured",
    "plan",
    "standard",
]

_FEWEST_GROUPS: Final = 2
_MOST_GROUPS: Final = 100


def plan(review: Review, supposed: Supposed | None = None) -> Plan:
    """Sizes for every criterion of a review, and the columns that it maps.

    Args:
        review: its data need not exist.
        supposed: what is supposed of the data.

    Raises:
        InputError: what is supposed does not go together.

    >>> from evenhand.review import parse
    >>> asked = parse({"title": "t", "columns": {"protected": ["sex"]},
    ...     "candidates": [{"name": "m", "role": "model", "prediction": "p"}],
    ...     "criteria": [{"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8}]})
    >>> found = plan(asked, Supposed({"impact_ratio": 0.2})).limits[0]
    >>> round(found.broken, 2), found.needed.inside // 1000, found.needed.outside // 1000
    (0.7, 3, 7)
    """
    guess = supposed or Supposed()
    _check(guess)
    computed = [c for c in review.criteria if c.attest is None]
    level = 1 - (1 - review.method.interval) / max(1, len(computed))
    return Plan(
        title=review.title,
        power=guess.power,
        interval=review.method.interval,
        seed=review.method.seed,
        min_group=review.method.min_group,
        limits=tuple(planned(criterion, review, guess, level) for criterion in computed),
        columns=tuple(columns(review)),
    )


def _check(guess: Supposed) -> None:
    wrong = [name for name, rate in guess.rates.items() if not 0 < rate < 1]
    if wrong:
        raise InputError("a rate must lie between 0 and 1", where=f"rate of {wrong[0]}")
    if not 0 < guess.power < 1:
        raise InputError("expected a number between 0 and 1", where="power")
    shares = guess.shares
    if shares is not None and (
        len(shares) < _FEWEST_GROUPS
        or min(shares) <= 0
        or not math.isclose(sum(shares), 1, abs_tol=1e-6)
    ):
        message = "expected two or more shares above 0 that add up to 1"
        raise InputError(message, where="shares")
    if guess.groups is not None and not _FEWEST_GROUPS <= guess.groups <= _MOST_GROUPS:
        raise InputError("expected 2 to 100 groups", where="groups")
    if shares is not None and guess.groups not in {None, len(shares)}:
        raise InputError("expected as many shares as groups", where="shares")


def standard(criterion: Mapping[str, object], protected: Sequence[str] = ("group",)) -> Review:
    """A review with the usual columns and one limit, where there is no review file.

    Args:
        criterion: as in a review file; a limit on groups is on those of the first column.
        protected: the columns whose groups are compared.

    Raises:
        InputError: the limit is no criterion.
    """
    on_groups = criterion.get("finding") == "impact_ratio" or "gap" in criterion
    limit = {**criterion, "attribute": protected[0]} if on_groups else criterion
    columns = {"id": "case_id", "label": "outcome", "time": "decided_at"}
    return parse(
        {
            "title": "An audit to come",
            "columns": columns | {"protected": list(protected)},
            "candidates": [
                {"name": "rule", "role": "baseline", "prediction": "rule_says"},
                {"name": "model", "role": "model", "score": "model_score"},
            ],
            "handoff": {},
            "criteria": [limit],
        },
        name="the limit",
    )
