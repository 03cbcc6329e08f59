"""Try it: the form where a person puts in one case and sees what rule and model would do."""

import html
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, Protocol

# Read once, when gradio is imported: no request of the server leaves the host.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1"
)

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from components import samples
from evenhand import words
from evenhand.errors import InputError
from evenhand.scoring import Decision, Field, open_form

_FONTS: Final = ("system-ui", "sans-serif")
_MONO: Final = ("ui-monospace", "monospace")
_SHOWN: Final = 6  # reasons; a reader takes in no more
_WAITING: Final = 32
_AT_ONCE: Final = 2
_DIGITS: Final = 6
_NAME: Final = 80  # characters of a text that stand for it in a list
_LONGEST: Final = 2000  # characters of a text to decide on
_NOTHING: Final = "Fill in the form, then press Decide."
_FILL_IN: Final = "Start from an example or fill in a case of your own, then press Decide."
_NO_FORM: Final = "None of the reviews here has a model that can decide a new case."
_NOT_TOLD: Final = "What moved the model can't be told for this case."
_SIGN: Final = "A plus moves the model towards yes, a minus away from it."
_SORRY: Final = "This case could not be decided. Please check what you typed and try again."
_STYLE: Final = (
    ".gradio-container > .main {max-width: none !important; padding: 0 !important; "
    "margin: 0 !important} "
    ".answer table {width: 100%} .answer :is(th, td) {text-align: left; word-break: normal}"
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
    gr.mount_gradio_app(
        parent,
        build_blocks(sample_forms() if forms is None else forms),
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
    """The form of every sample that can decide a new case."""
    found: dict[str, Form] = {name: open_form(samples.audit(name)) for name in samples.samples()}
    return {name: form for name, form in found.items() if form.fields}


def build_blocks(forms: Mapping[str, Form]) -> gr.Blocks:
    """One panel a review; the address says which is shown (`?review=NAME`).

    Args:
        forms: the forms by review.
    """
    with gr.Blocks(title="Try one case", analytics_enabled=False) as blocks:
        gr.Markdown(_FILL_IN if forms else _NO_FORM)
        panels = [_panel(form) for form in forms.values()]
        blocks.load(_chooser(tuple(forms)), None, panels, show_progress="hidden", **_PRIVATE)
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
    named = dict(zip((field.name for field in form.fields), values, strict=True))
    try:
        return page(form.decide(named))
    except InputError as error:
        return _paragraph(str(error))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return _paragraph(_SORRY)  # the fault may quote what was typed: it is not shown


def page(decision: Decision) -> str:
    """A decision as inert markup: every text of the review is escaped.

    Args:
        decision: what the candidates say, and whether a person will look.
    """
    mark = "&#9888; " if decision.hand_to_person else "&#10003; "
    parts = [
        f"<p><strong>{mark}{_text(decision.sentence)}</strong></p>",
        _table(("Who", "Answer", "How sure"), map(_candidate, decision.candidates)),
    ]
    if not decision.reasons:
        parts.append(_paragraph(_NOT_TOLD))
    else:
        reasons = map(_reason, decision.reasons[:_SHOWN])
        parts += [_table(("What moved the model most", "By how much"), reasons), _paragraph(_SIGN)]
    return "".join(parts)


_PRIVATE: Final[dict[str, Any]] = {"api_visibility": "private"}


def _panel(form: Form) -> gr.Column:
    """The fields of one form, its examples, and the answer beside them."""
    with gr.Column(visible=False) as panel, gr.Row():
        with gr.Column(scale=2):
            chosen = _examples(form)
            with gr.Row():
                inputs = [_input(field) for field in form.fields]
        with gr.Column():
            button = gr.Button("Decide", variant="primary")
            answer = gr.Markdown(
                _paragraph(_NOTHING),
                elem_classes="answer",
                latex_delimiters=[],
                container=True,
            )
    chosen.input(
        partial(_example, form), chosen, [*inputs, answer], show_progress="hidden", **_PRIVATE
    )
    button.click(partial(decide, form), inputs, answer, concurrency_limit=_AT_ONCE, **_PRIVATE)
    return panel  # type: ignore[no-any-return]  # gradio leaves __enter__ untyped


def _examples(form: Form) -> gr.Dropdown:
    """A choice that fills in the form; hidden where the form has no examples."""
    choices = [(_example_name(case, n), n) for n, case in enumerate(form.examples)]
    label = "Start from an example"
    return gr.Dropdown(choices, value=None, label=label, visible=bool(choices))


def _example_name(case: Mapping[str, object], number: int) -> str:
    """A text is its own name; a case of many columns gets a number."""
    values = [str(value) for value in case.values()]
    return values[0][:_NAME] if len(values) == 1 else f"Example {number + 1}"


def _example(form: Form, number: int) -> list[object]:
    """The values of one example, in the form's order; the answer to the last case goes."""
    values = [form.examples[number].get(field.name) for field in form.fields]
    return [*values, _paragraph(_NOTHING)]


def _chooser(names: tuple[str, ...]) -> Callable[[gr.Request], object]:
    """What makes one panel visible: the one that the address names, else the first."""

    def choose(request: gr.Request) -> object:
        asked = request.query_params.get("review")
        chosen = asked if asked in names else next(iter(names), None)
        updates = [gr.update(visible=name == chosen) for name in names]
        return updates[0] if len(updates) == 1 else updates

    return choose


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
    "choice": (gr.Dropdown, lambda field: {"choices": list(field.choices)}),
    "text": (gr.Textbox, lambda _: {"lines": 3, "max_length": _LONGEST}),
}


def _candidate(row: tuple[str, str, str, float | None]) -> tuple[str, ...]:
    name, _role, answer, confidence = row
    return name, answer, "does not say" if confidence is None else f"{confidence:.0%}"


def _reason(row: tuple[str, float]) -> tuple[str, ...]:
    return row[0], f"{row[1]:+.2f}"


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
    """The host's own fonts, and blues whose contrast passes WCAG AA."""
    return gr.themes.Default(
        primary_hue="blue", neutral_hue="slate", font=_FONTS, font_mono=_MONO
    ).set(
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
