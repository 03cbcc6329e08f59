"""What is said and shown of recalibrated confidence."""

from dataclasses import replace

import pytest

from evenhand import figures, plots, words
from evenhand.findings import CalibrationError, Reading, Recalibration
from evenhand.words import recalibration as said
from tests import factory_findings as made

REVIEW = made.review()


def reading(error: float, upper: float = 0.02) -> Reading:
    """A reading of the scores that is off by so much."""
    handoff = made.handoff()
    assert handoff.all_cases is not None
    return Reading(
        made.believed(error=CalibrationError(error, 0.01, upper)),
        handoff.aurc,
        handoff.all_cases,
        handoff.coverage,
        handoff.automatic_error,
    )


def recalibration(before: float = 0.05, after: float = 0.011) -> Recalibration:
    """Off by so much before and after."""
    return Recalibration(
        "isotonic", 1000, 0.8, made.STOPS, reading(before), reading(after),
        ((0.5, 0.45), (0.9, 0.7)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (0.05, 0.011, "Recalibrated, the confidence would be off by 1.1 of 100 on average "),
        (0.05, 0.06, "Recalibrating does not help: the confidence is off by 5 of 100"),
        (0.015, 0.011, "Recalibrating is not needed: the confidence is off by 1.5 of 100"),
    ],
)
def test_recalibrating_may_not_be_worth_it(before: float, after: float, title: str) -> None:
    """Needed, of help, or neither."""
    assert words.recalibration_title(recalibration(before, after)).startswith(title)


def test_before_and_after_stand_side_by_side() -> None:
    """One table, two diagrams, two curves and the map; every claim differs."""
    found = recalibration()
    table = figures.recalibration(found, REVIEW)
    assert table.rows[1][2:4] == (5.0, 1.1)
    assert "72 of 100 customers are decided alone and 3 of 100 of those wrongly today" in (
        table.meaning
    )
    diagrams = figures.recalibrated_diagrams(made.findings(), found, REVIEW)
    curve = figures.recalibrated_curve(found, REVIEW)
    shown = (table, *diagrams, curve, figures.mapped(found))
    titles = [one.title for one in shown if one is not None]
    assert len(set(titles)) == 5
    assert [t.split(":")[0] for t in titles[1:3]] == ["Today", "Recalibrated"]
    assert plots.plot(curve)
    assert curve.title.endswith("as many as today")
    wider = replace(found, before=replace(found.before, aurc=made.share(0.09)))
    assert said.curve_title(wider).endswith("6 of 100 are wrong recalibrated, 9 today")
    assert titles[-1] == ("The score that would change most: 90 of 100 would be read as 70")
    assert figures.recalibrated_diagrams(made.findings(handoff=None), found, REVIEW) == ()


def test_by_group_it_says_what_it_takes_in_law() -> None:
    """Groups with a fit of their own are named; there is no single map to show."""
    by = replace(recalibration(), attribute="sex", own=("Female",), mapped=(), method="platt")
    how = said.recalibration_how(by, REVIEW)
    assert "By sex: a fit of its own for Female" in how
    assert "Platt" in how
    assert "no group" in said.recalibration_how(replace(by, own=()), REVIEW)
    assert figures.mapped(by) is None
    warning = words.group_warning()
    assert "rule that uses the group" in warning
    assert "Ask a lawyer" in warning


def test_why_it_cannot_be_worked_out() -> None:
    """No outcome, or too few."""
    assert "either half needs 30" in words.no_recalibration(REVIEW)
    unlabelled = made.review(columns={"protected": ["sex"]}, criteria=None)
    assert "No outcome is known" in words.no_recalibration(unlabelled)
