"""Who looks at a page, what they may do there, and the way out."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from components import access, nav, permits
from components.access import Visitor
from components.permits import Action, Role
from components.text import inert
from evenhand.errors import InputError

_LONGEST: Final = 200
_NOBODY: Final = Visitor(Role.NOBODY)


def current() -> Visitor:
    """Who looks at the page that runs; nobody where a log-in is missing or over."""
    return access.visitor(st.context.cookies) or _NOBODY


def may(action: Action) -> bool:
    """Whether who looks may do this.

    Args:
        action: what is about to be offered.
    """
    return permits.may(current().role, action)


def why_not(action: Action) -> str:
    """Why who looks may not do this, in one sentence.

    Args:
        action: what is not offered.
    """
    return permits.refusal(current().role, action)


def require(action: Action) -> None:
    """Stop where who looks may not do this, whatever the page offered.

    Args:
        action: what is about to be done.

    Raises:
        InputError: they may not.
    """
    here = current()
    if not permits.may(here.role, action):
        raise InputError(permits.refusal(here.role, action))


def signs() -> str | None:
    """The name that a log-in signs with; None where names are typed."""
    here = current()
    return here.name if here.is_logged_in else None


def name_input(label: str, kept: Mapping[str, Any]) -> str:
    """The field for a name: of a log-in, filled in and not to be changed.

    Args:
        label: of the field.
        kept: what makes it keep what was typed.
    """
    by = signs()
    if by is None:
        return str(st.text_input(label, max_chars=_LONGEST, **kept))
    st.text_input(label, by, disabled=True, key=f"{kept['key']}-login")
    return by


def strip() -> None:
    """Who is logged in, as what, and the way out; nothing where nobody logs in."""
    here = current()
    if not here.is_logged_in:
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.caption(f"{inert(here.name)}, {here.role}", width="content")
        if may(Action.RECORD):
            st.page_link(nav.RECORD.file, label=nav.RECORD.title)
        st.button("Log out", key="log-out", on_click=st.logout, type="tertiary")
