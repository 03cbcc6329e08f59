"""The links of kept reviews: which ones this visitor has, and where one leads nowhere."""

import re
from typing import Final, NoReturn

import streamlit as st

from components import cached, samples, state, who
from components.permits import Action
from evenhand import kept
from evenhand.errors import InputError
from evenhand.words import kept as said

_LINK: Final = re.compile(rf"{kept.PREFIX}[A-Za-z0-9_-]{{32}}(?![A-Za-z0-9_-])")
_ELSEWHERE: Final = "Open a sample"


def arrive() -> None:
    """Remember the kept review that the address asks for; say so, and stop, where there is none."""
    asked = state.asked_review()
    if asked is None or not asked.startswith(kept.PREFIX):
        return
    if not who.may(Action.KEPT):
        leave(asked)
        _stop(said.NOT_OPEN_TITLE, who.why_not(Action.KEPT))
    try:
        if not kept.is_open(asked):
            leave(asked)
            _stop(said.GONE_TITLE, said.GONE)
        with st.spinner(said.LOADING):
            cached.opened(asked)
    except InputError as error:
        _stop(said.UNREADABLE_TITLE, said.sentence(str(error)))
    state.remember(asked)


def _stop(title: str, why: str) -> NoReturn:
    """The page of a link that opens nothing, and a way on."""
    st.title(title, anchor=False)
    st.text(why, width="stretch")
    first = next(iter(samples.samples()))
    st.button(_ELSEWHERE, key="elsewhere", on_click=state.choose, args=("review", first))
    st.stop()


def leave(link: str) -> None:
    """Forget a link that opens nothing any more, and for all visitors what its review showed.

    Args:
        link: of a kept review.
    """
    state.let_go(link)
    cached.forget_gone()


def titles() -> dict[str, str]:
    """By link, the title of each kept review that the visitor has a link of."""
    return {link: f"{cached.kept_title(link)} (kept)" for link in here()}


def here() -> list[str]:
    """The links that still lead somewhere, as far as can be told now."""
    try:
        return [link for link in state.links() if kept.is_open(link)]
    except InputError:  # where reviews lie cannot be read now; all else can
        return []


def found_in(text: str) -> str | None:
    """The link in what somebody pasted, such as a whole address; None where there is none.

    >>> found_in("http://x/overview?review=kept-" + "a" * 32 + "&more=1")
    'kept-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    >>> found_in("kept-short") is None
    True
    """
    match = _LINK.search(text)
    return match[0] if match else None
