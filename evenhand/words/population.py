"""Sentences on who is in the log, and how their scores are spread."""

from collections.abc import Sequence

from evenhand.findings import Representation, Represented, ScoreDistribution
from evenhand.review import Review
from evenhand.words import nouns, say


def representation_title(found: Representation) -> str:
    """The group that is furthest from its share in the population."""
    rated = [one for one in found.groups if one.ratio.value is not None and one.population]
    if not rated:
        return "No group of the population is in the log"
    furthest = max(rated, key=_distance)
    share = furthest.share.value or 0.0
    of = say.denominator(share, furthest.population)
    return (
        f"{say.name(furthest.group)}: {say.portion(share, of)} of {of:,} in the log, "
        f"{say.portion(furthest.population or 0.0, of)} of {of:,} in the population"
    )


def _distance(one: Represented) -> float:
    ratio = one.ratio.value or 0.0
    return max(ratio, 1 / ratio) if ratio else float("inf")


def representation_meaning(found: Representation, review: Review) -> str:
    """Whether that could be chance."""
    cases = nouns.cases(review)
    start = f"Counted among all {cases} of known group, with the {nouns.interval_name(review)}."
    if found.p_value is None:
        return f"{start} Fewer than two groups of the population can be tested."
    if found.p_value < 1 - review.method.interval:
        return f"{start} Chance alone would seldom make the log so unlike the population."
    return f"{start} A log drawn from the population could look like this by chance."


def scores_title(found: Sequence[ScoreDistribution]) -> str:
    """The lowest and the highest median score.

    Args:
        found: the groups that are large enough to be named.
    """
    some = [one for one in found if one.quantiles]
    if len(some) < 2:  # noqa: PLR2004  # nothing to compare
        return "Scores: fewer than two groups can be compared"
    low, high = min(some, key=_median), max(some, key=_median)
    least, most = say.apart(100 * _median(low), 100 * _median(high))
    return (
        f"Half of the scores are at most {least} of 100 among {say.name(low.group)}, {most} among "
        f"{say.name(high.group)}"
    )


def _median(one: ScoreDistribution) -> float:
    return one.quantiles[len(one.quantiles) // 2]


SCORES_MEANING = (
    "The dot is the middle score of a group, the line holds 80 of 100 of its scores; no outcome is "
    "needed for this, and none says whether the scores are right."
)
