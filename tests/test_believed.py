"""What is said and shown of whether confidence can be believed."""

from dataclasses import replace

import pytest

from evenhand import figures, plots
from evenhand.figures import Reliability, Table, believed
from evenhand.findings import CalibrationError, Findings, Handoff
from evenhand.words import believed as said
from tests import factory_findings as made

REVIEW = made.review()


def handoff(**more: object) -> Handoff:
    """A handoff whose confidence differs in something."""
    return made.handoff(believed=made.believed(**more))


def found(**more: object) -> Findings:
    """The findings of such a handoff."""
    return made.findings(handoff=handoff(**more))


def test_confidence_is_believed_where_chance_alone_makes_it_look_as_far_off() -> None:
    """Not by the bins that are off: of ten one is off by chance in four logs of ten."""
    assert said.confidence_title(handoff(), REVIEW) == (
        "The model's confidence can be believed: on average it says 82 of 100, and is right for 82"
    )
    off = handoff(error=CalibrationError(0.03, 0.01, 0.02))
    assert said.confidence_title(off, REVIEW) == (
        "The model is right more often than it says: where it says 93 of 100, it is right for 95"
    )
    first, _, last = made.believed().bins
    sure = replace(last, mean=0.954)
    too_sure = handoff(error=off.believed.error, bins=(first, sure)) if off.believed else off
    assert said.confidence_title(too_sure, REVIEW) == (
        "The model is too sure: where it says 954 of 1,000, it is right for 950"
    )


@pytest.mark.parametrize(
    ("said_of", "right", "off", "steps", "title"),
    [
        (0.8, 0.6, 0.2, 0.05, "is too sure: on average it says about 80 of 100, and is right for"),
        (0.6, 0.8, 0.2, 0.05, "is right more often than it says: on average it says about 60"),
        (0.8, 0.78, 0.2, 0.05, "can't be believed: on average it is off by about 20 of 100"),
        (0.8, 0.6, 0.2, 0.18, "can be believed as far as its kept steps tell: on average it says"),
    ],
)
def test_of_wide_steps_only_what_holds_anywhere_in_them_is_said(
    said_of: float, right: float, off: float, steps: float, title: str
) -> None:
    """No bin is named: its cases may have said more, or less, than the middle of their step."""
    error = replace(made.believed().error, value=off, if_perfect_upper=0.03)
    wide = handoff(said=said_of, right=made.share(right, 1000), error=error, steps=steps)
    assert title in said.confidence_title(wide, REVIEW)
    narrow = handoff(said=said_of, right=made.share(right, 1000), error=error, steps=0.0)
    assert "where it says" in said.confidence_title(narrow, REVIEW)


def test_too_few_cases_to_tell_is_said() -> None:
    """Every bin under the smallest group; and no outcome at all."""
    few = tuple(replace(b, few=True) for b in made.believed().bins)
    assert "Too few customers to tell" in said.confidence_title(handoff(bins=few), REVIEW)
    assert "bin" not in said.confidence_meaning(made.believed(bins=few), REVIEW)
    unknown = made.handoff(believed=None)
    assert said.confidence_title(unknown, REVIEW).endswith("can't be told")


def test_bins_of_few_cases_are_in_the_table_and_not_drawn() -> None:
    """And the meaning says how many; where all are few, all are drawn."""
    part = next(part for part in figures.BY_HANDOFF if part.key == "reliability")
    assert part.first
    shown = part.make(found(), REVIEW, None)
    assert isinstance(shown, Reliability)
    assert len(shown.points) == 2
    assert [row[-1] for row in shown.rows] == ["no", "yes", "yes"]
    assert "1 bin of fewer than 30 customers is only in the table" in shown.meaning
    few = tuple(replace(b, few=True) for b in made.believed().bins)
    all_few = believed.confidence(found(bins=few), REVIEW)
    assert all_few is not None
    assert len(all_few.points) == 3
    assert plots.plot(all_few)


