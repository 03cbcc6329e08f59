"""Group findings equal the published examples, and hold what arithmetic demands of them."""

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand import fairness
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")
FIXTURES = Path(__file__).parents[1] / "fixtures"
ONE = [{"name": "model", "role": "model", "prediction": "selected"}]


def selected(counts: dict[str, tuple[int, int]], **method: Any) -> dict[str, Any]:  # noqa: ANN401
    """The findings by sex of groups of which k of n were selected."""
    kinds = {(g, said): k if said else n - k for g, (k, n) in counts.items() for said in (1, 0)}
    frame = pd.DataFrame(
        [(*kind, n) for kind, n in kinds.items()], columns=["sex", "selected", "n"]
    )
    keys = making.keys(
        columns={"label": None, "protected": ["sex"], "weight": "n"},
        candidates=ONE,
        method={"min_group": 1} | method,
    )
    found: dict[str, Any] = making.document(frame, keys)["fairness"]["model"]["sex"]
    return found


def test_the_1979_example_of_the_eeoc_is_reproduced() -> None:
    """Rates of 60, 45, 48 and 51 in a hundred: .75 is flagged, .80 is not, .85 is not."""
    found = selected({"A": (60, 100), "B": (45, 100), "C": (48, 100), "D": (51, 100)})
    ratios = found["impact_ratio"]
    assert [one["ratio"]["value"] for one in ratios] == pytest.approx([1, 0.75, 0.8, 0.85])
    assert [one["four_fifths"] for one in ratios] == [
        "not_flagged", "flagged", "not_flagged", "not_flagged",
    ]  # fmt: skip


def test_small_categories_are_listed_but_take_no_part() -> None:
    """Under two in a hundred of the data, as the New York rule allows; n and rate stay."""
    found = selected({"A": (500, 1000), "B": (400, 1000), "C": (1, 40)}, min_share=0.02)
    small = found["impact_ratio"][2]
    assert (small["group"], small["n"], small["rate"], small["four_fifths"]) == (
        "C",
        40,
        0.025,
        None,
    )
    assert found["gaps"]["selection_rate"]["lowest"] == "B"


def test_berkeleys_admissions_are_those_of_the_paper() -> None:
    """44.5 % of men and 30.4 % of women, and the departments one by one."""
    rows = pd.read_csv(FIXTURES / "ucb_admissions.csv")
    keys = making.keys(
        columns={"label": None, "protected": ["sex", "dept"], "weight": "n"},
        candidates=[{"name": "office", "role": "human", "prediction": "admitted"}],
        method={"min_group": 1},
    )
    found = making.document(rows, keys)["fairness"]["office"]
    rates = {g["group"]: g["metrics"]["selection_rate"]["value"] for g in found["sex"]["groups"]}
    assert rates == {
        "Female": pytest.approx(0.304, abs=5e-4),
        "Male": pytest.approx(0.445, abs=5e-4),
    }
    crossed = {g["group"]: g for g in found["sex & dept"]["groups"]}
    assert crossed["Female & A"]["metrics"]["selection_rate"]["value"] == pytest.approx(89 / 108)
    assert len(crossed) == 12


def test_the_toy_of_fairlearns_user_guide_is_reproduced() -> None:
    """Eighteen rows: recall .5, .6, .4 and selection .75, .5, .5 in groups a, b, c."""
    frame = making.log(
        y=[0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1],
        selected=[0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0],
        sex=list("bbabbcccaacabccbcc"),
    )
    keys = making.keys(candidates=ONE, columns={"protected": ["sex"]})
    groups = making.document(frame, keys)["fairness"]["model"]["sex"]["groups"]
    recall = [g["metrics"]["true_positive_rate"]["value"] for g in groups]
    chosen = [g["metrics"]["selection_rate"]["value"] for g in groups]
    assert recall == pytest.approx([0.5, 0.6, 0.4])
    assert chosen == pytest.approx([0.75, 0.5, 0.5])


