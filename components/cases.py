"""Why the model decides as it does, and the form to try a case of one's own."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from components import cached, nav, own_form, state, theme, tokens, wordings
from components.blocks import figure, line
from components.cached import Opened
from components.text import inert
from evenhand import figures, report, words
from evenhand.explanation import ExplainedCase
from evenhand.review import Review
from evenhand.words import one_case, own_log

_WORKING: Final = "Working out what moves the model; the first time takes a few seconds."
_BACK: Final = "Empty the box of the number to choose from the list again."
_ANOTHER: Final = "Another one"
_BY_CHANCE: Final = "random"
_TEXT: Final = 500  # letters of a text that are shown
_BEGIN: Final = 40  # letters of a text
_TALL: Final = 1000  # until the page has measured what is in it

_fitted = st.components.v2.component(
    "evenhand.frame", js=(Path(__file__).parent / "frame.js").read_text(encoding="utf-8")
)


def one_of(cases: Sequence[ExplainedCase], shown: Opened) -> ExplainedCase:
    """Let the reader choose a case, which stands in the address, or ask for one by its number.

    Args:
        cases: those that were explained.
        shown: the audit.
    """
    review = shown.review
    names = [f"{place}. {_called(case, review)}" for place, case in enumerate(cases, 1)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox("Which case", names, key="case", bind="query-params", width=420)
        listed = cases[names.index(picked)]
        if listed.kind == _BY_CHANCE and shown.can_be_asked:
            st.button(_ANOTHER, key="another", on_click=state.another_case)
        asked = _number(review) if shown.can_be_asked else ""
    _of_own(shown)
    found = _asked_for(shown, asked)
    if found or listed.kind != _BY_CHANCE or not shown.can_be_asked:
        return found or listed
    return _drawn_again(shown) or listed


def _of_own(shown: Opened) -> None:
    """Which cases of an own log can be asked for."""
    if shown.held is not None:
        line(own_log.some_kept(len(shown.held.cases), shown.held.of))
    elif shown.is_own:
        line(own_log.not_asked(shown.review))


def _drawn_again(shown: Opened) -> ExplainedCase | None:
    """Another case picked by chance, where somebody asked for one."""
    turn = state.case_turn()
    if not turn:
        return None
    with st.spinner(_WORKING):
        found = cached.another(shown, turn)
    if isinstance(found, str):
        line(f"{words.capital(found).rstrip('.')}.")
        return None
    return found


def block(case: ExplainedCase, shown: Opened) -> None:
    """One case, told so that its picture alone says it: what was decided, how sure, and why.

    Args:
        case: the case.
        shown: the audit.
    """
    review = shown.review
    with st.container(key="one-case", border=True):
        drawing = figures.drawing_of(case, review)
        st.subheader(inert(drawing.title), anchor=False)
        if case.text:
            line(f"“{words.shortened(case.text, _TEXT)}”")
        _answers(case, review)
        figure(drawing, key="one_case", titled=False)
    _letter(case, review)
    if case.alike is None:
        line(one_case.nobody_alike(case, review))
    else:
        figure(figures.similar(case.alike, review), key="similar")


def _answers(case: ExplainedCase, review: Review) -> None:
    """The four questions with their answers, two beside each other where there is room."""
    answers = one_case.told(case, review).answers
    for first in range(0, len(answers), 2):
        for column, (question, answer) in zip(
            st.columns(2), answers[first : first + 2], strict=True
        ):
            with column.container(gap=None):
                st.markdown(f"**{inert(question)}**")
                st.text(answer, width="stretch")


def _letter(case: ExplainedCase, review: Review) -> None:
    """The letter about the case, as a file; written when it is asked for."""
    page = report.letter_html(case, review)
    name = f"evenhand-letter-{cached.digest(page)[:16]}"
    with st.container(horizontal=True, key="letter"):
        st.download_button(
            "Letter about this case, a draft (PDF)",
            partial(report.letter_pdf, case, review),
            f"{name}.pdf",
            "application/pdf",
            key="letter-pdf",
            on_click="ignore",
        )
        st.download_button(
            "The same as HTML",
            page.encode(),
            f"{name}.html",
            "text/html",
            key="letter-html",
            on_click="ignore",
        )


def _number(review: Review) -> str:
    """The number of a case that is asked for; nothing where those to explain are not of the log."""
    if review.explanation.cases is not None:
        return ""
    return st.text_input(words.by_number(review), key="number", width=220).strip()


def _asked_for(shown: Opened, number: str) -> ExplainedCase | None:
    """The case of a number that somebody typed; a line where there is none."""
    if not number:
        return None
    with st.spinner(_WORKING):
        found = cached.case(shown, number)
    if isinstance(found, str):
        line(f"{words.capital(found).rstrip('.')}.")
        return None
    line(_BACK)
    return found


def _called(case: ExplainedCase, review: Review) -> str:
    """What kind of case it is, and how its text begins where it has one."""
    kind = words.case_kind(case.kind, review)
    return f"{kind}: {words.shortened(case.text, _BEGIN)}" if case.text else kind


def form(shown: Opened) -> None:
    """The form for one case, or why there is none.

    Args:
        shown: the audit.
    """
    if shown.held is not None:
        own_form.draw(shown, shown.held)
        return
    why = (
        own_log.no_form(shown.review)
        if not shown.is_sample
        else words.missing(shown.findings, shown.review, "try")
    )
    if why is not None:
        line(why)
        return
    given = wordings.given(shown)
    words_of = {"words": tokens.token(given)} if given else {}
    query = urlencode({"review": shown.name, "__theme": theme.name(), **words_of})
    _fitted(key="fitted")
    st.iframe(f"{nav.base()}/predict/?{query}", height=_TALL, alt=inert("The form to try one case"))
