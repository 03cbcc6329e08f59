"""A review of a log without any difference seldom ends outside, and one with a difference does."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from evenhand import verdict
from evenhand.arrays import Floats
from evenhand.findings import State
from evenhand.metrics import Table
from evenhand.review import Review, parse
from tests.core import making
from tests.core.test_coverage import say

ATTRIBUTES = ("sex", "race")
KINDS = ("tp", "fp", "tn", "fn")


def review(*limits: dict[str, Any]) -> Review:
    """A review with every limit on both attributes."""
    criteria = [
        {"candidate": "rule", "attribute": name} | limit for name in ATTRIBUTES for limit in limits
    ]
    return parse(making.keys(criteria=criteria))


def difference(finding: str, most: float) -> dict[str, Any]:
    """A limit on how far groups are apart."""
    return {"finding": finding, "gap": "difference", "at_most": most}


NO_GAP = review(
    difference("selection_rate", 0.0),
    difference("true_positive_rate", 0.0),
    difference("accuracy", 0.0),
    difference("f1", 0.0),
    {"finding": "precision", "gap": "ratio", "at_least": 1.0},
    {"finding": "impact_ratio", "at_least": 1.0},
)


def table(rng: np.random.Generator, sizes: Any, kinds: Floats) -> Table:  # noqa: ANN401
    """Groups of these sizes, whose cases are of the four kinds with these chances."""
    tp, fp, tn, fn = rng.multinomial(sizes, kinds).T
    names = tuple(f"group {i}" for i in range(len(sizes)))
    nothing = np.zeros((len(sizes), 3))
    said = {"score": nothing, "excess": nothing, "unseen": nothing[:, :2]}
    return Table(names, sizes, tp + fp, tp + tn, tp, fp, tn, fn, **said)


def states(asked: Review, counted: dict[str, Table]) -> list[State]:
    """Each criterion on these counts, by the code that judges real ones."""
    evidence: Any = SimpleNamespace(review=asked, tables={"rule": counted})
    return [verdict.state(criterion, evidence) for criterion in asked.criteria]


def chances(rng: np.random.Generator) -> Floats:
    """Chances of the four kinds: a base rate, and how well the candidate does."""
    positive, hit, alarm = rng.uniform((0.1, 0.3, 0.02), (0.6, 0.95, 0.4))
    return np.array([
        positive * hit, (1 - positive) * alarm, (1 - positive) * (1 - alarm), positive * (1 - hit),
    ])  # fmt: skip


def sizes(rng: np.random.Generator) -> Any:  # noqa: ANN401
    """Two to twenty groups of 50 to 5,000."""
    return np.exp(rng.uniform(np.log(50), np.log(5000), rng.integers(2, 21))).astype(np.int64)


def test_logs_without_a_difference_are_outside_in_at_most_one_review_in_twenty() -> None:
    """Twelve criteria on two attributes, with limits at no difference at all."""
    rng, reviews, alarms = np.random.default_rng(1), 300, 0
    for _ in range(reviews):
        kinds = chances(rng)
        counted = {name: table(rng, sizes(rng), kinds) for name in ATTRIBUTES}
        alarms += State.OUTSIDE in states(NO_GAP, counted)
    say(f"false alarms: {alarms} of {reviews} reviews")
    assert alarms / reviews <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / reviews)


def test_one_limit_on_two_groups_is_outside_as_seldom_as_its_level_says() -> None:
    """Nothing to be simultaneous over, so false alarms come close to one in twenty."""
    rng, reviews, alarms = np.random.default_rng(2), 2000, 0
    [limit] = [difference("selection_rate", 0.0) | {"candidate": "rule", "attribute": "sex"}]
    one = parse(making.keys(criteria=[limit]))
    for _ in range(reviews):
        found = {"sex": table(rng, np.array([400, 700]), chances(rng))}
        alarms += states(one, found) == [State.OUTSIDE]
    say(f"false alarms of one limit: {alarms} of {reviews} reviews")
    assert alarms / reviews == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize(("n", "floor"), [(200, 0.1), (500, 0.5), (2000, 0.99)])
def test_a_difference_beyond_the_limit_is_found(n: int, floor: float) -> None:
    """One of five groups is selected 25 points less; the limit is 10, among four criteria."""
    rng, reviews, found = np.random.default_rng(n), 100, 0
    asked = review(difference("selection_rate", 0.1), difference("true_positive_rate", 0.3))
    usual, other = np.array([0.3, 0.2, 0.35, 0.15]), np.array([0.15, 0.1, 0.45, 0.3])
    for _ in range(reviews):
        alike = table(rng, np.full(5, n), usual)
        kinds = np.vstack([np.tile(usual, (4, 1)), other])
        counted = {"sex": table(rng, np.full(5, n), kinds), "race": alike}
        found += states(asked, counted)[0] is State.OUTSIDE
    say(f"a gap of 25 points, groups of {n}: found in {found} of {reviews} reviews")
    assert found / reviews >= floor
