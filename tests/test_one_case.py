"""One case told to somebody who sees nothing else, on the page and in the letter."""

import math
from dataclasses import asdict, replace

import pytest

from evenhand import figures, report
from evenhand.counterfactual import Change, Counterfactual
from evenhand.explanation import Contribution, in_full
from evenhand.findings import Estimate
from evenhand.neighbours import Alike
from evenhand.words import explain, one_case, say
from evenhand.words import letter as letter_words
from evenhand.words.columns import value_said
from tests import factory_findings as made

LATE = Contribution("months_late", "2", 0.9)
PAID = Contribution("amount_paid", "75000", -0.3)
SEX = Contribution("sex", "1", -0.7)
DICTIONARY = {
    "months_late": {"name": "months behind", "unit": "months"},
    "amount_paid": {"name": "what was paid", "unit": "TWD"},
}
PUSHED = (
    "Towards this answer: months behind (2 months); "
    "against this answer: what was paid (75,000 TWD)."
)
INSTEAD = (
    "With months behind at 0 instead of 2, it would not have said “will default”. It "
    " need not change what happens: this is no advice."
)
ALIKE = Alike(50, 900, Estimate(0.44, 0.31, 0.58, 50), Estimate(1.0, 0.93, 1.0, 50), Estimate(n=50))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_684_259.0, "1,684,259 TWD"),
        (-1_234_567.8, "\u22121,234,568 TWD"),
        (12_345.67, "12345.7 TWD"),
        (0.1 + 0.2, "0.3 TWD"),
    ],
)
def test_an_input_of_seven_digits_is_said_in_full(value: float, said: str) -> None:
    """As the case has it, and as the sentence on what would change it says it."""
    review = made.review().with_dictionary(DICTIONARY)
    case = made.case(answer="1", contributions=(LATE, replace(PAID, value=in_full(value))))
    assert f"what was paid ({said})" in one_case.told(case, review).pushed
    assert value_said("amount_paid", value, review) == said


def test_the_four_questions_are_answered() -> None:
    """What was decided and whether it was right, how sure, what pushed, what would change it."""
    instead = Counterfactual((Change("months_late", 2, 0),), "0", 0.7)
    case = made.case(
        answer="1", label="0", sure=0.62, asked=0.8, handed_off=True, instead=instead,
        contributions=(LATE, PAID),
    )  # fmt: skip
    review = made.review().with_dictionary(DICTIONARY)
    assert one_case.told(case, review).answers == (
        ("What was decided", "The model said of this customer: “will default”. That was wrong."),
        (
            "How sure",
            "62 of 100 sure of its answer, less than the 80 it needs: a credit officer decides.",
        ),
        (
            "What pushed it most",
            (
                "Towards this answer: months behind (2 months); against this answer: what was paid "
                "(75,000 TWD)."
            ),
        ),
        (
            "What would change it",
            (
                "With months behind at 0 instead of 2, it would not have said “will default”. It "
                "need not change what happens: this is no advice."
            ),
        ),
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"sure": 0.9, "asked": 0.8}, "90 of 100 sure of its answer; 80 is enough, so "),
        ({"sure": 0.9}, "90 of 100 sure of its answer. Every customer is decided without"),
        ({"sure": 0.9999, "asked": 0.8}, "More than 99 of 100 sure"),
        ({"sure": 0.7999, "asked": 0.8, "handed_off": True}, "just under the 80 it needs"),
        ({"sure": None}, "How sure it was is not known."),
    ],
)
def test_how_sure_it_was_is_a_count_beside_what_is_asked(more: dict[str, float], said: str) -> None:
    """Counts first, and never all where it is not."""
    assert said in one_case.how_sure(made.case(**more), made.review())


def test_an_answer_that_is_no_yes_is_told_as_one() -> None:
    """The other of two answers, and one of many: pushed away from the yes, and not towards it."""
    review, both = made.review(), {"contributions": (LATE, PAID)}
    no = one_case.told(made.case(answer="0", label=None, **both), review)
    assert no.decided == "The model did not say of this customer: “will default”."
    assert no.turned_out == ""
    assert no.pushed.startswith("Towards this answer: amount paid (75,000); against")
    assert no.pushed.endswith(
        "against this answer, and stronger than any of these: months late (2)."
    )
    third = one_case.told(made.case(answer="maybe", **both), review)
    assert third.decided == "The model said of this customer: “maybe”, not “will default”."
    assert third.pushed.startswith("Away from “will default”: amount paid")
    assert "sets it apart" in one_case.pushed(made.case(contributions=()), review)


def test_the_axis_names_the_answer_that_was_given_on_its_own_side() -> None:
    """A yes to the right, a no to the left; of many answers only the yes has a side."""
    sides = {"1": "right: towards this answer, “will default”;",
             "0": "left: towards this answer, not “will default”;",
             "maybe": "left: away from “will default”;"}  # fmt: skip
    for answer, side in sides.items():
        figure = figures.one_case(made.case(answer=answer), made.review())
        assert figure.unit.startswith(side)
        assert figures.drawing_of(made.case(answer=answer), made.review()).unit == figure.unit


@pytest.mark.parametrize(
    ("base", "total", "score", "unit"),
    [(math.log(1 / 3), math.log(4), 0.8, "log-odds"), (0.25, 0.8, 0.8, "probability")],
)
def test_where_the_bars_start_is_a_count_of_100(
    base: float, total: float, score: float, unit: str
) -> None:
    """In plain words, from either unit, which is named only where the working is told."""
    case = made.case(answer="1", base=base, total=total, score=score)
    for figure in (figures.one_case(case, made.review()), figures.drawing_of(case, made.review())):
        assert (
            "The bars start from what the model says before it knows anything of a customer: 25 "
            "of 100 for “will default”. All bars together lead to 80 of 100 here."
        ) in figure.meaning
        assert "log-odds" not in figure.meaning
        assert f"in units of {unit}" in figure.how


