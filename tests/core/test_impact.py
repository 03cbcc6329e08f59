"""Impact ratios: the flag, what would change it, and what it is measured against."""

from fractions import Fraction
from itertools import product
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand import fairness, statistics, words
from evenhand.fairness import impact
from evenhand.review import Method
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
NAMES = ("A", "B", "C", "D")
ONE = [{"name": "model", "role": "model", "prediction": "said"}]
REFERENCES = st.sampled_from(["most_selected", "overall", "A", "B", "nobody"])
RATES = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: (p[0], sum(p) or 1))

SHOWN = "their counts are shown, not masked: take them out before you share them."


def ratios(rates: list[fairness.Rate], wanted: str = "most_selected") -> list[Any]:
    """Impact ratios of groups that are all eligible."""
    large = np.ones(len(rates), dtype=bool)
    return list(fairness.impact_ratios(NAMES[: len(rates)], rates, large, Method(reference=wanted)))


def flags(rates: list[fairness.Rate], wanted: str) -> list[bool]:
    """The four-fifths screen in fractions, straight from its definition."""
    best = _reference(rates, wanted)
    return [Fraction(*rate) < Fraction(4, 5) * best for rate in rates]


def _reference(rates: list[fairness.Rate], wanted: str) -> Fraction:
    """The rate that groups are compared with."""
    shares = [Fraction(*rate) for rate in rates]
    return {
        "overall": Fraction(sum(k for k, _ in rates), sum(n for _, n in rates)),
        **dict(zip(NAMES, shares, strict=False)),
    }.get(wanted, max(shares))


@pytest.mark.parametrize("wanted", ["most_selected", "overall", "A"])
def test_where_nobody_of_the_reference_is_picked_nothing_is_judged(wanted: str) -> None:
    """A ratio to nothing is no ratio: no flag, no shortfall, not even for the reference."""
    others = 0 if wanted != "A" else 5
    for one in ratios([(0, 40), (others, 50)], wanted):
        assert (one.ratio.value, one.four_fifths, one.shortfall, one.plus_one) == (None,) * 4


@hypothesis.given(st.integers(1, 10**15), st.integers(1, 10**15), st.integers(1, 10**6))
def test_an_exact_tie_of_any_size_is_not_flagged(k: int, n: int, times: int) -> None:
    """A rate of exactly four fifths is not under it; one answer fewer is."""
    best = (5 * k, 5 * k + n)
    tie = (4 * k * times, (5 * k + n) * times)
    assert fairness.four_fifths(tie, best) == "not_flagged"
    assert fairness.four_fifths((tie[0] - 1, tie[1]), best) == "flagged"
    assert fairness.shortfall(tie, best) == 0
    assert fairness.shortfall((tie[0] - 1, tie[1]), best) == 1


@hypothesis.given(st.lists(RATES, min_size=2, max_size=4), REFERENCES)
def test_flag_shortfall_and_plus_one_are_those_of_trying_it_out(
    rates: list[fairness.Rate], wanted: str
) -> None:
    """Answers are turned one by one and the screen is run again on the whole table."""
    now = flags(rates, wanted)
    hypothesis.assume(_reference(rates, wanted))
    for i, one in enumerate(ratios(rates, wanted)):
        assert (one.four_fifths == "flagged") == now[i]
        turned = next(
            s
            for s in range(rates[i][1] + 1)
            if not flags([(k + s * (j == i), n) for j, (k, n) in enumerate(rates)], wanted)[i]
        )
        assert one.shortfall == turned
        assert one.plus_one == any(
            flags(changed, wanted)[i] != now[i] for changed in _one_off(rates, i, wanted)
        )


def _one_off(rates: list[fairness.Rate], place: int, wanted: str) -> list[list[fairness.Rate]]:
    """Every table that differs by one answer of this group or of its reference."""
    best = max(range(len(rates)), key=lambda i: (Fraction(*rates[i]), -i))
    named = NAMES.index(wanted) if wanted in NAMES[: len(rates)] else best
    moved = range(len(rates)) if wanted == "overall" else {place, named}
    return [
        [(k + step * (j == i), n) for j, (k, n) in enumerate(rates)]
        for i, step in product(moved, (-1, 1))
        if 0 <= rates[i][0] + step <= rates[i][1]
    ]


