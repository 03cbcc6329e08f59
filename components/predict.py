"""Try it: the form where a person puts in one case and sees what rule and model would do."""

import base64
import html
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

# Read once, when gradio is imported: no request of the server leaves the host.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1"
)

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from components import feedback_form, serve_errors, tokens
from components.forms import of_pictures, of_samples
from components.opinions import Answered
from evenhand import decisions, words
from evenhand.errors import InputError
from evenhand.picture_form import PictureForm
from evenhand.scoring import LONGEST_TEXT, CandidateAnswer, Decision, Field, in_words, percent
from evenhand.scoring import Form as Scored
from evenhand.words import moved

_FONTS: Final = ("system-ui", "sans-serif")
_MONO: Final = ("ui-monospace", "monospace")
_WAITING: Final = 32
_AT_ONCE: Final = 2
_DIGITS: Final = 6
_NAME: Final = 80  # characters of a text that stand for it in a list
_NOTHING: Final = "The answer comes here."
_FILL_IN: Final = "Start from an example or fill in a case of your own, then press Decide."
_CHOOSE: Final = "Choose one to see it, then press Decide."
_NO_FORM: Final = "None of the reviews here has a model that can decide a new case."
_SORRY: Final = "This case could not be decided; please check what you typed."
_GROUND_DARK: Final = "#10141A"  # as in .streamlit/config.toml
_STYLE: Final = (
    ".gradio-container > .main {max-width: none !important; padding: 0 !important; "
    "margin: 0 !important} "
    ".answer table {width: 100%} .answer :is(th, td) {text-align: left; word-break: normal; "
    "overflow-wrap: break-word}"
)


class Form(Protocol):
    """What a form must know: its fields, some examples, and how to decide a case."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What to ask for."""

    @property
    def examples(self) -> tuple[dict[str, Any], ...]:
        """Cases to start from: a value a field."""

    def decide(self, values: dict[str, Any]) -> Decision:
        """What the candidates say to these values."""


def build_widget(forms: Mapping[str, Form] | None = None) -> FastAPI:
    """The application that answers under `/predict`: the form, guarded.

    Args:
        forms: the forms by review; those of the samples if none are given.
    """
    # Without a policy of ours Gradio answers any other site, with the visitor's cookies.
    parent = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    parent.add_middleware(CORSMiddleware, allow_origins=[])
    blocks = build_blocks(sample_forms() if forms is None else forms)
    parent.state.waiting = lambda: len(blocks._queue)  # noqa: SLF001  # no public way
    gr.mount_gradio_app(
        parent,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        theme=_theme(),
        css=_STYLE,
    )
    return parent


def sample_forms() -> dict[str, Form]:
    """The form of every sample that can decide a new case; a sample is counted when it is shown."""
    return {**of_samples(), **of_pictures()}


def build_blocks(forms: Mapping[str, Form]) -> gr.Blocks:
    """One panel a review; the address says which is shown (`?review=NAME`).

    Args:
        forms: the forms by review.
    """
    with gr.Blocks(title="Try one case", analytics_enabled=False) as blocks:
        if not forms:
            gr.Markdown(_NO_FORM)
        panels = [_panel(name, form) for name, form in forms.items()]
        shown = [panel for panel, _ in panels] + [field for _, each in panels for field in each]
        blocks.load(_opened(forms), None, shown, show_progress="hidden", **_PRIVATE)
    # With api_open, a call would go round the queue; unlaunched, Gradio reads any file of the host.
    blocks.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE, api_open=False)
    blocks.has_launched = True
    return blocks  # type: ignore[no-any-return]  # gradio leaves __enter__ untyped


def decide(form: Form, *values: object) -> str:
    """What the candidates say to this case, as a page.

    Args:
        form: the form that was filled in.
        values: one value a field, in the form's order.
    """
    return _decided(form, values)[0]


def undecided(form: Form, *values: object) -> str:
    """What is shown of a case that nobody has decided yet: a picture is seen beforehand.

    Args:
        form: the form.
        values: one value a field, in the form's order.
    """
    nothing = _paragraph(_NOTHING)
    if not isinstance(form, PictureForm):
        return nothing
    try:
        return _pictures([form.picture(_named(form, values))]) + nothing
    except InputError as error:
        return _paragraph(str(error))


