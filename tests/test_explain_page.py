"""What drives a model is worked out in the background, with counts, once for all who ask."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import cached, jobs
from components.jobs import Job, Progress
from evenhand.errors import BusyError, InputError
from evenhand.explanation import Explanation
from tests import factory_findings as made

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"


@pytest.fixture
def page() -> AppTest:
    """The Explain page of a sample, not drawn yet."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "turbine"
    return app


def _explain(app: AppTest) -> AppTest:
    return app.run().switch_page("explain.py").run()


def _bars(app: AppTest) -> list[str]:
    return [bar.proto.text for bar in app.get("progress")]


def test_the_page_can_be_used_while_it_says_how_many_cases_are_explained(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Single cases stand there meanwhile; when the work is done, so does what drives the model."""
    monkeypatch.setattr(jobs, "_SOON", 0.0)
    working = Job[Explanation](done=320, of=1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cached, "drives", lambda _shown: working)
        patch.setattr(cached, "examples", lambda _shown: jobs.finished(made.explanation()))
        app = _explain(page)
        assert not app.exception
        assert "What drives the model: explained 320 of 1,000 turbine-weeks." in _bars(app)
        assert app.title[0].value.startswith("Why does it decide so")
        assert app.selectbox(key="case").options
        working.future.set_result(made.explanation(cases=()))
        app.run()
    assert not app.exception
    assert app.title[0].value.startswith("What drives the model most")
    assert not [text for text in _bars(app) if "What drives the model" in text]


@pytest.mark.parametrize("error", [BusyError("others are being asked"), CancelledError()])
def test_work_that_ends_without_a_result_is_one_line(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """And no exception on the page."""
    over = Job[Explanation]()
    over.future.set_exception(error)
    monkeypatch.setattr(cached, "drives", lambda _shown: over)
    app = _explain(page)
    assert not app.exception
    lines = " ".join(text.value for text in app.text)
    assert "Others are being asked." in lines or "stopped before it was done" in lines


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Nothing is remembered before, nor after."""
    cached._job.clear()  # noqa: SLF001
    yield
    cached._job.clear()  # noqa: SLF001


@pytest.mark.usefixtures("forgotten")
def test_all_who_ask_share_one_job_and_one_that_failed_is_begun_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the content of model and rows: nobody's visit works out again what is known."""
    begun: list[Job[Explanation]] = []

    def start(_work: object) -> Job[Explanation]:
        begun.append(Job())
        return begun[-1]

    monkeypatch.setattr(jobs.EXPLAINING, "start", start)
    shown = cached.opened("turbine")
    assert shown is not None
    first = cached.drives(shown)
    assert cached.drives(shown) is first
    assert cached.examples(shown) is not first
    first.future.set_exception(BusyError("others are being asked"))
    again = cached.drives(shown)
    assert again is not first
    again.future.set_result(made.explanation())
    assert cached.drives(shown) is again
    assert len(begun) == 3


@pytest.mark.usefixtures("forgotten")
def test_too_much_work_at_once_is_a_job_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the page says it in one line, and the next visit tries again."""

    def full(_work: object) -> None:
        raise InputError("too many people ask")

    monkeypatch.setattr(jobs.EXPLAINING, "start", full)
    shown = cached.opened("turbine")
    assert shown is not None
    assert cached.drives(shown).has_failed
    with pytest.raises(InputError, match="too many"):
        cached.explanation(shown)


def test_a_job_that_nobody_wants_ends_the_next_time_it_says_how_far_it_is() -> None:
    """What waits for its turn never begins."""
    begun, go_on = threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        progress(1, 3)
        begun.set()
        go_on.wait(30)
        progress(2, 3)
        return "done"

    job = jobs.EXPLAINING.start(work)
    assert begun.wait(30)
    job.cancel()
    go_on.set()
    with pytest.raises(CancelledError):
        job.future.result(30)
    assert (job.done, job.has_failed) == (1, True)
    assert not Job[str]().has_failed
    assert not jobs.finished("done").has_failed
