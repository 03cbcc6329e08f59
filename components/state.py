"""What a visitor has chosen and brought: the only module that touches Streamlit's session state.

Shared choices are widgets bound to the address, drawn once by the router; a link reopens them.
"""

import sys
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
_REVIEW: Final = "review"
_TRIED: Final = "_tried"
_WRITTEN: Final = "_written"
_FRESH: Final = "_fresh"
_BACK: Final = "_back"
_CHOSEN_FOR: Final = "_chosen_for"
_THRESHOLD: Final = "threshold"
# What the address calls a cost that was changed, and its key in a review file.
_COSTS: Final[Mapping[str, str]] = {
    "false_alarm": "false_positive",
    "missed_case": "false_negative",
    "one_review": "review",
}
# The numbers an address holds, and the highest that each may be.
_NUMBERS: Final[Mapping[str, float]] = {
    _THRESHOLD: 1.0,
    **dict.fromkeys(_COSTS, sys.float_info.max),
}


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


def is_another(audit: str) -> bool:
    """Whether the choices were made for another audit; from now on they are for this one.

    Args:
        audit: the key of the one that is open.
    """
    before = st.session_state.get(_CHOSEN_FOR)
    st.session_state[_CHOSEN_FOR] = audit
    return before not in {None, audit}


def in_link(key: str) -> bool:
    """Whether the address says something of a shared choice."""
    return key in st.query_params


def hold(key: str, value: float) -> None:
    """Let a number that is kept here stand in its widget, before that is drawn.

    Args:
        key: the widget's.
        value: the number.
    """
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def asked(key: str) -> str | None:
    """What the address asks for, where nothing has been chosen yet or the visitor went back."""
    known = key in st.session_state and not st.session_state.get(_BACK)
    return None if known else st.query_params.get(key)


def threshold() -> float | None:
    """Where the handoff slider was released, or what the address says; None: the review's."""
    return _number(_THRESHOLD, _tried())


def release(value: float) -> None:
    """Keep where the slider was released."""
    _try({**_tried(), _THRESHOLD: f"{value:g}"})


def costs() -> Mapping[str, float]:
    """The costs that were changed on the page, by their keys in a review file."""
    found = {cost: _number(key, _tried()) for key, cost in _COSTS.items()}
    return {cost: value for cost, value in found.items() if value is not None}


def edit_costs(changed: Mapping[str, float]) -> None:
    """Keep costs that were changed on the page; those not named are the review's again.

    Args:
        changed: by their keys in a review file.
    """
    texts = {key: f"{changed[cost]:.10g}" for key, cost in _COSTS.items() if cost in changed}
    kept = {key: text for key, text in _tried().items() if key not in _COSTS}
    _try(kept | texts)


def reset_tried() -> None:
    """Back to the review's own threshold and costs, as after choosing another review."""
    _try({})


def follow_link(page: str) -> None:
    """Take what the address says where it is not what was written there: a link, or the way back.

    The menu leads to a page without these parameters; what was tried then stays.

    Args:
        page: the path of the page that is open.
    """
    here, written = _in_link(), st.session_state.get(_WRITTEN)
    is_ours = st.session_state.pop(_FRESH, False) or written == (page, here)
    by_menu = written is not None and written[0] != page and not here
    went = not is_ours and not by_menu
    st.session_state[_BACK] = went and written is not None
    if went:
        kept = {key: here[key] for key in _NUMBERS if _number(key, here) is not None}
        st.session_state[_TRIED] = kept


def link() -> Mapping[str, str]:
    """What the address of any page holds: the open review, and what was tried."""
    review = chosen(_REVIEW)
    return {**({} if review is None else {_REVIEW: review}), **_tried()}


def write_link(page: str) -> None:
    """Put the open review, the released threshold and changed costs into the address.

    A select box that is bound to the address would write the review's title there, and nothing
    where a link chose the review; a v2 component cannot write by itself.

    Args:
        page: the path of the page that is open.
    """
    wanted = link()
    for key in (_REVIEW, *_NUMBERS):
        if key not in wanted:
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != wanted[key]:
            st.query_params[key] = wanted[key]
    st.session_state[_WRITTEN] = (page, wanted)


def _in_link() -> Mapping[str, str]:
    found = {key: st.query_params.get(key) for key in (_REVIEW, *_NUMBERS)}
    return {key: text for key, text in found.items() if text is not None}


def _tried() -> Mapping[str, str]:
    """What was tried, by its name in the address, and as it stands there."""
    kept: Mapping[str, str] = st.session_state.get(_TRIED, {})
    return kept


def _try(changed: Mapping[str, str]) -> None:
    """Keep what was just tried, which is newer than any address."""
    st.session_state[_TRIED] = dict(changed)
    st.session_state[_FRESH] = True


def _number(key: str, texts: Mapping[str, str]) -> float | None:
    """A number that an address holds; None where it is none, or none that can be asked for."""
    try:
        value = float(texts[key])
    except (KeyError, ValueError):
        return None
    return value if 0 <= value <= _NUMBERS[key] else None


def widget(key: str) -> object:
    """What a widget inside a component reported last, by its key."""
    return st.session_state.get(key)
