"""Has it changed, since when? On counts as on the rows; found where it is, and not by chance."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, chi2_contingency, entropy, ks_2samp, rankdata, wasserstein_distance

from evenhand import document
from evenhand.findings import OMITTED, Health
from evenhand.findings.health import FaultKind
from evenhand.health import cusum, health
from evenhand.health.drift import change, together
from evenhand.kept.coarsen import coarse
from evenhand.profiles import ColumnProfile, Profile
from evenhand.words.health import fault_sentence
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIZE, DAYS = 4_000, 120
KEYS = making.keys(
    columns={
        "id": "id",
        "time": "at",
        "protected": ["sex"],
        "features": ["income", "score_told", "plan"],
        "text": "note",
    }
)
NONE = np.zeros(2, dtype=np.int64)


def log() -> pd.DataFrame:
    """Four months in which nothing changes."""
    rng = np.random.default_rng(4)
    y = rng.integers(0, 2, SIZE)
    at = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(SIZE) * DAYS / SIZE, unit="D")
    return pd.DataFrame(
        {
            "id": [f"case {number}" for number in range(SIZE)],
            "at": at,
            "y": y,
            "sex": rng.choice(["A", "B"], SIZE),
            "income": np.exp(rng.normal(8, 0.5, SIZE)),
            "score_told": rng.normal(0, 1, SIZE),
            "plan": rng.choice(["small", "large", "none"], SIZE),
            "note": "asked for a call",
            "rule": np.where(rng.random(SIZE) < 0.7, y, 1 - y),
            "score": np.clip(0.5 + 0.3 * (2 * y - 1) + rng.normal(0, 0.2, SIZE), 0, 1),
        }
    )


def found(frame: Any, keys: Any = KEYS) -> Health:  # noqa: ANN401
    """What is said of a log's health."""
    made = making.audit(frame, keys).findings().health
    assert isinstance(made, Health)
    return made


def late(frame: pd.DataFrame) -> Any:  # noqa: ANN401  # pandas' own series of marks
    """Which cases are of March or after."""
    return frame["at"] >= "2026-03-01"


def holes(frame: pd.DataFrame) -> pd.DataFrame:
    """Five of 100 incomes are missing from March on."""
    rng = np.random.default_rng(1)
    gone = late(frame) & (rng.random(len(frame)) < 0.05)
    return frame.assign(income=frame["income"].mask(gone))


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    """All cases of one day are there twice."""
    same: pd.DataFrame = frame[frame["at"].dt.date == date(2026, 3, 5)]
    return pd.concat([frame, same])


def words_in(frame: pd.DataFrame) -> pd.DataFrame:
    """One of 20 incomes is a word from March on."""
    text = frame["income"].astype(str)
    return frame.assign(income=text.mask(late(frame) & (frame.index % 20 == 0), "much"))


