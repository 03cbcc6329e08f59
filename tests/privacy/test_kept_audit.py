"""Whoever has a kept review's files cannot tell a small count better than "1 to k-1".

All published tables are equations in the true counts of the finest kinds of case, over all columns
at once. Whole numbers that fulfil them all, found by HiGHS (scipy.optimize.milp), show for every
count that was too small to be shown that it could as well be 1, and as well k-1. The equations are
written here from what is stored, without the code that made it.
"""

import json
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from evenhand.audit import Audit
from evenhand.kept import MERGED, coarse
from evenhand.kept.bounds import Table, is_exposed
from evenhand.kept.coding import decoded, encoded, written
from evenhand.tally import Tally
from tests.core.making import audit, keys
from tests.core.test_coarsen import PLAN, random_log

EDGE = 0.8
AXES = ("label", "answer", "other", "human", "side")
SHOWN = (
    ("label", "answer", "other"), ("label", "answer", "side"), ("label", "answer", "human"),
    ("label", "answer"), ("label", "other"), ("right", "side", "person"),
)  # fmt: skip


def truth(one: Audit) -> pd.DataFrame:
    """Cases of each of the finest kinds, by what all said and both columns."""
    cells = one.tally.cells["model"]
    frame = pd.DataFrame({axis: getattr(cells, axis) for axis in AXES[:4]})
    frame["side"] = 1 + (cells.confidence >= EDGE)
    for column in ("sex", "race"):
        frame[column] = np.array(one.tally.groups[column])[cells.groups[column]]
    frame["n"] = cells.n
    columns = [*AXES, "sex", "race"]
    counts = frame.groupby(columns)["n"].sum()
    every = pd.MultiIndex.from_tuples(
        product(*(sorted(frame[c].unique()) for c in columns)), names=columns
    )
    return counts.reindex(every, fill_value=0).reset_index()


def grouped(kinds: pd.DataFrame, attribute: str) -> pd.Series:
    """The name of each kind's group by an attribute; a pair with an unknown part is unknown."""
    parts = [kinds[column] for column in attribute.split(" & ") if column]
    if len(parts) < 2:
        return parts[0] if parts else pd.Series("", kinds.index)
    unknown = (parts[0] == "Unknown") | (parts[1] == "Unknown")
    return (parts[0] + " & " + parts[1]).where(~unknown, "Unknown")


def seen_as(kinds: pd.DataFrame, candidate: str, seen: str) -> pd.DataFrame:
    """What the tables of a candidate say of each kind."""
    found = kinds[list(AXES)].copy()
    label, answer, other, human = (kinds[axis] for axis in AXES[:4])
    if candidate == "rule":
        found["answer"] = other
    if seen == "marks":
        found["label"] = np.where(label < 0, -1, 1)
        found["answer"] = np.where(label < 0, -1, answer == label)
        found["other"] = np.where(label < 0, -1, other == label)
    if seen == "handoff":
        right = (label == answer).astype(int)
        found["label"], found["answer"] = np.where(label < 0, -1, right), 1
        found["human"] = np.where(label < 0, -1, np.where(human == label, right, 1 - right))
    return found


def published(tally: Tally, kinds: pd.DataFrame) -> list[tuple[Any, int]]:
    """Every stored count, with the kinds that it is of; also those that are 0."""
    found = [(np.ones(len(kinds), dtype=bool), tally.rows)]
    for candidate, apart in (tally.apart or {}).items():
        for seen, tables in apart.tables.items():
            for name, cells in tables.items():
                codes = cells.groups.get(name, np.zeros(len(cells.n), dtype=int))
                said = pd.DataFrame({axis: getattr(cells, axis) for axis in AXES[:4]})
                said["side"] = np.where(
                    np.isfinite(cells.confidence),
                    1 + (cells.confidence >= (1.0 if seen == "value" else EDGE)), -1
                )  # fmt: skip
                told = [axis for axis in AXES if (said[axis] >= 0).any()]
                names = tally.groups[name] if name else ("",)
                said["group"], said["n"] = np.array(names)[codes], cells.n
                of = seen_as(kinds, candidate, seen)
                group = grouped(kinds, name)
                of["group"] = group.where(group.isin(names), MERGED)
                counts = said["n"].groupby(keyed(said, told)).sum()
                keys_ = keyed(of, told)
                every = keys_.unique().tolist()
                found += [((keys_ == key).to_numpy(), int(counts.get(key, 0))) for key in every]
    return found


