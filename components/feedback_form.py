"""Useful or not useful, with one click, below the answer of the form."""

import html
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import gradio as gr

from components import opinions
from components.opinions import Answered
from evenhand.decisions import LONGEST_REASON
from evenhand.errors import InputError
from evenhand.words import feedback as said

_PRIVATE: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_LINES: Final = 2


class Asked(NamedTuple):
    """What stands below an answer.

    Attributes:
        answered: the answer that is spoken of; nothing before there is one.
        box: the question, the reason and the two buttons.
        reason: why; may be empty.
        note: what became of the last click, or why nothing is asked.
    """

    answered: gr.State
    box: gr.Column
    reason: gr.Textbox
    note: gr.Markdown


def build() -> Asked:
    """The question below the answer, out of sight until there is one."""
    answered = gr.State(None)
    with gr.Column(visible=False) as box:
        gr.Markdown(said.QUESTION)
        reason = gr.Textbox(
            label=said.WHY, max_length=LONGEST_REASON, lines=_LINES, max_lines=_LINES
        )
        with gr.Row():
            buttons = {useful: gr.Button(said.BUTTONS[useful]) for useful in (True, False)}
    note = gr.Markdown(visible=False, latex_delimiters=[], elem_classes="answer")
    for useful, button in buttons.items():
        button.click(_saying(useful=useful), [answered, reason], note, **_PRIVATE)
    return Asked(answered, box, reason, note)


def shown(answered: Answered | None, request: gr.Request) -> tuple[object, ...]:
    """What `Asked` shows of an answer, for who asked for it: the question, or why there is none.

    Args:
        answered: the answer; None where there is none.
        request: whose it is.
    """
    why_not = opinions.why_not(opinions.visitor(_scope(request)))
    asks = answered is not None and why_not is None
    told = said.not_kept(why_not) if answered is not None and why_not is not None else ""
    return (
        answered,
        gr.update(visible=asks),
        gr.update(value=""),
        gr.update(value=_paragraph(told), visible=bool(told)),
    )


def _saying(*, useful: bool) -> Callable[[Answered | None, str, gr.Request], object]:
    """What keeps one of the two answers to the question."""

    def say(answered: Answered | None, reason: str, request: gr.Request) -> object:
        told = _kept(answered, reason, request, useful=useful)
        return gr.update(value=_paragraph(told), visible=True)

    return say


def _kept(answered: Answered | None, reason: str, request: gr.Request, *, useful: bool) -> str:
    """That it is kept, or in one line why it is not."""
    scope = _scope(request)
    why_not = opinions.why_not(opinions.visitor(scope))
    if answered is None or why_not is not None:
        return said.not_kept(why_not or said.DECIDE_FIRST)
    try:
        return said.kept(opinions.keep(answered, scope, useful=useful, reason=reason or ""))
    except InputError as error:
        return said.not_kept(str(error))


def _paragraph(text: str) -> str:
    """A line that a screen reader says when it changes; inert."""
    return f'<p role="status">{html.escape(" ".join(text.split()))}</p>' if text else ""


def _scope(request: gr.Request) -> dict[str, Any]:
    """Of the request itself; Gradio's own view of it would copy it."""
    return dict(request.request.scope) if request.request is not None else {}
