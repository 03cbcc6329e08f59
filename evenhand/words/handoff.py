"""Sentences on sending unsure cases to a person."""

from collections.abc import Mapping
from typing import Protocol

from evenhand.findings import (
    Estimate,
    EvenGap,
    Findings,
    Handoff,
    HandoffGroup,
)
from evenhand.review import Review
from evenhand.tally import UNKNOWN
from evenhand.words import say
from evenhand.words.columns import attribute_name
from evenhand.words.untold import untold

SCORES_ARE_NOT_CONFIDENCE = (
    "These are the scores, how likely a yes is; above is the confidence in either answer, which "
    "can be right on the whole while single steps of the scores are off."
)


def handoff_title(findings: Findings, review: Review, threshold: float | None = None) -> str:
    """What happens to 100 cases at a threshold of the curve; at the review's where none is given.

    Args:
        findings: what was found.
        review: the nouns.
        threshold: where the slider was released.
    """
    handoff = findings.handoff
    if handoff is None or handoff.reason or handoff.coverage.value is None:
        return "Nothing is handed off: every answer is the candidate's own"
    coverage, error = handoff.coverage.value, handoff.automatic_error.value
    if threshold is not None and handoff.curve:
        point = min(handoff.curve, key=lambda p: abs(p.threshold - threshold))
        coverage, error = point.coverage, point.automatic_error
    return headline(coverage, error, handoff.n, review)


def headline(coverage: float, error: float | None, n: int, review: Review) -> str:
    """Of so many cases, how many are answered well, wrongly, or by a person.

    Args:
        coverage: share decided alone.
        error: share of those that are wrong; None where not known.
        n: how many cases it was counted on; no finer denominator is used.
        review: the nouns.
    """
    cases, person = say.name(review.words.plural), say.a_or_an(review.words.person)
    if error is None and coverage > 0:
        of = _denominator(n, coverage, 1 - coverage)
        alone, handed = say.parts([coverage, 1 - coverage], of)
        known = "how many of them wrongly can't be told"
        return (
            f"Of {of:,} {cases}, {alone:,} are decided alone ({known}), {_handed(handed, person)}"
        )
    wrong = coverage * (error or 0.0)
    of = _denominator(n, wrong, 1 - coverage)
    well, bad, handed = thirds(coverage, error or 0.0, of)
    return (
        f"Of {of:,} {cases}, {_well(well)} answered well, {_wrongly(bad)}, "
        f"{_handed(handed, person)}"
    )


def thirds(coverage: float, error: float, of: int) -> tuple[int, int, int]:
    """So many answered well, wrongly and by a person; the first two add up to those decided alone.

    >>> thirds(0.524, 0.11, 100)
    (46, 6, 48)
    """
    alone, handed = say.parts([coverage, 1 - coverage], of)
    well, bad = say.parts([1 - error, error], alone)
    return well, bad, handed


def _denominator(n: int, *shares: float) -> int:
    """A round number, or all there are where they are fewer."""
    return min(say.denominator(*(s for s in shares if s > 1e-12)), n) if n else 100  # noqa: PLR2004


def _well(count: int) -> str:
    return "none are" if not count else f"{count:,} {'is' if count == 1 else 'are'}"


def _wrongly(count: int) -> str:
    return f"{count:,} wrongly" if count else "none wrongly"


def _handed(count: int, person: str) -> str:
    return (
        f"{count:,} {'goes' if count == 1 else 'go'} to {person}"
        if count
        else f"none go to {person}"
    )


def handoff_meaning(findings: Findings, review: Review) -> str:
    """What is decided alone, and how often that is wrong."""
    handoff = findings.handoff
    if handoff is None or handoff.reason:
        return "No case is handed off."
    cases = say.name(review.words.plural)
    person = say.a_or_an(review.words.person)
    alone = say.of_cases(handoff.coverage, cases=cases)
    error = handoff.automatic_error
    wrong = f"and of those it gets {say.of_cases(error)} wrong"
    if error.value is None:
        wrong = "but how many of those wrongly can't be told"
    unsure = f"{say.the(handoff.candidate)} is less sure than {say.number(handoff.threshold, 6)}"
    if handoff.coverage.value == 0:
        return f"Where {unsure}, {person} decides. That is everywhere: it decides nothing alone."
    return f"Where {unsure}, {person} decides. It decides {alone} alone, {wrong}."


def team_sentence(findings: Findings, review: Review) -> str | None:
    """How often both together are right, and where the person's part comes from."""
    handoff = findings.handoff
    if handoff is None or handoff.team_accuracy.value is None:
        return None
    person, cases = say.name(review.words.person), say.name(review.words.plural)
    together = say.of_cases(handoff.team_accuracy, cases=cases)
    plan = review.handoff
    if handoff.human == "measured":
        source = f"the {person}'s answers were measured on the handed-off {cases}"
    else:
        right = plan.human_accuracy if plan else None
        part = say.of_cases(Estimate(right, n=100)) if right is not None else "a share"
        source = f"that the {person} is right for {part} is assumed, not measured"
    return f"Together they are right for {together}; {source}."