def keyed(frame: pd.DataFrame, told: list[str] | tuple[str, ...]) -> pd.Series:
    """Of each row one text of its group and what is told."""
    return frame[["group", *told]].astype(str).agg("|".join, axis=1)


def hidden(kinds: pd.DataFrame, attributes: list[str], least: int) -> list[Any]:
    """The kinds behind each count that a review of the whole log shows, and that is small."""
    known = kinds["label"] >= 0
    said = kinds.assign(
        right=np.where(known, kinds["label"] == kinds["answer"], -1),
        person=np.where(known, kinds["human"] == kinds["label"], -1),
    )
    found = []
    for name in ("", *attributes):
        for told in SHOWN:
            keys_ = keyed(said.assign(group=grouped(kinds, name)), told)
            sums = kinds["n"].groupby(keys_).sum()
            small = sums[(sums > 0) & (sums < least)].index
            found += [(keys_ == key).to_numpy() for key in small]
    return found


def never_reached(known: list[tuple[Any, int]], asked: list[Any], end: int, sign: int) -> int:
    """How many sums no whole numbers that fulfil all equations can bring to an end, or beyond.

    Args:
        known: masks of kinds, and what each comes to.
        asked: masks of sums.
        end: 1 to be reached from above, or k-1 from below.
        sign: 1 or -1, likewise.
    """
    left, matrix = list(asked), np.array([mask for mask, _ in known], dtype=float)
    values = np.array([value for _, value in known], dtype=float)
    while left:
        sums = np.array(left, dtype=float)
        size, kinds = sums.shape
        wide = np.concatenate([sign * sums, -np.eye(size)], axis=1)
        found = milp(
            np.concatenate([np.zeros(kinds), np.ones(size)]),
            constraints=[
                LinearConstraint(sparse.csr_array(np.pad(matrix, ((0, 0), (0, size)))), values,
                                 values),
                LinearConstraint(sparse.csr_array(wide), -np.inf, sign * end),
            ],
            integrality=np.concatenate([np.ones(kinds), np.zeros(size)]),
            bounds=Bounds(0, np.inf),
            options={"mip_rel_gap": 0.0, "time_limit": 60.0},
        )  # fmt: skip
        assert found.x is not None, found.message
        there = sign * (sums @ found.x[:kinds]) <= sign * end + 1e-6
        if not there.any():
            if size == 1:
                return 1
            return sum(never_reached(known, [each], end, sign) for each in left)
        left = [each for each, done in zip(left, there, strict=True) if not done]
    return 0


@example(seed=2364, size=400, least=5)  # here two attributes gave away a third's count together
@example(seed=7689, size=150, least=5)
@settings(max_examples=4, phases=[Phase.explicit, Phase.generate], derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    size=st.sampled_from([150, 400, 900]),
    least=st.sampled_from([3, 5, 11]),
)
def test_every_count_that_is_not_shown_could_be_1_and_could_be_the_largest_small_one(
    seed: int, size: int, least: int
) -> None:
    """Of all tables of all columns, and of two crossed; nothing but whole numbers is allowed."""
    review = keys(handoff=PLAN | {"threshold": EDGE}, method={"privacy_cell": least})
    one = audit(random_log(seed, size, whole=True), review)
    tally = coarse(one.tally, one.review).tally
    kinds = truth(one)
    known = published(tally, kinds)
    for mask, value in known:  # what is stored is true, and none of it is small
        assert kinds["n"][mask].sum() == value
        assert value == 0 or value >= least
    asked = hidden(kinds, list(one.review.attributes), least)
    for end, sign in ((1, 1), (least - 1, -1)):
        assert never_reached(known, asked, end, sign) == 0


