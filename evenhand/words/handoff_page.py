"""Sentences around the handoff slider: the page's finding, its warnings, and changed costs."""

from collections.abc import Callable, Iterable
from math import isclose
from typing import Final

from evenhand.findings import Estimate, Findings, Handoff, Staffing
from evenhand.review import Review
from evenhand.words import costs, nouns, promise, queue, say
from evenhand.words.evenness import lowered_accuracy
from evenhand.words.people import team_warning
from evenhand.words.positives import leads
from evenhand.words.tried import confidence

_TELLS_APART: Final = 10


def handoff_claim(findings: Findings, review: Review) -> str:
    """What handing off does at the threshold that the findings are by: the page's finding.

    Args:
        findings: what was found; with the handoff where the slider was released.
        review: the nouns.
    """
    handoff = findings.handoff
    if handoff is None or handoff.reason or handoff.coverage.value is None:
        return "Nothing is handed off: every answer is the candidate's own"
    at, cases = f"From {confidence(handoff.threshold)} confidence on", nouns.cases(review)
    together, alone = handoff.team_accuracy.value, _alone(handoff)
    if together is not None and alone is not None and not isclose(together, alone, abs_tol=1e-4):
        # Where positives are rare nearly all are right: only those that are not tell anything.
        rare = leads(findings)
        how = "wrongly" if rare else "rightly"
        ends = [1 - share if rare else share for share in (together, alone)]
        of = min(_telling(*ends), handoff.n)
        both, before = (say.portion(share, of) for share in ends)
        if both != before:
            return (
                f"{at}, {say.the(handoff.candidate)} decides alone; with {_person(review)} for the "
                f"rest, {both} of {of:,} {cases} are decided {how} instead of {before}"
            )
    decided = say.of_cases(Estimate(handoff.coverage.value, n=handoff.n), cases=cases)
    return f"{at}, {say.the(handoff.candidate)} decides {decided} alone{_wrong(handoff)}"


def handoff_terms(findings: Findings, review: Review) -> str | None:
    """At what cost, after what wait, and with what promise: the line below the page's finding.

    Args:
        findings: what was found; with the handoff where the slider was released.
        review: the nouns.

    Returns:
        None where nothing of the three is known.
    """
    cost = costs.deciding_short(findings, review)
    parts = (cost, _wait(findings, review), _promise(findings))
    said = "; ".join(part for part in parts if part)
    return f"{say.capital(said)}." if said else None


def _wait(findings: Findings, review: Review) -> str | None:
    staffing = findings.handoff.staffing if findings.handoff else None
    if not isinstance(staffing, Staffing) or not staffing.cases_per_hour:
        return None
    if staffing.wait_minutes is None:
        return f"the queue for {_person(review)} never settles"
    peaks = isinstance(staffing.by_hour, tuple) and any(h.grows_per_hour for h in staffing.by_hour)
    often = ", longer at peaks that the people there can't take" if peaks else ""
    return (
        f"{say.a_or_an(review.words.case)} handed off waits {queue.lasting(staffing.wait_minutes)}"
        f"{often}"
    )


def _promise(findings: Findings) -> str | None:
    promised = promise.promise_of(findings)
    if promised is None:
        return None
    if promised.threshold is None:
        return "no threshold can be promised yet"
    return (
        f"at most {promise.exact(promised.max_error)} wrong can be promised from "
        f"{confidence(promised.threshold)} on"
    )


def _person(review: Review) -> str:
    return say.a_or_an(review.words.person)


def _wrong(handoff: Handoff) -> str:
    if handoff.automatic_error.value is None:
        return "; how many of them wrongly can't be told"
    return f", and {say.of_cases(handoff.automatic_error)} of those wrongly"


def _alone(handoff: Handoff) -> float | None:
    """How often the candidate is right where it decides everything."""
    error = handoff.curve[0].automatic_error if handoff.curve else None
    return None if error is None else 1 - error


def _telling(one: float, other: float) -> int:
    """A denominator at which two shares that differ can be told apart."""
    of = say.denominator(one, other)
    alike = one != other and round(one * of) == round(other * of)
    return of * _TELLS_APART if alike else of


# What a reader must know before anything else, worst first.
_WARNINGS: Final[tuple[Callable[[Findings, Review], Iterable[str]], ...]] = (
    lambda findings, review: filter(None, [team_warning(findings, review)]),
    lowered_accuracy,
)


def handoff_warnings(findings: Findings, review: Review) -> tuple[str, ...]:
    """What stands above everything else on the handoff; none where all is well.

    Args:
        findings: what was found.
        review: the nouns.
    """
    return tuple(said for warning in _WARNINGS for said in warning(findings, review))
