"""What can be promised is said with its conditions, for whom, and in which order of roll-out."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, report, words
from evenhand.figures.kinds import Dots, Table
from evenhand.findings import (
    OMITTED,
    Estimate,
    Findings,
    GroupPromise,
    Guarantee,
    Reporting,
    RollOut,
)
from tests import factory_findings as made

GROUPS = (
    GroupPromise("Female", 600, 0.75, 0.8, None, made.share(0.1, 240)),
    GroupPromise("Male", 380, None, None, 340, Estimate()),
    GroupPromise("Other", 90, None, None, None, Estimate()),
)
PROMISE = Guarantee(
    max_error=0.125,
    assurance=0.9,
    threshold=0.7,
    coverage=0.85,
    cases_needed=None,
    split="id",
    calibration_n=480,
    reporting=Reporting(510, made.share(0.71, 510), made.share(0.09, 362)),
    groups={"sex": GROUPS},
)
NONE = replace(PROMISE, threshold=None, coverage=None, reporting=Reporting(510))
ORDER = (
    RollOut("password reset", 300, 0.6, 0.71, None, 0.213, made.share(0.08, 100)),
    RollOut("lost card", 200, 0.9, 0.4, None, 0.08, made.share(0.1, 40)),
    RollOut("loan", 400, None, None, 1200, 0.0, Estimate()),
)


def found(promise: Any = PROMISE, order: Any = OMITTED) -> Findings:  # noqa: ANN401
    """Findings with a promise, and an order of roll-out."""
    return made.findings(handoff=made.handoff(guarantee=promise, roll_out=order))


def test_a_promise_says_what_the_other_half_shows() -> None:
    """The threshold, its probability, and what was reported on cases that did not choose it."""
    assert words.guarantee_sentence(found(), made.review()) == (
        "From a confidence of 0.7 on, at most 12.5 of 100 automatic answers are wrong; that "
        "promise holds in 90 of 100 such audits. On the other half of the customers, 71 of 100 are "
        "decided alone then, and 9 of 100 of those are wrong."
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Estimate(0.0408, 0.03, 0.05), "41 of 1,000 of those are wrong: more than promised, which"),
        (Estimate(0.06, 0.05, 0.07), "6 of 100 of those are wrong: more than promised, beyond"),
        (Estimate(0.04, 0.03, 0.05), "4 of 100 of those are wrong."),
    ],
)
def test_more_wrong_than_promised_is_never_rounded_to_what_was_promised(
    error: Estimate, said: str
) -> None:
    """On the other half chance may bring more; the sentence says so."""
    report = replace(PROMISE.reporting, automatic_error=replace(error, n=4000))
    more = replace(PROMISE, max_error=0.04, reporting=report)
    sentence = words.guarantee_sentence(found(more), made.review()) or ""
    assert f", and {said}" in sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"cases_needed": 800}, "About 800 more labelled customers are needed."),
        ({}, "More customers would not help: wherever enough are decided alone, too many"),
        ({"calibration_n": 0}, "No labelled customer is there to choose it on."),
    ],
)
def test_a_promise_that_cannot_be_made_says_what_is_lacking(
    more: dict[str, Any], said: str
) -> None:
    """More cases, better answers, or any labelled case."""
    sentence = words.guarantee_sentence(found(replace(NONE, **more)), made.review()) or ""
    assert sentence.startswith("No threshold can be promised: at most 12.5 of 100 wrong")
    assert said in sentence


def test_the_conditions_and_the_halves_stand_beside_the_promise() -> None:
    """Cases like these, the model as it is, not its training data, no drift; and which half."""
    meaning = figures.guarantee(found(), made.review()).meaning
    for condition in ("cases like these", "as it is now", "not used to train it", "withdrawn"):
        assert condition in meaning
    assert "chosen on 480 labelled customers and is reported on 510 others" in meaning
    assert "by a hash of the number of each customer" in meaning
    by_chance = words.split_sentence(replace(PROMISE, split="counts"), made.review())
    assert "by chance, since no column gives the number of a customer" in by_chance


def test_the_numbers_of_a_promise_are_in_its_table() -> None:
    """Every one that the sentences name."""
    rows = {row[0]: row[1] for row in figures.guarantee(found(), made.review()).rows}
    assert rows["Confidence needed"] == 0.7
    assert rows["Decided alone on the other half, of 100"] == 71
    assert rows["Wrong among those, of 100"] == 9
    assert figures.guarantee(found(OMITTED), made.review()).rows == ()


def test_each_group_has_a_promise_by_itself() -> None:
    """Some have, all have, none has; the limit is drawn, and what is missing said."""
    review = made.review()
    figure = figures.guarantee_groups(found(), review, "sex")
    assert isinstance(figure, Dots)
    assert figure.title == (
        "To 1 of 3 groups of sex something can be promised, each by itself; not to Male (about 340 "
        "more labelled customers) and Other (too often wrong)"
    )
    assert "that all of them hold at once is not promised" in figure.meaning
    assert "would treat people differently" in figure.meaning
    assert [line.at for line in figure.panels[0].lines] == [12.5]
    assert [dot.label for dot in figure.panels[0].dots] == ["Female"]
    assert [row[0] for row in figure.rows] == ["Female", "Male", "Other"]
    every = words.group_promises_title(GROUPS[:1] * 2, review, "sex")
    assert every == (
        "Something can be promised to both groups of sex, each by itself; least is decided alone "
        "of Female: 80 of 100"
    )
    assert words.group_promises_title(GROUPS[1:], review, "sex") == (
        "Nothing can be promised to any of 2 groups of sex by itself"
    )
    only = "Male, the only group of sex that is large enough"
    assert words.group_promises_title(GROUPS[1:2], review, "sex") == (
        f"Nothing can be promised to {only}: about 340 more labelled customers"
    )
    assert words.group_promises_title((replace(GROUPS[0], group="Male"),), review, "sex") == (
        f"Something can be promised to {only}: 80 of 100 are decided alone then"
    )
    context = made.review(columns={"label": "y", "context": ["sex"]})
    assert "differently" not in words.group_promises_meaning(PROMISE, context, "sex")
    for nothing in (found(OMITTED), found(None), made.findings(handoff=None)):
        assert figures.guarantee_groups(nothing, review, "sex") is None
    assert figures.guarantee_groups(found(), review, "age") is None


def test_the_first_category_is_named_and_the_next() -> None:
    """Password resets first."""
    review = made.review(
        columns={"label": "y", "context": ["topic"]}, costs={"cases_per_year": 10000}
    )
    figure = figures.roll_out(found(order={"topic": ORDER}), review, None)
    assert isinstance(figure, Dots)
    assert figure.title == (
        "Start with password reset: 71 of 100 of them can be decided alone, then lost card "
        "(40 of 100)"
    )
    assert figure.meaning == (
        "For all 3 categories together the promise, at most 12.5 of 100 wrong in each, holds in 90 "
        "of 100 such audits. What is decided alone of password reset is 21 of 100 of all customers "
        "(about 2,100 a year); with all 2 it is 29 of 100 of all customers (about 2,900 a year)."
    )
    notes = [dot.note for dot in figure.panels[0].dots]
    assert notes == [
        "from a confidence of 0.6 on",
        "from a confidence of 0.9 on",
        "about 1,200 more labelled customers",
    ]
    whole = (replace(ORDER[0], coverage=1.0), ORDER[2])
    assert "password reset: every one can be" in words.roll_out_title(whole, review, "topic")
    assert "alone of password reset is 21 of 100 of all customers." in words.roll_out_meaning(
        whole, PROMISE, made.review()
    )


def test_where_nothing_can_be_promised_there_is_a_table_and_no_empty_chart() -> None:
    """With the same sentences and the same rows."""
    nothing = replace(PROMISE, groups={"sex": GROUPS[1:]})
    by_group = figures.guarantee_groups(found(nothing), made.review(), "sex")
    order = figures.roll_out(found(order={"topic": ORDER[2:]}), made.review(), None)
    assert isinstance(by_group, Table)
    assert isinstance(order, Table)
    assert [row[0] for row in by_group.rows] == ["Male", "Other"]
    assert order.title.startswith("Nothing of topic can be taken over yet")


def test_where_no_category_can_be_taken_over_the_nearest_is_named() -> None:
    """With about how many more cases it takes."""
    review, nothing = made.review(), (ORDER[2], replace(ORDER[2], category="z", cases_needed=None))
    assert words.roll_out_title(nothing, review, "topic") == (
        "Nothing of topic can be taken over yet; nearest is loan: about 1,200 more labelled "
        "customers"
    )
    assert words.roll_out_meaning(nothing, PROMISE, review).endswith("; it can't be made for any.")
    assert words.roll_out_title(nothing[1:], review, "topic").endswith(
        "yet: wherever enough are decided alone, too many are wrong"
    )
    assert words.roll_out_meaning(nothing[1:], PROMISE, review).startswith(
        "For the one category the promise, at most 12.5 of 100 wrong, holds"
    )


def test_the_order_is_that_of_the_column_asked_for_or_the_first() -> None:
    """A protected column has none, and the first context column stands in."""
    both = found(order={"topic": ORDER, "channel": ORDER[1:]})
    titles = [
        getattr(figures.roll_out(both, made.review(), column), "title", "")
        for column in ("channel", "sex", None)
    ]
    assert [title.split(":")[0] for title in titles] == [
        "Start with lost card", "Start with password reset", "Start with password reset",
    ]  # fmt: skip


def test_a_report_has_the_order_of_every_context_column() -> None:
    """Each says of which column it is; the page has one, by what was chosen."""
    review = made.review(columns={"label": "y", "context": ["topic", "channel"]})
    both = found(order={"topic": ORDER, "channel": ORDER[1:]})
    [section] = [s for s in report.tree(both, review).sections if s.key == "handoff"]
    starts = [b.figure.title for b in section.blocks if ", start with " in b.figure.title]
    assert [title.split(":")[0] for title in starts] == [
        "By topic, start with password reset", "By channel, start with lost card",
    ]  # fmt: skip


def test_without_context_columns_one_line_says_what_to_add() -> None:
    """And nothing where no promise was asked for, which another line says."""
    review = made.review()
    assert figures.roll_out(found(), review, None) is None
    assert "[columns] context" in (words.missing(found(), review, "roll_out") or "")
    assert words.missing(found(OMITTED), review, "roll_out") is None
    assert words.missing(made.findings(handoff=None), review, "roll_out") is None
    assert words.missing(found(order={"topic": ORDER}), review, "roll_out") is None
