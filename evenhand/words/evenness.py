"""Sentences on the handoff by group: beside one that is blind to groups, and what it lowers."""

from collections.abc import Iterator, Mapping
from typing import Final

from evenhand.findings import EvenGap, EvenGroup, Evenness, Findings
from evenhand.review import Review
from evenhand.words import nouns, queue, say
from evenhand.words.columns import attribute_name
from evenhand.words.handoff import could_be_chance, is_comparable

MEASURES: Final = ("handed_off", "automatic_error", "team_error", "wait_minutes")
"""What a group can be compared by."""

BLIND: Final = "if it were blind to groups"
_MOST_WARNED: Final = 3


def _measures(review: Review) -> Mapping[str, tuple[str, str]]:
    """Each measure in words, and what its scale counts."""
    return {
        "handed_off": (f"sent to {say.a_or_an(review.words.person)}", "of 100"),
        "automatic_error": ("wrong among those decided alone", "of 100"),
        "team_error": ("wrong in the end", "of 100"),
        "wait_minutes": ("expected wait", "in minutes"),
    }


def measure_name(measure: str, review: Review) -> str:
    """A measure, as in a choice.

    Args:
        measure: one of `MEASURES`.
        review: the nouns.
    """
    return say.capital(_measures(review)[measure][0])


def measure_unit(measure: str, review: Review) -> str:
    """A measure and what its scale counts."""
    return ", ".join(_measures(review)[measure])


def evenness_of(findings: Findings, attribute: str | None) -> Evenness | None:
    """What was found on the handoff by an attribute's groups, if anything."""
    handoff = findings.handoff
    fairness = handoff.fairness if handoff else None
    return fairness.get(attribute or "") if isinstance(fairness, Mapping) else None


def evenness_meaning(findings: Findings, review: Review, attribute: str) -> str:
    """How much of the difference a handoff blind to groups would have as well."""
    found = evenness_of(findings, attribute)
    gap = found.gaps["handed_off"] if found else None
    if found is None or gap is None or gap.highest is None:
        return f"Groups of {attribute_name(attribute, review)} can't be compared."
    return f"{_beside(found, gap)} {_wrong(found, review)}".strip()


def _beside(found: Evenness, gap: EvenGap) -> str:
    groups = {g.group: g for g in found.groups}
    high, low = (groups[name or ""].agnostic.handed_off for name in (gap.highest, gap.lowest))
    if high is None or low is None:
        return "How often each group would be sent by a handoff blind to groups can't be told."
    of = say.denominator(high, low)
    return (
        f"Blind to groups, given how often it is right for each, it would send "
        f"{say.portion(high, of)} of {of:,} ({say.name(gap.highest)}) and "
        f"{say.portion(low, of)} of {of:,} ({say.name(gap.lowest)})."
    )


def _wrong(found: Evenness, review: Review) -> str:
    gap = found.gaps["automatic_error"]
    worst = next((g for g in found.groups if g.group == gap.highest), None)
    if worst is None:
        return ""
    of_cases = say.of_cases(worst.automatic_error)
    chance = "; that could be chance" if could_be_chance(gap, review) else ""
    return f"Decided alone and wrong most often: {say.name(worst.group)}, {of_cases}{chance}."


def evenness_how(review: Review) -> str:
    """The reference, and how it is worked out."""
    return (
        "The tick is the group-agnostic reference (Jones et al., ICLR 2021): the handoff at this "
        "threshold that keeps the same share of right answers, and the same share of wrong ones, "
        "of every group. What is left of a difference between groups at the ticks comes from how "
        "often the answers are right; the rest comes from how sure the candidate is of each group. "
        f"Groups below {review.method.min_group} are hollow and take no part in comparisons."
    )


def curve_title(findings: Findings, review: Review, attribute: str, measure: str) -> str:
    """Which group lies furthest from what a handoff blind to groups would give, at the threshold.

    Args:
        findings: what was found.
        review: the nouns.
        attribute: by which groups.
        measure: one of `MEASURES`.
    """
    found = evenness_of(findings, attribute)
    name = measure_name(measure, review)
    apart = [(g, *pair) for g in _large(found, review) if (pair := _pair(g, measure)) is not None]
    if not apart:
        return f"{name} by {attribute_name(attribute, review)}, over all thresholds: can't be told"
    group, own, blind = max(apart, key=lambda p: (abs(p[1] - p[2]), p[0].group))
    return f"{name}: {say.name(group.group)} {_two(own, blind, measure)} {BLIND}"


def _two(own: float, blind: float, measure: str) -> str:
    if measure == "wait_minutes":
        return f"{queue.lasting(own)}, {queue.lasting(blind)}"
    of = say.denominator(own, blind)
    return f"{say.portion(own, of)} of {of:,}, {say.portion(blind, of)}"


def _large(found: Evenness | None, review: Review) -> list[EvenGroup]:
    return [g for g in found.groups if is_comparable(g, review)] if found else []


def _pair(group: EvenGroup, measure: str) -> tuple[float, float] | None:
    own = getattr(group, measure)
    value = own if measure == "wait_minutes" else own.value
    blind = getattr(group.agnostic, measure)
    return None if value is None or blind is None else (value, blind)


def curve_meaning(findings: Findings, review: Review, attribute: str) -> str:
    """How to read the curves, and at which thresholds a group's automatic accuracy falls."""
    found = evenness_of(findings, attribute)
    lowered = [
        f"{say.name(g.group)} from {say.number(g.lowered[0], 3)} to {say.number(g.lowered[1], 3)}"
        for g in _large(found, review)
        if g.lowered is not None
    ]
    read = "Where a group's line leaves the dashed one, the handoff treats it unlike the others."
    if not lowered:
        return read
    where = say.listed(lowered)
    return f"{read} What is decided alone gets worse by handing off for {where}."


def lowered_accuracy(findings: Findings, review: Review) -> tuple[str, ...]:
    """Where handing off lowers the accuracy of what a group gets decided alone.

    Args:
        findings: what was found.
        review: the nouns.

    Returns:
        At most three groups in full, and how many more; nothing where none is lowered.
    """
    lowered = list(_lowered(findings, review))
    said = [_warning(attribute, group, review) for attribute, group in lowered[:_MOST_WARNED]]
    rest = len(lowered) - len(said)
    more = f"The same is so for {rest:,} more {'groups' if rest > 1 else 'group'}."
    return (*said, *((more,) if rest else ()))


def _lowered(findings: Findings, review: Review) -> Iterator[tuple[str, EvenGroup]]:
    for attribute in review.attributes:
        for group in _large(evenness_of(findings, attribute), review):
            if group.lowers:
                yield attribute, group


def _warning(attribute: str, group: EvenGroup, review: Review) -> str:
    right = 1 - (group.automatic_error.value or 0.0)
    before = right - (group.gain.value or 0.0)
    of = say.denominator(1 - right, 1 - before)
    cases, person = nouns.cases(review), say.a_or_an(review.words.person)
    return (
        f"Sending cases to {person} makes what is decided alone worse for {say.name(group.group)} "
        f"({attribute_name(attribute, review)}): {say.portion(right, of)} of {of:,} such {cases} "
        f"are decided rightly, against {say.portion(before, of)} if all of them were decided alone."
    )
