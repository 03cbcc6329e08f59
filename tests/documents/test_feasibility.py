"""The data feasibility report: what a log allows to say, in agreement with what was found in it."""

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import pytest

from evenhand import feasibility, report, statistics
from evenhand.audit import Audit
from evenhand.documents import feasible
from evenhand.figures import feasibility as tables
from evenhand.figures.make import estimate_text
from evenhand.findings import CriterionResult, Estimate, Findings, NonInferiority, State
from evenhand.review import Review
from evenhand.words import feasibility as said
from evenhand.words import say
from evenhand.words.feasibility import Answer, Standing
from tests import factory_findings as made
from tests.core import making

SIZES: Final = {"a": 400, "b": 90, "c": 12, None: 9}


def audited(**given: Any) -> Audit:  # noqa: ANN401  # keys of a review
    """A log of groups of many sizes, one of them too small, one unknown."""
    rows = [
        (group, "x", i % 3 == 0, i % 5 == 0, i * 7 % 100 / 100)
        for group, size in SIZES.items()
        for i in range(size)
    ]
    frame = pd.DataFrame(rows, columns=["sex", "race", "y", "rule", "score"])
    return making.audit(frame.astype({"y": int, "rule": int}), making.keys(**given))


def answer(found: Findings, review: Review, question: str) -> Answer:
    """What is said of the one question that has these words in it."""
    (one,) = (one for one in said.answers(found, review) if question in one.question)
    return one


def test_sizes_and_what_they_need_are_those_of_the_findings_document() -> None:
    """Too small a group says how many more cases it takes; an unknown one never is judged."""
    audit = audited()
    found, review = audit.findings(), audit.review
    table = tables.sizes(found, review, "sex")
    assert table is not None
    groups = found.to_dict()["fairness"]["model"]["sex"]["groups"]
    assert [row[:2] for row in table.rows] == [(one["group"], one["n"]) for one in groups]
    known = [sum(one["counts"].values()) for one in groups]
    assert [row[2] for row in table.rows] == known
    needs = {row[0]: row[3] for row in table.rows}
    assert needs == {
        "a": "none", "b": "none", "c": review.method.min_group - SIZES["c"],
        "Unknown": "never: the group is not known",
    }  # fmt: skip


def test_with_so_many_more_cases_a_group_is_judged_and_with_one_fewer_it_is_not() -> None:
    """Also where it must have a share of all cases."""
    for method in ({}, {"min_share": 0.1}):
        audit = audited(method=method)
        (small,) = (one for one in said.groups(audit.findings(), audit.review, "sex") if one.more)
        assert small.group == "c"
        assert small.more
        for more, judged in ((small.more, True), (small.more - 1, False)):
            share = (small.n + more) / (sum(SIZES.values()) + more)
            large = small.n + more >= audit.review.method.min_group
            assert (large and share >= audit.review.method.min_share) is judged


def test_a_groups_difference_is_that_of_its_sizes_and_the_largest_groups_rate() -> None:
    """At the level of one comparison, since two groups are judged; the largest has none itself."""
    audit = audited()
    found, review = audit.findings(), audit.review
    sized = {one.group: one.gaps for one in said.groups(found, review, "sex")}
    assert set(sized["a"].values()) == set(sized["c"].values()) == {None}
    by = {one.group: one for one in found.fairness["model"]["sex"].groups}
    for metric in feasibility.METRICS:
        whole, own = by["a"].metrics[metric], by["b"].metrics[metric]
        expected = statistics.between(whole.value or 0.0, whole.n, own.n, review.method.interval)
        assert sized["b"][metric] == pytest.approx(float(expected))


def test_one_group_alone_is_not_told_apart_from_any() -> None:
    """It can't be told yet, with what another group would need."""
    audit = audited()
    one = answer(audit.findings(), audit.review, "by race?")
    assert one.standing is Standing.OPEN
    assert "Only one group is large enough" in one.more
    table = tables.sizes(audit.findings(), audit.review, "race")
    assert table is not None
    assert one.more in table.meaning


