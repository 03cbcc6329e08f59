"""What cases cost where unsure ones go to a person, beside the rule, the model and people alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    CostPoint,
    Costs,
    CostsOfDeciding,
    Estimate,
    HandoffCost,
    Omitted,
)
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import sides
from evenhand.review import Candidate
from evenhand.review import Costs as Money
from evenhand.statistics import Estimates
from evenhand.tally import Cells

_MANY: Final = 1000  # cases that a cost is of
# The kinds of case that matter: whether it is positive (or not known); whether the model was wrong;
# whether a person, and the rule, was wrong (or did not answer).
_SHAPE: Final = (3, 2, 3, 3)
_TRUTH, _MODEL, _PERSON, _RULE = (
    np.asarray(part) for part in np.unravel_index(np.arange(np.prod(_SHAPE)), _SHAPE)
)
_LABELLED: Final = _TRUTH > 0
_SILENT: Final = 2
BOTH: Final = (1, 1)
_WAYS: Final = ("rule", "model", "people", "team")


@dataclass(frozen=True, slots=True)
class Spent:
    """Everything about costs.

    Attributes:
        at: mistakes, reviews, running and their sum, at the threshold.
        costs: each way of deciding beside the others, at the threshold.
        curve: the sum at each stop of the slider.
    """

    at: HandoffCost | None = None
    costs: CostsOfDeciding | Omitted | None = OMITTED
    curve: tuple[CostPoint, ...] | Omitted = OMITTED

    @property
    def stops(self) -> tuple[float, ...]:
        """The sum at each stop; empty where it cannot be known."""
        if self.curve is OMITTED:
            return ()
        known = [point.team.value for point in self.curve if point.team.value is not None]
        return tuple(known) if len(known) == len(self.curve) else ()


def spent(of: Subject) -> Spent:
    """What cases cost, at the threshold and along the slider; nothing without costs.

    A mistake is a wrong yes or a missed one. Where there are more than two classes, that is the
    positive one against the rest: taking one of the others for another costs nothing.

    Args:
        of: whose handoff it is.
    """
    if of.review.costs is None:
        return Spent()
    prices = Prices(of, of.review.costs)
    counts = counted(of, of.stops)
    here = of.at
    team = prices.means(counts, prices.team(counts)).each()
    return Spent(
        at=_parts(counts[[here]], prices),
        costs=_costs(counts[[here]], prices, team[here]) if of.cells.n.sum() else None,
        curve=tuple(CostPoint(*pair) for pair in zip(of.stops.tolist(), team, strict=True)),
    )


def counted(of: Subject, stops: Floats) -> Ints:
    """Cases by stop, side (decided alone, handed off) and kind.

    Args:
        of: whose handoff it is.
        stops: thresholds, rising.
    """
    found = _sided(of, of.cells, stops)
    together = of.together()
    if together is not None:
        at = np.flatnonzero(stops == of.today)
        found[at] = _sided(of, together, stops[at])
    return found


def _sided(of: Subject, cells: Cells, stops: Floats) -> Ints:
    """Some cells by stop, side and kind."""
    positive = of.tally.positive
    true = cells.label == positive

    def wrong(said: Ints) -> Ints:
        return np.where(said == MISSING, _SILENT, (said == positive) != true)

    truth = np.where(cells.label == MISSING, 0, 1 + true)
    axes = (truth, (cells.answer == positive) != true, wrong(cells.human), wrong(cells.other))
    kinds = np.ravel_multi_index([axis.astype(np.int64, copy=False) for axis in axes], _SHAPE)
    return sides(cells, stops, kinds, len(_TRUTH))


@dataclass(frozen=True, slots=True)
class Prices:
    """What each kind of case costs under each way of deciding it.

    Counts are by stop, side and kind; so are the costs, of one case. With a price of 1 and no
    other they are numbers of mistakes.

    Attributes:
        of: whose handoff it is.
        costs: what a mistake and a look cost.
    """

    of: Subject
    costs: Money

    @property
    def mistake(self) -> Floats:
        """What a mistake on each kind of case costs."""
        prices = [0.0, self.costs.false_positive, self.costs.false_negative]
        return np.array(prices)[_TRUTH]

    def model(self, counts: Ints) -> Floats:
        """The model decides all."""
        found = _standing_in(self.mistake * _MODEL, _LABELLED, counts)
        return found + running(self.of.review.handoff_candidate)

    def rule(self, counts: Ints) -> Floats:
        """The baseline decides all."""
        return self.rules_mistakes(counts) + running(self.of.review.baseline)

    def rules_mistakes(self, counts: Ints) -> Floats:
        """The baseline's mistakes alone; where it did not answer, as where it did."""
        known = _LABELLED & (_RULE != _SILENT)
        return _standing_in(self.mistake * (_RULE == 1), known, counts)

    def people(self, counts: Ints) -> Floats:
        """A person looks at every case."""
        return self.peoples_mistakes(counts) + self.costs.review

    def peoples_mistakes(self, counts: Ints) -> Floats:
        """People's mistakes alone, where they look at every case."""
        whole = np.broadcast_to(counts.sum(axis=1, keepdims=True), counts.shape)
        return _standing_in(self._persons(whole, counts), _LABELLED, counts)

    def team(self, counts: Ints) -> Floats:
        """The model decides where it is sure, and a person elsewhere."""
        reviews = np.array([0.0, self.costs.review])[:, None]
        own = running(self.of.review.handoff_candidate)
        return np.asarray(self.mistakes(counts) + reviews + own, dtype=np.float64)

    def mistakes(self, counts: Ints, sides: tuple[int, int] = BOTH) -> Floats:
        """The team's mistakes alone.

        Args:
            counts: of the cases.
            sides: 1 where the mistakes of a side (decided alone, handed off) count, else 0.
        """
        made = np.stack([
            np.broadcast_to(self.mistake * _MODEL, counts[:, 1].shape),
            self._persons(counts, counts)[:, 1],
        ], axis=1)  # fmt: skip
        return _standing_in(made * np.array(sides)[:, None], _LABELLED, counts)

    def _persons(self, among: Ints, counts: Ints) -> Floats:
        """People's mistakes on each kind of case.

        A case that nobody judged costs what those judged `among` the same side do; where none of
        them was, what all judged ones do; where nothing is known, people are taken to be right.
        """
        plan, price = self.of.plan, self.mistake
        if plan.human is None:
            right = 1.0 if plan.human_accuracy is None else plan.human_accuracy
            return np.broadcast_to(price * (1 - right), counts.shape)
        asked, made = _LABELLED & (_PERSON != _SILENT), price * (_PERSON == 1)
        own = statistics.standing_in(made, asked, among * _LABELLED)
        judged, spent = (counts[0] * asked).sum(), (counts[0] * asked * made).sum()
        return np.where(np.isnan(own), spent / max(1, judged), own)

    def people_known(self, counts: Ints) -> bool:
        """Whether anything says how often people are right."""
        judged = bool(_number(counts, _LABELLED & (_PERSON != _SILENT)).sum())
        return judged if self.of.plan.human else self.of.plan.human_accuracy is not None

    def means(self, counts: Ints, values: Floats, least: float = 0.0) -> Estimates:
        """Of 1,000 cases, at each stop; no interval reaches beyond what a case can cost.

        Args:
            counts: of the cases.
            values: what each kind costs.
            least: times the most that a case can cost, the least: 0, or -1 for a difference.
        """
        possible = _LABELLED & (counts.sum(axis=-1, keepdims=True) > 0)
        rows = (len(counts), -1)
        able = np.broadcast_to(possible, counts.shape).reshape(rows)
        found = statistics.bounded_means(
            _MANY * values.reshape(rows), counts.reshape(rows), self.of.level, able
        )
        dearest = max(map(running, self.of.review.candidates))
        most = _MANY * (float(self.mistake.max()) + self.costs.review + dearest)
        low, high = (np.clip(end, least * most, most) for end in (found.low, found.high))
        n = _number(counts, _LABELLED).sum(axis=(1, 2))
        return Estimates(found.value, low, high, n)


