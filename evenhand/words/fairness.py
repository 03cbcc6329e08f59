"""Sentences on groups."""

from evenhand.findings import (
    AttributeFindings,
    ClassGroups,
    Findings,
    Gap,
    GroupFindings,
    ImpactRatio,
    Omitted,
)
from evenhand.review import Review
from evenhand.words import apart, nouns, say
from evenhand.words.columns import attribute_name, column_name
from evenhand.words.partial import NO_LABEL, of_metric, unseen_sentence
from evenhand.words.untold import NOT_KEPT

FOUR_FIFTHS = (
    "Four fifths is a guide of US agencies (29 CFR 1607.4D, 1978): a screen, not a finding, "
    "and not the legal test."
)
EXPLORATORY = (
    "This is exploratory: only the criteria of this review decide. Looking at many groups, some "
    "differences come by chance; the tests allow for that."
)
AS_WIDE_BY_CHANCE = "groups differ, but so wide a gap comes by chance too"

CROSSED = (
    "This crossing is not part of the review. Its q-values allow for what is shown of it here, and "
    "for nothing else."
)


def crossing_note(review: Review, attribute: str) -> str | None:
    """What a crossing on request is not; None for an attribute that the review itself has.

    Args:
        review: as it was opened, without the crossing.
        attribute: by which groups; empty where there are none.
    """
    return CROSSED if attribute and attribute not in review.attributes else None


def cut_sentence(review: Review, attribute: str) -> str | None:
    """Where columns of numbers are cut into groups, and that it matters; None where none is."""
    cut = [
        f"{column_name(column, review)} is cut at {say.listed([f'{edge:.10g}' for edge in edges])}"
        for column in review.attributes.get(attribute, ())
        if (edges := review.columns.edges.get(column))
    ]
    if not cut:
        return None
    said = say.capital(say.listed(cut))
    return f"{said}: cut elsewhere, a gap or a state can come out otherwise."


def fairness_title(
    findings: Findings, review: Review, candidate: str, attribute: str, metric: str
) -> str:
    """Which group is worst off by one metric, beside the one that is best off."""
    found = findings.by(candidate, attribute)
    if not attribute:
        return "There are no groups to compare"
    if found is None:
        return f"No answers by {attribute_name(attribute, review)}"
    phrase = say.capital(nouns.metric_phrase(metric, review))
    worst, best = ends(found, review, metric)
    if worst is None or best is None:
        if not isinstance(findings.merged, Omitted):
            return f"{phrase}: by {attribute_name(attribute, review)} that is {NOT_KEPT}"
        by = attribute_name(attribute, review)
        return f"{phrase}: too few {nouns.cases(review)} to compare by {by}"
    return f"{compared(found, review, metric)}{could_be_chance(found.gaps.get(metric), review)}"


def compared(found: AttributeFindings, review: Review, metric: str) -> str:
    """The group that is worst off beside the one that is best off, in counts."""
    worst, best = ends(found, review, metric)
    if worst is None or best is None:
        return f"{say.capital(nouns.metric_name(metric, review))}: too few to compare"
    return f"{say.capital(nouns.metric_phrase(metric, review))}: {pair(worst, best, metric)}"


def pair(worst: GroupFindings, best: GroupFindings, metric: str) -> str:
    """Two groups with their counts, of one denominator."""
    one, other = worst.metrics[metric], best.metrics[metric]
    if one.value is None or other.value is None:
        said = say.CANNOT, say.CANNOT
    elif metric in nouns.SHARES:
        used = apart.of_shares(one.value, other.value)
        said = used.share(one), used.share(other)
    else:
        used = apart.of_means(one.value, other.value)
        said = f"{used.text(one.value)} of {used.of}", used.text(other.value)
    return f"{said[0]} among {say.name(worst.group)}, {said[1]} among {say.name(best.group)}"


def stands_out(gap: Gap, review: Review) -> bool:
    """Whether a gap is more than chance gives, allowing for every comparison of the audit.

    The test is of all groups together; where a tiny group is the lowest or the highest, these may
    differ for sure, and yet the gap be no wider than chance makes it.
    """
    if gap.difference.value is None:
        return False
    if gap.q_value is None:
        return gap.difference.low is not None and gap.difference.low > 0
    return gap.q_value < 1 - review.method.interval and not _is_within_chance(gap)


def _is_within_chance(gap: Gap) -> bool:
    """Whether groups of these sizes without any difference come as far apart."""
    line = gap.no_difference
    return line is not None and (gap.difference.value or 0.0) <= line.upper


def could_be_chance(gap: Gap | None, review: Review) -> str:
    """What is added to a claim on a gap that chance alone could give; else nothing."""
    if gap is None or gap.difference.value is None or stands_out(gap, review):
        return ""
    return f"; {why_chance(gap, review)}"


def why_chance(gap: Gap, review: Review) -> str:
    """Why a gap that does not stand out could be chance."""
    level = 1 - review.method.interval
    if gap.q_value is not None and gap.q_value < level:
        return AS_WIDE_BY_CHANCE
    alone = gap.q_value is not None and gap.p_value is not None and gap.p_value < level
    return f"{'among so many comparisons ' if alone else ''}that could be chance"


