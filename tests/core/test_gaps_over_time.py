"""Did groups move apart, since when? As on the rows; found where it is, and not by chance."""

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from evenhand.arrays import Ints
from evenhand.audit import Audit
from evenhand.bundle import coding, sound
from evenhand.findings import Estimate, GapOverTime, Health
from evenhand.group_periods import GroupPeriods
from evenhand.health import health
from evenhand.health.gaps import Asked, gaps
from evenhand.kept.coarsen import coarse
from evenhand.review import Method
from evenhand.tally import Tally
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
KEYS = making.keys(columns={"time": "at", "protected": ["sex", "age"]})
MONTHS = 6
FEWER, MORE = 0.3, 0.7
AGES = ["young", "middle", "old", "unheard"]  # of the last there are too few
RATES: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "selection_rate": lambda rows: rows["yes"],
    "accuracy": lambda rows: rows["yes"][rows["y"].notna()] == rows["y"].dropna(),
    "true_positive_rate": lambda rows: rows["yes"][rows["y"] == 1],
    "false_positive_rate": lambda rows: rows["yes"][rows["y"] == 0],
}


def log(size: int = 6_000, seed: int = 1, since: int = MONTHS, lost: float = 0.0) -> Any:  # noqa: ANN401
    """Six months; from one of them on the model says yes less often to women.

    Args:
        size: how many cases.
        seed: of the numbers.
        since: the first month in which it does.
        lost: how much less often.
    """
    rng = np.random.default_rng(seed)
    month, sex = np.arange(size) * MONTHS // size, rng.choice(["women", "men"], size)
    y = rng.integers(0, 2, size)
    yes = rng.random(size) < FEWER + 0.4 * y - lost * ((month >= since) & (sex == "women"))
    return pd.DataFrame(
        {
            "at": [f"2026-0{one + 1}-15" for one in month],
            "y": pd.array(y, dtype="Int64"),
            "sex": sex,
            "age": rng.choice(AGES, size, p=[0.4, 0.4, 0.199, 0.001]),
            "rule": 1,
            "score": np.where(yes, MORE, FEWER),
            "n": rng.integers(0, 3, size),
        }
    )  # fmt: skip


def found(frame: Any, keys: Any = KEYS) -> tuple[GapOverTime, ...]:  # noqa: ANN401
    """What is said of the gaps of a log."""
    audit = making.audit(frame, keys)
    made = health(audit.tally, audit.review)
    assert isinstance(made, Health)
    return made.gaps


def of(frame: Any, attribute: str, metric: str) -> GapOverTime:  # noqa: ANN401
    """One of them."""
    (one,) = (gap for gap in found(frame) if (gap.attribute, gap.metric) == (attribute, metric))
    return one


def ends(one: Estimate) -> list[float | None]:
    """Value and interval."""
    return [one.value, one.low, one.high]


def counts(frame: pd.DataFrame, one: GapOverTime) -> pd.DataFrame:
    """Of the rows: how many of how many, by month and group."""
    rows = frame.assign(yes=(frame["score"] >= 0.5).astype(int), month=frame["at"].str[:7])
    values = RATES[one.metric](rows).astype(float)
    among = values.index[rows.loc[values.index, one.attribute] != "unheard"]
    made = rows.loc[among].assign(value=values)
    return pd.DataFrame(
        made.pivot_table("value", "month", one.attribute, aggfunc=["sum", "count"], fill_value=0)
    )


def homogeneity(before: Any, after: Any) -> Any:  # noqa: ANN401
    """Cochran's Q of statsmodels over by how much each group's rate moved."""
    rates, variances = [], []
    for table in (before, after):
        k, n = table["sum"].to_numpy(), table["count"].to_numpy()
        near = (k + 1) / (n + 2)
        rates.append(k / n)
        variances.append(near * (1 - near) / n)
    return combine_effects(rates[1] - rates[0], variances[0] + variances[1]).test_homogeneity()


