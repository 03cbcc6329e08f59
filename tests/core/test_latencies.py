"""How long answers take is counted as on the rows, whatever engine holds them."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenhand import statistics
from evenhand.latencies import LatencyCounts
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")

SIZE = 400
MODEL = making.MODEL | {"latency_ms": "ms", "cost_per_case": 0.002}


def log() -> Any:  # noqa: ANN401
    """Times from thousandths of a millisecond to a day, on the edges of their steps too."""
    rng = np.random.default_rng(6)
    edges = [0.0, 0.0005, 0.9995, 9.995, 99.95, 999.5, 1004.999, 1005.0, 86_399_999.0, 86_400_000.0]
    ms = np.concatenate([edges, np.exp(rng.normal(5, 3, SIZE - len(edges))).clip(0, 8e7)])
    return making.log(y=rng.integers(0, 2, SIZE)).assign(ms=ms, n=rng.integers(0, 4, SIZE))


def keys(**given_: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review whose model has times."""
    columns = {"weight": "n", "protected": [], "context": ["sex"]} | given_.pop("columns", {})
    return making.keys(columns=columns, candidates=[making.RULE, MODEL], **given_)


def counted(frame: Any) -> LatencyCounts:  # noqa: ANN401
    """What was counted of a frame."""
    return (making.audit(frame, keys()).tally.latencies or {})["model"]


def in_three_digits(ms: float) -> float:
    """A time in whole thousandths, to three significant digits, half a step up."""
    micro = int(np.floor(ms * 1000 + 0.5))
    step = 10 ** max(0, len(str(micro)) - 3)
    return float((2 * micro + step) // (2 * step) * step / 1000)


def ranks(level: float, n: int, share: float) -> tuple[int, int]:
    """The binomial's quantiles by scipy."""
    low, high = (stats.binom.ppf(p, n, share) for p in ((1 - level) / 2, (1 + level) / 2))
    return int(low), int(high)


WAYS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda f: f,
    "polars": pl.from_pandas,
    "lazy polars": lambda f: pl.from_pandas(f).lazy(),
    "DuckDB": lambda f: duckdb.connect().from_arrow(pa.Table.from_pandas(f)),
    "text": lambda f: f.assign(ms=f["ms"].map(repr)),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_engine_counts_the_times_of_the_rows(way: str) -> None:
    """To three digits, each as often as its cases; the sum exact to a thousandth."""
    frame = log()
    found = counted(WAYS[way](frame))
    expected: dict[float, int] = {}
    for row in frame[frame["n"] > 0].itertuples():
        ms = in_three_digits(row.ms)
        expected[ms] = expected.get(ms, 0) + row.n
    assert dict(zip(found.ms.tolist(), found.n.tolist(), strict=True)) == expected
    exact = (np.floor(frame["ms"] * 1000 + 0.5) * frame["n"]).sum() / 1000
    assert found.total == pytest.approx(exact, rel=1e-12)


def test_the_findings_are_those_of_numpy_on_the_rows() -> None:
    """Half, 95 of 100 and the mean, with Student's interval."""
    frame = log()
    repeated = np.repeat(frame["ms"], frame["n"])
    got = making.document(frame, keys())["candidates"]["model"]["latency"]
    for key, share in (("p50", 0.5), ("p95", 0.95)):
        expected = np.quantile(repeated, share, method="inverted_cdf")
        assert got[key]["value"] == pytest.approx(expected, rel=0.005)
        low, high = ranks(0.95, len(repeated), share)
        ordered = np.sort(repeated)
        assert got[key]["low"] == pytest.approx(ordered[low - 1], rel=0.005)
        assert got[key]["high"] == pytest.approx(ordered[high], rel=0.005)
    assert got["mean"]["value"] == pytest.approx(repeated.mean(), rel=1e-9)
    wide = stats.sem(repeated) * stats.t.ppf(0.975, len(repeated) - 1)
    assert got["mean"]["high"] - got["mean"]["value"] == pytest.approx(wide, rel=0.01)


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=200),
    st.sampled_from([0.1, 0.5, 0.95]),
    st.sampled_from([0.8, 0.95, 0.999]),
)
def test_a_quantile_of_counts_is_that_of_the_values(
    values: list[int], share: float, level: float
) -> None:
    """With scipy's binomial quantiles as ranks; an end beyond the sample is none."""
    ordered = np.sort(values).astype(float)
    distinct, counts = np.unique(ordered, return_counts=True)
    found = statistics.quantile(distinct, counts, share, level)
    assert found.value == np.quantile(ordered, share, method="inverted_cdf")
    n = len(values)
    low, high = ranks(level, n, share)
    assert found.low == (ordered[low - 1] if low >= 1 else None)
    assert found.high == (ordered[high] if high < n else None)


