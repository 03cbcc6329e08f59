"""Two servers on one PostgreSQL: what one kept the other opens, once the first was killed."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evenhand import record
from evenhand.database import engines
from evenhand.record import ERASED
from tests import server_fixture
from tests.e2e import browse
from tests.e2e.test_kept import MARKERS, deleted, keep
from tests.postgres import Postgres


@contextmanager
def server(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server with a data folder of its own: its address, and its process."""
    home.mkdir()
    port = server_fixture.free_port()
    command = server_fixture.streamlit_command(port)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_DATA", str(home / "data"))
        with server_fixture.started(command, port, home, home / "log") as process:
            yield f"http://127.0.0.1:{port}", process


def test_a_review_kept_on_one_server_opens_on_the_other_after_a_kill(
    browser: Browser, database: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is deleted there: one chain of entries, and nothing in the folder of either."""
    url = database.schema()
    for name in ("EVENHAND_RECORD", "EVENHAND_KEPT"):
        monkeypatch.setenv(name, url)
    record.open().append("note", "another review", "a third server", {})
    with server(tmp_path / "one") as (at, process):
        with browse.visiting(browser, at, viewport=browse.TALL) as visit:
            link, manage, headline = keep(visit, tmp_path)
        process.kill()
        process.wait()
        opened_and_deleted(browser, tmp_path / "two", (link, manage, headline))
    entries = record.open().entries()
    assert (entries[0].by, entries[-1].kind) == ("a third server", ERASED)
    assert record.open().verify().intact
    assert not list(tmp_path.glob("*/data"))
    engines.let_go()


def opened_and_deleted(browser: Browser, home: Path, kept: tuple[str, str, str]) -> None:
    """Another server shows the same claim, and deletes the review."""
    link, manage, headline = kept
    with server(home) as (at, _), browse.visiting(browser, at, viewport=browse.TALL) as visit:
        page = visit.open(f"?review={link}")
        expect(page.get_by_role("heading", level=1)).to_have_text(headline)
        expect(page.get_by_text(f"Kept by {MARKERS[0]}")).to_be_visible()
        deleted(visit, at, manage)
        visit.open(f"?review={link}")
        assert visit.says() == "There is no review behind this link"