def ends(
    found: AttributeFindings | ClassGroups, review: Review, metric: str
) -> tuple[GroupFindings | None, GroupFindings | None]:
    """The group that is worst off and the one that is best off; None with fewer than two."""
    able = [g for g in found.groups if g.eligible and _value(g, metric) is not None]
    if len(able) < 2:  # noqa: PLR2004  # nothing to compare
        return None, None
    ranked = sorted(able, key=lambda g: (_value(g, metric) or 0.0, g.group))
    low, high = ranked[0], ranked[-1]
    return (high, low) if nouns.worst_is_high(metric, review) else (low, high)


def _value(group: GroupFindings, metric: str) -> float | None:
    estimate = group.metrics.get(metric)
    return estimate.value if estimate else None


def fairness_meaning(found: AttributeFindings, review: Review, metric: str) -> str:
    """Among whom it is counted, and who takes no part."""
    among = nouns.filled(nouns.FINDING_TERMS[metric].of, review)
    small = [g for g in found.groups if not g.eligible]
    hollow = (
        f" {say.counted(len(small), 'group is', 'groups are')} hollow: unknown, or too "
        "small to judge."
        if small
        else ""
    )
    line = chance_sentence(found, metric)
    unlabelled = _not_known(found, review, metric)
    return (
        f"Counted among {among}, with the {nouns.interval_name(review)}.{hollow}"
        f"{f' {line}' if line else ''}{unlabelled}"
    )


def _not_known(found: AttributeFindings, review: Review, metric: str) -> str:
    """What cannot be known without outcomes, or of those that were not seen."""
    if review.columns.label is None:
        return f" {NO_LABEL}"
    selective = any(of_metric(group, metric) for group in found.groups)
    return f" {unseen_sentence(found, review)}" if selective else ""


def answered_sentence(findings: Findings, review: Review, candidate: str) -> str | None:
    """How many of all cases a candidate answered; None where it answered all."""
    answered, rows = findings.candidates[candidate].n, findings.review.rows
    if answered >= rows:
        return None
    return (
        f"{say.capital(say.the(candidate))} answered {answered:,} of {rows:,} "
        f"{nouns.cases(review)}; the others are not counted here."
    )


def classes_sentence(findings: Findings, review: Review, candidate: str) -> str | None:
    """What TP, FP, TN and FN count where there are more than two answers; None where there are not.

    A case of a third class that got another wrong one is no error in these counts.
    """
    if isinstance(findings.candidates[candidate].classes, Omitted):
        return None
    return (
        "There are more answers than two: what is found, missed or wrongly said (TP, FP, TN and "
        f"FN) counts {nouns.yes(review)} against all the others, while how often it is right "
        "counts the exact answer."
    )


def chance_sentence(found: AttributeFindings, metric: str) -> str | None:
    """How large the largest gap comes where groups do not differ; None with fewer than two."""
    gap = found.gaps.get(metric)
    line = gap.no_difference if gap else None
    if line is None:
        return None
    groups = sum(g.eligible and _value(g, metric) is not None for g in found.groups)
    far = apart.chance_text(found, metric, line.upper)
    return f"Among {groups} groups of these sizes, a gap of up to {far} comes by chance alone."


def impact_title(found: AttributeFindings, review: Review) -> str:
    """The smallest impact ratio as a count."""
    verb = favourable(review)
    able = [i for i in found.impact_ratio if i.ratio.value is not None and i.four_fifths]
    if not any(i.selected for i in found.impact_ratio):
        return f"{say.capital(verb)}: none, in any group"
    if len(able) < 2:  # noqa: PLR2004  # nothing to compare
        return f"{say.capital(verb)}: too few {nouns.cases(review)} to compare groups"
    least = min(able, key=lambda i: (i.ratio.value or 0.0, i.group))
    top = next((i.group for i in able if i.ratio.low is None), None)
    best = say.name(top) if top else reference_name(found)
    return (
        f"{say.capital(verb)}: {times(least)} among {say.name(least.group)} for every 100 among "
        f"{best}, at equal numbers"
    )


def reference_name(found: AttributeFindings) -> str:
    """What ratios are for every 100 of."""
    names = {"most_selected": "the highest group", "overall": "everybody"}
    return names.get(found.reference) or say.name(found.reference)


def times(ratio: ImpactRatio) -> str:
    """An impact ratio as a count for every 100."""
    value = ratio.ratio.value
    if value is None:
        return say.CANNOT
    said = say.number(100 * value)
    return say.number(100 * value, 3) if said == "100" else said  # 99.6 is not as many


def favourable(review: Review) -> str:
    """What the favourable answer is called."""
    yes = nouns.yes(review)
    if review.columns.positive_is_good:
        return f"said {yes}"
    return "said no" if yes == "yes" else f"not said {yes}"


def guide(review: Review, attribute: str) -> str | None:
    """Where the four-fifths guide comes from; None by columns that say nothing of people."""
    protected = set(review.columns.protected)
    is_of_people = protected.intersection(review.attributes.get(attribute, ()))
    return FOUR_FIFTHS if is_of_people else None


def unknown_sentence(found: AttributeFindings, review: Review) -> str | None:
    """What people of unknown group could change."""
    unknown = found.unknown
    if not unknown.n or unknown.ratio_low is None or unknown.ratio_high is None:
        return None
    cases = nouns.counted(unknown.n, review)
    low, high = say.apart(100 * unknown.ratio_low, 100 * unknown.ratio_high)
    lies = f"is {low}" if low == high else f"lies between {low} and {high}"
    return (
        f"The group of {cases} is unknown; whatever it is, the smallest impact ratio {lies} for "
        "every 100."
    )
