"""What an audit finds: frozen values whose fields are the keys of the findings document.

One module a part of the document. `Findings.to_json()` is that document, and every page, sentence
and report is made from the same values. None of these types computes anything; a field that is
`None` was asked for and cannot be known, and a field that is `OMITTED` was not asked for and is
left out of the document.
"""

from evenhand.findings.candidates import (
    Auc,
    Calibration,
    CandidateFindings,
    ClassMetrics,
    ReliabilityBin,
)
from evenhand.findings.comparison import (
    AucDifference,
    Comparison,
    CostComparison,
    Paired,
    Switched,
)
from evenhand.findings.criteria import (
    Attestation,
    Chances,
    Choice,
    CriterionResult,
    Robustness,
    Verdict,
)
from evenhand.findings.document import (
    SCHEMA,
    DataCheck,
    Findings,
    ReviewFacts,
)
from evenhand.findings.evenness import Agnostic, EvenCurve, EvenGap, EvenGroup, Evenness
from evenhand.findings.fairness import (
    AttributeFindings,
    Bounds,
    ClassGroups,
    Gap,
    GroupFindings,
    ImpactRatio,
    LocalLaw144,
    LocalLawRow,
    NoDifference,
    Representation,
    Represented,
    ScoreDistribution,
    Slice,
    SliceSearch,
    Stratified,
    Stratum,
    UnknownBounds,
)
from evenhand.findings.handoff import (
    CurvePoint,
    GroupCurve,
    Guarantee,
    Handoff,
    HandoffCost,
    HandoffGroup,
    Tried,
)
from evenhand.findings.mitigation import (
    FrontierPoint,
    MitigatedGroup,
    Option,
    ReviewedGroup,
    ReviewMore,
    Thresholds,
)
from evenhand.findings.queue import Staffing
from evenhand.findings.values import (
    OMITTED,
    OPTIONAL,
    Counts,
    Estimate,
    Omitted,
    State,
    plain,
)

__all__ = [
    "OMITTED",
    "OPTIONAL",
    "SCHEMA",
    "Agnostic",
    "Attestation",
    "AttributeFindings",
    "Auc",
    "AucDifference",
    "Bounds",
    "Calibration",
    "CandidateFindings",
    "Chances",
    "Choice",
    "ClassGroups",
    "ClassMetrics",
    "Comparison",
    "CostComparison",
    "Counts",
    "CriterionResult",
    "CurvePoint",
    "DataCheck",
    "Estimate",
    "EvenCurve",
    "EvenGap",
    "EvenGroup",
    "Evenness",
    "Findings",
    "FrontierPoint",
    "Gap",
    "GroupCurve",
    "GroupFindings",
    "Guarantee",
    "Handoff",
    "HandoffCost",
    "HandoffGroup",
    "ImpactRatio",
    "LocalLaw144",
    "LocalLawRow",
    "MitigatedGroup",
    "NoDifference",
    "Omitted",
    "Option",
    "Paired",
    "ReliabilityBin",
    "Representation",
    "Represented",
    "ReviewFacts",
    "ReviewMore",
    "ReviewedGroup",
    "Robustness",
    "ScoreDistribution",
    "Slice",
    "SliceSearch",
    "Staffing",
    "State",
    "Stratified",
    "Stratum",
    "Switched",
    "Thresholds",
    "Tried",
    "UnknownBounds",
    "Verdict",
    "plain",
]