def test_a_limit_that_is_open_leaves_its_question_open_with_its_own_number_of_cases() -> None:
    """As the criterion says it; one that is settled leaves it to the sizes."""
    limits = [
        {"finding": "accuracy", "at_least": 0.5},
        {"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8},
    ]
    audit = audited(criteria=limits)
    found, review = audit.findings(), audit.review
    asked = {"accuracy": "right?", "impact_ratio": "by sex?"}
    states = {}
    for result in found.criteria:
        assert isinstance(result, CriterionResult)
        one = answer(found, review, asked[result.finding])
        is_open = result.state is State.CANNOT_TELL
        states[result.finding] = is_open
        assert (one.standing is Standing.OPEN) is is_open
        if is_open and result.cases_needed:
            assert f"about {say.number(float(result.cases_needed))} more" in one.more
    assert any(states.values())


def test_what_is_told_apart_in_the_findings_can_be_answered() -> None:
    """Whatever the sizes alone would show; and the margin settles what is not."""
    for answer_of in ("better", "worse", "good_enough", "not_measurably_better"):
        close = NonInferiority(0.01, answer_of, 0.5)
        found = made.findings(comparison=made.comparison(non_inferiority=close))
        one = answer(found, made.review(), "more often than")
        if answer_of != "not_measurably_better":
            assert one.standing is Standing.ANSWERED
        sized = feasibility.beside(found, made.review())
        assert sized is not None
        if one.standing is Standing.OPEN:
            assert sized.more
            assert f"About {say.number(float(sized.more))} more" in one.more


def test_a_review_that_lacks_a_column_says_which_to_add() -> None:
    """Without outcomes, groups and a handoff: each question says so, and none is left out."""
    whole = [one.question for one in said.answers(made.findings(), made.review())]
    frame = pd.DataFrame({"p": [1, 0] * 40, "g": ["a", "b"] * 40})
    keys = {
        "title": "t", "columns": {"protected": ["g"]},
        "candidates": [{"name": "m", "role": "model", "prediction": "p"}],
    }  # fmt: skip
    audit = making.audit(frame, keys)
    found = {one.question: one for one in said.answers(audit.findings(), audit.review)}
    assert len(found) == len(whole)
    lacking = [one for one in found.values() if one.standing is Standing.LACKING]
    assert "[columns] label" in found["How often is m right?"].more
    assert all(one.wants for one in lacking)
    assert "[columns] time" in found["Has anything changed over time?"].more
    assert found["Does m treat groups alike, by g?"].standing is Standing.ANSWERED
    assert "Known outcomes" in str(feasible(audit.findings(), audit.review).numbers)


def test_the_headline_counts_what_the_table_says() -> None:
    """And what to add has every wish of it once."""
    audit = audited()
    tree = feasible(audit.findings(), audit.review)
    rows = tables.questions(audit.findings(), audit.review).rows
    able = sum(str(row[1]).startswith("✓") for row in rows)
    assert tree.headline.startswith(f"{able} of {len(rows)} questions")
    add = next(section for section in tree.sections if section.key == "add")
    wants = {line for one in said.answers(audit.findings(), audit.review) for line in one.wants}
    assert set(add.points) == wants
    assert len(set(add.points)) == len(add.points)


def test_no_rate_of_the_log_is_told() -> None:
    """How often answers are right, or a group gets a yes, stands in no cell and no sentence."""
    audit = audited()
    found = audit.findings()
    text = report.markdown_of(feasible(found, audit.review), "f")["f.md"].decode()
    told = [found.candidates["model"].metrics[metric] for metric in feasibility.METRICS]
    told += [g.metrics["selection_rate"] for g in found.fairness["model"]["sex"].groups if g.n > 30]
    for estimate in told:
        assert estimate_text(estimate) not in text


@pytest.mark.parametrize(("low", "high"), [(1.0, 9.0), (-9.0, -1.0), (-1.0, 9.0), (None, None)])
def test_what_is_gained_can_be_told_where_its_interval_is_on_one_side_of_nothing(
    low: float | None, high: float | None
) -> None:
    """As the Overview says it; else it can't be told yet."""
    worth = replace(made.value(), net=Estimate(4.0, low, high, 1000))
    one = answer(made.findings(value=worth), made.review(), "worth")
    clear = low is not None and high is not None and low * high > 0
    assert one.standing is (Standing.ANSWERED if clear else Standing.OPEN)