def test_gaps_and_their_tests_are_those_of_the_rows() -> None:
    """Rates of pandas, intervals, Cochran's Q and q-values of statsmodels.

    In two months every tenth outcome is not known.
    """
    frame = log(since=3, lost=0.2)
    frame["y"] = frame["y"].mask((frame.index % 10 == 0) & (frame["at"] > "2026-05"))
    made = found(frame)
    assert [(one.attribute, one.metric) for one in made] == [
        (attribute, metric) for attribute in ("sex", "age") for metric in RATES
    ]
    told, p_values = [], []
    for one in made:
        table = counts(frame, one)
        first, later = table.iloc[:2].sum(), table.iloc[2:].sum()
        assert one.groups == len(first["sum"])
        since = later if one.since is None else table.loc[one.since :].sum()
        pieces = [(one.before, first), (one.after, since)]
        pieces += [(at.difference, table.loc[[at.period]].sum()) for at in one.periods]
        for estimate, part in pieces:
            high, low = (side(part, name, one) for name in (one.higher, one.lower))
            newcombe = confint_proportions_2indep(*high, *low, method="newcomb", compare="diff")
            value = high["sum"] / high["count"] - low["sum"] / low["count"]
            assert ends(estimate) == pytest.approx([value, *newcombe])
        p_values += [homogeneity(first, part).pvalue for part in (later, *_each(table.iloc[2:]))]
        assert (one.after.value or 0.0) >= 0
        told += [one.q_value, *(at.q_value for at in one.periods[2:])]
        assert [at.is_reference for at in one.periods] == [True] * 2 + [False] * 4
    assert told == pytest.approx(multipletests(p_values, method="fdr_bh")[1])


def side(part: pd.Series, name: str | None, one: GapOverTime) -> pd.Series:
    """How many of how many: of a group, or of all but the one that it is compared with."""
    if name is not None:
        return part.xs(name, level=1)
    every = part[["sum", "count"]].groupby(level=0).sum()[["sum", "count"]]
    return every - part.xs(one.higher or one.lower, level=1)


def _each(table: pd.DataFrame) -> Iterator[pd.Series]:
    return (table.loc[month] for month in table.index)


def test_a_planted_gap_is_found_named_and_dated() -> None:
    """In the rates that it touches; of the two groups that moved, by how much, and nothing else."""
    frame = log(20_000, since=3, lost=0.2)
    for one in found(frame):
        touched = one.attribute == "sex" and one.metric != "accuracy"
        assert one.matters == touched
        assert one.since == ("2026-04" if touched else None)
        if one.metric == "selection_rate" and touched:
            assert one.change.value == pytest.approx(0.2, abs=0.03)
            assert (one.higher, one.lower) == ("men", "women")


def test_of_several_groups_the_one_that_moved_is_named_with_what_the_others_did_not() -> None:
    """Everybody moves in the third month, which is no change of a gap; in the fifth the old do."""
    frame = log(20_000)
    month = frame["at"].str[6].astype(int)
    more = (month >= 3) & (frame.index % 4 == 0)
    more |= (month >= 5) & (frame["age"] == "old") & (frame.index % 4 == 1)
    one = of(frame.assign(score=frame["score"].mask(more, MORE)), "age", "selection_rate")
    assert (one.higher, one.lower, one.groups) == ("old", None, 3)
    assert (one.since, one.matters) == ("2026-05", True)
    low, value, high = one.change.low, one.change.value, one.change.high
    assert low is not None and value is not None and high is not None  # noqa: PT018
    assert 0.08 < value < 0.16
    assert low < 0.125 < high


def test_one_odd_month_is_no_start() -> None:
    """After it all is as before: the month is clear, and nothing is said to have changed since."""
    table = np.full((12, 2, 2, 2), 200)
    table[5, 0, :, 1] += 120
    (one, *_) = gaps((kinds("sex", table),), asked(12, 6))
    assert [at.period for at in one.periods if (at.q_value or 1.0) < 0.01] == ["05"]
    assert (one.metric, one.since, one.matters) == ("selection_rate", None, False)
    table[6:, 0, :, 1] += 120
    (one, *_) = gaps((kinds("sex", table),), asked(12, 6))
    assert (one.since, one.matters) == ("05", True)


def test_a_small_change_that_is_clear_does_not_matter() -> None:
    """Within the review's margin."""
    keys = KEYS | {"method": {"margin": 0.4}}
    made = found(log(20_000, since=3, lost=0.2), keys)
    assert [one.since for one in made[:1]] == ["2026-04"]
    assert not any(one.matters for one in made)