def test_the_error_stands_beside_what_chance_alone_gives() -> None:
    """Never by itself."""
    assert said.error_sentence(made.believed()) == (
        "On average it is off by 1.2 of 100. Chance alone makes confidence without any fault look "
        "off by 1 of 100 in a log like this, and by up to 2 in 95 of 100 such logs."
    )


@pytest.mark.parametrize(
    ("skill", "words"),
    [
        (0.119, "The model's confidence takes away 12 of 100 of the error"),
        (-0.1, "tells no more than saying its average every time"),
        (None, "can't be told"),
    ],
)
def test_what_confidence_tells_beyond_its_average(skill: float | None, words: str) -> None:
    """Some, nothing, or not known."""
    assert words in said.skill_title(handoff(), made.believed(skill=skill))


def test_the_brier_score_is_taken_apart_in_a_table() -> None:
    """Its rows add up to it."""
    shown = believed.brier(found(), REVIEW)
    assert isinstance(shown, Table)
    amounts = {row[1]: row[2] for row in shown.rows if isinstance(row[2], float)}
    parts = ("uncertainty", "reliability", "resolution", "within-bin variance",
             "within-bin covariance")  # fmt: skip
    assert sum(amounts[part] for part in parts) == pytest.approx(amounts["Brier score"])


def test_why_nothing_is_right_every_time() -> None:
    """In plain words, and with what F1 could be."""
    shown = believed.best_cut(found(), REVIEW)
    assert isinstance(shown, Table)
    assert shown.title == "Even the best cut of the model's scores is right for 82 of 100 customers"
    assert "The other 18 of 100 have a score like customers that ended the other way" in (
        shown.meaning
    )
    assert "is 0.48 today and 0.54 at best, with a yes from a score of 0.244 on" in shown.meaning
    cut = made.believed().best_cut
    assert cut is not None
    whole = replace(cut, best_accuracy=1.0, best_accuracy_at=None, best_f1=None, best_f1_at=None)
    all_right = believed.best_cut(found(best_cut=whole), REVIEW)
    assert isinstance(all_right, Table)
    assert "right for all of this log" in all_right.title
    assert all_right.rows[0][-1] == "never"
    half = believed.best_cut(found(best_cut=replace(cut, best_accuracy=0.785)), REVIEW)
    assert isinstance(half, Table)
    assert "right for 79 of 100" in half.title
    assert "The other 21 of 100" in half.meaning
    undefined = replace(cut, f1=None)
    assert "not defined today" in said.best_cut_meaning(undefined, REVIEW)


def test_the_area_under_the_curve_is_a_sentence() -> None:
    """Between chance and the best; how it was counted stands in the method."""
    one = made.handoff()
    assert said.order_sentence(one, REVIEW) == (
        "From deciding the surest customer alone to deciding all customers, 6 of 100 are wrong on "
        "average. Were its confidence a matter of chance, it would be 18; with every right answer "
        "surer than every wrong one, 2."
    )
    assert one.order is not None
    steps = replace(one, order=replace(one.order, exact=False, bound=0.0012))
    assert "counted in steps, which can move it by 0.0012" in said.order_how(steps)
    silent = made.handoff(order=None)
    assert said.order_sentence(silent, REVIEW) is None
    assert said.order_how(silent) == ""


def test_without_an_outcome_there_is_no_figure() -> None:
    """Nor in a review without a handoff, nor scores that cannot be cut."""
    silent = made.findings(handoff=made.handoff(believed=None))
    for made_of in (silent, made.findings(handoff=None)):
        assert believed.confidence(made_of, REVIEW) is None
        assert believed.brier(made_of, REVIEW) is None
        assert believed.best_cut(made_of, REVIEW) is None
    assert believed.best_cut(found(best_cut=None), REVIEW) is None


def test_scores_and_confidence_are_two_claims() -> None:
    """The score of a yes and the confidence of being right are not the same; titles differ."""
    shown = [part.make(found(), REVIEW, "sex") for part in figures.BY_HANDOFF]
    titles = [one.title for one in shown if one is not None]
    assert len(set(titles)) == len(titles)
