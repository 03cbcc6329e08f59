"""One case told to somebody who sees nothing else: the same sentences on a page and in a letter."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evenhand.explanation import LOG_ODDS, Contribution, ExplainedCase
from evenhand.neighbours import Alike
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import value_said
from evenhand.words.explain import input_name, instead_sentence

_HALF: Final = 0.5
_MOST_NAMED: Final = 2
_SAME: Final = 1e-3  # between a score and what bars lead to: of a model in float32 too
_FAR: Final = 700.0  # log-odds; an exponential of more has no number
_NO_CLASS: Final = ("0", "1")  # the other answer of a binary review
NOBODY_ALIKE: Final = (
    "What became of similar {cases} is not shown: it takes a log in which the inputs, the outcomes "
    "and the model's answers of at least 100 {cases} stand together."
)
NO_TEXTS_ALIKE: Final = "Similar {cases} are not looked for where a model reads a text."


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody asks of one case, answered.

    Attributes:
        decided: what was decided.
        turned_out: what is known of whether it was right; empty where nothing is.
        sure: how sure the model was, and who decides.
        pushed: what pushed it most.
        instead: what would have changed it.
    """

    decided: str
    turned_out: str
    sure: str
    pushed: str
    instead: str

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The four questions, each with its answer."""
        decided = f"{self.decided} {self.turned_out}".strip()
        return (
            ("What was decided", decided),
            ("How sure", self.sure),
            ("What pushed it most", self.pushed),
            ("What would change it", self.instead),
        )


def told(case: ExplainedCase, review: Review) -> Told:
    """Everything that is said of one case.

    Args:
        case: the case.
        review: the nouns, and the words for its columns.
    """
    return Told(
        decided(case, review),
        turned_out(case, review),
        how_sure(case, review),
        pushed(case, review),
        instead_sentence(case.instead, review),
    )


def decided(case: ExplainedCase, review: Review) -> str:
    """What the model said, in the review's words."""
    one, yes = say.name(review.words.case), nouns.yes(review)
    if case.answer == review.columns.positive:
        return f"The model said of this {one}: {yes}."
    if case.answer in _NO_CLASS:
        return f"The model did not say of this {one}: {yes}."
    return f"The model said of this {one}: “{say.name(case.answer)}”, not {yes}."


def turned_out(case: ExplainedCase, review: Review) -> str:
    """Whether that was right, where it is known; and against what, where that is not plain."""
    if case.label is None:
        return ""
    said = f"that was {'right' if case.label == case.answer else 'wrong'}."
    of = review.words.label
    return f"Against {say.name(of, 120)}: {said}" if of else say.capital(said)


def how_sure(case: ExplainedCase, review: Review) -> str:
    """How sure the model was of its answer, and whether a person looks."""
    person = say.a_or_an(review.words.person)
    if case.sure is None:
        looks = f"{say.capital(person)} looks at this one: it was not sure enough."
        return looks if case.handed_off else "How sure it was is not known."
    sure = say.portion(case.sure, 100)
    start = f"{say.capital(sure)} of 100 sure of its answer{_from_where(case, review)}"
    if not case.asked:
        return f"{start}. Every {say.name(review.words.case)} is decided without {person} here."
    if not case.handed_off:
        return f"{start}; {case.asked * 100:g} is enough, so it is decided without {person}."
    under = "just under" if sure == f"{case.asked * 100:.0f}" else "less than"
    return f"{start}, {under} the {case.asked * 100:g} it needs: {person} decides."


def _from_where(case: ExplainedCase, review: Review) -> str:
    """From which score on it says so, where that is below one half: it need not be sure then."""
    able = (review.handoff_candidate, *review.candidates)
    threshold = next((one.threshold for one in able if one.model), _HALF)
    if (case.sure or 0.0) >= _HALF or case.answer != review.columns.positive:
        return ""
    of = say.denominator(threshold)
    return f", which it gives from {say.number(threshold * of)} of {of:,} on"


def pushed(case: ExplainedCase, review: Review) -> str:
    """What pushed most towards the answer, and what most against it."""
    towards, against = _sides(case, review)
    first, other = _ways(case, review)
    said = []
    if towards:
        said.append(f"{first}: {say.listed(_named(towards[:_MOST_NAMED], review))}")
    if against:
        more = bool(towards) and abs(against[0].amount) > abs(towards[0].amount)
        stronger = ", and stronger than any of these" if more else ""
        said.append(f"{other}{stronger}: {_named(against[:1], review)[0]}")
        said[-1] = said[-1] if len(said) == 1 else f"{other[:1].lower()}{said[-1][1:]}"
    return f"{'; '.join(said)}." if said else "Nothing in it sets it apart from what is usual."


def which_way(case: ExplainedCase, review: Review) -> str:
    """What a bar to the right and one to the left push towards, with the answer that was given.

    Args:
        case: the case.
        review: what a yes is called.
    """
    yes = nouns.yes(review, 40)
    if case.answer == review.columns.positive:
        return f"right: towards this answer, {yes}; left: against it"
    if case.answer in _NO_CLASS:
        return f"left: towards this answer, not {yes}; right: against it"
    return f"left: away from {yes}; right: towards it"


def bars(case: ExplainedCase, review: Review) -> str:
    """Where the bars start, how far they lead together, and what their length is.

    Args:
        case: the case.
        review: the nouns.
    """
    yes, chances = nouns.yes(review), _chances(case)
    start = f"what the model says before it knows anything of {say.a_or_an(review.words.case)}"
    if chances is not None:
        before, after = (say.portion(chance, 100) for chance in chances)
        start += f": {before} of 100 for {yes}. All bars together lead to {after} of 100 here"
    return (
        f"The bars start from {start}. Of two bars the one that is twice as long pushes twice as "
        "hard; the numbers are in the model's own units."
    )


