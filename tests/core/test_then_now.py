"""This log beside an earlier one: on counts as on the rows; found where it is, seldom by chance."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact, ks_2samp
from sklearn.metrics import accuracy_score, precision_score, recall_score
from statsmodels.stats.proportion import confint_proportions_2indep

import evenhand
from evenhand import review as reviews
from evenhand.errors import InputError
from evenhand.findings import ThenNow, ThenNumber
from evenhand.profiles import ColumnProfile
from evenhand.review import Method
from evenhand.statistics import no_difference, rate
from evenhand.then_now import column, number, together
from tests.core import making

KEYS = making.keys(
    columns={"id": "id", "protected": ["sex"], "context": ["region"], "features": ["income"]},
    handoff={"threshold": 0.7},
    criteria=[{"finding": "accuracy", "at_least": 0.5}],
)


def log(seed: int, size: int = 4_000, first: int = 0) -> pd.DataFrame:
    """A log of one process, whose cases are numbered on from the first."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, size)
    return pd.DataFrame(
        {
            "id": np.arange(size) + first,
            "y": y,
            "sex": rng.choice(["A", "B"], size),
            "region": rng.choice(["north", "south", "west"], size),
            "income": rng.normal(0, 1, size),
            "rule": np.where(rng.random(size) < 0.7, y, 1 - y),
            "score": np.clip(0.5 + 0.3 * (2 * y - 1) + rng.normal(0, 0.2, size), 0, 1),
        }
    )


EARLIER, LATER = log(1), log(2, first=10_000)


def found(now: Any, then: Any, keys: Any = KEYS) -> ThenNow:  # noqa: ANN401
    """What is said of two logs."""
    made = evenhand.open(reviews.parse(keys), frame=now, reference=then).findings().then_now
    assert isinstance(made, ThenNow)
    return made


def on_page(made: ThenNow, page: str) -> dict[tuple[str, str | None], ThenNumber]:
    """The numbers of a page by what and whose they are."""
    return {(one.measure, one.candidate): one for one in made.numbers[page]}


def oracle(frame: pd.DataFrame, who: str) -> dict[str, float]:
    """What scikit-learn says of a candidate on the rows."""
    said = frame["rule"] if who == "rule" else (frame["score"] >= 0.5).astype(int)
    of = {
        "accuracy": accuracy_score,
        "true_positive_rate": recall_score,
        "precision": precision_score,
    }
    return {name: float(metric(frame["y"], said)) for name, metric in of.items()}


def test_each_number_is_that_of_the_rows_of_its_log() -> None:
    """Then from the earlier log, now from this one, and the difference between them."""
    told = on_page(found(LATER, EARLIER), "compare")
    for who in ("rule", "model"):
        then, now = oracle(EARLIER, who), oracle(LATER, who)
        for name in then:
            one = told[name, who]
            assert one.then.value == pytest.approx(then[name])
            assert one.now.value == pytest.approx(now[name])
            assert one.difference.value == pytest.approx(now[name] - then[name])


def test_interval_and_test_of_a_share_are_those_of_two_samples() -> None:
    """Newcombe's interval as in statsmodels, Fisher's exact test as in SciPy."""
    now = LATER.assign(y=LATER["y"].where(LATER.index % 9 > 0, 1))
    one = on_page(found(now, EARLIER), "overview")["outcome_rate", None]
    counts = [(int(frame["y"].sum()), len(frame)) for frame in (now, EARLIER)]
    (k1, n1), (k2, n2) = counts
    low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb")
    assert (one.difference.low, one.difference.high) == pytest.approx((low, high))
    assert one.p_value == pytest.approx(
        fisher_exact(np.array([[k, n - k] for k, n in counts])).pvalue
    )
    assert one.change == "higher"


def test_without_any_spread_a_difference_can_not_be_weighed() -> None:
    """One score for all then, another for all now: of 40 cases that is no certainty."""
    made = found(LATER.assign(score=0.6), EARLIER.assign(score=0.7))
    told = made.groups["model"]["sex"]["mean_score"].numbers[0]
    assert told.difference.value == pytest.approx(-0.1)
    assert (told.p_value, told.change) == (None, "cannot_tell")


@pytest.mark.parametrize("kind", ["missing", "unit", "infinite", "no_number"])
def test_a_fault_that_the_earlier_log_does_not_have_is_named(kind: str) -> None:
    """Though neither log says when; as many as there are, of how many there were."""
    income, tenth = LATER["income"].abs(), LATER.index % 10 == 0
    changed = {
        "missing": income.mask(tenth),
        "unit": income * 1000,
        "infinite": income.mask(tenth, np.inf),
        "no_number": income.astype(str).mask(tenth, "much"),
    }[kind]
    as_text = kind == "no_number"
    before = EARLIER["income"].abs()
    then = EARLIER.assign(income=before.astype(str) if as_text else before)
    (one,) = found(LATER.assign(income=changed), then).faults
    assert (one.kind, one.column, one.since) == (kind, "income", None)
    if kind != "unit":
        assert (one.rows, one.share, one.before) == (400, 0.1, 0.0)
    assert found(LATER.assign(income=income), EARLIER.assign(income=before)).faults == ()