def test_with_unequal_base_rates_the_three_rates_are_bound_together() -> None:
    """FPR = p/(1-p) · (1-PPV)/PPV · (1-FNR) in every group of both samples."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"sex": rng.choice(list("ABC"), 900), "y": rng.random(900) < 0.4})
    frame["y"] = frame["y"].astype(int)
    frame["selected"] = (rng.random(900) < 0.3 + 0.3 * frame["y"]).astype(int)
    keys = making.keys(candidates=ONE, columns={"protected": ["sex"]})
    for group in making.document(frame, keys)["fairness"]["model"]["sex"]["groups"]:
        base = Fraction(group["counts"]["tp"] + group["counts"]["fn"], group["n"])
        value = {name: metric["value"] for name, metric in group["metrics"].items()}
        right = float(base / (1 - base)) * (1 - value["precision"]) / value["precision"]
        assert value["false_positive_rate"] == pytest.approx(
            right * (1 - value["false_negative_rate"])
        )


SMALL = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: (p[0], p[0] + p[1] + 1))


@hypothesis.given(st.lists(SMALL, min_size=2, max_size=3), st.integers(0, 3), st.integers(0, 3))
@hypothesis.settings(max_examples=40)
def test_the_bounds_of_unknown_people_hold_wherever_they_belong(
    known: list[tuple[int, int]], picked: int, passed: int
) -> None:
    """Every way to give the unknown people a group; the lower bound is reached."""
    names = tuple("ABC"[: len(known)])
    rates = [*known, (picked, picked + passed)]
    large = np.array([True] * len(known) + [False])
    against = fairness.reference(names, rates, large, "most_selected")
    found = fairness.unknown((*names, "Unknown"), rates, large, against)
    smallest = []
    for to in product(range(len(known)), repeat=picked + passed):
        k = [a + to[:picked].count(i) for i, (a, _) in enumerate(known)]
        n = [b + to.count(i) for i, (_, b) in enumerate(known)]
        shares = [Fraction(a, b) for a, b in zip(k, n, strict=True)]
        if max(shares):
            smallest.append(float(min(shares) / max(shares)))
    assert found.n == picked + passed
    if not smallest:
        assert (found.ratio_low, found.ratio_high) == (None, None)
        return
    assert found.ratio_low == pytest.approx(min(smallest))
    assert found.ratio_high is not None
    assert found.ratio_high >= max(smallest) - 1e-12
    if len(known) == 2 and not picked + passed:
        assert found.ratio_high == pytest.approx(max(smallest))


def test_without_unknown_people_the_bounds_are_the_smallest_ratio() -> None:
    """Nothing is open, so both ends meet; one group alone has no ratio."""
    found = selected({"A": (60, 100), "B": (45, 100)})["unknown"]
    assert (found["n"], found["ratio_low"], found["ratio_high"]) == (0, 0.75, 0.75)
    assert selected({"A": (60, 100)})["unknown"]["ratio_low"] is None
    assert selected({"A": (0, 9), "B": (0, 9)})["unknown"]["ratio_low"] is None


def test_a_gap_of_f1_is_a_bootstrap_of_both_groups() -> None:
    """Two groups drawn on their own: the interval holds the gap, and alike groups have none."""
    frame = making.repeated(
        {("A", 1, 1): 40, ("A", 0, 1): 10, ("A", 1, 0): 10, ("A", 0, 0): 40,
         ("B", 1, 1): 20, ("B", 0, 1): 30, ("B", 1, 0): 30, ("B", 0, 0): 20},
        ("sex", "y", "selected"),
    )  # fmt: skip
    keys = making.keys(candidates=ONE, columns={"protected": ["sex"]})
    gap = making.document(frame, keys)["fairness"]["model"]["sex"]["gaps"]["f1"]
    assert gap["difference"]["value"] == pytest.approx(0.8 - 0.4)
    assert gap["ratio"]["value"] == pytest.approx(0.5)
    assert 0.2 < gap["difference"]["low"] < 0.35
    assert 0.45 < gap["difference"]["high"] < 0.6
    assert gap["p_value"] == pytest.approx(oracle.no_difference([(40, 60), (20, 80)]))
    assert (gap["difference"]["n"], gap["lowest"], gap["highest"]) == (200, "B", "A")


def test_groups_that_are_all_alike_still_name_two() -> None:
    """A gap of 0 between the first two by name."""
    gap = selected({"A": (5, 10), "B": (5, 10), "C": (5, 10)})["gaps"]["selection_rate"]
    assert (gap["difference"]["value"], gap["lowest"], gap["highest"]) == (0, "A", "B")


def test_a_review_without_groups_has_no_group_findings() -> None:
    """Nothing was asked for."""
    frame = making.log(y=[1, 0], selected=[1, 0])
    keys = making.keys(columns={"protected": None}, candidates=ONE)
    assert making.document(frame, keys)["fairness"] == {"model": {}}
