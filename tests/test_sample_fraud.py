"""The fraud sample is what its description says: invented payments, really learned from."""

import re

import numpy as np
import pandas as pd
import pytest
import skops.io

from components import samples
from evenhand import figures
from sample_data.download import check_invented
from sample_data.fraud import make, payments
from tests.test_samples import SAMPLES, log, review

FOLDER = SAMPLES / "fraud"
LATE = pd.Timedelta(days=7)


@pytest.fixture(name="fraud", scope="module")
def fraud_log() -> pd.DataFrame:
    """Return the log."""
    return log(FOLDER)


@pytest.fixture(name="told", scope="module")
def told_again() -> pd.DataFrame:
    """Return every payment, invented again, with what was known of it."""
    return make.described(check_invented(payments.payments(), make.INVENTED, "payments"))


def test_the_log_is_of_the_payments_of_the_description(
    fraud: pd.DataFrame, told: pd.DataFrame
) -> None:
    """Invented again they are the same to the cent, and so is all but the scores."""
    again = make.logged(told).reset_index(drop=True)
    columns = [name for name in make.LOGGED if name != "model_score"]
    pd.testing.assert_frame_equal(again[columns], fraud[columns], check_dtype=False)


def test_scores_are_those_of_the_model_trained_that_morning(
    fraud: pd.DataFrame, told: pd.DataFrame
) -> None:
    """No score was drawn: trained again for some days, early and late, it says the same."""
    logged = fraud.set_index("payment")["model_score"]
    for day in (make.FIRST_DAY, 130, payments.DAYS - 1):
        again = make.scored(told, day)
        numbers = told.loc[again.index, "payment"]
        np.testing.assert_allclose(again, logged[numbers], atol=1.1e-4)


def test_no_model_saw_a_label_before_it_had_arrived(told: pd.DataFrame) -> None:
    """All that a day's model learned from is seven days older than that day's first moment."""
    for day in range(make.FIRST_DAY, payments.DAYS, 7):
        morning = pd.Timestamp(payments.START, tz="UTC") + pd.Timedelta(days=day)
        learned = make.known(told, day)["paid_at"]
        assert len(learned) > 10_000
        assert (learned + LATE < morning).all()


def test_what_is_known_of_a_payment_hangs_on_nothing_that_comes_later(
    told: pd.DataFrame,
) -> None:
    """Were every label of the last seven days another, no input of a payment would change."""
    day = 100
    made = told.loc[told["day"] <= day, list(payments.payments().columns)]
    unknown = made["paid_at"] + LATE >= pd.Timestamp(payments.START, tz="UTC") + pd.Timedelta(
        days=day
    )
    turned = made.assign(fraud=made["fraud"].where(~unknown, 1 - made["fraud"]))
    own = made["day"] == day
    for column in make.FEATURES:
        again = make.described(turned).loc[own, column]
        pd.testing.assert_series_equal(again, told.loc[again.index, column])


def test_the_shipped_model_is_that_of_the_last_morning(fraud: pd.DataFrame) -> None:
    """Its scores are those of the last day, and it reads nothing of who pays."""
    model = skops.io.load(FOLDER / "model.skops", trusted=["sklearn.tree._tree.Tree"])
    last = fraud[fraud["paid_at"] >= fraud["paid_at"].max().normalize()]
    score = model.predict_proba(make.inputs(last))[:, 1]
    np.testing.assert_allclose(score, last["model_score"], atol=5.1e-5)
    columns = review(FOLDER)["columns"]
    assert columns["features"] == list(make.FEATURES)
    assert not set(make.FEATURES) & {*columns["protected"], *columns["context"]}


def test_about_seven_payments_in_a_thousand_are_fraud(
    fraud: pd.DataFrame, told: pd.DataFrame
) -> None:
    """By three mechanisms, of which stolen cards begin in the middle of the log."""
    assert fraud["fraud"].mean() == pytest.approx(0.007, abs=0.0005)
    made = told[told["fraud"] == 1]
    assert set(made["how"]) == {"stolen card", "terminal", "large"}
    begins = made.loc[made["how"] == "stolen card", "paid_at"].min()
    assert begins == pytest.approx(fraud["paid_at"].mean(), abs=pd.Timedelta(days=5))
    assert (made.loc[made["how"] == "large", "amount"] >= payments.LARGE).all()


def test_the_model_learns_what_stolen_cards_look_like(
    fraud: pd.DataFrame, told: pd.DataFrame
) -> None:
    """In January it finds 40 in 100 of their frauds, in February 62."""
    score = fraud.set_index("payment")["model_score"]
    stolen = told[told["how"] == "stolen card"].set_index("payment")
    found = (score[stolen.index] >= make.THRESHOLD).groupby(stolen["month"]).mean()
    assert found["2026-01"] == pytest.approx(0.40, abs=0.005)
    assert found["2026-02"] == pytest.approx(0.62, abs=0.005)


def test_labels_of_the_last_seven_days_have_not_arrived(fraud: pd.DataFrame) -> None:
    """Those alone are empty."""
    late = fraud["paid_at"] >= fraud["paid_at"].max().normalize() - pd.Timedelta(days=6)
    pd.testing.assert_series_equal(fraud["fraud"].isna(), late, check_names=False)


def test_shadow_comes_before_live(fraud: pd.DataFrame) -> None:
    """On the first of January the model is asked."""
    pd.testing.assert_series_equal(
        fraud["phase"] == "live", fraud["month"] >= "2026-01", check_names=False
    )


def test_the_model_saves_against_the_rules_and_stops_older_customers_more() -> None:
    """The interval of what it saves is all on one side; so is that of the gap between ages."""
    found = samples.audit("fraud").findings()
    cost = found.comparison.cost_per_1000 if found.comparison else None
    assert cost is not None
    assert cost.difference.high is not None
    assert cost.difference.high < 0
    gap = found.fairness["model"]["age_band"].gaps["false_positive_rate"]
    assert gap.highest == "65 and over"
    assert gap.difference.low is not None
    assert gap.difference.low > 0


def test_the_overview_leads_with_what_is_found_of_what_is_rare() -> None:
    """Who says that nothing is fraud is right for 993 of 1,000 payments, and finds none."""
    audit = samples.audit("fraud")
    first = figures.three_numbers(audit.findings(), audit.review)[0]
    assert (first.label, first.value_text) == ("Of the real ones, found", "62 of 100")
    assert first.note == "by the model; the rules 26 of 100. Of its yeses 18 of 100 are right"


def test_figures_of_the_description_are_those_of_the_log(fraud: pd.DataFrame) -> None:
    """Every line of its table is counted again."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (all|shadow|live) \| (.+) \|$", text, re.MULTILINE)
    known = fraud[fraud["fraud"].notna()]
    assert [name for name, _ in rows] == ["all", "shadow", "live"]
    for name, cells in rows:
        own = known if name == "all" else known[known["phase"] == name]
        is_fraud, rules = own["fraud"] == 1, own["rules_say"] == 1
        model = own["model_score"] >= review(FOLDER)["candidates"][1]["threshold"]
        pairs = [(said & cases).sum() for said in (rules, model) for cases in (is_fraud, ~is_fraud)]
        counted = [len(own), is_fraud.sum(), *pairs]
        assert [int(cell.replace(",", "")) for cell in cells.split(" | ")] == counted
