"""Sentences on what can be promised, for whom, and in which order of roll-out."""

from collections.abc import Sequence
from typing import Final

from evenhand.findings import (
    OMITTED,
    Estimate,
    Findings,
    GroupPromise,
    Guarantee,
    Omitted,
    RollOut,
)
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name, column_name

GUARANTEE_CONDITIONS: Final = (
    "The promise is for future cases like these, for the candidate as it is now, and only if "
    "these cases were not used to train it; it is withdrawn when drift shows."
)
_NAMED: Final = 2
_FEWEST: Final = 100


def promise_of(findings: Findings) -> Guarantee | None:
    """What was promised, where it was asked for and could be worked out."""
    promise = findings.handoff.guarantee if findings.handoff else None
    return promise if isinstance(promise, Guarantee) else None


def guarantee_sentence(findings: Findings, review: Review) -> str | None:
    """The promise and what it does on the other half, or what it lacks."""
    promise = promise_of(findings)
    if promise is None:
        return None
    most, sure = exact(promise.max_error), exact(promise.assurance)
    if promise.threshold is None:
        lacks = _lacks(promise, review)
        return f"No threshold can be promised: at most {most} wrong, in {sure} such audits.{lacks}"
    return (
        f"From a confidence of {say.number(promise.threshold, 3)} on, at most {most} automatic "
        f"answers are wrong; that promise holds in {sure} such audits."
        f"{_reported(promise, review)}"
    )


def exact(share: float) -> str:
    """A share that the review sets, with all its digits."""
    of = say.denominator(share)
    return f"{say.number(share * of, 4)} of {of:,}"


def _lacks(promise: Guarantee, review: Review) -> str:
    """What would help; errors that are too many are not cured by more cases."""
    cases = nouns.cases(review)
    if promise.cases_needed:
        return f" About {say.number(float(promise.cases_needed))} more labelled {cases} are needed."
    if not promise.calibration_n:
        return f" No labelled {say.name(review.words.case)} is there to choose it on."
    return f" More {cases} would not help: wherever enough are decided alone, too many are wrong."


def _reported(promise: Guarantee, review: Review) -> str:
    """What the half reports that had no part in choosing the threshold."""
    report, cases = promise.reporting, nouns.cases(review)
    if report.coverage.value is None:
        return ""
    alone = say.of_cases(report.coverage)
    share = f" On the other half of the {cases}, {alone} are decided alone then"
    error = report.automatic_error
    if error.value is None:
        return f"{share}; how many of them wrongly can't be told."
    of = _telling(error.value, promise.max_error)
    return f"{share}, and {say.of_cases(error, of)} of those are wrong{_beside(error, promise)}."


def _telling(error: float, limit: float) -> int | None:
    """A denominator at which an error is not taken for the limit that it is above."""
    of = say.denominator(error, limit)
    return 10 * of if error > limit and round(error * of) <= round(limit * of) else None


def _beside(error: Estimate, promise: Guarantee) -> str:
    """Whether more are wrong than promised, and whether that can be chance."""
    if error.value is None or error.low is None or error.value <= promise.max_error:
        return ""
    chance = error.low <= promise.max_error
    return ": more than promised" + (", which can be chance" if chance else ", beyond chance")


def split_sentence(promise: Guarantee, review: Review) -> str:
    """Which half is which, and how they were told apart."""
    cases, one = nouns.cases(review), say.name(review.words.case)
    how = (
        f"by a hash of the number of each {one}"
        if promise.split == "id"
        else f"by chance, since no column gives the number of a {one}"
    )
    return (
        f"The threshold was chosen on {promise.calibration_n:,} labelled {cases} and is reported "
        f"on {promise.reporting.n:,} others; the halves were made {how}."
    )


def group_promises(findings: Findings, attribute: str) -> Sequence[GroupPromise]:
    """The promises of an attribute's groups; none where nothing was promised."""
    promise = promise_of(findings)
    return () if promise is None else promise.groups.get(attribute, ())


def group_promises_title(groups: Sequence[GroupPromise], review: Review, attribute: str) -> str:
    """Of how many groups something can be promised, and of whom not."""
    of, every = f"groups of {attribute_name(attribute, review)}", _every(groups)
    if len(groups) == 1:
        return _only(groups[0], review, attribute)
    without = [g for g in groups if g.threshold is None]
    if not without:
        least = min(groups, key=lambda g: (g.coverage or 0.0, g.group))
        return (
            f"Something can be promised to {every} {of}, each by itself; least is "
            f"decided alone of {say.name(least.group)}: {_share(least.coverage, least.n)}"
        )
    if len(without) == len(groups):
        return f"Nothing can be promised to any of {len(groups):,} {of} by itself"
    named = say.listed([f"{say.name(g.group)} ({more(g, review)})" for g in without[:_NAMED]])
    rest = f" and {len(without) - _NAMED:,} more" if len(without) > _NAMED else ""
    return (
        f"To {len(groups) - len(without):,} of {len(groups):,} {of} something can be promised, "
        f"each by itself; not to {named}{rest}"
    )


