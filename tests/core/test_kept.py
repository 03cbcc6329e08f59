"""A review that is kept: reopened as it was, deleted without a trace, all or nothing."""

import json
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evenhand import decisions, document, kept, record, words
from evenhand.audit import Audit
from evenhand.decisions import Dossier
from evenhand.errors import InputError
from evenhand.findings import CriterionResult, Findings, Verdict
from evenhand.kept import Kept, Terms, folder, place, room, shared, stored
from evenhand.record import ledger
from evenhand.review import Review, parse
from tests.core.making import audit, keys
from tests.core.test_coarsen import random_log

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
MARKERS = ("Zanzibar bank", "Quillfeather", "yearly check of Xylophonia")
HOSTILE = (
    "", "kept-", "kept-..", "kept-../../record.sqlite3", f"kept-{'a' * 31}", f"kept-{'a' * 33}",
    f"kept-{'ä' * 32}", f"kept-{'a' * 31}\n", f"{'a' * 32}", "kept-" + "%2e" * 10 + "ab",
    f"kept-{'/' * 32}", "card_default", f"kept-{'a' * 100_000}",
)  # fmt: skip


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("EVENHAND_RECORD", raising=False)
    return tmp_path / "data"


@pytest.fixture(scope="module")
def counted() -> Audit:
    """A log, counted."""
    review = keys(
        title=MARKERS[0],
        handoff={"threshold": 0.8, "human_accuracy": 0.9},
        criteria=[
            {"finding": "automatic_error", "at_most": 0.5},
            {"finding": "accuracy", "attribute": "race", "gap": "difference", "at_most": 0.5},
            {"attest": "Is the data sourced legally?"},
        ],
    )
    return audit(random_log(4, 1_500), review)


@pytest.fixture(scope="module")
def one(counted: Audit) -> Kept:
    """What is kept of it."""
    terms = Terms(MARKERS[1], MARKERS[2], NOW, NOW + timedelta(days=7))
    origin = document.origin(counted.log)
    return kept.kept(counted.tally, counted.review, origin, counted.findings(), terms)


def whole(data: Path) -> bytes:
    """Every byte of every file, and every name, in a folder."""
    files = sorted(path for path in data.rglob("*"))
    return b"".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in files
    )


def test_a_kept_review_is_found_again_by_its_link_alone_with_the_same_findings(one: Kept) -> None:
    """The very bytes of the findings document, who, what for and until when."""
    links = kept.keep(one)
    again = kept.opened(links.view, NOW)
    assert again is not None
    assert again.findings().to_json() == one.findings().to_json()
    assert again.terms == one.terms
    assert again.review == one.review
    assert shared.files(again) == shared.files(one)


def test_a_program_that_starts_anew_finds_the_same(one: Kept) -> None:
    """Another process reads what this one wrote."""
    links = kept.keep(one)
    code = (
        "import sys; from datetime import datetime, UTC; from evenhand import kept;"
        "print(kept.opened(sys.argv[1], datetime(2026, 3, 2, tzinfo=UTC)).findings().to_json())"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, links.view], capture_output=True, check=True, text=True
    ).stdout
    assert said.rstrip("\n") == one.findings().to_json()


def test_the_verdict_of_a_kept_review_is_that_of_all_counts(counted: Audit, one: Kept) -> None:
    """Though groups are merged, every criterion has its state, and says why it has no number."""
    before, after = counted.findings(), one.findings()
    assert after.verdict == before.verdict
    for was, now in zip(before.criteria, after.criteria, strict=True):
        if hasattr(was, "state"):
            assert now.state == was.state  # type: ignore[union-attr]


def test_a_state_that_the_kept_counts_would_not_give_says_where_it_comes_from(one: Kept) -> None:
    """And gives no number that does not lead to it."""
    changed = replace(one, states=("outside", "outside", None))
    found = changed.findings().criteria[0]
    assert found.reason == shared.JUDGED_BEFORE  # type: ignore[union-attr]
    assert found.value.value is None  # type: ignore[union-attr]
    assert isinstance(found, CriterionResult)
    assert words.value_text(found, one.review) == "not in this kept review"
    said = words.criterion_sentence(found, one.review)
    assert said.startswith("Outside: ")
    assert said.endswith("small counts are merged.")
    there = replace(changed.findings(), verdict=Verdict("Not yet", ()))
    headline = words.overview_title(there, one.review)
    assert headline.endswith(", by a number that is not in this kept review")
    assert "can't be estimated" not in said + headline


def test_neither_secret_is_in_any_file_and_the_two_are_not_the_same(one: Kept, data: Path) -> None:
    """Whoever sees the folder cannot make a link of it."""
    links = kept.keep(one)
    secret = links.view.removeprefix(kept.PREFIX)
    view, manage = links.manage.split(".")
    assert view == secret != manage
    assert len(secret) == 32  # 192 bits
    stored = whole(data)
    assert secret.encode() not in stored
    assert manage.encode() not in stored


