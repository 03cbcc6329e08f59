"""Single classes by group: three classes or more, each against the rest."""

import pandas as pd

import evenhand
from evenhand import figures, review
from evenhand.audit import Audit
from evenhand.figures import Dots
from evenhand.figures.classes import classes

COUNTS = {  # (group, really, answered): cases
    ("near", "red", "red"): 80,
    ("near", "red", "blue"): 20,
    ("near", "blue", "blue"): 90,
    ("near", "green", "green"): 60,
    ("far", "red", "red"): 40,
    ("far", "red", "green"): 60,
    ("far", "blue", "blue"): 85,
    ("far", "green", "green"): 60,
}


def audit() -> Audit:
    """Three classes; red is found half as often far away."""
    rows = [kind for kind, n in COUNTS.items() for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["place", "y", "says"])
    keys = {
        "title": "Colours",
        "columns": {"label": "y", "positive": "red", "protected": ["place"]},
        "candidates": [{"name": "model", "role": "model", "prediction": "says"}],
    }
    return evenhand.open(review.parse(keys), frame=frame)


def drawn(opened: Audit) -> Dots:
    """The figure of that review."""
    made = classes(opened.findings(), opened.review, "model", "place")
    assert made is not None
    return made


def test_the_class_with_the_widest_gap_is_the_claim_and_comes_first() -> None:
    """Red is found 40 of 100 times far away and 80 nearby; the other classes follow."""
    made = drawn(audit())
    assert made.title == "What is really “red”, found: 40 of 100 among far, 80 of 100 among near"
    assert "red" in made.panels[0].unit
    assert [dot.value for dot in made.panels[0].dots] == [40.0, 80.0]
    assert len(made.panels) == 3


def test_every_class_and_group_has_its_counts_in_the_table() -> None:
    """True and false positives and negatives of each class against the rest."""
    rows = {row[:2]: row[2:7] for row in drawn(audit()).rows}
    assert rows["red", "far"] == (245, 40, 0, 145, 60)
    assert rows["green", "far"] == (245, 60, 60, 125, 0)
    assert len(rows) == 6


def test_a_review_with_two_classes_has_no_figure_of_classes() -> None:
    """The groups' own figure says it all."""
    opened = audit()
    yes = opened.review.columns.positive
    frame = pd.DataFrame({"place": ["a", "b"] * 50, "y": ["no", yes] * 50, "says": [yes] * 100})
    two = evenhand.open(opened.review.model_copy(update={"title": "Two"}), frame=frame)
    assert classes(two.findings(), two.review, "model", "place") is None


def test_page_and_report_have_the_classes() -> None:
    """The figure stands in the one list of parts."""
    assert "classes" in {part.key for part in figures.BY_ATTRIBUTE}
