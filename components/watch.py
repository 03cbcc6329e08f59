"""A job whose progress stands on the page while the rest of it can be used."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Final, TypeVar

import streamlit as st

from components.blocks import line
from components.jobs import Job
from evenhand import words
from evenhand.errors import InputError

_LOOK: Final = 0.5  # seconds between two looks at how far it is
T = TypeVar("T")


def until_done(job: Job[T], said: Callable[[int, int], str]) -> T | None:
    """What a job gives; None as long as it has not, and where it fails, with a line on it.

    Meanwhile a bar shows how far it is; the rest of the page is drawn, and when the job is done the
    page is drawn again.

    Args:
        job: the work.
        said: says of how many parts how many are done.
    """
    if not job.is_soon_done():
        _progress(job, said)
        return None
    try:
        return job.future.result()
    except InputError as error:
        line(f"{words.capital(str(error)).rstrip('.')}.")
    except CancelledError:
        line(words.STOPPED)
    return None


@st.fragment(run_every=_LOOK)
def _progress(job: Job[T], said: Callable[[int, int], str]) -> None:
    if job.future.done():
        st.rerun()
    st.progress(job.share, text=said(job.done, job.of))
