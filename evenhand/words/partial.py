"""Sentences on what cannot be known because outcomes were not seen."""

from evenhand.findings import AttributeFindings, Bounds, GroupFindings, Omitted
from evenhand.review import Review
from evenhand.words import nouns, say

NO_LABEL = (
    "The log has no outcomes, so it cannot be known how often answers are right or wrong; how "
    "often each group gets which answer, and how its scores are spread, can."
)


def unseen(group: GroupFindings) -> int:
    """How many answered cases have no outcome."""
    counts = group.counts
    return group.n - counts.tp - counts.fp - counts.tn - counts.fn


def of_metric(group: GroupFindings, metric: str) -> Bounds | None:
    """Between what a metric of a group must lie; None where it is not asked for or not known."""
    if isinstance(group.bounds, Omitted):
        return None
    found = group.bounds.get(metric)
    return None if found is None or found.low is None or found.high is None else found


def unseen_sentence(found: AttributeFindings, review: Review) -> str:
    """What cannot be known of the cases whose outcome was not seen, and what still can."""
    cases = sum(unseen(group) for group in found.groups)
    if not cases:
        return "Every outcome was seen."
    named = nouns.counted(cases, review)
    low, high = _accuracy(found)
    return (
        f"Error rates of the {named} whose outcome was not seen cannot be known; whatever "
        f"happened, accuracy lies between {low} and {high} of 100."
    )


def _accuracy(found: AttributeFindings) -> tuple[str, str]:
    """Over everybody, from the groups."""
    ends = [(group.n, of_metric(group, "accuracy")) for group in found.groups]
    n = sum(cases for cases, one in ends if one)
    low, high = (
        sum(cases * (getattr(one, end) or 0.0) for cases, one in ends if one) / max(1, n)
        for end in ("low", "high")
    )
    return say.number(100 * low), say.number(100 * high)


def bounds_title(found: AttributeFindings, review: Review) -> str:
    """The group of which least is known."""
    known = [(group, of_metric(group, "accuracy")) for group in found.groups]
    wide = [(group, one) for group, one in known if one is not None]
    if not wide:
        return "Nothing can be said of outcomes that were not seen"
    group, one = max(wide, key=lambda pair: (pair[1].high or 0.0) - (pair[1].low or 0.0))
    low, high = (say.number(100 * (end or 0.0)) for end in (one.low, one.high))
    return (
        f"{say.capital(nouns.metric_phrase('accuracy', review))} among {say.name(group.group)}: "
        f"between {low} and {high} of 100, whatever was not seen"
    )
