"""Sentences on gaps between groups over time: did one change, since when, by how much?"""

from collections.abc import Mapping
from typing import Final

from evenhand.findings import GapOverTime, Health
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.by_period import compared
from evenhand.words.columns import attribute_name

_RATES: Final[Mapping[str, str]] = {
    "selection_rate": "how often {model} says {yes}",
    "accuracy": "how often {model} is right",
    "true_positive_rate": "how many of the real ones {model} finds",
    "false_positive_rate": "how often {model} says {yes} wrongly",
}
_NOT_FOLLOWED: Final = "Groups by two columns at once are not followed over time."
_SAME: Final = {"impact_ratio": "selection_rate", "false_negative_rate": "true_positive_rate"}
"""What else a criterion may be on, and the rate that it then looks at."""


def leading(found: Health, review: Review) -> GapOverTime | None:
    """The gap to tell of first, of those that changed; None where none did.

    One that the review has a criterion on, else the one that chance explains least.
    """
    changed = [one for one in found.gaps if one.matters]
    return min(changed, key=lambda one: (not _is_asked(one, review), _chance(one)), default=None)


def drawn(found: Health, review: Review) -> tuple[GapOverTime, ...]:
    """The gaps to draw, of each protected column one; where some changed, only of their columns.

    Of the gaps of a column one that a criterion is on, else the one that chance explains least.
    """
    able = [one for one in found.gaps if one.matters] or found.gaps
    ranked = sorted(able, key=lambda one: (not _is_asked(one, review), _chance(one)))
    first = {one.attribute: one for one in reversed(ranked)}
    return tuple(one for one in ranked if first[one.attribute] is one)


def _is_asked(one: GapOverTime, review: Review) -> bool:
    """Whether a criterion is on this rate by these groups."""
    return any(
        _SAME.get(c.finding or "", c.finding) == one.metric and c.attribute == one.attribute
        for c in review.criteria
    )


def _chance(one: GapOverTime) -> float:
    return min((one.q_value, *(at.q_value for at in one.periods if at.q_value is not None)))


def rate_name(metric: str, found: Health, review: Review) -> str:
    """A rate of the handoff's candidate as a clause."""
    text = _RATES[metric].replace("{model}", say.the(found.candidate))
    return nouns.filled(text.replace("{yes}", nouns.yes(review, 30)), review)


def gap_sentence(one: GapOverTime, found: Health, review: Review) -> str:
    """Which gap changed, since when, from what to what."""
    return cause_sentence((one,), found, review)


def by_cause(found: Health) -> tuple[tuple[GapOverTime, ...], ...]:
    """The gaps that changed, those between the same two groups together.

    What makes one group worse off moves several rates at once, and not all are clear from the same
    period on. Those that narrowed are last.
    """
    causes: dict[tuple[str, frozenset[str | None]], list[GapOverTime]] = {}
    for one in found.gaps:
        if one.matters:
            causes.setdefault((one.attribute, frozenset(groups_of(one))), []).append(one)
    return tuple(tuple(sorted(own, key=narrowed)) for own in causes.values())


def cause_sentence(gaps: tuple[GapOverTime, ...], found: Health, review: Review) -> str:
    """Which rates of two groups moved apart, each since when, from what to what.

    Args:
        gaps: between the same two groups.
        found: what is known of health.
        review: its nouns.
    """
    by = attribute_name(gaps[0].attribute, review)
    pair = " and ".join(map(group_name, groups_of(gaps[0])))
    first, *more = (
        (f"in {rate_name(one.metric, found, review)}", _moved(one, found)) for one in gaps
    )
    others = "".join(f"; {rate} it {moved}" for rate, moved in more)
    return f"The gap between {pair} ({by}) {' '.join(first)}{others}"


def groups_of(one: GapOverTime) -> tuple[str | None, ...]:
    """The two that are compared; all others together, which are None, last."""
    return tuple(sorted((one.higher, one.lower), key=lambda name: (name is None, name or "")))


def _moved(one: GapOverTime, found: Health) -> str:
    before, after = (_tenths(100 * (gap.value or 0.0)) for gap in (one.before, one.after))
    return f"{_way(one)} {_since(one, found)}: from {before} to {after} of 100"


def group_name(name: str | None) -> str:
    """A group of a gap, or all others together."""
    return "the others" if name is None else say.name(name, 30)


def _tenths(gap: float) -> str:
    """A gap of 100 with one decimal.

    >>> _tenths(21.23), _tenths(0.04), _tenths(3.0)
    ('21.2', '0', '3')
    """
    return say.number(round(gap, 1), 4)


def _way(one: GapOverTime) -> str:
    if _turned(one):
        return "turned round"
    return "narrowed" if narrowed(one) else "widened"


def _turned(one: GapOverTime) -> bool:
    """Whether it was clearly the other way round, and now clearly is not."""
    return (one.before.high or 0.0) < 0 < (one.after.low or 0.0)


def narrowed(one: GapOverTime) -> bool:
    """Whether a gap is smaller than in the reference, and the same way round."""
    return not _turned(one) and (one.after.value or 0.0) < abs(one.before.value or 0.0)


def _since(one: GapOverTime, found: Health) -> str:
    return f"since {one.since}" if one.since else f"after {compared(found)}"


def gap_line(found: Health, review: Review, *, titled: bool) -> str:
    """Whether a gap changed, and by how much; empty where there are no groups.

    Args:
        found: what is known of health.
        review: its protected columns, nouns and margin.
        titled: whether the title says already which gap it is.
    """
    first = leading(found, review)
    if first is None:
        return none_changed(found, review)
    start = "" if titled else f"{gap_sentence(first, found, review)}. "
    lower = group_name(first.lower)
    return f"{start}The change is {say.mean(first.change)}; lower now: {lower}."


def none_changed(found: Health, review: Review) -> str:
    """That no gap changed, or why that can't be told yet; empty where there are no groups."""
    if found.gaps:
        return "No gap between groups has changed by much."
    if not review.columns.protected:
        return ""
    return (
        "Whether a gap between groups changed can't be told yet: fewer than two groups have "
        f"{review.method.min_group:,} {nouns.cases(review)} both in {compared(found)} and after."
    )


def not_followed(found: Health, review: Review) -> str:
    """That groups of two columns crossed are not told of over time; empty where there are none."""
    has_pairs = any(len(columns) > 1 for columns in review.attributes.values())
    return _NOT_FOLLOWED if found.gaps and has_pairs else ""


def gaps_title(found: Health, review: Review) -> str:
    """How many changed, as a claim over a chart of all of them."""
    changed = sum(one.matters for one in found.gaps)
    if not changed:
        return none_changed(found, review).removesuffix(".")
    every = say.counted(len(found.gaps), "gap", "gaps")
    return f"{changed:,} of {every} between groups changed clearly and by much"
