"""What is said and shown of an A/B test: outcomes first, what is taken for granted beside them."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, report, words
from evenhand.audit import Audit
from evenhand.figures import Dots, Figure, Table
from evenhand.findings import (
    OMITTED,
    Arm,
    ArmGroup,
    ArmPair,
    Arms,
    Balance,
    Counts,
    Estimate,
    Findings,
    Waited,
    WaitingBand,
)
from evenhand.words import arms as said
from evenhand.words import latency
from tests import factory_findings as made
from tests.core import making
from tests.core import test_arms as core

SHARES = (0.06, 0.09)


def estimate(value: float, wide: float = 0.01, n: int = 1000) -> Estimate:
    """A number with its interval."""
    return Estimate(value, value - wide, value + wide, n)


def arms(gap: float = 0.03, q: float = 0.001, **changes: Any) -> Arms:  # noqa: ANN401
    """Two arms, the model ahead by so much."""
    rule, model = (
        Arm(name, 1000, estimate(share), estimate(money, 20.0), 0.5, "2026-01-05", "2026-01-31")
        for name, share, money in (("rule", SHARES[0], 500.0), ("model", SHARES[0] + gap, 700.0))
    )
    pair = ArmPair("model", "rule", estimate(gap), estimate(200.0, 30.0), q, q)
    even = Balance("sex", "a", 0.02, 0.4, 0.5)
    group = ArmGroup("a", 900, estimate(0.09), estimate(0.06), estimate(0.03))
    bands = tuple(WaitingBand(t, 2 * t, estimate(s)) for t, s in ((10.0, 0.09), (900.0, 0.05)))
    waited = {"model": Waited(bands, estimate(-0.04), 0.001)}
    start = Arms((rule, model), 0, (pair,), 0.8, (even,), {"sex": (group,)}, waited)
    return replace(start, **changes)


def findings(between: Arms | None = None) -> Findings:
    """Findings of an A/B test in which only the model has times."""
    found = made.findings(
        comparison=made.comparison(paired=None, switched={}, arms=between or arms())
    )
    rule = replace(found.candidates["rule"], latency=OMITTED, running=OMITTED)
    return replace(found, candidates={**found.candidates, "rule": rule})


COLUMNS = {"label": "y", "protected": ["sex"], "arm": "arm"}
REVIEW = made.review(columns=COLUMNS, costs={"currency": "EUR", "positive_worth": 9.0})


def shown(found: Findings) -> dict[str, Figure]:
    """The figures of the comparison, by key."""
    return {
        part.key: figure
        for part in figures.BY_COMPARISON
        if words.missing(found, REVIEW, part.key) is None
        for figure in part.each(found, REVIEW)
    }


def test_an_ab_test_shows_outcomes_and_nothing_that_takes_the_same_cases() -> None:
    """No flow, no pairs, nobody's answer changes, and it says why."""
    found = findings()
    assert figures.flows(found, REVIEW) == ()
    keys = set(shown(found))
    assert keys >= {"arms", "arms_earned", "arms_assumed", "arms_groups", "arms_answers",
                    "latency", "running", "waited"}  # fmt: skip
    assert not keys & {"paired", "winners", "switched", "break_even"}
    assert "answered by two" in (words.missing(found, REVIEW, "switched") or "")


def test_other_logs_show_nothing_of_arms_and_say_what_to_add_for_times() -> None:
    """Times and prices can be added; arms are not asked for."""
    untimed = {n: replace(c, latency=OMITTED, running=OMITTED)
               for n, c in made.findings().candidates.items()}  # fmt: skip
    found, review = made.findings(candidates=untimed), made.review()
    for key in ("arms", "arms_earned", "arms_assumed", "arms_groups", "arms_answers", "waited"):
        part = next(part for part in figures.BY_COMPARISON if part.key == key)
        assert (list(part.each(found, review)), words.missing(found, review, key)) == ([], None)
    assert "latency_ms" in (words.missing(found, review, "latency") or "")
    assert "waiting_per_second" in (words.missing(found, review, "running") or "")
    assert words.assumed(found, review) is None


def test_every_figure_says_what_it_shows() -> None:
    """Claim, meaning, alt text, method; rows as wide as their head; no title twice."""
    drawn = shown(findings()).values()
    for figure in drawn:
        assert all((figure.title, figure.meaning, figure.alt, figure.how))
        assert "None" not in f"{figure.title}{figure.meaning}{figure.alt}{figure.how}"
        assert all(len(row) == len(figure.columns) for row in figure.rows), figure.title
    titles = [figure.title for figure in drawn]
    assert len(set(titles)) == len(titles)


def test_where_real_ones_are_rare_arms_are_set_beside_by_what_they_find() -> None:
    """Not by how often they are right; each with its interval, and the difference."""
    found = findings()
    assert found.comparison is not None
    counts = Counts(9, 40, 900, 11), Counts(15, 30, 950, 5)
    compared = replace(found.comparison, baseline_counts=counts[0], model_counts=counts[1])
    figure = shown(replace(found, comparison=compared))["arms_answers"]
    assert isinstance(figure, Dots)
    assert figure.title == (
        "Of its own cases, the model finds 15 of 20 real ones; the rule finds 9 of 20 real ones"
    )
    assert [row[:3] for row in figure.rows[:2]] == [
        ("The rule: of 100 real ones, found", 20, 45.0),
        ("The model: of 100 real ones, found", 20, 75.0),
    ]
    assert figure.rows[-2][2] == pytest.approx(30.0)
    assert "answered rightly" not in str(shown(replace(found, comparison=compared))["arms_answers"])
    assert "answered rightly" in str(shown(found)["arms_answers"])


