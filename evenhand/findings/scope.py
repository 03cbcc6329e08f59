"""Cases that none of the answers fits, and classes taken for others: what is decided alone."""

from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class ScopePoint:
    """What happens to out-of-scope cases at one stop of the slider.

    Attributes:
        threshold: the confidence needed to decide alone.
        kept: share of the out-of-scope cases that are decided alone.
        answered: share of them that are decided alone with an answer of another class.
        of_automatic: share of all labelled cases decided alone that are out of scope; None where
            there are none.
    """

    threshold: float
    kept: float
    answered: float
    of_automatic: float | None


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Cases whose label says that none of the answers fits.

    Attributes:
        label: that label.
        n: how many cases have it.
        share: of all cases with an answer, a confidence and a label.
        kept: of the out-of-scope cases, those decided alone.
        answered: of them, those decided alone with an answer of another class, which is wrong.
        of_automatic: of all labelled cases decided alone, those out of scope.
        curve: the same along the slider's stops.
    """

    label: str
    n: int
    share: Estimate
    kept: Estimate
    answered: Estimate
    of_automatic: Estimate
    curve: tuple[ScopePoint, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Cases of one class that were taken for another; `label` and `answer` are classes."""

    label: str
    answer: str
    n: int


@dataclass(frozen=True, slots=True)
class Confusions:
    """Of the cases decided alone, which class is taken for which.

    Attributes:
        n: labelled cases decided alone.
        wrong: those of them that are wrong.
        pairs: the commonest pairs, most cases first.
    """

    n: int
    wrong: int
    pairs: tuple[Confusion, ...]