@hypothesis.given(st.integers(1, 4000), st.integers(1, 4000))
def test_a_ratio_of_exactly_four_fifths_reads_four_fifths(k: int, n: int) -> None:
    """To the last bit, so that nobody who compares it with 0.8 finds another flag."""
    n += k
    tie = [(5 * k, 5 * n), (4 * k, 5 * n)]
    assert ratios(tie)[1].ratio.value == 0.8
    assert ratios([(60, 200), (96, 400)])[1].ratio.value == 0.8


def test_the_shortfall_of_the_eeocs_example_is_three_of_a_hundred() -> None:
    """45 of 100 against 60 of 100: with 48 it is exactly four fifths."""
    found = ratios([(60, 100), (45, 100), (48, 100), (51, 100)])
    assert [one.shortfall for one in found] == [0, 3, 0, 0]
    assert [one.plus_one for one in found] == [False, False, True, False]


def test_everybody_is_the_reference_where_the_review_says_so() -> None:
    """Each group has an interval, also the most selected one; the flag is against everybody."""
    found = ratios([(60, 100), (30, 100)], "overall")
    assert [one.ratio.value for one in found] == pytest.approx([60 / 45, 30 / 45])
    assert [one.four_fifths for one in found] == ["not_flagged", "flagged"]
    assert all(one.ratio.low < one.ratio.value < one.ratio.high for one in found)


@hypothesis.given(RATES, RATES)
def test_the_ratio_to_everybody_is_that_to_all_others_carried_over(
    one: fairness.Rate, rest: fairness.Rate
) -> None:
    """The group and all others are independent samples; the ends are theirs."""
    everybody = (one[0] + rest[0], one[1] + rest[1])
    found = impact.of_everybody(one, everybody, 0.95).one(0)
    apart = statistics.ratio(one, rest, 0.95)
    share = Fraction(one[1], everybody[1])
    if apart.value is not None and apart.low is not None:
        carried = apart.value / (share * Fraction(apart.value) + 1 - share)
        assert found.value == pytest.approx(float(carried))
        assert found.low is not None
        assert found.high is not None
        assert found.low - 1e-12 <= float(carried) <= found.high + 1e-12
    if apart.low is None:
        assert found.value is None


def test_the_interval_against_everybody_covers_what_is_true() -> None:
    """Over 2,000 drawn logs, a 95 % interval holds the true ratio in 93 to 97 of 100."""
    rng = np.random.default_rng(5)
    n, m, p, q = 300, 700, 0.3, 0.5
    truth = p / ((n * p + m * q) / (n + m))
    k, rest = rng.binomial(n, p, 2000), rng.binomial(m, q, 2000)
    drawn = [
        impact.of_everybody((int(one), n), (int(one + two), n + m), 0.95).one(0)
        for one, two in zip(k, rest, strict=True)
    ]
    held = sum((one.low or 0) <= truth <= (one.high or 9) for one in drawn)
    assert 0.93 <= held / 2000 <= 0.97, held