def test_the_interval_holds_the_true_quantile_as_often_as_it_says() -> None:
    """Of a skewed distribution, in 1,000 samples of 60."""
    rng, true = np.random.default_rng(3), float(np.exp(1.0 * stats.norm.ppf(0.9)))
    inside = 0
    for _ in range(1000):
        values = np.sort(np.exp(rng.normal(0, 1, 60)))
        found = statistics.quantile(values, np.ones(60, dtype=np.int64), 0.9, 0.9)
        inside += (found.low or -np.inf) <= true <= (found.high or np.inf)
    assert inside >= 890


def test_times_that_cannot_be_read_are_said_and_the_others_used() -> None:
    """Negative, not a number, longer than a day, text; empty ones are another matter."""
    ms = [1.0, 2.0, -1.0, float("inf"), 9e7, None, float("nan"), 3.0]
    frame = making.log(y=[1, 0] * 4).assign(n=1)
    for column in (ms, ["1", "2", "-1", "soon", "90000000", None, "nan", " 3 "]):
        audit = making.audit(frame.assign(ms=column), keys())
        said = [(p.severity, p.rows) for p in audit.data_check.problems if p.column == "ms"]
        assert said == [("warning", 3), ("note", 2)]
        assert (audit.tally.latencies or {})["model"].ms.tolist() == [1.0, 2.0, 3.0]


def test_without_any_time_there_is_no_latency() -> None:
    """The key is left out, and so is what waiting costs."""
    frame = making.log(y=[1, 0]).assign(ms=None, n=1)
    found = making.document(frame, keys(costs={"waiting_per_second": 1.0}))["candidates"]["model"]
    assert "latency" not in found
    assert "waiting" not in found["running"]
    bare = making.document(frame, making.keys())["candidates"]["model"]
    assert not {"latency", "running"} & set(bare)


def test_running_and_waiting_cost_what_they_take() -> None:
    """For 1,000 cases: so much each, and a second at its price."""
    frame = making.log(y=[1, 0, 1]).assign(ms=[100.0, 300.0, 500.0], n=[1, 1, 2])
    got = making.document(frame, keys(costs={"waiting_per_second": 0.02}))["candidates"]
    running = got["model"]["running"]
    assert running["running"] == pytest.approx(2.0)
    assert running["waiting"]["value"] == pytest.approx(1000 * 0.35 * 0.02)
    assert running["together"]["value"] == pytest.approx(2.0 + 7.0)
    assert running["together"]["low"] == pytest.approx(2.0 + running["waiting"]["low"])
    assert "running" not in got["rule"]


@pytest.mark.parametrize(
    ("limit", "state"), [(20.0, "outside"), (100.0, "cannot_tell"), (400.0, "inside")]
)
def test_a_limit_on_latency_is_judged(limit: float, state: str) -> None:
    """On its interval of order statistics; where it can't be told, how many more cases would."""
    rng = np.random.default_rng(4)
    frame = making.log(y=rng.integers(0, 2, 200)).assign(ms=rng.gamma(2, 20, 200), n=1)
    criterion = {"finding": "latency_p95", "at_most": limit}
    [got] = making.document(frame, keys(criteria=[criterion]))["criteria"]
    assert got["state"] == state
    assert got["value"]["value"] == pytest.approx(
        np.quantile(frame["ms"], 0.95, method="inverted_cdf"), rel=0.005
    )
    assert (got["cases_needed"] is not None) == (state == "cannot_tell")
