"""Sentences of the forms: how long a text may be, whose answer counts, where the form asks."""

from dataclasses import replace
from typing import Final

import pytest

from evenhand import words
from evenhand.findings import Attestation, Verdict
from evenhand.review import parse
from tests import factory_findings as made
from tests.core import making

ON: Final = "2026-11-02T09:05:00Z"


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (0, "At most 2,000 characters."), (1499, "At most 2,000 characters."),
        (1500, "At most 2,000 characters; 500 are left."),
        (2000, "At most 2,000 characters; 0 are left."),
        (2130, "At most 2,000 characters: shorten it by 130. Nothing is lost."),
    ],
)  # fmt: skip
def test_how_long_a_text_may_be_is_said_before_it_is_too_long(taken: int, said: str) -> None:
    """And how much of it is left, once it is nearly full."""
    assert words.room(f" {'x' * taken} ") == said


def test_an_answer_that_no_criterion_asks_for_is_no_criterions_answer() -> None:
    """It is said beside, and the count of what stands in the way is of the review's own."""
    own = Attestation("Own?", "No", "Bo", ON, required=True, stands_in_the_way=True)
    other = replace(own, attest="Other?", required=False)
    review = parse(making.keys(criteria=[{"attest": "Own?"}]))
    verdict = Verdict("Not yet", ())
    two = words.verdict_sentence(made.findings(criteria=(own, other), verdict=verdict), review)
    assert "; 1 answer of a person stands in the way; 1 answer that no criterion asks for" in two
    one = words.verdict_sentence(made.findings(criteria=(other, other), verdict=verdict), review)
    assert "stands in the way" not in one
    assert "2 answers that no criterion asks for say" in one


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("[costs] false_positive and false_negative", "Costs, handoff and limits"),
        ("[columns] time", "What does each column mean?"),
        ("[handoff] saw_answer", "in the review file, which the Report page has to take along"),
    ],
)
def test_who_used_the_form_is_led_to_the_form(keys: str, place: str) -> None:
    """What the form does not ask for stays in the file that can be taken along."""
    said = words.on_form(f"It is not known. Say it (in a review file: {keys}).")
    assert place in said
    assert "[" not in said
    said = words.on_form("It can't be shown. Add it in a review file: [[candidates]] model.")
    assert said.endswith("Add it in the review file, which the Report page has to take along.")
    assert words.on_form("Nothing is missing.") == "Nothing is missing."
