"""What the switch is worth, in sentences and as a waterfall: on the page and on paper."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, plots, words
from evenhand.errors import InputError
from evenhand.figures import Waterfall
from evenhand.findings import OMITTED, Estimate, Findings, Value, Verdict
from evenhand.report import drawing
from evenhand.words import value as said
from tests import factory_findings as made

YEAR: dict[str, Any] = {
    "per": "year",
    "cases": 120_000.0,
    "net": Estimate(1_234_000.0, 900_000.0, 1_500_000.0, 1000),
}


def found(**more: Any) -> Findings:  # noqa: ANN401
    """Findings with a value."""
    return made.findings(value=made.value(**more))


def title(**more: Any) -> str:  # noqa: ANN401
    """The claim."""
    return words.value_title(found(**more), made.review())


def drawn(**more: Any) -> Waterfall:  # noqa: ANN401
    """The waterfall."""
    figure = figures.BY_VALUE[0].make(found(**more), made.review(), None)
    assert isinstance(figure, Waterfall)
    return figure


# Sentences


def test_the_title_says_what_is_saved_and_what_it_could_be() -> None:
    """A year's, in words where it is large; the interval without its sign, in one unit."""
    start = "Replacing the rule by the model and a credit officer "
    assert title(**YEAR) == (
        start + "saves about EUR 1.2 million a year; it could be anything from 0.9 to 1.5 million"
    )
    assert title() == (
        start + "saves about EUR 490 for 1,000 customers; it could be anything from 430 to 540"
    )
    loss = Estimate(-488.0, -540.0, -430.0, 1000)
    assert title(net=loss) == (
        start + "costs about EUR 490 for 1,000 customers; it could be anything from 430 to 540"
    )
    open_ = title(net=Estimate(50.0, -20.0, 120.0, 1000))
    assert open_ == (
        "Can't tell yet whether replacing the rule by the model and a credit officer pays: for "
        "1,000 customers, anything from EUR 20 more to EUR 120 less in cost is possible"
    )
    assert title(net=Estimate(0.0, 0.0, 0.0, 1000)).endswith("makes no difference in money")
    assert title(net=Estimate()) == said.UNKNOWN


def test_who_is_replaced_by_whom_follows_what_is_compared() -> None:
    """People, where there is no baseline; the model alone, where it decides everything."""
    alone = made.review(candidates=[{"name": "model", "role": "model", "score": "s"}])
    against = made.findings(value=made.value(against="people"), comparison=None)
    assert "Replacing credit officers by the model and a credit officer" in words.value_title(
        against, alone
    )
    every = made.findings(value=made.value(), handoff=made.handoff(coverage=made.share(1.0)))
    every = replace(every, handoff=replace(made.handoff(), coverage=Estimate(1.0, 1.0, 1.0, 9)))
    every = replace(every, value=made.value())
    assert "Replacing the rule by the model saves" in words.value_title(every, made.review())
    earned = title(measured="earnings")
    assert "Replacing the rule by the model earns about EUR 490" in earned


def test_one_more_error_and_the_prices_that_turn_it_round_are_named() -> None:
    """Both mistakes, and the two prices nearest to what they are now."""
    meaning = said.value_meaning(found(), made.review())
    assert meaning == (
        "One more false alarm in every 1,000 customers costs EUR 5; one more missed one costs "
        "EUR 100. It would stop paying if a look by a credit officer cost EUR 21.4 instead of 4, "
        "or if a missed one cost EUR 2.4 instead of 100."
    )
    year = said.value_meaning(found(**YEAR), made.review())
    assert "costs EUR 5 a year; one more missed one costs EUR 100 a year." in year
    lost = said.value_meaning(found(net=Estimate(-1.0, -2.0, -0.5, 9)), made.review())
    assert "It would begin to pay if" in lost
    assert said.value_meaning(made.findings(value=None), made.review()) == f"{said.UNKNOWN}."


@pytest.mark.parametrize(
    ("key", "count", "difference", "expected"),
    [
        ("false_alarms", 10.0, -20.0, "20 fewer false alarms by the model"),
        ("missed", 10.0, 0.3, "0.3 more missed by the model"),
        ("missed", 10.0, 0.0, "as many missed by the model"),
        ("reviews", 39_640.0, 39_640.0, "40,000 looks by a credit officer"),
        ("reviews", 300.0, -700.0, "700 fewer looks by a credit officer"),
        ("people_missed", 3.0, 3.0, "3 missed by a credit officer"),
        ("running", 1000.0, 1000.0, "running the model"),
        ("waiting", 900.0, 860.0, "waiting for the model"),
        ("outcomes", 120.0, 20.0, "20 more customers with the wanted outcome"),
        ("upkeep", 1.0, 1.0, "upkeep of the model"),
        ("other", 1.0, 1.0, "another amount"),
    ],
)
def test_every_step_has_a_name(key: str, count: float, difference: float, expected: str) -> None:
    """With how many more or fewer, in the review's nouns."""
    step = made.step(key, "review", 1.0, count, difference)
    assert said.step_name(step, made.review()) == expected


def test_a_line_of_the_reviews_own_keeps_its_name() -> None:
    """And what counts for the candidate brings something."""
    step = replace(made.step("other", "other_1", 50.0, 1.0, 1.0), name="grant", amount=50.0)
    assert said.step_name(step, made.review()) == "grant"
    assert said.step_text(step) == "brings 50"
    assert said.step_text(replace(step, amount=-50.0)) == "costs 50"
    assert said.step_text(replace(step, amount=0.0)) == "changes nothing"


