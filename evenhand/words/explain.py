"""Sentences on why: what drives a model overall, and in one case."""

from evenhand.counterfactual import Counterfactual
from evenhand.explanation import ExplainedCase, Explanation, Importance
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import change_said, column_name
from evenhand.words.surrogate import stand_in_title

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
    "asked for": "The {case} asked for",
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
    first = ", then ".join(input_name(f.name, review) for f in overall.features[:_MOST_NAMED])
    plain = f"What drives {say.the(overall.candidate)} most: {first}"
    return (stand_in_title(explanation, first) if explanation else None) or plain


def input_name(name: str, review: Review, width: int = 40) -> str:
    """An input's name: a column as words; a word of a text in quotes."""
    if review.columns.text is None:
        return column_name(name, review, width)
    return f"“{say.name(name, width)}”"


def importance_meaning(first: Importance, review: Review) -> str:
    """What the longest line means."""
    amount = say.number(first.mean_abs)
    return (
        f"{say.capital(input_name(first.name, review))} moves the model furthest: by {amount} on "
        "average, up or down, in the model's own units."
    )


def by_number(review: Review) -> str:
    """The label of the field for the number of one case."""
    return f"Or one {say.name(review.words.case)}, by its number"


def case_kind(kind: str, review: Review) -> str:
    """What kind of case it is."""
    return _KINDS.get(kind, say.capital(say.name(kind))).replace(
        "{case}", say.name(review.words.case)
    )


def case_title(case: ExplainedCase, review: Review) -> str:
    """One case: what was said, and what spoke most for that answer, or against it."""
    what = case_kind(case.kind, review)
    way = 1 if case.answer == review.columns.positive else -1
    parts = [(input_name(c.name, review), c.amount * way) for c in case.contributions]
    other = case.answer not in {review.columns.positive, *_NO_CLASS}
    instead = f", not {nouns.yes(review)}" if other else ""
    return f"{what}: {answer_said(case.answer, review)}{instead}{say.spoke(parts, _MOST_NAMED)}"


def answer_said(answer: str, review: Review) -> str:
    """An answer in the review's words."""
    if answer == review.columns.positive:
        return f"said {nouns.yes(review)}"
    if answer in _NO_CLASS:
        return f"not said {nouns.yes(review)}"
    return f"said “{say.name(answer)}”"


def instead_sentence(found: Counterfactual | None, review: Review) -> str:
    """What would have changed an answer; empty where that was not looked for."""
    if found is None:
        return ""
    if review.columns.text is not None and not review.columns.features:
        return _without_words(found, review)
    if not found.changes:
        return (
            "No change of one or two inputs, to values that other "
            f"{say.name(review.words.plural)} have, would have changed the answer."
        )
    changes = [change_said(one.name, one.to, one.was, review) for one in found.changes]
    would = _would_have(found.answer, review)
    no_advice = "It need not change what happens: this is no advice."
    return f"With {say.listed(changes)}, it {would}. {no_advice}"


def _without_words(found: Counterfactual, review: Review) -> str:
    """What leaving words out of a text would have changed."""
    if not found.without:
        return "Leaving out any one or two of its words would not have changed the answer."
    words = say.listed([input_name(word, review) for word in found.without])
    return f"Without {words}, it {_would_have(found.answer, review)}."


def _would_have(answer: str, review: Review) -> str:
    """Another answer, in the review's words."""
    said = answer_said(answer, review)
    return f"would not have {said[4:]}" if said.startswith("not ") else f"would have {said}"


def try_title(review: Review) -> str:
    """The form's page in one sentence."""
    able = [say.the(c.name) for c in review.candidates if c.model or c.rule]
    if not able:
        return f"No candidate of this review can be run on a new {say.name(review.words.case)}"
    one = say.name(review.words.case)
    how = "Choose" if review.columns.image_size else "Describe"
    return f"{how} one {one} and see what {say.listed(able)} would say"