def groups_title(findings: Findings, review: Review, attribute: str) -> str:
    """Who is handed off most often."""
    groups = _eligible(findings, review, attribute)
    if len(groups) < 2:  # noqa: PLR2004  # nothing to compare
        return (
            f"Too few {say.name(review.words.plural)} to compare groups of "
            f"{attribute_name(attribute, review)}"
        )
    most = max(groups, key=lambda g: (g.handed_off.value or 0.0, g.group))
    least = min(groups, key=lambda g: (g.handed_off.value or 0.0, g.group))
    person = say.a_or_an(review.words.person)
    of = say.denominator(most.handed_off.value, least.handed_off.value)
    if most.handed_off.value == least.handed_off.value:
        ends = {0.0: "never", 1.0: "always"}
        each = ends.get(most.handed_off.value or 0.0, say.of_cases(most.handed_off, of))
        every = f"Every group of {attribute_name(attribute, review)}"
        return f"{every} goes to {person} equally often: {each}"
    return (
        f"Sent to {person} most often: {say.name(most.group)}, "
        f"{say.of_cases(most.handed_off, of)}; "
        f"least often: {say.name(least.group)}, {say.of_cases(least.handed_off, of)}"
        f"{_by_chance(findings, review, attribute)}"
    )


def _by_chance(findings: Findings, review: Review, attribute: str) -> str:
    fairness = findings.handoff.fairness if findings.handoff else None
    found = fairness.get(attribute) if isinstance(fairness, Mapping) else None
    chance = found is not None and could_be_chance(found.gaps["handed_off"], review)
    return "; that could be chance" if chance else ""


def could_be_chance(gap: EvenGap, review: Review) -> bool:
    """Whether groups may be no further apart than chance brings them.

    Args:
        gap: between the eligible groups.
        review: whose level counts.
    """
    return gap.p_value is not None and gap.p_value >= 1 - review.method.interval


def _eligible(findings: Findings, review: Review, attribute: str) -> list[HandoffGroup]:
    """Groups large enough to be compared."""
    groups = findings.handoff.groups.get(attribute, ()) if findings.handoff else ()
    return [g for g in groups if is_comparable(g, review) and g.handed_off.value is not None]


class Sized(Protocol):
    """A group of so many cases."""

    @property
    def group(self) -> str:
        """Its name."""

    @property
    def n(self) -> int:
        """Its cases."""


def is_comparable(group: Sized, review: Review) -> bool:
    """Whether a group is known and large enough."""
    return group.group != UNKNOWN and group.n >= review.method.min_group


def risk_title(findings: Findings, review: Review) -> str:
    """What deciding fewer alone brings."""
    handoff = findings.handoff
    if handoff is None or not handoff.curve:
        return "There is no curve to draw"
    everything = handoff.curve[0]
    if everything.automatic_error is None:
        return f"How often it is wrong {untold(findings)}"
    if handoff.automatic_error.value is None:
        every = say.of_cases(Estimate(everything.automatic_error, n=handoff.n))
        return f"Nothing with an outcome is decided alone; were all, {every} would be wrong"
    now, alone = handoff.automatic_error.value, handoff.coverage.value or 0.0
    of = say.denominator(everything.automatic_error, now)
    before, after = (
        say.of_cases(Estimate(e, n=handoff.n), of) for e in (everything.automatic_error, now)
    )
    if alone >= everything.coverage:
        return f"Deciding every {say.name(review.words.case)} alone, {before} are wrong"
    share = say.of_cases(Estimate(alone, n=handoff.n))
    return f"Deciding {share} alone instead of all, {after} of them are wrong instead of {before}"


def risk_marked(handoff: Handoff, review: Review) -> str:
    """Whose threshold it is that is marked on a curve."""
    own = handoff.threshold == review.handoff_threshold
    return "this review's threshold" if own else "the threshold tried here"


def risk_meaning(handoff: Handoff, review: Review) -> str:
    """How to read the risk-coverage curve."""
    person = say.a_or_an(review.words.person)
    return (
        f"Further left, more {say.name(review.words.plural)} go to {person}; "
        f"the marked point is {risk_marked(handoff, review)}, {say.number(handoff.threshold, 6)}."
    )


def reliability_title(findings: Findings, candidate: str) -> str:
    """Whether its confidence can be believed."""
    calibration = findings.candidates[candidate].calibration
    bins = calibration.bins if calibration else ()
    if calibration is None or not bins:
        return f"{say.capital(say.the(candidate))} does not say how sure it is"
    off = [
        b for b in bins
        if b.observed.low is not None and b.observed.high is not None
        and not b.observed.low <= b.mean <= b.observed.high
    ]  # fmt: skip
    who = say.capital(say.the(candidate))
    what, verb = ("scores", "are") if calibration.of == "score" else ("confidence", "is")
    if not off:
        return f"{who}'s {what} can be believed: what it says comes true about as often"
    worst = max(off, key=lambda b: abs((b.observed.value or 0.0) - b.mean) * b.observed.n)
    of = say.denominator(worst.mean, worst.observed.value)
    said, true = (say.portion(x, of) for x in (worst.mean, worst.observed.value or 0.0))
    return f"{who}'s {what} {verb} off: where it says {said} of {of:,}, {true} come true"
