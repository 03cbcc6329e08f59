"""An audit from end to end: what is said of the rows, and which library says the values."""

from itertools import product
from pathlib import Path

import pandas as pd
import pytest

import evenhand
from evenhand import counting, engine, metrics, review

REVIEW = review.parse(
    {
        "title": "Three cases",
        "columns": {"id": "number", "label": "happened"},
        "candidates": [{"name": "model", "role": "model", "score": "score"}],
    }
)
THREE = pd.DataFrame({"number": [7, 7, 8], "happened": [1, 0, 1], "score": [0.1, 0.2, 0.9]})


def problems(frame: pd.DataFrame) -> list[tuple[str | None, int | None]]:
    """What the data check says of the case numbers."""
    found = evenhand.open(REVIEW, frame=frame).data_check.problems
    return [(problem.column, problem.rows) for problem in found if problem.column == "number"]


def test_a_repeated_case_number_is_reported_and_its_row_counted() -> None:
    """Two rows of one number are one warning; no row is lost."""
    assert problems(THREE) == [("number", 1)]
    assert problems(THREE.assign(number=[7, 8, 9])) == []
    assert evenhand.open(REVIEW, frame=THREE).findings().review.rows == 3


def test_case_numbers_are_not_compared_where_that_takes_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Above the limit the data check says that it did not look."""
    monkeypatch.setattr(counting, "MOST_IDS", 2)
    assert problems(THREE) == [("number", None)]


@pytest.mark.parametrize("sample", ["card_default", "lending", "sentiment"])
def test_a_page_shows_the_values_of_the_metric_frame(sample: str) -> None:
    """For every candidate and attribute, Fairlearn on the counts says what the document says."""
    audit = evenhand.open(f"sample_data/{sample}/review.toml")
    found = audit.findings()
    for name, attribute in product(found.candidates, audit.review.attributes):
        ours = found.fairness[name][attribute].groups
        theirs = audit.findings_by_library(name, attribute).fairness[name][attribute].groups
        for one, two in zip(ours, theirs, strict=True):
            for metric in metrics.METRICS:
                assert one.metrics[metric].value == pytest.approx(
                    two.metrics[metric].value, abs=1e-12
                )


def test_many_groups_stay_with_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit MetricFrame is not asked, since it would take seconds."""
    monkeypatch.setattr(metrics, "MOST_FRAME_GROUPS", 1)
    audit = evenhand.open("sample_data/card_default/review.toml")
    assert audit.findings_by_library("model", "sex") == audit.findings()


def test_the_engine_draws_no_progress_bar(tmp_path: Path) -> None:
    """On a long query it would write into the document that `--json` prints."""
    connection = engine.locked(tmp_path / "log.parquet")
    [[drawn]] = connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()
    assert drawn is False