def selected(counts: dict[str, tuple[int, int]], **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """The document of groups of which k of n were selected."""
    kinds = {(g, said): k if said else n - k for g, (k, n) in counts.items() for said in (1, 0)}
    frame = making.repeated(kinds, ("sex", "said"))
    columns = {"label": None, "protected": ["sex"]}
    return making.document(frame, making.keys(columns=columns, candidates=ONE, **given))


@pytest.mark.parametrize(
    ("wanted", "taken", "one"),
    [("overall", "overall", None), ("B", "B", "B"), ("C", "most_selected", "A")],
)
def test_the_review_names_the_reference(wanted: str, taken: str, one: str | None) -> None:
    """A group that is too small to compare with gives way to the most selected one."""
    counts = {"A": (60, 100), "B": (45, 100), "C": (9, 12)}
    found = selected(counts, method={"reference": wanted})["fairness"]["model"]["sex"]
    assert found["reference"] == taken
    own = [r["group"] for r in found["impact_ratio"] if r["ratio"]["low"] is None]
    assert own == ([one] if one else [])


def test_a_reference_that_no_attribute_has_is_said() -> None:
    """A warning in the data check; the most selected group is taken."""
    counts = {"A": (60, 100), "B": (45, 100)}
    said = selected(counts, method={"reference": "nobody"})["data_check"]["problems"]
    assert any("reference names no group" in one["message"] for one in said)
    said = selected(counts, method={"reference": "B"})["data_check"]["problems"]
    assert not any("reference" in one["message"] for one in said)


def test_small_cells_are_named_so_that_they_can_be_left_out() -> None:
    """Fewer than eleven cases unless the review says otherwise; the count itself is not said."""
    counts = {"A": (60, 100), "B": (4, 7), "C": (3, 9)}
    said = [one["message"] for one in selected(counts)["data_check"]["problems"]]
    assert f"2 groups have fewer than 11 cases; {SHOWN}" in said
    said = [
        one["message"]
        for one in selected(counts, method={"privacy_cell": 8})["data_check"]["problems"]
    ]
    assert f"1 group has fewer than 8 cases; {SHOWN}" in said


# People of unknown group


@hypothesis.given(
    st.lists(RATES, min_size=2, max_size=3),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["most_selected", "overall", "A"]),
)
@hypothesis.settings(max_examples=60)
def test_bounds_hold_and_no_flip_is_missed_wherever_unknown_people_belong(
    known: list[fairness.Rate], picked: int, passed: int, wanted: str
) -> None:
    """Every way to give the unknown people a group, by every reference."""
    large = np.array([True] * len(known) + [False])
    rates, names = [*known, (picked, picked + passed)], (*NAMES[: len(known)], "Unknown")
    against = fairness.reference(names, rates, large, wanted)
    found = fairness.unknown(names, rates, large, against)
    screens = set()
    for to in product(range(len(known)), repeat=picked + passed):
        now = [(k + to[:picked].count(i), n + to.count(i)) for i, (k, n) in enumerate(known)]
        shares = [Fraction(*rate) for rate in now]
        total = Fraction(sum(k for k, _ in now), sum(n for _, n in now))
        best = {"overall": total, "A": shares[0]}.get(wanted, max(shares))
        screens.add(any(flags(now, wanted)))
        if best:
            assert found.ratio_low is not None
            assert found.ratio_high is not None
            assert found.ratio_low - 1e-12 <= min(shares) / best <= found.ratio_high + 1e-12
    if len(screens) > 1:
        assert found.flips


def test_whether_unknown_people_could_flip_a_result_is_said() -> None:
    """The screen at four fifths, and the review's own limit on this attribute."""
    counts = {"A": (60, 100), "B": (51, 100), "": (2, 4)}
    found = selected(counts)["fairness"]["model"]["sex"]["unknown"]
    assert (found["n"], found["flips"]) == (4, False)
    limit = [{"finding": "impact_ratio", "attribute": "sex", "at_least": 0.85}]
    found = selected(counts, criteria=limit)["fairness"]["model"]["sex"]["unknown"]
    assert found["flips"]
    counts["B"] = (49, 100)
    assert selected(counts)["fairness"]["model"]["sex"]["unknown"]["flips"]
    counts.pop("")
    assert not selected(counts)["fairness"]["model"]["sex"]["unknown"]["flips"]


def test_where_nobody_is_picked_the_title_says_so() -> None:
    """It is not the groups that are too small."""
    frame = pd.DataFrame({"sex": ["A", "B"] * 40, "said": [0] * 80})
    keys = making.keys(candidates=ONE, columns={"label": None, "protected": ["sex"]})
    audit = making.audit(frame, keys)
    found = audit.findings().fairness["model"]["sex"]
    assert words.impact_title(found, audit.review).endswith(": none, in any group")