FAULTS: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str, str | None, str | None]] = {
    "5 % of nulls": (holes, "missing", "income", "2026-03"),
    "another unit": (
        lambda f: f.assign(income=f["income"].mask(late(f), f["income"] * 1000)),
        "unit", "income", "2026-03",
    ),
    "a day twice": (twice, "repeated", None, "2026-03-05"),
    "a leak": (
        lambda f: f.assign(score_told=f["y"] * 100 + f["score_told"]),
        "leak", "score_told", None,
    ),
    "addresses": (
        lambda f: f.assign(note=f["note"].mask(late(f) & (f.index % 50 == 0), "to a@b.example")),
        "mail", "note", "2026-03",
    ),
    "words": (words_in, "no_number", "income", "2026-03"),
    "below nothing": (
        lambda f: f.assign(income=f["income"].mask(late(f) & (f.index % 20 == 0), -1.0)),
        "negative", "income", "2026-03",
    ),
    "without end": (
        lambda f: f.assign(income=f["income"].mask(late(f) & (f.index % 20 == 0), np.inf)),
        "infinite", "income", "2026-03",
    ),
    "one outcome only": (
        lambda f: f.assign(y=f["y"].mask(late(f) & (f["at"] < "2026-04-01"), 1)),
        "label_rate", "y", "2026-03",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_named_with_its_start(name: str) -> None:
    """That one, and no other."""
    plant, kind, column, since = FAULTS[name]
    made = found(plant(log()))
    assert [(f.kind, f.column, f.since) for f in made.faults] == [(kind, column, since)]


def test_where_nothing_changed_nothing_is_said() -> None:
    """No fault, no drift that matters, no fall."""
    made = found(log())
    assert (made.faults, made.fell) == ((), None)
    assert not any(one.matters for one in made.drift)


def test_a_unit_a_repeated_day_and_holes_are_said_with_their_size() -> None:
    """How many times as large, how many cases, which share of them."""
    frame = log()
    unit, repeated, missing = (
        found(FAULTS[name][0](frame)).faults[0]
        for name in ("another unit", "a day twice", "5 % of nulls")
    )
    assert unit.factor == 1000
    day = int((frame["at"].dt.date == date(2026, 3, 5)).sum())
    assert (repeated.rows, repeated.share) == (day, 0.5)
    rows = holes(frame)
    own = rows[late(rows)]["income"]
    assert (missing.rows, missing.periods) == (own.isna().sum(), 2)
    assert missing.share == pytest.approx(own.isna().mean())
    assert missing.before == 0


def test_a_fault_says_until_when_and_whether_it_is_over() -> None:
    """Of six months: what ended in March is over in June; what ended in May may still be."""
    frame = log()
    frame["at"] = pd.Timestamp("2026-01-01") + (frame["at"] - frame["at"].min()) * 1.5
    month, fifth = frame["at"].dt.month, frame.index % 5 == 0
    for last, over in ((3, True), (4, True), (5, False), (6, False)):
        gone = month.between(3, last) & fifth
        (one,) = found(frame.assign(income=frame["income"].mask(gone))).faults
        until = None if last == 6 else f"2026-0{last}"
        assert (one.kind, one.since, one.until) == ("missing", "2026-03", until)
        assert (one.periods, one.is_over) == (last - 2, over)
    march = frame["at"].dt.date == date(2026, 3, 5)
    (day,) = found(pd.concat([frame, frame[march]])).faults
    assert (day.kind, day.until, day.is_over) == ("repeated", "2026-03-05", True)


def test_a_log_of_which_every_case_is_there_twice_is_named_as_the_data_check_counts_it() -> None:
    """No day stands out, so it is a fault of the whole log; with few cases twice it is none."""
    whole = making.audit(pd.concat([log(), log()]), KEYS)
    made = whole.findings()
    assert isinstance(made.health, Health)
    (one,) = made.health.faults
    (problem,) = [told for told in made.data_check.problems if told.column == "id"]
    assert (one.kind, one.since, one.until, one.share) == ("repeated", None, None, 0.5)
    assert one.rows == problem.rows == SIZE
    assert fault_sentence(one, whole.review) == "4,000 cases are in the log more than once"
    few = pd.concat([log(), log()[::20]])
    assert found(few).faults == ()
    assert found(log().assign(id=None)).faults == ()


def test_rows_alike_of_cases_without_a_number_may_be_different_cases() -> None:
    """Two people of one group with one answer are no fault, however often that is so."""
    keys = KEYS | {"columns": {**KEYS["columns"]}}
    del keys["columns"]["id"]
    frame = log().drop(columns="id")
    assert found(pd.concat([frame, frame]), keys).faults == ()


def test_numbers_that_are_infinite_from_the_start_are_a_fault_of_the_whole_log() -> None:
    """No later period has more of them, and no number should be so."""
    (one,) = found(log().assign(income=lambda f: f["income"].mask(f.index % 7 == 0, np.inf))).faults
    assert (one.kind, one.column, one.since, one.rows) == ("infinite", "income", None, 572)
    assert one.share == pytest.approx(572 / SIZE)


def test_outcomes_that_are_all_the_same_are_a_fault_before_they_are_accuracy() -> None:
    """Of such a period no accuracy is told, and none of it is in the sum."""
    made = found(FAULTS["one outcome only"][0](log()))
    wrong = {one.period: one for one in made.periods}["2026-03"]
    assert (made.faults[0].share, wrong.positive.value) == (1.0, 1.0)
    assert (wrong.accuracy.value, wrong.cusum, made.fell) == (None, None, None)


def test_outcomes_that_come_late_are_coverage_and_no_fault() -> None:
    """They count as not known."""
    frame = log()
    rows = frame.assign(y=frame["y"].astype("Int64").mask(frame["at"] >= "2026-04-10"))
    made = found(rows)
    last = made.periods[-1]
    known = rows[rows["at"] >= "2026-04-01"]["y"].notna()
    assert last.labelled.value == pytest.approx(known.mean())
    assert last.labelled.n == len(known)
    assert made.faults == ()


def test_accuracy_that_falls_is_found_with_its_start() -> None:
    """Answers turn wrong for every third case from March on."""
    frame = log()
    rows = frame.assign(score=frame["score"].mask(late(frame) & (frame.index % 3 == 0), 0.4))
    made = found(rows)
    assert made.fell is not None
    assert made.fell.since == "2026-03"
    right = pd.Series((rows["score"] >= 0.5) == (rows["y"] == 1))
    assert made.fell.after.value == pytest.approx(right[late(rows)].mean())
    assert made.fell.before.value == pytest.approx(right[frame["at"] < "2026-02-01"].mean())


WAYS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "lazy polars": lambda f: pl.from_pandas(f).lazy(),
    "text": lambda f: f.assign(at=f["at"].astype(str)),
    "mixed": lambda f: f.sample(frac=1, random_state=4),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_engine_and_order_gives_the_same(way: str) -> None:
    """Bins are settled on the reference as a whole, so that the order of rows says nothing."""
    assert found(WAYS[way](holes(log()))) == found(holes(log()))


def test_a_large_log_is_counted_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One column after another by the engine, instead of all in memory."""
    small = making.audit(log(), KEYS).tally.profile
    assert small is not None
    monkeypatch.setattr("evenhand.profiles._MOST_ROWS", SIZE - 1)
    large = making.audit(log(), KEYS).tally.profile
    assert large is not None
    for one, other in zip(small.columns, large.columns, strict=True):
        np.testing.assert_array_equal(one.counts, other.counts)


def test_weights_count_as_so_many_cases() -> None:
    """As the rows repeated; only whether a case is there twice can't be told."""
    frame = log().assign(n=lambda f: f.index % 3)
    keys = KEYS | {"columns": KEYS["columns"] | {"weight": "n"}}
    rows = frame.loc[frame.index.repeat(frame["n"])].assign(id=lambda f: np.arange(len(f)))
    weighed, alone = found(frame, keys), found(rows.drop(columns="n"))
    assert weighed.periods == alone.periods
    assert weighed.faults == alone.faults == ()


def test_categories_are_counted_as_on_the_rows() -> None:
    """By period and outcome."""
    profile = making.audit(log(), KEYS).tally.profile
    assert profile is not None
    plan = next(one for one in profile.columns if one.column == "plan")
    rows = log()
    table = pd.crosstab([rows["at"].dt.month, rows["plan"]], rows["y"])
    counted = plan.counts[:, :-1, 1:]
    for month in range(1, 5):
        want = sorted(table.loc[month].to_numpy().tolist())
        assert sorted(counted[month - 1].tolist()) == want


def test_a_column_that_says_the_period_does_not_drift() -> None:
    """Each month has its own value, which says nothing of change."""
    frame = log().assign(plan=lambda f: f["at"].dt.strftime("%B"))
    assert not any(one.column == "plan" for one in found(frame).drift)


@pytest.mark.parametrize("column", ["plan", "income"])
def test_an_input_that_is_everywhere_another_from_one_month_on_has_changed(column: str) -> None:
    """Though each month has one value; a context column may so tell the year."""
    before, after = ("small", "large") if column == "plan" else (1.0, 2.0)
    frame = log()
    frame[column] = np.where(late(frame), after, before)
    changed = [one for one in found(frame).drift if one.matters]
    assert [(one.column, one.period) for one in changed] == [
        (column, "2026-03"), (column, "2026-04"),
    ]  # fmt: skip
    keys = making.keys(columns={"time": "at", "protected": ["sex"], "context": [column]})
    assert not any(one.column == column for one in found(frame, keys).drift)


def test_without_a_time_nothing_is_said() -> None:
    """The key is left out of the document."""
    keys = making.keys()
    made = making.audit(log(), keys | {"columns": {"label": "y", "protected": ["sex"]}}).findings()
    assert made.health is OMITTED
    assert "health" not in made.to_dict()


def test_health_is_not_in_what_is_kept_for_others() -> None:
    """Its counts by period and value would tell of few."""
    audit = making.audit(log(), KEYS)
    shared = coarse(audit.tally, audit.review).tally
    assert shared.profile is None
    assert document.from_counts(shared, audit.review, document.UNTOLD).health is OMITTED


COUNTS = arrays(np.int64, (2, 6), elements=st.integers(0, 80))


@given(COUNTS, st.booleans())
def test_change_on_counts_is_that_of_scipy_on_the_rows(both: Any, ordered: bool) -> None:  # noqa: ANN401, FBT001
    """On the same bins."""
    made = change(*both, ordered=ordered)
    if made is None:
        return
    merged = together(both)
    rows = [np.repeat(np.arange(merged.shape[1]), one) for one in merged]
    table = pd.crosstab(np.repeat([0, 1], [len(one) for one in rows]), np.concatenate(rows))
    assert made.p_value == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    both_bins = table.to_numpy(float)
    p, q = both_bins + 0.5 * (both_bins == 0).any()
    index = entropy(p, q) + entropy(q, p)
    assert made.psi == pytest.approx(index)
    noise = 1 / len(rows[0]) + 1 / len(rows[1])
    assert made.psi_p_value == pytest.approx(chi2.sf(index / noise, table.shape[1] - 1), abs=1e-12)
    if ordered:
        before, after = (np.repeat(np.arange(6.0), counts) for counts in both)
        assert made.distance == pytest.approx(ks_2samp(before, after).statistic)
        ranks = rankdata(before) / len(before) - 0.5 / len(before)
        place = np.array(
            [ranks[before == bin_].mean() if both[0][bin_] else np.nan for bin_ in range(6)]
        )
        if both[0].all():
            assert made.wasserstein == pytest.approx(
                wasserstein_distance(ranks, place[after.astype(int)]), abs=1e-9
            )
    else:
        assert made.distance == pytest.approx(
            jensenshannon(both_bins[0], both_bins[1], base=2), abs=1e-7
        )


def pair(values: Any) -> Profile:  # noqa: ANN401
    """A log of two months, from the numbers of some columns: (column, month, case)."""
    columns = []
    for place, (before, after) in enumerate(values):
        edges = np.quantile(before, np.arange(1, 10) / 10)
        counts = np.zeros((2, 10, 3), dtype=np.int64)
        for month, one in enumerate((before, after)):
            counts[month, :, 1] = np.bincount(np.searchsorted(edges, one, "right"), minlength=10)
        size = np.zeros((2, 20), dtype=np.int64)
        columns.append(
            ColumnProfile(f"c{place}", False, True, counts, NONE, NONE, NONE, NONE, size, False)  # noqa: FBT003
        )
    n, every = values.shape[2], np.arange(2)
    months = date(2026, 1, 1), date(2026, 2, 1)
    return Profile("month", months, 1, tuple(columns), every, every * 0, every * 0, NONE + n, None)


def alarms(values: Any) -> list[str]:  # noqa: ANN401
    """What is said to have changed, or to be wrong."""
    made = health(replace(TALLY, profile=pair(values)), REVIEW)
    assert isinstance(made, Health)
    return [one.column for one in made.drift if one.matters] + [fault.kind for fault in made.faults]


_AUDIT = making.audit(making.log(y=[0, 1] * 50), making.keys())
TALLY, REVIEW = _AUDIT.tally, _AUDIT.review


def test_without_drift_at_most_one_page_in_20_says_that_there_is() -> None:
    """200 pairs of 500 cases with twelve columns."""
    rng = np.random.default_rng(8)
    pages = [bool(alarms(rng.normal(size=(12, 2, 500)))) for _ in range(200)]
    assert sum(pages) <= 10


def test_half_a_standard_deviation_is_found_in_2000_cases() -> None:
    """In more than 95 of 100 pairs, among twelve columns, and in that column."""
    rng = np.random.default_rng(9)
    hits = 0
    for _ in range(100):
        values = rng.normal(size=(12, 2, 2000))
        values[5, 1] += 0.5
        hits += "c5" in alarms(values)
    assert hits > 95


@pytest.mark.parametrize(("reference", "later"), [(1, 2), (4, 8), (12, 24)])
def test_without_a_fall_the_sum_seldom_says_that_there_is_one(reference: int, later: int) -> None:
    """In less than two of 100 logs."""
    rng = np.random.default_rng(10)
    right = rng.binomial(200, 0.9, (1000, reference + later)).astype(float)
    n, of = np.full(later, 200.0), 200 * reference
    said = [
        cusum.began(cusum.sums(one[reference:], n, (int(one[:reference].sum()), of))) is not None
        for one in right
    ]
    assert np.mean(said) < 0.02


def test_a_fall_by_three_standard_errors_is_found_within_six_periods() -> None:
    """In more than 95 of 100 logs."""
    rng = np.random.default_rng(11)
    share = 0.9 - 3 * np.sqrt(0.9 * 0.1 / 200)
    said = [
        cusum.began(cusum.sums(one, np.full(6, 200.0), (1440, 1600)))
        for one in rng.binomial(200, share, (500, 6)).astype(float)
    ]
    assert np.mean([one is not None for one in said]) > 0.95


def test_a_fault_says_its_kind_by_name() -> None:
    """Each kind that is planted here is one of the document's."""
    kinds = {kind for _, kind, _, _ in FAULTS.values()}
    assert kinds == set(get_args(FaultKind))