def test_the_fields_are_those_of_the_steps() -> None:
    """And how many come in; upkeep only by the year."""
    assert words.value_prices(found(), made.review()) == (
        "false_positive", "false_negative", "review", "cost_per_case", "cases_per_year",
    )  # fmt: skip
    assert "upkeep_per_year" in words.value_prices(found(**YEAR), made.review())
    assert words.value_prices(made.findings(value=OMITTED), made.review()) == ()


# The waterfall


def test_the_bars_hang_from_today_to_the_candidate() -> None:
    """Each where the one before it ended; what changes nothing is in the table only."""
    figure = drawn()
    starts = [rise.start for rise in figure.rises]
    ends = [rise.end for rise in figure.rises]
    assert (starts, ends) == ([0, 900, 800, 300, 0], [900, 800, 300, 412, 412])
    assert [rise.better for rise in figure.rises] == [None, True, True, False, None]
    assert figure.rises[1].label == "▼ 20 fewer false alarms by the model: saves 100"
    assert figure.rises[3].label == "▲ 28 looks by a credit officer: costs 110"
    assert (figure.net.value, figure.net.low, figure.net.high) == (412, 360, 470)
    assert figure.net.label == "Saved: 490 (from 430 to 540)"
    assert len(figure.rows) == 1 + 4 + 2
    assert figure.rows[-1] == ("Saved in all", None, None, None, 488.0, 430.0, 540.0)


def test_earnings_rise_where_costs_fall() -> None:
    """The same steps, seen from what is earned."""
    figure = drawn(measured="earnings", today=Estimate(400.0, 1, 2, 9), candidate=Estimate(888.0))
    assert [rise.end for rise in figure.rises] == [400, 500, 1000, 888, 888]
    assert figure.rises[1].label.startswith("▲")
    assert figure.rises[1].better is True
    assert figure.net.label.startswith("Gained: ")


def test_large_amounts_are_drawn_in_millions() -> None:
    """And the scale says so."""
    figure = drawn(today=Estimate(9e6, 8e6, 1e7, 9), candidate=Estimate(4e6, 3e6, 5e6, 9), **YEAR)
    assert figure.rises[0].end == 9.0
    assert figure.unit == "million EUR a year"
    assert figure.rises[0].label == "Today, with the rule: 9 million"


def test_a_step_that_costs_is_told_by_its_stripes_too() -> None:
    """Not by its colour alone; the words are in the label."""
    bars, dot = plots.plot(drawn())["data"]
    assert bars["marker"]["pattern"]["shape"] == ["", "", "", "/", ""]
    assert dot["error_x"]["array"] == [58.0]
    assert dot["error_x"]["arrayminus"] == [52.0]


def test_on_paper_each_bar_lies_where_it_does_on_the_page() -> None:
    """The totals, the steps, and last where the end may lie."""
    [made_] = drawing.drawings(drawn())
    rows = made_["rows"]
    assert [row["mark"] for row in rows] == ["away", "bar", "bar", "wrong", "away", "plain"]
    assert rows[0]["at"] == [0.0, 0.9]
    assert rows[3]["at"] == [0.3, 0.412]
    assert rows[3]["numbers"] == ["112"]
    assert rows[5]["at"] == [0.412, 0.36, 0.47]


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    """None; and one line says what to add."""
    for value in (None, OMITTED):
        none = made.findings(value=value)
        assert figures.BY_VALUE[0].make(none, made.review(), None) is None
    nobody = made.findings(value=None, comparison=None)
    assert "nothing says who decides today" in (words.missing(nobody, made.review(), "value") or "")
    assert "What a mistake costs" in (
        words.missing(made.findings(value=OMITTED), made.review(costs=None), "value") or ""
    )


# Around the decision


@pytest.mark.parametrize(
    ("where", "said_"),
    [
        ("by", "Say who it is"),
        ("because", "Say why"),
        ("limits", "There is no limit to lock"),
        ("record.sqlite3", "Nothing was recorded: record.sqlite3: the disk is full."),
    ],
)
def test_a_refusal_says_what_to_do(where: str, said_: str) -> None:
    """In the words of the form, or as the record says it."""
    assert words.not_recorded(InputError("the disk is full", where=where)).startswith(said_)


def test_the_form_says_when_a_reason_is_asked_for() -> None:
    """Always, where the criteria suggest nothing that can be decided."""
    go = made.findings(verdict=Verdict("Go", ()))
    unclear = made.findings(verdict=Verdict("Can't tell yet", ()))
    none = made.findings(verdict=Verdict(None, ()))
    assert words.because(go) == "Because (required unless it is Go)"
    assert words.because(unclear) == words.because(none) == "Because (required)"
    assert "The criteria suggest: Go." in words.suggested(go)
    assert "Say why, whatever you decide" in words.suggested(unclear)
    assert "No criteria suggest anything" in words.suggested(none)
    assert words.questions_title(3, 1).endswith("1 of 3 answered")
    assert words.questions_title(4, 1, 1).endswith(
        "(1 is a criterion of this review, 3 are asked of every review)"
    )
    assert "2 are criteria" in words.questions_title(5, 0, 2)
    assert isinstance(made.value(), Value)


def test_what_the_switch_costs_more_is_called_lost() -> None:
    """Never a negative saving, nor an end of its interval before the other."""
    lost = made.value(net=Estimate(-140.0, -230.0, -40.0, 1000))
    assert said.net_text(lost) == "Lost: 140 (from 40 to 230)"
    assert said.net_text(made.value()).startswith("Saved: 490 (from 430 to 540)")
