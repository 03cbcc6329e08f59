"""What stands around the handoff slider: the claim, reasons, changed costs, and the address."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import samples
from evenhand import words
from evenhand.findings import OMITTED, CostPoint, Estimate, Guarantee, Staffing, TeamPoint
from evenhand.words.handoff_page import handoff_claim
from evenhand.words.prices import cost_labels, costs_changed
from evenhand.words.say import MINUS
from tests import factory_findings as made

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"


# Sentences


def test_the_page_says_what_handing_off_does_at_the_released_threshold() -> None:
    """Together beside alone; and in a finer count where both would read alike."""
    found = made.findings()
    assert handoff_claim(found, made.review()) == (
        "From 80 % confidence on, the model decides alone; with a credit officer for the rest, "
        "93 of 100 customers are decided rightly instead of 82"
    )
    alike = made.findings(handoff=made.handoff(team_accuracy=made.share(0.8215)))
    assert "822 of 1,000 customers are decided rightly instead of 820" in handoff_claim(
        alike, made.review()
    )


def test_no_more_cases_are_named_than_there_are() -> None:
    """Of twelve, eleven instead of ten; and nothing of both where they read alike."""
    few = made.handoff(n=12, team_accuracy=made.share(0.9, 12))
    assert "11 of 12 customers are decided rightly instead of 10" in handoff_claim(
        made.findings(handoff=few), made.review()
    )
    alike = replace(few, team_accuracy=made.share(0.84, 12))
    assert "instead of" not in handoff_claim(made.findings(handoff=alike), made.review())


def test_nobody_is_decided_rightly_instead_of_as_many() -> None:
    """Where nothing is handed off, the page says how much that is."""
    everything = made.handoff(
        threshold=0.5, coverage=made.share(1.0), automatic_error=made.share(0.18),
        team_accuracy=made.share(0.82),
    )  # fmt: skip
    assert handoff_claim(made.findings(handoff=everything), made.review()) == (
        "From 50 % confidence on, the model decides all of 1,000 customers alone, and 18 of 100 of "
        "those wrongly"
    )


def test_the_page_says_less_where_less_is_known() -> None:
    """Nothing of people; nothing of outcomes; nothing handed off."""
    nobody = made.findings(handoff=made.handoff(team_accuracy=Estimate()))
    assert handoff_claim(nobody, made.review()) == (
        "From 80 % confidence on, the model decides 72 of 100 customers alone, and 3 of 100 of "
        "those wrongly"
    )
    assert "can't be told" in handoff_claim(made.unlabelled(), made.review())
    for nothing in (made.findings(handoff=None), made.findings(handoff=made.handoff(reason="no"))):
        assert handoff_claim(nothing, made.review()).startswith("Nothing is handed off")


@pytest.mark.parametrize(
    ("preset", "changed", "said"),
    [
        ("Cheapest", {}, "what it costs can't be told without outcomes."),
        ("Within capacity", {}, "3 credit officers can't take over in time"),
        ("Within capacity", {"staffing": OMITTED}, "how many people there are"),
        ("Guaranteed", {"guarantee": OMITTED}, "how many may be wrong at most"),
        ("Guaranteed", {"guarantee": None}, "what can be promised can't be told without outcomes."),
        (
            "Guaranteed",
            {"guarantee": Guarantee(0.125, 0.9, 0.995, 0.1, None)},
            "it is promised at 99.5 %, where this slider has no stop.",
        ),
        (
            "Guaranteed",
            {"guarantee": Guarantee(0.125, 0.9, None, None, 700)},
            "no threshold can be promised; about 700 more labelled customers are needed.",
        ),
    ],
)
def test_a_setting_that_cannot_be_had_says_why(
    preset: str, changed: dict[str, Any], said: str
) -> None:
    """It has no stop, and its note is the reason."""
    found = made.findings(handoff=made.handoff(presets={"today": 0.8}, **changed))
    data = words.handoff_widget(found, made.review(), None)
    shown = {p["label"]: p for p in data["presets"]}
    assert shown["Today"]["stop"] is not None
    assert shown[preset]["stop"] is None
    assert said in shown[preset]["note"]


def test_a_kept_review_does_not_say_that_outcomes_were_missing() -> None:
    """What it costs and what can be promised may have been known before counts were merged."""
    handoff = made.handoff(presets={"today": 0.8}, guarantee=None)
    found = replace(made.findings(handoff=handoff), merged=10)
    notes = [p["note"] for p in words.handoff_widget(found, made.review(), None)["presets"]]
    assert "what it costs is not in this kept review." in notes
    assert "what can be promised is not in this kept review." in notes
    limitless = words.missing(replace(found, criteria=()), made.review(), "criteria")
    assert limitless == words.missing(made.findings(criteria=()), made.review(), "criteria")


def test_changed_costs_are_named_beside_the_reviews_own() -> None:
    """Only those that differ; nothing is said where none does."""
    review = made.review()
    changed = review.with_costs({"false_negative": 120.5, "review": 4, "cases_per_year": 2e5})
    assert costs_changed(review, changed) == (
        "Changed here: a missed case costs EUR 120.5 instead of EUR 100; customers a year: 200,000 "
        "instead of nothing said. The verdict, the reports and every download keep this review's "
        "own costs."
    )
    assert costs_changed(review, review) is None
    assert set(cost_labels(review)) == set(review.amounts)
    bare = made.review(costs=None)
    assert bare.with_costs({"review": 1}) is bare


# The slider's figures


def test_the_slider_shows_people_and_waits_where_they_are_known() -> None:
    """Right together, the wait of those sent; wrong in the end and minutes for each group."""
    team = tuple(TeamPoint(stop, made.share(0.9)) for stop in made.STOPS)
    even = replace(
        made.handoff().even_curves["sex"][0],
        team_error=tuple(made.share(0.1, 600) for _ in made.STOPS),
    )
    cost = Estimate(412.0, 400.0, 430.0, 1000)
    handoff = made.handoff(
        team_curve=team, even_curves={"sex": (even, replace(even, group="Unknown"))},
        stop_waits=(0.0, 2.0, 12.0, None),
        cost_curve=tuple(CostPoint(stop, cost) for stop in made.STOPS),
    )  # fmt: skip
    data = words.handoff_widget(made.findings(handoff=handoff), made.review(), "sex")
    assert data["columns"][-2:] == ["Wrong in the end", "Mean wait, over all customers"]
    today, full = (data["stops"][place]["figures"] for place in (2, 3))
    assert ["Right together", "90 of 100", "88 to 92"] in today
    assert ["Cost of 1,000 customers", "EUR 412", "400 to 430"] in today
    assert ["Wait of those sent", "12 minutes", ""] in today
    assert ["Wait of those sent", "the queue grows", ""] in full
    rows = [stop["rows"][0][-2:] for stop in data["stops"]]
    assert rows[0] == ["10 of 100 (8 to 12)", "0 minutes"]
    assert rows[2] == ["10 of 100 (8 to 12)", "3 minutes"]
    assert rows[3][1] == "the queue grows"


def test_the_marked_point_of_the_curve_is_whose_threshold_it_is() -> None:
    """The review's own, or the one tried here."""
    own, tried = made.handoff(), made.handoff(threshold=0.9)
    assert "the marked point is this review's threshold, 0.8." in words.risk_meaning(
        own, made.review()
    )
    assert "the marked point is the threshold tried here, 0.9." in words.risk_meaning(
        tried, made.review()
    )


