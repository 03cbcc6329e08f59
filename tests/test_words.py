"""Sentences: right for every kind of review, counts first, and honest about what isn't known."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import words
from evenhand.explanation import Contribution
from evenhand.findings import (
    OMITTED,
    Calibration,
    Chances,
    Estimate,
    Findings,
    Guarantee,
    HandoffCost,
    NoDifference,
    Paired,
    ReliabilityBin,
    Staffing,
    State,
    Switched,
    Verdict,
)
from evenhand.review import Review
from evenhand.words import fairness, say
from evenhand.words.handoff import thirds
from tests import factory_findings as made

SHARE = st.floats(0.0, 1.0)


# Numbers and names


@given(SHARE, st.integers(1, 10**7))
def test_a_count_is_never_none_where_there_are_some(share: float, n: int) -> None:
    """Only nothing is written as none, and only all as all."""
    text = words.count_of(Estimate(round(share * n) / n, n=n))
    count = round(share * n)
    assert text.startswith("none") == (count == 0)
    assert text.startswith("all") == (count == n)
    assert not text.startswith("0 ")


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5).filter(lambda x: sum(x) > 0))
def test_parts_of_a_whole_add_up(weights: list[float]) -> None:
    """Rounded parts sum to the whole, and each that is not nothing stays at least 1."""
    shares = [weight / sum(weights) for weight in weights]
    counts = say.parts(shares, 100)
    assert sum(counts) == 100
    assert all((count > 0) == (share > 0) for count, share in zip(counts, shares, strict=True))


def test_the_denominator_shows_the_smallest_count() -> None:
    """4 in 1,000 is not written as 0 of 100."""
    assert words.count_of(Estimate(0.0042, n=9000)) == "4 of 1,000"


def test_none_of_n_says_what_is_still_possible() -> None:
    """None of 120 allows up to 3 of 120; none of 2 allows anything."""
    assert words.count_of(Estimate(0.0, n=120)) == "none of 120 (up to 3 of 120 is possible)"
    assert words.count_of(Estimate(0.0, n=2)) == "none of 2"


def test_a_small_group_is_counted_as_it_is() -> None:
    """Below a hundred cases, the denominator is their number."""
    assert words.count_of(Estimate(0.25, n=8)) == "2 of 8"


def test_more_than_can_be_shown_is_said_as_such() -> None:
    """A share that rounds to the whole denominator is more than all but one."""
    assert words.count_of(Estimate(0.999, n=5000)) == "more than 99 of 100"
    assert say.portion(0.0001, 100) == "fewer than 1"


def test_numbers_have_two_digits_and_no_powers_of_ten() -> None:
    """Large, small, negative and endless numbers are all readable."""
    assert [words.number(x) for x in (1234567.0, 0.000123, 45.0)] == ["1,200,000", "0.00012", "45"]
    assert words.number(-0.5) == "\u22120.5"
    assert words.number(math.inf) == "without end"


def test_a_name_cannot_steer_the_sentence() -> None:
    """Line breaks, control and direction marks go; right-to-left names are isolated."""
    assert words.name("a\nb\u202e\u0000c") == "a b c"
    assert words.name("\u05d0") == "\u2068\u05d0\u2069"
    assert words.name("x" * 300, 10) == "xxxxxxxxx…"
    assert words.name("\u200e") == words.name("\u200d") == "(no name)"
    assert words.name("👩\u200d🔬 <b>") == "👩\u200d🔬 <b>"


def test_an_interval_without_ends_is_said() -> None:
    """A share whose interval is not known says so."""
    assert say.span(Estimate(0.5, n=5)) == "without an interval"


# The verdict


@pytest.mark.parametrize("word", ["Go", "Go with limits", "Not yet", "Can't tell yet"])
def test_the_verdict_says_who_decides(word: str) -> None:
    """Every verdict is by the criteria of this review, and a person decides."""
    found = made.findings(verdict=Verdict(word, ()))
    sentence = words.verdict_sentence(found, made.review())
    assert f"{word}, by the criteria of this review; a person decides" in sentence


def test_a_verdict_with_limits_names_the_limit() -> None:
    """Go with limits says from which confidence on, and to whom the others go."""
    sentence = words.verdict_sentence(made.findings(), made.review())
    assert "confidence of 0.8 or more are decided alone" in sentence
    assert "a credit officer" in sentence


def test_without_criteria_there_is_no_verdict() -> None:
    """The page offers to write some, and the title is the comparison's."""
    found = made.findings(criteria=(), verdict=Verdict(None, ()))
    assert words.verdict_sentence(found, made.review()).startswith("No verdict")
    assert words.overview_title(found, made.review()) == words.compare_title(found, made.review())


def test_the_title_names_the_criterion_that_decides() -> None:
    """An outside one before one that can't be told; wanted ones do not decide."""
    wanted = made.criterion(required=False, state=State.OUTSIDE)
    unsure = made.criterion(state=State.CANNOT_TELL)
    out = made.criterion(state=State.OUTSIDE, value=Estimate(0.2, 0.18, 0.22, 700))
    found = made.findings(criteria=(wanted, unsure, out), verdict=Verdict("Not yet", ()))
    title = words.overview_title(found, made.review())
    assert title == (
        "Not yet: of those that the model decides alone, 20 of 100 are wrong; "
        "your limit is at most 12.5 of 100"
    )


