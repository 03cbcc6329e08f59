"""Would the verdict be another one, had a choice been made otherwise that is as reasonable?

Every criterion that depends on a choice is judged again, by the code that judged it first. What a
criterion is compared with is no choice here: limits on groups hold for every pair of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from itertools import combinations, product
from typing import Final

import numpy as np

from evenhand import comparison, cuts, fairness, handoff, verdict
from evenhand.counting import STEPS
from evenhand.fairness import Tables
from evenhand.findings import (
    OMITTED,
    Attestation,
    Choice,
    CriterionResult,
    Omitted,
    Robustness,
    State,
)
from evenhand.findings import Handoff as Handed
from evenhand.review import Candidate, Criterion, Edges, Review
from evenhand.tally import UNKNOWN, Tally
from evenhand.verdict import Evidence

MOST: Final = 100
MOST_WORK: Final = 300_000.0  # cells, about a third of a second
OWN_GROUP: Final = f"{UNKNOWN} as a group"
_FACTORS: Final = (0.8, 1.25)
_MISTAKES: Final = ("false_positive", "false_negative")

Result = CriterionResult | Attestation


@dataclass(frozen=True, slots=True)
class _Change:
    """One choice made otherwise.

    Attributes:
        key: of the review file.
        value: the other one, as text.
        alter: makes the review with it.
        touches: whether a criterion depends on it.
        cuts: whether the log is cut elsewhere.
    """

    key: str
    value: str
    alter: Callable[[Review], Review]
    touches: Callable[[Criterion], bool]
    cuts: bool = False


_Made = tuple[_Change, ...]


def robustness(
    evidence: Evidence, results: Sequence[Result], most: float = MOST_WORK
) -> Robustness | Omitted:
    """The verdict under other reasonable choices.

    Args:
        evidence: what the review's criteria were judged on.
        results: how they were judged.
        most: how many cells may be read again, in all.

    Returns:
        Each choice with its verdict; omitted where there is no verdict, nothing to choose, or too
        much to read again.
    """
    own = verdict.decide(tuple(results), evidence.handoff).word
    tried, combined = _choices([kind for kind in _kinds(evidence) if kind], evidence.tally, most)
    if own is None or len(tried) <= 1:
        return OMITTED
    again = _Again(evidence, tuple(results))
    choices = tuple(
        Choice({change.key: change.value for change in made}, *again.words(made)) for made in tried
    )
    holds = sum(choice.word == own for choice in choices)
    return Robustness(holds, len(choices), choices, combined)


def _choices(kinds: Sequence[_Made], tally: Tally, most: float) -> tuple[list[_Made], str]:
    """Every combination; where that is too much, those of two changes, or each by itself."""
    if reduce(lambda n, kind: n * (1 + len(kind)), kinds, 1) <= MOST:
        every = product(*((None, *kind) for kind in kinds))
        made = [tuple(change for change in one if change is not None) for one in every]
        if _work(made, tally) <= most:
            return sorted(made, key=len), "all"
    single: list[_Made] = [(), *((change,) for kind in kinds for change in kind)]
    both = [pair for one, two in combinations(kinds, 2) for pair in product(one, two)]
    if len(single) + len(both) <= MOST and _work([*single, *both], tally) <= most:
        return [*single, *both], "pairs"
    return (single if _work(single, tally) <= most else []), "single"


def _work(tried: Sequence[_Made], tally: Tally) -> int:
    """How many cells are read again."""
    cut = {_names(tuple(change for change in made if change.cuts)) for made in tried}
    return (len(cut) - 1) * sum(len(cells.n) for cells in tally.cells.values())


# What could have been chosen otherwise


def _kinds(evidence: Evidence) -> Iterator[_Made]:
    """Every kind of choice, with the changes that some criterion depends on."""
    review, tally = evidence.review, evidence.tally
    made = (*_edges(review, tally), *_thresholds(review, tally), _sizes(evidence), _costs(review))
    for kind in (*made, _unknown(review, tally)):
        yield tuple(change for change in kind if any(map(change.touches, review.criteria)))


def _edges(review: Review, tally: Tally) -> Iterator[_Made]:
    """Other edges of each column of numbers."""
    if tally.finer is None or not tally.finer.complete:
        return
    for column, others in cuts.edges(review).items():
        touches = partial(_compares, review=review, columns={column})
        yield tuple(
            _Change(
                f"columns.edges.{column}",
                ", ".join(f"{edge:.10g}" for edge in edges),
                partial(_at_edges, column=column, edges=edges),
                touches,
                cuts=True,
            )
            for edges in others
        )


def _compares(criterion: Criterion, review: Review, columns: AbstractSet[str]) -> bool:
    """Whether a criterion compares groups of one of some columns."""
    return not columns.isdisjoint(review.attributes.get(criterion.attribute or "", ()))


def _at_edges(review: Review, column: str, edges: Edges) -> Review:
    return _altered(review, "columns", {"edges": dict(review.columns.edges) | {column: edges}})


def _altered(review: Review, table: str, fields: Mapping[str, object]) -> Review:
    return review.model_copy(update={table: getattr(review, table).model_copy(update=fields)})


def _thresholds(review: Review, tally: Tally) -> Iterator[_Made]:
    """Other thresholds of each candidate with a score, where it is known what happens there."""
    if tally.finer is None:  # as of a kept review, which cannot be cut again
        return
    for one in review.candidates:
        yield tuple(
            _Change(
                f"candidates.{one.name}.threshold",
                f"{threshold:.10g}",
                partial(_at_threshold, name=one.name, threshold=threshold),
                partial(cuts.depends, review=review, candidate=one),
                cuts=True,
            )
            for threshold in cuts.thresholds(review, one)
            if tally.exact[one.name] or _is_known(review, tally, one, threshold)
        )


def _at_threshold(review: Review, name: str, threshold: float) -> Review:
    made = tuple(
        one.model_copy(update={"threshold": threshold}) if one.name == name else one
        for one in review.candidates
    )
    return review.model_copy(update={"candidates": made})


def _is_known(review: Review, tally: Tally, one: Candidate, threshold: float) -> bool:
    """Whether steps tell what is decided alone, once some answers are the other way round.

    Of those the confidence is known to a step; it must not matter on which side of the handoff's
    threshold it is.
    """
    if tally.finer is None or threshold not in tally.finer.counted[one.name].thresholds:
        return False
    plan = review.handoff
    if plan is None or plan.threshold == 0 or one != review.handoff_candidate:
        return True
    low, high = sorted((threshold, one.threshold))
    ends = (low, high) if threshold < one.threshold else (1 - high, 1 - low)
    return not ends[0] - 1 / STEPS < plan.threshold < ends[1] + 1 / STEPS


def _sizes(evidence: Evidence) -> _Made:
    """Other smallest sizes of a group, where other groups then take part."""
    review = evidence.review
    own = review.method.min_group
    named = review.robustness.min_group
    others = (max(1, own // 2), 2 * own) if named is None else named
    return tuple(
        _Change(
            "method.min_group",
            f"{size}",
            partial(_altered, table="method", fields={"min_group": size}),
            partial(_lets_others_in, evidence=evidence, size=size),
        )
        for size in dict.fromkeys(others)
    )


def _lets_others_in(criterion: Criterion, evidence: Evidence, size: int) -> bool:
    """Whether a criterion is about other groups where the smallest size of one is another."""
    if criterion.attribute is None:
        return False
    own = evidence.review.method
    name = criterion.candidate or evidence.review.handoff_candidate.name
    counted = evidence.tables[name][criterion.attribute]
    other = own.model_copy(update={"min_group": size})
    return bool(np.any(fairness.eligible(counted, own) != fairness.eligible(counted, other)))


def _costs(review: Review) -> _Made:
    """The cost of one kind of mistake, the other left as it is."""
    if review.costs is None:
        return ()
    named = review.robustness.costs
    prices = {kind: getattr(review.costs, kind) for kind in _MISTAKES}
    return tuple(
        _Change(
            f"costs.{kind}",
            f"{price * factor:.10g}",
            partial(_altered, table="costs", fields={kind: price * factor}),
            lambda criterion: criterion.finding == "cost_difference",
        )
        for kind, price in prices.items()
        for factor in (_FACTORS if named is None else named)
        if price and factor != 1
    )


def _unknown(review: Review, tally: Tally) -> _Made:
    """People of unknown group as a group of their own, where there are any."""
    if tally.apart is not None:  # small groups may have been put together with those of no group
        return ()
    columns = {column for column, names in tally.groups.items() if UNKNOWN in names}
    touches = partial(_compares, review=review, columns=columns)
    alter = partial(_altered, table="method", fields={})
    return (_Change("unknown", "a group of their own", alter, touches, cuts=True),)


# Judging again


@dataclass(frozen=True)
class _Again:
    """The criteria of a review, judged again where a change touches them, each way only once."""

    evidence: Evidence
    results: tuple[Result, ...]

    @cached_property
    def _tallies(self) -> dict[tuple[str, ...], Tally]:
        return {}

    @cached_property
    def _judged(self) -> dict[tuple[object, ...], Result]:
        return {}

    def words(self, made: _Made) -> tuple[str | None, str | None]:
        """The verdict with some changes; and as it would be, were every question answered."""
        results = tuple(self.result(place, made) for place in range(len(self.results)))
        handed = self._handed(made)
        by_limits = tuple(map(verdict.as_answered, results))
        return verdict.decide(results, handed).word, verdict.decide(by_limits, handed).word

    def result(self, place: int, made: _Made) -> Result:
        """One criterion with those of the changes that touch it."""
        criterion = self.evidence.review.criteria[place]
        own = tuple(change for change in made if change.touches(criterion))
        key = (place, *_names(own))
        if key not in self._judged:
            found = self.results[place]
            if own and isinstance(found, CriterionResult):
                found = replace(found, state=self._state(criterion, own))
            self._judged[key] = found
        return self._judged[key]

    def _state(self, criterion: Criterion, made: _Made) -> State:
        review = reduce(lambda start, change: change.alter(start), made, self.evidence.review)
        tally = self._tally(made, review)
        compared = self.evidence.comparison
        paired = compared.paired if compared else None
        if compared is not None and paired and criterion.finding == "accuracy_difference":
            compared = replace(compared, paired=comparison.paired_of(tally, review))
        changed = replace(
            self.evidence,
            tally=tally,
            review=review,
            tables=_table(criterion, tally, review),
            comparison=compared,
        )
        return verdict.state(criterion, changed)

    def _tally(self, made: _Made, review: Review) -> Tally:
        """The tally where the log is cut as some changes ask for."""
        cut = tuple(change for change in made if change.cuts)
        key = _names(cut)
        if key not in self._tallies:
            tally = self.evidence.tally
            tally = tally.recut(review) if any(c.key != "unknown" for c in cut) else tally
            self._tallies[key] = _known(tally) if any(c.key == "unknown" for c in cut) else tally
        return self._tallies[key]

    def _handed(self, made: _Made) -> Handed | None:
        """The handoff, of which the verdict only asks how much is decided alone."""
        review, found = self.evidence.review, self.evidence.handoff
        name = f"candidates.{review.handoff_candidate.name}.threshold"
        own = tuple(change for change in made if change.key == name)
        if found is None or found.coverage.value is None or not own:
            return found
        changed = own[0].alter(review)
        tally = self._tally(own, changed)
        here = handoff.at(handoff.sure(tally.cells[found.candidate]), found.threshold)
        coverage = replace(found.coverage, value=here.alone / here.n)
        return replace(found, coverage=coverage)


def _names(made: _Made) -> tuple[str, ...]:
    return tuple(f"{change.key} {change.value}" for change in made)


def _table(criterion: Criterion, tally: Tally, review: Review) -> Tables:
    """The counts by group that one criterion is judged on."""
    if criterion.attribute is None:
        return {}
    name = criterion.candidate or review.handoff_candidate.name
    counted = fairness.table(tally, name, review.attributes[criterion.attribute])
    return {name: {criterion.attribute: counted}}


def _known(tally: Tally) -> Tally:
    """The tally in which people of unknown group are a group like any other."""
    groups = {
        column: tuple(OWN_GROUP if name == UNKNOWN else name for name in names)
        for column, names in tally.groups.items()
    }
    return replace(tally, groups=groups)
