"""In which half a case is hangs on its number alone, whatever holds the rows."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import evenhand
from evenhand import review as reviews
from evenhand import sources
from evenhand.findings import Guarantee, Handoff
from evenhand.handoff import THRESHOLDS, hand_off
from evenhand.log import check
from evenhand.split import CALIBRATING, halved
from evenhand.text import canonical
from tests.core import making
from tests.core.test_promise import by_hand

NUMBERS: dict[str, Any] = {
    "whole": pd.array([1, 2, 3, None, 5, 2**60], dtype="Int64"),
    "text": [" 1 ", "1.0", "01", "\u00a0x\u2003", "NaN", None],
    "float": [1.0, 2.0, None, 1e15, 4.0, -3.0],
    "fraction": [1.5, 2.0, None, 1e-7, 7.0, 0.1],
    "truth": pd.array([True, False, None, True, False, True], dtype="boolean"),
    "date": [dt.date(2024, 1, day) for day in range(1, 7)],
    "category": pd.Categorical(["a", "b", " a", "1.0", None, "c"]),
}
HOLDERS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(pa.Table.from_pandas(frame)),
}


def is_even(number: object, seed: int) -> bool:
    """Worked out one number at a time."""
    text = canonical(None if number is pd.NA else number) or ""
    return hashlib.md5(f"{seed}:{text}".encode()).digest()[0] % 2 == 0  # noqa: S324  # no secret


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("holder", HOLDERS)
def test_the_half_is_the_first_byte_of_a_hash(kind: str, holder: str) -> None:
    """Of the seed and the number, written as labels are; none is the empty text."""
    frame = pd.DataFrame({"id": pd.Series(NUMBERS[kind])}).assign(
        y=1, score=0.5, rule=1, sex="A", race="X"
    )
    for seed in (1, 20):
        review = reviews.parse(making.keys(columns={"id": "id"}, method={"seed": seed}))
        log = check(sources.from_frame(HOLDERS[holder](frame)), review)
        found = halved(log, "id").collect().to_arrow().column(CALIBRATING).to_pylist()
        assert found == [is_even(number, seed) for number in frame["id"].tolist()]


def log(size: int = 4000, seed: int = 21) -> pd.DataFrame:
    """Cases with many scores, some without label or score, numbers that repeat, and weights."""
    rng = np.random.default_rng(seed)
    score = rng.random(size)
    return pd.DataFrame(
        {
            "id": rng.integers(0, size, size),
            "y": pd.array(rng.random(size) < score, dtype="boolean"),
            "score": np.where(rng.random(size) < 0.02, np.nan, score),
            "sex": rng.choice(["A", "B", "C"], size, p=[0.5, 0.49, 0.01]),
            "race": rng.choice(["X", "Y"], size),
            "topic": making.drawn(rng, ["password", "loan", None], size),
            "rule": 1,
            "n": rng.integers(0, 3, size),
        }
    ).assign(y=lambda frame: frame["y"].mask(frame.index % 20 == 0))


KEYS = making.keys(
    columns={"id": "id", "weight": "n", "context": ["topic"]},
    handoff={"threshold": 0.8, "max_error": 0.2},
    method={"seed": 5},
)


def on_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a case: how sure, whether wrong, in which half."""
    known = frame.loc[frame.index.repeat(frame["n"])]
    known = known[known["score"].notna()]
    yes = known["score"] >= 0.5
    return known.assign(
        sure=np.where(yes, known["score"], 1 - known["score"]),
        wrong=(yes != known["y"]).astype("boolean").where(known["y"].notna()),
        half=[is_even(number, 5) for number in known["id"]],
    )


def promise_on_rows(rows: pd.DataFrame, delta: float) -> float | None:
    """The lowest threshold of the labelled calibration cases."""
    chosen = rows[rows["half"] & rows["wrong"].notna()]
    return by_hand(chosen["sure"].to_numpy(), chosen["wrong"].to_numpy(dtype=bool), 0.2, delta)


def handed_off(frame: pd.DataFrame, keys: dict[str, Any]) -> tuple[Handoff, Guarantee]:
    """The handoff of a log, and what it promises."""
    audit = making.audit(frame, keys)
    found = hand_off(audit.tally, audit.review)
    assert found is not None
    assert isinstance(found.guarantee, Guarantee)
    return found, found.guarantee


