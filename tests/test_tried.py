"""What is said and shown of a threshold that somebody tried."""

from dataclasses import replace
from typing import Any

from evenhand import figures, report, words
from evenhand.findings import Estimate, Findings, HandoffCost, Tried
from evenhand.report import tree
from tests import factory_findings as made


def tried(**more: Any) -> Findings:  # noqa: ANN401
    """Findings with 90 % tried beside the review's 80 %."""
    own = made.handoff()
    there = Tried(
        threshold=0.9,
        coverage=made.share(0.3),
        automatic_error=made.share(0.01, 300),
        team_accuracy=made.share(0.92),
        cost_per_1000=HandoffCost(170.0, 280.0, 450.0),
        groups={"sex": tuple(replace(g, coverage=made.share(0.3, g.n)) for g in own.groups["sex"])},
        fairness={"sex": made.evenness()},
        staffing=own.staffing,
    )
    return made.findings(handoff=made.handoff(tried=replace(there, **more)))


SAID = (
    "Tried: 90 % instead of 80 %. Of 100 customers, 30 are answered well, none wrongly, "
    "70 go to a credit officer"
)


def test_whoever_reads_the_verdict_is_told_what_was_tried() -> None:
    """One line in the terminal's summary; none where nothing was tried."""
    said = words.tried_line(tried(automatic_error=made.share(0.0, 300)), made.review())
    assert said == f"{SAID}. The verdict stays by this review's own threshold."
    assert words.tried_line(made.findings(), made.review()) is None
    assert words.tried_line(made.findings(handoff=None), made.review()) is None
    found = tried()
    assert words.tried_line(found, made.review()) in words.summary(found, made.review())


def test_everything_shown_at_a_tried_threshold_stands_beside_the_reviews_own() -> None:
    """Both thresholds are named, and whose the verdict is."""
    assert words.tried_here(0.9, 0.805) == (
        "Tried here: 90 %. This review's own threshold is 80.5 %, and its verdict stays by that."
    )
    assert "is 89.96 %," in words.tried_here(0.9, 0.8996)


def test_the_report_has_both_thresholds_side_by_side() -> None:
    """A table of the two, and the groups at the one tried; nothing where nothing was tried."""
    table = next(part for part in figures.BY_HANDOFF if part.key == "tried")
    shown = table.make(tried(), made.review(), None)
    assert shown is not None
    assert shown.columns == ("What", "This review, 80 %", "Tried, 90 %")
    assert [row[0] for row in shown.rows] == [
        "Decided alone, of 100", "Wrong among those, of 100", "Right together, of 100",
        "Cost of 1,000 customers, EUR", "People needed",
    ]  # fmt: skip
    assert shown.rows[3][1:] == (412.0, 450.0)
    assert table.make(made.findings(), made.review(), None) is None
    sections = {s.key: s for s in tree(tried(), made.review()).sections}
    titles = [block.figure.title for block in sections["handoff"].blocks]
    assert len([title for title in titles if title.startswith("Tried, 90 %: ")]) == 1
    assert len(titles) == len(set(titles))


def test_a_row_that_nobody_knows_is_left_out() -> None:
    """Without outcomes nobody is right or wrong, and nothing has a cost."""
    nothing: dict[str, Any] = dict.fromkeys(("automatic_error", "team_accuracy"), Estimate())
    found = tried(cost_per_1000=HandoffCost(None, 280.0, None), **nothing)
    assert found.handoff is not None
    own = replace(found.handoff, **nothing, cost_per_1000=HandoffCost(None, 112.0, None))
    table = next(part for part in figures.BY_HANDOFF if part.key == "tried")
    shown = table.make(replace(found, handoff=own), made.review(), None)
    assert shown is not None
    assert [row[0] for row in shown.rows] == ["Decided alone, of 100", "People needed"]


def test_the_report_opens_its_slider_where_it_was_released() -> None:
    """The same widget, at the threshold that was tried."""
    data = words.handoff_widget(tried(), made.review(), "sex")
    assert data["stops"][data["start"]]["threshold"] == 0.9
    assert "Tried: 90 %" in report.html(tried(), made.review())
