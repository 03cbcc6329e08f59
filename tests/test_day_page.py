"""A day is simulated when it is asked for, watched, and kept when the page is left."""

import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import cached, jobs
from components.jobs import Job
from evenhand.errors import InputError
from evenhand.findings import SimulatedDay

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"


def handoff_page(review: str = "support") -> AppTest:
    """The Handoff page of a sample, with More open."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = review
    app.run().switch_page("handoff.py").run()
    app.toggle(key="more").set_value(True).run()
    return app


def test_a_day_is_simulated_when_it_is_asked_for() -> None:
    """Its claim, its chart; and a second look does not simulate again."""
    app = handoff_page()
    assert not [s for s in app.subheader if "simulated" in s.value]
    app.toggle(key="simulate").set_value(True).run()
    assert not app.exception
    assert [s for s in app.subheader if s.value.startswith("On a simulated Monday")]
    app.toggle(key="simulate").set_value(False).run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.SIMULATING, "start", lambda _: pytest.fail("simulated again"))
        app.toggle(key="simulate").set_value(True).run()
    assert [s for s in app.subheader if s.value.startswith("On a simulated Monday")]


def test_a_day_does_not_wait_behind_what_is_explained() -> None:
    """However much of that there is."""
    go_on = threading.Event()
    busy = [jobs.EXPLAINING.start(lambda _progress: go_on.wait(30)) for _ in range(3)]
    assert jobs.SIMULATING.start(lambda _progress: "done").future.result(30) == "done"
    assert not any(job.future.done() for job in busy)
    go_on.set()
    assert all(job.future.result(30) for job in busy)


def test_a_review_without_people_offers_no_simulation() -> None:
    """The line on the queue says what to add."""
    app = handoff_page("lending")
    assert not app.exception
    assert "simulate" not in {toggle.key for toggle in app.toggle}


def test_what_cannot_be_simulated_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody is at the queue, say."""
    failed = Job[SimulatedDay]()
    failed.future.set_exception(InputError("nobody is there", where="the simulated day"))
    monkeypatch.setattr(cached, "day", lambda *_: failed)
    app = handoff_page()
    app.toggle(key="simulate").set_value(True).run()
    assert not app.exception
    assert [info for info in app.info if "nobody is there" in info.value]


def test_work_goes_on_while_nobody_looks_and_says_how_far_it_is() -> None:
    """A job is its own; whoever comes back finds it further, or done."""
    go_on, half = threading.Event(), threading.Event()

    def work(progress: jobs.Progress) -> str:
        progress(1, 2)
        half.set()
        go_on.wait(30)
        progress(2, 2)
        return "done"

    job = jobs.SIMULATING.start(work)
    assert half.wait(30)
    assert (job.done, job.of, job.share, job.future.done()) == (1, 2, 0.5, False)
    go_on.set()
    assert job.future.result(30) == "done"
    assert (job.share, Job[str]().share) == (1.0, 0.0)


def test_jobs_are_as_fast_here_as_in_the_app() -> None:
    """No file that is only looked through for tests has changed how they say how far they are."""
    assert Job.progress.__module__ == jobs.__name__