def _looking(form: Form) -> Callable[..., tuple[object, ...]]:
    """What shows the picture that was chosen; the answer to the last one goes."""

    def look(request: gr.Request, *values: object) -> tuple[object, ...]:
        return undecided(form, *values), *feedback_form.shown(None, request)

    return look


def _named(form: Form, values: tuple[object, ...]) -> dict[str, object]:
    return dict(zip((field.name for field in form.fields), values, strict=True))


def _decided(form: Form, values: tuple[object, ...]) -> tuple[str, Decision | None]:
    """What is shown of a case, and the decision where there is one."""
    try:
        decision = form.decide(_named(form, values))
        return page(decision), decision
    except InputError as error:
        return _paragraph(str(error)), None
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        quoted = serve_errors.note(error, "form")  # it may quote what was typed: it is not shown
        return _paragraph(f"{_SORRY} {serve_errors.sorry(quoted)}"), None


def _answering(name: str, form: Form) -> Callable[..., tuple[object, ...]]:
    """What decides a case, and then asks whether that was useful."""

    def answer(request: gr.Request, *values: object) -> tuple[object, ...]:
        told, decision = _decided(_worded(form, request), values)
        of = None if decision is None else Answered(name, decisions.new_id(), decision)
        return told, *feedback_form.shown(of, request)

    return answer


def page(decision: Decision) -> str:
    """A decision as inert markup: every text of the review is escaped.

    Args:
        decision: what the candidates say, and whether a person will look.
    """
    mark = "&#9888; " if decision.hand_to_person else "&#10003; "
    parts = [
        f"<p><strong>{mark}{_text(decision.sentence)}</strong></p>",
        _table(moved.WHO_SAYS, map(_candidate, decision.candidates)),
    ]
    parts += _reasons(decision)
    if decision.instead:
        parts.append(_paragraph(decision.instead))
    if decision.swapped:
        parts.append(_paragraph(decision.swapped))
    return "".join(parts)


def _reasons(decision: Decision) -> tuple[str, ...]:
    """What moved the model, or one sentence where nothing did or it can't be told."""
    if decision.pictures:
        return (_pictures(decision.pictures),)
    if not decision.reasons:
        return (_paragraph(moved.NOT_TOLD if decision.reasons is None else moved.NOTHING_MOVED),)
    reasons = map(_reason, decision.reasons[: moved.MOST])
    return (
        _table(moved.WHAT_MOVED, reasons),
        _paragraph(moved.SIGN.format(decision.towards)),
        f"<details><summary>How is this worked out?</summary>{_paragraph(moved.HOW)}</details>",
    )


def _pictures(pictures: Iterable[tuple[str, bytes]]) -> str:
    """Pictures beside each other where there is room, each with what it shows in words."""
    drawn = (
        f'<img src="data:image/png;base64,{base64.b64encode(content).decode()}" '
        f'alt="{_text(shown)}" width="240" style="display: inline-block; margin: 4px">'
        for shown, content in pictures
    )
    return f"<p>{''.join(drawn)}</p>"


_PRIVATE: Final[dict[str, Any]] = {"api_visibility": "private"}


def _panel(name: str, form: Form) -> tuple[gr.Column, list[Any]]:
    """The fields of one form, its examples, and the answer beside them; and those fields."""
    with gr.Column(visible=False) as panel:
        gr.Markdown(_CHOOSE if is_choice(form) else _FILL_IN)
        with gr.Row():
            with gr.Column(scale=2):
                chosen = _examples(form)
                with gr.Row():
                    inputs = [_input(field) for field in form.fields]
            with gr.Column():
                button = gr.Button("Decide", variant="primary")
                answer = gr.Markdown(
                    undecided(form, *(field.default for field in form.fields)),
                    elem_classes="answer",
                    latex_delimiters=[],
                    container=True,
                )
                asked = feedback_form.build()
    chosen.input(
        _exemplary(form),
        chosen,
        [*inputs, answer, *asked],
        show_progress="hidden",
        **_PRIVATE,
    )
    if is_choice(form):
        inputs[0].input(
            _looking(form), inputs, [answer, *asked], show_progress="hidden", **_PRIVATE
        )
    button.click(
        _answering(name, form),
        inputs,
        [answer, *asked],
        concurrency_limit=_AT_ONCE,
        **_PRIVATE,
    )
    return panel, inputs


