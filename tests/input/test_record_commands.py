"""`evenhand lock`, `attest`, `decide` and `record`, and what `run` makes of them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

import evenhand
from tests.input import making

LOG: Final = making.table(making.rows())
CRITERIA: Final[list[dict[str, Any]]] = [
    {"finding": "coverage", "at_least": 0.5},
    {"attest": "Is the data sourced legally?"},
]
INSIDE: Final[dict[str, Any]] = {"criteria": CRITERIA, "handoff": {"threshold": 0.0}}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own; it does not exist yet."""
    folder = tmp_path / "data"
    monkeypatch.setenv("EVENHAND_DATA", str(folder))
    return folder


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A review with a limit that is kept, and a question."""
    return making.saved(tmp_path, LOG, **INSIDE)


def lines(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[str]:
    """What a command that ended well printed."""
    said = making.command(capsys, *arguments)
    assert (said.code, said.err) == (0, "")
    return said.out.splitlines()


def test_run_and_the_lists_make_no_record(
    asked: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking leaves no trace: the document is the audit's own, and there is no folder."""
    assert making.run(capsys, asked).out == evenhand.open(asked).findings().to_json() + "\n"
    assert lines(capsys, "record", "list") == ["Nothing stands in the record yet."]
    assert lines(capsys, "record", "verify") == ["Nothing stands in the record yet."]
    listed = lines(capsys, "attest", asked)
    assert listed[:2] == ["1. Is the data sourced legally?", "   Not answered yet."]
    assert listed[2] == "2. Was the data sourced legally? (no criterion of this review)"
    assert not data.exists()


