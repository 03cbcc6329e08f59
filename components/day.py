"""A simulated day of the queue: off until asked for, watched while it runs, kept when left."""

import time
from typing import Final

import streamlit as st

from components import cached
from components.blocks import figure
from components.choices import Chosen
from components.jobs import Job
from components.text import inert
from evenhand import figures, words
from evenhand.errors import InputError
from evenhand.findings import SimulatedDay, Staffing

_SHOW: Final = "Simulate a day of this queue"
_LOOK: Final = 0.1  # seconds between two looks at how far it is


def offer(there: Chosen) -> None:
    """A switch; behind it how far the simulation is, and then what it gives.

    Args:
        there: whose queue, with the handoff where the slider was released.
    """
    shown = there.shown
    staffing = shown.findings.handoff.staffing if shown.findings.handoff else None
    if not isinstance(staffing, Staffing):
        return
    if not st.toggle(_SHOW, key="simulate", bind="query-params"):
        return
    try:
        found = _watched(cached.day(shown, staffing))
    except InputError as error:
        st.info(inert(str(error)))
        return
    figure(figures.day(found, shown.review), key="day")


def _watched(job: Job[SimulatedDay]) -> SimulatedDay:
    """What a job gives, its progress shown until it does; leaving the page leaves it running."""
    if not job.future.done():
        bar = st.progress(0.0)
        while not job.future.done():
            bar.progress(job.share, text=words.days_done(job.done, job.of))
            time.sleep(_LOOK)
        bar.empty()
    return job.future.result()
