"""Sentences on whether confidence can be believed, and on why nothing is right every time."""

from typing import Final

from evenhand.findings import Believed, BestCut, ConfidenceBin, Estimate, Handoff
from evenhand.review import Review
from evenhand.words import nouns, say

_ALL: Final = 100
_NARROW: Final = 0.005
"""Steps of confidence so narrow that their middle reads as every confidence in them, of 100."""


def confidence_title(handoff: Handoff, review: Review) -> str:
    """Whether the confidence can be believed, judged by the mean distance and not by each bin."""
    who, found = say.capital(say.the(handoff.candidate)), handoff.believed
    if found is None:
        return f"Whether {say.the(handoff.candidate)}'s confidence can be believed can't be told"
    judged = [b for b in found.bins if not b.few]
    if not judged:
        return (
            f"Too few {nouns.cases(review)} to tell whether {say.the(handoff.candidate)}'s "
            "confidence can be believed"
        )
    if found.steps is not None and found.steps > _NARROW:
        return _by_steps(who, found, found.steps)
    if found.error.value <= found.error.if_perfect_upper:
        of = say.denominator(found.said, found.right.value)
        said, right = _of(found.said, of), say.portion(found.right.value or 0.0, of)
        return (
            f"{who}'s confidence can be believed: on average it says {said}, and is right for "
            f"{right}"
        )
    return f"{who} {_worst(judged)}"


def _by_steps(who: str, found: Believed, steps: float) -> str:
    """Of a kept review: only what holds wherever in its step each confidence was."""
    right = found.right.value or 0.0
    of = say.denominator(found.said, right)
    average = f"on average it says about {_of(found.said, of)}, and is right for"
    if found.error.value - steps <= found.error.if_perfect_upper:
        return (
            f"{who}'s confidence can be believed as far as its kept steps tell: {average} "
            f"{say.portion(right, of)}"
        )
    if abs(found.said - right) <= steps:
        off = say.number(_ALL * found.error.value)
        return f"{who}'s confidence can't be believed: on average it is off by about {off} of 100"
    how = "is too sure" if right < found.said else "is right more often than it says"
    return f"{who} {how}: {average} {say.portion(right, of)}"


def _worst(judged: list[ConfidenceBin]) -> str:
    """The bin in which most cases are said to be surer, or less sure, than they are."""
    worst = max(judged, key=lambda b: abs((b.observed.value or 0.0) - b.mean) * b.observed.n)
    said, right = worst.mean, worst.observed.value or 0.0
    of = say.denominator(said, right)
    if said != right and round(said * of) == round(right * of):
        of *= 10
    how = "is too sure" if right < said else "is right more often than it says"
    return f"{how}: where it says {_of(said, of)}, it is right for {say.portion(right, of)}"


def _of(share: float, of: int) -> str:
    return f"{say.portion(share, of)} of {of:,}"


def confidence_meaning(found: Believed, review: Review) -> str:
    """How to read the diagram, and which of its bins are not drawn."""
    few = sum(b.few for b in found.bins)
    hidden = (
        f" {say.capital(say.counted(few, 'bin', 'bins'))} of fewer than {review.method.min_group} "
        f"{nouns.cases(review)} {'is' if few == 1 else 'are'} only in the table."
        if few and few < len(found.bins)
        else ""
    )
    return (
        "On the line it is right as often as it says; below the line it is too sure, above it "
        f"right more often than it says.{hidden}"
    )


def error_sentence(found: Believed) -> str:
    """How far off it is on average, and how far chance alone makes it seem."""
    error = found.error
    off, chance, upper = (
        say.number(_ALL * share)
        for share in (error.value, error.if_perfect, error.if_perfect_upper)
    )
    return (
        f"On average it is off by {off} of 100. Chance alone makes confidence without any fault "
        f"look off by {chance} of 100 in a log like this, and by up to {upper} in 95 of 100 such "
        "logs."
    )


def skill_title(handoff: Handoff, found: Believed) -> str:
    """Whether knowing how sure it is tells more than its overall accuracy."""
    whose = f"{say.the(handoff.candidate)}'s confidence"
    if found.skill is None:
        return f"Whether {whose} tells anything can't be told: all were answered alike well"
    if found.skill <= 0:
        return f"{say.capital(whose)} tells no more than saying its average every time"
    skill = say.of_cases(Estimate(found.skill, n=found.n), say.denominator(found.skill))
    return f"{say.capital(whose)} takes away {skill} of the error of saying its average every time"


SKILL_MEANING: Final = (
    "The error is the Brier score: the squared distance between what is said (0 to 1) and what "
    "comes true (1 for right, 0 for wrong), on average. A good confidence can be believed, and "
    "tells right answers from wrong ones."
)


def best_cut_title(handoff: Handoff, found: BestCut, review: Review) -> str:
    """How often the best cut is right, and that no cut is right every time."""
    if found.best_accuracy == 1:
        return f"A cut of {say.the(handoff.candidate)}'s scores is right for all of this log"
    best = f"{_cut(found)[0]} of {_ALL} {nouns.cases(review)}"
    return f"Even the best cut of {say.the(handoff.candidate)}'s scores is right for {best}"


def _cut(found: BestCut) -> tuple[int, ...]:
    """How many of 100 the best cut gets right, and how many not."""
    return say.parts([found.best_accuracy, 1 - found.best_accuracy], _ALL)


def best_cut_meaning(found: BestCut, review: Review) -> str:
    """Why 100 % is impossible, and what another threshold could reach."""
    cases, yes = nouns.cases(review), say.name(review.words.positive)
    why = (
        f"The other {_cut(found)[1]} of {_ALL} have a score like {cases} that ended the other way, "
        "so no threshold gets them all right; only knowing more of each would."
        if found.best_accuracy < 1
        else "On a larger log some scores will be alike and end differently."
    )
    if found.best_f1 is None or found.best_f1_at is None:
        return why
    today = "not defined" if found.f1 is None else say.number(found.f1)
    return (
        f"{why} F1, which asks that those of whom “{yes}” is true are found and few others are "
        f"named with them, is {today} today and {say.number(found.best_f1)} at best, with a yes "
        f"from a score of {say.number(found.best_f1_at, 3)} on."
    )


def order_sentence(handoff: Handoff, review: Review) -> str | None:
    """The area under risk and coverage in plain words; None where it cannot be known."""
    value, order = handoff.aurc.value, handoff.order
    if value is None or order is None:
        return None
    case, cases = say.name(review.words.case), nouns.cases(review)
    of = say.denominator(value, order.by_chance, order.best)
    mean, chance, best = (say.portion(share, of) for share in (value, order.by_chance, order.best))
    return (
        f"From deciding the surest {case} alone to deciding all {cases}, {mean} of {of:,} are "
        f"wrong on average. Were its confidence a matter of chance, it would be {chance}; with "
        f"every right answer surer than every wrong one, {best}."
    )


def order_how(handoff: Handoff) -> str:
    """Term and method of the area under the curve."""
    order = handoff.order
    if order is None or handoff.aurc.value is None:
        return ""
    bound = (
        ""
        if order.exact
        else f" Confidence is counted in steps, which can move it by {say.number(order.bound)}."
    )
    return (
        f" The mean is the area under it, AURC {say.number(handoff.aurc.value, 3)}, exact over all "
        f"orders of equally sure cases; {say.number(order.excess, 3)} above the best (E-AURC)."
        f"{bound}"
    )
