"""The past process is a candidate as any other, and what can't be asked of it is said."""

from typing import Any

import pandas as pd
import pytest
import skops.io

import evenhand
from evenhand import case_ids, figures, report, scoring, words
from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.review import Cut, parse
from tests import factory_findings as made
from tests.test_samples import SAMPLES, review

LENDING = SAMPLES / "lending"
NOTE = "The outcome here is what the lender decided then, not whether the loan was repaid."
BY_DEFINITION = "right by definition: that is no finding"
PAST: dict[str, Any] = {
    "candidates": [
        {"name": "lender", "role": "human", "prediction": "y"},
        {"name": "model", "role": "model", "score": "s"},
    ]
}


@pytest.fixture(scope="module")
def audit() -> Audit:
    """The audit of the sample."""
    return evenhand.open(LENDING / "review.toml")


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    """The log of the sample."""
    return pd.read_parquet(LENDING / "decisions.parquet")


def test_the_past_process_is_flagged_for_black_applicants(audit: Audit, log: pd.DataFrame) -> None:
    """Approved .908 of white and .675 of Black applicants: the counts are those of the rows."""
    found = audit.findings().fairness["lender"]["race"]
    ratios = {ratio.group: ratio for ratio in found.impact_ratio}
    black = log[log["race"] == "Black"]
    assert {name: round(ratio.rate or 0, 3) for name, ratio in ratios.items()} == {
        "Black": 0.675, "Hispanic": 0.766, "White": 0.908,
    }  # fmt: skip
    assert (ratios["Black"].selected, ratios["Black"].n) == (black["approved"].sum(), len(black))
    assert ratios["Black"].four_fifths == "flagged"


def test_every_application_is_there_once_and_unknown_stays_unknown(log: pd.DataFrame) -> None:
    """1,989 of them; 15 without a sex, 3 without a marital status, all with a race."""
    assert len(log) == 1989
    assert log[["race", "sex", "marital_status"]].isna().sum().tolist() == [0, 15, 3]


def test_the_model_answers_only_what_it_did_not_learn_from(audit: Audit, log: pd.DataFrame) -> None:
    """About half; its file gives those scores, and race, sex and marital status are no inputs."""
    scored = log[log["model_score"].notna()]
    columns = review(LENDING)["columns"]
    model = skops.io.load(LENDING / "model.skops", trusted=[])
    again = model.predict_proba(scored[columns["features"]])[:, 1]
    assert len(scored) == 995
    assert again == pytest.approx(scored["model_score"], abs=1e-12)
    assert not set(columns["features"]) & set(columns["protected"])
    assert audit.findings().candidates["model"].metrics["accuracy"].n == 995


def test_the_rule_gives_the_answers_of_the_log(log: pd.DataFrame) -> None:
    """The rule as the review writes it."""
    rule = Cut(**review(LENDING)["candidates"][1]["rule"])
    assert [int(rule.holds(value)) for value in log["obligations"]] == log["rule_says"].tolist()


def test_only_applications_that_the_model_answered_are_explained(
    audit: Audit, log: pd.DataFrame
) -> None:
    """Those that it learned from are no test of it."""
    answered = set(log.loc[log["model_score"].notna(), "application"].astype(str))
    explanation = audit.explanation()
    assert explanation.reason is None
    assert {case.case for case in explanation.cases} <= set(map(case_ids.of, answered))
    assert explanation.overall is not None
    assert explanation.overall.n == 995


def test_the_form_asks_rule_and_model(audit: Audit, log: pd.DataFrame) -> None:
    """Both answer one application as the log says."""
    row = log[log["model_score"].notna()].iloc[0]
    decision = scoring.open_form(audit.log).decide(dict(zip(map(str, row.index), row, strict=True)))
    by_name = {answer.name: answer for answer in decision.candidates}
    assert set(by_name) == {"rule", "model"}
    score = float(row["model_score"])
    assert by_name["model"].confidence == pytest.approx(max(score, 1 - score))
    assert (by_name["rule"].sentence == "Is approved") is bool(row["rule_says"])


def test_what_the_outcome_is_stands_wherever_it_shows(audit: Audit) -> None:
    """In the report, on the command line and in the findings."""
    found = audit.findings()
    assert NOTE in report.html(found, audit.review, None)
    assert NOTE in words.summary(found, audit.review)
    assert found.to_dict()["review"]["label"] == review(LENDING)["words"]["label"]


def test_a_candidate_that_decided_the_outcome_is_never_said_to_be_right(audit: Audit) -> None:
    """The report says that it is so by definition, and then only how often it says yes."""
    found = audit.findings()
    assert any(BY_DEFINITION in line for line in words.summary(found, audit.review))
    assert BY_DEFINITION in report.html(found, audit.review, None)
    line = words.candidate_line("lender", found.candidates["lender"], audit.review)
    assert line == "The lender says “is approved” of 88 of 100 applications."


def test_a_limit_is_drawn_for_the_candidate_it_is_set_on(audit: Audit) -> None:
    """Lender and model have one each beside the guide, the rule none."""
    found = audit.findings()
    drawn = {
        name: figures.impact_ratios(found, audit.review, name, "race").panels[0].lines
        for name in ("lender", "model", "rule")
    }
    assert {name: len(lines) for name, lines in drawn.items()} == {
        "lender": 2, "model": 2, "rule": 1,
    }  # fmt: skip


def test_notes_are_only_where_they_are_needed() -> None:
    """Without a label of one's own, generated data or such a candidate, there is none."""
    assert words.notes(made.review(), ("rule", "model")) == ()
    past = made.review(**PAST)
    assert words.by_definition(past, ("model",)) == ()
    assert [BY_DEFINITION in line for line in words.notes(past, ("lender", "model"))] == [True]
    assert words.notes(made.review(**PAST, data={"synthetic": "gamma wear"}), ())[0].startswith(
        "Synthetic data: gamma wear"
    )


def test_nobody_is_compared_with_the_one_who_decided_the_outcome() -> None:
    """The title says why instead of calling either of them better."""
    past = made.review(**PAST)
    for comparison in (made.comparison(baseline="lender"), made.comparison(model="lender")):
        title = words.compare_title(made.findings(comparison=comparison), past)
        assert title == "Nobody can say whether the lender is right: it decided the outcome"
    alone = made.findings(comparison=None, candidates={"lender": made.candidate(1.0)})
    only = made.review(candidates=PAST["candidates"][:1], handoff=None, criteria=None)
    assert "rightly can't be told" in words.compare_title(alone, only)


def test_a_criterion_on_another_candidate_names_it() -> None:
    """Two limits on one finding would read alike otherwise."""
    own = made.criterion(finding="selection_rate", candidate="model")
    other = made.criterion(finding="selection_rate", candidate="lender")
    past = made.review(**PAST)
    assert words.criterion_name(other, past).startswith("With the lender: ")
    assert words.claim(other, past) == f"with the lender: {words.claim(own, past)}"


@pytest.mark.parametrize("ends", [{}, {"at_least": 1.0, "at_most": 2.0}])
def test_a_rule_on_a_number_has_one_end(ends: dict[str, float]) -> None:
    """From a number on, or up to one."""
    rule = {"column": "x", **ends}
    keys = review(LENDING)
    keys["candidates"][1]["rule"] = rule
    with pytest.raises(InputError, match="either at_most or at_least"):
        parse(keys)
