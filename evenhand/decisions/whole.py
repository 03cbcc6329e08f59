"""The findings together with what the record has of them."""

from dataclasses import replace

from evenhand import series
from evenhand.decisions.answers import answered, answers
from evenhand.decisions.chosen import decisions, stamped
from evenhand.decisions.dossier import Dossier
from evenhand.decisions.locks import locked
from evenhand.decisions.terms import fingerprint
from evenhand.findings import OMITTED, Findings, Omitted, Series


def recorded(findings: Findings, dossier: Dossier) -> Findings:
    """The findings with answers, lock and decisions, and the verdict that follows.

    Args:
        findings: as the audit found them.
        dossier: the review.

    Returns:
        As they are where the record has nothing of the review.
    """
    said = answered(findings, answers(dossier))
    return replace(
        said,
        series=_with_gates(said, dossier),
        lock=locked(dossier, findings.review.fingerprint) or OMITTED,
        decisions=decisions(dossier) or OMITTED,
    )


def _with_gates(findings: Findings, dossier: Dossier) -> Series | Omitted:
    if isinstance(findings.series, Omitted):
        return findings.series
    review = dossier.review
    gates = series.gates(stamped(dossier), findings, review, fingerprint(review))
    return replace(findings.series, gates=gates)
