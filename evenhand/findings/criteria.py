"""Whether the criteria hold: `criteria` and `verdict` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.values import OMITTED, Estimate, Omitted, State


@dataclass(frozen=True, slots=True)
class Chances:
    """How often each state comes, as shares that add up to 1 (simulated, seeded)."""

    inside: float
    outside: float
    cannot_tell: float


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A criterion of the review, and where its simultaneous interval lies.

    Attributes:
        cases_needed: about how many more cases would settle it, were the rates to stay.
        needed_among: how many of those a share is counted among, such as the real ones; None where
            that is all of them, or not known.
        reason: why it cannot be told, where there is more to say than the interval does.
        group: the group, or pair, that decides the state, if any.
        needed_of: of which group those cases are needed; None where of all.
        at_parity: how often a review of this size would end in each state if there were no
            difference between groups; only for limits on groups.
    """

    finding: str
    candidate: str | None
    attribute: str | None
    gap: str | None
    at_most: float | Omitted | None
    at_least: float | Omitted | None
    value: Estimate
    state: State
    cases_needed: int | None
    required: bool
    group: str | None = None
    reason: str | None = None
    needed_of: str | None = None
    needed_among: int | None = None
    at_parity: Chances | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class Attestation:
    """A question that only a named person can answer.

    Attributes:
        stands_in_the_way: whether that person says that, by the answer, the model must not be used;
            omitted where there is no answer.
    """

    attest: str
    answer: str | None
    by: str | None
    on: str | None
    required: bool
    stands_in_the_way: bool | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class Verdict:
    """`Go`, `Go with limits`, `Not yet` or `Can't tell yet`; None where there are no criteria."""

    word: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One reasonable way to run the same review, and the verdict it gives.

    Attributes:
        changed: what differs from the review: its key, such as `method.min_group` or
            `columns.edges.age`, and the other value; `unknown` where people of unknown group are a
            group of their own. Empty for the review itself.
        word: the verdict's.
        by_limits: the verdict's, were every question to a person answered; not in the document.
    """

    changed: Mapping[str, str]
    word: str | None
    by_limits: str | None = field(default=None, compare=False, metadata={"document": False})


@dataclass(frozen=True, slots=True)
class Robustness:
    """Whether the verdict hangs on choices that could reasonably have been made otherwise.

    Attributes:
        holds: how many choices give the review's verdict.
        of: how many were tried.
        choices: each of them, the review's own first.
        combined: `all` where every combination was tried; `pairs` where at most two changes at
            once, and `single` where one at a time, since there would be too many.
    """

    holds: int
    of: int
    choices: tuple[Choice, ...]
    combined: str