def test_the_title_can_not_tell() -> None:
    """A straddling criterion is too close to its limit; an unknown one can't be estimated."""
    unsure = made.criterion(state=State.CANNOT_TELL)
    word = Verdict("Can't tell yet", ())
    close = words.overview_title(made.findings(criteria=(unsure,), verdict=word), made.review())
    assert close.endswith("too close to your limit of at most 12.5 of 100")
    empty = replace(unsure, value=Estimate())
    none = words.overview_title(made.findings(criteria=(empty,), verdict=word), made.review())
    assert none.endswith("can't be estimated")


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("Go", "every required criterion is inside its limit"),
        ("Can't tell yet", "a question that only a person can answer is open"),
    ],
)
def test_the_title_where_no_number_decides(word: str, end: str) -> None:
    """All inside, or only a person's answer missing."""
    found = made.findings(criteria=(made.question(),), verdict=Verdict(word, ()))
    assert words.overview_title(found, made.review()) == f"{word}: {end}"


def test_a_question_is_answered_or_not() -> None:
    """An answer is given with who gave it; a missing one is said."""
    review = made.review()
    assert words.criterion_sentence(made.question(), review).startswith("Not answered yet")
    answered = words.criterion_sentence(made.question("Yes."), review)
    assert answered.endswith("Yes. (A. Person, 20 November 2026)")


CLAIMS = [
    ("accuracy_difference", -0.03, "is right less often than the rule, by 3 of 100 customers"),
    ("accuracy_difference", 0.03, "is right more often than the rule, by 3 of 100 customers"),
    ("cost_difference", -120.0, "1,000 customers cost EUR 120 less with the model"),
    (
        "outcome_difference",
        -0.012,
        "a customer will default less often with the model than with the rule, by 1.2 of 100",
    ),
    ("earned_difference", 30.0, "1,000 customers earn EUR 30 more with the model than with"),
    ("coverage", 0.7, "the model decides 70 of 100 customers alone"),
    ("team_accuracy", 0.9, "the model and the credit officer together answer 90 of 100"),
    ("wait_minutes", 3.2, "a handed-off customer waits 3.2 minutes on average"),
    ("calibration_error", 0.04, "the confidence of the model is off by 4 of 100"),
    ("latency_p95", 120.0, "95 of 100 answers take 120 milliseconds at most"),
    ("selection_rate", 0.2, "said “will default”: 20 of 100"),
    ("f1", 0.47, "F1: 47 of 100"),
]


@pytest.mark.parametrize(("finding", "value", "said"), CLAIMS)
def test_each_finding_has_its_own_words(finding: str, value: float, said: str) -> None:
    """A criterion on any finding reads as a sentence with its own unit."""
    result = made.criterion(finding=finding, value=Estimate(value, value, value, 100), at_most=1.0)
    assert said in words.criterion_sentence(result, made.review())


def test_a_gap_is_said_between_its_groups() -> None:
    """Differences are so many of 100 apart, ratios so many for every 100."""
    review = made.review()
    apart = made.criterion(
        finding="true_positive_rate", attribute="sex", gap="difference", group="Female / Male"
    )
    assert "Female / Male are 11 of 100 apart" in words.criterion_sentence(apart, review)
    ratio = replace(apart, gap="ratio", at_most=OMITTED, at_least=0.8)
    assert "11 for every 100 of the higher" in words.criterion_sentence(ratio, review)
    impact = replace(ratio, finding="impact_ratio", gap=None, value=Estimate(0.9, 0.8, 1.0, 9))
    said = words.criterion_sentence(impact, review)
    assert "not said “will default”: Female / Male, 90 for every 100" in said
    assert words.limit_text(impact, review) == "at least 80 for every 100"


def test_a_criterion_that_can_not_be_told_says_what_would_settle_it() -> None:
    """By a number of cases, by its own reason, or by more cases at all."""
    review = made.review()
    unsure = made.criterion(state=State.CANNOT_TELL)
    needed = replace(unsure, cases_needed=412, group="Female / Male", needed_of="Female")
    said = words.criterion_sentence(needed, review)
    assert said.endswith("; about 410 more customers of Female would settle it, if the rates stay.")
    both = replace(needed, needed_of="Female / Male")
    assert "of Female / Male together would" in words.criterion_sentence(both, review)
    every = replace(needed, needed_of=None, attribute="sex")
    assert "customers, spread over all groups as now, would" in words.criterion_sentence(
        every, review
    )
    plain = replace(unsure, cases_needed=412)
    assert "about 410 more customers would settle it" in words.criterion_sentence(plain, review)
    rare = replace(plain, finding="true_positive_rate", cases_needed=9300, needed_among=80)
    said = words.criterion_sentence(rare, review)
    assert "about 9,300 more customers, about 80 of them where " in said
    most = replace(rare, needed_among=5000)
    assert "about 9,300 more customers would settle it" in words.criterion_sentence(most, review)
    reason = replace(unsure, reason="Fewer than two groups.")
    assert words.criterion_sentence(reason, review).endswith(". Fewer than two groups.")
    found = made.findings(criteria=(unsure, needed, reason, made.question()))
    narrow, settle, because, asked = words.what_would_change(found, review)
    assert "more customers narrow it" in narrow
    assert "more customers of Female would settle it" in settle
    assert because.endswith("Fewer than two groups.")
    assert asked.startswith("A named person answers: ")