def test_outcomes_that_are_not_believed_are_no_gap() -> None:
    """A month in which every outcome is yes has no accuracy, and answers all the same."""
    frame = log()
    frame["y"] = frame["y"].mask(frame["at"].str[:7] == "2026-04", 1)
    for one in found(frame):
        fourth = one.periods[3]
        assert (fourth.difference.value is None) == (one.metric != "selection_rate")
        assert (fourth.q_value is None) == (one.metric != "selection_rate")


def test_of_more_than_two_classes_only_being_right_is_looked_at() -> None:
    """Saying yes is of one class against the rest."""
    frame = log(2_400).assign(y=lambda f: np.resize(["a", "b", "c"], len(f)), says="a")
    keys = KEYS | {
        "columns": KEYS["columns"] | {"positive": "a"},
        "candidates": [making.RULE, {"name": "model", "role": "model", "prediction": "says"}],
    }
    frame["says"] = frame["y"].where(frame.index % 4 > 0, "b")
    frame["rule"] = "a"
    assert {one.metric for one in found(frame, keys)} == {"accuracy"}


def test_too_few_of_a_group_are_not_compared() -> None:
    """One below the smallest group in the reference, and the smallest group itself."""
    for few, told in ((29, 0), (30, 1)):
        rows = {"at": "2026-01-15", "y": 1, "score": MORE, "rule": 1, "age": "young"}
        sizes = {("women", "1"): few, ("men", "1"): 40, ("women", "2"): 30, ("men", "2"): 30}
        frame = pd.concat(
            pd.DataFrame([rows | {"sex": sex, "at": f"2026-0{month}-15"}] * size)
            for (sex, month), size in sizes.items()
        )
        frame.loc[frame.index % 2 == 0, "y"] = 0
        made = [one for one in found(frame) if one.metric == "selection_rate"]
        assert len(made) == told


def test_a_row_of_weight_is_so_many_cases() -> None:
    """The same as rows written out."""
    frame = log(2_400)
    keys = KEYS | {"columns": KEYS["columns"] | {"weight": "n"}}
    written = frame.loc[frame.index.repeat(frame["n"])].reset_index(drop=True)
    assert found(frame, keys) == found(written)


def test_every_engine_gives_the_same() -> None:
    """Nulls among groups, outcomes and days, and text where a file has no types."""
    frame = log(2_400, since=3, lost=0.2)
    for column, step in (("sex", 7), ("y", 11), ("at", 13)):
        frame[column] = frame[column].mask(frame.index % step == 0)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    polars = pl.from_arrow(table)
    assert isinstance(polars, pl.DataFrame)
    text = frame.assign(score=frame["score"].map(str), y=frame["y"].map(str, na_action="ignore"))
    start = found(frame)
    assert any(one.matters for one in start)
    for other in (polars.lazy(), duckdb.from_arrow(table), text):
        assert found(other) == start


def test_nothing_of_it_is_kept() -> None:
    """Its counts may be of few cases."""
    audit = making.audit(log(2_400), KEYS)
    assert audit.tally.profile is not None
    assert audit.tally.profile.groups
    assert coarse(audit.tally, audit.review).tally.profile is None


@functools.cache
def small() -> Audit:
    """An audit of a short log."""
    return making.audit(log(600, since=3, lost=0.5), KEYS)


def test_a_bundle_gives_it_back_exactly() -> None:
    """The counts as they were, and the same said of them."""
    audit = small()
    written = json.dumps(coding.encoded(audit.tally, Tally))
    again = coding.decoded(json.loads(written), Tally)
    sound.check(again, audit.review)
    made = health(again, audit.review)
    assert made == health(audit.tally, audit.review)
    assert isinstance(made, Health)
    assert made.gaps


@pytest.mark.parametrize(
    ("field", "value"),
    [("column", "none"), ("period", -1), ("group", 99), ("label", 2), ("answer", -2), ("n", -1)],
)
def test_counts_of_a_bundle_that_are_no_counts_are_refused(field: str, value: object) -> None:
    """A column and places that are not there, fewer than no case."""
    audit = small()
    written = coding.encoded(audit.tally, Tally)
    one = written["profile"]["groups"][0]
    if field == "column":
        one[field] = value
    else:
        one[field][0] = value
    with pytest.raises(ValueError, match="groups by period"):
        sound.check(coding.decoded(written, Tally), audit.review)


