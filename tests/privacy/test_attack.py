"""Of all that is stored of a kept review nobody learns more of a small count than "1 to k-1".

The linear programs of `attack` have every number that is stored, and the cells of the true cross
table of all columns, candidates, steps of confidence, days, arms and times as unknowns.
`python -m benchmarks.audit` looks at many more logs.
"""

from typing import Any

import numpy as np
import pytest

from evenhand.kept.merging import filled
from evenhand.kept.stepping import Groups
from tests.privacy.attack import Attacker, Equation, attacked, without_meaning

Attack = tuple[Attacker, list[Equation], list[Any]]
DATED, ARMS, SEVERAL = 19, 8, 11


@pytest.fixture(scope="module")
def attacks() -> dict[int, Attack]:
    """What is stored of a log with days, of one with arms, and of one with three candidates."""
    return {seed: attacked(seed) for seed in (DATED, ARMS, SEVERAL)}


@pytest.mark.parametrize("seed", [DATED, ARMS, SEVERAL])
def test_nothing_that_is_stored_tells_a_small_count(attacks: dict[int, Attack], seed: int) -> None:
    """Every stored number is true and understood; each small count could be 1, and k-1."""
    attacker, known, asked = attacks[seed]
    assert not without_meaning(attacker.stored)
    assert all(attacker.kinds["n"][mask].sum() == value for mask, value in known)
    assert len(asked) > 100
    assert attacker.learned(known, asked) == 0


def test_a_number_that_nobody_has_thought_of_is_noticed(attacks: dict[int, Attack]) -> None:
    """A field that is stored one day, in whatever place, has to be given its meaning first."""
    stored = attacks[SEVERAL][0].stored
    assert without_meaning({**stored, "by_hour": [3, 4]}) == {"by_hour"}
    deeper = {**stored, "tables": {"model": {"": {"": {"n": [12], "seconds": [0.5]}}}}}
    assert without_meaning(deeper) == {"tables.model...seconds"}


@pytest.mark.parametrize(
    ("seed", "columns"),
    [
        pytest.param(ARMS, ["arm", "label", "race"], id="arms of a group"),
        pytest.param(DATED, ["period", "label", "answer", "other"], id="days"),
        pytest.param(SEVERAL, ["race", "label", "third"], id="another candidate's answers"),
        pytest.param(SEVERAL, ["race", "label", "answer", "at"], id="everybody's steps"),
        pytest.param(SEVERAL, ["sex", "race", "label", "answer", "other"], id="crossed columns"),
        pytest.param(DATED, ["ms", "label", "answer"], id="times"),
    ],
)
def test_a_table_that_should_not_be_there_is_found(
    attacks: dict[int, Attack], seed: int, columns: list[str]
) -> None:
    """One small count that is told as it is, of each sort, is one that the attacker learns."""
    attacker, known, _ = attacks[seed]
    told = (attacker.kinds.groupby(columns)["n"].sum()).loc[
        lambda n: (n > 1) & (n < attacker.least)
    ]
    key = told.index[0]
    mask = np.all([attacker.kinds[c] == v for c, v in zip(columns, key, strict=True)], axis=0)
    assert attacker.learned(known, [mask]) == 0
    assert attacker.learned([*known, (mask, int(told.iloc[0]))], [mask]) > 0


def test_everybodys_finer_steps_would_tell_of_a_group_that_has_nearly_all() -> None:
    """13 of the group in both steps and 2 others, both in the second: 3 or more are in the first.

    There the group has 5: with the first step by itself somebody learns "3 to 5" of it.
    """
    n = np.array([5, 8, 0, 2])
    groups, step = np.array([0, 0, 1, 1]), np.array([0.6, 0.7, 0.6, 0.7])
    counts, enough = Groups(n, [groups]).needed(0 * groups, step, np.arange(4), 11)
    assert filled(counts, enough).tolist() == [0, 0]
    more = Groups(n + np.array([0, 0, 20, 20]), [groups])
    assert filled(*more.needed(0 * groups, step, np.arange(4), 11)).tolist() == [0, 1]
    both = Groups(n + np.array([15, 15, 0, 0]), [groups])  # no count of the group is small
    assert filled(*both.needed(0 * groups, step, np.arange(4), 11)).tolist() == [0, 1]
