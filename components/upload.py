"""Bring your own log: a file, what it is for, what its columns mean; counted, then dropped."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

import evenhand
from components import cached, files, plan, roles_form, state
from components.cached import Opened
from components.roles_form import Meaning
from components.state import OwnLog
from components.text import inert
from evenhand import roles, words
from evenhand.errors import InputError
from evenhand.findings import Findings
from evenhand.review import PLENTY, Review, parse
from evenhand.tally import Tally

_TITLE: Final = "Bring your own decision log"
_INTRO: Final = (
    "A table with one row a case: what each candidate answered, what really happened, and the "
    "groups to compare. CSV, TSV (also .gz), Parquet or Excel, up to 50 MB. It is counted here, "
    "then dropped: only counts are kept, only for you, and closing or reloading this page forgets "
    "them."
)
_AGAIN: Final = "Back to the form, to write limits"
_DROPPED: Final = "The file was dropped once it was counted, so bring it again there."
_NO_DATA: Final = "No data yet: plan an audit"
_STARTS: Final = ("A decision log", _NO_DATA)
_HOUR: Final = 3600.0
_RETENTION: Final[Mapping[str, float | None]] = {
    "Until I close or reload this page": None,
    "Until then, but one hour at most": _HOUR,
    "Until then, but eight hours at most": 8 * _HOUR,
}
# Of the queue: the key in a review file, above its box, the smallest, and how the buttons step.
_QUEUE: Final[Mapping[str, tuple[str, float, float]]] = {
    "people": ("People who look at cases", 0, 1),
    "minutes_per_case": ("Minutes that a look takes", 0.1, 1.0),
    "cases_per_hour": ("Cases that come in an hour", 0.0, 1.0),
}
_NO_PURPOSE: Final = "Say what this audit is for, in a few words, under “What is it for?”."
_READING: Final = "Reading the file; a large workbook takes up to a minute."


@dataclass(frozen=True, slots=True)
class Limits:
    """What the visitor wants to hold: costs, the handoff, and a few criteria; None: not asked.

    `queue` holds what was said of it, by its keys in a review file.
    """

    false_positive: float
    false_negative: float
    review: float
    human_accuracy: float
    threshold: float
    automatic_error: float | None
    impact_ratio: float | None
    not_worse: bool
    queue: Mapping[str, float] = field(default_factory=dict)
    currency: str = ""


def draw() -> None:
    """Draw the form; when it is sent and right, keep the findings and start over with them."""
    turn = state.turn()
    head = st.container()
    start = st.radio("What do you have?", _STARTS, horizontal=True, **state.kept("start", turn))
    if start == _NO_DATA:
        head.title(plan.TITLE, anchor=False)
        plan.draw(turn)
        return
    head.title(_TITLE, anchor=False)
    st.text(_INTRO, width="stretch")
    purpose, seconds = _declared(turn)
    file = st.file_uploader(
        "Your decision log",
        type=["csv", "tsv", "txt", "gz", "parquet", "pq", "xlsx", "xlsm"],
        key=f"own-{turn}-file",
    )
    if file is None:
        return
    data, kind = file.getvalue(), files.ending(file.name)
    try:
        with st.spinner(_READING):
            guesses = cached.guesses(cached.digest(data), kind, data)
    except InputError as error:
        st.error(inert(files.named(str(error), words.name(file.name))))
        return
    meaning = roles_form.draw(guesses, turn)
    limits = _limits(turn)
    if st.button("Check and count this log", type="primary", key=_send_key(turn)):
        _send(file, meaning, limits, (purpose, seconds))


def again(shown: Opened) -> None:
    """The way back to the form, for an own log that was brought without limits.

    Args:
        shown: the audit.
    """
    if shown.is_own and not shown.findings.criteria:
        st.button(_AGAIN, key="again", on_click=state.forget, help=_DROPPED)


def _send_key(turn: int) -> str:
    return f"own-{turn}-send"


def _declared(turn: int) -> tuple[str, float | None]:
    """What only the visitor can say: what it is for, and how long it may be kept."""
    left, right = st.columns(2)
    purpose = left.text_input(
        "What is it for? (required)",
        max_chars=200,
        placeholder="for example: yearly check of the call list",
        **state.kept("purpose", turn),
    )
    if state.widget(_send_key(turn)) and not purpose.strip():
        left.error(_NO_PURPOSE)  # also here: the button is a screen further down
    kept = right.selectbox(
        "How long may its counts be kept?",
        list(_RETENTION),
        **state.kept("retention", turn),
    )
    return purpose.strip(), _RETENTION[kept]


def _limits(turn: int) -> Limits:
    """Costs, handoff and criteria, all optional."""
    with st.expander("Costs, handoff and limits (optional)"):
        cost = st.columns(4)
        handoff = st.columns(2)
        queue = st.columns(len(_QUEUE))
        limit = st.columns(2)
        return Limits(
            _amount(cost[0], "Cost of a false alarm", "fp", turn),
            _amount(cost[1], "Cost of a missed case", "fn", turn),
            _amount(cost[2], "Cost of one review by a person", "review", turn),
            _hundred(handoff[0], "Of 100 cases, a person gets right (assumed)", "human", turn, 90),
            _hundred(handoff[1], "Decide alone when at least so sure, of 100", "alone", turn, 80),
            _maybe(limit[0], "Of 100 decided alone, at most so many wrong", "error", turn),
            _maybe(limit[1], "For 100 of the most picked group, at least so many", "ratio", turn),
            st.checkbox(
                "The model must not be right less often than the rule", **state.kept("worse", turn)
            ),
            _queue(queue, turn),
            cost[3].text_input("Currency", max_chars=20, **state.kept("currency", turn)).strip(),
        )


def _queue(places: Sequence[DeltaGenerator], turn: int) -> dict[str, float]:
    """What is known of the queue; what was left empty is left out."""
    typed = {
        key: place.number_input(
            label,
            min_value=least,
            max_value=type(least)(PLENTY),
            value=None,
            step=step,
            placeholder="not said",
            **state.kept(key, turn),
        )
        for place, (key, (label, least, step)) in zip(places, _QUEUE.items(), strict=True)
    }
    return {key: value for key, value in typed.items() if value is not None}


def _amount(place: Any, label: str, key: str, turn: int) -> float:  # noqa: ANN401  # a column
    return float(place.number_input(label, 0.0, value=0.0, step=1.0, **state.kept(key, turn)))


def _hundred(place: Any, label: str, key: str, turn: int, start: int) -> float:  # noqa: ANN401
    return float(place.number_input(label, 0, 100, start, **state.kept(key, turn))) / 100


def _maybe(place: Any, label: str, key: str, turn: int) -> float | None:  # noqa: ANN401
    value = place.number_input(label, 0, 100, None, placeholder="no limit", **state.kept(key, turn))
    return None if value is None else value / 100


def _send(
    file: UploadedFile, meaning: Meaning, limits: Limits, declared: tuple[str, float | None]
) -> None:
    """Check and count; keep the findings, or say in one line what is wrong."""
    purpose, seconds = declared
    if not purpose:
        st.error(_NO_PURPOSE)
        return
    until = None if seconds is None else time.monotonic() + seconds
    try:
        with st.status("Counting your log", expanded=False):
            log = counted(file.getvalue(), files.ending(file.name), meaning, limits)
    except InputError as error:
        st.error(inert(files.named(str(error), words.name(file.name))))
        return
    state.keep(OwnLog(*log, purpose, until))
    state.drop(file)
    cached.guesses.clear()
    st.rerun()


def counted(
    data: bytes, kind: str, meaning: Meaning, limits: Limits
) -> tuple[Review, Tally, Findings, Mapping[str, object]]:
    """Count a log from its file, which is gone afterwards.

    Args:
        data: the file's bytes.
        kind: its ending.
        meaning: what its columns mean.
        limits: costs, handoff and criteria.

    Returns:
        The review, the counts, their findings, and the keys of the review file.

    Raises:
        InputError: the log and the roles do not go together.
    """
    keys = review_keys(meaning, limits)
    with files.on_disk(data, kind) as path:
        located = {**keys, "data": {"path": path.name}}
        review = parse(located, folder=path.parent, name="your answers")
        audit = evenhand.open(review)
        return review, audit.tally, audit.findings(), located


def review_keys(meaning: Meaning, limits: Limits) -> dict[str, Any]:
    """The review file's keys for what the form holds.

    Args:
        meaning: what the columns mean.
        limits: costs, handoff and criteria.
    """
    keys = roles.draft(
        {guess.column: guess.role for guess in meaning.guesses},
        title=meaning.title or "My decision log",
        positive=meaning.positive,
        positive_is_good=meaning.positive_is_good,
        edges={guess.column: guess.edges for guess in meaning.guesses},
    )
    costs = {
        "false_positive": limits.false_positive,
        "false_negative": limits.false_negative,
        "review": limits.review,
    }
    handoff = {
        "threshold": limits.threshold, "human_accuracy": limits.human_accuracy, **limits.queue
    }  # fmt: skip
    if limits.automatic_error is not None:  # what may be wrong at most can be promised, too
        handoff["max_error"] = limits.automatic_error
    keys["criteria"] = _criteria(keys, limits)
    if meaning.words:
        keys["words"] = meaning.words
    if any(costs.values()):
        keys["costs"] = {"currency": limits.currency, **costs} if limits.currency else costs
    if "handoff" in keys:
        # A person's own answers, where the log has them, are better than an assumption.
        keys["handoff"] = handoff | keys["handoff"] | {"threshold": limits.threshold}
    return keys


def _criteria(keys: Mapping[str, Any], limits: Limits) -> list[dict[str, Any]]:
    """The limits that were filled in, as criteria."""
    found: list[dict[str, Any]] = []
    if limits.automatic_error is not None:
        found.append({"finding": "automatic_error", "at_most": limits.automatic_error})
    if limits.not_worse:
        found.append({"finding": "accuracy_difference", "at_least": 0.0})
    if limits.impact_ratio is not None:
        found += [
            {"finding": "impact_ratio", "attribute": column, "at_least": limits.impact_ratio}
            for column in keys["columns"].get("protected", ())
        ]
    return found
