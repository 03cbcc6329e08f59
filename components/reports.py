"""Reports for programs: of a sample, or of a kept review for whoever has its link."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from components import cached, rest
from components.cached import Opened
from evenhand import decisions, kept, record
from evenhand.decisions import Dossier
from evenhand.documents import DOCUMENTS, REPORT

PLACES: Final = rest.Places(at_once=2, in_line=8)
"""Where reports are written."""


@lru_cache(maxsize=64)
def of_sample(name: str, form: str, packs: tuple[str, ...] = (), document: str = REPORT) -> bytes:
    """A document of a sample, written once.

    Args:
        name: of the sample.
        form: one of the document's formats.
        packs: rule packs to answer.
        document: a key of `DOCUMENTS`.
    """
    shown = cached.opened(name)
    return b"" if shown is None else written(shown, form, packs, document)


def written(shown: Opened, form: str, packs: tuple[str, ...] = (), document: str = REPORT) -> bytes:
    """A document of an audit, as one file.

    Args:
        shown: the audit.
        form: one of the document's formats.
        packs: rule packs to answer beside those that the review names.
        document: a key of `DOCUMENTS`.

    Raises:
        InputError: too many explanations are being worked out.
    """
    chosen, review = DOCUMENTS[document].formats[form], shown.review.with_packs(packs)
    why = cached.explanation(shown) if chosen.needs_why(review) else None
    return chosen.one(shown.findings, review, why)


def of_link(link: str) -> Opened | None:
    """A kept review with what the record has of it, as its pages show it; None where there is none.

    Args:
        link: that somebody has.

    Raises:
        InputError: it cannot be read.
    """
    shown = cached.opened(link) if kept.is_open(link) else None
    if shown is None or shown.kept is None:
        return None
    about = Dossier(record.open(), shown.kept.asked, str(kept.subject(link)))
    return replace(shown, findings=decisions.recorded(shown.findings, about))
