"""How many cases a limit needs is what logs of that many cases then show."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import fairness, figures, plots, verdict
from evenhand.errors import InputError
from evenhand.plan import Plan, PlannedLimit, Supposed, measured, plan, standard
from evenhand.review import Review, parse
from evenhand.verdict import Evidence
from evenhand.words import plan as words
from tests.core import making, oracle

FOUR_FIFTHS = {"finding": "impact_ratio", "at_least": 0.8}
APART = {"finding": "true_positive_rate", "gap": "difference", "at_most": 0.1}


def planned(limit: dict[str, Any], **supposed: Any) -> PlannedLimit:  # noqa: ANN401
    """One limit, planned."""
    return plan(standard(limit), Supposed(**supposed)).limits[0]


def states(sizes: list[int], rates: list[float], logs: int) -> list[str]:
    """The state that the verdict gives the limit in so many drawn logs."""
    review = parse(
        {
            "title": "Drawn",
            "columns": {"protected": ["group"]},
            "candidates": [{"name": "model", "role": "model", "prediction": "pick"}],
            "criteria": [{**FOUR_FIFTHS, "attribute": "group"}],
        }
    )
    names = tuple(f"group {place}" for place, _ in enumerate(sizes))
    frame = pd.DataFrame({"group": names, "pick": 1})
    tally = making.audit(frame, review.model_dump(exclude_defaults=True)).tally
    start = fairness.tables(tally, review)["model"]["group"]
    found = []
    for picked in np.random.default_rng(11).binomial(sizes, rates, (logs, len(sizes))):
        table = replace(start, n=np.array(sizes), selected=picked)
        evidence = Evidence(tally, review, {"model": {"group": table}}, {}, None, None)
        found.append(verdict.state(review.criteria[0], evidence).value)
    return found


def test_logs_of_the_planned_size_are_told_as_often_as_planned() -> None:
    """Other draws, judged by the verdict itself: about 80 of 100 are told."""
    needed = planned(FOUR_FIFTHS, rates={"impact_ratio": 0.2}, groups=3).needed
    assert needed is not None
    assert needed.inside is not None
    assert needed.outside is not None
    alike = states([needed.inside // 3] * 3, [0.2] * 3, 600)
    assert alike.count("inside") / 600 == pytest.approx(0.8, abs=0.06)
    high = 0.2 / (0.7 / 3 + 2 / 3)
    apart = states([needed.outside // 3] * 3, [0.7 * high, high, high], 600)
    assert apart.count("outside") / 600 == pytest.approx(0.8, abs=0.06)


def test_with_perfect_parity_and_200_a_group_four_fifths_cannot_be_told() -> None:
    """METHODS: of one group against another, 20 of 100 clear it; of both ways round, none.

    A review does not know beforehand which group is lower, so its interval has both ways in it.
    """
    rng = np.random.default_rng(1)
    drawn = rng.binomial(200, 0.2, (4000, 2)).tolist()
    one_way = np.mean([oracle.katz((a, 200), (b, 200))[0] >= 0.8 for a, b in drawn])
    assert one_way == pytest.approx(0.2, abs=0.02)
    limit = planned(FOUR_FIFTHS, rates={"": 0.2})
    size = next(size for size in limit.sizes if size.per_group == 200)
    assert size.kept.inside == 0
    assert size.kept.cannot_tell > 0.95
    assert limit.broken == pytest.approx(0.7)


def test_the_chances_follow_the_normal_approximation_of_a_log_ratio() -> None:
    """Two groups, both ways: inside where |log ratio| + z·se stays within log 0.8 (oracle)."""
    n, p = 2000, 0.2
    rng = np.random.default_rng(4)
    error = np.sqrt(2 * (1 - p) / (n * p))
    logs = rng.normal(0, error, 200_000)
    expected = np.mean(np.abs(logs) + 1.959964 * error <= -np.log(0.8))
    found = next(s for s in planned(FOUR_FIFTHS, rates={"": p}).sizes if s.per_group == n)
    assert found.kept.inside == pytest.approx(float(expected), abs=0.03)


def test_a_single_share_is_planned_by_the_exact_binomial() -> None:
    """The chance of being told inside is the binomial mass of counts whose Wilson interval is."""
    limit = planned({"finding": "automatic_error", "at_most": 0.1})
    assert limit.kept == pytest.approx(0.075)
    n = 1000
    counts = np.arange(n + 1)
    good = [oracle.wilson(int(k), n)[1] <= 0.1 for k in counts[:200]]
    rng = np.random.default_rng(8)
    expected = np.mean([good[k] for k in rng.binomial(n, 0.075, 20_000)])
    found = next(size for size in limit.sizes if size.per_group == n)
    assert found.kept.inside == pytest.approx(float(expected), abs=0.03)


@settings(max_examples=6, deadline=None)
@given(
    st.floats(0.1, 0.9), st.integers(2, 6), st.sampled_from([FOUR_FIFTHS, APART]),
    st.sampled_from([0.6, 0.8, 0.95]),
)  # fmt: skip
def test_more_certainty_takes_more_cases(
    rate: float, groups: int, limit: dict[str, Any], power: float
) -> None:
    """Never fewer cases for a surer answer; chances add up to 1 and never fall with size."""
    review = standard(limit)
    low, high = (
        plan(review, Supposed({"": rate}, groups, power=p)).limits[0] for p in (0.5, power)
    )
    if low.needed is None or high.needed is None:
        assert low.reason == high.reason is not None
        return
    for name in ("inside", "outside", "both"):
        few, many = getattr(low.needed, name), getattr(high.needed, name)
        assert many is None or few <= many
    for size in low.sizes:
        for chances in (size.kept, size.broken):
            total = chances.inside + chances.cannot_tell + chances.outside
            assert total == pytest.approx(1)
    assert low.sizes[-1].kept.inside >= low.sizes[0].kept.inside


def test_the_smallest_group_is_the_one_that_is_hard_to_judge() -> None:
    """Uneven groups take more cases in all, and the plan names each group's."""
    even = planned(APART, rates={"": 0.8}, groups=3).needed
    uneven = planned(APART, rates={"": 0.8}, shares=(0.6, 0.3, 0.1)).needed
    assert even is not None
    assert uneven is not None
    assert even.both is not None
    assert uneven.both is not None
    assert uneven.of_each is not None
    assert uneven.both > even.both
    assert sum(uneven.of_each) == pytest.approx(uneven.both, abs=2)


