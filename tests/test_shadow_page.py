"""Shadow mode in words, figures, reports, on the Health page and in the nightly check."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import evenhand
from components import nav
from evenhand import figures, report, words
from evenhand.figures import Dots, Table
from evenhand.figures import shadow as drawn
from evenhand.findings import Bounds, Findings, Lock, Shadow, ShadowOutcomes
from evenhand.words import check
from evenhand.words import shadow as said
from tests.core import making
from tests.core import test_shadow as logs

ROUTER: Final = str(Path(__file__).parents[1] / "pages" / "main.py")
KEYS: Final = logs.KEYS | {"shadow": logs.RULE}
REVIEW: Final = making.audit(logs.log(300), KEYS).review


@pytest.fixture(scope="module")
def found() -> Findings:
    """The findings of the usual log."""
    return making.audit(logs.log(), KEYS).findings()


def shadow(found: Findings) -> Shadow:
    """What they say of shadow mode."""
    assert isinstance(found.shadow, Shadow)
    return found.shadow


def test_which_cases_are_meant_is_said_first_and_the_rule_next(found: Findings) -> None:
    """That all other numbers count both phases; and that nobody knows when the rule was written."""
    first, second = words.shadow_lines(found, REVIEW)
    assert first.startswith("Shadow mode: in 2,000 of 3,000 cases (2026-01-05 to ")
    assert first.endswith("All other numbers of this review count both phases together.")
    assert "lock the review" in second


def test_a_rule_written_after_the_first_case_is_said(found: Findings) -> None:
    """By its lock where there is one, else by the day that the review gives."""
    lock = Lock("h", "2026-02-01T10:00:00Z", "Ann", "unchanged", (), None)
    late = words.shadow_lines(replace(found, lock=lock), REVIEW)[-1]
    assert late == ("Its rule was locked on 2026-02-01, after the trial's first day, 2026-01-05.")
    early = replace(lock, locked_on="2026-01-01T10:00:00Z")
    assert len(words.shadow_lines(replace(found, lock=early), REVIEW)) == 1
    keys = KEYS | {"shadow": logs.RULE | {"planned_on": "2026-01-06"}}
    written = making.audit(logs.log(), keys)
    assert "as the review says" in words.shadow_lines(written.findings(), REVIEW)[-1]


def test_a_candidate_that_acts_before_its_trial_is_over_is_said(found: Findings) -> None:
    """And cases that no look can have are named beside the rule."""
    keys = KEYS | {"shadow": logs.RULE | {"cases": 10_000}}
    early = making.audit(logs.log(), keys).findings()
    said_of_it = "Live already: 1,000 cases, though by its rule the trial is not over."
    assert said_of_it in words.shadow_lines(early, REVIEW)
    assert said_of_it not in words.shadow_lines(found, REVIEW)
    trial = said.trial_of(found)
    assert trial is not None
    undated = replace(found, shadow=replace(shadow(found), trial=replace(trial, undated=12)))
    assert said.trial_meaning(undated, REVIEW).endswith(" In no look: 12 cases without a day.")


def test_a_trial_without_a_rule_is_told_to_write_one() -> None:
    """As long as nobody acts on the candidate yet."""
    frame = logs.log(600).assign(phase="shadow")
    lines = words.shadow_lines(making.audit(frame, logs.KEYS).findings(), REVIEW)
    assert any("[shadow]" in line for line in lines)


def test_title_and_table_tell_the_same_number(found: Findings) -> None:
    """How many of 100 would have been decided otherwise; a row a group, and one of all."""
    chart = drawn.otherwise(found, REVIEW)
    assert isinstance(chart, Dots)
    apart = 100 * (1 - (shadow(found).agreement.value or 0.0))
    assert f"would have decided {apart:.0f} of 100 cases otherwise than the rule" in chart.title
    assert chart.rows[0][3] == pytest.approx(apart, abs=0.01)
    groups = [row for row in chart.rows if row[0] == "sex"]
    assert len(groups) == len(chart.panels[0].dots) == 2
    marked = [dot for dot in chart.panels[0].dots if dot.mark is figures.Mark.WORST]
    assert [dot.label for dot in marked] == ["B"]
    assert "Most of all sex B" in chart.meaning


def test_who_was_right_is_told_with_what_could_not_be_seen(found: Findings) -> None:
    """Outcomes are seen less often where the rule said no; the bounds are said."""
    table = drawn.right(found, REVIEW)
    assert isinstance(table, Table)
    assert "no outcome is known" in table.meaning
    assert "Outcomes are seen less often on one side" in table.meaning
    assert "Whatever they are" in table.meaning


def outcomes(**given: Any) -> ShadowOutcomes:  # noqa: ANN401
    """Outcomes of 100 cases that the two decide differently."""
    keys: dict[str, Any] = {
        "different": 100, "labelled": 100, "only_live": 50, "only_candidate": 50,
        "found_by_live": 1, "found_by_candidate": 2, "p_value": 1.0, "selective": False,
        "bounds": Bounds(-0.1, 0.1),
    }  # fmt: skip
    none = shadow(making.audit(logs.log(300), KEYS).findings()).to_positive
    seen = dict.fromkeys(("difference", "seen_after_yes", "seen_after_no"), none)
    return ShadowOutcomes(**(keys | seen | given))


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({}, "Where the two differ, who is right more often can't be told yet (100 cases)"),
        (
            {"only_live": 20, "only_candidate": 80, "p_value": 0.001},
            "Where the two differ, more cases are answered rightly with the model than with the rule: 80 against 20",  # noqa: E501
        ),
        ({"labelled": 0}, "Of 100 cases decided otherwise, no outcome is known yet"),
        ({"different": 0}, "The two never differ, so neither is right more often"),
    ],
)
def test_who_is_right_is_told_only_where_it_is_clear(
    given: dict[str, Any], title: str, found: Findings
) -> None:
    """By McNemar's test; else it can't be told yet."""
    made = replace(found, shadow=replace(shadow(found), outcomes=outcomes(**given)))
    assert said.right_title(made, REVIEW) == title


def test_late_outcomes_are_said_to_be_late(found: Findings) -> None:
    """Where they are as rare on both sides, and the review does not say that they are hidden."""
    made = replace(found, shadow=replace(shadow(found), outcomes=outcomes(labelled=90)))
    assert "They may only be late." in said.right_meaning(made, REVIEW)


def test_the_queue_is_told_a_day(found: Findings) -> None:
    """With the wait, and when."""
    table = drawn.would_wait(found, REVIEW)
    assert isinstance(table, Table)
    assert table.title.endswith("of this log a day")
    lines = drawn.would_come(found, REVIEW)
    assert lines is not None
    assert lines.title.startswith("In shadow mode: ")


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ({}, "Enough: the trial is over since 2026-03-"),
        ({"cases": 9_000}, "The trial goes on: no limit is clearly broken, and it is not over"),
        ({"min_agreement": 0.9}, "Stop the trial: on 2026-01-"),
        ({"min_agreement": 0.62}, "The trial is over since 2026-03-"),
    ],
)
def test_what_the_rule_says_stands_above_its_chart(rule: dict[str, Any], start: str) -> None:
    """With a panel for each limit, and a row for each look; a stop is a breach of the check."""
    keys = KEYS | {"shadow": logs.RULE | rule}
    audit = making.audit(logs.log().assign(seen=1), keys)
    made = audit.findings()
    chart = drawn.trial(made, audit.review)
    trial = said.trial_of(made)
    assert isinstance(chart, Dots)
    assert trial is not None
    assert chart.title.startswith(start)
    assert len(chart.rows) == len(trial.looks)
    assert len(chart.panels) == 2
    checked = check.checked(made, audit.review, "none")
    kinds = {one.kind for one in checked.breaches}
    assert ("shadow" in kinds) == (trial.state == "stop")
    assert any(one.kind == "shadow" for one in checked.cannot_tell) == (
        trial.state == "cannot_tell"
    )


def test_without_shadow_there_is_one_line_that_says_what_to_add() -> None:
    """And no figure; of a kept review it is said to be not kept."""
    keys = {**KEYS["columns"]}
    del keys["phase"]
    audit = making.audit(logs.log(300), logs.KEYS | {"columns": keys})
    made = audit.findings()
    assert "[columns] phase" in str(said.no_shadow(made, audit.review))
    assert "not in this kept review" in str(said.no_shadow(replace(made, merged=11), audit.review))
    assert all(list(part.each(made, audit.review)) == [] for part in figures.BY_SHADOW)
    assert words.shadow_lines(made, audit.review) == ()


def test_two_that_never_differ_are_said_so() -> None:
    """In words, and without who was right."""
    frame = logs.log(600)
    same = frame.assign(rule=(frame["score"] >= 0.5).astype(int))
    made = making.audit(same, KEYS).findings()
    assert "none of 400 cases otherwise" in said.shadow_title(made, REVIEW)
    assert drawn.right(made, REVIEW) is None


def test_the_report_has_shadow_mode(found: Findings) -> None:
    """A section of its own, with what the page says."""
    made = report.html(found, REVIEW)
    assert "Shadow mode" in made
    assert said.shadow_title(found, REVIEW) in made


def test_the_page_shows_the_samples_trial() -> None:
    """Which cases it is about, and what its rule says, above its chart."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "fraud"
    app.run()
    app.switch_page(nav.HEALTH.file).run()
    assert not app.exception
    text = " ".join(one.value for one in app.text)
    assert "Shadow mode: in 29,346 of 58,004 payments" in text
    titles = [one.value.replace("\\", "") for one in app.subheader]
    assert any(one.startswith("Enough: the trial is over since 2025-12-31") for one in titles)


