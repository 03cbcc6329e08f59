"""Bring your own log: a file, what it is for, what its columns mean; counted, then dropped."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

import evenhand
from components import cached, decision, files, measures, plan, roles_form, state, who, why_own
from components.cached import Opened
from components.permits import Action
from components.roles_form import Meaning
from components.state import OwnLog
from components.text import inert
from components.why_own import ModelFile
from evenhand import roles, words
from evenhand.document import origin
from evenhand.errors import InputError
from evenhand.review import PLENTY, parse
from evenhand.roles import Guess

_TITLE: Final = "Bring your own decision log"
_INTRO: Final = (
    "A table with one row a case: what each candidate answered, what really happened, and the "
    "groups to compare. CSV, TSV (also .gz), Parquet or Excel, up to 50 MB. It is counted here, "
    "then dropped: only counts are kept, and what explains the model where you name its inputs or "
    "bring its file, only for you, and closing or reloading this page forgets them."
)
_KINDS: Final = ["csv", "tsv", "txt", "gz", "parquet", "pq", "xlsx", "xlsm"]
_EARLIER: Final = (
    "A log of the same columns from before, such as last year's. It is counted and dropped like "
    "the other, and every page then shows then and now."
)
_LEAVING: Final = (
    "Whoever leaves this page before the log is counted has to bring the file again; what was "
    "filled in stays."
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
_REQUIRED: Final = {
    ("label", "protected"): (
        "choose the column that says what really happened, or one that must not matter; without "
        "both there is nothing to count"
    ),
    tuple(
        f"{who}_{what}"
        for who in ("model", "baseline", "human", "acted")
        for what in ("score", "prediction")
    ): (
        "choose the column with the model's answer or its probability; without anybody's answer "
        "there is nothing to judge"
    ),
}
_PREFIXES: Final = {"rule": "baseline", "model": "model", "person": "human"}
_WHOSE: Final = {"rule": "the rule's", "model": "the model's", "person": "people's"}
_NO_PURPOSE: Final = "Say what this audit is for, in a few words, under “What is it for?”."
_READING: Final = "Reading the file; a large workbook takes up to a minute."


Earlier: TypeAlias = tuple[bytes, str]
"""The bytes of an earlier log, and what kind of file it is."""


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
    positive_worth: float | None = None


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
    left, right = st.columns(2)
    file = left.file_uploader(
        "Your decision log",
        type=_KINDS,
        key=f"own-{turn}-file",
    )
    if file is None:
        return
    guesses = _guessed(file)
    if guesses is None:
        return
    earlier = right.file_uploader(
        "Compare with an earlier log (optional)",
        type=_KINDS,
        key=f"own-{turn}-earlier",
        help=_EARLIER,
    )
    st.text(_LEAVING, width="stretch")
    meaning = roles_form.draw(guesses, turn)
    model = why_own.draw(meaning, turn)
    brought = Brought(file, model, earlier)
    limits = _limits(turn)
    if st.button("Check and count this log", type="primary", key=_send_key(turn)):
        _send(brought, meaning, limits, (purpose, seconds))
    locked_by = _locking(turn)
    if locked_by is not None:
        _send(brought, meaning, limits, (purpose, seconds), locked_by)


def _guessed(file: UploadedFile) -> Sequence[Guess] | None:
    """What each column of a file may mean; where it cannot be read, one line says why."""
    data, kind = file.getvalue(), files.ending(file.name)
    try:
        with st.spinner(_READING), measures.stage("read"):
            return cached.guesses(cached.digest(data), kind, data)
    except InputError as error:
        st.error(inert(files.named(str(error), words.name(file.name))))
        return None


def again(shown: Opened) -> None:
    """The way back to the form, for an own log that was brought without limits.

    Args:
        shown: the audit.
    """
    if shown.is_own and not shown.review.criteria:
        st.button(_AGAIN, key="again", on_click=state.forget, help=_DROPPED)


def _send_key(turn: int) -> str:
    return f"own-{turn}-send"


def _locking(turn: int) -> str | None:
    """Who locks the limits before the results are opened; None where nobody does."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lock-first"):
        by = who.name_input("Or lock the limits first (your name)", state.kept("locked-by", turn))
        sent = st.button("Lock these limits, then open the results", key=f"own-{turn}-lock")
    st.text(words.LOCKING_FIRST, width="stretch")
    return by if sent else None


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
        cost, worth = st.columns(4), st.columns(4)[0]
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
            worth.number_input(
                "Worth of one yes that happened (A/B test)",
                min_value=0.0,
                value=None,
                step=1.0,
                placeholder="not said",
                **state.kept("worth", turn),
            ),
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


class Brought(NamedTuple):
    """What was brought: the log, and the model's file and an earlier log if there are any."""

    log: UploadedFile
    model: UploadedFile | None
    earlier: UploadedFile | None = None

    def named(self, error: InputError) -> str:
        """What is wrong, with the visitor's names of files for ours."""
        said = files.named(str(error), words.name(self.log.name))
        if self.earlier is None:
            return said
        return files.named(said, words.name(self.earlier.name), files.EARLIER)


