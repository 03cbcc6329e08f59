"""The summary that New York City asks to publish: what the rule names, from the rows, no more."""

import re
from typing import Any, Final

import pytest

from evenhand.documents import DOCUMENTS, NYC_SUMMARY, nyc_summary
from evenhand.report import Report
from evenhand.words import nyc_summary as said
from evenhand.words import packs as pack_words
from tests.core import making
from tests.core.test_answering import LEAST, bare, oracle, people
from tests.test_report_pdf import html_text, packed, pages_of

SAID: Final = {
    "audit-date": "2 November 2026",
    "distribution-date": "1 June 2026",
    "data-source": "=cmd() *Our* <b>own</b> log\nof March.",
    "historical-data": "Of this tool, ours.",
    "left-out": "Too few of them.",
}


def made(answers: dict[str, str]) -> Report:
    """The summary of people of whom one group is small."""
    keys = making.keys(packs={"nyc-ll144": {"answers": answers}})
    audit = making.audit(people(1), keys)
    return nyc_summary(audit.findings(), audit.review)


def test_each_thing_that_only_a_person_can_say_is_said_or_asked_for() -> None:
    """The dates, the source of the data, and why a category is left out of ratios."""
    whole = made(SAID)
    texts = {name: " ".join(text.split()) for name, text in SAID.items()}
    assert whole.front == tuple(f"{said.SAID[name]}: {text}" for name, text in texts.items())
    assert whole.sections[-1].lines == (said.ALL_SAID,)
    none = made({})
    assert [line.rpartition(": ")[2] for line in none.front] == [said.NOT_SAID] * len(SAID)
    assert none.sections[-1].points == tuple(said.SAID[name] for name in SAID)


def test_its_tables_are_those_of_the_rows() -> None:
    """By sex, by race and crossed: everybody counted, the rate, the ratio, none for few."""
    tables = {
        (section.key, place): block.figure
        for section in made(SAID).sections
        for place, block in enumerate(section.blocks)
    }
    asked = {"by-sex": ["sex"], "by-race": ["race"], "by-sex & race": ["sex", "race"]}
    assert {key for key, _ in tables} == set(asked)
    for (key, place), table in tables.items():
        wanted = oracle(people(1), asked[key], ("selection", "scoring")[place])
        assert [row[0] for row in table.rows] == list(wanted.index)
        for group, n, counted, rate, ratio, _ in table.rows:
            row = wanted.loc[str(group)]
            assert (n, counted) == (row["size"], round(row["size"] * row["mean"]))
            assert rate == pytest.approx(100 * row["mean"], rel=1e-3)
            if row["share"] < LEAST:
                assert ratio is None
            else:
                assert ratio == pytest.approx(row["ratio"], rel=1e-3)


def test_it_counts_who_was_assessed_and_who_is_of_unknown_category() -> None:
    """As the rows have them."""
    rows = people(1)
    numbers = {one.label: one.value_text for one in made(SAID).numbers}
    assert numbers == {
        said.ASSESSED: f"{len(rows):,}",
        "Of unknown sex": str(rows["sex"].isna().sum()),
        "Of unknown race": "0",
    }


def test_without_protected_columns_it_says_so() -> None:
    """And has no table."""
    audit = bare()
    whole = nyc_summary(audit.findings(), audit.review)
    assert whole.sections[0].lines == (pack_words.NO_PROTECTED,)
    assert not [block for section in whole.sections for block in section.blocks]


def test_every_form_says_the_same_and_judges_nothing() -> None:
    """What a person wrote is text; no verdict, no four fifths, no other candidate."""
    keys: dict[str, Any] = making.keys(packs={"nyc-ll144": {"answers": SAID}})
    audit = making.audit(people(1), keys)
    files: dict[str, bytes] = {}
    for form in DOCUMENTS[NYC_SUMMARY].formats.values():
        files |= form.write(audit.findings(), audit.review, None)
    assert set(files) == {f"nyc-summary.{ending}" for ending in ("html", "pdf", "xlsx", "md")}
    page = html_text(files["nyc-summary.html"].decode())
    paper = " ".join(pages_of(files["nyc-summary.pdf"]))
    for text in (page, paper):
        assert packed(" ".join(SAID["data-source"].split())) in packed(text)
        assert not re.search(r"fifth|\bGo\b|Not yet|\brule\b.*\bmodel\b", text)
        for row in oracle(people(1), ["sex"], "selection").itertuples():
            assert packed(f"{row.Index}{row.size}") in packed(text)
