"""What is worked out of a kept review claims no more than its counts tell."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import evenhand
from evenhand import document, kept, words
from evenhand import review as reviews
from evenhand.findings import OMITTED, CostsOfDeciding
from evenhand.kept import Kept, Terms
from evenhand.words import costs as cost_words
from tests.core.making import keys
from tests.core.test_kept_walk import both

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TERMS = Terms("a", "b", NOW, NOW + timedelta(days=1))


@pytest.mark.usefixtures("quick")
def test_right_and_wrong_alone_are_no_classes_that_are_taken_for_each_other() -> None:
    """Of a binary review it is left out as ever, also where only right and wrong is kept."""
    _, one = both(2, 600)
    assert not one.tally.tells_answers("model")
    handoff = one.findings().handoff
    assert handoff is not None
    assert handoff.confusions is OMITTED


@pytest.mark.usefixtures("quick")
def test_of_classes_nothing_is_named_where_only_right_and_wrong_is_kept() -> None:
    """Neither which is taken for which, nor how many were out of scope."""
    rng = np.random.default_rng(1)
    label = rng.choice(["a", "b", "c"], 500, p=[0.4, 0.3, 0.3])
    right = rng.random(500) < np.where(label == "c", 0.9, 0.7)
    said = np.where(right, label, rng.choice(["a", "b"], 500))
    frame = pd.DataFrame({"y": label, "said": said, "sure": rng.choice([0.6, 0.9], 500)})
    model = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    columns = {"positive": "c", "out_of_scope": "c", "protected": None}
    one = _kept(frame, keys(candidates=[model], columns=columns, handoff=PLAN))
    assert not one.tally.tells_answers("model")
    handoff = one.findings().handoff
    assert handoff is not None
    assert (handoff.confusions, handoff.out_of_scope) == (None, None)


@pytest.mark.usefixtures("quick")
def test_what_was_said_lies_within_the_steps_that_are_kept() -> None:
    """The mean confidence of the log is no further from the kept one than the steps are wide."""
    log, one = both(6, 3_000, alone=True, human_accuracy=0.9)
    assert not one.left_out
    was, now = log.findings().handoff, one.findings().handoff
    assert was is not None
    assert now is not None
    assert was.believed is not None
    assert now.believed is not None
    assert was.believed.steps is None
    assert now.believed.steps is not None
    assert 0 < now.believed.steps < 0.1
    assert abs(was.believed.said - now.believed.said) <= now.believed.steps
    assert was.believed.right == now.believed.right


def test_nothing_is_the_cheapest_where_what_the_rule_costs_is_not_kept() -> None:
    """The rule is the cheapest by far in the log, so that people are not."""
    one = _kept(_few_apart(), keys(columns={"protected": None}, handoff=PLAN, costs=COSTS))
    found = one.findings()
    assert found.handoff is not None
    costs = found.handoff.costs
    assert isinstance(costs, CostsOfDeciding)
    assert costs.rule is not None
    assert costs.rule.value is None
    assert costs.people.value is not None
    assert costs.cheapest_other is None
    assert costs.difference.value is None
    amount = cost_words.amount(costs.team.value or 0.0, one.review)
    assert words.deciding_title(found, one.review) == (
        f"From 80 % confidence on, 1,000 cases cost {amount} decided together"
    )


PLAN = {"threshold": 0.8, "human_accuracy": 0.9}
COSTS = {"false_positive": 5.0, "false_negative": 20.0, "review": 9.0}


def _few_apart() -> pd.DataFrame:
    """A rule so seldom wrong that it is not kept on which cases it is."""
    rng = np.random.default_rng(2)
    score = rng.choice([0.1, 0.4, 0.6, 0.9], 1_500)
    label = (rng.random(1_500) < score).astype(int)
    rule = np.where(rng.random(1_500) < 0.97, label, 1 - label)
    return pd.DataFrame({"y": label, "score": score, "rule": rule})


def _kept(frame: pd.DataFrame, review: dict[str, object]) -> Kept:
    audit = evenhand.open(reviews.parse(review), frame=frame)
    origin = document.origin(audit.log)
    return kept.kept(audit.tally, audit.review, origin, audit.findings(), TERMS)