def test_the_review_file_has_no_path_and_is_the_same_review(one: Kept, counted: Audit) -> None:
    """It can be read, and only what leads to files is gone."""
    links = kept.keep(one)
    text = (place.folder() / str(kept.subject(links.view)) / "review.toml").read_text()
    read = parse(tomllib.loads(text))
    assert read.data.path is None
    assert read.criteria == counted.review.criteria
    assert read == one.review


def test_delete_leaves_no_marker_in_any_file_of_the_data_folder(one: Kept, data: Path) -> None:
    """Neither of the review nor of what people decided on it; the rest of the record holds."""
    links = kept.keep(one)
    other = kept.keep(one)
    name = str(kept.subject(links.view))
    for subject in (name, "another review"):
        record.open().append("decision", subject, MARKERS[1], {"because": MARKERS[2]})
    assert all(marker.encode() in whole(data) for marker in MARKERS)
    assert kept.delete(other.manage)
    assert kept.delete(links.manage)
    assert not kept.is_open(links.view, NOW)
    left = whole(data).replace(b"another review", b"")
    assert name.encode() not in left
    assert MARKERS[0].encode() not in left
    assert [e.subject for e in record.open().entries(kind="decision") if e.subject] == [
        "another review"
    ]
    record.open().erase("another review", "tests", "done")
    assert not [marker for marker in MARKERS if marker.encode() in whole(data)]
    assert record.open().verify().intact


def test_only_the_manage_link_deletes(one: Kept) -> None:
    """The link to view, a mixture and nonsense do nothing."""
    links, other = kept.keep(one), kept.keep(one)
    view, manage = links.manage.split(".")
    mixed = f"{view}.{other.manage.split('.')[1]}"
    for wrong in (links.view, view, manage, mixed, "", ".", f"{view}.", f"../{manage}"):
        assert not kept.delete(wrong)
    assert kept.is_open(links.view, NOW)
    assert kept.delete(links.manage)
    assert not kept.delete(links.manage)
    assert kept.is_open(other.view, NOW)


@pytest.mark.parametrize("link", HOSTILE)
def test_a_link_that_is_none_opens_nothing(link: str, one: Kept) -> None:
    """Nor is there an error, whatever stands in the address."""
    kept.keep(one)
    assert not kept.is_open(link, NOW)
    assert kept.opened(link, NOW) is None
    assert not kept.delete(link)


def test_after_its_time_a_review_is_closed_at_once_and_then_removed(one: Kept, data: Path) -> None:
    """The janitor needs no visitor, and leaves the others alone."""
    links = kept.keep(one)
    later = replace(one, terms=replace(one.terms, until=NOW + timedelta(days=30)))
    other = kept.keep(later)
    record.open().append("decision", str(kept.subject(links.view)), MARKERS[1], {})
    end = one.terms.until
    assert kept.is_open(links.view, end - timedelta(seconds=1))
    assert not kept.is_open(links.view, end)
    assert kept.opened(links.view, end) is None
    assert kept.sweep(end) == 1
    assert kept.sweep(end) == 0
    assert str(kept.subject(links.view)).encode() not in whole(data)
    assert kept.is_open(other.view, end)


@pytest.mark.parametrize("name", ["about.json", "counts.json", "review.toml"])
@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "\x00\x01", "{" * 50])
def test_a_damaged_file_is_one_line(name: str, text: str, one: Kept) -> None:
    """It says whom to ask, and never how it was read."""
    links = kept.keep(one)
    file = place.folder() / str(kept.subject(links.view)) / name
    file.write_text(text)
    with pytest.raises(InputError, match=r"kept review: [^\n]+$"):
        kept.opened(links.view, NOW)


