"""The findings document: everything one audit found."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from evenhand.findings.baselines import AutomaticBaseline
from evenhand.findings.candidates import CandidateFindings
from evenhand.findings.comparison import Comparison
from evenhand.findings.criteria import Attestation, CriterionResult, Robustness, Verdict
from evenhand.findings.decided import Decision, Lock
from evenhand.findings.dictionary import ColumnFacts
from evenhand.findings.fairness import AttributeFindings, SliceSearch
from evenhand.findings.handoff import Handoff
from evenhand.findings.health import Health
from evenhand.findings.label_quality import LabelQuality
from evenhand.findings.labelling import Labelling
from evenhand.findings.packs import PackFindings
from evenhand.findings.series import Series
from evenhand.findings.shadow import Shadow
from evenhand.findings.then_now import ThenNow
from evenhand.findings.value import Value
from evenhand.findings.values import OMITTED, OPTIONAL, Omitted, plain
from evenhand.sources import Problem

SCHEMA: Final = "evenhand.findings/1"


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What was audited."""

    title: str
    rows: int
    labelled_rows: int
    fingerprint: str | None
    interval: float
    seed: int
    versions: Mapping[str, str]
    question: str | None = None
    synthetic: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class DataCheck:
    """Every row accounted for: read = used + reported."""

    rows_read: int
    rows_used: int
    rows_reported: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one audit."""

    review: ReviewFacts
    data_check: DataCheck
    candidates: Mapping[str, CandidateFindings]
    comparison: Comparison | None = field(metadata=OPTIONAL)
    handoff: Handoff | None = field(metadata=OPTIONAL)
    fairness: Mapping[str, Mapping[str, AttributeFindings]]
    criteria: tuple[CriterionResult | Attestation, ...]
    verdict: Verdict
    slices: Mapping[str, SliceSearch] | Omitted = OMITTED
    robustness: Robustness | Omitted = OMITTED
    value: Value | Omitted | None = OMITTED
    lock: Lock | Omitted = OMITTED
    decisions: tuple[Decision, ...] | Omitted = OMITTED
    series: Series | Omitted = OMITTED
    baselines: tuple[AutomaticBaseline, ...] | Omitted = OMITTED
    merged: int | Omitted = OMITTED
    dictionary: Mapping[str, ColumnFacts] | Omitted = OMITTED
    health: Health | Omitted = OMITTED
    label_quality: LabelQuality | Omitted = OMITTED
    labelling: Labelling | Omitted = OMITTED
    then_now: ThenNow | Omitted = OMITTED
    shadow: Shadow | Omitted = OMITTED
    packs: Mapping[str, PackFindings] | Omitted = OMITTED
    schema: str = SCHEMA

    def by(self, candidate: str, attribute: str) -> AttributeFindings | None:
        """One candidate by the groups of one attribute; None where it was not worked out."""
        return self.fairness.get(candidate, {}).get(attribute)

    def searched(self, candidate: str) -> SliceSearch | None:
        """The search for one candidate's worst slices; None where there was none."""
        return None if isinstance(self.slices, Omitted) else self.slices.get(candidate)

    def to_dict(self) -> dict[str, Any]:
        """The findings document as plain dictionaries and lists."""
        document: dict[str, Any] = plain(self)
        return document

    def to_json(self) -> str:
        """The findings document: sorted keys, no timings, the same bytes for the same data."""
        return json.dumps(
            self.to_dict(), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
        )
