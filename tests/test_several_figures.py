"""The table of all candidates, and the line on further ones."""

from dataclasses import replace
from typing import Any

from evenhand import words
from evenhand.figures.several import several
from evenhand.findings import Beside, Estimate, Findings, Paired
from evenhand.review import Review
from tests import factory_findings as made

PAIR = Paired(780, 20, 50, 150)


def three(**light: Any) -> Findings:  # noqa: ANN401
    """A rule, a model and a lighter one."""
    gap = Estimate(0.03, 0.01, 0.05, 1000)
    start = Beside(Estimate(800.0, 750.0, 850.0, 1000), made.share(0.6), PAIR, gap, 0.0004)
    found = made.findings()
    rule = Beside(Estimate(900.0, 850.0, 950.0, 1000), None, None, Estimate(), None)
    beside = {"rule": rule, "model": start, "light": replace(start, **light)}
    candidates = {**found.candidates, "light": made.candidate(0.9)}
    compared = made.comparison(candidates=beside)
    return replace(found, comparison=compared, candidates=candidates)


def review() -> Review:
    """Of the three."""
    named = [
        {"name": "rule", "role": "baseline", "prediction": "r"},
        {"name": "model", "role": "model", "score": "s"},
        {"name": "light", "role": "model", "score": "l"},
    ]
    return made.review(candidates=named)


def test_every_candidate_has_a_row() -> None:
    """With its costs where there are any, and the best of them in the title."""
    table = several(three(), review())
    assert table is not None
    assert table.title == "Of 3 candidates, light is right most often in this log: 90 of 100"
    assert [row[0] for row in table.rows] == ["The rule", "The model", "Light"]
    assert table.rows[0][5:8] == (None, None, None)
    assert table.rows[1][5:] == (
        "3 (1 to 5)",
        "below 0.001",
        "60 (58 to 62)",
        "EUR 800 (750 to 850)",
    )
    free = several(three(), made.review(costs=None))
    assert free is not None
    assert len(free.columns) == len(free.rows[0]) == 8
    assert several(made.findings(), review()) is None
    assert several(made.findings(comparison=None), review()) is None


def test_further_candidates_are_named_in_one_line() -> None:
    """Better, worse or not measurably apart; nothing where there are but two."""
    assert words.others_line(three(), review()) == (
        "Beside the rule, on the same cases: light is right for 3 more of 100 customers."
    )
    worse = three(accuracy_difference=Estimate(-0.03, -0.05, -0.01, 1000))
    assert "3 fewer of 100" in (words.others_line(worse, review()) or "")
    same = three(accuracy_difference=Estimate(0.003, -0.05, 0.06, 1000))
    assert "light is not measurably apart from the rule" in (
        words.others_line(same, review()) or ""
    )
    assert words.others_line(three(paired=None), review()) is None
    assert words.others_line(made.findings(), review()) is None
    assert words.others_line(made.findings(comparison=None), review()) is None


def test_who_decided_the_outcome_is_not_the_best() -> None:
    """Nor has it costs of mistakes."""
    columns = {"label": "r", "protected": ["sex"]}
    past = made.review(columns=columns, candidates=[c.model_dump() for c in review().candidates])
    table = several(three(), past)
    assert table is not None
    assert table.rows[0][2] == "decided the outcome"
    assert table.rows[0][-1] is None


def test_candidates_that_are_right_as_often_are_named_together() -> None:
    """None of them is right most often."""
    found = three()
    tied = replace(found, candidates={**found.candidates, "light": found.candidates["model"]})
    table = several(tied, review())
    assert table is not None
    assert "the model and light are right most often in this log, as often as each" in table.title