def is_choice(form: Form) -> bool:
    """Whether there is nothing to fill in, only one of some to choose.

    Args:
        form: the form.
    """
    return [field.kind for field in form.fields] == ["choice"] and not form.examples


def _worded(form: Form, request: gr.Request) -> Form:
    """The form in the words that the visitor gave its columns."""
    given = tokens.words(request.query_params.get("words"))
    return in_words(form, given) if given and isinstance(form, Scored) else form


def _examples(form: Form) -> gr.Dropdown:
    """A choice that fills in the form; hidden where the form has no examples."""
    choices = [(_example_name(case, n), n) for n, case in enumerate(form.examples)]
    label = "Start from an example"
    return gr.Dropdown(choices, value=None, label=label, visible=bool(choices))


def _example_name(case: Mapping[str, object], number: int) -> str:
    """A text is its own name; a case of many columns gets a number."""
    values = [str(value) for value in case.values()]
    return values[0][:_NAME] if len(values) == 1 else f"Example {number + 1}"


def _exemplary(form: Form) -> Callable[[int, gr.Request], list[object]]:
    """What puts an example's values into the form; the answer to the last case goes."""

    def example(number: int, request: gr.Request) -> list[object]:
        values = [form.examples[number].get(field.name) for field in form.fields]
        return [*values, _paragraph(_NOTHING), *feedback_form.shown(None, request)]

    return example


def _opened(forms: Mapping[str, Form]) -> Callable[[gr.Request], object]:
    """What makes one panel visible, which the address names, else the first; and its words."""

    def opened(request: gr.Request) -> object:
        asked = request.query_params.get("review")
        chosen = asked if asked in forms else next(iter(forms), None)
        updates = [gr.update(visible=name == chosen) for name in forms]
        for name, form in forms.items():
            said = _worded(form, request).fields if name == chosen else form.fields
            updates += [gr.update(label=field.label) for field in said]
        return updates

    return opened


def _input(field: Field) -> Any:  # noqa: ANN401  # a component of any kind
    """The component for one field."""
    part, options = _INPUTS[field.kind]
    return part(value=field.default, label=field.label, **options(field))


def _range(field: Field) -> dict[str, Any]:
    """The range is said and not enforced here, so that the core can say what is wrong."""
    known = None not in {field.minimum, field.maximum}
    ends = [words.number(end, _DIGITS) for end in (field.minimum, field.maximum) if end is not None]
    return {"info": f"{ends[0]} to {ends[1]} in the log" if known else None}


_INPUTS: Final[dict[str, tuple[Callable[..., Any], Callable[[Field], dict[str, Any]]]]] = {
    "number": (gr.Number, _range),
    "yes or no": (gr.Radio, lambda _: {"choices": list(moved.YES_OR_NO)}),
    "choice": (gr.Dropdown, lambda field: {"choices": list(field.choices)}),
    "text": (gr.Textbox, lambda _: {"lines": 3, "max_length": LONGEST_TEXT}),
}


def _candidate(row: CandidateAnswer) -> tuple[str, ...]:
    sure = "does not say" if row.confidence is None else percent(row.confidence)
    return row.name, row.sentence, sure


def _reason(row: tuple[str, float]) -> tuple[str, ...]:
    return row[0], f"{'+' if row[1] > 0 else ''}{words.number(row[1])}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table whose every cell is escaped."""
    top = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_text(c)}</td>' for c in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    """Text that neither HTML nor Markdown can take for markup: one line, escaped."""
    return html.escape(" ".join(text.split()))


def _theme() -> gr.themes.Base:
    """The host's own fonts, the ground of the pages, and blues whose contrast passes WCAG AA."""
    return gr.themes.Default(
        primary_hue="blue", neutral_hue="slate", font=_FONTS, font_mono=_MONO
    ).set(
        body_background_fill_dark=_GROUND_DARK,
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white",
        input_placeholder_color="*neutral_600",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color_dark="*neutral_300",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
    )
