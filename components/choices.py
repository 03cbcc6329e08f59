"""The shared choices: drawn once, by the router, above every page, and kept in its address."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from components import (
    cached,
    drafts,
    gallery,
    links,
    nav,
    recorded,
    samples,
    state,
    who,
    wordings,
)
from components.cached import Opened
from components.nav import HEALTH, Stop
from components.permits import Action
from evenhand import words
from evenhand.review import METRICS, UNLABELLED, Review

_OWN_TITLE: Final = "Your own log"
_BRING: Final = "Bring your own log"
_COUNTING: Final = "Counting the decisions of this review; the first time takes a few seconds."
_WIDE: Final = 310
_WIDEST: Final = 400  # where few other choices stand beside it
_NARROW: Final = 160


@dataclass(frozen=True, slots=True)
class Chosen:
    """Everything a page needs to know.

    Attributes:
        shown: the audit.
        candidate: who decides.
        attribute: by which groups; None where the review has none.
        metric: which rate.
        crossed: the column that the groups are crossed with; None: with nothing.
        threshold: where the handoff slider stands; None: where the review puts it.
    """

    shown: Opened
    candidate: str
    attribute: str | None
    metric: str
    crossed: str | None
    threshold: float | None


def draw(stop: nav.Stop) -> Mapping[str, str]:
    """Draw the review's choice and those that this page asks for.

    Args:
        stop: the page, whose `asks` are keys of `_CHOICES`.

    Returns:
        The columns that were chosen, as the address of this page has them.
    """
    named: dict[str, str] = {}
    asks = stop.asks
    links.arrive()
    brings = who.may(Action.UPLOAD)
    own = {state.OWN: _OWN_TITLE} if brings else {}
    titles = samples.titles() | own | links.titles()
    if (asked := state.asked("review")) in titles:
        state.choose("review", asked)
    with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
        st.selectbox(
            "Review",
            list(titles),
            format_func=titles.__getitem__,
            key="review",
            width=_WIDE if len(asks) > 1 else _WIDEST,
            on_change=state.reset_tried,
        )
        if not asks:
            gallery.offer(state.chosen("review"))
        if (shown := _found()) is not None:
            _start_over(shown, by_link=asked in titles)
            for key in asks if _matters(stop, shown) else ():
                _draw_one(key, wordings.worded(shown))
                named |= _named_in_link(key, shown)
            named |= _carried(asks, shown)
            if not asks and brings and not shown.is_own:
                st.button(_BRING, key="bring", on_click=state.choose, args=("review", state.OWN))
    return named


def _matters(stop: nav.Stop, shown: Opened) -> bool:
    """Whether anything on a page follows its choices.

    Of a text, of a picture and of cases from a file of their own there are no groups that the
    model could be asked about, nor of an own log without the model, nor of a kept review.
    """
    if not stop.by_scores:
        return True
    if not shown.is_sample:
        return bool(shown.why and shown.why.gaps)
    review = shown.review
    return not any((review.columns.text, review.columns.image, review.explanation.cases))


def _named_in_link(key: str, shown: Opened) -> Mapping[str, str]:
    """A chosen column by its own name: what somebody calls it may be nobody else's word."""
    value = _value(key, shown) if _CHOICES[key].of_columns else None
    return {key: value} if value else {}


def _carried(asks: Collection[str], shown: Opened) -> Mapping[str, str]:
    """The columns that a link to a page without their choice names: other pages will show them."""
    kept: dict[str, str] = {}
    for key in (key for key, choice in _CHOICES.items() if choice.of_columns and key not in asks):
        options, asked = _options(key, shown), state.asked(key)
        if asked is not None:
            _follow(key, asked, options)
        value = _value(key, shown)
        if value and value != options[0]:
            kept[key] = value
    return kept


def _start_over(shown: Opened, *, by_link: bool) -> None:
    """For another audit all choices are its first ones, save those that a link came with.

    What was chosen for one audit may be where the other starts, or the other way round: the
    address, which leaves out the first ones, would then say something else than is shown.
    """
    if not state.is_another(f"{shown.name} {state.turn()}"):
        return
    for key in _CHOICES:
        first = next(iter(_options(key, shown)), None)
        if first is not None and not (by_link and state.in_link(key)):
            state.choose(key, first)


def left_out() -> tuple[Stop, ...]:
    """The pages that have nothing to show of the review that the visitor asks for.

    Health needs a time, an earlier log, or how far raters agreed.
    """
    asked = state.asked_review() or next(iter(samples.samples()))
    own = state.own() if asked == state.OWN else None
    review = own.review if own else samples.review(asked) if asked in samples.samples() else None
    told = review and (review.is_dated or review.is_rated or review.data.reference)
    return () if told else (HEALTH,)