def _every(groups: Sequence[GroupPromise | RollOut]) -> str:
    """All of some groups, which are at least two."""
    return "both" if len(groups) == _NAMED else f"all {len(groups):,}"


def _only(group: GroupPromise, review: Review, attribute: str) -> str:
    """What can be promised to the one group that is large enough."""
    of = attribute_name(attribute, review)
    one = f"{say.name(group.group)}, the only group of {of} that is large enough"
    if group.threshold is None:
        return f"Nothing can be promised to {one}: {more(group, review)}"
    alone = _share(group.coverage, group.n)
    return f"Something can be promised to {one}: {alone} are decided alone then"


def group_promises_meaning(promise: Guarantee, review: Review, attribute: str) -> str:
    """What each promise is, and what they are not."""
    meaning = (
        f"Each promise, at most {exact(promise.max_error)} wrong in {exact(promise.assurance)} "
        "such audits, is for its own group at a threshold of its own; that all of them hold at "
        "once is not promised."
    )
    if attribute in review.columns.context:
        return meaning
    return (
        f"{meaning} Thresholds that differ by {attribute_name(attribute, review)} would treat "
        "people differently and need a reason that can be said aloud."
    )


def more(group: GroupPromise | RollOut, review: Review) -> str:
    """What a group or category lacks for a promise."""
    if group.cases_needed is None:
        return "too often wrong"
    needed = say.number(float(group.cases_needed))
    return f"about {needed} more labelled {nouns.cases(review)}"


def _share(coverage: float | None, n: int) -> str:
    return say.of_cases(Estimate(coverage, n=max(n, _FEWEST)))


def order_of(findings: Findings, column: str | None) -> tuple[str, Sequence[RollOut]]:
    """A context column and its categories in the order of roll-out.

    Args:
        findings: what was found.
        column: a context column; the first one is taken where it has no order.
    """
    found = findings.handoff.roll_out if findings.handoff else OMITTED
    if isinstance(found, Omitted) or not found:
        return "", ()
    name = column if column is not None and column in found else next(iter(found))
    return name, found[name]


def roll_out_title(order: Sequence[RollOut], review: Review, column: str) -> str:
    """Which category comes first, and which next; or what the nearest one lacks."""
    able = [c for c in order if c.threshold is not None]
    if not able:
        near = min(order, key=lambda c: (c.cases_needed or float("inf"), c.category))
        what = f"Nothing of {column_name(column, review)} can be taken over yet"
        if near.cases_needed is None:
            return f"{what}: wherever enough are decided alone, too many are wrong"
        return f"{what}; nearest is {say.name(near.category)}: {more(near, review)}"
    first, *others = able
    whole = first.coverage == 1
    alone = "every one" if whole else f"{_share(first.coverage, first.n)} of them"
    next_ones = [f"{say.name(c.category)} ({_share(c.coverage, c.n)})" for c in others[:_NAMED]]
    then = f", then {say.listed(next_ones)}" if next_ones else ""
    several = len(review.columns.context) > 1
    start = f"By {column_name(column, review)}, start with" if several else "Start with"
    return f"{start} {say.name(first.category)}: {alone} can be decided alone{then}"


def roll_out_meaning(order: Sequence[RollOut], promise: Guarantee, review: Review) -> str:
    """What is promised of all categories together, and how much of the work that is."""
    able = [c for c in order if c.threshold is not None]
    several = f"{_every(order)} categories together the promise", " in each"
    whom, each = several if len(order) > 1 else ("the one category the promise", "")
    together = (
        f"For {whom}, at most {exact(promise.max_error)} wrong{each}, holds in "
        f"{exact(promise.assurance)} such audits"
    )
    if not able:
        return f"{together}; it can't be made for any."
    first, every = (
        _of_the_work(sum(c.share_of_all for c in some), order, review) for some in (able[:1], able)
    )
    start = f"{together}. What is decided alone of {say.name(able[0].category)} is {first}"
    return f"{start}." if len(able) == 1 else f"{start}; with all {len(able):,} it is {every}."


def _of_the_work(share: float, order: Sequence[RollOut], review: Review) -> str:
    """A share of all cases, and how many that is a year where the review says how many come in."""
    said = f"{_share(share, sum(c.n for c in order))} of all {nouns.cases(review)}"
    if review.costs is None or review.costs.cases_per_year is None:
        return said
    return f"{said} (about {say.number(share * review.costs.cases_per_year)} a year)"