def test_a_gap_is_set_beside_what_chance_alone_would_give() -> None:
    """Counted groups, of 100, F1 too; nothing where fewer than two can be compared."""
    found = made.attribute(made.group("A", 0.8), made.group("B", 0.7), made.group("C", 0.6))
    said = "Among 3 groups of these sizes, a gap of up to 4 of 100 comes by chance alone."
    assert words.chance_sentence(found, "accuracy") == said
    assert said in words.fairness_meaning(found, made.review(), "accuracy")
    assert "a gap of up to 4 of 100 comes" in (words.chance_sentence(found, "f1") or "")
    assert words.chance_sentence(made.attribute(made.group("A", 0.8)), "accuracy") is None


def test_a_limit_on_groups_says_how_often_a_log_of_this_size_can_tell() -> None:
    """The states of a hundred logs without any difference; never 0 for what does happen."""
    found = made.criterion(at_parity=Chances(0.43, 0.001, 0.569))
    assert words.parity_sentence(found) == (
        "Of 100 logs of this size in which groups do not differ at all: 43 inside, fewer than "
        "1 outside and 57 can't tell (simulated)."
    )
    assert words.parity_sentence(made.criterion()) is None


@pytest.mark.parametrize(
    ("limit", "inside", "small"),
    [
        ({"finding": "accuracy", "gap": "difference", "at_most": 0.1}, 0.0, True),
        ({"finding": "impact_ratio", "at_least": 0.8, "at_most": None}, 0.0, True),
        ({"finding": "accuracy", "gap": "difference", "at_most": 0.1}, 0.001, False),
        ({"finding": "accuracy", "gap": "difference", "at_most": 0.0}, 0.0, False),
        ({"finding": "impact_ratio", "at_least": 1.0, "at_most": None}, 0.0, False),
    ],
)
def test_a_log_too_small_for_a_limit_is_called_so(
    limit: dict[str, Any], inside: float, *, small: bool
) -> None:
    """In words rather than three counts; not where no log of any size could keep the limit."""
    found = made.criterion(**limit, attribute="sex", at_parity=Chances(inside, 0.0, 1.0 - inside))
    said = "A log this small can never show that this limit is kept"
    assert (said in (words.parity_sentence(found) or "")) == small
    assert (said[1:] in (words.parity_text(found) or "")) == small


def test_what_is_inside_says_what_would_break_it() -> None:
    """Where nothing is open, each limit is named."""
    found = made.findings(criteria=(made.criterion(), made.question("Yes")))
    (change,) = words.what_would_change(found, made.review())
    assert "the limit is at most 12.5 of 100" in change
    assert words.what_would_change(made.findings(criteria=()), made.review()) == ()


def test_an_outside_error_says_from_where_on_it_would_hold() -> None:
    """The lowest threshold of the curve at which the measured error keeps its limit."""
    out = made.criterion(state=State.OUTSIDE, value=Estimate(0.2, 0.18, 0.22, 700))
    found = made.findings(criteria=(out, replace(out, finding="coverage", required=False)))
    error, coverage = words.what_would_change(found, made.review())
    assert "from a confidence of 0.7 on the measured value keeps it" in error
    assert "(not required)" in coverage
    never = made.findings(criteria=(replace(out, at_most=0.001),))
    assert "from a confidence" not in words.what_would_change(never, made.review())[0]


# Compare


def paired(low: float, high: float) -> Findings:
    """The same comparison with another interval."""
    value = (low + high) / 2
    changed = made.comparison(accuracy_difference=Estimate(value, low, high, 1000))
    return made.findings(comparison=changed)


@pytest.mark.parametrize(
    ("low", "high", "title"),
    [
        (0.01, 0.05, "With the model, 3 more of 100 customers are answered rightly"),
        (-0.05, -0.01, "Keep the rule: with the model, 3 fewer of 100"),
        (-0.005, 0.02, "Keep the rule: the model is good enough, but not measurably better"),
        (-0.03, 0.02, "Keep the rule: the model is not measurably better"),
    ],
)
def test_the_comparison_may_say_keep_the_rule(low: float, high: float, title: str) -> None:
    """Better, worse, good enough, or not measurably better."""
    found = paired(low, high)
    assert words.compare_title(found, made.review()).startswith(title)
    assert words.paired_title(found, made.review())


def test_a_tie_is_told_apart_by_a_finer_denominator() -> None:
    """821 and 818 of 1,000 are not both 82 of 100."""
    changed = made.comparison(
        paired=Paired(800, 18, 21, 161), accuracy_difference=Estimate(0.003, -0.03, 0.03, 1000)
    )
    title = words.compare_title(made.findings(comparison=changed), made.review())
    assert "821 of 1,000" in title
    assert "818 of 1,000" in title