def test_q_values_are_corrected_for_all_that_is_shown_on_the_page() -> None:
    """Benjamini and Hochberg's, over numbers and columns together where both are shown."""
    made = found(LATER, EARLIER)
    for page, numbers in made.numbers.items():
        shown = [(one.p_value, one.q_value) for one in numbers]
        if page == "health":
            shown += [(one.p_value, one.q_value) for one in made.columns]
        p, q = zip(*(pair for pair in shown if pair[0] is not None), strict=True)
        assert q == pytest.approx(false_discovery_control(p))


def test_drift_of_a_column_is_that_of_the_rows() -> None:
    """Kolmogorov and Smirnov's distance at the bins, and chi-square of categories, as in SciPy."""
    now = LATER.assign(
        income=LATER["income"] + 0.5, region=LATER["region"].replace("west", "south")
    )
    told = {one.column: one for one in found(now, EARLIER).columns}
    table = pd.concat([EARLIER["region"], now["region"]], keys=["then", "now"])
    counts = pd.crosstab(table.index.get_level_values(0), table.to_numpy())
    assert told["region"].p_value == pytest.approx(
        chi2_contingency(counts, correction=False).pvalue
    )
    exact = ks_2samp(EARLIER["income"], now["income"]).statistic
    assert told["income"].distance <= exact <= told["income"].distance + 0.1
    assert {one.column for one in told.values() if one.matters} == {"income", "region"}
    assert told["income"].n_then == told["income"].n_now == len(EARLIER)


def test_every_group_that_both_logs_have_is_paired_and_others_are_named() -> None:
    """By every candidate and metric."""
    then = EARLIER.assign(region=EARLIER["region"].replace("west", "east"))
    made = found(LATER, then)
    groups = made.groups["model"]["region"]["selection_rate"]
    assert [one.group for one in groups.numbers] == ["north", "south", None]
    assert (groups.only_then, groups.only_now) == (("east",), ("west",))
    said = then["score"] >= 0.5
    for one in groups.numbers[:-1]:
        assert one.then.value == pytest.approx(said[then["region"] == one.group].mean())


def test_a_column_that_the_earlier_log_does_not_have_is_said_and_no_error() -> None:
    """What hangs on it can't be told; the rest can."""
    made = found(LATER, EARLIER.drop(columns=["y", "region", "income", "rule", "id"]))
    assert made.missing == ("id", "income", "region", "rule", "y")
    told = on_page(made, "overview")
    assert told["accuracy", "model"].change == "cannot_tell"
    assert told["selection_rate", "model"].change == "no_clear_change"
    assert {one.column for one in made.columns} == {"sex", "score"}
    assert made.in_both is None


def test_without_the_answers_that_are_audited_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """One line says that it is the earlier log, and what it lacks."""
    path = tmp_path / "last_year.csv"
    EARLIER.drop(columns="score").to_csv(path, index=False)
    with pytest.raises(
        InputError,
        match=r"^the earlier log: last_year\.csv: there is no column score, which the log",
    ):
        found(LATER, path)


def test_without_a_handoff_the_numbers_are_those_of_the_model_that_the_pages_are_about() -> None:
    """And not of whoever stands last in the review, here a person."""
    person = {"name": "person", "role": "human", "prediction": "y"}
    keys = KEYS | {"candidates": [*KEYS["candidates"], person], "handoff": None}
    made = found(LATER, EARLIER, {key: one for key, one in keys.items() if one is not None})
    for page in ("overview", "health"):
        told = on_page(made, page)
        assert {who for _, who in told} == {None, "model"}
        assert told["accuracy", "model"].now.value == pytest.approx(
            oracle(LATER, "model")["accuracy"]
        )


@pytest.mark.parametrize("column", ["y", "rule"])
def test_an_earlier_log_that_writes_yes_otherwise_is_refused(column: str) -> None:
    """Else every case of it would count as negative, and all that hangs on it as changed."""
    renamed = EARLIER.assign(**{column: np.where(EARLIER[column] == 1, "yes", "no")})
    with pytest.raises(InputError, match=rf"the earlier log: .*column {column} has other values"):
        found(LATER, renamed)
    never = found(LATER, EARLIER.assign(**{column: 0}))  # written alike, but no positive case
    assert never.rows_then == len(EARLIER)


