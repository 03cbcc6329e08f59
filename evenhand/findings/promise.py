"""What can be promised of the automatic error: `handoff.guarantee` and `handoff.roll_out`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class Reporting:
    """What happens at the promised threshold, on the half that had no part in choosing it.

    Attributes:
        n: answered cases of that half.
        coverage: share of them decided alone.
        automatic_error: share of those that are wrong.
    """

    n: int = 0
    coverage: Estimate = field(default_factory=Estimate)
    automatic_error: Estimate = field(default_factory=Estimate)


@dataclass(frozen=True, slots=True)
class GroupPromise:
    """The promise of one group, which holds by itself and not together with those of others.

    Attributes:
        group: the group.
        n: its answered cases.
        threshold: its own; None where none can be promised.
        coverage: share of its labelled calibration cases that are decided alone then.
        cases_needed: about how many more labelled cases of it would let some threshold pass.
        automatic_error: at its threshold, on its reporting half.
    """

    group: str
    n: int
    threshold: float | None
    coverage: float | None
    cases_needed: int | None
    automatic_error: Estimate


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The promise: automatic error at most `max_error`, with probability `assurance`.

    Attributes:
        max_error: the largest share of wrong ones that is promised.
        assurance: the probability with which the promise holds.
        threshold: the lowest for which it holds; None where none can be promised.
        coverage: share of the labelled calibration cases that are decided alone then.
        cases_needed: about how many more labelled cases would let some threshold pass; None where
            one did, or where more cases would not help.
        split: how the halves were made, by `id` or from the `counts`.
        calibration_n: labelled cases on which the threshold was chosen.
        reporting: what happens at it, on the other half.
        groups: the same by attribute, each group's own promise.
        highest: up to which threshold it holds as well: every k/1000 between the two was tested.
    """

    max_error: float
    assurance: float
    threshold: float | None
    coverage: float | None
    cases_needed: int | None
    split: str = "counts"
    calibration_n: int = 0
    reporting: Reporting = field(default_factory=Reporting)
    groups: Mapping[str, tuple[GroupPromise, ...]] = field(default_factory=dict)
    highest: float | None = field(default=None, metadata={"document": False})


@dataclass(frozen=True, slots=True)
class RollOut:
    """One category in the order of roll-out; the promises of a column's categories hold together.

    Attributes:
        category: a group of a context column.
        n: its answered cases.
        threshold: the lowest for which the promise holds in it; None where none can be promised.
        coverage: share of its labelled calibration cases that are decided alone then.
        cases_needed: about how many more labelled cases of it would let some threshold pass.
        share_of_all: of all answered cases, those of it that are decided alone then.
        automatic_error: at its threshold, on its reporting half.
    """

    category: str
    n: int
    threshold: float | None
    coverage: float | None
    cases_needed: int | None
    share_of_all: float
    automatic_error: Estimate
