"""What is said and shown of cases that none of the answers fits."""

from dataclasses import replace

import pytest

from evenhand import figures, plots, report, words
from evenhand.figures import scope
from evenhand.findings import Confusion, Confusions, Findings, OutOfScope, ScopePoint
from evenhand.words.scope import confusions_title, scope_meaning, scope_title
from tests import factory_findings as made

REVIEW = made.review(words={"case": "question", "person": "agent"})
SCOPE = OutOfScope(
    label="none",
    n=400,
    share=made.share(0.1, 4000),
    kept=made.share(0.26, 400),
    answered=made.share(0.23, 400),
    of_automatic=made.share(0.035, 2900),
    curve=(ScopePoint(0.5, 0.7, 0.6, 0.08), ScopePoint(0.8, 0.26, 0.23, 0.035)),
)
FITS = "questions that none of the model's answers fits"
PAIRS = Confusions(2900, 210, (Confusion("none", "pin", 60), Confusion("card", "pin", 30)))


def found() -> Findings:
    """Findings with out-of-scope cases and pairs."""
    return made.findings(handoff=made.handoff(out_of_scope=SCOPE, confusions=PAIRS))


@pytest.mark.parametrize(
    ("answered", "n", "title"),
    [
        (0.23, 400, f"Of 100 {FITS}, 23 are answered as if one did"),
        (0.05, 20, f"Of 20 {FITS}, 1 is answered as if one did"),
        (0.002, 5000, f"Of 1,000 {FITS}, 2 are answered as if one did"),
        (0.0, 400, f"Answered as if it knew them: none of 400 {FITS} (up to 3 of 400 is possible)"),
    ],
)
def test_counts_come_first(answered: float, n: int, title: str) -> None:
    """In the review's nouns."""
    one = replace(SCOPE, n=n, answered=made.share(answered, n))
    assert scope_title(made.handoff(), one, REVIEW) == title


def test_the_meaning_says_what_part_of_all_that_is_and_what_was_recognised() -> None:
    """Decided alone they never reach a person."""
    said = scope_meaning(made.handoff(), SCOPE, REVIEW)
    assert said == (
        "At a confidence of 0.8, 26 of 100 of them are decided alone and never reach an agent; of "
        "all that is decided alone they are 4 of 100. It says “none” of 3 of 100 by itself."
    )
    silent = replace(SCOPE, kept=SCOPE.answered)
    assert "by itself" not in scope_meaning(made.handoff(), silent, REVIEW)


def test_the_curve_is_along_the_slider() -> None:
    """Marked at the threshold; the table has every stop."""
    shown = scope.out_of_scope(found(), REVIEW)
    assert shown is not None
    assert shown.points == ((50.0, 60.0), (80.0, 23.0))
    assert shown.marked == (80.0, 23.0)
    assert shown.rows[1] == (0.8, 26.0, 23.0, 3.5)
    assert plots.plot(shown)


def test_the_commonest_mistake_is_the_claim() -> None:
    """And what is out of scope is marked in the table."""
    shown = scope.confusions(found(), REVIEW)
    assert shown is not None
    assert shown.title == (
        "Most often wrong when decided alone: “none” taken for “pin”, 60 of 210 mistakes"
    )
    assert shown.rows[0] == ("none (out of scope)", "pin", 60, 28.57)
    none = Confusions(5, 0, ())
    assert confusions_title(none, REVIEW) == (
        "None of the 5 questions decided alone is taken for another"
    )


def test_page_and_report_have_them() -> None:
    """The sentence in the report; nothing where it was not asked for."""
    assert {"out_of_scope", "confusions"} <= {part.key for part in figures.BY_HANDOFF}
    assert "23 are answered as if one did." in report.html(found(), REVIEW)
    plain = made.findings()
    assert words.scope_sentence(plain, REVIEW) is None
    assert words.scope_sentence(made.findings(handoff=None), REVIEW) is None
    assert scope.out_of_scope(plain, REVIEW) is None
    assert scope.confusions(plain, REVIEW) is None
