"""How far raters agree is counted as pandas counts it on the rows, in every engine."""

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from evenhand import bundle
from evenhand.bundle import coding, sound
from evenhand.findings import OMITTED, Estimate, LabelQuality
from evenhand.kept.coarsen import coarse
from evenhand.tally import Tally
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
RATERS = 20
KEYS = making.keys(columns={"rater_agreement": "agree", "protected": ["sex"]})


def log(seed: int = 1, size: int = 3_000) -> Any:  # noqa: ANN401
    """Cases that 20 raters saw; the model is right more often where they agree."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, size)
    agree = rng.binomial(RATERS, rng.choice([0.7, 1.0], size)) / RATERS
    right = rng.random(size) < 0.5 + 0.4 * agree
    return pd.DataFrame(
        {
            "y": y,
            "sex": rng.choice(["A", "B"], size),
            "rule": 1,
            "score": np.where(right, y, 1 - y) * 0.5 + 0.25,
            "agree": agree,
            "n": rng.integers(0, 4, size),
        }
    )


def found(frame: Any, keys: Any = KEYS) -> LabelQuality:  # noqa: ANN401
    """What is said of the labels of a log."""
    made = making.audit(frame, keys).findings().label_quality
    assert isinstance(made, LabelQuality)
    return made


def ends(one: Estimate) -> list[float | None]:
    """The two ends of an interval."""
    return [one.low, one.high]


def problems(frame: Any, keys: Any = KEYS) -> dict[str, int | None]:  # noqa: ANN401
    """What is said of the column, by severity."""
    told = making.audit(frame, keys).tally.problems
    return {one.severity: one.rows for one in told if one.column == "agree"}


def test_it_is_that_of_the_rows() -> None:
    """Counts of pandas, intervals of statsmodels: Wilson's, and Newcombe's for the difference."""
    frame = log()
    made = found(frame)
    right, all_of_them = (frame["score"] >= 0.5) == (frame["y"] == 1), frame["agree"] == 1
    parts = (right[all_of_them], right[~all_of_them])
    for one, rows in zip((made.where_all_agree, made.elsewhere), parts, strict=True):
        assert one.value == pytest.approx(rows.mean())
        assert one.n == len(rows)
        assert ends(one) == pytest.approx(
            proportion_confint(rows.sum(), len(rows), method="wilson")
        )
    counts = [count for rows in parts for count in (rows.sum(), len(rows))]
    assert ends(made.difference) == pytest.approx(
        confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    )
    assert made.unanimous.value == pytest.approx(all_of_them.mean())
    assert (made.n, made.unknown) == (len(frame), 0)
    cuts = pd.cut(frame["agree"], [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2], right=False)
    by_band = right.groupby(cuts, observed=True).agg(["mean", "size"])
    told = [(one.accuracy.value, one.accuracy.n) for one in made.bands]
    assert np.array(told) == pytest.approx(by_band.to_numpy())


def test_the_mean_is_that_of_the_rows_with_an_interval_near_students() -> None:
    """Of all cases and by label; with thousands of cases the two intervals are nearly the same."""
    frame = log()
    made = found(frame)
    by_label = frame.groupby("y")["agree"]
    told = [(made.agreement, frame["agree"])]
    told += [(one.agreement, by_label.get_group(int(one.label == "1"))) for one in made.classes]
    assert len(told) == 3
    for one, rows in told:
        assert one.value == pytest.approx(rows.mean())
        assert one.n == len(rows)
        student = stats.t.interval(0.95, len(rows) - 1, rows.mean(), rows.sem())
        assert ends(one) == pytest.approx(student, abs=0.1 * rows.sem())


def test_shares_are_known_to_a_thousandth_and_nearly_all_is_not_all() -> None:
    """Thirds are rounded; 0.9999 of the raters are not all of them."""
    frame = log().assign(agree=np.resize([1 / 3, 2 / 3, 0.9999, 1.0], 3_000))
    made = found(frame)
    assert made.unanimous.value == pytest.approx(0.25)
    assert made.agreement.value == pytest.approx(frame["agree"].mean(), abs=0.0005)


def test_a_row_of_weight_is_so_many_cases() -> None:
    """The same as rows written out."""
    frame = log(size=400)
    keys = making.keys(columns={**KEYS["columns"], "weight": "n"})
    written = frame.loc[frame.index.repeat(frame["n"])].reset_index(drop=True)
    assert found(frame, keys) == found(written)


def test_every_engine_gives_the_same() -> None:
    """Nulls among the shares, and text where a file has no types."""
    frame = log(size=600)
    frame["agree"] = frame["agree"].mask(frame.index % 7 == 0)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    polars = pl.from_arrow(table)
    assert isinstance(polars, pl.DataFrame)
    text = frame.assign(agree=frame["agree"].map(str, na_action="ignore"))
    start, unsaid = found(frame), {"note": int(frame["agree"].isna().sum())}
    assert start.unknown == unsaid["note"]
    for other in (polars, polars.lazy(), table, duckdb.from_arrow(table), text):
        assert found(other) == start
        assert problems(other) == unsaid


@pytest.mark.parametrize("value", [-0.1, 1.01, float("inf"), "most of them"])
def test_what_is_no_share_is_told_and_counted_as_not_known(value: object) -> None:
    """Below 0, above 1, without end, and text."""
    frame = log()
    shares = frame["agree"].astype(object)
    shares[:40] = value
    odd = frame.assign(agree=shares.map(str) if isinstance(value, str) else shares.astype(float))
    made = found(odd)
    assert (made.n, made.unknown) == (2_960, 40)
    assert problems(odd) == {"warning": 40}
    assert made.agreement.value == pytest.approx(frame["agree"][40:].mean())


def test_without_any_share_nothing_is_estimated() -> None:
    """Neither a mean nor a difference, and no error."""
    made = found(log(size=60).assign(agree=np.nan))
    assert (made.n, made.unknown, made.bands, made.classes) == (0, 60, (), ())
    assert made.agreement == made.difference == Estimate()


def test_only_cases_with_a_known_outcome_count() -> None:
    """Of the others no rater gave a label."""
    frame = log(size=600)
    made = found(frame.assign(y=frame["y"].mask(frame.index < 100).astype("Int64")))
    assert made == found(frame[100:].reset_index(drop=True))


def test_too_few_on_either_side_have_no_difference() -> None:
    """One below the smallest group, and the smallest group itself."""
    for few, told in ((29, False), (30, True)):
        frame = log(size=300).assign(agree=[1.0] * few + [0.5] * (300 - few))
        assert (found(frame).difference.value is not None) == told


def test_one_label_alone_is_one_class() -> None:
    """The other has no case, and no mean."""
    made = found(log(size=200).assign(y=1))
    assert [(one.label, one.agreement.n) for one in made.classes] == [("1", 200)]


def test_many_classes_are_counted_in_wider_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a thousand steps give too many counts; all raters stay told apart."""
    frame = log(size=900).assign(agree=np.linspace(0, 1, 900))
    fine = found(frame)
    monkeypatch.setattr("evenhand.raters.MOST_CELLS", 450)
    coarser = found(frame)
    assert (coarser.n, coarser.unanimous) == (fine.n, fine.unanimous)
    assert coarser.agreement.value == pytest.approx(frame["agree"].mean(), abs=0.005)
    monkeypatch.setattr("evenhand.raters.MOST_CELLS", 10)
    assert making.audit(frame, KEYS).findings().label_quality is OMITTED