def running(candidate: Candidate | None) -> float:
    """What it costs that a candidate runs, a case.

    Args:
        candidate: it; nothing where there is none.
    """
    return (candidate.cost_per_case or 0.0) if candidate else 0.0


def _number(counts: Ints, which: Mask) -> Ints:
    """How many cases of some kinds, by stop and side."""
    return np.asarray((counts * which).sum(axis=-1, keepdims=True), dtype=np.int64)


def _standing_in(values: Floats, known: Mask, counts: Ints) -> Floats:
    """Costs of the kinds of case of which they are known, standing in for all cases of a stop."""
    rows = (len(counts), -1)
    every = np.broadcast_to(values, counts.shape).reshape(rows)
    which = np.broadcast_to(known, counts.shape).reshape(rows)
    return statistics.standing_in(every, which, counts.reshape(rows)).reshape(counts.shape)


# At one threshold


def _parts(counts: Ints, prices: Prices) -> HandoffCost:
    """What 1,000 cases cost, in its parts."""
    n, labelled = counts.sum(), _number(counts, _LABELLED).sum()
    reviews = _MANY * prices.costs.review * float(counts[:, 1].sum() / max(1, n))
    own = _MANY * running(prices.of.review.handoff_candidate)
    if not labelled:
        return HandoffCost(None, reviews, None, own)
    mistakes = _MANY * float((prices.mistakes(counts) * counts).sum() / n)
    return HandoffCost(mistakes, reviews, mistakes + reviews + own, own)


def _costs(counts: Ints, prices: Prices, team: Estimate) -> CostsOfDeciding:
    """Each way of deciding beside the others, and the team beside the cheapest of them."""
    review = prices.of.review
    ways = _WAYS if review.baseline is not None else _WAYS[1:]
    each = {way: getattr(prices, way)(counts) for way in ways}
    found = {name: prices.means(counts, one).one(0) for name, one in each.items()}
    found["team"] = team  # the curve's own, to the last digit
    cheapest = _cheapest(found)
    found["difference"] = Estimate()
    if cheapest is not None:
        gap = each["team"] - each[cheapest]
        found["difference"] = prices.means(counts, gap, least=-1.0).one(0)
    return CostsOfDeciding(
        **found,
        cheapest_other=cheapest,
        people_known=prices.people_known(counts),
        running={c.name: _MANY * running(c) for c in review.candidates if c.cost_per_case},
        per_year=_per_year(found, prices.costs.cases_per_year),
    )


def _cheapest(found: Mapping[str, Estimate]) -> str | None:
    """Which of the others is cheapest; None where it is not known what one of them costs."""
    others = {name: one.value for name, one in found.items() if name != "team"}
    known = {name: value for name, value in others.items() if value is not None}
    return min(known, key=lambda name: known[name]) if len(known) == len(others) else None


def _per_year(found: Mapping[str, Estimate], cases: float | None) -> Costs | Omitted:
    if cases is None:
        return OMITTED
    return Costs(**{name: one.times(cases / _MANY) for name, one in found.items()})