# The address


def opened(**link: str) -> AppTest:
    """The Handoff page of the first sample, by a link."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params.update({"review": "card_default", **link})
    return app.run().switch_page("handoff.py").run()


def said(app: AppTest) -> str:
    """Every plain line of a page."""
    return " ".join(text.value for text in app.text)


def at(app: AppTest, percent: int) -> bool:
    """Whether the page's finding is about this threshold."""
    return app.title[0].value.replace("\\", "").startswith(f"From {percent} % confidence on, ")


def test_a_link_with_a_threshold_shows_every_figure_there() -> None:
    """At the nearest stop; one line says whose the verdict is."""
    app = opened(threshold="0.913")
    assert not app.exception
    assert at(app, 91)
    assert "Tried here: 91 %. This review's own threshold is 80 %" in said(app)
    assert "Tried here" not in said(opened())


def test_going_back_takes_what_the_address_says() -> None:
    """Where it is not what was written there, the address wins; the menu keeps what was tried."""
    app = opened(threshold="0.9")
    app.query_params["threshold"] = "0.7"
    assert at(app.run(), 70)
    app.switch_page("report.py").run()
    assert "0.7" in app.query_params["threshold"]
    del app.query_params["threshold"]
    app.switch_page("handoff.py").run()
    assert at(app.run(), 80)


