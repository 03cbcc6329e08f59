"""The chain: whatever is written and erased verifies, and whatever else is done to it shows."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import InputError
from evenhand.record import ERASED, chain
from evenhand.record.chain import Row

SUBJECTS: Final = ("a", "b", "\u05d0")
ACTS: Final = st.lists(
    st.tuples(st.sampled_from(["append", "append", "append", "erase"]), st.sampled_from(SUBJECTS)),
    min_size=1,
    max_size=12,
)
GONE: Final[Mapping[str, Any]] = {"subject": None, "by": None, "content": None, "salt": None}


def chained(acts: Sequence[tuple[str, str]]) -> list[Row]:
    """Entries as the record stores them."""
    rows: list[Row] = []
    for act, subject in acts:
        about = [row.seq for row in rows if row.subject == subject]
        told: tuple[str, str, dict[str, Any]] = (subject, "Ann", {"n": len(rows), "s": [subject]})
        if act == "erase":
            rows = [replace(row, **GONE) if row.seq in about else row for row in rows]
            told = ("record", "Ann", {"erased": about, "why": "asked"})
        kind = ERASED if act == "erase" else "note"
        last = rows[-1] if rows else None
        rows.append(chain.row(last, kind, "2026-11-22T09:00:00Z", told, f"{len(rows):032x}"))
    return rows


@given(ACTS)
def test_whatever_is_written_and_erased_verifies(acts: list[tuple[str, str]]) -> None:
    """Also by the head that was noted at any time before."""
    rows = chained(acts)
    found = chain.verify(rows)
    assert found.intact
    assert found.entries == len(acts)
    assert found.head == rows[-1].digest
    assert all(chain.verify(rows, row.digest).intact for row in rows)


@given(ACTS, st.data())
def test_any_one_edit_is_found(acts: list[tuple[str, str]], data: st.DataObject) -> None:
    """Of any column, to text, a number, bytes or nothing."""
    rows = chained(acts)
    place = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from([field.name for field in fields(Row)]))
    own = getattr(rows[place], column)
    others: st.SearchStrategy[Any] = st.one_of(
        st.integers(1, 99), st.text(max_size=3), st.none(), st.binary(max_size=2)
    )
    if isinstance(own, str):
        others |= st.just(f"{own} ") | st.just(own.upper()) | st.just(own[1:])
    other = data.draw(others.filter(lambda value: value != own))
    if column == "seq":
        other = data.draw(st.integers(1, 99).filter(lambda value: value != own))
    edit: dict[str, Any] = {column: other}
    rows[place] = replace(rows[place], **edit)
    assert not chain.verify(sorted(rows, key=lambda row: row.seq)).intact


@given(ACTS.filter(lambda acts: len(acts) > 1), st.data())
def test_a_removed_or_reordered_entry_is_found(
    acts: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Any but the last without a note; the last by the head that somebody noted."""
    rows = chained(acts)
    gone = data.draw(st.integers(0, len(rows) - 1))
    rest = [row for row in rows if row.seq != gone + 1]
    assert gone == len(rows) - 1 or not chain.verify(rest).intact
    assert not chain.verify(rest, rows[-1].digest).intact
    first, second = data.draw(st.lists(st.sampled_from(rows), min_size=2, max_size=2, unique=True))
    swapped = {
        first.seq: replace(second, seq=first.seq),
        second.seq: replace(first, seq=second.seq),
    }
    assert not chain.verify([swapped.get(row.seq, row) for row in rows]).intact


def edited(**changes: Any) -> Callable[[Row], Row]:  # noqa: ANN401
    """An edit of one entry."""
    return lambda row: replace(row, **changes)


@pytest.mark.parametrize(
    ("place", "edit", "why"),
    [
        (1, edited(content='{"n":2,"s":["a"]}'), "its subject, name or content"),
        (1, edited(at="2026-11-21T09:00:00Z"), "its number, kind, time or seal"),
        (1, edited(previous="0" * 64), "does not follow"),
        (1, edited(**GONE), "without a receipt"),
        (0, edited(subject="a", by="Ann", content='{"n":0,"s":["a"]}', salt="0" * 32), "is there"),
        (2, edited(content='{"erased":[],"why":"asked"}'), "its subject, name or content"),
    ],
)
def test_it_is_said_what_is_wrong_with_which_entry(
    place: int, edit: Callable[[Row], Row], why: str
) -> None:
    """By its number."""
    rows = chained([("append", "a"), ("append", "b"), ("erase", "a"), ("append", "b")])
    assert chain.verify(rows).intact
    rows[place] = edit(rows[place])
    broken = chain.verify(rows).broken
    assert any(one.seq == place + 1 and why in one.why for one in broken), broken


def test_a_cut_tail_is_found_by_the_head_that_was_noted() -> None:
    """Without it, what is left looks whole."""
    rows = chained([("append", "a")] * 3)
    assert chain.verify(rows[:2]).intact
    (broken,) = chain.verify(rows[:2], rows[2].digest).broken
    assert (broken.seq, "the head you noted" in broken.why) == (3, True)
    assert not chain.verify([], rows[2].digest).intact


def test_what_was_erased_cannot_be_guessed_from_what_is_left() -> None:
    """Two entries that say the same have different seals: only the salt tells, and it is gone."""
    told: tuple[str, str, dict[str, Any]] = ("a", "Ann", {"n": 1})
    first = chain.row(None, "note", "2026", told, "1" * 32)
    assert chain.row(None, "note", "2026", told, "2" * 32).sealed != first.sealed


def test_an_edited_content_that_is_no_json_is_refused_in_words() -> None:
    """Reading names the entry and says how to find out more."""
    row = replace(chained([("append", "a")])[0], content="{")
    with pytest.raises(InputError, match="entry 1: is not as it was written"):
        chain.entry(row)
    assert json.loads(chained([("append", "a")])[0].content or "") == {"n": 0, "s": ["a"]}