def test_of_two_classes_then_and_three_now_right_would_not_mean_the_same() -> None:
    """Of two, all that is not positive counts as one class; so neither way is compared."""
    keys = {
        "title": "A test",
        "columns": {"label": "y", "positive": "1", "protected": ["sex"]},
        "candidates": [{"name": "model", "role": "model", "prediction": "rule"}],
    }
    three = LATER.assign(y=np.where(LATER.index % 5 == 0, 2, LATER["y"]))
    for now, then in ((three, EARLIER), (EARLIER, three)):
        with pytest.raises(InputError, match=r"the earlier log: .*column y has [23] different"):
            found(now, then, keys)
    unknown = found(three, EARLIER.assign(y=np.nan), keys)
    assert on_page(unknown, "overview")["accuracy", "model"].change == "cannot_tell"


def test_too_few_cases_in_one_log_can_not_be_told() -> None:
    """However large the other is."""
    made = found(LATER, EARLIER.head(20))
    assert {one.change for page in made.numbers.values() for one in page} == {"cannot_tell"}
    assert made.columns == ()


def test_cases_that_stand_in_both_logs_are_counted_and_the_same_file_is_known(
    tmp_path: Path,
) -> None:
    """Intervals take the logs for two samples."""
    assert found(LATER, EARLIER).in_both == 0
    assert found(pd.concat([LATER, EARLIER.head(7)]), EARLIER).in_both == 7
    path = tmp_path / "log.csv"
    EARLIER.to_csv(path, index=False)
    review = reviews.parse(
        KEYS | {"data": {"path": path.name, "reference": path.name}}, folder=tmp_path
    )
    made = evenhand.open(review).findings().then_now
    assert isinstance(made, ThenNow)
    assert (made.same_file, made.in_both) == (True, len(EARLIER))
    assert not any(one.matters for one in made.columns)


def test_where_one_log_holds_the_other_a_change_is_seen_less_easily_and_never_too_often() -> None:
    """Fisher's test takes 1,000 cases and these with 1,000 more for two samples."""
    rng = np.random.default_rng(12)
    pairs = rng.binomial(1000, 0.8, (400, 2)).tolist()
    apart, within = (
        np.mean([(no_difference(one) or 0.0) < 0.05 for one in made])
        for made in (
            [[(a, 1000), (b, 1000)] for a, b in pairs],
            [[(a, 1000), (a + b, 2000)] for a, b in pairs],
        )
    )
    assert within < apart < 0.08


def test_verdict_and_criteria_of_the_earlier_log_are_there() -> None:
    """By the limits of the review that is open now."""
    then = EARLIER.assign(score=1 - EARLIER["score"])
    made = found(LATER, then)
    assert made.verdict == "Not yet"
    assert [one.state.value for one in made.criteria] == ["outside"]


def drawn(rng: np.random.Generator, size: int, shift: float = 0.0) -> tuple[Any, ...]:
    """A log's numbers of a page, and its columns, as drawn from one process."""
    rates = [rate(int(rng.binomial(size, share)), size, 0.95) for share in (0.9, 0.5, 0.8, 0.3)]
    return rates, [rng.normal(shift * (place == 0), 1, size) for place in range(10)]


def whole_page(seed: int, size: int, shift: float = 0.0) -> tuple[bool, bool]:
    """Whether anything on a page is said to have changed, and whether the first column is."""
    rng = np.random.default_rng(seed)
    (then, before), (now, after) = drawn(rng, size), drawn(rng, size, shift)
    method = Method()
    names = ("labelled", "outcome_rate", "accuracy", "selection_rate")
    numbers = [
        number(what, (None, None), (one, other), method)
        for what, one, other in zip(names, then, now, strict=True)
    ]
    columns = [column(binned(*pair), method.min_group) for pair in zip(before, after, strict=True)]
    told, shown = together(tuple(numbers), tuple(one for one in columns if one is not None))
    alarm = any(one.change in {"higher", "lower"} for one in told)
    return alarm or any(one.matters for one in shown), shown[0].matters


def binned(before: Any, after: Any) -> tuple[ColumnProfile, ColumnProfile]:  # noqa: ANN401
    """Both samples in the tenths of the first."""
    edges = np.quantile(before, np.arange(1, 10) / 10)
    none = np.zeros(1, dtype=np.int64)
    then, now = (
        ColumnProfile(
            column="x",
            is_input=False,
            is_numbers=True,
            counts=np.bincount(np.searchsorted(edges, one, side="right"), minlength=10)[
                None, :, None
            ],
            unsaid=none,
            no_numbers=none,
            infinite=none,
            mails=none,
            magnitudes=none[None],
            is_bounded=False,
        )
        for one in (before, after)
    )
    return then, now


def test_two_logs_of_one_process_seldom_raise_an_alarm_on_the_whole_page() -> None:
    """At most in 5 of 100 of 200 pairs of 500 cases, over four rates and ten columns."""
    assert sum(whole_page(seed, 500)[0] for seed in range(200)) <= 10


def test_half_a_standard_deviation_in_one_of_ten_columns_is_found() -> None:
    """In more than 95 of 100 pairs of 2,000 cases."""
    assert sum(whole_page(seed, 2_000, 0.5)[1] for seed in range(200)) > 190