def test_a_page_says_no_more_than_the_criterion_does() -> None:
    """Where the criterion on this comparison cannot be told, nor can the page's title."""
    difference = Estimate(0.003, 0.0001, 0.006, 15000)
    asked = made.criterion(
        finding="accuracy_difference",
        value=Estimate(0.003, -0.001, 0.007, 15000),
        at_most=OMITTED,
        at_least=0.0,
        state=State.CANNOT_TELL,
    )
    changed = made.comparison(accuracy_difference=difference)
    found = made.findings(comparison=changed, criteria=(asked,))
    title = words.compare_title(found, made.review())
    assert title.startswith("Can't tell yet whether the model beats the rule as you asked: ")
    assert "all criteria together" in words.paired_meaning(found, made.review())


def test_a_difference_without_an_interval_settles_nothing() -> None:
    """Without its ends a difference is not measurable."""
    changed = made.comparison(accuracy_difference=Estimate(0.03, n=1000))
    title = words.compare_title(made.findings(comparison=changed), made.review())
    assert title.startswith("Keep the rule")


def test_without_outcomes_the_comparison_can_not_tell() -> None:
    """The title says what is missing; nothing is called better."""
    found, review = made.unlabelled(), made.review()
    assert words.compare_title(found, review).endswith("beats the rule: no outcome is known")
    none = made.comparison(paired=None, accuracy_difference=Estimate())
    some = made.findings(comparison=none)
    assert "no customer with a known outcome was answered by both" in words.compare_title(
        some, review
    )
    assert words.paired_title(found, review).startswith("Can't tell yet")
    assert "not in this log" in words.paired_meaning(found, review)
    assert words.costs_title(found, review) == "What mistakes cost is not known"


def test_one_candidate_alone_is_described() -> None:
    """Nothing to compare with is said, with and without outcomes."""
    review = made.review(candidates=[{"name": "model", "role": "model", "score": "s"}])
    one = made.findings(comparison=None)
    assert "there is no rule to compare with" in words.compare_title(one, review)
    blind = replace(made.unlabelled(), comparison=None)
    assert words.compare_title(blind, review).startswith("The model says “will default” of 12")
    assert words.missing(one, review, "compare") is not None
    assert words.missing(one, review, "switched") is not None


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-150.0, -50.0, "saves EUR 100"), (50.0, 150.0, "costs EUR 100 more"), (-9.0, 209.0, "Can't")],
)
def test_costs_are_cheaper_dearer_or_not_told(low: float, high: float, said: str) -> None:
    """By the interval of the difference."""
    costs = made.comparison().cost_per_1000
    assert costs is not None
    changed = replace(costs, difference=Estimate((low + high) / 2, low, high, 1000))
    found = made.findings(comparison=made.comparison(cost_per_1000=changed))
    assert said in words.costs_title(found, made.review())


def test_who_is_given_another_answer_most_is_named() -> None:
    """The group with the highest share of changed answers; none where there is nobody."""
    found, review = made.findings(), made.review()
    assert "sex Male: 6 of 100 customers" in words.switched_title(found, review, "sex")
    nobody = made.comparison(switched={"sex": (Switched("Female", 0, 0, 0),)})
    title = words.switched_title(made.findings(comparison=nobody), review, "sex")
    assert title == "Nobody's answer can be compared by group"


def test_the_appendix_has_the_ranking_test() -> None:
    """DeLong's p-value, where both have a score."""
    assert "DeLong, p below 0.001" in (words.auc_sentence(made.findings()) or "")
    assert words.auc_sentence(made.unlabelled()) is None


def test_every_candidate_has_its_line() -> None:
    """With outcomes how often it is right, without how often it says yes."""
    review = made.review()
    line = words.candidate_line("model", made.candidate(), review)
    assert line == "The model: answered rightly 820 of 1,000 customers."
    blind = made.unlabelled().candidates["model"]
    assert words.candidate_line("VADER", blind, review).startswith("VADER says “will default”")


# Handoff


def test_the_headline_of_the_handoff() -> None:
    """Of 100, so many well, so many wrongly, so many to a person."""
    assert words.handoff_title(made.findings(), made.review()) == (
        "Of 100 customers, 70 are answered well, 2 wrongly, 28 go to a credit officer"
    )


def test_the_headline_follows_the_released_slider() -> None:
    """What stands at the top of the page is what the slider says, not where the review began."""
    found, review = made.findings(), made.review()
    assert found.handoff is not None
    point = found.handoff.curve[-1]
    said = words.handoff_title(found, review, point.threshold)
    n = found.handoff.n
    assert said == words.headline(point.coverage, point.automatic_error, n, review)


def test_the_headline_at_its_edges() -> None:
    """Rare errors get a finer denominator, none is a word, few cases are counted as they are."""
    review = made.review()
    assert words.headline(0.9, 0.001, 10**6, review).startswith("Of 10,000 customers, 8,991")
    assert "none wrongly, none go to" in words.headline(1.0, 0.0, 1000, review)
    assert words.headline(0.5, 0.5, 4, review).startswith("Of 4 customers, 1 is answered well")
    assert "1 goes to a credit officer" in words.headline(0.99, 0.1, 1000, review)
    assert words.headline(0.0, None, 0, review).startswith(
        "Of 100 customers, none are answered well"
    )


def test_without_outcomes_the_headline_says_what_can_not_be_told() -> None:
    """How many are decided alone is known, how many of them wrongly is not."""
    found, review = made.unlabelled(), made.review()
    title = words.handoff_title(found, review)
    assert title.startswith("Of 100 customers, 72 are decided alone (how many of them wrongly")
    assert "how many of those wrongly can't be told" in words.handoff_meaning(found, review)
    assert words.team_sentence(found, review) is None
    assert words.cost_sentence(found, review) is None
    assert "can't be told without outcomes" in words.risk_title(found, review)


