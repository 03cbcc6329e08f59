"""The tables of New York City's Local Law 144 (6 RCNY 5-300 and following, as of July 2023).

The rule asks for rates and impact ratios, sets no limit on them, and knows no four fifths.
"""

from typing import Final

import numpy as np

from evenhand.arrays import Ints
from evenhand.fairness.impact import Rate
from evenhand.fairness.scores import Scored
from evenhand.findings import LocalLaw144, LocalLawRow
from evenhand.review import Method
from evenhand.tally import UNKNOWN

LEAST_SHARE: Final = 0.02


def local_law_144(
    names: tuple[str, ...],
    favoured: list[Rate],
    method: Method,
    scores: Scored | None = None,
    codes: Ints | None = None,
) -> LocalLaw144:
    """The tables of one protected column, or of two crossed.

    The scoring rate is the share with a score strictly above the median of the full sample, people
    of unknown group among them. A group under two in a hundred of the data, or under the review's
    `min_share` where that is more, may be left out of ratios: it is listed with its rate, and no
    other group is set against it.

    Args:
        names: of the groups.
        favoured: favourable answers, of how many answered.
        method: the review's.
        scores: the candidate's, if it gives any.
        codes: each of the tally's cells' group, where there are scores.
    """
    least = max(method.min_share, LEAST_SHARE)
    scoring, median = None, None
    if scores is not None and codes is not None:
        median, group = scores.median, codes[scores.keep]
        above, everybody = (
            np.bincount(group, weights, len(names)).astype(np.int64).tolist()
            for weights in (scores.n * (scores.value > median), scores.n)
        )
        scoring = _rows(names, list(zip(above, everybody, strict=True)), least)
    return LocalLaw144(
        selection=_rows(names, favoured, least),
        scoring=scoring,
        median=median,
        exact=scores is None or scores.exact,
        unknown=sum(n for name, (_, n) in zip(names, favoured, strict=True) if name == UNKNOWN),
        least_share=least,
    )


def _rows(names: tuple[str, ...], rates: list[Rate], least: float) -> tuple[LocalLawRow, ...]:
    """Every known group of which there is anybody."""
    total = max(1, sum(n for _, n in rates))
    known = [(name, k, n) for name, (k, n) in zip(names, rates, strict=True) if n]
    rows = [(name, k, n) for name, k, n in known if name != UNKNOWN]
    best = max((k / n for _, k, n in rows if n / total >= least), default=0.0)
    return tuple(
        LocalLawRow(name, n, k, k / n, _ratio(k / n, best, n / total, least), n / total)
        for name, k, n in rows
    )


def _ratio(rate: float, best: float, share: float, least: float) -> float | None:
    return rate / best if best and share >= least else None
