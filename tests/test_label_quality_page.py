"""Health and the report say how far raters agree, in words that follow the interval."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import nav
from evenhand import figures, words
from evenhand.figures import Dots
from evenhand.figures.kinds import Mark
from evenhand.figures.label_quality import by_agreement, by_class
from evenhand.findings import OMITTED, Findings
from evenhand.report.tree import tree
from tests.core import making
from tests.core import test_health as logs

ROUTER = str(Path(__file__).parents[1] / "pages" / "main.py")
KEYS = making.keys(columns={"rater_agreement": "agree", "protected": ["sex"]})
REVIEW = making.audit(making.log(y=[1, 0], agree=[1.0, 0.5]), KEYS).review


def found(alike: float, others: float, size: int = 1_000) -> Findings:
    """A log of which half of the cases have raters that all agree.

    Args:
        alike: share of these on which the model is right.
        others: the same of the other half.
        size: of the log.
    """
    place = np.arange(size)
    right = place // 2 % 100 < 100 * np.where(place % 2, alike, others)
    frame = pd.DataFrame({"y": 1, "sex": "A", "rule": 1, "score": np.where(right, 0.9, 0.1)})
    frame["agree"] = np.where(place % 2, 1.0, 0.75)
    return making.audit(frame, KEYS).findings()


@pytest.mark.parametrize(
    ("alike", "others", "title", "meaning"),
    [
        (0.9, 0.6, "the model is right more often there", "part of the mistakes of the model may "),
        (0.6, 0.9, "the model is right less often there", "does not explain the mistakes of the "),
        (0.7, 0.7, "no difference in how often the model is right there can be seen", "Nothing "),
    ],
)
def test_the_sentence_follows_the_interval_of_the_difference(
    alike: float, others: float, title: str, meaning: str
) -> None:
    """Right more often, less often, or no difference that can be seen."""
    made = found(alike, others)
    assert words.health_title(made, REVIEW) == (
        f"Raters agree fully on 50 of 100 cases; {title}"
    )  # fmt: skip
    (line,) = words.label_quality_lines(made, REVIEW)
    apart = f"{100 * (alike - others):.0f}".replace("-", "\N{MINUS SIGN}")
    assert f"The difference between these and the others is {apart} of 100, between " in line
    chart = by_agreement(made, REVIEW)
    assert isinstance(chart, Dots)
    assert f"is right on {100 * alike:.0f} of 100 cases on which all raters agree" in chart.title
    assert f"and on {100 * others:.0f} of 100 of the others" in chart.title
    assert meaning in chart.meaning
    drawn = {dot.label: dot.value for dot in chart.panels[0].dots}
    assert drawn == {"70 to 80 of 100 raters": 100 * others, "all raters": 100 * alike}


def test_with_too_few_cases_it_cannot_be_told_yet() -> None:
    """Title and line say so and how many it takes; the dots are hollow."""
    made = found(0.9, 0.6, size=40)
    assert words.health_title(made, REVIEW).endswith(
        "; can't tell yet whether the model is right more often there"
    )
    (line,) = words.label_quality_lines(made, REVIEW)
    assert "Both kinds need 30 cases with an answer and a known outcome, and have 20 and 20" in line
    chart = by_agreement(made, REVIEW)
    assert isinstance(chart, Dots)
    assert {dot.mark for dot in chart.panels[0].dots} == {Mark.HOLLOW}


def test_without_any_share_the_page_says_so_and_draws_nothing() -> None:
    """Nothing but nulls."""
    made = making.audit(making.log(y=[1, 0], agree=[None, None]), KEYS).findings()
    assert words.health_title(made, REVIEW) == "How far raters agree on the labels can't be told"
    assert words.label_quality_lines(made, REVIEW) == (
        "No share of raters from 0 to 1 is given for cases with a known outcome.",
    )
    assert by_agreement(made, REVIEW) is None
    assert by_class(made, REVIEW) is None


def test_how_many_have_no_share_is_said() -> None:
    """Beside the mean of the others."""
    frame = making.log(y=[1] * 80, agree=[1.0, 0.5, 0.5, None] * 20)
    (line,) = words.label_quality_lines(making.audit(frame, KEYS).findings(), REVIEW)
    assert line.endswith(" It is not known for 20 more.")
    assert "On average 66.7 of 100 raters give the label" in line


def test_labels_are_said_in_the_reviews_word_for_a_yes() -> None:
    """Not as they are counted."""
    frame = making.log(y=[1, 0] * 40, agree=[1.0, 0.5] * 40)
    table = by_class(making.audit(frame, KEYS).findings(), REVIEW)
    assert table is not None
    assert {row[0] for row in table.rows} == {"yes", "no"}


def test_too_many_counts_are_said_where_label_quality_would_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the page and in the report, in one line; with fewer counts neither says so."""
    frame = making.log(y=[1, 0] * 40, agree=[1.0, 0.5] * 40, sex=["A", "B"] * 40)
    (told,) = words.label_quality_lines(making.audit(frame, KEYS).findings(), REVIEW)
    monkeypatch.setattr("evenhand.raters.MOST_CELLS", 1)
    made = making.audit(frame, KEYS).findings()
    (line,) = words.label_quality_lines(made, REVIEW)
    start = "How far raters agree on the labels can't be told: there are too many different "
    assert line.startswith(start)
    assert not told.startswith(start)
    (own,) = (part for part in tree(made, REVIEW).sections if part.key == "health")
    assert (own.title, line in own.lines) == ("Label quality", True)


