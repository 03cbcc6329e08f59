"""How far raters agree on the labels: `label_quality` of the document."""

from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class AgreementBand:
    """Cases on which about as many raters gave the label.

    Attributes:
        low: share of the raters, at least.
        high: below which share; 1 together with a `low` of 1 where all of them gave the label.
        accuracy: how often the candidate is right there.
    """

    low: float
    high: float
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class ClassAgreement:
    """The cases with one label.

    Attributes:
        label: which.
        agreement: the mean share of the raters who gave it.
    """

    label: str
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class LabelQuality:
    """How far raters agree on the labels, and how often the candidate is right where they do.

    Attributes:
        candidate: the handoff's.
        n: labelled cases of which the share of raters is known.
        unknown: labelled cases of which it is not.
        agreement: the mean share of the raters who gave the label.
        unanimous: on which share of the cases all of them did.
        where_all_agree: how often the candidate is right there.
        elsewhere: how often it is right on the others.
        difference: the first minus the second; empty where either has fewer cases than the
            review's `min_group`.
        bands: by share of raters, rising; those with a case that was answered.
        classes: by label, in the order of their names; those with a case.
    """

    candidate: str
    n: int
    unknown: int
    agreement: Estimate
    unanimous: Estimate
    where_all_agree: Estimate
    elsewhere: Estimate
    difference: Estimate
    bands: tuple[AgreementBand, ...]
    classes: tuple[ClassAgreement, ...]
