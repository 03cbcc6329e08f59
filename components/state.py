"""What a visitor has chosen and brought: the only module that touches Streamlit's session state.

Shared choices are widgets bound to the address, drawn once by the router; a link reopens them.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from evenhand.findings import Findings
from evenhand.review import Review
from evenhand.tally import Tally

OWN: Final = "own"
_OWN: Final = "_own_log"
_TURN: Final = "_upload_turn"
_THRESHOLD: Final = "threshold"


@dataclass(frozen=True, slots=True)
class OwnLog:
    """What is kept of a visitor's file: counts and findings, never a row.

    Attributes:
        review: what its columns mean.
        tally: the counts; the file is gone.
        findings: what was found.
        keys: the keys of its review file, for the visitor to take along.
        purpose: what the audit is for, in the visitor's words.
        until: when it is forgotten, in seconds of `time.monotonic`; None: with the page.
    """

    review: Review
    tally: Tally
    findings: Findings
    keys: Mapping[str, object]
    purpose: str
    until: float | None


def own() -> OwnLog | None:
    """The visitor's own log, unless there is none or its time is over."""
    kept: OwnLog | None = st.session_state.get(_OWN)
    if kept is not None and kept.until is not None and time.monotonic() > kept.until:
        forget()
        return None
    return kept


def keep(log: OwnLog) -> None:
    """Keep the findings of the visitor's own log, and let go of the uploaded file."""
    st.session_state[_OWN] = log
    st.session_state[_TURN] = turn() + 1


def drop(file: UploadedFile) -> None:
    """Let go of an uploaded file at once; Streamlit would hold it until the page is closed.

    Args:
        file: what the uploader gave.
    """
    context = get_script_run_ctx()
    held = context.uploaded_file_mgr if context else None
    if context and isinstance(held, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)


def forget() -> None:
    """Let go of the visitor's own log."""
    st.session_state.pop(_OWN, None)
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How many files have been brought so far: a new turn is a new, empty form."""
    return int(st.session_state.get(_TURN, 0))


def kept(name: str, turn: int) -> dict[str, Any]:
    """What makes a widget keep what was typed for as long as the visitor stays.

    Args:
        name: the widget's, once a form.
        turn: which form it is in.
    """
    return {"key": f"own-{turn}-{name}", "persist_state": "session"}


def chosen(key: str) -> str | None:
    """What a shared choice holds now, by its key; None where it has not been drawn yet."""
    value = st.session_state.get(key)
    return None if value is None else str(value)


def choose(key: str, value: str) -> None:
    """Set a shared choice before its widget is drawn."""
    st.session_state[key] = value


def asked(key: str) -> str | None:
    """What the address asks for, where nothing has been chosen yet."""
    return None if key in st.session_state else st.query_params.get(key)


def threshold() -> float | None:
    """Where the handoff slider was released, or what the address says; None: the review's."""
    text = st.session_state.get(_THRESHOLD, st.query_params.get(_THRESHOLD))
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value <= 1 else None


def release(value: float) -> None:
    """Keep where the slider was released."""
    st.session_state[_THRESHOLD] = f"{value:g}"


def reset_threshold() -> None:
    """Back to the review's own threshold, as after choosing another review."""
    st.session_state.pop(_THRESHOLD, None)
    st.query_params.pop(_THRESHOLD, None)


def write_link() -> None:
    """Put the open review and the released threshold into the address.

    A select box that is bound to the address would write the review's title there, and nothing
    where a link chose the review; a v2 component cannot write by itself.
    """
    if (review := chosen("review")) is not None:
        st.query_params["review"] = review
    if (value := threshold()) is not None:
        st.session_state[_THRESHOLD] = f"{value:g}"
        st.query_params[_THRESHOLD] = f"{value:g}"
    else:
        st.query_params.pop(_THRESHOLD, None)


def widget(key: str) -> object:
    """What a widget inside a component reported last, by its key."""
    return st.session_state.get(key)
