"""Keeping an own log's review for others, what is said of a kept one, and deleting it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from components import cached, links, nav, packs, recorded, samples, state, who
from components.blocks import headline, line
from components.cached import Opened
from components.permits import Action
from components.state import OwnLog
from components.text import inert
from evenhand import kept, words
from evenhand.errors import InputError
from evenhand.words import kept as said

_KEEP: Final = "Keep on this server and share"
_LEASTS: Final = (5, 7, 11, 20, 30, 50, 100)
_TIMES: Final = {
    "1 day": timedelta(days=1),
    "1 week": timedelta(days=7),
    "30 days": timedelta(days=30),
    "1 year": timedelta(days=365),
}
_NO_NAME: Final = "Say who keeps it, under “Your name”."
_KEEPING: Final = "Merging small counts, and writing what is left."
_FOR_OTHERS: Final = "Give this link to those who may see it:"
_FOR_YOU: Final = (
    "Keep this one for yourself: whoever has it can delete the review. It is shown only here."
)
_ALL: Final = "See all kept reviews that you have a link of"
_LESS: Final = "What is not in a kept review"
_NONE: Final = (
    "Reviews that were kept on this server stand here, each under its own link. There is no list "
    "of all of them: paste the link that you were given. The address of this page then holds your "
    "links, so that you can come back to it at any time."
)
_PASTE: Final = "Link of a kept review"
_DELETED: Final = (
    "Deleted. Its files are gone, and so is what the record said of it; a receipt without any "
    "content stays there."
)
_SURE: Final = "Yes, delete it for everybody"


def strip(shown: Opened) -> None:
    """Who kept a review and until when, and what is not in it; nothing for any other.

    Args:
        shown: the audit.
    """
    if shown.kept is None:
        return
    line(said.terms_line(shown.kept.terms))
    first, *others = said.merged_lines(shown.kept)
    line(first)
    with st.expander(_LESS, type="compact"):
        for each in others:
            line(each)
    st.page_link(nav.KEPT.file, label=_ALL)


# Keeping


def offer(log: OwnLog, shown: Opened) -> None:
    """The form that keeps the review of an own log, and the links of those kept in this visit.

    Args:
        log: the visitor's own.
        shown: its audit, in the visitor's words.
    """
    if not who.may(Action.KEEP):
        return
    with st.expander(_KEEP):
        line(said.KEPT_NOTE)
        log = _written(log, shown)
        keeper, time, least = _asked(log)
        line(said.keep_note(_with_least(log, least).review))
        if st.button("Keep it, and make a link", key="keep"):
            _keep(_with_least(log, least), keeper, _TIMES[time])
        for link, manage in made().items():
            _both(link, manage)


def made() -> dict[str, str]:
    """The links of the reviews that this visitor kept, each with the one that deletes it."""
    known = state.links().items()
    return {link: manage for link, manage in known if manage and kept.is_open(link)}


def _asked(log: OwnLog) -> tuple[str, str, int]:
    left, middle, right = st.columns(3)
    with left:
        keeper = who.name_input("Your name (required)", state.kept("keeper", 0))
    times = [said for said, time in _TIMES.items() if time <= kept.longest()] or list(_TIMES)[:1]
    usual = min(2, len(times) - 1)
    time = middle.selectbox("For how long?", times, index=usual, **state.kept("keep-time", 0))
    own = log.review.method.privacy_cell
    leasts = sorted({*_LEASTS, own})
    least = right.selectbox(
        "Smallest count that is kept",
        leasts,
        index=leasts.index(own),
        help="Of fewer cases one might learn who they are; the smaller, the less is merged.",
        **state.kept("keep-least", 0),
    )
    return keeper.strip(), time, least


def _written(log: OwnLog, shown: Opened) -> OwnLog:
    """The same log with what its visitor calls columns, and answered to rule packs."""
    review = packs.answered(shown).review
    update = {"dictionary": review.dictionary, "packs": review.packs}
    return replace(log, review=log.review.model_copy(update=update))


def _with_least(log: OwnLog, least: int) -> OwnLog:
    """The same log with another smallest count."""
    method = log.review.method.model_copy(update={"privacy_cell": least})
    return replace(log, review=log.review.model_copy(update={"method": method}))


def _keep(log: OwnLog, keeper: str, time: timedelta) -> None:
    if not keeper:
        st.error(_NO_NAME)
        return
    now = datetime.now(UTC).replace(microsecond=0)
    terms = kept.Terms(keeper, log.purpose, now, now + time)
    try:
        who.require(Action.KEEP)
        with st.spinner(_KEEPING):
            one = kept.kept(log.tally, log.review, log.origin, log.findings, terms)
            secrets = kept.keep(one, recorded.ours(log.origin.fingerprint))
    except InputError as error:
        st.error(inert(str(error)))
        return
    state.remember(secrets.view, secrets.manage)
    st.rerun()  # the line above the form says who sees it now


def _both(link: str, manage: str) -> None:
    """The link for others and the one for who kept it, each with a button that copies it."""
    st.subheader(inert(cached.kept_title(link)), anchor=False)
    here = f"{state.origin()}{nav.base()}"
    line(_FOR_OTHERS)
    st.code(f"{here}/?review={link}", language=None, wrap_lines=True)
    line(_FOR_YOU)
    st.code(f"{here}/{nav.KEPT.path}?manage={manage}", language=None, wrap_lines=True)


# The page of kept reviews


def dashboard() -> None:
    """Every kept review that the visitor has a link of: how it stands, and the way to it."""
    if not who.may(Action.KEPT):
        headline(said.NOT_OPEN_TITLE)
        line(who.why_not(Action.KEPT))
        return
    _take_links()
    here = links.here()
    headline(said.dashboard_title(dict.fromkeys(here)))
    line(_NONE)
    _paste()
    for place, link in enumerate(here):
        with st.container(border=True, key=f"kept-{place}"):
            _card(link, place)
    state.write_links()


def _take_links() -> None:
    """Remember the links in the address; the one that deletes does not stay there."""
    for known in state.linked("links"):
        if kept.is_open(known):
            state.remember(known)
    for manage in state.linked("manage"):
        link = kept.managed(manage)
        if link is None or not kept.is_open(link):
            st.warning(f"{said.GONE_TITLE}. {said.GONE}")
        else:
            state.remember(link, manage)
    state.unlink("manage")


def _paste() -> None:
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    pasted = left.text_input(_PASTE, max_chars=2_000, key="paste")
    if not right.button("Add it", key="add", width="stretch"):
        return
    link = links.found_in(pasted)
    if link is None or not kept.is_open(link):
        st.warning(f"{said.GONE_TITLE}. {said.GONE}")
        return
    state.remember(link)
    st.rerun()


def _card(link: str, place: int) -> None:
    """One kept review; a line of what is wrong where it cannot be read."""
    try:
        with st.spinner(said.LOADING):
            shown = cached.opened(link)
    except InputError as error:
        st.error(inert(str(error)))
        shown = None
    if shown is not None and shown.kept is not None:
        found = recorded.recorded(shown).findings
        word = found.verdict.word
        st.subheader(inert(shown.review.title), anchor=False)
        if word is not None:
            st.markdown(f"**{inert(f'{words.VERDICT_SYMBOLS[word]} {word}')}**")
        for each in (
            said.limits_line(found),
            said.decided_line(found),
            said.locked_line(found),
            said.terms_line(shown.kept.terms),
        ):
            line(each)
        if st.button(
            "Open this review",
            key=f"open-{place}",
            on_click=state.choose,
            args=("review", link),
        ):
            st.switch_page(nav.STOPS[0].file, query_params=state.link())
    _deleting(link, place)


def _deleting(link: str, place: int) -> None:
    """The way to delete, for who has the link for it."""
    manage = state.links().get(link)
    if manage is None:
        return
    with st.expander("Delete this review", type="compact"):
        sure = st.checkbox(_SURE, key=f"sure-{place}")
        st.button(
            "Delete now",
            key=f"delete-{place}",
            disabled=not sure,
            on_click=_delete,
            args=(link, manage),
        )


def _delete(link: str, manage: str) -> None:
    """Delete a review for everybody; the choices then start at a sample again."""
    try:
        who.require(Action.KEPT)  # whoever has the link that deletes may use it
        kept.delete(manage)
    except InputError as error:
        st.error(inert(str(error)))
        return
    links.leave(link)
    state.choose("review", next(iter(samples.samples())))
    st.success(_DELETED)
