"""The samples are offered as cards, which their review files write, and nothing else knows them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import samples, state
from evenhand import words
from evenhand.review import parse

ROOT = Path(__file__).parent.parent
ROUTER = ROOT / "pages" / "main.py"
CODE = [
    ROOT / "app.py",
    *(p for f in ("evenhand", "components", "pages") for p in (ROOT / f).rglob("*.py")),
]
OPEN = "Open now"


@pytest.fixture(name="cards")
def opened_cards() -> AppTest:
    """The Overview of the second sample, with its cards."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = list(samples.samples())[1]
    return app.run().button(key="gallery").click().run()


def test_every_sample_has_a_card_and_so_has_an_own_log(cards: AppTest) -> None:
    """Its title opens it; below stand one line of what it shows, and where its data comes from."""
    keys = {button.key.removeprefix("open-") for button in cards.button if button.key}
    assert {*samples.samples(), state.OWN} <= keys
    shown = {text.value for text in cards.text}
    kinds = [caption.value for caption in cards.caption]
    for name in samples.samples():
        assert samples.review(name).summary in shown
        assert [kind for kind in kinds if f"{samples.rows(name):,}" in kind.replace("\\", "")]


def test_a_word_marks_the_one_that_is_open(cards: AppTest) -> None:
    """Not its colour alone."""
    marked = [caption.value for caption in cards.caption if OPEN in caption.value]
    second = samples.review(list(samples.samples())[1])
    assert len(marked) == 1
    assert second.words.plural in marked[0].replace("\\", "")


def test_a_card_opens_its_review_and_closes_the_others(cards: AppTest) -> None:
    """The address then names it, as after any other choice."""
    first = next(iter(samples.samples()))
    cards.button(key=f"open-{first}").click().run()
    assert not cards.exception
    assert cards.selectbox(key="review").value == first
    assert first in cards.query_params["review"]
    assert not [b for b in cards.button if b.key == f"open-{first}"]


def test_cards_are_offered_where_a_log_is_brought() -> None:
    """Who looks for a file to bring may want a sample after all."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = state.OWN
    cards = app.run().button(key="gallery").click().run()
    assert [caption.value for caption in cards.caption if OPEN in caption.value]


def test_titles_and_cards_count_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that starts reads review files and the end of each log, not its rows."""

    def counted(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(samples, "audit", counted)
    samples.rows.cache_clear()
    assert len(set(samples.titles().values())) == len(samples.samples())
    assert all(samples.rows(name) for name in samples.samples())


@pytest.mark.parametrize("name", samples.samples())
def test_a_card_says_how_many_cases_the_log_has(name: str) -> None:
    """As many as it has rows."""
    review = samples.review(name)
    assert samples.rows(name) == len(pd.read_parquet(review.folder / str(review.data.path)))
    assert review.summary


def test_a_card_says_whether_its_data_is_real() -> None:
    """In a word, before the number of cases."""
    keys = {
        "title": "t",
        "question": "Why?",
        "columns": {"label": "y"},
        "words": {"case": "visit"},
        "candidates": [{"name": "m", "role": "model", "score": "s"}],
    }
    real = words.sample_card(parse(keys), 1200, is_open=True)
    assert real == words.Card("t", "Why?", "Real data · 1,200 visits · Open now")
    made = parse({**keys, "summary": "So.", "data": {"synthetic": "drawn", "path": "x.csv"}})
    assert words.sample_card(made, None, is_open=False) == words.Card("t", "So.", "Synthetic")
    assert words.own_card(is_open=True).kind.endswith(OPEN)


def test_no_module_knows_a_samples_name() -> None:
    """Neither as a text nor as a part of a path: a sample is whatever has a folder."""
    names = set(samples.samples())
    known = {str(file.relative_to(ROOT)): names & set(_texts(file)) for file in CODE}
    assert {file: found for file, found in known.items() if found} == {}


def _texts(file: Path) -> Iterator[str]:
    """Every text in a module and every part of a path in one, its docstrings aside."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documented
        ):
            yield from (node.value, *node.value.split("/"))
