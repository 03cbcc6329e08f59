"""Where is a candidate wrong most often? A search over all slices of one column and of two.

A slice is the cases of one group of a protected or context column, or of one group each of two of
them. Each is tested against everybody else by Fisher's exact test (one-sided, hypergeometric), with
Holm's correction for all slices searched, and has a Wilson interval that holds for all of them at
once (Bonferroni). The worst are those whose error is surely large, by the lower end of that
interval: by the error itself small slices would lead by luck, and by the p-value large ones would
lead by size.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from scipy import stats

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.fairness.combined import Combined, combined
from evenhand.findings import OMITTED, Omitted, Slice, SliceSearch
from evenhand.review import Review
from evenhand.statistics import MOST_EXACT
from evenhand.tally import UNKNOWN, Tally, added_up

MOST_SLICES: Final = 10


@dataclass(frozen=True, slots=True)
class _Cut:
    """The slices of one column, or of two, that can be judged.

    Attributes:
        columns: which.
        names: of the groups that make each slice, one a column.
        n: labelled cases.
        wrong: those answered wrongly.
    """

    columns: tuple[str, ...]
    names: list[tuple[str, ...]]
    n: Ints
    wrong: Ints


def worst_slices(tally: Tally, review: Review) -> dict[str, SliceSearch] | Omitted:
    """By candidate, where it is wrong most often.

    Omitted where there is no column to look at, or columns are not counted together.
    """
    if not tally.groups or tally.apart is not None:
        return OMITTED
    return {one.name: search(tally, review, one.name) for one in review.candidates}


def search(tally: Tally, review: Review, candidate: str) -> SliceSearch:
    """The slices on which a candidate is wrong more often than elsewhere, the worst first.

    A group smaller than the review's `min_group`, or unknown, is no slice; neither is everybody,
    nor a slice of two columns with the same cases as one of a single column.

    Args:
        tally: the counts.
        review: of those counts.
        candidate: its name.
    """
    kinds = combined(tally.cells[candidate], tally.positive)
    cuts = list(_cuts(tally, kinds, review.method.min_group))
    n = np.concatenate([cut.n for cut in cuts])
    wrong = np.concatenate([cut.wrong for cut in cuts])
    if not len(n):
        return SliceSearch(0, ())
    cases, errors = int(kinds.labelled.sum()), int(kinds.wrong.sum())
    p_values = more_than_elsewhere(wrong, n, errors, cases)
    adjusted = holm(p_values)
    level = 1 - (1 - review.method.interval) / len(n)
    found = statistics.rates(wrong.tolist(), n.tolist(), level)
    named = [(cut.columns, " & ".join(names)) for cut in cuts for names in cut.names]
    worse = [i for i in range(len(n)) if int(wrong[i]) * cases > errors * int(n[i])]
    worse.sort(key=lambda i: (-(found[i].low or 0.0), named[i]))
    return SliceSearch(
        len(n),
        tuple(
            Slice(
                *named[i],
                n=int(n[i]),
                wrong=int(wrong[i]),
                error=found[i],
                rest=statistics.rate(
                    errors - int(wrong[i]), cases - int(n[i]), review.method.interval
                ),
                p_value=float(p_values[i]),
                adjusted=float(adjusted[i]),
            )
            for i in worse[:MOST_SLICES]
        ),
    )


def _cuts(tally: Tally, kinds: Combined, least: int) -> Iterator[_Cut]:
    """Every column, and every two."""
    whole = {
        column: added_up(kinds.labelled, kinds.cells.groups[column], len(names))
        for column, names in tally.groups.items()
    }
    for columns in (*((c,) for c in tally.groups), *combinations(tally.groups, 2)):
        yield _cut(tally, kinds, columns, least, [whole[c] for c in columns])


def _cut(
    tally: Tally, kinds: Combined, columns: tuple[str, ...], least: int, whole: list[Ints]
) -> _Cut:
    """The slices of some columns; `whole` has the cases of each group of each of them."""
    shape = tuple(len(tally.groups[column]) for column in columns)
    codes = np.ravel_multi_index(tuple(kinds.cells.groups[c] for c in columns), shape)
    n = added_up(kinds.labelled, codes, math.prod(shape))
    places = np.flatnonzero((n >= least) & (n < kinds.labelled.sum()))
    parts = np.unravel_index(places, shape)
    kept = np.ones(len(places), dtype=bool)
    for column, part, cases in zip(columns, parts, whole, strict=True):
        kept &= np.array([name != UNKNOWN for name in tally.groups[column]])[part]
        kept &= (n[places] < cases[part]) | (len(columns) == 1)
    named = [
        [tally.groups[column][place] for place in part[kept].tolist()]
        for column, part in zip(columns, parts, strict=True)
    ]
    wrong = added_up(kinds.wrong, codes, math.prod(shape))
    places = places[kept]
    return _Cut(columns, list(zip(*named, strict=True)), n[places], wrong[places])


def more_than_elsewhere(wrong: Ints, n: Ints, errors: int, cases: int) -> Floats:
    """How likely so many errors or more in a slice are, if they fell on cases at random.

    Exact (hypergeometric: Fisher's one-sided test against everybody else); above a thousand million
    cases the normal law gives the same, and only that can be worked out.

    Args:
        wrong: errors in each slice.
        n: cases in each slice.
        errors: among all.
        cases: all.

    >>> float(more_than_elsewhere(np.array([9]), np.array([30]), 100, 1000)[0])
    0.001...
    """
    if cases <= MOST_EXACT:
        return np.asarray(stats.hypergeom.sf(wrong - 1, cases, errors, n), dtype=np.float64)
    share, part = errors / cases, n / cases
    spread = np.sqrt(n * share * (1 - share) * (1 - part))
    with np.errstate(divide="ignore"):  # all wrong, or none: no slice has more than elsewhere
        return np.asarray(stats.norm.sf((wrong - 0.5 - n * share) / spread), dtype=np.float64)


def holm(p_values: Floats) -> Floats:
    """P-values corrected for their number (Holm 1979): any false alarm in at most so many searches.

    Not statsmodels' `multipletests`, the tests' oracle: it runs a full garbage collection, 0.1 s
    with everything loaded.

    >>> [round(p, 2) for p in holm(np.array([0.01, 0.04, 0.03])).tolist()]
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values)
    steps = p_values[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return corrected
