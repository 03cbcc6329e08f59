"""Fairlearn's `ThresholdOptimizer` on the tally: equal rates by tossing a coin near a threshold.

The library wants rows, so they are made from the counts, at most 100,000 of them, drawn evenly. The
way to decide that it finds is then judged on all cases, by its probabilities and not by its coins.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.mitigation.curves import Scored

MOST_ROWS: Final = 100_000
MOST_GROUPS: Final = 20  # above that the library takes many seconds
_PARITY: Final = {
    "selection_rate": "demographic_parity",
    "true_positive_rate": "true_positive_rate_parity",
    "false_positive_rate": "false_positive_rate_parity",
}


def coin_tosses(found: Scored, metric: str, seed: int) -> Iterator[tuple[str, Floats]]:
    """What the library made equal, and how often it says yes; groups by scores.

    Nothing where a group lacks one of the outcomes, or with more than `MOST_GROUPS` groups.

    Args:
        found: the cases.
        metric: a rate to make equal.
        seed: where the drawing of rows begins.
    """
    counts = np.stack([found.negative, found.positive], axis=2)
    rows = sampled(counts.ravel(), MOST_ROWS, seed)
    both = rows.reshape(counts.shape).sum(axis=1).all()
    if not both or len(found.names) > MOST_GROUPS:
        return  # it refuses a group without one of the outcomes
    for constraint in (_PARITY[metric], "equalized_odds"):
        yield constraint, _fitted(rows, counts.shape, constraint)


def sampled(counts: Ints, most: int, seed: int) -> Ints:
    """Counts scaled down to at most so many, every n-th case from a seeded start.

    >>> sampled(np.array([6, 0, 4]), 5, 1), sampled(np.array([1, 2]), 5, 1)
    (array([3, 0, 2]), array([1, 2]))
    """
    total = int(counts.sum())
    if total <= most:
        return counts
    start = np.random.default_rng(seed).random()
    places = ((np.arange(most) + start) * (total / most)).astype(np.int64)
    owners = np.searchsorted(np.cumsum(counts), places, side="right")
    return np.bincount(owners, minlength=len(counts)).astype(np.int64)


def _fitted(rows: Ints, shape: tuple[int, ...], constraint: str) -> Floats:
    from fairlearn.postprocessing import ThresholdOptimizer  # noqa: PLC0415  # a second to import
    from sklearn.linear_model import LinearRegression  # noqa: PLC0415

    given = LinearRegression()  # a model that has answered: it hands on its only input, the score
    given.coef_, given.intercept_ = np.ones(1), 0.0

    axes = np.unravel_index(np.arange(len(rows)), shape)
    group, score, label = (np.repeat(axis, rows) for axis in axes)
    optimizer = ThresholdOptimizer(
        estimator=given, constraints=constraint, prefit=True, predict_method="predict"
    )
    optimizer.fit(score[:, None] / shape[1], label, sensitive_features=group)
    groups, scores = np.indices(shape[:2])
    sure = optimizer._pmf_predict(  # noqa: SLF001  # its probabilities; `predict` tosses the coins
        scores.reshape(-1, 1) / shape[1], sensitive_features=groups.ravel()
    )
    return np.asarray(sure[:, 1], dtype=np.float64).reshape(shape[:2])
