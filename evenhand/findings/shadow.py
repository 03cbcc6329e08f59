"""The time in which the candidate only watched: `shadow` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.findings.fairness import Bounds
from evenhand.findings.queue import Arrivals, Staffing
from evenhand.findings.values import Estimate, Omitted

TrialState = Literal["go_on", "stop", "enough", "cannot_tell"]
TrialLimit = Literal["agreement", "harm"]


@dataclass(frozen=True, slots=True)
class ShadowGroup:
    """One group: how often it would have got another decision.

    Attributes:
        group: its name.
        n: cases that both answered.
        agreement: how often both said the same.
        to_positive: how often only the candidate says yes.
        to_negative: how often only the other does.
        p_value: of "as often as among all others of this attribute"; None for groups that are too
            small, or unknown.
        q_value: the same among all groups of all attributes (Benjamini-Hochberg).
    """

    group: str
    n: int
    agreement: Estimate
    to_positive: Estimate
    to_negative: Estimate
    p_value: float | None = None
    q_value: float | None = None


@dataclass(frozen=True, slots=True)
class ShadowOutcomes:
    """Who was right, of the cases that the two decide differently.

    Attributes:
        different: how many there are.
        labelled: of how many the outcome is known.
        only_live: of these, only who decided was right.
        only_candidate: only the candidate was.
        found_by_live: real ones that only who decided found.
        found_by_candidate: real ones that only the candidate finds.
        p_value: of "as often the one as the other", McNemar's exact test; None without any.
        difference: how much more often the candidate is right, on all cases with an outcome.
        bounds: between what that lies on all cases, whatever the outcomes that are not known.
        seen_after_yes: of how many the outcome is known, where who decided said yes.
        seen_after_no: likewise, where that was no.
        selective: whether the review says that outcomes are seen of some cases only (`observed`).
    """

    different: int
    labelled: int
    only_live: int
    only_candidate: int
    found_by_live: int
    found_by_candidate: int
    p_value: float | None
    difference: Estimate
    bounds: Bounds
    seen_after_yes: Estimate
    seen_after_no: Estimate
    selective: bool


@dataclass(frozen=True, slots=True)
class TrialLook:
    """One look at the trial.

    Attributes:
        on: the last day that it counts; None where the log does not say when.
        cases: so far, that both answered.
        labelled: of them, with an outcome.
        agreement: how often both said the same so far; its interval holds at all looks together.
        harm: how much more often the candidate is wrong than who decided, likewise.
        state: what the rule says.
    """

    on: str | None
    cases: int
    labelled: int
    agreement: Estimate
    harm: Estimate
    state: TrialState


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial by the rule that the review wrote for it.

    Attributes:
        state: `go_on`; `stop`, since a limit is clearly broken; `enough`, it is over and all limits
            are clearly kept; `cannot_tell`, it is over and some are neither.
        limit: which is broken, where it must stop.
        on: the day of the look that says so.
        cases: planned; None where it ends on a day.
        until: planned; None where it ends by cases.
        min_agreement: the rule's limit, if any.
        max_harm: likewise.
        error: the probability of stopping it though no limit is broken, at all looks together.
        planned_on: when the rule was written, as the review says.
        looks: one after another.
        undated: cases that both answered and whose day is not known; they are in no look.
    """

    state: TrialState
    limit: TrialLimit | None
    on: str | None
    cases: int | None
    until: str | None
    min_agreement: float | None
    max_harm: float | None
    error: float
    planned_on: str | None
    looks: tuple[TrialLook, ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Shadow:
    """The candidate beside who really decided, while it only watched.

    Attributes:
        candidate: who watched.
        live: who decided.
        cases: of the phase of shadow.
        live_cases: of the phase in which the candidate acted.
        neither: of no phase.
        first: the day of the first case of shadow; None where the log does not say when.
        last: the day of the last one.
        agreement: how often both said the same, of the cases that both answered.
        to_positive: how often only the candidate says yes.
        to_negative: how often only who decided does.
        groups: by attribute.
        handed_off: the share that would have gone to a person; left out without a handoff.
        handed_off_per_day: how many of this log's cases a day; None where no day is known.
        staffing: the queue that this would have been.
        arrivals: when, where the log says so.
        outcomes: who was right where they differ; left out without a label.
        trial: left out where the review has no rule for it.
    """

    candidate: str
    live: str
    cases: int
    live_cases: int
    neither: int
    first: str | None
    last: str | None
    agreement: Estimate
    to_positive: Estimate
    to_negative: Estimate
    groups: Mapping[str, tuple[ShadowGroup, ...]]
    handed_off: Estimate | Omitted
    handed_off_per_day: float | Omitted | None
    staffing: Staffing | Omitted | None
    arrivals: Arrivals | Omitted
    outcomes: ShadowOutcomes | Omitted
    trial: Trial | Omitted