def _send(
    brought: Brought,
    meaning: Meaning,
    limits: Limits,
    declared: tuple[str, float | None],
    locked_by: str | None = None,
) -> None:
    """Check and count; keep the findings, or say in one line what is wrong.

    Where limits are to be locked, that is in the record before anybody sees a result.
    """
    file, (purpose, seconds) = brought.log, declared
    if not purpose:
        st.error(_NO_PURPOSE)
        return
    until = None if seconds is None else time.monotonic() + seconds
    try:
        who.require(Action.UPLOAD)
        with st.status("Counting your log", expanded=False):
            held, model = file.getvalue(), why_own.taken(brought.model)
            log = counted(
                held, files.ending(file.name), meaning, limits, model, _taken(brought.earlier)
            )
    except InputError as error:
        st.error(inert(brought.named(error)))
        return
    if not _in_record(log, locked_by):
        return
    state.keep(replace(log, purpose=purpose, until=until))
    for one in filter(None, brought):
        state.drop(one)
    cached.guesses.clear()
    st.rerun()


def _in_record(log: OwnLog, locked_by: str | None) -> bool:
    """Lock the limits where that is asked for, and note that results are opened now.

    Returns:
        Whether all that was asked for stands in the record; if not, one line says why.
    """
    try:
        if locked_by is not None:
            decision.lock_first(log.review, log.findings, locked_by)
        decision.results_opened(log.review, log.findings)
    except InputError as error:
        st.error(inert(words.not_recorded(error)))
        return locked_by is None
    return True


def counted(
    data: bytes,
    kind: str,
    meaning: Meaning,
    limits: Limits,
    model: ModelFile | None = None,
    earlier: Earlier | None = None,
) -> OwnLog:
    """Count a log from its file, which is gone afterwards.

    Args:
        data: the file's bytes.
        kind: its ending.
        meaning: what its columns mean.
        limits: costs, handoff and criteria.
        model: the model's file, asked about the log while that is there.
        earlier: the bytes and the ending of a log to compare with.

    Returns:
        What is kept of it, without what it is for and until when.

    Raises:
        InputError: the log and the roles do not go together.
    """
    _check_roles(meaning)
    keys = why_own.with_model(review_keys(meaning, limits), model)
    with files.on_disk(data, kind) as path, _earlier(earlier) as reference:
        located = {**keys, "data": _data(path, reference)}
        review = parse(located, folder=path.parent, name="your answers")
        with measures.stage("count"):
            audit = evenhand.open(review, baselines=True, reference=reference)
        start, why = origin(audit.log), why_own.explained(audit, model)
        held = why_own.held(audit, model, why)
        with measures.stage("findings"):
            found = audit.findings()
        return OwnLog(
            review, audit.tally, found, located, "", None, start, why, held, audit.reference
        )


def _taken(file: UploadedFile | None) -> Earlier | None:
    return None if file is None else (file.getvalue(), files.ending(file.name))


@contextmanager
def _earlier(given: Earlier | None) -> Iterator[Path | None]:
    """The earlier log as a file that is gone when the block ends; None where there is none."""
    if given is None:
        yield None
        return
    with files.on_disk(*given, files.EARLIER) as path:
        yield path


def _data(path: Path, reference: Path | None) -> dict[str, str]:
    """The keys of a review that say which files they were."""
    return {"path": path.name} | ({"reference": reference.name} if reference else {})


def _check_roles(meaning: Meaning) -> None:
    """What a review cannot do without, in the words of the form.

    Raises:
        InputError: no column was given such a role.
    """
    given = {guess.role for guess in meaning.guesses}
    for needed, message in _REQUIRED.items():
        if given.isdisjoint(needed):
            raise InputError(message, where="What does each column mean")
    if "arm" in given:
        _check_arms(meaning, given)


def _check_arms(meaning: Meaning, given: set[str]) -> None:
    """Two must have decided, and what each said must be in the log.

    Raises:
        InputError: it is not so; in the words of the form.
    """
    acted = [one for one, values in meaning.arms.items() if values]
    if len(acted) < len(("one", "other")) or "model" not in acted:
        message = "an A/B test needs cases that the model decided, and cases of another"
        raise InputError(message, where="Who decided which cases?")
    for one in acted:
        own = {f"{_PREFIXES[one]}_score", f"{_PREFIXES[one]}_prediction"}
        if given.isdisjoint(own | {"acted_score", "acted_prediction"}):
            message = (
                f"choose the column with {_WHOSE[one]} answers; where one column holds whoever "
                "decided, choose “Answer of whoever decided”"
            )
            raise InputError(message, where="What does each column mean")


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
        arms=meaning.arms,
    )
    keys = roles.with_inputs(keys, meaning.guesses)
    costs = {
        "false_positive": limits.false_positive,
        "false_negative": limits.false_negative,
        "review": limits.review,
    }
    if limits.positive_worth is not None:
        costs["positive_worth"] = limits.positive_worth
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