@pytest.mark.parametrize(
    ("gap", "q", "start"),
    [
        (
            0.03,
            0.001,
            "A customer will default more often with the model than with the rule: 9 of 100",
        ),
        (-0.03, 0.001, "A customer will default less often with the model than with the rule: "),
        (0.03, 0.2, "Can't tell yet whether the model does better than the rule: 9 of 100"),
    ],
)
def test_the_headline_is_about_what_came_of_it(gap: float, q: float, start: str) -> None:
    """Not about who foresaw it."""
    assert words.compare_title(findings(arms(gap, q)), REVIEW).startswith(start)


def test_the_first_numbers_are_outcomes_and_earnings_of_the_two() -> None:
    """In place of how often one is right, and of what mistakes cost."""
    labels = [number.label for number in figures.three_numbers(findings(), REVIEW)]
    assert labels[:2] == ["Will default", "Earned by 1,000 customers"]
    assert not [label for label in labels if label.startswith(("Answered", "Cost"))]
    first = figures.three_numbers(findings(), REVIEW)[0]
    assert (first.value_text, first.note) == ("9 of 100", "with the model; the rule 6 of 100")


def test_what_is_taken_for_granted_is_said_with_what_speaks_against_it() -> None:
    """Shares, groups and period; in one line and in a table."""
    fine = words.assumed(findings(), REVIEW) or ""
    assert fine.startswith("Taken for granted: cases were assigned at random, one does not")
    assert fine.endswith("Nothing in this log speaks against it.")
    uneven = Balance("sex", "a", 0.3, 0.0001, 0.0002)
    first, last = arms().arms
    later = replace(last, first="2026-01-20", last="2026-02-20")
    bad = arms(split_p_value=0.0001, balance=(uneven,), arms=(first, later))
    line = words.assumed(findings(bad), REVIEW) or ""
    for part in ("not as large as planned", "differ by sex", "only from 2026-01-20 to 2026-01-31"):
        assert part in line
    table = shown(findings(bad))["arms_assumed"]
    assert isinstance(table, Table)
    assert table.title.startswith("Look at this first: the arms are not as large as planned")
    apart = replace(last, first="2026-03-01", last="2026-03-02")
    assert said.period_line(arms(arms=(first, apart))) == "some arms ran in different periods"


def test_what_is_not_known_of_the_arms_is_said_to_be_so() -> None:
    """No planned shares, no time, no worth of an outcome."""
    bare = tuple(replace(one, first=OMITTED, last=OMITTED, earned=OMITTED) for one in arms().arms)
    found = findings(arms(arms=bare, split_p_value=OMITTED))
    text = str(shown(found)["arms_assumed"].rows)
    assert "planned_share" in text
    assert "[columns] time" in text
    review = made.review(columns=COLUMNS, costs=None)
    assert "positive_worth" in (words.missing(found, review, "arms_earned") or "")


def test_who_earns_most_is_said_only_beyond_chance() -> None:
    """Else it is said that chance could have made it."""
    clear = said.earned_title(findings(), REVIEW) or ""
    assert clear == "The model earns most, EUR 700 for 1,000 customers"
    pair = replace(arms().pairs[0], earned=estimate(200.0, 300.0))
    open_ = findings(arms(pairs=(pair,)))
    assert (said.earned_title(open_, REVIEW) or "").endswith("not more than chance would have it")
    assert "may earn alike" in said.earned_meaning(open_, REVIEW)
    assert "EUR 170 to EUR 230 more than the rule" in said.earned_meaning(findings(), REVIEW)


def test_how_long_answers_take_is_said_in_units_that_people_read() -> None:
    """Milliseconds, and seconds from one on."""
    assert latency.latency_title(findings()) == "95 of 100 answers of the model take 1.9 s at most"
    drawn = shown(findings())["latency"]
    assert isinstance(drawn, Dots)
    assert drawn.panels[0].dots[0].note == "59 ms, between 57 ms and 61 ms"
    assert "cost EUR 2.5 for 1,000 customers" in shown(findings())["running"].title


def test_outcomes_by_waiting_are_called_an_association() -> None:
    """Never a proof; and not a difference where chance could have made it."""
    drawn = shown(findings())["waited"]
    assert drawn.title == "Where the model took longest, a customer will default less often"
    assert drawn.meaning.startswith("An association, not proof")
    chance = {"model": replace(arms().waited["model"], p_value=0.3)}
    assert (latency.waited_title(findings(arms(waited=chance)), REVIEW) or "").startswith("Can't")
    method = REVIEW.method.model_copy(update={"interval": 0.9999})
    strict = REVIEW.model_copy(update={"method": method})
    assert (latency.waited_title(findings(), strict) or "").startswith("Can't")


@pytest.fixture(name="counted", scope="module")
def audit() -> Audit:
    """A counted A/B log of three arms, whose third is neither baseline nor the first model."""
    keys = core.keys(title="Three arms", handoff={"threshold": 0.7})
    return making.audit(core.log(), keys)


def test_a_report_of_an_ab_test_has_its_figures_and_what_is_taken_for_granted(
    counted: Audit,
) -> None:
    """The same as the page."""
    found, review = counted.findings(), counted.review
    section = next(s for s in report.tree(found, review).sections if s.key == "compare")
    titles = {block.figure.title for block in section.blocks}
    assert said.outcomes_title(found, review) in titles
    assert words.assumed(found, review) in section.lines
    assert not [line for line in section.lines if "answered" in line and "two" not in line]
    assert "Taken for granted" in report.html(found, review)
