"""Sentences on what recalibrated confidence would be worth, and on what it takes."""

from dataclasses import replace
from typing import Final

from evenhand.findings import Handoff, Reading, Recalibration
from evenhand.review import Review
from evenhand.words import believed, nouns, say
from evenhand.words.columns import attribute_name
from evenhand.words.mitigation import LAW

BEFORE_RECALIBRATION: Final = (
    "This reads the same scores as other confidences, so that what is said comes true as often. It "
    "is a calculation: nothing is applied, no answer changes, and the rest of this page stays as "
    "it is. Whoever uses it must fit it anew on cases of their own, and check it from then on."
)
BY_GROUP: Final = (
    "With a fit for each group the same score means another confidence for another group, so that "
    "another share of each is looked at by a person. That is a rule that uses the group."
)
_METHODS: Final = {
    "platt": "a curve of two numbers (Platt)",
    "isotonic": "a rising curve of steps (isotonic regression)",
}
_ALL: Final = 100


def recalibration_title(found: Recalibration) -> str:
    """Whether it is nearer to what comes true, out of sample."""
    before, after = found.before.believed.error, found.after.believed.error
    was, now = (say.number(_ALL * error.value) for error in (before, after))
    if before.value <= before.if_perfect_upper:
        return (
            f"Recalibrating is not needed: the confidence is off by {was} of 100 on average, no "
            f"more than chance alone makes it seem; recalibrated it would be {now}"
        )
    if after.value >= before.value:
        return (
            f"Recalibrating does not help: the confidence is off by {was} of 100 on average today, "
            f"and would be by {now}"
        )
    return f"Recalibrated, the confidence would be off by {now} of 100 on average instead of {was}"


def recalibration_meaning(found: Recalibration, review: Review) -> str:
    """What it does at the review's threshold."""
    at = say.number(found.threshold, 6)
    return (
        f"At a confidence of {at}, {_at(found.before, review)} today; recalibrated, "
        f"{_at(found.after, review)}. Every {say.name(review.words.case)} is judged by a fit on "
        "others."
    )


def _at(reading: Reading, review: Review) -> str:
    alone = say.of_cases(reading.coverage, cases=nouns.cases(review))
    return f"{alone} are decided alone and {say.of_cases(reading.automatic_error)} of those wrongly"


def diagram_title(when: str, handoff: Handoff, reading: Reading, review: Review) -> str:
    """Whether the confidence of one reading can be believed."""
    return (
        f"{when}: {believed.confidence_title(replace(handoff, believed=reading.believed), review)}"
    )


def curve_title(found: Recalibration) -> str:
    """The area under both curves."""
    before, after = (reading.aurc.value or 0.0 for reading in (found.before, found.after))
    of = say.denominator(before, after)
    was, now = say.portion(before, of), say.portion(after, of)
    start = f"Averaged over all coverages, {now} of {of:,} are wrong recalibrated"
    return f"{start}, as many as today" if was == now else f"{start}, {was} today"


def recalibration_how(found: Recalibration, review: Review) -> str:
    """Method, and what was fitted on what."""
    fitted = "the score against the outcome, or the confidence of a class against being right"
    groups = ""
    if found.attribute is not None:
        named = say.listed([say.name(name) for name in found.own]) if found.own else "no group"
        groups = (
            f" By {attribute_name(found.attribute, review)}: a fit of its own for {named}; the "
            "others, too small in one half, share the fit of all."
        )
    return (
        f"Fitted by {_METHODS[found.method]}, {fitted}, on counts as weights "
        f"(scikit-learn); {found.n:,} {nouns.cases(review)} with a known outcome, and below 1,000 "
        "Platt's curve is used. The cases are in two halves by the toss of a coin, seed "
        f"{review.method.seed}; each half is judged by the fit of the other.{groups}"
    )


def mapped_title(found: Recalibration) -> str:
    """What the largest change is."""
    said, becomes = max(found.mapped, key=lambda pair: abs(pair[1] - pair[0]))
    return (
        f"The score that would change most: {say.number(_ALL * said, 3)} of 100 would be read as "
        f"{say.number(_ALL * becomes, 3)}"
    )


def group_warning() -> str:
    """What it takes to read scores by group, in law too."""
    return f"{BY_GROUP} {LAW}"


def no_recalibration(review: Review) -> str:
    """Why it cannot be worked out, and what to add."""
    if review.columns.label is None:
        return "No outcome is known, so confidence cannot be set beside what came true."
    return (
        f"Too few {nouns.cases(review)} with a known outcome, or all were answered alike well: "
        f"either half needs {review.method.min_group}, and cases of both kinds."
    )
