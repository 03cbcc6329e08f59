"""What is said and shown of a series of reviews."""

import io
from dataclasses import replace

import pypdf

from evenhand import figures, report
from evenhand.findings import Dropped, Series, Since
from evenhand.words import series as words
from tests import factory_findings as made
from tests.test_memo import GATE, SERIES, flat, recorded


def test_a_gate_says_who_decided_what_and_what_is_other_now() -> None:
    """In a sentence, and in a row with the numbers of then."""
    gate = replace(
        GATE,
        since=(
            Since("criteria", "c" * 64, "d" * 64),
            Since("data", None, "sha256:" + "e" * 64),
            Since("verdict", "Go", None),
        ),
    )
    assert words.gate_sentence(gate) == (
        "Data feasibility. Decided: Go with limits, by Ada on 3 May 2026, 10:00 UTC (entry 7); the "
        "criteria say Can't tell yet. Because: Enough is known. On condition: Only by day; Looked "
        "at again in May. Since then: the criteria were cccccccc…, and are now dddddddd…; "
        "the data was not known, and is now eeeeeeee…; the verdict was Go, and is now none."
    )
    assert words.since(replace(GATE, since=())) == "Nothing has changed since."
    table = figures.gates(recorded(), made.review())
    assert table is not None
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert row["Gate"] == "Data feasibility"
    assert row["Right then"] == "80 of 100"
    assert row["Decided alone then"] is None
    assert row["Since then"] == "Since then: the candidates were rule, and are now rule, model."


def test_the_title_says_how_far_a_series_has_come() -> None:
    """Before its own gate is decided, and after."""
    assert words.series_title(SERIES) == (
        "Calls: at production after data feasibility, nothing is decided yet"
    )
    own = replace(SERIES, phase="data_feasibility")
    assert words.series_title(own) == "Calls: at data feasibility, Go with limits was decided"


def test_candidates_that_were_tried_are_listed_with_why() -> None:
    """In a table of the page and the report, and in one line of the memo."""
    dropped = (
        Dropped("forest", "no better than the rule", "2026-01-31", "data_feasibility"),
        *(Dropped(name, "slow", None, None) for name in "abc"),
    )
    found = Series(None, None, (), dropped)
    table = figures.dropped(recorded(series=found), made.review())
    assert table is not None
    assert table.rows[0] == (
        "forest", "no better than the rule", "Data feasibility", "31 January 2026"
    )  # fmt: skip
    assert words.dropped_short(found) == (
        "forest (no better than the rule); a (slow); b (slow); 1 more in the report."
    )
    assert figures.gates(recorded(series=found), made.review()) is None


def test_a_review_without_a_series_shows_nothing_of_it() -> None:
    """Neither on the page nor in the report."""
    assert figures.gates(made.findings(), made.review()) is None
    assert figures.dropped(made.findings(), made.review()) is None


def test_where_the_data_must_suffice_the_way_to_the_plan_is_shown() -> None:
    """Before that gate and after it; not where a series never passes it."""
    at = replace(SERIES, phase="data_feasibility", gates=())
    later = replace(SERIES, phase="production", gates=())
    assert words.to_plan(recorded(series=at)) == words.to_plan(recorded(series=SERIES)) is not None
    assert words.to_plan(recorded(series=later)) is None
    assert words.to_plan(made.findings()) is None


def test_gates_stand_before_the_lines_to_sign() -> None:
    """On paper and in the browser: whoever signs has read them."""
    found = recorded(series=SERIES)
    browser = report.html(found, made.review())
    assert browser.index("Calls: at production") < browser.index('<dl class="blanks">')
    pages = pypdf.PdfReader(io.BytesIO(report.pdf(found, made.review()))).pages
    paper = flat("".join(page.extract_text() for page in pages))
    assert paper.rindex(flat("Calls: at production")) < paper.index(flat("Prepared by"))
