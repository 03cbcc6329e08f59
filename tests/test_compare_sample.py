"""On a real log the Compare page says what the rows say."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sklearn.metrics import average_precision_score
from statsmodels.stats.contingency_tables import mcnemar

import evenhand
from evenhand import words
from evenhand.figures.break_even import break_even
from evenhand.figures.winners import winners
from evenhand.findings import Comparison, Findings
from evenhand.review import Review

FOLDER = Path(__file__).parents[1] / "sample_data" / "card_default"


@pytest.fixture(scope="module")
def told() -> tuple[Findings, Review, Comparison]:
    """What is found in the sample."""
    audit = evenhand.open(FOLDER / "review.toml")
    found = audit.findings()
    assert found.comparison is not None
    return found, audit.review, found.comparison


@pytest.fixture(scope="module")
def rows() -> Any:  # noqa: ANN401
    """Its rows: what is true, and whether rule and model say so."""
    log = pd.read_parquet(FOLDER / "decisions.parquet")
    return log.assign(y=log.defaulted == 1, rule=log.rule_says == 1, model=log.model_score >= 0.5)


def test_the_title_says_how_often_each_is_right(
    told: tuple[Findings, Review, Comparison],
    rows: Any,  # noqa: ANN401
) -> None:
    """In the rows' own counts, and McNemar's test of statsmodels."""
    found, review, compared = told
    old, new = rows.rule == rows.y, rows.model == rows.y
    assert words.compare_title(found, review).endswith(
        f"{round(1000 * new.mean())} of 1,000 customers are answered rightly, "
        f"against {round(1000 * old.mean())} of 1,000"
    )
    test = mcnemar(pd.crosstab(old, new), exact=True)
    assert compared.mcnemar_p == pytest.approx(test.pvalue)


def test_costs_and_the_break_even_are_those_of_the_rows(
    told: tuple[Findings, Review, Comparison],
    rows: Any,  # noqa: ANN401
) -> None:
    """More false alarms, fewer missed ones, at the review's prices."""
    found, review, compared = told
    wrong, missed = ((rows.model & ~rows.y).sum(), (~rows.model & rows.y).sum())
    alarms, saved = wrong - (rows.rule & ~rows.y).sum(), (~rows.rule & rows.y).sum() - missed
    costs, prices = compared.cost_per_1000, review.costs
    assert costs is not None
    assert prices is not None
    spent = prices.false_positive * alarms - prices.false_negative * saved
    assert costs.difference.value == pytest.approx(1000 * spent / len(rows))
    assert costs.break_even is not None
    assert costs.break_even.ratio.value == pytest.approx(alarms / saved)
    figure = break_even(found, review)
    assert figure is not None
    assert figure.title.endswith("here it costs 4 times")


def test_winners_and_the_ranking_are_those_of_the_rows(
    told: tuple[Findings, Review, Comparison],
    rows: Any,  # noqa: ANN401
) -> None:
    """By sex, and scikit-learn's average precision within what steps allow."""
    found, review, compared = told
    old, new = rows.rule == rows.y, rows.model == rows.y
    by_sex = winners(found, review, "sex")
    assert by_sex is not None
    for group, n, right, wrong, *_ in by_sex.rows:
        of = rows.sex == group
        assert (n, right) == (of.sum(), (of & new & ~old).sum())
        assert wrong == (of & old & ~new).sum()
    assert compared.positives is not None
    assert not compared.positives.lead
    ranked = compared.positives.model
    expected = average_precision_score(rows.y, rows.model_score)
    assert abs((ranked.average_precision.value or 0) - expected) <= ranked.bound
