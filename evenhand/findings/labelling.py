"""Which cases to label next, and what that brings: `labelling` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.findings.values import Estimate

Way = Literal["uncertainty", "disagreement", "mixed", "groups", "random"]


@dataclass(frozen=True, slots=True)
class Spent:
    """What so many labels bring.

    Attributes:
        cases: how many are labelled.
        mistakes: how many of them are mistakes of the candidate, on average over ties and chance.
    """

    cases: int
    mistakes: float


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to choose, tried on the cases whose outcome is known.

    Attributes:
        by: its name.
        mistakes: how many of a list are mistakes; of `random`, of all cases.
        more: the same minus those among the cases that are not on the list; empty of `random`.
        curve: longer and longer lists.
    """

    by: Way
    mistakes: Estimate
    more: Estimate
    curve: tuple[Spent, ...]


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """How well one group is known.

    Attributes:
        group: its name.
        known: its cases with a known outcome.
        unknown: its cases without one.
        accuracy: how often the candidate is right in it.
    """

    group: str
    known: int
    unknown: int
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the widest interval of a group is, of 1, after so many labels from none.

    Attributes:
        cases: how many are labelled.
        groups: where the group that is known worst comes next.
        random: where chance says who comes next.
    """

    cases: int
    groups: float
    random: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Labels by the groups of one column.

    Attributes:
        groups: each of them, but Unknown.
        strategy: the worst known group first, tried; None where too few outcomes are known.
        widths: of the interval of the worst known group that is large enough to judge.
    """

    groups: tuple[KnownGroup, ...]
    strategy: Strategy | None
    widths: tuple[Width, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A candidate that learned from so many more labels.

    Attributes:
        candidate: its name.
        labels: how many it learned from.
        accuracy: how often it is right.
        gain: that minus the accuracy of the step before; empty of the first.
    """

    candidate: str
    labels: int
    accuracy: Estimate
    gain: Estimate


@dataclass(frozen=True, slots=True)
class Labelling:
    """Which cases to label next, and what labels bring.

    Attributes:
        candidate: whose mistakes are looked for.
        cases: how long the list is that is tried.
        known: the cases it is tried on, whose outcome is known.
        unknown: the cases whose outcome is not, from which a list is made; where there is none, it
            is a rehearsal on the others.
        strategies: each way to choose, and `random`; none where too few outcomes are known.
        coverage: by attribute of one column, how well each group is known.
        learned: what labels brought to the candidates that say how many they learned from.
        learned_by: the same by attribute and group.
    """

    candidate: str
    cases: int
    known: int
    unknown: int
    strategies: tuple[Strategy, ...]
    coverage: Mapping[str, Coverage]
    learned: tuple[Step, ...]
    learned_by: Mapping[str, Mapping[str, tuple[Step, ...]]]
