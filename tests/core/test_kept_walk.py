"""Whatever is shown of a kept review: no small count in any table, and no number that is wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import evenhand
from evenhand import document, kept, words
from evenhand import review as reviews
from evenhand.audit import Audit
from evenhand.baselines import standing_in
from evenhand.figures import parts
from evenhand.findings import Value
from evenhand.kept import Kept, Terms
from evenhand.report.html import html
from evenhand.words import kept as said
from tests.core.making import MODEL, keys
from tests.core.test_coarsen import dated_log

pytestmark = pytest.mark.usefixtures("quick")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TERMS = Terms("a", "b", NOW, NOW + timedelta(days=1))
LEAST = 11
PLAN = {"threshold": 0.8, "cases_per_hour": 10.0, "minutes_per_case": 6.0, "people": 3}
COSTS = {"false_positive": 5.0, "false_negative": 20.0, "review": 2.0, "cases_per_year": 50_000}
NOT_CASES = ("staffing",)  # people and a queue, of an assumption


def both(seed: int, size: int, *, alone: bool = False, **plan: Any) -> tuple[Audit, Kept]:  # noqa: ANN401
    """A random log, counted, and what is kept of it."""
    review = keys(
        columns={"time": "at", "id": "id", "features": ["debt"], "context": ["race"]},
        handoff=PLAN | (plan or {"human": "person"}),
        costs=COSTS,
        criteria=[{"finding": "automatic_error", "at_most": 0.5}],
        **({"candidates": [MODEL]} if alone else {}),
    )
    frame = dated_log(seed, size, alone=alone)
    frame = frame[frame["y"].notna()] if plan else frame
    one = evenhand.open(reviews.parse(review), frame=frame, baselines=True)
    return one, kept.kept(one.tally, one.review, document.origin(one.log), one.findings(), TERMS)


def drawn(one: Kept) -> list[tuple[str, Any]]:
    """Every figure of every list that a page or a report draws from."""
    found, review = one.findings(), one.review
    pages = (*parts.BEFORE_FLOWS, *parts.BY_COMPARISON, *parts.BY_VALUE, *parts.BY_HANDOFF)
    figures = [(part.key, figure) for part in pages for figure in part.each(found, review)]
    for part in parts.BY_ATTRIBUTE:
        for candidate in review.candidates:
            made = [part.make(found, review, candidate.name, name) for name in review.attributes]
            figures += [(part.key, figure) for figure in made if figure is not None]
    return figures


@pytest.mark.parametrize(
    ("seed", "size", "alone"), [(1, 3_000, False), (6, 3_000, True), (2, 600, False)]
)
def test_no_table_of_any_figure_has_a_small_count(seed: int, size: int, alone: bool) -> None:  # noqa: FBT001
    """Whole numbers of cases are 0 or at least the smallest count that is kept."""
    _, one = both(seed, size, alone=alone)
    figures = drawn(one)
    assert len(figures) > 8
    small = [
        (key, column, cell)
        for key, figure in figures
        if key not in NOT_CASES
        for row in figure.rows
        for column, cell in zip(figure.columns, row, strict=True)
        if isinstance(cell, int) and not isinstance(cell, bool) and 0 < cell < LEAST
    ]
    assert small == []


@pytest.mark.parametrize("alone", [False, True])
def test_the_report_of_a_kept_review_has_what_its_figures_have(alone: bool) -> None:  # noqa: FBT001
    """It is written whole, and where the value is not in it a line says why."""
    _, one = both(6, 3_000, alone=alone)
    found = one.findings()
    text = html(found, one.review)
    assert found.value is None
    why = words.missing(found, one.review, "value")
    assert why is not None
    assert why.startswith("Not in this kept review")
    assert why in text


def test_the_value_is_the_one_of_the_log_where_nothing_small_was_merged() -> None:
    """Every step of it, and the interval."""
    log, one = both(6, 3_000, alone=True, human_accuracy=0.9)
    assert not one.left_out
    was, now = log.findings().value, one.findings().value
    assert isinstance(was, Value)
    assert isinstance(now, Value)
    for end in ("value", "low", "high"):
        assert getattr(now.net, end) == pytest.approx(getattr(was.net, end), rel=1e-9)
    for before, after in zip(was.steps, now.steps, strict=True):
        assert (after.key, after.price) == (before.key, before.price)
        assert after.amount == pytest.approx(before.amount, rel=1e-9, abs=1e-6)


def test_a_kept_review_of_a_model_alone_has_the_simplest_rules_on_compare() -> None:
    """The same title as of its log."""
    log, one = both(6, 3_000, alone=True)
    titles = [
        words.compare_title(*standing_in(found, one.review))
        for found in (log.findings(), one.findings())
    ]
    assert titles[0] == titles[1]
    assert "if-then on debt" in titles[0]
    assert "baselines" in dict(drawn(one))


def test_what_is_not_kept_of_periods_and_of_the_simplest_rules_is_said() -> None:
    """One line each, and one where periods are merged."""
    _, few = both(2, 600, alone=True)
    _, small = both(2, 600)
    told = "\n".join((*said.merged_lines(few), *said.merged_lines(small)))
    assert "How the two compare over time is not kept: fewer than 11 cases" in told
    assert "changed over time or since an earlier log" in said.merged_lines(few)[-1]
    _, many = both(6, 3_000)
    assert "Neighbouring months are merged into 2 periods." in said.merged_lines(many)
    none = replace(many, without_simplest=True)
    assert [line for line in said.merged_lines(none) if line.startswith("What the simplest rules")]
