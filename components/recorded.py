"""Where the record has the review that is open, and what it adds to what was found."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from components import state, who
from components.cached import Opened
from components.text import inert
from evenhand import decisions, kept, record, words
from evenhand.decisions import Dossier
from evenhand.errors import InputError
from evenhand.findings import Findings
from evenhand.review import Review


def dossier(shown: Opened) -> Dossier:
    """Where the record has this audit.

    Of a sample a visitor sees only what was written in this browser, whose address says so; of a
    kept review everybody with its link sees everything. The record never knows the link itself.

    Args:
        shown: the audit.
    """
    if shown.kept is not None:
        subject = str(kept.subject(shown.name))
        return Dossier(record.open(), shown.kept.asked, subject, login=_login())
    if shown.is_own:
        return of_file(shown.review, shown.findings)
    mine = ours(shown.name)
    return Dossier(record.open(), shown.review, shown.name, mine, login=_login())


def _login() -> Mapping[str, str] | None:
    return who.current().identity


def ours(subject: str | None) -> frozenset[int]:
    """The numbers of the entries about a subject that were written in this browser.

    Args:
        subject: what the record calls it.
    """
    seen = state.noted()
    every = record.open().entries(subject) if seen and subject else ()
    return frozenset(entry.seq for entry in every if entry.digest.startswith(seen))


def of_file(review: Review, findings: Findings) -> Dossier:
    """Where the record has an own log, also one that is not open yet.

    Args:
        review: of the log.
        findings: what was found in it.
    """
    return Dossier(record.open(), review, findings.review.fingerprint, login=_login())


def recorded(shown: Opened) -> Opened:
    """The same audit with its answers, lock and decisions, and the verdict that follows.

    Args:
        shown: the audit, as it was found.
    """
    try:
        return replace(shown, findings=decisions.recorded(shown.findings, dossier(shown)))
    except InputError as error:
        st.warning(inert(words.unreadable(error)))
        return shown


def readable(shown: Opened) -> Dossier | None:
    """Where the record has this audit; None where the record can't be read, as its page warns.

    Args:
        shown: the audit.
    """
    try:
        found = dossier(shown)
        decisions.recorded(shown.findings, found)
    except InputError:
        return None
    return found