def current() -> Opened | None:
    """The review that is open, with what the record has of it: every page says one verdict.

    Returns:
        None where the visitor has not brought a log yet.
    """
    shown = _found()
    if shown is None:
        drafts.forget()
        return None
    drafts.keep(shown)
    return wordings.worded(recorded.recorded(shown))


def _found() -> Opened | None:
    """The review that is open, as it was found."""
    with st.spinner(_COUNTING):
        return cached.opened(state.chosen("review") or next(iter(samples.samples())))


def chosen(shown: Opened) -> Chosen:
    """All choices for an open review; where nothing was chosen, the review's first concern."""
    return Chosen(
        shown=shown,
        candidate=_value("candidate", shown) or shown.review.handoff_candidate.name,
        attribute=_value("attribute", shown),
        metric=_value("metric", shown) or METRICS[0],
        crossed=_value("crossed", shown) or None,
        threshold=state.threshold(),
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """One shared choice: what it is called, what it offers, and where it starts."""

    label: str
    options: Callable[[Opened], Sequence[str]]
    first: Callable[[Opened], str | None]
    name: Callable[[str, Review], str] = lambda value, _review: words.readable(value)
    width: int = _NARROW
    of_columns: bool = False
    """Whether columns are offered, under the names that they are given: the address has their own,
    while what is bound to it has there what stands on the screen."""


def _draw_one(key: str, shown: Opened) -> None:
    choice, options = _CHOICES[key], _options(key, shown)
    if not options:
        return
    if state.chosen(key) not in {None, *options}:  # what it was is offered no more
        state.choose(key, options[0])
    if choice.of_columns and (asked := state.asked(key)) is not None:
        _follow(key, asked, options)
    st.selectbox(
        choice.label,
        options,
        format_func=partial(_named, choice, shown.review),
        key=key,
        bind=None if choice.of_columns else "query-params",
        persist_state="session",
        width=choice.width,
    )


def _follow(key: str, asked: str, options: Sequence[str]) -> None:
    """Choose the column that a link names, also one that names it in words."""
    known = {words.readable(option): option for option in options} | {o: o for o in options}
    if asked in known:
        state.choose(key, known[asked])


def _named(choice: _Choice, review: Review, value: str) -> str:
    return choice.name(value, review)


def _options(key: str, shown: Opened) -> Sequence[str]:
    """What a choice offers, where it starts before all else.

    A widget whose value is also set elsewhere must not be given a start of its own.
    """
    choice = _CHOICES[key]
    options, first = choice.options(shown), choice.first(shown)
    return sorted(options, key=lambda option: option != first)


def _value(key: str, shown: Opened) -> str | None:
    """What was chosen, if this review offers it; else where the choice starts."""
    options, value = _options(key, shown), state.chosen(key)
    return value if value in options else next(iter(options), None)


def _candidates(shown: Opened) -> Sequence[str]:
    return list(shown.findings.candidates)


def _attributes(shown: Opened) -> Sequence[str]:
    return list(shown.review.attributes)


def _crossings(shown: Opened) -> Sequence[str]:
    """Nothing, or any other column, where the groups are of one column alone."""
    attributes = shown.review.attributes
    own = attributes.get(_value("attribute", shown) or "", ())
    columns = [column for (column, *more) in attributes.values() if not more]
    others = [column for column in columns if column not in own]
    return ["", *others] if len(own) == 1 and others else []


def _metrics(shown: Opened) -> Sequence[str]:
    """Without a label, and of who decided the label, only what the answers alone can say."""
    told = shown.review.columns.label is not None
    decided = words.is_outcome(shown.review, _value("candidate", shown) or "")
    return list(METRICS if told and not decided else UNLABELLED)


def _first_attribute(shown: Opened) -> str | None:
    return next((c.attribute for c in shown.review.criteria if c.attribute), None)


def _first_metric(shown: Opened) -> str | None:
    return next((c.finding for c in shown.review.criteria if c.gap), None)


_CHOICES: Final = {
    "candidate": _Choice("Who decides", _candidates, lambda s: s.review.handoff_candidate.name),
    "attribute": _Choice(
        "By groups of", _attributes, _first_attribute, words.attribute_name, of_columns=True
    ),
    "crossed": _Choice(
        "Crossed with",
        _crossings,
        lambda _: "",
        lambda value, review: words.attribute_name(value, review) if value else "nothing",
        of_columns=True,
    ),
    "metric": _Choice("Compare", _metrics, _first_metric, words.metric_name, 262),
}