def test_groups_too_small_to_take_part_are_not_planned_with() -> None:
    """A size at which fewer than two groups are large enough can tell nothing."""
    limit = planned({**FOUR_FIFTHS}, rates={"": 0.9}, shares=(0.95, 0.05))
    assert limit.needed is not None
    assert limit.needed.inside is not None
    assert limit.needed.inside * 0.05 >= 30
    small = limit.sizes[0]
    assert small.kept.cannot_tell == 1


def test_a_review_whose_data_does_not_exist_is_planned() -> None:
    """Criteria share the family's level; edges and the population give the groups."""
    keys = making.keys(
        columns={"protected": ["sex", "age"], "edges": {"age": [30, 50]}},
        data={"path": "not-there-yet.csv"},
        population={"sex": {"F": 0.3, "M": 0.7}},
        criteria=[
            {"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8},
            {"finding": "accuracy", "attribute": "age", "gap": "difference", "at_most": 0.1},
            {"finding": "accuracy_difference", "at_least": 0.0},
            {"finding": "impact_ratio", "attribute": "sex", "at_most": 0.9},
            {"finding": "mean_score", "attribute": "sex", "gap": "difference", "at_most": 0.1},
            {"attest": "Is it lawful?"},
        ],
    )
    found = plan(parse(keys))
    assert [limit.shares for limit in found.limits] == [
        (0.3, 0.7), (1 / 3,) * 3, (), (0.3, 0.7), (),
    ]  # fmt: skip
    assert "more than a rate" in str(found.limits[4].reason)
    assert found.limits[0].level == pytest.approx(1 - 0.05 / 5)
    assert [limit.needed is None for limit in found.limits] == [False, False, True, True, True]
    assert "more than a rate" in str(found.limits[2].reason)
    assert "groups alike would break" in str(found.limits[3].reason)
    assert [c.column for c in found.columns] == ["y", "rule", "score", "sex", "age"]
    assert "cut at 30, 50" in str(found.columns[-1])


def test_the_document_has_the_same_bytes_each_time_and_sorted_keys() -> None:
    """Its schema is evenhand.plan/1."""
    review = standard(FOUR_FIFTHS)
    text = plan(review, Supposed({"": 0.2})).to_json()
    assert text == plan(standard(FOUR_FIFTHS), Supposed({"": 0.2})).to_json()
    document = json.loads(text)
    assert document["schema"] == "evenhand.plan/1"
    assert list(document) == sorted(document)
    assert document["limits"][0]["needed"]["both"] == pytest.approx(7200, rel=0.03)
    assert "at_most" not in document["limits"][0]


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        ({"rates": {"": 1.0}}, "rate .*between 0 and 1"),
        ({"power": 1.0}, "power.*between 0 and 1"),
        ({"shares": (0.5, 0.4)}, "add up to 1"),
        ({"shares": (1.0,)}, "two or more"),
        ({"shares": (0.5, 0.5), "groups": 3}, "as many shares as groups"),
        ({"groups": 1}, "2 to 100"),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_one_line(
    supposed: dict[str, Any], said: str
) -> None:
    """What, where and what to do."""
    with pytest.raises(InputError, match=said):
        planned(FOUR_FIFTHS, **supposed)


def test_a_rate_at_which_groups_cannot_be_so_far_apart_has_a_reason() -> None:
    """At 5 of 100 over all, two groups of one size cannot be 60 of 100 apart."""
    limit = planned({**APART, "at_most": 0.4}, rates={"": 0.05})
    assert limit.needed is None
    assert "suppose another rate" in str(limit.reason)


# What is said and shown


def shown() -> tuple[Plan, Review]:
    """A plan to show."""
    review = standard(FOUR_FIFTHS)
    return plan(review, Supposed({"": 0.2})), review


def test_the_lines_say_cases_before_anything_else() -> None:
    """Counts a group and in all, for either answer, and below which size nothing is likely told."""
    found, review = shown()
    lines = words.plan_lines(found, review)
    needed = found.limits[0].needed
    assert needed is not None
    assert lines[2].startswith("- About 1,")
    assert f" cases a group ({needed.inside:,} in all) to be told inside, 8 times" in lines[2]
    assert lines[2].endswith(" of 10, if groups are alike.")
    assert lines[3].endswith("to be told outside, 8 times of 10, if the truth is 70 for every 100.")
    assert "“can't tell” is the likelier answer" in lines[4]
    assert lines[-1] == words.ASSUMED


def test_the_column_list_is_a_file_for_the_vendor() -> None:
    """A row for each column, with what it means and why."""
    rows = list(csv.reader(io.StringIO(words.columns_csv(shown()[0]))))
    assert tuple(rows[0]) == words.COLUMNS
    assert [row[0] for row in rows[1:]] == [
        "case_id", "outcome", "decided_at", "rule_says", "model_score", "group",
    ]  # fmt: skip
    assert all(all(cell for cell in row) for row in rows)


def test_the_figures_show_every_size_and_every_column() -> None:
    """A curve with the wanted chance as its line, its table, and the columns."""
    found, review = shown()
    figure = figures.plan_chances(found.limits[0], found, review)
    assert figure is not None
    assert len(figure.rows) == len(found.limits[0].sizes)
    needed = found.limits[0].needed
    assert needed is not None
    assert needed.inside is not None
    assert figure.marked == (needed.inside / 2, 80.0)
    assert figure.title.startswith("To be decided 8 times of 10, this limit takes about 3,")
    assert figure.title.endswith(f"cases a group ({needed.both:,} in all)")
    assert plots.plot(figure)["layout"]["xaxis"]["range"][1] > figure.points[-1][0]
    assert len(figures.plan_columns(found).rows) == len(found.columns)
    nothing = plan(standard({"finding": "accuracy_difference", "at_least": 0.0}))
    assert figures.plan_chances(nothing.limits[0], nothing, review) is None


def test_a_column_with_two_roles_is_asked_for_once() -> None:
    """The past process whose answers are the label: one column, both meanings."""
    asked = parse(
        {
            "title": "Lending",
            "columns": {"label": "approved", "protected": ["race"]},
            "candidates": [
                {"name": "lender", "role": "human", "prediction": "approved"},
                {"name": "model", "role": "model", "score": "s"},
            ],
        }
    )
    wanted = plan(asked).columns
    assert [w.column for w in wanted] == ["approved", "s", "race"]
    assert wanted[0].meaning == "what really happened; lender: what a person answered"
    assert wanted[0].required


def _two_limits(**columns: Any) -> Review:  # noqa: ANN401
    limit = {**FOUR_FIFTHS, "attribute": "race"}
    return parse(
        {
            "title": "Lending",
            "columns": {"label": "approved", "protected": ["race"], **columns},
            "candidates": [
                {"name": "lender", "role": "human", "prediction": "approved"},
                {"name": "model", "role": "model", "prediction": "said"},
            ],
            "criteria": [{**limit, "candidate": "lender"}, {**limit, "candidate": "model"}],
        }
    )


def test_each_limit_says_whose_it_is() -> None:
    """Two limits that differ in the candidate alone do not read alike."""
    review = _two_limits()
    names = [words.limit_name(limit, review) for limit in plan(review).limits]
    assert len(set(names)) == 2
    assert "with the lender, by race" in names[0]
    assert "with the model, by race" in names[1]


def test_groups_are_those_of_the_log_where_there_is_one() -> None:
    """Three that can take part, as large as they are; too small and unknown ones are no group."""
    races = ["White"] * 300 + ["Black"] * 100 + ["Asian"] * 100 + ["Few"] * 5 + [None] * 40
    frame = pd.DataFrame({"race": races, "approved": 1, "said": 1})
    review = _two_limits()
    tally = making.audit(frame, review.model_dump(exclude_defaults=True)).tally
    found = plan(review, Supposed(measured=measured(tally, review))).limits[1]
    assert sorted(found.shares) == pytest.approx([0.2, 0.2, 0.6])
    assert "of 100 as in the log" in words.supposed_sentence(found)
    assert plan(review, Supposed(groups=2, measured={"race": (1, 2, 3)})).limits[0].shares == (
        0.5,
        0.5,
    )


def test_without_a_log_the_number_of_groups_is_said_to_be_supposed() -> None:
    """Two groups that nobody named are an assumption."""
    supposed = plan(_two_limits()).limits[0]
    assert "2 groups of one size (how many groups there are is supposed too)" in (
        words.supposed_sentence(supposed)
    )
    asked = plan(_two_limits(), Supposed(groups=3)).limits[0]
    assert "3 groups of one size; where" in words.supposed_sentence(asked)


def test_a_size_beyond_those_of_the_table_is_on_the_chart() -> None:
    """The marked number of cases is where the title says, however many it takes."""
    found = plan(standard({**APART, "at_most": 0.01}), Supposed({"": 0.5}))
    limit = found.limits[0]
    assert limit.needed is not None
    assert limit.needed.inside is not None
    assert limit.needed.inside / 2 > max(size.per_group for size in limit.sizes)
    figure = figures.plan_chances(limit, found, standard(APART))
    assert figure is not None
    assert figure.marked == (limit.needed.inside / 2, 80.0)
    assert figure.points[-1] == figure.marked