def test_a_changed_cost_moves_the_line_and_is_taken_back() -> None:
    """One step: the page, the link and the cheapest setting follow; a button undoes it."""
    app = opened()
    app.toggle(key="more").set_value(True).run()
    key = "cost-false_negative-card_default"
    app.number_input(key=key).set_value(8000.0).run()
    assert not app.exception
    assert "a missed case costs TWD 8,000 instead of TWD 4,000" in said(app)
    assert "8000" in app.query_params["missed_case"]
    assert app.button(key="costs-back").label == app.button(key="costs-back-here").label
    app.button(key="costs-back-here").click().run()
    assert "Changed here" not in said(app)
    assert "missed_case" not in app.query_params
    assert app.number_input(key=key).value == 4000


def test_a_cost_below_nothing_is_not_taken_and_the_page_says_so() -> None:
    """The field is put back, a cost that was changed before stays, and the next step is silent."""
    app = opened(missed_case="5000")
    app.toggle(key="more").set_value(True).run()
    missed, alarm = (f"cost-{cost}-card_default" for cost in ("false_negative", "false_positive"))
    own = app.number_input(key=alarm).value
    app.number_input(key=alarm).set_value(-5.0).run()
    assert not app.exception
    [refused] = app.error
    assert refused.value.replace("\\", "") == f"A cost is 0 or more: {MINUS}5 was not taken."
    assert app.number_input(key=alarm).value == own
    assert app.number_input(key=missed).value == 5000
    assert "false_alarm" not in app.query_params
    assert not app.run().error


def test_the_fields_of_costs_are_named_without_any_escape() -> None:
    """A screen reader reads a label as it is written."""
    app = opened()
    app.toggle(key="more").set_value(True).run()
    labels = [field.label for field in app.number_input]
    assert "A missed case costs, TWD" in labels
    assert not [label for label in labels if "\\" in label]


@pytest.mark.parametrize("asked", ["7", "1.0001", "-0.1", "nan", "inf", "much", ""])
def test_a_threshold_that_cannot_be_is_not_asked_for(asked: str) -> None:
    """The page is by the review's own, and the address is without it, here and on the next page."""
    app = opened(threshold=asked)
    assert at(app, 80)
    assert "threshold" not in app.query_params
    assert "threshold" not in app.switch_page("report.py").run().query_params


def test_a_link_with_costs_opens_by_them_and_another_review_forgets_them() -> None:
    """A cost that is no number is no cost."""
    app = opened(missed_case="5000", false_alarm="much", one_review="-1")
    assert "a missed case costs TWD 5,000 instead of TWD 4,000. The" in said(app)
    assert "false_alarm" not in app.query_params
    other = next(name for name in samples.samples() if name != "card_default")
    app.selectbox(key="review").set_value(other).run()
    assert "Changed here" not in said(app)
    assert "missed_case" not in app.query_params


def test_what_is_taken_away_says_what_was_tried() -> None:
    """The Report page names it; nothing where nothing was tried."""
    app = opened(threshold="0.9")
    app.switch_page("report.py").run()
    assert "Tried: 90 % instead of 80 %." in said(app)
    assert "Tried" not in said(opened().switch_page("report.py").run())


def test_trying_changes_nothing_of_what_others_see() -> None:
    """The sample's own findings stay as they are in the process."""
    before = samples.audit("card_default").findings()
    opened(threshold="0.95", missed_case="1")
    after = samples.audit("card_default").findings()
    assert after is before
    assert after.handoff == replace(before.handoff) if before.handoff else False


def test_cost_wait_and_promise_stand_below_the_finding() -> None:
    """In one line; nothing where none of them is known; a queue that never settles is called so."""
    found = made.findings()
    assert words.handoff_terms(found, made.review()) == (
        "A customer handed off waits 4.2 minutes; at most 12.5 of 100 wrong can be promised from "
        "70 % on."
    )
    handoff = made.handoff()
    assert isinstance(handoff.staffing, Staffing)
    assert isinstance(handoff.guarantee, Guarantee)
    full = replace(handoff.staffing, wait_minutes=None)
    none = replace(handoff.guarantee, threshold=None)
    said = words.handoff_terms(
        made.findings(handoff=replace(handoff, staffing=full, guarantee=none)), made.review()
    )
    assert said == (
        "The queue for a credit officer never settles; no threshold can be promised yet."
    )
    nothing = replace(handoff, staffing=OMITTED, guarantee=OMITTED)
    assert words.handoff_terms(made.findings(handoff=nothing), made.review()) is None
