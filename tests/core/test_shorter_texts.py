"""Which words left out of a text change its answer: asked of the model again, without our code."""

import re
from pathlib import Path

import pandas as pd
import pytest

import evenhand
from evenhand.models import Model, model_of
from evenhand.review import load_review

SENTIMENT = Path(__file__).parents[2] / "sample_data" / "sentiment" / "review.toml"


def _answers(model: Model, texts: list[str]) -> list[str]:
    rows = model.probabilities(pd.DataFrame({model.text: texts}))
    return [model.said(row)[0] for row in rows]


def _without(text: str, words: tuple[str, ...]) -> str:
    """A text without some words, told apart as a reader does."""
    pieces = re.findall(r"\w+(?:'\w+)*|\W+", text)
    return "".join(" " if piece.lower() in words else piece for piece in pieces)


@pytest.fixture(scope="module")
def model() -> Model:
    """The sample's model of texts."""
    found = model_of(load_review(SENTIMENT))
    assert found is not None
    return found


def test_words_left_out_really_change_the_answer_and_fewer_do_not(model: Model) -> None:
    """The text without them gets the answer that is said; no single word does where not one is."""
    numbers = set()
    for case in evenhand.open(SENTIMENT).explanation().cases:
        text, found = case.text or "", case.instead
        assert found is not None
        numbers.add(len(found.without))
        if found.without:
            [said] = _answers(model, [_without(text, found.without)])
            assert said == found.answer != case.answer
        if len(found.without) != 1:
            words = {word for word, amount in case.marks if amount and word.isalpha()}
            singles = _answers(model, [_without(text, (word,)) for word in sorted(words)])
            assert set(singles) <= {case.answer}
    assert numbers >= {0, 1, 2}