# On counts


def asked(periods: int, groups: int, margin: float = 0.0) -> Asked:
    """A third of the periods is the reference; every outcome is believed."""
    return Asked(
        names=tuple(f"{one:02}" for one in range(periods)),
        reference=max(1, periods // 3),
        believed=np.ones(periods, dtype=bool),
        groups={"sex": ("A", "B"), "race": tuple("ABCDEFGH"[:groups])},
        positive=1,
        binary=True,
        method=Method(margin=margin),
    )


def kinds(column: str, table: Ints) -> GroupPeriods:
    """As it is counted: cases by period, group, label and answer."""
    period, group, label, answer = np.argwhere(table >= 0).T
    return GroupPeriods(column, period, group, label, answer, table.ravel())


def drawn(rng: np.random.Generator, shape: tuple[int, int], size: int, rare: float) -> Ints:
    """So many cases of each group and period; every group has rates of its own."""
    label = rng.uniform(0.4, 0.6, shape[1])
    yes = np.stack([rng.uniform(rare, 2 * rare, shape[1]), rng.uniform(0.7, 0.9, shape[1])])
    chance = np.stack([(1 - label) * (1 - yes[0]), (1 - label) * yes[0], label * (1 - yes[1]),
                       label * yes[1]], axis=-1)  # fmt: skip
    return rng.multinomial(size, np.broadcast_to(chance, (*shape, 4))).reshape(*shape, 2, 2)


@pytest.mark.parametrize("periods", [3, 12])
@pytest.mark.parametrize(("size", "rare"), [(70, 0.02), (5_000, 0.1)])
def test_where_no_gap_changes_at_most_one_page_in_20_says_that_one_does(
    periods: int, size: int, rare: float
) -> None:
    """Of two attributes, of two groups and of six, with any change counted however small."""
    rng = np.random.default_rng(periods + size)
    told = asked(periods, 6)
    pages = [
        gaps(
            (kinds("sex", drawn(rng, (periods, 2), size, rare)),
             kinds("race", drawn(rng, (periods, 6), size, rare))),
            told,
        )
        for _ in range(60)
    ]  # fmt: skip
    assert sum(any(one.matters for one in page) for page in pages) <= 3


def test_a_gap_that_changes_in_the_eighth_of_twelve_periods_is_dated_so() -> None:
    """In more than 95 of 100 logs, by the group that moved; another one is named in less than 5."""
    rng, hits, others = np.random.default_rng(3), 0, 0
    for _ in range(40):
        table = drawn(rng, (12, 6), 2_000, 0.1)
        fewer = table[7:, 2, :, 1] // 3
        table[7:, 2, :, 1] -= fewer
        table[7:, 2, :, 0] += fewer
        made = gaps((kinds("sex", table[:, 3:5]), kinds("race", table)), asked(12, 6))
        told = {(one.metric, one.lower, one.since): one.attribute for one in made if one.matters}
        hits += told.get(("selection_rate", "C", "07")) == "race"
        others += any(lower != "C" for _, lower, _ in told)
    assert hits > 38
    assert others < 3


@given(
    arrays(np.int64, (2, 4, 3, 2, 2), elements=st.integers(0, 40)),
    st.randoms(use_true_random=False),
)
def test_counts_of_two_parts_are_those_of_the_whole(parts: Any, order: Any) -> None:  # noqa: ANN401
    """Whatever the order in which they come."""
    every = [kinds("race", part) for part in parts]
    place = np.array(order.sample(range(2 * parts[0].size), 2 * parts[0].size))

    def both(field: str) -> Ints:
        return np.asarray(np.concatenate([getattr(one, field) for one in every])[place])

    mixed = GroupPeriods(
        "race", both("period"), both("group"), both("label"), both("answer"), both("n")
    )
    whole = gaps((kinds("race", parts.sum(axis=0)),), asked(4, 3))
    assert gaps((mixed,), asked(4, 3)) == whole
