"""Why a score of 13 % is a yes: the sentence of the form that says from where on it is one."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import forms
from evenhand import review
from evenhand.words.cut import cut_sentence
from tests.core import making

ENOUGH, TOO_LITTLE = ": enough to say so", ": too little to say so"
CUT: Final = 0.1


def said(score: float, cut: float = CUT) -> str:
    """The sentence on a score of a candidate that is cut there."""
    keys: dict[str, Any] = making.keys(
        candidates=[making.RULE, making.MODEL | {"threshold": cut}],
    )
    asked = review.parse(keys)
    return cut_sentence(asked.candidates[1], score, asked)


def test_a_score_below_half_is_a_yes_where_the_review_asks_for_less() -> None:
    """Both shares are named, so that a reader need not know the field's word for it."""
    assert said(0.13) == (
        "The model gives yes a chance of 13%: enough to say so, because this review asks for 10%, "
        "not for 50%."
    )
    assert "a chance of just under 10%: too little to say so" in said(0.0999)
    assert "a chance of less than 1%: too little" in said(0.0001)


def test_the_cut_is_the_reason_only_where_half_would_say_otherwise() -> None:
    """A chance far below it is too little by either."""
    assert said(0.0001).endswith("too little to say so, since this review asks for 10%.")
    assert said(0.7).endswith("enough to say so, since this review asks for 10%.")
    assert said(0.7, 0.8).endswith("because this review asks for 80%, not for 50%.")


@given(st.floats(0, 1), st.floats(0, 1).filter(lambda cut: cut != 0.5))
def test_it_agrees_with_the_answer(score: float, cut: float) -> None:
    """At the cut itself the answer is yes."""
    assert (ENOUGH in said(score, cut)) == (score >= cut)
    assert (TOO_LITTLE in said(score, cut)) == (score < cut)


def test_half_needs_no_explaining() -> None:
    """Nor does a candidate without a score."""
    assert said(0.7, 0.5) == ""


@pytest.mark.parametrize("name", sorted(forms.of_samples()))
def test_the_form_says_it_wherever_the_cut_is_not_half(name: str) -> None:
    """For every example, and in agreement with what the model answers."""
    form = forms.of_samples()[name]
    assert form.model is not None
    candidate = form.model.candidate
    positive = form.model.classes[form.model.positive]
    for found in form.answers(form.examples):
        explained = candidate.score is not None and candidate.threshold != 0.5
        is_yes = found.candidates[-1].answer == positive
        assert (ENOUGH in found.sentence) == (explained and is_yes)
        assert (TOO_LITTLE in found.sentence) == (explained and not is_yes)