def test_a_review_with_a_phase_and_no_time_is_offered_the_page() -> None:
    """Its log says when, if only roughly."""
    columns = {name: value for name, value in KEYS["columns"].items() if name != "time"}
    audit = making.audit(logs.log(600), KEYS | {"columns": columns})
    assert audit.review.is_dated
    table = drawn.would_wait(audit.findings(), audit.review)
    assert isinstance(table, Table)
    assert not table.title.endswith("a day")


def test_the_sample_tells_what_a_trial_by_days_would_have_told() -> None:
    """Pandas on its rows: the share decided otherwise, and the real ones that only it finds."""
    folder = Path(__file__).parents[1] / "sample_data" / "fraud"
    rows = pd.read_parquet(folder / "decisions.parquet")
    part = rows[rows["phase"] == "shadow"]
    model = (part["model_score"] >= 0.05).astype(int).to_numpy()
    rules = part["rules_say"].astype(int).to_numpy()
    made = evenhand.open(folder / "review.toml").findings()
    assert shadow(made).agreement.value == pytest.approx(np.mean(model == rules))
    outcome = said.outcomes_of(made)
    assert outcome is not None
    real = part["fraud"].astype(float).to_numpy() == 1
    assert outcome.found_by_candidate == int((real & (model == 1) & (rules == 0)).sum())