def test_a_kept_review_does_not_say_that_counts_were_too_many() -> None:
    """They are left out of it for another reason."""
    audit = making.audit(making.log(y=[1, 0] * 40, agree=[1.0, 0.5] * 40), KEYS)
    kept = dataclasses.replace(audit.findings(), label_quality=OMITTED, merged=5)
    assert words.label_quality_lines(kept, REVIEW) == ()


def with_time() -> Any:  # noqa: ANN401
    """An audit of a log with a time and with raters."""
    keys = logs.KEYS | {"columns": {**logs.KEYS["columns"], "rater_agreement": "agree"}}
    frame = logs.log()
    return making.audit(frame.assign(agree=np.resize([1.0, 0.75], len(frame))), keys)


def test_where_the_log_says_when_the_title_is_what_changed_and_the_claim_stands_below() -> None:
    """So that it is said once on every page."""
    audit = with_time()
    made = audit.findings()
    assert words.health_title(made, audit.review).startswith("No column changed by much")
    claim, *_ = words.label_quality_lines(made, audit.review)
    assert claim.startswith("Raters agree fully on 50 of 100 cases; ")
    (own,) = (part for part in tree(made, audit.review).sections if part.key == "health")
    assert own.title == "Has it changed?"
    assert claim in own.lines
    assert by_agreement(made, audit.review) in [block.figure for block in own.blocks]


def test_a_report_without_a_time_has_it_and_says_what_a_time_would_add() -> None:
    """Title, line, figure and table."""
    made = found(0.9, 0.6)
    (own,) = (part for part in tree(made, REVIEW).sections if part.key == "health")
    assert own.title == "Label quality"
    first, *_, last = own.lines
    assert first == f"{words.health_title(made, REVIEW)}."
    assert "[columns] time" in last
    kept = [part.key for part in figures.BY_RATERS]
    assert len(own.blocks) == len(set(kept)) == 2


def test_the_page_is_offered_without_a_time_where_raters_agreement_is_given(
    offered: list[set[str]],
) -> None:
    """It opens, its title is on the labels, and one line says what a time would add."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "sentiment"
    app.run()
    assert nav.HEALTH.title in offered[-1]
    app.switch_page(nav.HEALTH.file).run()
    assert not app.exception
    assert app.title[0].value.startswith("Raters agree fully on 30 of 100 messages")
    said = [text.value for text in app.text]
    assert sum("[columns] time" in line for line in said) == 1
    assert any(line.startswith("The difference between these and the others") for line in said)