def test_a_review_goes_from_lock_to_decision(
    asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Locked, answered, decided: each is an entry, and `run` says all of it, each time the same."""
    locked = lines(capsys, "lock", asked, "--by", "Ann")
    assert locked[0].startswith("Criteria locked: entry 1 of the record, ")
    assert locked[1].startswith("The criteria are as Ann locked them on ")
    assert making.run(capsys, asked).document["verdict"]["word"] == "Can't tell yet"
    answer = ("--question", "1", "--answer", "Bought", "--by", "Bo")
    assert lines(capsys, "attest", asked, *answer)[0].startswith("Question answered: entry 3 ")
    assert lines(capsys, "attest", asked)[1].startswith("   Bought. (Bo, ")
    decided = ("--by", "Cy", "--because", "It costs too much", "--condition", "Ask again")
    (line,) = lines(capsys, "decide", asked, "--decision", "Not yet", *decided)
    assert line.startswith("Decided: Not yet, by Cy on ")
    assert line.endswith(
        "(entry 4); the criteria say Go. Because: It costs too much. On condition: Ask again."
    )
    document = making.run(capsys, asked).document
    assert document["verdict"]["word"] == "Go"
    assert document["lock"]["state"] == "unchanged"
    assert document["lock"]["changes"] == []
    assert [made["because"] for made in document["decisions"]] == ["It costs too much"]
    assert making.run(capsys, asked).out == making.run(capsys, asked).out
    said = lines(capsys, "run", asked)
    assert locked[1] in said
    assert line in said
    listed = lines(capsys, "record", "list", "--subject", "A test")
    assert [row.split("  ")[3].split(":")[0] for row in listed] == [
        "criteria locked, by Ann",
        "results opened, by Evenhand",
        "question answered, by Bo",
        "decision, by Cy",
    ]
    assert listed == lines(capsys, "record", "list")


def test_run_lists_what_changed_since_the_lock(
    asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change, with when results were first seen with it; from run to run the same bytes."""
    lines(capsys, "lock", asked, "--by", "Ann")
    looser = [CRITERIA[0] | {"at_least": 0.4}, CRITERIA[1]]
    making.saved(tmp_path, LOG, **INSIDE | {"criteria": looser})
    said = [line for line in lines(capsys, "run", asked) if "lock" in line]
    assert said[0].startswith("The criteria are not as Ann locked them on ")
    assert said[0].endswith(": 1 change since.")
    change = "- Coverage was changed from at least 0.5 to at least 0.4 (not locked, results seen"
    assert said[1].startswith(change)
    document = making.run(capsys, asked).document
    assert document["lock"]["state"] == "changed"
    assert document == making.run(capsys, asked).document


def test_results_can_be_noted_as_opened_before_any_lock(
    asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --record; the lock says so ever after."""
    lines(capsys, "run", asked, "--record")
    lines(capsys, "lock", asked, "--by", "Ann")
    assert any(line.startswith("Results were open") for line in lines(capsys, "run", asked))


def test_an_answer_in_the_way_ends_with_one(
    asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The verdict is Not yet, and says why."""
    answer = ("--question", "1", "--answer", "No", "--by", "Bo", "--stands-in-the-way")
    lines(capsys, "attest", asked, *answer)
    said = making.command(capsys, "run", asked)
    assert said.code == 1
    assert "Not yet: a person's answer stands in the way\n" in said.out
    assert "- Stands in the way: Is the data sourced legally? No (Bo, " in said.out
    assert "; 1 answer of a person stands in the way." in said.out
    assert "   No. It stands in the way. (Bo, " in making.command(capsys, "attest", asked).out


def test_verify_names_an_edited_entry_and_ends_with_one(
    asked: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And tells by a noted head whether any was cut off."""
    for name in ("Ann", "Bo", "Cy"):
        lines(capsys, "lock", asked, "--by", name)
    good = lines(capsys, "record", "verify")
    assert good[0] == "3 entries: each is as it was written."
    head = good[1].removeprefix("Head: ")
    assert lines(capsys, "record", "verify", "--head", head) == good
    with closing(sqlite3.connect(data / "record.sqlite3")) as raw, raw:
        raw.execute("DROP TRIGGER entries_are_only_erased")
        raw.execute("DROP TRIGGER entries_stay")
        raw.execute("UPDATE entries SET \"by\" = 'Eve' WHERE seq = 2")
        raw.execute("DELETE FROM entries WHERE seq = 3")
    said = making.command(capsys, "record", "verify", "--head", head)
    assert said.code == 1
    assert said.out.splitlines()[:3] == [
        "2 entries: the record is not as it was written.",
        "Entry 2 was changed: its subject, name or content is not what was written.",
        "Entry 3 is missing, and perhaps more: the head you noted is in no entry.",
    ]


def test_erasing_leaves_a_receipt(
    asked: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything about one review goes, and the rest verifies."""
    lines(capsys, "lock", asked, "--by", "Quagga")
    why = ("--by", "Ann", "--because", "asked for")
    (said,) = lines(capsys, "record", "erase", "--subject", "A test", *why)
    assert said.startswith("Entries erased: entry 2 of the record, ")
    assert b"Quagga" not in (data / "record.sqlite3").read_bytes()
    assert lines(capsys, "record", "verify")[0] == (
        "2 entries, 1 of them erased with a receipt: each is as it was written."
    )
    assert lines(capsys, "record", "list")[0].endswith("criteria locked: erased")
    assert lines(capsys, "record", "list")[1].endswith("entries erased, by Ann: 1")
    (said,) = lines(capsys, "record", "erase", "--subject", "A test", *why)
    assert said == "Nothing in the record is about that."


def test_a_record_is_copied_and_checked(
    asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into an empty one, which then is as good."""
    lines(capsys, "lock", asked, "--by", "Ann")
    checked = lines(capsys, "record", "verify")
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert lines(capsys, "record", "copy", url) == checked
    assert "is not empty" in making.command(capsys, "record", "copy", url).line
    monkeypatch.setenv("EVENHAND_RECORD", url)
    assert lines(capsys, "record", "verify") == checked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("attest", "--question", "9", "--answer", "x", "--by", "Ann"), "a number from 1 to 4"),
        (("attest", "--question", "1", "--by", "Ann"), "answer: expected an answer"),
        (("decide", "--decision", "Go", "--by", "Ann"), "because: the criteria say Can't tell yet"),
        (("decide", "--decision", "go", "--by", "Ann"), "decision: expected Go, Go with limits"),
        (("lock", "--by", " "), "by: expected a name"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_one_line(
    asked: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """What is wrong, and where."""
    command, *more = arguments
    assert said in making.command(capsys, command, asked, *more).line


def test_a_record_that_cannot_be_read_is_said(
    asked: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`run` does not go on as if there were none."""
    data.mkdir()
    (data / "record.sqlite3").write_text("something else " * 99)
    assert making.command(capsys, "run", asked).line.startswith("record.sqlite3: is not a record")


def test_a_record_that_cannot_be_written_is_said_and_run_goes_on(
    asked: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That results were opened is not noted; the findings are as they are."""
    lines(capsys, "lock", asked, "--by", "Ann")
    monkeypatch.setattr("evenhand.database.sqlite._PRAGMAS", ("query_only=ON",))
    said = making.command(capsys, "run", asked)
    assert said.code == 0
    assert said.err.startswith("Not noted that results were opened: record.sqlite3: cannot be")
    assert "The criteria are as Ann locked them" in said.out


def test_keys_for_programs_are_made_listed_and_ended(capsys: pytest.CaptureFixture[str]) -> None:
    """The key is printed once; the list and the record name it by its number."""
    assert lines(capsys, "keys", "list") == ["No key for a program holds."]
    made = ("keys", "make", "--name", "nightly", "--role", "viewer", "--by", "Ada")
    [key] = lines(capsys, *made)
    [listed] = lines(capsys, "keys", "list")
    assert listed.startswith("1  nightly  viewer, until ")
    [ended] = lines(capsys, "keys", "end", "1", "--by", "Bo")
    assert ended.startswith("Key for a program ended: entry 2 of the record, ")
    assert lines(capsys, "keys", "list") == ["No key for a program holds."]
    assert key not in "\n".join(lines(capsys, "record", "list"))
