"""What drives the model over many cases, and the gap between two groups: worked out meanwhile."""

from functools import partial
from typing import Final

import streamlit as st

from components import cached, watch
from components.blocks import figure, line, maybe
from components.choices import Chosen
from evenhand import figures, words
from evenhand.consistency import Consistency
from evenhand.explanation import ExplainedCase, Explanation, Overall
from evenhand.review import Review
from evenhand.score_gap import ScoreGap
from evenhand.words import consistency

_BARS: Final = "Bars"
_CASES: Final = "Each case"
_INPUT: Final = "One input"


def overall(chosen: Chosen) -> Explanation | None:
    """What drives the model; None as long as that is worked out, which the page then shows.

    Args:
        chosen: what was chosen.
    """
    job = cached.drives(chosen.shown)
    return job.future.result() if job.is_soon_done() and not job.has_failed else None


def block(chosen: Chosen, explanation: Explanation | None) -> None:
    """Draw what drives the model, or how far that is worked out, or why it can't be said.

    Args:
        chosen: what was chosen.
        explanation: what is known of it.
    """
    review = chosen.shown.review
    view = _view() if _has_cases(chosen, explanation) else _BARS
    if explanation is None:
        so_far = partial(words.explained_so_far, review=review)
        watch.until_done(cached.drives(chosen.shown), so_far)
        return
    line(explanation.reason)
    if explanation.overall:
        _drawn(explanation, explanation.overall, chosen, view)


def _has_cases(chosen: Chosen, explanation: Explanation | None) -> bool:
    """Whether single cases can be shown, or that may be so once they are explained."""
    if explanation is not None:
        return explanation.overall is not None and explanation.overall.points is not None
    return chosen.shown.review.explanation.overall is None


def _view() -> str:
    """What drives the model can be seen in several ways; the address names the one chosen."""
    return st.radio(
        "What drives the model, shown as",
        (_BARS, _CASES, _INPUT),
        horizontal=True,
        key="drives",
        bind="query-params",
    )


def _drawn(explanation: Explanation, overall: Overall, chosen: Chosen, view: str) -> None:
    """The view that was chosen; without single cases there is only one."""
    review = chosen.shown.review
    if view == _BARS or overall.points is None:
        figure(figures.importance(explanation, review), key="importance", titled=False)
        return
    names = [feature.name for feature in overall.features]
    shown = (
        figures.one_input(overall, review, _input(names, review))
        if view == _INPUT
        else figures.each_case(overall, review)
    )
    maybe(shown, key="one_input" if view == _INPUT else "each_case")
    line(words.OWN_CASES if chosen.shown.is_own else None)


def _input(names: list[str], review: Review) -> str:
    """The input that is looked at; the most important one first."""
    return st.selectbox(
        "Which input",
        names,
        format_func=partial(_called, review=review),
        key="input",
        bind="query-params",
        width=420,
    )


def _called(name: str, review: Review) -> str:
    return words.input_name(name, review)


def gap(chosen: Chosen) -> None:
    """Draw what drives the gap between two groups, or how far that is, or why it can't be shown.

    Args:
        chosen: what was chosen.
    """
    job = cached.score_gap(chosen.shown, chosen.attribute) if chosen.attribute else None
    if job is None:
        return
    review = chosen.shown.review
    found = watch.until_done(job, partial(words.compared_so_far, review=review))
    if isinstance(found, ScoreGap):
        figure(figures.score_gap(found, review), key="score_gap")
    else:
        line(found)


def same_answer(chosen: Chosen) -> None:
    """Draw whether the same case gets the same answer in another group, or say what can be said.

    Args:
        chosen: what was chosen.
    """
    job = cached.consistency(chosen.shown, chosen.attribute) if chosen.attribute else None
    if job is None:
        return
    review = chosen.shown.review
    found = watch.until_done(job, partial(words.compared_so_far, review=review))
    if isinstance(found, Consistency) and found.swapped:
        figure(figures.consistency(found, review), key="consistency")
    elif isinstance(found, Consistency):
        line(f"{consistency.swap_title(found, review)}. {consistency.swap_meaning(found, review)}")
    else:
        line(found)


def asked_twice(chosen: Chosen) -> None:
    """Say whether cases of the log with the same inputs got the same answer, where it has these.

    Args:
        chosen: what was chosen.
    """
    job = cached.repeated(chosen.shown)
    found = watch.until_done(job, lambda _done, _of: consistency.COMPARING) if job else None
    if found:
        line(consistency.repeated_sentence(found, chosen.shown.review))


def examples(chosen: Chosen) -> tuple[ExplainedCase, ...]:
    """Single cases that were explained; none as long as they are worked out.

    Args:
        chosen: what was chosen.
    """
    found = watch.until_done(cached.examples(chosen.shown), lambda _done, _of: words.FINDING_CASES)
    return found.cases if found else ()
