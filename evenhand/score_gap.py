"""Through which inputs do the scores of two groups differ?

The mean output of one group less that of another is the sum, over the inputs, of the difference of
their mean SHAP values: exactly, since base and contributions add up to the output in every case.
This says through which inputs a gap comes about, not whether it is justified. Beside each input
stands how well it tells the two groups apart: one that does may stand in for the group.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import narwhals as nw
import numpy as np
import pandas as pd

from evenhand import statistics
from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.explanation import (
    SAMPLE,
    SCORE,
    Shap,
    agrees,
    answered_in_log,
    cases_of,
    shap_values,
    target_of,
)
from evenhand.findings import Estimate
from evenhand.log import Log
from evenhand.models import Heard, Model, model_of
from evenhand.ranking import ranking
from evenhand.review import Review
from evenhand.tally import UNKNOWN, group_name, joined_name
from evenhand.text import canonical

GROUP: Final = "\0group"
_LEAST: Final = 2  # cases, for a variance


@dataclass(frozen=True, slots=True)
class GapPart:
    """What one input has to do with the gap.

    Attributes:
        name: the input.
        amount: the difference of its mean SHAP values, the lower group's taken from the higher's.
        apart: of all pairs of one case of each group, the share in which the higher group's has
            more of the input, ties half (AUC): 0.5 tells nothing of the group.
        is_group: whether the input is itself what the groups are made of.
    """

    name: str
    amount: Estimate
    apart: Estimate
    is_group: bool


@dataclass(frozen=True, slots=True)
class ScoreGap:
    """What drives the difference between the scores of two groups.

    Attributes:
        candidate: whose model it is.
        attribute: by which groups.
        higher: the group with the higher mean score.
        lower: the one with the lowest.
        target: what the amounts are of, such as the log-odds of positive.
        explained: how many cases of each were explained.
        cases: how many cases of each the log has.
        scores: the mean score of each, over all those.
        gap: the difference of their mean outputs over the cases explained: the sum of the parts.
        parts: largest first.
    """

    candidate: str
    attribute: str
    higher: str
    lower: str
    target: str
    explained: tuple[int, int]
    cases: tuple[int, int]
    scores: tuple[float, float]
    gap: Estimate
    parts: tuple[GapPart, ...]


def score_gap(log: Log, attribute: str, heard: Heard = lambda _done, _of: None) -> ScoreGap:
    """What drives the gap between the two groups whose mean scores are furthest apart.

    Args:
        log: the decisions.
        attribute: one of the review's.
        heard: is told how many cases are explained, of how many; what it raises ends the work.

    Raises:
        InputError: nothing can be said of it; the message says why.
    """
    review = log.review
    model, cases = grouped_cases(log, attribute)
    groups = _furthest(cases, review, attribute)
    both = [cases[cases[GROUP] == group] for group in groups]
    found, first = _explained(review, model, both, heard)
    return _between(review, model, attribute, (groups, both), (found, first))


def grouped_cases(log: Log, attribute: str) -> tuple[Model, pd.DataFrame]:
    """The model and the cases that the log has an answer of it for, in `GROUP` the group of each.

    Args:
        log: the decisions.
        attribute: one of the review's.

    Raises:
        InputError: there is no model to ask about them; the message says why.
    """
    review, model = log.review, model_of(log.review, log.attached)
    if model is None:
        raise InputError("there is no model file", where="[[candidates]] model")
    if review.explanation.cases is not None or model.text is not None:
        raise InputError("the cases explained here come from a file of their own, without groups")
    found = cases_of(log, model, group_columns(log, attribute))
    cases = with_groups(found, review, attribute)
    if not agrees(model, cases):
        raise InputError("gives other scores than the log", where=model.where)
    return model, answered_in_log(cases)


def group_columns(log: Log, attribute: str) -> dict[str, nw.Expr]:
    """The columns that make the groups, by names that no feature can have.

    Args:
        log: the decisions.
        attribute: one of the review's.
    """
    columns = log.review.attributes[attribute]
    return {f"{GROUP}{place}": log.group(name) for place, name in enumerate(columns)}


def with_groups(cases: pd.DataFrame, review: Review, attribute: str) -> pd.DataFrame:
    """Cases with the name of the group of each in `GROUP`.

    Args:
        cases: with `group_columns`.
        review: which names what numbers are cut at.
        attribute: one of the review's.
    """
    edges = [review.columns.edges.get(name) for name in review.attributes[attribute]]
    first, *rest = (
        cases[f"{GROUP}{place}"]
        .map(canonical)
        .map(lambda value, e=e: group_name(value, e), na_action=None)
        for place, e in enumerate(edges)
    )
    for other in rest:
        first = pd.Series(map(joined_name, first, other), index=cases.index)
    return cases.assign(**{GROUP: first})


def _furthest(cases: pd.DataFrame, review: Review, attribute: str) -> tuple[str, str]:
    """The groups with the highest and the lowest mean score, of those large enough."""
    by_group = cases.groupby(GROUP)[SCORE].agg(["size", "mean"]).drop(UNKNOWN, errors="ignore")
    large = by_group[by_group["size"] >= review.method.min_group]["mean"]
    if len(large) < 2:  # noqa: PLR2004
        least = review.method.min_group
        raise InputError(f"fewer than two groups have at least {least} cases", where=attribute)
    return str(large.idxmax()), str(large.idxmin())


def _explained(
    review: Review, model: Model, both: list[pd.DataFrame], heard: Heard
) -> tuple[Shap, int]:
    """Some cases of each of two groups, explained, and how many are of the first.

    Those of the first stand first.

    Raises:
        InputError: they do not add up, or too few can be explained.
    """
    rng = np.random.default_rng(review.method.seed)
    drawn = [_drawn(one, rng) for one in both]
    order = rng.permutation(sum(map(len, drawn)))  # the last of them may be left out
    found = shap_values(model, pd.concat(drawn).iloc[order], heard=heard)
    where = str(model.candidate.model)
    if not found.adds_up():
        raise InputError("its contributions do not add up to its output", where=where)
    of_first = order[: len(found.totals)] < len(drawn[0])
    first = int(of_first.sum())
    if min(first, len(of_first) - first) < _LEAST:
        raise InputError("takes too long to explain", where=where)
    sorted_by = np.argsort(~of_first, kind="stable")
    amounts, totals = found.amounts[sorted_by], found.totals[sorted_by]
    return replace(found, inputs=found.inputs[sorted_by], amounts=amounts, totals=totals), first


def _between(
    review: Review,
    model: Model,
    attribute: str,
    compared: tuple[tuple[str, str], list[pd.DataFrame]],
    explained: tuple[Shap, int],
) -> ScoreGap:
    groups, both = compared
    found, first = explained
    sizes = (first, len(found.totals) - first)
    parts = _parts(found, review, attribute, sizes, both)
    higher, lower = groups
    return ScoreGap(
        model.candidate.name, attribute, higher, lower, target_of(review, found.unit), sizes,
        (len(both[0]), len(both[1])),
        (float(both[0][SCORE].mean()), float(both[1][SCORE].mean())),
        _apart(found.totals, sizes[0], review.method.interval),
        tuple(sorted(parts, key=lambda part: -abs(part.amount.value or 0.0))),
    )  # fmt: skip


def _drawn(cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Half a sample, or all there are."""
    size = min(SAMPLE // 2, len(cases))
    return cases.iloc[np.sort(rng.choice(len(cases), size=size, replace=False))]


def _parts(
    found: Shap,
    review: Review,
    attribute: str,
    sizes: tuple[int, int],
    both: list[pd.DataFrame],
) -> Iterator[GapPart]:
    level, own = review.method.interval, review.attributes[attribute]
    for place, name in enumerate(found.names):
        amount = _apart(found.amounts[:, place], sizes[0], level)
        yield GapPart(name, amount, _told(both, name, level), name in own)


def _apart(amounts: Floats, first: int, level: float) -> Estimate:
    """The difference of the means of the first so many and of the others, by Welch's error."""
    one, two = amounts[:first], amounts[first:]
    value = float(one.mean() - two.mean())
    error = math.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two))
    wide = statistics.critical(level) * error
    return Estimate(value, value - wide, value + wide, len(amounts))


def _told(both: list[pd.DataFrame], name: str, level: float) -> Estimate:
    """How often a case of the first group has more of an input than one of the second."""
    values = pd.concat([one[name] for one in both]).to_numpy(np.float64)
    first = np.arange(len(values)) < len(both[0])
    known = np.isfinite(values)
    ones = np.ones(int(known.sum()), dtype=np.int64)
    found = ranking(values[known], ones, first[known])
    if found is None:
        return Estimate()
    wide = statistics.critical(level) * found.error
    low, high = max(0.0, found.value - wide), min(1.0, found.value + wide)
    return Estimate(found.value, low, high, len(ones))
