"""A page that fails says so without quoting anything, and closed pages leave nothing behind."""

import asyncio
import io
import logging
import weakref
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.testing.v1 import AppTest

from components import serve_errors, serve_janitor
from evenhand import errors


def failing_page() -> None:
    """A page whose log is wrong, and then one that breaks."""
    from components import serve_errors  # noqa: PLC0415  # AppTest runs this text elsewhere
    from evenhand.errors import InputError  # noqa: PLC0415

    serve_errors.show(InputError("expected a number", where="![x](http://evil.example)"))
    serve_errors.show(ValueError("marker-11"))


def test_wrong_input_is_shown_as_it_is_and_a_fault_without_its_words() -> None:
    """Neither can draw an image or show somebody's data."""
    wrong, fault = (error.value for error in AppTest.from_function(failing_page).run().error)
    assert wrong.startswith(r"\!\[x\]\(http\:")
    assert "fault is ours" in fault
    assert "marker-11" not in fault


def test_a_log_line_names_the_kind_of_a_fault_and_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The traceback and the fault's own words stay out."""
    before = logging.getLogRecordFactory()
    out = io.StringIO()
    log = logging.getLogger("test_serve_helpers")
    monkeypatch.setattr(log, "handlers", [logging.StreamHandler(out)])
    monkeypatch.setattr(logging, "_logRecordFactory", before)
    serve_errors.keep_data_out_of_logs()
    try:
        int("marker-12")
    except ValueError:
        log.exception("A page %s", "failed")
    log.error("No fault at %s", "hand")
    first, second, *rest = out.getvalue().splitlines()
    assert first.startswith("A page failed: ValueError at test_serve_helpers.py:")
    assert (second, rest) == ("No fault at hand", [])
    assert "marker-12" not in out.getvalue()


def test_a_missing_module_is_named_in_the_log() -> None:
    """Such a fault quotes our code and nobody's data."""
    assert "(no evenhand.other)" in errors.place(ImportError("no evenhand.other"))


class Session:
    """What a closed page leaves behind."""

    id = "one"

    def shutdown(self) -> None:
        """Streamlit lets go of the rest."""


def kept_until(monkeypatch: pytest.MonkeyPatch, seconds: int) -> weakref.ref[Session]:
    """A closed page that may come back for so many seconds."""
    storage = MemorySessionStorage(ttl_seconds=seconds)
    session = Session()
    storage.save(SimpleNamespace(session=session))  # type: ignore[arg-type]
    manager = SimpleNamespace(_session_storage=storage, list_sessions=storage.list)
    runtime = SimpleNamespace(_session_mgr=manager, uploaded_file_mgr=None)
    monkeypatch.setattr(Runtime, "instance", lambda: runtime)
    return weakref.ref(session)


def test_a_page_that_cannot_come_back_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files go with it, though nobody else visits."""
    closed = kept_until(monkeypatch, 0)
    serve_janitor.sweep()
    assert closed() is None


def test_a_page_that_may_come_back_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short loss of the connection loses nothing."""
    closed = kept_until(monkeypatch, 3600)
    serve_janitor.sweep()
    assert closed() is not None


def test_the_janitor_sweeps_while_the_server_runs_and_stops_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No task is left when the server has stopped."""
    swept = asyncio.Event()
    monkeypatch.setattr(serve_janitor, "sweep", swept.set)

    async def run() -> int:
        async with serve_janitor.janitor(every=0):
            await swept.wait()
        return len(asyncio.all_tasks())

    assert asyncio.run(run()) == 1