def test_without_a_handoff_everything_says_so() -> None:
    """No table, or a candidate that is never unsure."""
    review = made.review()
    never = made.findings(handoff=None)
    silent = made.findings(handoff=made.handoff(reason="It does not say how sure it is."))
    for found in (never, silent):
        assert words.handoff_title(found, review).startswith("Nothing is handed off")
        assert words.handoff_meaning(found, review) == "No case is handed off."
        assert words.missing(found, review, "handoff")
        assert words.missing(found, review, "staffing")
        assert words.missing(found, review, "guarantee")
        assert words.handoff_widget(found, review, "sex") == {}
    assert words.guarantee_sentence(never, review) is None
    assert words.staffing_sentence(never, review) is None
    assert words.risk_title(never, review) == "There is no curve to draw"


def test_a_person_is_measured_or_assumed() -> None:
    """The page never leaves open where the person's accuracy comes from."""
    assumed = words.team_sentence(made.findings(), made.review()) or ""
    assert "right for 90 of 100 is assumed, not measured" in assumed
    measured = made.findings(handoff=made.handoff(human="measured"))
    review = made.review(handoff={"threshold": 0.8, "human": "h"})
    assert "were measured" in (words.team_sentence(measured, review) or "")
    said = words.cost_sentence(made.findings(), made.review())
    assert said == "1,000 customers cost EUR 412: EUR 300 of mistakes and EUR 112 of reviews."
    runs = made.handoff(cost_per_1000=HandoffCost(300.0, 110.0, 430.0, 20.0))
    said = words.cost_sentence(made.findings(handoff=runs), made.review()) or ""
    assert said.endswith(
        "EUR 430: EUR 300 of mistakes, EUR 110 of reviews and EUR 20 of running the model."
    )


def test_who_is_handed_off_most_is_named() -> None:
    """The two ends, equal groups, or too few."""
    found, review = made.findings(), made.review()
    title = words.groups_title(found, review, "sex")
    assert title == (
        "Sent to a credit officer most often: Male, 30 of 100; least often: Female, 25 of 100"
    )
    first, _, _ = made.handoff().groups["sex"]
    same = made.handoff(groups={"sex": (first, replace(first, group="Male"))})
    equal = words.groups_title(made.findings(handoff=same), review, "sex")
    assert "equally often: 25 of 100" in equal
    for share, said in ((1.0, "always"), (0.0, "never")):
        every = replace(first, handed_off=made.share(share, 600))
        ends = made.handoff(groups={"sex": (every, replace(every, group="Male"))})
        title = words.groups_title(made.findings(handoff=ends), review, "sex")
        assert title.endswith(f"equally often: {said}")
    alone = made.findings(handoff=made.handoff(groups={"sex": (first,)}))
    assert words.groups_title(alone, review, "sex").startswith("Too few customers")


def test_a_promise_is_made_or_refused() -> None:
    """With its threshold, or with how many more labelled cases it needs."""
    review = made.review()
    kept = words.guarantee_sentence(made.findings(), review) or ""
    assert "at most 12.5 of 100 automatic answers are wrong" in kept
    refused = made.handoff(guarantee=Guarantee(0.01, 0.9, None, None, 800))
    none = words.guarantee_sentence(made.findings(handoff=refused), review) or ""
    assert none.startswith("No threshold can be promised")
    assert "About 800 more labelled customers" in none
    never = made.handoff(guarantee=Guarantee(0.01, 0.9, None, None, None))
    assert "About" not in (words.guarantee_sentence(made.findings(handoff=never), review) or "")
    unasked = made.findings(handoff=made.handoff(guarantee=OMITTED))
    assert words.missing(unasked, review, "guarantee") is not None


@pytest.mark.parametrize(
    ("staffing", "said"),
    [
        (Staffing(3, 0.8, 4.2, 0.6, 3, 5.6, 0.0), "waits 4.2 minutes on average."),
        (Staffing(3, 0.8, 4.2, 0.6, 5, 5.6, 0.0), "average. 5 are needed."),
        (Staffing(3, 0.1, 0.2, 0.1, 1, 5.6, 0.0), "average. 1 would be enough."),
        (Staffing(1, 1.4, None, None, 2, 5.6, 30.0), "the queue grows by 30 a day. 2 are needed."),
    ],
)
def test_people_are_enough_or_not(staffing: Staffing, said: str) -> None:
    """A queue that never settles grows; otherwise the wait is said."""
    found = made.findings(handoff=made.handoff(staffing=staffing))
    assert said in (words.staffing_sentence(found, made.review()) or "")
    assert words.missing(found, made.review(), "staffing") is None
    unasked = made.findings(handoff=made.handoff(staffing=OMITTED))
    assert "cases_per_hour" in (words.missing(unasked, made.review(), "staffing") or "")


def test_the_curve_says_what_deciding_fewer_brings() -> None:
    """At the review's threshold against deciding everything."""
    title = words.risk_title(made.findings(), made.review())
    assert title.startswith("Deciding 72 of 100 alone instead of all, 3 of 100 of them are wrong")
    everything = made.findings(handoff=made.handoff(coverage=made.share(1.0)))
    assert words.risk_title(everything, made.review()).startswith("Deciding every customer alone")