def test_a_noun_that_begins_with_a_vowel_has_its_article() -> None:
    """Of an application, not of a one."""
    case, review = made.case(base=0.5, total=0.6, score=0.6), made.review()
    words = review.words.model_copy(update={"case": "application"})
    of_loans = review.model_copy(update={"words": words})
    assert "knows anything of an application" in one_case.bars(case, of_loans)


@pytest.mark.parametrize(("total", "score"), [(-2.6, 0.1), (0.65904, 0.65904)])
def test_where_the_unit_is_not_known_no_count_is_given(total: float, score: float) -> None:
    """Of a score that is neither the output nor its odds, and of one that may be both."""
    said = one_case.bars(made.case(base=0.5, total=total, score=score), made.review())
    assert said.startswith("The bars start from what the model says before it knows anything of a")
    assert "of 100" not in said


@pytest.mark.parametrize(
    ("name", "unit", "to", "was", "said"),
    [
        ("months late", "months", 2, -1, "months late at 2 instead of -1"),
        ("waited", "months", 2, -1, "waited at 2 months instead of -1 month"),
        ("waited", "month", 0, 1, "waited at 0 months instead of 1 month"),
        ("income", "TWD", 1, 2000, "income at 1 TWD instead of 2,000 TWD"),
        ("daysafter", "days", 1.5, 1, "daysafter at 1.5 days instead of 1 day"),
        ("is new", None, 1, 0, "is new at 1 instead of 0"),
    ],
)  # fmt: skip
def test_a_change_reads_with_any_name_and_any_unit(
    name: str, unit: str | None, to: float, was: float, said: str
) -> None:
    """One month and two months; a unit that the name has is not said again."""
    review = made.review().with_dictionary({"x": {"name": name, "unit": unit}})
    found = Counterfactual((Change("x", was, to),), "1", 0.7)
    sentence = explain.instead_sentence(found, review)
    assert sentence.startswith(f"With {said}, it would have".replace("-", say.MINUS))


def test_an_outcome_that_is_not_what_one_thinks_is_named() -> None:
    """Right against what the lender decided is not right."""
    review = made.review(words={"label": "what the lender decided"})
    said = one_case.turned_out(made.case(), review)
    assert said == "Against what the lender decided: that was wrong."


def test_what_became_of_similar_cases_is_counted() -> None:
    """Counts with an interval; none and all in words; and why where there is nothing."""
    review = made.review()
    figure = figures.similar(ALIKE, review)
    assert figure.title == (
        "For 22 of the 50 customers most like it, the outcome was “will default”"
    )
    assert "Between 31 and 58 of 100" in figure.meaning
    assert "right on all of the 50" in figure.meaning
    assert figure.rows[0][1:3] == (22, 44.0)
    shares = [cell for row in figure.rows for cell in row[2:] if isinstance(cell, float)]
    assert all(round(share, 1) == share for share in shares)
    assert "protected columns play no part" in figure.how
    own = replace(ALIKE, left_out=("sex",))
    assert "says who somebody is: sex" in figures.similar(own, review).how
    assert "is not shown" in one_case.nobody_alike(made.case(), review)
    assert "reads a text" in one_case.nobody_alike(made.case(text="a"), review)


def test_the_letter_says_what_the_page_says_and_nothing_of_who_somebody_is() -> None:
    """The same sentences; no protected attribute, no number, no outcome; marked as a draft."""
    case = made.case(
        case="c0ffee-17", answer="0", label="1", sure=0.9, contributions=(SEX, LATE, PAID),
        instead=Counterfactual((), "0", 0.9),
    )  # fmt: skip
    review = made.review(columns={"label": "y", "protected": ["sex"]})
    told, page = one_case.told(case, review), report.letter_html(case, review)
    assert case.contributions[0].name == "sex"
    for sentence in (told.decided, told.sure, told.instead):
        assert sentence in page
    assert "Amount paid (75,000)" in page
    assert "sex" not in page.lower()
    assert case.case not in page
    assert told.turned_out not in page
    assert page.count(letter_words.MARK) == 1
    assert "most towards this answer, the strongest first" in page
    assert report.letter(case, review).reasons == ("Amount paid (75,000)",)


def test_the_letter_on_paper_is_marked_on_every_page() -> None:
    """Also where its reasons take more than one."""
    import io  # noqa: PLC0415

    from pypdf import PdfReader  # noqa: PLC0415

    review = made.review(
        words={"person": "credit officer " * 18}, columns={"label": "y", "protected": ["sex"]}
    )
    many = tuple(Contribution("late " * 50 + str(n), "2", -1.0) for n in range(4))
    instead = Counterfactual(tuple(Change(one.name, 2, 3) for one in many[:2]), "1", 0.9)
    case = made.case(contributions=many, sure=0.6, asked=0.8, handed_off=True, instead=instead)
    pages = PdfReader(io.BytesIO(report.letter_pdf(case, review))).pages
    assert len(pages) >= 1
    for each in pages:
        assert letter_words.MARK in " ".join(each.extract_text().split())


def test_a_letter_without_reasons_says_so() -> None:
    """A case whose only reasons say who somebody is."""
    review = made.review(columns={"label": "y", "protected": ["sex"]})
    found = report.letter(made.case(contributions=(SEX,)), review)
    assert found.reasons == (letter_words.NO_REASON,)
    assert "months" not in str(asdict(found))