@pytest.mark.parametrize("few", [True, False])
def test_promises_are_those_of_a_loop_over_rows(*, few: bool) -> None:
    """Overall, by group and by category: threshold, coverage and what the other half reports.

    With few scores they are as they are, with many in steps; either way thresholds are exact.
    """
    frame = log()
    frame["score"] = frame["score"].round(2) if few else frame["score"]
    rows = on_rows(frame)
    found, promise = handed_off(frame, KEYS)
    assert promise.split == "id"
    assert promise.calibration_n == int((rows["half"] & rows["wrong"].notna()).sum())
    assert promise.reporting.n == int((~rows["half"]).sum())
    assert promise.threshold == promise_on_rows(rows, 0.1)
    other = rows[~rows["half"]]
    alone = other[other["sure"] >= promise.threshold]
    assert promise.reporting.coverage.value == pytest.approx(len(alone) / len(other))
    assert promise.reporting.automatic_error.value == pytest.approx(alone["wrong"].mean())
    assert promise.reporting.automatic_error.n == int(alone["wrong"].notna().sum())
    for one in promise.groups["sex & race"]:
        sex, race = one.group.split(" & ")
        own = rows[(rows["sex"] == sex) & (rows["race"] == race)]
        assert (one.n, one.threshold) == (len(own), promise_on_rows(own, 0.1))
    assert {one.group for one in promise.groups["sex"]} >= {"A", "B"}
    in_order = found.roll_out["topic"]  # type: ignore[index]
    assert {one.category for one in in_order} == {"password", "loan"}
    for category in in_order:
        own = rows[rows["topic"] == category.category]
        assert category.threshold == promise_on_rows(own, 0.05)
        kept = own["sure"] >= (category.threshold or 2)
        assert category.share_of_all == pytest.approx(kept.sum() / len(rows))


def test_both_halves_are_about_as_large() -> None:
    """4,000 numbers in a row: as many heads as a coin may give."""
    share = np.mean([is_even(number, 1) for number in range(4000)])
    assert abs(share - 0.5) < 4 * 0.5 / np.sqrt(4000)


def test_another_seed_makes_other_halves() -> None:
    """And the same seed the same."""
    one, same, other = (
        handed_off(log(), KEYS | {"method": {"seed": seed}})[1].calibration_n for seed in (5, 5, 6)
    )
    assert one == same != other


def test_without_numbers_the_counts_are_divided_by_coins() -> None:
    """About half of the cases calibrate, the others report, and the order of rows is nothing."""
    columns = {name: value for name, value in KEYS["columns"].items() if name != "id"}
    found = handed_off(log(), KEYS | {"columns": columns})[1]
    mixed = handed_off(log().sample(frac=1, random_state=3), KEYS | {"columns": columns})[1]
    rows = on_rows(log())
    labelled = int(rows["wrong"].notna().sum())
    assert found == mixed
    assert found.split == "counts"
    assert abs(found.calibration_n - labelled / 2) < 4 * np.sqrt(labelled) / 2
    assert abs(found.reporting.n - len(rows) / 2) < 4 * np.sqrt(len(rows)) / 2
    assert found.threshold in THRESHOLDS


def test_halves_follow_where_a_column_is_cut_elsewhere() -> None:
    """The halves of counts read at other edges are those of a fresh count there."""
    frame = log().assign(age=np.random.default_rng(2).integers(18, 80, 4000))
    tallies = [making.audit(frame, cut(edge)).tally for edge in (30, 35)]
    moved = tallies[0].recut(reviews.parse(cut(35)))
    assert moved.calibrating is not None
    np.testing.assert_array_equal(moved.calibrating, tallies[1].calibrating)
    assert len(moved.calibrating) == len(moved.cells["model"].n)


def cut(edge: int) -> dict[str, Any]:
    """A review that compares ages below and above an edge, and might do so at 30 or at 35."""
    return KEYS | {
        "columns": KEYS["columns"] | {"protected": ["age"], "edges": {"age": [edge]}},
        "criteria": [{"finding": "impact_ratio", "attribute": "age", "at_least": 0.8}],
        "robustness": {"edges": {"age": [[30], [35]]}, "thresholds": []},
    }


def test_support_starts_with_password_resets() -> None:
    """In the sample, every one of them can be decided alone; what no answer fits, never."""
    audit = evenhand.open(making.ROOT / "sample_data" / "support" / "review.toml")
    found = hand_off(audit.tally, audit.review)
    assert found is not None
    order = found.roll_out["category"]  # type: ignore[index]
    assert (order[0].category, order[0].coverage) == ("Password", 1.0)
    assert order[-1].threshold is None
    shares = [one.coverage or 0.0 for one in order]
    assert shares == sorted(shares, reverse=True)
    assert sum(one.n for one in order) == found.n
