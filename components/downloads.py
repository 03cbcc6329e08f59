"""What one review offers to take away, and what is said about a log of one's own."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st
from pydantic import BaseModel

from components import bundles, cached, cards, reports, sharing, state
from components.blocks import line, notes
from components.cached import Opened
from evenhand import roles, words
from evenhand.documents import DOCUMENTS, NYC_SUMMARY, REPORT
from evenhand.report.formats import FORMATS
from evenhand.words import kept as said

_TAKE: Final = "Take it along"
_HOLDS: Final = (
    "One file that needs no server and no network: the verdict, every criterion, all charts and "
    "tables with their counts, the method, the data check, and a handoff slider that moves. "
    "It holds counts and no row of the log. Read it before you forward it. The PDF says the same "
    "on paper, with every table at its end and lines for those who sign."
)
_BUNDLE: Final = (
    "A bundle is all of it in one file for others to check: counts, findings, the review file and "
    "every kind of report; “evenhand bundle verify” works every number out again from its counts. "
    "To share, small counts are merged; the full one has exact counts."
)
_OTHERS: Final = "Other documents of this review"
_ELSEWHERE: Final = {REPORT, NYC_SUMMARY}
"""The report stands above, and what New York asks for has a page."""
_ZIP: Final = "application/zip"
_MORE: Final = {
    "pptx": "the slides (PowerPoint)",
    "xlsx": "the workbook (Excel)",
    "md": "the report as Markdown, with its charts (ZIP)",
}
_YOURS: Final = (
    "A calculation worksheet: what only a person can answer, independence and signature are yours."
)


def strip(shown: Opened) -> None:
    """What was audited, in one line; for an own log also its purpose, and the way to drop it.

    Args:
        shown: the audit.
    """
    line(words.data_line(shown.findings, shown.review))
    notes(shown.review)
    sharing.strip(shown)
    log = state.own() if shown.is_own else None
    if log is not None:
        line(said.own_line(log.purpose, len(sharing.made())))
        if st.button("Forget this log and bring another", key="forget"):
            state.forget()
            st.rerun()
        sharing.offer(log, shown)


def draw(shown: Opened) -> None:
    """The report, the findings as JSON, and for an own log its review file.

    Args:
        shown: the audit.
    """
    st.subheader(_TAKE, anchor=False)
    line(_HOLDS)
    line(words.tried_line(shown.findings, shown.review))
    line(_YOURS)
    # In the name, what it is made of: Streamlit tells large files of two visitors apart by it.
    name = f"evenhand-{cached.digest(_made_of(shown))[:16]}"
    # Written when it is asked for: opening this page need not wait for it.
    page, paper = partial(_page, shown), partial(cached.pdf, shown)
    with st.container(horizontal=True):
        _offer("Download the report (HTML)", page, f"{name}.html", "text/html", first=True)
        _offer("Download the report (PDF)", paper, f"{name}.pdf", "application/pdf")
        for form, what in _MORE.items():
            made = FORMATS[form]
            content = partial(reports.written, shown, form)
            _offer(f"Download {what}", content, f"{name}.{made.ending}", made.kind, key=form)
    _memo(shown)
    _documents(shown)
    _bundles(shown, name)
    with st.container(horizontal=True):
        found = partial(reports.written, shown, "json")
        _offer("Download the findings (JSON)", found, f"{name}.json", "application/json")
        keys = review_keys(shown)
        if keys is not None:
            file = roles.toml(keys, {}).encode()
            _offer("Download the review file (TOML)", file, "review.toml", "application/toml")
    cards.points("What is not in it, and what to add", left_out(shown))


def document(shown: Opened, name: str) -> None:
    """Each form of a document.

    Args:
        shown: the audit.
        name: a key of `DOCUMENTS`.
    """
    one = DOCUMENTS[name]
    stem = f"evenhand-{name}-{cached.digest(_made_of(shown))[:16]}"
    with st.container(horizontal=True):
        for form, made in one.formats.items():
            content = partial(reports.written, shown, form, document=name)
            _offer(
                f"{one.label}: {made.label}", content, f"{stem}.{made.ending}", made.kind,
                key=f"{name}-{form}",
            )  # fmt: skip


def _documents(shown: Opened) -> None:
    """Every other document, behind one line: what it is for, and each of its forms."""
    with st.expander(_OTHERS):
        for name, one in DOCUMENTS.items():
            if name not in _ELSEWHERE:
                line(f"{one.label}. {one.what}")
                document(shown, name)


def _made_of(shown: Opened) -> str:
    """What tells a report from every other."""
    return f"{shown.mark}{shown.review.packs}{shown.review.dictionary}"


def _page(shown: Opened) -> bytes:
    return cached.html(shown).encode()


def _bundles(shown: Opened, name: str) -> None:
    """All of it for others to check: to share, and with exact counts where these are there."""
    line(_BUNDLE)
    made = bundles.gathered(shown)
    with st.container(horizontal=True):
        _offer(
            "Download the bundle to share (ZIP)", made.to_share,
            f"{name}-shared.zip", _ZIP, key="bundle",
        )  # fmt: skip
        if made.may_be_full:
            _offer(
                "Download the full bundle, for inside use (ZIP)", made.full,
                f"{name}-full.zip", _ZIP, key="bundle-full",
            )  # fmt: skip


def review_keys(shown: Opened) -> dict[str, object] | None:
    """The review file of an own log, or of one with words or packs of this visitor; else None.

    Args:
        shown: the audit.
    """

    def told(table: BaseModel) -> dict[str, object]:
        return table.model_dump(mode="json", exclude_defaults=True, exclude_none=True)

    log = state.own() if shown.is_own else None
    if log is None:
        return told(shown.review) if shown.is_worded or shown.review.packs else None
    tables = {"dictionary": shown.review.dictionary, "packs": shown.review.packs}
    said = {name: {key: told(one) for key, one in of.items()} for name, of in tables.items() if of}
    return {**log.keys, **said}


def _memo(shown: Opened) -> None:
    """What a decision rests on, on one page."""
    page = cached.memo_html(shown)
    name = f"evenhand-memo-{cached.digest(page)[:16]}"
    paper = partial(cached.memo_pdf, shown)
    with st.container(horizontal=True):
        _offer("One-page memo (PDF)", paper, f"{name}.pdf", "application/pdf", key="memo-pdf")
        _offer("One-page memo (HTML)", page.encode(), f"{name}.html", "text/html", key="memo-html")


def left_out(shown: Opened) -> tuple[str, ...]:
    """Why each part that this review lacks is missing, each reason once.

    Args:
        shown: the audit.
    """
    said = words.on_form if shown.is_own else str
    lacking = words.lacking(shown.findings, shown.review)
    return tuple(dict.fromkeys(said(reason) for reason in lacking))


def _offer(
    label: str,
    content: bytes | Callable[[], bytes],
    name: str,
    kind: str,
    *,
    key: str | None = None,
    first: bool = False,
) -> None:
    st.download_button(
        label,
        content,
        name,
        kind,
        key=f"take-{key or name.rpartition('.')[2]}",
        on_click="ignore",
        type="primary" if first else "secondary",
    )