def test_a_missing_file_and_one_that_is_too_large_are_damage(
    one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is read."""
    links = kept.keep(one)
    monkeypatch.setattr(stored, "LARGEST", 100)
    with pytest.raises(InputError, match="damaged"):
        kept.opened(links.view, NOW)
    (place.folder() / str(kept.subject(links.view)) / "counts.json").unlink()
    with pytest.raises(InputError, match="damaged"):
        kept.opened(links.view, NOW)


def test_a_form_that_this_version_does_not_read_says_so(one: Kept) -> None:
    """And not that it is damaged."""
    links = kept.keep(one)
    file = place.folder() / str(kept.subject(links.view)) / "about.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 99}))
    with pytest.raises(InputError, match="another version of Evenhand"):
        kept.opened(links.view, NOW)


def test_a_crash_in_the_middle_leaves_all_or_nothing(
    one: Kept, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is half written cannot be opened, and is removed."""
    for broken in ("rename", "mkdir"):
        with monkeypatch.context() as patched:
            patched.setattr(Path, broken, failing)
            with pytest.raises(InputError, match="nothing was kept"):
                kept.keep(one)
    monkeypatch.setattr(folder, "_STALE", -1.0)
    kept.sweep(NOW)
    assert MARKERS[0].encode() not in whole(data)


def failing(*_: Any, **__: Any) -> None:  # noqa: ANN401
    """A disk without room."""
    raise OSError(28, "No space left on device")


def small() -> Kept:
    """A review of few cells."""
    found = audit(random_log(2, 300).drop(columns=["person"]), keys())
    terms = Terms("a", "b", NOW, NOW + timedelta(days=1))
    origin = document.origin(found.log)
    return kept.kept(found.tally, found.review, origin, found.findings(), terms)


def test_many_at_once_are_all_kept(one: Kept) -> None:
    """Each under a link of its own."""
    with ThreadPoolExecutor(8) as pool:
        links = list(pool.map(lambda _: kept.keep(one), range(16)))
    assert len({link.view for link in links}) == 16
    assert all(kept.opened(link.view, NOW) is not None for link in links)


def test_what_is_kept_does_not_grow_with_the_rows() -> None:
    """Twenty times the rows of the same kinds are the same files but for their digits."""
    sizes = []
    for size in (3_000, 60_000):
        found = audit(random_log(3, size, fine=False), keys(handoff={"threshold": 0.8}))
        terms = Terms("a", "b", NOW, NOW + timedelta(days=1))
        made = kept.kept(
            found.tally, found.review, document.origin(found.log), found.findings(), terms
        )
        sizes.append(sum(map(len, shared.files(made).values())))
    assert sizes[1] < 5 * sizes[0]


def test_there_is_an_end_to_how_many_are_kept(one: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the disk is full; what is over makes room."""
    monkeypatch.setenv(room.REVIEWS, "1")
    over = kept.keep(one)  # its time was over months ago
    later = replace(one, terms=replace(one.terms, until=datetime.now(UTC) + timedelta(days=7)))
    links = kept.keep(later)
    assert not kept.is_open(over.view, NOW)
    with pytest.raises(InputError, match=r"1 reviews are kept already.* nothing was kept"):
        kept.keep(later)
    assert kept.is_open(links.view)
    assert len(list(place.folder().iterdir())) == 1


def test_there_is_an_end_to_the_bytes_that_are_kept(
    one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last fits to the byte; the next is refused in one line, and nothing of it stays."""
    later = replace(one, terms=replace(one.terms, until=datetime.now(UTC) + timedelta(days=7)))
    kept.keep(later)
    taken = sum(path.stat().st_size for path in place.folder().glob("*/*"))
    monkeypatch.setenv(room.BYTES, str(2 * taken))
    kept.keep(later)
    with pytest.raises(InputError, match=r"may take [0-9.]+ MB in all[^\n]+ nothing was kept"):
        kept.keep(later)
    assert len(list(place.folder().iterdir())) == 2


@pytest.mark.parametrize("name", [room.REVIEWS, room.BYTES])
@pytest.mark.parametrize("text", ["-1", "1e9", "many", "\u0661"])
def test_a_limit_that_is_no_number_is_named(
    name: str, text: str, one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is kept, rather than without an end."""
    monkeypatch.setenv(name, text)
    with pytest.raises(InputError, match=f"{name}: expected a whole number"):
        kept.keep(one)
    assert not place.folder().exists()


def test_a_name_that_the_disk_does_not_confirm_is_taken_back(
    one: Kept, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What says that nothing was kept is true."""

    def unsure(path: Path) -> None:
        if path == place.folder():
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(folder, "_settle", unsure)
    with pytest.raises(InputError, match=r"\(Input/output error\); nothing was kept"):
        kept.keep(one)
    assert list(place.folder().iterdir()) == []
    assert MARKERS[0].encode() not in whole(data)


def test_what_could_not_be_read_again_is_not_kept(
    one: Kept, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said when it is kept, and nothing is written."""
    monkeypatch.setattr(stored, "LARGEST", 100)
    with pytest.raises(InputError, match="too many counts"):
        kept.keep(one)
    assert not data.exists()


def test_reading_makes_no_file(data: Path) -> None:
    """A link that is wrong leaves no trace, nor does the janitor."""
    assert kept.opened(f"kept-{'a' * 32}", NOW) is None
    assert kept.sweep(NOW) == 0
    assert not data.exists()


def of_file(counted: Audit, one: Kept, log: str) -> Kept:
    """The same as if it were kept from a file, of which the record has a lock and all else."""
    about = Dossier(record.open(), counted.review, log)
    decisions.lock(about, MARKERS[1])
    decisions.opened(about, replaced(counted, log))
    decisions.attest(about, "Is the data sourced legally?", MARKERS[2], MARKERS[1])
    decisions.decide(about, replaced(counted, log), "Not yet", "Bea", because=MARKERS[2])
    return replace(one, origin=replace(one.origin, fingerprint=log))


def replaced(counted: Audit, log: str) -> Findings:
    """The findings as if they were of a file."""
    found = counted.findings()
    return replace(found, review=replace(found.review, fingerprint=log))


LOG = "sha256:5eed"


def test_what_was_locked_answered_and_decided_on_the_log_before_is_in_the_kept_review(
    counted: Audit, one: Kept
) -> None:
    """By whom it was, and with the time of then; the record says of both entries which is which."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ledger, "_now", lambda: "2026-01-02T03:04:05Z")
        from_file = of_file(counted, one, LOG)
    links = kept.keep(from_file)
    was = Dossier(record.open(), counted.review, LOG)
    now = Dossier(record.open(), from_file.asked, kept.subject(links.view))
    assert decisions.locked(now, LOG) == decisions.locked(was, LOG)
    assert decisions.answers(now) == decisions.answers(was)
    numberless = [
        tuple(replace(each, number=0) for each in decisions.decisions(about))
        for about in (was, now)
    ]
    assert numberless[0] == numberless[1] != ()
    lock = decisions.locked(now, LOG)
    assert lock is not None
    assert (lock.by, lock.locked_on, lock.state) == (
        MARKERS[1], "2026-01-02T03:04:05Z", "unchanged"
    )  # fmt: skip
    copies = record.open().entries(now.named)
    assert [e.content["first"]["number"] for e in copies] == [1, 2, 3, 4]
    assert all(e.at > "2026-01-02T03:04:05Z" for e in copies)
    assert record.open().verify().intact


def test_after_delete_nothing_is_left_of_what_was_written_on_the_log_before(
    counted: Audit, one: Kept, data: Path
) -> None:
    """Neither in the entries of the log, nor in those that were carried over."""
    from_file = of_file(counted, one, LOG)
    ours = [entry.seq for entry in record.open().entries(LOG)]
    links, other = (kept.keep(from_file, ours) for _ in range(2))
    assert all(marker.encode() in whole(data) for marker in (*MARKERS, LOG))
    assert kept.delete(links.manage)
    again = Dossier(record.open(), other_asked(other.view), kept.subject(other.view))
    assert decisions.locked(again, LOG) is not None
    assert record.open().entries(LOG) == ()
    assert kept.delete(other.manage)
    assert not [marker for marker in (*MARKERS, LOG) if marker.encode() in whole(data)]
    assert record.open().verify().intact


def test_what_others_wrote_on_the_same_log_stays_when_a_kept_review_is_deleted(
    counted: Audit, one: Kept
) -> None:
    """Whoever has the same file cannot erase a lock of somebody else by keeping and deleting."""
    from_file = of_file(counted, one, LOG)
    entries = record.open().entries(LOG)
    assert kept.delete(kept.keep(from_file, [entries[-1].seq]).manage)
    assert record.open().entries(LOG) == entries[:-1]
    assert record.open().verify().intact


def other_asked(view: str) -> Review:
    """The review behind a link, as it was written."""
    found = kept.opened(view, NOW)
    assert found is not None
    return found.asked


def test_limits_locked_on_a_log_that_says_when_cases_came_are_unchanged_once_kept() -> None:
    """How many come in an hour is from the log, and nobody's change of what was locked."""
    frame = random_log(2, 400).assign(at=pd.date_range("2026-01-05", periods=400, freq="h"))
    review = keys(
        columns={"time": "at"},
        handoff={"threshold": 0.8, "human_accuracy": 0.9},
        criteria=[{"finding": "automatic_error", "at_most": 0.5}],
    )
    found = audit(frame, review)
    terms = Terms("a", "b", NOW, NOW + timedelta(days=1))
    origin = replace(document.origin(found.log), fingerprint=LOG)
    made = kept.kept(found.tally, found.review, origin, found.findings(), terms)
    decisions.lock(Dossier(record.open(), found.review, LOG), "Bea")
    links = kept.keep(made)
    again = kept.opened(links.view, NOW)
    assert again is not None
    assert again.review.handoff.cases_per_hour is not None  # type: ignore[union-attr]
    lock = decisions.locked(Dossier(record.open(), again.asked, kept.subject(links.view)), LOG)
    assert lock is not None
    assert lock.state == "unchanged"


def test_where_the_record_cannot_be_read_nothing_is_kept(one: Kept, data: Path) -> None:
    """Else a lock would be missing in the kept review."""
    data.mkdir(parents=True)
    (data / "record.sqlite3").write_bytes(b"no database, for sure" * 100)
    with pytest.raises(InputError):
        kept.keep(replace(one, origin=replace(one.origin, fingerprint=LOG)))
    assert list(place.folder().iterdir()) == []
