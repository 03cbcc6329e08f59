"""Why the model decides as it does, and the form to try a case of one's own."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from components import cached, nav, theme
from components.blocks import line
from components.cached import Opened
from components.text import inert
from evenhand import words
from evenhand.explanation import ExplainedCase, Explanation
from evenhand.review import Review

_WORKING: Final = "Working out what moves the model; the first time takes a few seconds."
_NO_FORM: Final = (
    "There is no form for your own log: it holds answers, not the model that gave them. "
    "Choose a sample above to try one."
)
_BEGIN: Final = 40  # letters of a text
_TALL: Final = 1000


def explanation(shown: Opened) -> Explanation:
    """What drives the model, saying what takes a moment.

    Args:
        shown: the audit.
    """
    with st.spinner(_WORKING):
        return cached.explanation(shown)


def one_of(cases: Sequence[ExplainedCase], review: Review) -> ExplainedCase:
    """Let the reader choose a case; the choice is in the address.

    Args:
        cases: those that were explained.
        review: the nouns.
    """
    names = [f"{place}. {_called(case, review)}" for place, case in enumerate(cases, 1)]
    picked = st.selectbox("Which case", names, key="case", bind="query-params", width=420)
    return cases[names.index(picked)]


def _called(case: ExplainedCase, review: Review) -> str:
    """What kind of case it is, and how its text begins where it has one."""
    kind = words.case_kind(case.kind, review)
    return f"{kind}: {words.shortened(case.text, _BEGIN)}" if case.text else kind


def form(shown: Opened) -> None:
    """The form for one case, or why there is none.

    Args:
        shown: the audit.
    """
    why = _NO_FORM if shown.is_own else words.missing(shown.findings, shown.review, "try")
    if why is not None:
        line(why)
        return
    query = urlencode({"review": shown.name, "__theme": theme.name()})
    st.iframe(f"{_base()}/predict/?{query}", height=_TALL, alt=inert("The form to try one case"))


def _base() -> str:
    """The sub-path that the app is served under, or nothing."""
    own = {stop.path for stop in nav.STOPS}
    path = urlsplit(st.context.url or "").path.rstrip("/")
    head, _, last = path.rpartition("/")
    return head if last in own else path
