"""What people add to the numbers on the Overview: limits locked, questions answered, a decision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from components import nav, recorded, state, who
from components.blocks import line
from components.cached import Opened
from components.permits import Action
from components.text import inert
from evenhand import decisions, kept, words
from evenhand.decisions import WORDS
from evenhand.decisions.dossier import person
from evenhand.errors import InputError
from evenhand.findings import Attestation, CriterionResult, Findings, Lock
from evenhand.record import Entry
from evenhand.review import Review

_DECIDE: Final = "Record the decision"
_FORM: Final = "Decide, with your name"
_DECIDED: Final = "What was decided"
_MEMO: Final = "Take it along on one page: the memo is on the Report page"
_EARLIER: Final = "Earlier decisions"
_LOCK: Final = "Lock the limits"
_ANSWER: Final = "Record the answer"
_LAST: Final = 2  # decisions that stand on the page at once


# The forms


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of the page, which is empty again once its entry is written.

    Attributes:
        name: of the form, and of the audit.
        turn: how many entries were written with it.
    """

    name: str
    turn: int

    def key(self, field: str) -> str:
        """A field's, of this turn."""
        return f"{self.name}-{self.turn}-{field}"

    def kept(self, field: str) -> dict[str, Any]:
        """What makes a field keep what was typed for as long as the visitor stays."""
        return {"key": self.key(field), "persist_state": "session"}

    def text(self, field: str) -> str:
        """What was typed."""
        return str(state.widget(self.key(field)) or "")

    def area(self, label: str, field: str) -> None:
        """A field for a longer text; one that knew its limit would not take a longer paste at all.

        Args:
            label: what stands above it.
            field: its name in this form.
        """
        with st.container(gap="xxsmall"):
            st.text_area(label, **self.kept(field))
            line(words.room(self.text(field)))

    @property
    def by(self) -> str:
        """Who signs: whoever is logged in, else the name that was typed."""
        return who.signs() or self.text("by")

    def button(self, label: str, shown: Opened, write: Callable[["_Form", Opened], Entry]) -> None:
        """What writes the entry, and what came of it."""
        st.button(label, key=self.key("send"), on_click=_write, args=(self, shown, write))
        said = state.outcome(self.name)
        if said is not None:
            (st.success if said.is_done else st.error)(inert(said.text))


def _form(kind: str, shown: Opened) -> _Form:
    name = f"{kind}-{shown.name}"
    return _Form(name, state.form_turn(name))


def _write(form: _Form, shown: Opened, write: Callable[[_Form, Opened], Entry]) -> None:
    """Write an entry once, however often the button of this turn is pressed."""
    if form.turn != state.form_turn(form.name):
        return
    if shown.kept is not None and not kept.is_open(shown.name):
        return  # deleted meanwhile, as the page is about to say: nothing of it may come back
    try:
        who.require(Action.SIGN)
        entry = write(form, shown)
    except InputError as error:
        state.refuse(form.name, words.not_recorded(error))
        return
    state.note(entry.digest)
    state.finish(form.name, words.written_here(entry))


def _named(form: _Form, label: str) -> None:
    who.name_input(label, form.kept("by"))


# Limits


def limits(shown: Opened) -> None:
    """Whether the limits were locked before results were opened, and the way to lock them.

    Args:
        shown: the audit, with what the record has of it.
    """
    if not any(isinstance(one, CriterionResult) for one in shown.findings.criteria):
        return
    lock = shown.findings.lock
    for said in words.lock_state(lock):
        line(said)
    if (isinstance(lock, Lock) and lock.state == "unchanged") or not who.may(Action.SIGN):
        return
    with st.expander(_LOCK, key="lock"):
        line(words.LOCKING)
        line(words.kept_note(is_sample=shown.is_sample))
        form = _form("lock", shown)
        _named(form, words.LOCKED_BY)
        form.button(_LOCK, shown, _lock)


def _lock(form: _Form, shown: Opened) -> Entry:
    """Lock, and say first that the results were open on this very page."""
    about = recorded.dossier(shown)
    by = person(form.by)
    _note(decisions.opened(about, shown.findings))
    return decisions.lock(about, by)


# Questions


