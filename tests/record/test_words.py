"""Sentences on the record: who, when and why, in plain words, whatever was typed."""

from dataclasses import replace
from typing import Final

import pytest

from evenhand.findings import OMITTED, Attestation, Decision, Lock, LockChange
from evenhand.record import Broken, Entry, Verified
from evenhand.words import record as words
from evenhand.words import say
from tests import factory_findings as made

ON: Final = "2026-11-02T09:05:00Z"
LOCK: Final = Lock("ab", ON, "Ann", "unchanged", (), None)
DECISION: Final = Decision(
    7, "Go", "Go", "Ann", ON, "", (), "cd", "sha256:ef", "ab"
)  # fmt: skip


def test_a_lock_that_holds_is_one_line() -> None:
    """None where nothing was locked."""
    assert words.lock_lines(None) == words.lock_lines(OMITTED) == ()
    said = "The criteria are as Ann locked them on 2 November 2026, 09:05 UTC."
    assert words.lock_lines(LOCK) == (said,)
    assert words.opened_sentence(LOCK) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (LockChange("added", "impact_ratio · sex", None, "at_least 0.8", ON, "Bo"),
         "Impact ratio · sex was added: at least 0.8 (locked by Bo on 2 November 2026, 09:05 UTC)"),
        (LockChange("removed", "accuracy", "at_least 0.8", None, None, None),
         "Accuracy was removed: it was at least 0.8 (not locked)"),
        (LockChange("changed", "costs.review", "2.0", "3.0", ON, None),
         "Costs review was changed from 2.0 to 3.0 (not locked, results seen on 2 November 2026)"),
        (LockChange("added", "candidates.the model.threshold", None, "0.4", None, None),
         "Threshold of the model was added: 0.4 (not locked)"),
    ],
)  # fmt: skip
def test_each_change_says_what_and_when(change: LockChange, said: str) -> None:
    """What it was, what it is, and whether somebody locked it."""
    assert words.change_line(change) == said
    lines = words.lock_lines(replace(LOCK, state="changed", changes=(change,), opened_on=ON))
    assert lines[0].endswith("09:05 UTC: 1 change since.")
    assert lines[1] == "Results were open already when they were locked."
    assert lines[2] == f"- {said}"


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({}, "(entry 7); as the criteria say."),
        ({"suggested": None, "because": "We need it"},
         "(entry 7); no criteria suggest it. Because: We need it."),
        ({"suggested": "Not yet", "because": "Why not?", "conditions": ("a", "b.")},
         "(entry 7); the criteria say Not yet. Because: Why not? On condition: a; b."),
    ],
)  # fmt: skip
def test_a_decision_is_said_beside_what_was_suggested(changes: dict[str, object], end: str) -> None:
    """Who, when, which entry, why, on what conditions."""
    one = replace(DECISION, **changes)  # type: ignore[arg-type]
    said = words.decision_line(one)
    assert said == f"Decided: Go, by Ann on 2 November 2026, 09:05 UTC {end}"
    both = made.findings(decisions=(DECISION, one))
    assert words.decision_lines(both) == (said, words.decision_line(DECISION))
    assert words.decision_lines(made.findings()) == ()


def test_an_answer_says_whose_it_is() -> None:
    """Or that there is none."""
    answer = Attestation("Is it?", "No", "Bo", ON, required=True, stands_in_the_way=True)
    said = "No. It stands in the way. (Bo, 2 November 2026, 09:05 UTC)"
    assert words.answer_line(answer) == said
    assert words.answer_line(None) == "Not answered yet."


def test_what_was_typed_steers_nothing() -> None:
    """Line breaks, control and direction marks go."""
    entry = Entry(1, "note\n2", "a\u202eb", ON, "x\ny", {"decided": "c\nd"}, "e", "f")
    said = words.entry_line(entry)
    assert "\n" not in said
    assert "\u202e" not in said
    assert say.day(ON) in say.moment(ON)


def test_an_entry_is_a_row_of_a_table_and_an_erased_one_says_only_that() -> None:
    """As many cells as heads; of what was erased neither who nor about what."""
    entry = Entry(1200, "decision", "file 1", ON, "Ann", {"decided": "Go"}, "e", "f")
    assert words.entry_row(entry) == ("1,200", say.moment(ON), "decision", "Ann", "Go", "file 1")
    named = Entry(3, "lock", "ab" * 32, ON, "Ann", {"hash": "cd" * 32}, "e", "f")
    assert words.entry_row(named)[-2:] == ("cd" * 32, "ab" * 32)
    assert words.brief_row(named)[-2:] == ("cdcdcdcdcdcdcdcd…", "abababababababab…")
    gone = words.entry_row(Entry(2, "lock", "", ON, "", {}, "e", "f", erased=True))
    assert gone == ("2", say.moment(ON), "criteria locked", "", "erased", "")
    assert len(gone) == len(words.ENTRY_COLUMNS)


def test_a_check_says_how_many_and_names_what_is_broken() -> None:
    """The head stands there either way, to be noted."""
    assert words.verified_lines(Verified(0, 0, "", ())) == (words.EMPTY,)
    assert words.verified_lines(Verified(1200, 2, "ab", ())) == (
        "1,200 entries, 2 of them erased with a receipt: each is as it was written.",
        "Head: ab",
    )
    broken = words.verified_lines(Verified(1, 0, "ab", (Broken(1, "is missing"),)))
    assert broken == (
        "1 entry: the record is not as it was written.", "Entry 1 is missing.", "Head: ab",
    )  # fmt: skip


def test_a_page_shows_the_first_digits_of_a_seal() -> None:
    """The command line shows all of them."""
    entry = Entry(3, "decision", "a", ON, "Ann", {}, "0123456789abcdef" * 4, "f")
    head = "Decision: entry 3 of the record, 2 November 2026, 09:05 UTC, "
    assert words.written_here(entry) == f"{head}sealed 01234567…"
    assert words.written(entry) == f"{head}{entry.digest}"


def test_results_that_were_open_at_the_lock_have_no_time_of_their_own() -> None:
    """The page notes them in the minute of the lock; earlier ones have their time."""
    at_once = replace(LOCK, opened_on=LOCK.locked_on)
    assert words.opened_sentence(at_once) == "Results were open already when they were locked."
    before = replace(LOCK, opened_on="2026-10-30T08:00:00Z")
    assert words.opened_sentence(before) == (
        "Results were opened before that, on 30 October 2026, 08:00 UTC."
    )
