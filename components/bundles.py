"""The bundle of what is open, to share or for inside use: written when it is asked for."""

from collections.abc import Mapping
from dataclasses import replace

from components import cached, recorded, samples, state
from components.cached import Opened
from evenhand import bundle, decisions, document, kept
from evenhand.bundle import Parts
from evenhand.document import Origin
from evenhand.errors import InputError
from evenhand.findings import Findings
from evenhand.reference import Reference
from evenhand.review import Review


def may_be_full(shown: Opened) -> bool:
    """Whether exact counts are there to be taken: whoever sees the audit sees them, if they are.

    Args:
        shown: the audit; of a kept review only merged counts were ever kept.
    """
    return shown.kept is None


def full(shown: Opened) -> bytes:
    """The bundle with exact counts.

    Args:
        shown: the audit, which `may_be_full`.

    Raises:
        InputError: it cannot be worked out, or is gone.
    """
    return bundle.full(_parts(shown), cached.explanation(shown), _told(shown))


def to_share(shown: Opened) -> bytes:
    """The bundle in which small counts are merged; of a kept review, as it was kept.

    Where nothing can be told that way it holds one text that says why.

    Args:
        shown: the audit.

    Raises:
        InputError: it is gone.
    """
    try:
        return bundle.shared(_shared(shown), _told(shown))
    except InputError as error:
        return bundle.nothing(str(error))


def _shared(shown: Opened) -> kept.Shared:
    if shown.kept is not None:
        return replace(shown.kept, review=_worded(shown, shown.kept.review))
    parts = _parts(shown)
    return kept.share(parts.tally, parts.review, parts.origin, parts.found)


def _told(shown: Opened) -> bundle.Told:
    """What adds to findings what the record has of an audit."""

    def told(found: Findings) -> Findings:
        return decisions.recorded(found, recorded.dossier(shown))

    return told


def _parts(shown: Opened) -> Parts:
    """What was counted, before anything was tried, chosen or recorded; in the visitor's words."""
    raw = cached.opened(shown.name)
    if raw is None:
        raise InputError("it is not open any more; bring the log again", where="the bundle")
    said = shown.findings.dictionary
    columns = said if isinstance(said, Mapping) else {}
    origin, reference = _source(shown)
    found = replace(raw.findings, dictionary=columns)
    return Parts(_worded(shown, raw.review), raw.tally, origin, columns, reference, found)


def _worded(shown: Opened, review: Review) -> Review:
    return review.model_copy(update={"dictionary": shown.review.dictionary})


def _source(shown: Opened) -> tuple[Origin, Reference | None]:
    """Where the counts of a sample, or of an own log, came from, and those of an earlier log."""
    own = state.own() if shown.is_own else None
    if own is not None:
        return own.origin, own.reference
    audit = samples.audit(shown.name)
    return document.origin(audit.log), audit.reference
