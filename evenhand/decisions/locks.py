"""Criteria locked before results are opened, and what became of them since."""

from collections.abc import Sequence
from typing import Any, Final

from evenhand.decisions.dossier import Dossier
from evenhand.decisions.terms import changed, hashed, terms
from evenhand.errors import InputError
from evenhand.findings import Findings, Lock, LockChange
from evenhand.record import Entry

LOCK: Final = "lock"
OPENED: Final = "opened"
DECISION: Final = "decision"
APP: Final = "Evenhand"  # who notes that results were opened


def lock(dossier: Dossier, by: str) -> Entry:
    """Lock the criteria as they are now; a later lock is kept beside it, and the first one counts.

    Args:
        dossier: the review.
        by: who locks them.

    Raises:
        InputError: there are none, nobody is named, or it cannot be written.
    """
    if not dossier.review.criteria:
        message = "there are no criteria to lock: write [[criteria]] into the review first"
        raise InputError(message, where="lock")
    return dossier.write(LOCK, by, _terms(dossier))


def opened(dossier: Dossier, findings: Findings) -> Entry | None:
    """Note that results were opened, once for the same data and criteria.

    Args:
        dossier: the review.
        findings: the results.

    Returns:
        The entry; None where the record has it already.

    Raises:
        InputError: it cannot be written.
    """
    seen = _terms(dossier) | {"data": findings.review.fingerprint}
    known = (entry.content for entry in dossier.entries(OPENED))
    if any(_same(content, seen, "hash", "data") for content in known):
        return None
    return dossier.write(OPENED, APP, seen)


def locked(dossier: Dossier, data: str | None = None) -> Lock | None:
    """Whether the criteria are as they were locked; None where they never were.

    Args:
        dossier: the review.
        data: the fingerprint of the log: only results of this log count as opened before; those of
            any log where not given.
    """
    entries = dossier.entries(LOCK, OPENED, DECISION)
    first = next((entry for entry in entries if entry.kind == LOCK), None)
    if first is None:
        return None
    later = [e for e in entries if e.seq > first.seq and e.kind != DECISION]
    changes = _changes(first, later, _terms(dossier))
    before = (e for e in entries if e.seq < first.seq)  # who decides has opened them too
    seen = (e.at for e in before if data is None or e.content["data"] == data)
    return Lock(
        hash=first.content["hash"],
        locked_on=first.at,
        by=first.signed,
        state="changed" if changes else "unchanged",
        changes=changes,
        opened_on=next(seen, None),
    )


def _changes(first: Entry, later: Sequence[Entry], now: dict[str, Any]) -> tuple[LockChange, ...]:
    """From one version to the next, and from the last one known to the present one."""
    versions = [first.content, *(entry.content for entry in later), now]
    whens = [(e.at, e.signed if e.kind == LOCK else None) for e in later] + [(None, None)]
    steps = zip(versions, versions[1:], whens, strict=False)
    return tuple(
        change
        for was, now, (on, by) in steps
        if was["hash"] != now["hash"]
        for change in changed(was["terms"], now["terms"], on, by)
    )


def _terms(dossier: Dossier) -> dict[str, Any]:
    asked = terms(dossier.review)
    return {"hash": hashed(asked), "terms": asked}


def _same(content: Any, other: Any, *keys: str) -> bool:  # noqa: ANN401  # contents are JSON
    return all(content.get(key) == other.get(key) for key in keys)
