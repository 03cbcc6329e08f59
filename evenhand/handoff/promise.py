"""The guaranteed threshold: automatic error at most so much, with so much assurance."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evenhand import pairs, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.findings import GroupPromise, Guarantee, Reporting
from evenhand.handoff import sequence
from evenhand.handoff.halves import Halves, Swept
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import THRESHOLDS, Sweep

_HALVES = 2


@dataclass(frozen=True, slots=True)
class Promised:
    """What can be promised of one group.

    Attributes:
        n: its answered cases.
        alone: those of them that are decided alone at the threshold.
        threshold: the lowest for which the promise holds; None where none can be promised.
        highest: up to which it holds as well, since all between passed.
        coverage: share of its labelled calibration cases that are decided alone then.
        cases_needed: about how many more labelled cases of the log would let some threshold pass.
        calibration_n: labelled cases on which the threshold was chosen.
        reporting: what happens at it, on the other half.
    """

    n: int
    alone: int
    threshold: float | None
    highest: float | None
    coverage: float | None
    cases_needed: int | None
    calibration_n: int
    reporting: Reporting


def guarantee(of: Subject, halves: Halves) -> Guarantee | None:
    """The promise for all cases, and for each group by itself; None where no case has a label.

    The threshold is chosen on the calibration half; what it does is reported on the other half,
    which had no part in choosing it.

    Args:
        of: whose plan says what is promised.
        halves: of its cases.
    """
    if of.plan.max_error is None or not halves.all_cases.everybody.labelled[0, 0]:
        return None
    [found] = _promised(of, halves.all_cases.everybody, halves.all_cases.calibrating)
    return Guarantee(
        max_error=of.plan.max_error,
        assurance=of.plan.assurance,
        threshold=found.threshold,
        coverage=found.coverage,
        cases_needed=found.cases_needed,
        split=halves.split,
        calibration_n=found.calibration_n,
        reporting=found.reporting,
        highest=found.highest,
        groups={
            name: tuple(
                GroupPromise(
                    group, p.n, p.threshold, p.coverage, p.cases_needed, p.reporting.automatic_error
                )
                for group, p in by_group(of, swept)
            )
            for name, swept in halves.attributes.items()
        },
    )


def by_group(
    of: Subject, swept: Swept, *, together: bool = False
) -> Iterator[tuple[str, Promised]]:
    """What can be promised of each group that is known and large enough, on its cases alone.

    Args:
        of: whose plan says what is promised.
        swept: the counts of an attribute's groups.
        together: whether all groups' promises hold together with the plan's assurance (Bonferroni:
            each may be broken with a share of the probability), and not each by itself.
    """
    large = pairs.eligible(swept.names, swept.everybody.alone[:, 0], of.review.method)
    kept = np.flatnonzero(large)
    among = max(1, len(kept)) if together else 1
    found = _promised(of, swept.everybody.of(kept), swept.calibrating.of(kept), among)
    return zip((swept.names[place] for place in kept), found, strict=True)


def _promised(
    of: Subject, everybody: Sweep, calibrating: Sweep, among: int = 1
) -> tuple[Promised, ...]:
    """What a plan promises, the probability of a broken promise divided among so many."""
    return promised(
        everybody,
        calibrating,
        max_error=of.plan.max_error or 0.0,
        delta=(1 - of.plan.assurance) / among,
        level=of.level,
    )


def promised(
    everybody: Sweep, calibrating: Sweep, *, max_error: float, delta: float, level: float
) -> tuple[Promised, ...]:
    """What can be promised of each group, chosen on the calibration half.

    Args:
        everybody: counts of both halves, by group.
        calibrating: of the half on which thresholds are chosen.
        max_error: the largest share of wrong ones that is promised.
        delta: the probability with which a group's promise may be broken.
        level: of the intervals.
    """
    asked = (calibrating.labelled, calibrating.wrong, max_error, delta)
    (places, starts), totals = sequence.passed_run(*asked), calibrating.labelled[:, 0]
    needed = np.ceil(_HALVES * (sequence.cases_needed(*asked) - totals))
    made = places < len(THRESHOLDS)
    each = np.arange(len(places)), np.where(made, places, 0)
    columns = (
        everybody.alone[:, 0].tolist(),
        np.where(made, everybody.alone[each], 0).tolist(),
        _known(THRESHOLDS[each[1]], made),
        _known(THRESHOLDS[starts], made),
        _known(calibrating.labelled[each] / np.maximum(totals, 1), made),
        _known(np.maximum(needed, 1), ~made & np.isfinite(needed)),
        totals.tolist(),
        _reports(everybody.without(calibrating), each, made, level),
    )
    return tuple(
        Promised(n, alone, low, high, coverage, None if more is None else int(more), size, report)
        for n, alone, low, high, coverage, more, size, report in zip(*columns, strict=True)
    )


def _known(values: Floats, known: Mask) -> list[float | None]:
    """Numbers as a list, None where they are not known."""
    return [value if k else None for value, k in zip(values.tolist(), known.tolist(), strict=True)]


def _reports(half: Sweep, each: tuple[Ints, Ints], made: Mask, level: float) -> Iterator[Reporting]:
    """What happens in each group of a half at its threshold; no estimates where there is none."""
    n = half.alone[:, 0]
    alone, size, wrong, labelled = (
        (counts * made).tolist()
        for counts in (half.alone[each], n, half.wrong[each], half.labelled[each])
    )
    coverage = statistics.rates(alone, size, level)
    return map(Reporting, n.tolist(), coverage, statistics.rates(wrong, labelled, level))
