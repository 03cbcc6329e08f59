"""Which group is worst off, by how much, and whether that is real."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evenhand.findings import AttributeFindings, CriterionResult, Findings, Gap, State
from evenhand.review import METRICS, Review
from evenhand.words import apart, criteria, fairness, nouns, say
from evenhand.words.columns import attribute_name

_URGENT: Final = (State.OUTSIDE, State.CANNOT_TELL)
_LEADING: Final = {
    True: ("selection_rate", "true_positive_rate"),
    False: ("selection_rate", "false_positive_rate"),
}
"""What people feel first, where a yes is good for them and where it is not."""

_WIDENED: Final = (
    "A limit is judged on an interval that holds for all limits and pairs at once; it can be wider "
    "than the chart's."
)
_NO_LIMIT: Final = "No limit of this review is on it, so it is exploratory."


@dataclass(frozen=True, slots=True)
class Worst:
    """The group to look at first.

    Attributes:
        candidate: who decides.
        attribute: by which groups.
        metric: by which rate.
        group: the group that is worst off.
        sentence: its rate beside the best, in counts.
        is_real: whether that is more than chance, or outside what limit.
        named: whether a limit of the review is on it, or it is more than chance.
    """

    candidate: str
    attribute: str
    metric: str
    group: str
    sentence: str
    is_real: str
    named: bool


def worst_group(findings: Findings, review: Review) -> Worst | None:
    """The group whose gap matters most; None where fewer than two groups can be compared.

    First what the review's own limits say: a gap outside, else one that can't be told, required
    limits before others. Without such a gap, of those that stand out after allowing for all
    comparisons, a gap in how often the answer comes, or in the mistake that hurts (`_LEADING`),
    before any other, and the one furthest beyond what chance alone gives; else the one with the
    lowest q-value. Groups too small to judge are never named.
    """
    for who, by, metric in (*_by_limits(findings, review), *_by_gaps(findings, review)):
        worst = _named(findings, review, who, by, metric)
        if worst is not None:
            return worst
    return None


def worst_title(worst: Worst, review: Review) -> str:
    """What the group is called, and by which groups of whose answers it was found."""
    who, by = say.the(worst.candidate), attribute_name(worst.attribute, review)
    said = "Worst group" if worst.named else "No group stands out; furthest behind"
    return f"{said} with {who}, by {by}: {say.name(worst.group)}"


def named_elsewhere(
    findings: Findings, review: Review, candidate: str, attribute: str, metric: str
) -> str | None:
    """Which group the first page names, and by what, where this view has another; else None."""
    first, found = worst_group(findings, review), findings.by(candidate, attribute)
    here = fairness.ends(found, review, metric)[0] if found else None
    if first is None or here is None or not first.named:
        return None
    if (first.candidate, first.attribute, first.group) == (candidate, attribute, here.group):
        return None
    whose = "" if first.candidate == candidate else f" with {say.the(first.candidate)}"
    return (
        f"This is by one measure. The group that the Overview names as worst off{whose} is "
        f"{say.name(first.group)}, by {attribute_name(first.attribute, review)}; its measure is: "
        f"{nouns.metric_phrase(first.metric, review)}."
    )


def _named(findings: Findings, review: Review, who: str, by: str, metric: str) -> Worst | None:
    found = findings.by(who, by)
    worst = fairness.ends(found, review, metric)[0] if found else None
    if found is None or worst is None:
        return None
    said = f"{fairness.compared(found, review, metric)}."
    limits = limits_on(findings, review, who, by, metric)
    states = (_state(result, review) for result in limits)
    real = " ".join(states) or is_real(findings, review, who, by, metric) or ""
    named = bool(limits) or fairness.stands_out(found.gaps[metric], review)
    return Worst(who, by, metric, worst.group, said, real, named)


def _by_limits(findings: Findings, review: Review) -> Iterator[tuple[str, str, str]]:
    """Gaps that a limit of the review is on and that do not keep it, the most urgent first."""
    results = [c for c in findings.criteria if isinstance(c, CriterionResult) and c.attribute]
    urgent = [c for c in results if c.state in _URGENT]
    for result in sorted(urgent, key=lambda c: (_URGENT.index(c.state), not c.required)):
        metric = result.finding if result.gap else "selection_rate"
        yield result.candidate or review.handoff_candidate.name, result.attribute or "", metric


def _by_gaps(findings: Findings, review: Review) -> Iterator[tuple[str, str, str]]:
    """Every gap of the candidate under audit, the one that matters most first."""
    own = review.handoff_candidate.name
    protected = set(review.columns.protected)
    gaps = [
        (attribute, metric, found.gaps[metric])
        for attribute, found in findings.fairness.get(own, {}).items()
        for metric in METRICS
        if metric in nouns.SHARES and metric in found.gaps
    ]

    leading = _LEADING[review.columns.positive_is_good]

    def rank(entry: tuple[str, str, Gap]) -> tuple[bool, bool, bool, float]:
        attribute, metric, gap = entry
        concerns = set(review.attributes.get(attribute, ())) <= protected
        chance = not fairness.stands_out(gap, review)
        return (not concerns, chance, metric not in leading, _order(gap, review))

    known = [entry for entry in gaps if entry[2].difference.value is not None]
    for attribute, metric, _ in sorted(known, key=rank):
        yield own, attribute, metric


def _order(gap: Gap, review: Review) -> float:
    """Lower comes first: how far beyond chance, else how unlikely by chance."""
    if not fairness.stands_out(gap, review):
        return 1.0 if gap.q_value is None else gap.q_value
    return (gap.no_difference.upper if gap.no_difference else 0.0) - (gap.difference.value or 0.0)


def limits_on(
    findings: Findings, review: Review, candidate: str, attribute: str, metric: str
) -> tuple[CriterionResult, ...]:
    """The criteria of the review on one gap; a limit on the impact ratio is one on how often."""
    own = review.handoff_candidate.name
    return tuple(
        c
        for c in findings.criteria
        if isinstance(c, CriterionResult)
        and (c.candidate or own, c.attribute) == (candidate, attribute)
        and (c.finding if c.gap else {"impact_ratio": "selection_rate"}.get(c.finding)) == metric
    )


def is_real(
    findings: Findings, review: Review, candidate: str, attribute: str, metric: str
) -> str | None:
    """Whether a gap is real: the state of the review's limit on it, else what chance gives.

    None where fewer than two groups can be compared.
    """
    found = findings.by(candidate, attribute)
    gap = found.gaps.get(metric) if found else None
    if found is None or gap is None or gap.difference.value is None:
        return None
    limits = limits_on(findings, review, candidate, attribute, metric)
    if limits:
        return " ".join((*(_limited(result, review) for result in limits), _WIDENED))
    return f"{_explored(found, gap, review, metric)} {_NO_LIMIT}"


def _state(result: CriterionResult, review: Review) -> str:
    """The state in words, with its sign."""
    return f"{criteria.MARKS[result.state].symbol} {criteria.criterion_sentence(result, review)}"


def _limited(result: CriterionResult, review: Review) -> str:
    """The state in words; where it can't be told, also how often that comes at this size."""
    said = _state(result, review)
    parity = criteria.parity_sentence(result) if result.state is State.CANNOT_TELL else None
    return f"{said} {parity}" if parity else said