def test_where_nothing_is_decided_alone_nothing_is_said_to_lack_an_outcome() -> None:
    """A threshold above every confidence: what all of them would give is known."""
    nothing = made.handoff(coverage=made.share(0.0), automatic_error=made.share(None, 0))
    found = made.findings(handoff=nothing)
    assert words.risk_title(found, made.review()) == (
        "Nothing with an outcome is decided alone; were all, 18 of 100 would be wrong"
    )
    assert words.handoff_meaning(found, made.review()).endswith(
        "a credit officer decides. That is everywhere: it decides nothing alone."
    )


def test_confidence_can_be_believed_or_is_off() -> None:
    """The bin that is furthest off is named; a candidate without confidence is said."""
    found = made.findings()
    off = words.reliability_title(found, "model")
    assert off == "The model's scores are off: where it says 75 of 100, 90 come true"
    bins = (ReliabilityBin(0.6, 0.7, 0.65, made.share(0.66)),)
    good = made.candidate(calibration=Calibration("score", None, None, None, bins))
    believed = made.findings(candidates={"model": good})
    assert "can be believed" in words.reliability_title(believed, "model")
    assert "does not say how sure it is" in words.reliability_title(found, "rule")


# Groups


def test_the_worst_group_comes_first() -> None:
    """By what is worse for the people: low accuracy, high error, more of a bad answer."""
    found, review = made.findings(), made.review()

    def title(metric: str, of: Review = review) -> str:
        return words.fairness_title(found, of, "model", "sex", metric)

    assert title("accuracy") == "Answered rightly: 30 of 100 among Female, 36 of 100 among Male"
    assert title("false_positive_rate").startswith("Wrongly flagged: 36 of 100 among Male")
    assert title("selection_rate").startswith("Said “will default”: 36 of 100 among Male")
    good = made.review(columns={"label": "y", "protected": ["sex"]})
    assert title("selection_rate", good).startswith("Said “will default”: 30 of 100 among Female")
    assert title("f1") == "F1: 30 of 100 among Female, 36 among Male"


def test_what_could_be_chance_is_said() -> None:
    """By the q-value, and without one by the interval."""
    review = made.review()
    groups = (made.group("a", 0.30), made.group("b", 0.304))
    for q in (0.4, None):
        found = made.findings(fairness={"model": {"sex": made.attribute(*groups, q=q)}})
        title = words.fairness_title(found, review, "model", "sex", "accuracy")
        assert title == (
            "Answered rightly: 300 of 1,000 among a, 304 of 1,000 among b; that could be chance"
        )


def test_a_gap_that_stands_out_only_by_itself_is_one_of_many() -> None:
    """Where p says chance is unlikely and q does not, the number of comparisons is the reason."""
    sex = made.attribute(made.group("a", 0.30), made.group("b", 0.36), q=0.4)
    alone = {name: replace(gap, p_value=0.01) for name, gap in sex.gaps.items()}
    found = made.findings(fairness={"model": {"sex": replace(sex, gaps=alone)}})
    title = words.fairness_title(found, made.review(), "model", "sex", "accuracy")
    assert title.endswith("; among so many comparisons that could be chance")


def test_a_gap_no_wider_than_chance_makes_it_is_not_called_more_than_chance() -> None:
    """All groups together differ, but the two ends may be as far apart by luck: once each."""
    sex = made.attribute(made.group("a", 0.30), made.group("b", 0.36), q=0.001)
    wide = NoDifference(0.05, 0.08)
    gaps = {name: replace(gap, no_difference=wide) for name, gap in sex.gaps.items()}
    found = made.findings(fairness={"model": {"sex": replace(sex, gaps=gaps)}})
    place = (made.review(), "model", "sex", "accuracy")
    why = "groups differ, but so wide a gap comes by chance too"
    assert words.fairness_title(found, *place).endswith(f"; {why}")
    real = words.is_real(found, *place) or ""
    assert real.startswith("This gap is 6 of 100. Among 2 groups of these sizes, a gap of up to 8")
    assert "more than chance" not in real


def test_too_few_to_compare_is_said() -> None:
    """One eligible group, or no answers at all."""
    review = made.review()
    one = made.attribute(made.group("a", 0.3), made.group("b", None))
    found = made.findings(fairness={"model": {"sex": one}})
    title = words.fairness_title(found, review, "model", "sex", "accuracy")
    assert title == "Answered rightly: too few customers to compare by sex"
    assert words.fairness_title(found, review, "x", "sex", "f1") == "No answers by sex"
    assert words.fairness_title(found, review, "x", "", "f1") == "There are no groups to compare"
    assert "too few customers" in words.impact_title(one, review)


def test_an_impact_ratio_just_under_one_is_not_said_to_be_as_many() -> None:
    """99.6 for every 100 is not 100."""
    ratio = made.findings().fairness["model"]["sex"].impact_ratio[0]
    assert fairness.times(replace(ratio, ratio=Estimate(0.996, 0.9, 1.1, 9))) == "99.6"
    assert fairness.times(replace(ratio, ratio=Estimate(1.0, None, None, 9))) == "100"


