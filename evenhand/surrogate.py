"""Why, where there is no model file: a stand-in that learned to answer as the model did.

Boosted trees learn the model's log-odds, or its answers, from the features in the log. What is said
of why is said of them, and beside it how well they follow the model in cases that they did not
learn from. They have no single cases: in one case they may differ from the model without anybody
seeing it.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from evenhand import explanation, statistics
from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.explanation import Explanation, Follows, Overall, Points, Shap
from evenhand.findings import Estimate
from evenhand.log import NO_NUMBER, Log
from evenhand.models import Heard, stand_in
from evenhand.review import Candidate, Review
from evenhand.text import canonical

FEWEST: Final = 400
"""Cases with an answer; with fewer, nothing is said."""

MOST: Final = 20_000
"""Cases that are used, drawn by chance."""

_HELD_OUT: Final = 0.4
_DRAWS: Final = 400
_FURTHEST: Final = 1e-3  # from 0 and 1 that a score is taken for, so that it has log-odds
_SAID: Final = "\0said"
_ABOUT: Final = "the cases that the stand-in learned from"


def explain(log: Log) -> Explanation:
    """Explain the model of a review, or a stand-in for it where its file is not there.

    Args:
        log: the decisions.
    """
    candidate = stands_for(log.review)
    return explanation.explain(log) if candidate is None else _told(log, candidate)


def overall(log: Log, heard: Heard) -> Explanation:
    """The same over many cases alone, without single ones.

    Args:
        log: the decisions.
        heard: is told how many cases are explained, of how many.
    """
    candidate = stands_for(log.review)
    return explanation.overall(log, heard) if candidate is None else _told(log, candidate)


def stands_for(review: Review) -> Candidate | None:
    """Whose answers a stand-in would learn: the model's, where features but no file are named."""
    columns = review.columns
    with_file = any(candidate.model for candidate in review.candidates)
    if with_file or not columns.features or review.explanation.overall is not None:
        return None
    own = review.handoff_candidate
    return next((each for each in (own, *review.candidates) if each.role == "model"), None)


def _told(log: Log, candidate: Candidate) -> Explanation:
    try:
        return _explained(log.review, candidate, _cases(log, candidate))
    except InputError as error:
        return Explanation(None, (), str(error))


def _cases(log: Log, candidate: Candidate) -> pd.DataFrame:
    """Cases that the model answered, in an order by chance, with what it said."""
    said = log.number(candidate.score) if candidate.score else log.answer(candidate)
    wanted = {name: log.number(name) for name in log.review.columns.features}
    rows = explanation.rows_of(log.source, {**wanted, _SAID: log.acting(candidate, said)})
    rows = rows[rows[_SAID].notna()]
    if len(rows) < FEWEST:
        message = f"without a model file, a stand-in needs {FEWEST} cases with an answer"
        raise InputError(message, where="[columns] features")
    if (rows[list(wanted)].abs() >= NO_NUMBER).to_numpy().any():
        raise InputError("a feature holds text; expected numbers", where="[columns] features")
    rng = np.random.default_rng(log.review.method.seed)
    return rows.iloc[rng.permutation(len(rows))[:MOST]]


def _explained(review: Review, candidate: Candidate, cases: pd.DataFrame) -> Explanation:
    rows = cases[list(review.columns.features)].to_numpy(np.float64)
    target, yes = _targets(review, candidate, cases[_SAID])
    held = round(_HELD_OUT * len(rows))
    learned = stand_in(
        rows[held:], target[held:], rows[:held],
        scores=candidate.score is not None, most=explanation.SAMPLE,
    )  # fmt: skip
    some = len(learned.amounts)
    found = Shap(
        review.columns.features, rows[:some], learned.amounts, learned.base,
        learned.outputs[:some], _ABOUT,
    )  # fmt: skip
    if not found.adds_up():
        raise InputError("The contributions do not add up to the stand-in's output.")
    follows = _follows(
        review, candidate, target[:held], yes[:held], learned.outputs, len(rows) - held
    )
    drives = _overall(review, candidate, found, len(cases))
    if not follows.is_close:  # then no case's amounts are anything like the model's
        drives = replace(drives, points=None)
    return Explanation(drives, (), None, follows)


def _targets(
    review: Review, candidate: Candidate, said: "pd.Series[float]"
) -> tuple[Floats, Floats]:
    """What is learned, log-odds of scores or answers; and whether each answer was a yes."""
    if candidate.score is None:
        positive = canonical(review.columns.positive)
        yes = np.array([canonical(value) == positive for value in said], dtype=np.float64)
        return yes, yes
    score = said.to_numpy(np.float64)
    if ((score < 0) | (score > 1)).any():
        raise InputError("expected scores from 0 to 1", where=candidate.name)
    chance = np.clip(score, _FURTHEST, 1 - _FURTHEST)
    return np.log(chance) - np.log1p(-chance), (score >= candidate.threshold).astype(np.float64)


def _overall(review: Review, candidate: Candidate, found: Shap, cases: int) -> Overall:
    level = review.method.interval
    features = sorted(explanation.importance(found, level), key=lambda each: -each.mean_abs)
    return Overall(
        candidate.name, explanation.target_of(review), len(found.amounts), found.background,
        tuple(features), len(found.amounts), cases,
        Points(found.names, found.inputs, found.amounts), "exact for the stand-in's trees",
    )  # fmt: skip


def _follows(
    review: Review, candidate: Candidate, target: Floats, yes: Floats, outputs: Floats, learned: int
) -> Follows:
    """How well the stand-in does in the cases that it did not learn from."""
    n = len(yes)
    cut = candidate.threshold if candidate.score is not None else 0.5
    with np.errstate(over="ignore"):
        own = 1 / (1 + np.exp(-outputs)) >= cut
    agreement = statistics.rate(int((own == yes).sum()), n, review.method.interval)
    share = float(yes.mean())
    r2 = _r2(review, target, outputs) if candidate.score is not None else None
    return Follows(agreement, max(share, 1 - share), r2, learned)


def _r2(review: Review, target: Floats, outputs: Floats) -> Estimate:
    """The share of the spread that is followed, with a bootstrap interval over the cases."""
    if np.ptp(target) == 0:
        return Estimate(n=len(target))
    rng = np.random.default_rng(review.method.seed)
    rows = rng.integers(len(target), size=(_DRAWS, len(target)))
    drawn, left = target[rows], (target - outputs)[rows]
    spread = drawn.var(axis=1)
    values = 1 - (left**2).mean(axis=1)[spread > 0] / spread[spread > 0]
    tail = (1 - review.method.interval) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    value = 1 - float(((target - outputs) ** 2).mean() / target.var())
    return Estimate(value, float(low), float(high), len(target))