def _explored(found: AttributeFindings, gap: Gap, review: Review, metric: str) -> str:
    far = apart.apart_text(found, metric)
    by_chance = fairness.chance_sentence(found, metric)
    beside = f" {by_chance}" if by_chance else ""
    if fairness.stands_out(gap, review):
        return (
            f"This gap of {far} is more than chance gives, allowing for every comparison made "
            f"here.{beside}"
        )
    why = fairness.why_chance(gap, review)
    if beside and why == fairness.AS_WIDE_BY_CHANCE:  # then the count says the same, and more
        return f"This gap is {far}.{beside}"
    return f"This gap is {far}; {why}.{beside}"


def limits_text(
    findings: Findings, review: Review, candidate: str, attribute: str, metric: str
) -> str | None:
    """The states of the review's limits on a gap, for a table; None where it has none."""
    limits = limits_on(findings, review, candidate, attribute, metric)
    return "; ".join(_state_text(c) for c in limits) or None


def chance_text(gap: Gap, review: Review) -> str:
    """Whether a gap is more than chance, in a word or two, for a table."""
    if gap.difference.value is None:
        return "too few to compare"
    return "more than chance" if fairness.stands_out(gap, review) else "could be chance"


def _state_text(result: CriterionResult) -> str:
    """The state of a limit; which limit it is, where it is not on the difference itself."""
    kind = {"difference": "", "ratio": " (ratio)"}.get(result.gap or "", " (impact ratio)")
    return f"{criteria.state_text(result.state)}{kind}"
