"""This log beside an earlier one: `then_now` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.findings.health import Fault
from evenhand.findings.values import Estimate, State

Change = Literal["higher", "lower", "no_clear_change", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class ThenNumber:
    """One number in both logs.

    Attributes:
        measure: a metric, or one of `outcome_rate`, `labelled`, `accuracy_difference`,
            `handed_off`, `automatic_accuracy`, `team_accuracy`, `cost_per_1000`, `gap`.
        candidate: whose it is; None where it is about the cases alone.
        group: of which group; None for all.
        then: in the earlier log.
        now: in this one.
        difference: now minus then, as of two samples.
        p_value: of no change; None where there is nothing to test.
        q_value: the same among all numbers that are shown with it.
        change: `higher` or `lower` where that is clear; `cannot_tell` where one log has too little.
    """

    measure: str
    candidate: str | None
    group: str | None
    then: Estimate
    now: Estimate
    difference: Estimate
    p_value: float | None
    q_value: float | None
    change: Change


@dataclass(frozen=True, slots=True)
class ThenGroups:
    """One metric of one candidate by the groups of one attribute.

    Attributes:
        numbers: of each group that both logs have, and last of the gap between groups.
        only_then: groups that only the earlier log has.
        only_now: those that only this one has.
    """

    numbers: tuple[ThenNumber, ...]
    only_then: tuple[str, ...]
    only_now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThenCriterion:
    """A criterion in the earlier log; those of this log stand in `criteria`, in the same order."""

    value: Estimate
    state: State


@dataclass(frozen=True, slots=True)
class ThenColumn:
    """One column in both logs, by bins that the earlier one fixes.

    Attributes:
        column: which one.
        n_then: cases of the earlier log with a value.
        n_now: cases of this one.
        psi: the population stability index.
        psi_p_value: of so large an index without any change.
        distance: of numbers Kolmogorov and Smirnov's, of categories Jensen and Shannon's.
        p_value: of "the same in both", Pearson's chi-square.
        q_value: the same among all columns and all that stands with them.
        matters: whether it is clear and large enough.
    """

    column: str
    n_then: int
    n_now: int
    psi: float
    psi_p_value: float
    distance: float
    p_value: float
    q_value: float
    matters: bool


@dataclass(frozen=True, slots=True)
class ThenNow:
    """This log beside an earlier one.

    Attributes:
        rows_then: cases of the earlier log.
        rows_now: of this one.
        fingerprint: of the earlier log's file.
        same_file: whether both are the same file; None where one of them is no file.
        in_both: cases that stand in both logs, by their number; None where that is not known.
        missing: columns of the review that the earlier log does not have.
        not_compared: columns that hold another kind of value in it, or too many to count.
        verdict: the earlier log's, in the verdict's words.
        criteria: of the earlier log; attestations left out.
        numbers: by page (`overview`, `compare`, `handoff`, `health`), those that it stands on.
        groups: by candidate, attribute and metric.
        columns: every column and score that both have.
        faults: what is wrong with columns of this log and was not in the earlier one, as in
            `health.faults`, without a period.
    """

    rows_then: int
    rows_now: int
    fingerprint: str | None
    same_file: bool | None
    in_both: int | None
    missing: tuple[str, ...]
    not_compared: tuple[str, ...]
    verdict: str | None
    criteria: tuple[ThenCriterion, ...]
    numbers: Mapping[str, tuple[ThenNumber, ...]]
    groups: Mapping[str, Mapping[str, Mapping[str, ThenGroups]]]
    columns: tuple[ThenColumn, ...]
    faults: tuple[Fault, ...] = ()
