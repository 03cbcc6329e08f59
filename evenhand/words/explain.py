"""Sentences on why: what drives a model overall, and in one case."""

from evenhand.explanation import Contribution, ExplainedCase, Explanation, Importance
from evenhand.review import Review
from evenhand.words import nouns, say

NOT_REASONS = (
    "This says through which inputs an answer came about, not whether that is justified. "
    "It is no legal reason."
)
_KINDS = {
    "random": "One {case} picked by chance",
    "close call": "A close call",
    "wrong and confident": "Wrong, and sure of it",
    "right and confident": "Right, and sure of it",
    "example": "An example",
}
_MOST_NAMED = 2
_NO_CLASS = ("0", "1")  # the other answer of a binary review


def explain_title(explanation: Explanation | None, review: Review) -> str:
    """What drives the model most."""
    overall = explanation.overall if explanation else None
    if overall is None or not overall.features:
        reason = explanation.reason if explanation else None
        return (
            "Why it decides as it does can't be shown here" if reason else "Why does it decide so?"
        )
    first = [input_name(f.name, review) for f in overall.features[:_MOST_NAMED]]
    return f"What drives {say.the(overall.candidate)} most: {', then '.join(first)}"


def input_name(name: str, review: Review, width: int = 40) -> str:
    """An input's name: a column as words; a word of a text in quotes."""
    if review.columns.text is None:
        return say.readable(name, width)
    return f"“{say.name(name, width)}”"


def importance_meaning(first: Importance, target: str, review: Review) -> str:
    """What the longest line means."""
    amount = say.number(first.mean_abs)
    return (
        f"{say.capital(input_name(first.name, review))} moves the {target} by {amount} on "
        "average, up or down."
    )


def case_kind(kind: str, review: Review) -> str:
    """What kind of case it is."""
    return _KINDS.get(kind, say.capital(say.name(kind))).replace(
        "{case}", say.name(review.words.case)
    )


def case_title(case: ExplainedCase, review: Review) -> str:
    """One case: what was said, and what pushed most towards that answer."""
    what = case_kind(case.kind, review)
    way = 1 if case.answer == review.columns.positive else -1
    pushed = [c for c in case.contributions if c.amount * way > 0]
    moved = [input_name(c.name, review) for c in pushed[:_MOST_NAMED]]
    other = case.answer not in {review.columns.positive, *_NO_CLASS}
    instead = f", not {nouns.yes(review)}" if other else ""
    because = f"{instead}, mainly because of {say.listed(moved)}" if moved else ""
    return f"{what}: {answer_said(case.answer, review)}{because}"


def answer_said(answer: str, review: Review) -> str:
    """An answer in the review's words."""
    if answer == review.columns.positive:
        return f"said {nouns.yes(review)}"
    if answer in _NO_CLASS:
        return f"not said {nouns.yes(review)}"
    return f"said “{say.name(answer)}”"


def case_sentence(case: ExplainedCase, review: Review) -> str:
    """One case for a layperson."""
    up = _strongest(case.contributions, 1)
    down = _strongest(case.contributions, -1)
    towards = nouns.yes(review)
    said = say.capital(answer_said(case.answer, review))
    reasons = [
        f"{_named(one, review)} pushed {way} {towards}"
        for one, way in ((up, "towards"), (down, "away from"))
        if one is not None
    ]
    why = f" {say.capital(say.listed(reasons))}." if reasons else ""
    return f"{said}{_outcome(case, review)}.{why}{_sure(case, review)}"


def _strongest(contributions: tuple[Contribution, ...], sign: int) -> Contribution | None:
    """The largest contribution in one direction."""
    same = [c for c in contributions if c.amount * sign > 0]
    return max(same, key=lambda c: abs(c.amount), default=None)


def _named(contribution: Contribution, review: Review) -> str:
    value = f" ({say.name(contribution.value, 40)})" if contribution.value else ""
    return f"{input_name(contribution.name, review)}{value}"


def _outcome(case: ExplainedCase, review: Review) -> str:
    """What really happened, where it is known."""
    del review
    if case.label is None:
        return ""
    return "; that was right" if case.label == case.answer else "; that was wrong"


def _sure(case: ExplainedCase, review: Review) -> str:
    person = say.capital(say.a_or_an(review.words.person))
    return f" {person} looks at this one: it was not sure enough." if case.handed_off else ""


def try_title(review: Review) -> str:
    """The form's page in one sentence."""
    able = [say.the(c.name) for c in review.candidates if c.model or c.rule]
    if not able:
        return f"No candidate of this review can be run on a new {say.name(review.words.case)}"
    one = say.name(review.words.case)
    return f"Describe one {one} and see what {say.listed(able)} would say"
