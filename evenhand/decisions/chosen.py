"""What a person decided, beside what the criteria suggested."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from evenhand import series
from evenhand.decisions.dossier import Dossier, text
from evenhand.decisions.locks import DECISION
from evenhand.decisions.terms import fingerprint
from evenhand.errors import InputError
from evenhand.findings import OMITTED, Decision, Findings
from evenhand.record import Entry

WORDS: Final = ("Go", "Go with limits", "Not yet")
"""What can be decided; `Can't tell yet` is something that numbers say, not a decision."""


def decide(
    dossier: Dossier,
    findings: Findings,
    decided: str,
    by: str,
    because: str = "",
    conditions: Sequence[str] = (),
) -> Decision:
    """Record what a person decides.

    Args:
        dossier: the review.
        findings: what it is decided on, as `recorded` gives them.
        decided: one of `WORDS`.
        by: who decides.
        because: why; required where it differs from the verdict.
        conditions: what the decision hangs on.

    Raises:
        InputError: it is no decision, a reason or a name is missing, a text is too long, or it
            cannot be written.
    """
    reason, suggested = text(because, "the reason"), findings.verdict.word
    text("\n".join(conditions), "the conditions")
    if decided not in WORDS:
        raise InputError(f"expected {', '.join(WORDS)}", where="decision")
    if decided != suggested and not reason:
        said = f"the criteria say {suggested}" if suggested else "no criteria suggest it"
        raise InputError(f"{said}: expected a reason for deciding otherwise", where="because")
    content = {
        "suggested": suggested,
        "decided": decided,
        "because": reason,
        "conditions": [said for said in map(str.strip, conditions) if said],
        "findings": digest(findings),
        "data": findings.review.fingerprint,
        "criteria": fingerprint(dossier.review),
        series.STAMP: series.stamp(dossier.review, findings),
    }
    return _decision(dossier.write(DECISION, by, content))


def decisions(dossier: Dossier) -> tuple[Decision, ...]:
    """What was decided, in order.

    Args:
        dossier: the review.
    """
    return tuple(map(_decision, dossier.entries(DECISION)))


def stamped(dossier: Dossier) -> tuple[tuple[Decision, Mapping[str, Any]], ...]:
    """What was decided in the review's series, in order, each with what it keeps of its gate.

    Args:
        dossier: the review.
    """
    entries = dossier.of_series(DECISION)
    return tuple((_decision(entry), entry.content.get(series.STAMP, {})) for entry in entries)


def digest(findings: Findings) -> str:
    """The SHA-256 of the findings document, without what the record itself adds to it.

    Args:
        findings: with or without `lock` and `decisions`.
    """
    plain = replace(findings, lock=OMITTED, decisions=OMITTED)
    return hashlib.sha256(plain.to_json().encode("utf-8")).hexdigest()


def _decision(entry: Entry) -> Decision:
    said = entry.content
    return Decision(
        number=entry.seq,
        suggested=said["suggested"],
        decided=said["decided"],
        by=entry.signed,
        on=entry.at,
        because=said["because"],
        conditions=tuple(said["conditions"]),
        findings=said["findings"],
        data=said["data"],
        criteria=said["criteria"],
    )