def test_the_audit_finds_a_count_that_three_tables_give_away() -> None:
    """Both rows of a table of four and both columns leave a count of 2 nothing but 2 to 3."""
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    counts = np.array([9, 2, 30, 12])
    known = [Table(codes, np.bincount(codes, counts)) for codes in (rows, columns)]
    asked = [Table(np.arange(4), counts)]
    assert not is_exposed(known, asked, 11)
    known.append(Table(np.array([0, 1, 1, 0]), np.array([21, 32])))
    assert is_exposed(known, asked, 11)


def test_steps_of_groups_begin_where_everybodys_begin() -> None:
    """Else the difference of two tables would tell what lies between two of their edges."""
    one = audit(random_log(4, 3_000), keys(handoff=PLAN))
    tally = coarse(one.tally, one.review).tally
    for candidate, apart in (tally.apart or {}).items():
        everybody = set(tally.cells[candidate].confidence.tolist())
        for seen, tables in apart.tables.items():
            for cells in tables.values() if seen != "value" else ():
                sure = cells.confidence[np.isfinite(cells.confidence)]
                assert set(sure.tolist()) <= everybody


def test_sums_of_confidence_tell_no_more_than_the_steps_do() -> None:
    """Of 3 cases of 0.81 and 9 of 0.82 the sum would tell which are which; a step has a middle."""
    one = audit(random_log(4, 3_000, fine=False), keys(handoff=PLAN))
    cells = coarse(one.tally, one.review).tally.cells["model"]
    known = np.isfinite(cells.confidence)
    frame = pd.DataFrame(
        {
            "answer": cells.answer[known],
            "step": cells.confidence[known],
            "middle": (cells.confidence_sum[known] / cells.n[known]).round(9),
        }
    )
    assert frame.groupby(["answer", "step"])["middle"].nunique().max() == 1


@pytest.mark.parametrize("least", [5, 11])
def test_what_is_stored_is_the_coarse_tally_without_what_has_no_rule(least: int) -> None:
    """Read back and written again it is the same; finer counts of the log are dropped."""
    one = audit(random_log(9, 900), keys(handoff=PLAN, method={"privacy_cell": least}))
    tally = coarse(one.tally, one.review).tally
    stored = written(encoded(tally))
    assert written(encoded(decoded(json.loads(stored)))) == stored
    for dropped in ("score_pairs", "calibrating", "finer", "arrivals"):
        assert getattr(tally, dropped) is None


def test_the_audit_finds_one_count_that_is_published_as_it_was() -> None:
    """Of the very tables that it finds nothing in, with one small count beside them."""
    review = keys(handoff=PLAN | {"threshold": EDGE}, method={"privacy_cell": 5})
    one = audit(random_log(1, 150, whole=True), review)
    kinds = truth(one)
    known = published(coarse(one.tally, one.review).tally, kinds)
    asked = hidden(kinds, list(one.review.attributes), 5)
    told = next(mask for mask in asked if kinds["n"][mask].sum() > 1)
    assert never_reached(known, [told], 1, 1) == 0
    known.append((told, int(kinds["n"][told].sum())))
    assert never_reached(known, [told], 1, 1) == 1


def test_between_any_two_thresholds_of_a_curve_no_count_is_small() -> None:
    """A slider that is moved from one to the other tells the difference of two curves."""
    one = audit(random_log(4, 3_000), keys(handoff=PLAN))
    tally = coarse(one.tally, one.review).tally
    for apart in (tally.apart or {}).values():
        for name, cells in ((n, c) for by in apart.tables.values() for n, c in by.items()):
            sure = cells.where(np.isfinite(cells.confidence))
            group = sure.groups.get(name, np.zeros(len(sure.n), dtype=np.int64))
            keys_ = zip(group.tolist(), sure.label.tolist(), sure.answer.tolist(), strict=True)
            frame = pd.DataFrame({"kind": list(keys_), "at": sure.confidence, "n": sure.n})
            for _, curve in frame.groupby("kind"):
                falling = np.append(0, curve.groupby("at")["n"].sum()[::-1].cumsum())
                apart_by = np.abs(np.subtract.outer(falling, falling))
                assert not ((apart_by > 0) & (apart_by < 11)).any()
