"""Sentences on cases that none of the answers fits, and on classes taken for others."""

from evenhand.findings import Confusions, Findings, Handoff, OutOfScope
from evenhand.review import Review
from evenhand.words import nouns, say

_FEW = 100


def scope_sentence(findings: Findings, review: Review) -> str | None:
    """Of those that none of the answers fits, how many are answered all the same."""
    handoff = findings.handoff
    found = handoff.out_of_scope if handoff else None
    if handoff is None or not isinstance(found, OutOfScope):
        return None
    return f"{scope_title(handoff, found, review)}."


def scope_title(handoff: Handoff, found: OutOfScope, review: Review) -> str:
    """Counts first: of so many out of scope, how many are answered as if they were not."""
    share = found.answered.value or 0.0
    of = found.n if found.n < _FEW else say.denominator(share)
    some = nouns.cases(review) if of > 1 else say.name(review.words.case)
    what = f"{some} that none of {say.the(handoff.candidate)}'s answers fits"
    if not share:
        return f"Answered as if it knew them: {say.of_cases(found.answered, cases=what)}"
    count = say.portion(share, of)
    verb = "is" if count in {"1", "fewer than 1"} else "are"
    return f"Of {of:,} {what}, {count} {verb} answered as if one did"


def scope_meaning(handoff: Handoff, found: OutOfScope, review: Review) -> str:
    """How many are decided alone, and what part of all that is."""
    at = say.number(handoff.threshold, 6)
    among = say.of_cases(found.of_automatic)
    recognised = (found.kept.value or 0.0) - (found.answered.value or 0.0)
    label, alike = say.name(found.label), say.portion(recognised, _FEW)
    known = f" It says “{label}” of {alike} of {_FEW} by itself." if recognised > 0 else ""
    return (
        f"At a confidence of {at}, {say.of_cases(found.kept)} of them are decided alone and never "
        f"reach {say.a_or_an(review.words.person)}; of all that is decided alone they are {among}."
        f"{known}"
    )


def confusions_title(found: Confusions, review: Review) -> str:
    """The commonest mistake among those decided alone."""
    if not found.pairs:
        return f"None of the {nouns.counted(found.n, review)} decided alone is taken for another"
    first, mistakes = found.pairs[0], say.counted(found.wrong, "mistake", "mistakes")
    return (
        f"Most often wrong when decided alone: “{say.name(first.label)}” taken for "
        f"“{say.name(first.answer)}”, {first.n:,} of {mistakes}"
    )