def questions(shown: Opened) -> None:
    """Every question that only a person can answer, its last answer, and a form for one.

    Args:
        shown: the audit, with what the record has of it.
    """
    asked = decisions.questions(shown.review)
    given = _given(shown)
    own = sum(one.attest in asked for one in shown.review.criteria)
    with st.expander(words.questions_title(len(asked), len(given), own), key="questions"):
        for said in words.question_lines(asked, given, shown.review):
            line(said)
        if who.may(Action.SIGN):
            _answering(shown, asked)


def _answering(shown: Opened, asked: Sequence[str]) -> None:
    line(words.kept_note(is_sample=shown.is_sample))
    form = _form("answer", shown)
    st.selectbox("Question", asked, format_func=_whole, **form.kept("question"))
    form.area("Answer", "answer")
    st.checkbox("By this answer the model must not be used", **form.kept("stands"))
    _named(form, words.ANSWERED_BY)
    form.button(_ANSWER, shown, _answer)


def _whole(question: str) -> str:
    """A question as long as it is: there is room for it."""
    return words.name(question, 2_000)


def _given(shown: Opened) -> Mapping[str, Attestation]:
    """Every answer so far, also to questions that are no criterion; none where unreadable."""
    try:
        return decisions.answers(recorded.dossier(shown))
    except InputError:
        return {}  # `recorded.recorded` has said so


def _answer(form: _Form, shown: Opened) -> Entry:
    return decisions.attest(
        recorded.dossier(shown),
        form.text("question"),
        form.text("answer"),
        form.by,
        stands_in_the_way=bool(state.widget(form.key("stands"))),
    )


# The decision


def draw(shown: Opened) -> None:
    """What was decided so far, and a form for a decision.

    Args:
        shown: the audit, with what the record has of it.
    """
    said, able = words.decision_lines(shown.findings), who.may(Action.SIGN)
    st.subheader(_DECIDE if able and not said else _DECIDED, anchor=False)
    for one in said[:_LAST] or (words.not_decided(shown.findings),):
        line(one)
    if said[_LAST:]:
        with st.expander(_EARLIER, key="decided-earlier"):
            for one in said[_LAST:]:
                line(one)
    if able:
        with st.expander(_FORM, key="decide"):
            _deciding(shown)
    else:
        line(who.why_not(Action.SIGN))
    st.page_link(nav.REPORT.file, label=_MEMO)


def _deciding(shown: Opened) -> None:
    suggested = shown.findings.verdict.word
    form = _form("decide", shown)
    line(words.suggested(shown.findings))
    st.radio(
        "Decision",
        WORDS,
        index=WORDS.index(suggested) if suggested in WORDS else None,
        horizontal=True,
        **form.kept("decided"),
    )
    _named(form, words.DECIDED_BY)
    form.area(words.because(shown.findings), "because")
    form.area("Conditions, one a line (optional)", "conditions")
    line(words.kept_note(is_sample=shown.is_sample))
    form.button(_DECIDE, shown, _decide)


def _decide(form: _Form, shown: Opened) -> Entry:
    about = recorded.dossier(shown)
    made = decisions.decide(
        about,
        shown.findings,
        form.text("decided"),
        form.by,
        form.text("because"),
        form.text("conditions").splitlines(),
    )
    return next(one for one in about.record.entries(about.named) if one.seq == made.number)


# On the form for a log of one's own


def lock_first(review: Review, findings: Findings, by: str) -> None:
    """Lock the limits of an own log; where this visitor saw its results before, that is said.

    Args:
        review: with the limits.
        findings: not shown yet in this turn.
        by: who locks them.

    Raises:
        InputError: they may not, there is no limit, nobody is named, or it cannot be written.
    """
    who.require(Action.SIGN)
    if not any(criterion.finding for criterion in review.criteria):
        raise InputError("expected a limit to lock", where="limits")
    about, name = recorded.of_file(review, findings), person(by)
    if state.has_seen(findings.review.fingerprint):
        _note(decisions.opened(about, findings))
    _note(decisions.lock(about, name))


def results_opened(review: Review, findings: Findings) -> None:
    """Note that results are opened now, where the limits of this log were ever locked.

    Args:
        review: with the limits.
        findings: about to be shown.

    Raises:
        InputError: it cannot be written.
    """
    about = recorded.of_file(review, findings)
    if decisions.locked(about) is not None:
        _note(decisions.opened(about, findings))


def _note(entry: Entry | None) -> None:
    """Keep that an entry was written in this browser, if one was."""
    if entry is not None:
        state.note(entry.digest)