def test_an_impact_ratio_is_a_count() -> None:
    """So many for every 100, by the favourable answer."""
    review = made.review()
    found = made.findings().fairness["model"]["sex"]
    title = words.impact_title(found, review)
    assert title == (
        "Not said “will default”: 90 among Female for every 100 among Male, at equal numbers"
    )
    good = made.review(columns={"label": "y", "protected": ["sex"]})
    assert words.favourable(good) == "said “will default”"
    assert words.unknown_sentence(found, review) is None
    unknown = words.unknown_sentence(made.attribute(made.group("a", 0.3), unknown=7), review)
    assert "lies between 70 and 100 for every 100" in (unknown or "")


# Why


def test_the_title_of_why_names_the_two_strongest_inputs() -> None:
    """Columns as words, words of a text in quotes; and the reason where there is nothing."""
    review = made.review()
    assert words.explain_title(made.explanation(), review) == (
        "What drives the model most: months late, then credit limit"
    )
    text = made.review(columns={"label": "y", "text": "t"})
    assert "“months_late”" in words.explain_title(made.explanation(), text)
    none = made.explanation(overall=None, reason="No model file.")
    assert "can't be shown" in words.explain_title(none, review)
    assert words.explain_title(None, review) == "Why does it decide so?"


def test_a_case_names_what_spoke_for_its_answer_or_that_it_was_given_against_it() -> None:
    """What pushed the other way is no reason for the answer; where that was more, it is said."""
    review = made.review()
    up, down = Contribution("late", "2", 0.9), Contribution("paid", "0", -0.3)
    both = {"contributions": (up, down)}
    yes, no = (words.case_title(made.case(answer=a, **both), review) for a in ("1", "0"))
    assert yes.endswith(": said “will default”; late spoke most for that")
    assert no.endswith(": not said “will default”, although late spoke against it")
    none = words.case_title(made.case(answer="0", contributions=(up,)), review)
    assert none.endswith(": not said “will default”, although late spoke against it")
    third = words.case_title(made.case(answer="maybe", **both), review)
    assert third.endswith(": said “maybe”, not “will default”, although late spoke against it")


@given(SHARE, SHARE)
def test_what_is_decided_alone_is_what_is_answered_well_and_wrongly(
    alone: float, wrong: float
) -> None:
    """The three parts agree with how many are decided alone."""
    well, bad, handed = thirds(alone, wrong, 100)
    assert (well + bad, handed) == say.parts([alone, 1 - alone], 100)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("random", "One customer picked by chance"), ("close call", "A close call"), ("odd", "Odd")],
)
def test_every_kind_of_case_has_a_name(kind: str, said: str) -> None:
    """A kind that is not known is shown as it is."""
    assert words.case_kind(kind, made.review()) == said


def test_the_form_names_who_can_be_tried() -> None:
    """Candidates with a model file or a written rule."""
    assert (
        words.try_title(made.review()) == "Describe one customer and see what the model would say"
    )
    none = made.review(candidates=[{"name": "m", "role": "model", "prediction": "p"}])
    assert words.try_title(none).startswith("No candidate")
    seen = made.review().columns.model_copy(update={"image": "photo", "image_size": (8, 8)})
    pictures = made.review().model_copy(update={"columns": seen})
    assert words.try_title(pictures).startswith("Choose one customer and see what the model ")


# What is missing


def test_nothing_is_missing_from_a_complete_review() -> None:
    """Every block can be shown."""
    found, review = made.findings(), made.review()
    assert [block for block in words.BLOCKS if words.missing(found, review, block)] == []


def test_what_is_missing_says_what_to_add() -> None:
    """Each hidden block has one line that names the key."""
    bare = made.review(
        columns={"protected": ["sex"]},
        candidates=[{"name": "m", "role": "model", "prediction": "p"}],
        handoff=None,
        costs=None,
        criteria=None,
    )
    found = replace(
        made.unlabelled(), comparison=None, handoff=None, fairness={"m": {}}, criteria=()
    )
    asks = {
        "compare": "[[candidates]]",
        "costs": "[costs]",
        "handoff": "[handoff] threshold",
        "fairness": "protected or context",
        "reliability": "[columns] label",
        "criteria": "Costs, handoff and limits",
        "explain": "[[candidates]] model",
        "try": "model or rule",
        "impact_ratios": "protected",
    }
    for block, key in asks.items():
        assert key in (words.missing(found, bare, block) or ""), block


def test_a_label_that_is_never_known_is_not_a_missing_column() -> None:
    """The line says that the outcome is known for no row."""
    found = made.unlabelled()
    assert "known for no row" in (words.missing(found, made.review(), "compare") or "")
    assert "known for no row" in (words.missing(found, made.review(), "guarantee") or "")
    no_groups = replace(made.findings(), comparison=made.comparison(switched={}), fairness={})
    assert "No column says which groups" in (
        words.missing(no_groups, made.review(), "switched") or ""
    )
    unsure = replace(made.findings(), candidates={"rule": made.candidate(calibration=None)})
    assert "how sure it is" in (words.missing(unsure, made.review(), "reliability") or "")