def unit_of(case: ExplainedCase) -> str | None:
    """What the amounts of one case are of, as its own score tells; None where it can't.

    >>> from evenhand.explanation import ExplainedCase
    >>> unit_of(ExplainedCase("random", "1", None, "1", 0.5, -1.0, 0.0, (), handed_off=False))
    'log-odds'
    """
    found = [
        unit
        for unit, chance in _UNITS.items()
        if math.isclose(chance(case.total), case.score, abs_tol=_SAME)
    ]
    return found[0] if len(found) == 1 else None


def _chances(case: ExplainedCase) -> tuple[float, float] | None:
    """The chance of a yes before anything is known, and for this case; None where it is no chance.

    They are kept from leaving 0 to 1 by a rounding.
    """
    unit = unit_of(case)
    if unit is None:
        return None
    before, after = (min(max(_UNITS[unit](at), 0.0), 1.0) for at in (case.base, case.total))
    return before, after


def _of_log_odds(value: float) -> float:
    return 1 / (1 + math.exp(-max(-_FAR, min(_FAR, value))))


_UNITS: Final[Mapping[str, Callable[[float], float]]] = {
    LOG_ODDS: _of_log_odds, "probability": float
}  # fmt: skip


def _ways(case: ExplainedCase, review: Review) -> tuple[str, str]:
    """What amounts for the answer speak for, and what the others: of two answers, or of many."""
    if case.answer in {review.columns.positive, *_NO_CLASS}:
        return "Towards this answer", "Against this answer"
    return f"Away from {nouns.yes(review)}", f"Towards {nouns.yes(review)}"


def reasons(case: ExplainedCase, review: Review, most: int) -> tuple[str, ...]:
    """What pushed towards the answer, strongest first, without what says who somebody is.

    Args:
        case: the case.
        review: whose protected columns are left out.
        most: how many.
    """
    towards, _ = _sides(case, review)
    kept = [one for one in towards if one.name not in review.columns.protected]
    return tuple(say.capital(one) for one in _named(kept[:most], review))


def _sides(
    case: ExplainedCase, review: Review
) -> tuple[Sequence[Contribution], Sequence[Contribution]]:
    """What pushed towards the answer and what against it, each strongest first."""
    way = 1 if case.answer == review.columns.positive else -1
    ordered = sorted(case.contributions, key=lambda one: -abs(one.amount))
    towards = [one for one in ordered if one.amount * way > 0]
    return towards, [one for one in ordered if one.amount * way < 0]


def _named(contributions: Sequence[Contribution], review: Review) -> list[str]:
    return [_one_named(one, review) for one in contributions]


def _one_named(one: Contribution, review: Review) -> str:
    value = f" ({value_said(one.name, one.value, review)})" if one.value else ""
    return f"{input_name(one.name, review)}{value}"


# Those like it


def alike_title(found: Alike, review: Review) -> str:
    """What became of the cases most like one."""
    count = round((found.positive.value or 0.0) * found.n)
    return (
        f"For {_so_many(count, found.n)} of the {found.n} {nouns.cases(review)} most like it, the "
        f"outcome was {nouns.yes(review)}"
    )


def alike_meaning(found: Alike, review: Review) -> str:
    """How often the model was right on them, how many a person looked at; with intervals."""
    low, high = (
        say.number(100 * (end or 0.0)) for end in (found.positive.low, found.positive.high)
    )
    parts = [
        f"Between {low} and {high} of 100, allowing for chance",
        f"the model was right on {_count(found.right.value, found.n)} of the {found.n}",
    ]
    if review.handoff_threshold:
        person = say.a_or_an(review.words.person)
        parts.append(f"{_count(found.handed_off.value, found.n)} of them go to {person}")
    return f"{'; '.join(parts)}. Only counts of other {nouns.cases(review)} are shown."


def alike_how(found: Alike, review: Review) -> str:
    """How the nearest are found."""
    left = [input_name(name, review) for name in found.left_out]
    who = (
        f"Left out is what says who somebody is: {say.listed(left)}."
        if left
        else "The protected columns play no part."
    )
    cases = nouns.cases(review)
    return (
        f"The field's term is nearest neighbours. Of {found.of:,} {cases} whose outcome is known "
        f"and that the model did not learn from, the {found.n} with the smallest distance: the "
        f"sum, over the model's inputs, of the share of {cases} that lie between the two values. "
        f"Every input counts alike, however much it moves the model. {who} The intervals are "
        "Wilson's. Being alike in these inputs does not make two of them alike in all that matters."
    )


def _count(share: float | None, n: int) -> str:
    return _so_many(round((share or 0.0) * n), n)


def _so_many(count: int, n: int) -> str:
    return "none" if count == 0 else "all" if count == n else f"{count}"


def nobody_alike(case: ExplainedCase, review: Review) -> str:
    """Why similar cases are not shown."""
    said = NO_TEXTS_ALIKE if case.text is not None else NOBODY_ALIKE
    return said.replace("{cases}", nouns.cases(review))


def in_words(case: ExplainedCase, review: Review) -> Iterator[str]:
    """The four answers as sentences, one after another."""
    for _, answer in told(case, review).answers:
        if answer:
            yield answer