def test_it_is_left_out_where_the_log_does_not_say_or_has_no_outcomes() -> None:
    """Without outcomes raters gave no label."""
    columns = {"protected": ["sex"]}
    silent = making.audit(log(size=60), making.keys(columns=columns))
    assert silent.findings().label_quality is OMITTED
    keys = making.keys(columns={**columns, "label": None, "rater_agreement": "agree"})
    assert making.audit(log(size=60).drop(columns="y"), keys).tally.raters is None


def test_nothing_of_it_is_kept() -> None:
    """Its counts may be of few cases."""
    audit = making.audit(log(), KEYS)
    assert audit.tally.raters is not None
    assert coarse(audit.tally, audit.review).tally.raters is None


def test_a_bundle_gives_it_back_exactly(tmp_path: Any) -> None:  # noqa: ANN401
    """The counts as they were, and the findings worked out of them again."""
    audit = making.audit(log(size=400).assign(agree=np.resize([0.5, np.nan, 1.0], 400)), KEYS)
    file = tmp_path / "bundle.zip"
    file.write_bytes(bundle.full(bundle.of_audit(audit), audit.explanation()))
    checked = bundle.verify(file)
    assert checked.agrees
    assert "label_quality" not in " ".join(checked.given)


@pytest.mark.parametrize(
    ("field", "value"), [("share", 1.5), ("label", 2), ("answer", -2), ("n", -1)]
)
def test_counts_of_a_bundle_that_are_no_counts_are_refused(field: str, value: float) -> None:
    """A share above 1, a label and an answer that are not in the list, fewer than no case."""
    audit = making.audit(log(size=200), KEYS)
    written = coding.encoded(audit.tally, Tally)
    sound.check(coding.decoded(written, Tally), audit.review)
    written["raters"][field][0] = value
    with pytest.raises(ValueError, match="raters"):
        sound.check(coding.decoded(written, Tally), audit.review)