def test_the_data_line_accounts_for_every_row() -> None:
    """Cases, outcomes and rows left out."""
    found = made.findings()
    assert words.data_line(found, made.review()) == (
        "1,000 customers, 1,000 with a known outcome, 1 row left out and reported."
    )
    whole = replace(found, data_check=replace(found.data_check, rows_reported=0))
    assert words.data_line(whole, made.review()).endswith("every row used.")


def test_generated_data_is_always_said() -> None:
    """The line of synthetic data names how it was made."""
    review = made.review(data={"synthetic": "gamma wear, seed 7"})
    assert words.synthetic(review) == "Synthetic data: gamma wear, seed 7. Nobody real is in it."
    assert words.synthetic(made.review()) is None
    assert words.report_title(made.findings(), review) == "Rule or model? Go with limits"


# The slider


def test_the_slider_is_sent_finished_sentences() -> None:
    """One headline, 100 icons and the figures for each stop; rows by group."""
    data = words.handoff_widget(made.findings(), made.review(), "sex")
    today = data["stops"][data["start"]]
    assert today["headline"] == (
        "Of 100 customers, 70 are answered well, 2 wrongly, 28 go to a credit officer."
    )
    assert today["icons"] == [70, 2, 28]
    assert today["figures"][-1] == ["Cost of 1,000 customers", "EUR 412", ""]
    assert today["value"] == "80 %"
    assert today["rows"][0] == ["Female", "600", "25 of 100 (22 to 29)", "2 of 100 (1.1 to 3.8)"]
    assert today["rows"][1][0] == "Unknown (too few to judge)"
    stops = {p["label"]: p["stop"] for p in data["presets"]}
    assert stops == {"Today": 2, "Cheapest": 2, "Within capacity": None, "Guaranteed": 1}
    assert all(sum(stop["icons"]) == 100 for stop in data["stops"])


def test_the_slider_works_without_outcomes_and_without_groups() -> None:
    """What is not known is not shown as nothing wrong."""
    data = words.handoff_widget(made.unlabelled(), made.review(), None, dark=True)
    today = data["stops"][data["start"]]
    assert "can't be told" in today["headline"]
    assert today["figures"] == [
        ["Decided alone", "72 of 100", "69 to 75"],
        ["Wrong among those", say.CANNOT, ""],
        ["Sent to a credit officer", "28 of 100", "25 to 31"],
    ]
    assert today["known"] is False
    assert today["rows"] == []
    assert data["dark"] is True


def test_metrics_have_plain_names_and_terms() -> None:
    """Plain words first, the field's term beside them."""
    assert words.metric_name("precision") == "when it says yes, it is right"
    assert words.metric_term("false_positive_rate") == "false positive rate"
    assert (
        words.metric_name("team_accuracy", made.review())
        == "right, together with the credit officer"
    )
    assert words.what_yes_means(made.review()) == "“Yes” means: customer will default."


def test_counts_stand_for_themselves_in_a_flow_title() -> None:
    """A class review says which answer the flow is about."""
    title = words.flow_title("rule", Estimate(0.6, n=10), 1000, made.review(), classes=True)
    assert title == "With the rule, 600 of 1,000 customers get a wrong answer about “will default”"


def test_a_gap_that_its_interval_can_not_exclude_is_chance() -> None:
    """Without a q-value, the interval of the difference decides."""
    groups = (made.group("a", 0.30), made.group("b", 0.36))
    found = made.findings(fairness={"model": {"sex": made.attribute(*groups, q=None)}})
    title = words.fairness_title(found, made.review(), "model", "sex", "accuracy")
    assert "chance" not in title


def test_a_criterion_without_a_limit_says_so() -> None:
    """A limit that is not there is not made up."""
    free = made.criterion(at_most=OMITTED, value=Estimate(0.1, n=50))
    assert words.limit_text(free, made.review()) == "no limit"
    assert words.criterion_sentence(free, made.review()).startswith("Inside: of those")
    nobody = made.criterion(value=Estimate(), state=State.CANNOT_TELL)
    assert "can't be estimated" in words.criterion_sentence(nobody, made.review())


def test_a_review_without_a_word_for_a_yes_says_yes() -> None:
    """And never “is positive”, which nobody says of a person."""
    plain = made.review(words=None)
    good = made.review(words=None, columns={"label": "y", "protected": ["sex"]})
    assert words.metric_phrase("selection_rate", plain) == "said yes"
    assert [words.favourable(one) for one in (plain, good)] == ["said no", "said yes"]
    own = made.review(columns={"label": "y", "protected": ["sex"]})
    assert words.favourable(own) == "said “will default”"
    assert words.what_yes_means(plain).startswith("“Yes” is the answer")
    said = [words.metric_how(metric, plain) for metric in words.METRIC_TERMS]
    assert not any("positive”" in one for one in said)


def test_small_and_unknown_groups_win_no_headline() -> None:
    """Whose answer changes most often is asked of groups that can be compared."""
    few = (Switched("Female", 600, 12, 6), Switched("Unknown", 50, 25, 0), Switched("X", 2, 1, 0))
    found = made.findings(comparison=made.comparison(switched={"sex": few}))
    assert words.switched_title(found, made.review(), "sex").endswith(
        "most often for sex Female: 3 of 100 customers"
    )
    alone = made.findings(comparison=made.comparison(switched={"sex": few[1:]}))
    assert words.switched_title(alone, made.review(), "sex").startswith("Too few customers")
