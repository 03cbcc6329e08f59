"""Counts read at a review's own edges and thresholds, from counts that are finer.

Adding up whole numbers gives, to the last bit, what the engine would have counted in the first
place; so the same pass over the log serves every place where one could reasonably cut.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Final

import numpy as np
import pyarrow as pa

from evenhand.arrays import Ints, Mask
from evenhand.counting import FIXED, OVER, STEPS, Counted
from evenhand.review import Candidate, Edges, Review

_AMOUNTS: Final = ("rows", "n", "half", "bad", "sure", "square")


def at(counted: Counted, review: Review) -> Counted:
    """The counts where a review cuts.

    Args:
        counted: as the engine gave them, at more edges and thresholds than one review has.
        review: the review of those counts, or one that differs in edges and thresholds that were
            counted too.
    """
    candidate = next(c for c in review.candidates if c.name == counted.query.candidate.name)
    asked = replace(counted, query=replace(counted.query, candidate=candidate))
    table = _at_threshold(asked, candidate)
    table = _at_edges(table, _places(counted.edges, review))
    if table is counted.table:
        return asked
    return replace(asked, table=_added_up(table), edges={}, thresholds=())


def _places(finer: Mapping[str, Edges], review: Review) -> dict[str, Ints]:
    """By key, which interval of the review each finer one lies in."""
    found = {}
    for number, name in enumerate(review.columns.groups):
        if name in finer:
            own = np.array(review.columns.edges[name])
            found[f"g{number}"] = np.searchsorted(own, [-np.inf, *finer[name]], side="right")
    return found


def _at_edges(table: pa.Table, places: Mapping[str, Ints]) -> pa.Table:
    for key, place in places.items():
        column = table.column(key).combine_chunks().cast(pa.int64())
        table = _with(table, key, pa.array(place).take(column))
    return table


def _at_threshold(counted: Counted, candidate: Candidate) -> pa.Table:
    """Steps with the answer at a candidate's threshold; a score that is not in steps needs none.

    Where another threshold gives another answer, the confidence is turned round as well; its lower
    edge is then the one next to the exact edge.
    """
    table = counted.table
    if not counted.query.binned or not counted.thresholds:
        return table
    code = np.asarray(counted.column("code"), dtype=np.float64)
    over = np.floor(code / OVER + 0.5)
    own = code - OVER * over
    flipped = np.zeros(len(own), dtype=bool)
    if candidate.threshold in counted.thresholds:
        yes = over > counted.thresholds.index(candidate.threshold)
        flipped = np.asarray(np.isfinite(own) & (yes != (own > 0)) & (np.abs(own) <= STEPS + 1))
        turned = np.maximum(STEPS - np.abs(own), 0) + 1
        own = np.where(flipped, np.where(yes, turned, -turned), own)
    table = _with(table, "code", pa.array(own, from_pandas=True))
    return _turned_round(table, counted, flipped) if flipped.any() else table


def _turned_round(table: pa.Table, counted: Counted, flipped: Mask) -> pa.Table:
    """The sums of 1 - confidence, where the answer is the other one."""
    ones = counted.cases() * FIXED
    sure, square = (counted.column(name).astype(np.float64) for name in ("sure", "square"))
    for name, other in (("sure", ones - sure), ("square", ones - 2 * sure + square)):
        own = sure if name == "sure" else square
        table = _with(table, name, pa.array(np.where(flipped, other, own), from_pandas=True))
    if "passed" not in table.column_names:
        return table
    passed = [bool(known) for known in table.column("passed").to_pylist()]
    return _with(table, "passed", pa.array(np.array(passed) & ~flipped))


def _with(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


def _added_up(table: pa.Table) -> pa.Table:
    """One row per combination of keys; whatever type the keys have, they are only compared."""
    amounts = [name for name in table.column_names if name in _AMOUNTS]
    keys = [_codes(table.column(n)) for n in table.column_names if n not in _AMOUNTS]
    together = reduce(_crossed, keys, np.zeros(len(table), dtype=np.int64))
    _, first, kind = np.unique(together, return_index=True, return_inverse=True)
    numbered = table.select(amounts).append_column("kind", pa.array(kind))
    sums = numbered.group_by("kind").aggregate([(name, "sum") for name in amounts])
    sums = sums.sort_by("kind")
    kept = table.take(pa.array(first))
    for name in amounts:
        kept = _with(kept, name, sums.column(f"{name}_sum"))
    return kept


def _codes(column: pa.ChunkedArray) -> Ints:
    encoded = column.combine_chunks().dictionary_encode("encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def _crossed(one: Ints, two: Ints) -> Ints:
    """Two keys as one, small again after each step."""
    size = int(two.max(initial=0)) + 1
    return np.asarray(np.unique(one * size + two, return_inverse=True)[1], dtype=np.int64)
