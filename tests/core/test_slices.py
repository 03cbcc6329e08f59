"""The search for the worst slices: a brute-force oracle, false alarms, and a planted slice."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from evenhand.fairness.slices import holm, more_than_elsewhere
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")
COLUMNS = ("sex", "race", "month", "place")


def log(seed: int, size: int, error: Any = 0.2, *, unknown: float = 0.1) -> Any:  # noqa: ANN401
    """Cases of four columns, some of them unknown, answered wrongly with some chance."""
    rng = np.random.default_rng(seed)
    values = {"sex": "AB", "race": "XYZ", "month": "pqrs", "place": "uvw"}
    frame = pd.DataFrame({name: rng.choice(list(v), size) for name, v in values.items()})
    frame.loc[rng.random(size) < unknown, "race"] = None
    frame["y"] = rng.integers(0, 2, size)
    chance = error(frame) if callable(error) else error
    frame["rule"] = frame["y"] ^ (rng.random(size) < chance)
    return frame


def search(frame: Any, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """The slices of the rule."""
    columns = {"protected": list(COLUMNS[:2]), "context": list(COLUMNS[2:])}
    keys = making.keys(
        columns=columns | given.pop("columns", {}), candidates=[making.RULE], **given
    )
    found: dict[str, Any] = making.document(frame, keys)["slices"]["rule"]
    return found


def by_hand(frame: Any, least: int = 30) -> tuple[int, list[dict[str, Any]]]:  # noqa: ANN401
    """Every slice by pandas, its p-value by Fisher's exact test, Holm by statsmodels."""
    known = frame.dropna(subset=["y", "rule"])
    wrong = known["y"] != known["rule"]
    slices = {}
    for columns in (*((c,) for c in COLUMNS), *combinations(COLUMNS, 2)):
        for group, rows in known.groupby(list(columns)):
            if least <= len(rows) < len(known):
                slices[columns, " & ".join(group)] = rows.index
    tables = {}
    for key, index in slices.items():
        k, n = int(wrong[index].sum()), len(index)
        others = int(wrong.sum()) - k, len(known) - n
        tables[key] = (k, n, *others)
    p = [
        stats.fisher_exact(np.array([[k, n - k], [a, b - a]]), alternative="greater").pvalue
        for k, n, a, b in tables.values()
    ]
    level = 1 - 0.05 / len(tables)
    rows = [
        {"columns": list(key[0]), "group": key[1], "n": n, "wrong": k, "p_value": one,
         "adjusted": both, "interval": oracle.wilson(k, n, level), "worse": k / n > a / b}
        for (key, (k, n, a, b)), one, both
        in zip(tables.items(), p, multipletests(p, method="holm")[1], strict=True)
    ]  # fmt: skip
    worse = [row for row in rows if row["worse"]]
    return len(tables), sorted(worse, key=lambda r: (-r["interval"][0], r["columns"], r["group"]))


@pytest.mark.parametrize("size", [150, 900, 5000])
def test_the_search_finds_what_counting_by_hand_finds(size: int) -> None:
    """The same slices in the same order, with the same counts, intervals and p-values."""
    frame = log(3, size)
    searched, rows = by_hand(frame)
    found = search(frame)
    assert found["searched"] == searched
    assert len(found["worst"]) == min(10, len(rows))
    for one, row in zip(found["worst"], rows, strict=False):
        assert {name: one[name] for name in ("columns", "group", "n", "wrong")} == {
            name: row[name] for name in ("columns", "group", "n", "wrong")
        }
        assert (one["p_value"], one["adjusted"]) == pytest.approx((row["p_value"], row["adjusted"]))
        assert (one["error"]["low"], one["error"]["high"]) == pytest.approx(row["interval"])
        assert one["error"]["value"] > one["rest"]["value"]


def test_where_errors_fall_by_chance_an_alarm_is_as_rare_as_it_should_be() -> None:
    """Of 2,000 logs without any bad slice, at most 5 in 100 name one, but for the draw's luck.

    The bound is the 99.9 % quantile of a binomial at .05.
    """
    frame = log(1, 400, unknown=0).drop(columns=["y", "rule"])
    columns = [*((c,) for c in COLUMNS), *combinations(COLUMNS, 2)]
    named = pd.concat([frame[list(c)].agg(" & ".join, axis=1) for c in columns], axis=1)
    members = pd.get_dummies(named).to_numpy(dtype=np.int64)
    members = members[:, members.sum(axis=0) >= 30]
    rng = np.random.default_rng(1)
    wrong = rng.permuted(np.tile(np.arange(400) < 80, (2000, 1)), axis=1)
    p_values = more_than_elsewhere(wrong @ members, members.sum(axis=0), 80, 400)
    alarms = sum(bool(holm(p).min() < 0.05) for p in p_values)
    assert members.shape[1] > 30
    assert 0 < alarms <= stats.binom.ppf(0.999, 2000, 0.05)


def test_a_planted_slice_of_two_columns_is_found() -> None:
    """Only Z in month q is bad: it is named first, and surely."""

    def error(frame: Any) -> Any:  # noqa: ANN401
        return np.where((frame["race"] == "Z") & (frame["month"] == "q"), 0.6, 0.1)

    worst = search(log(5, 4000, error))["worst"][0]
    assert (worst["columns"], worst["group"]) == (["race", "month"], "Z & q")
    assert worst["adjusted"] < 1e-6
    assert worst["error"]["low"] > worst["rest"]["high"]


def test_unknown_small_and_repeated_slices_are_not_searched() -> None:
    """Unknown race is no slice, everybody is none, and a column that repeats another adds none."""
    frame = log(1, 600, unknown=0.5)
    found = search(frame)
    assert not any("Unknown" in one["group"] for one in found["worst"])
    assert found["searched"] == by_hand(frame)[0]
    alone = search(frame.assign(place="u"))["searched"]
    twice = search(frame.assign(place=frame["month"]))["searched"]
    assert twice == alone + 4 + sum(
        n >= 30 for c in ("sex", "race") for n in frame.groupby([c, "month"]).size()
    )
    few = search(frame, method={"min_group": 301})
    assert all(one["n"] > 300 for one in few["worst"])


def test_errors_of_a_class_review_are_wrong_classes() -> None:
    """A wrong class is wrong, whichever class is called positive."""
    rng = np.random.default_rng(4)
    frame = log(2, 900).assign(y=rng.choice(list("abc"), 900), rule=rng.choice(list("abc"), 900))
    found = search(frame, columns={"positive": "a"})
    assert found["searched"] == by_hand(frame)[0]
    assert [one["wrong"] for one in found["worst"]] == [r["wrong"] for r in by_hand(frame)[1][:10]]


def test_without_outcomes_or_columns_there_is_nothing_to_search() -> None:
    """No label: nothing was large enough; no group column: nothing was asked for."""
    frame = log(1, 300)
    assert search(frame, columns={"label": None}) == {"searched": 0, "worst": []}
    bare = making.keys(candidates=[making.RULE], columns={"protected": []})
    assert "slices" not in making.document(frame, bare)


def test_the_law_of_large_numbers_takes_over_from_the_exact_test() -> None:
    """Just below a thousand million cases both give the same."""
    exact = more_than_elsewhere(np.array([10_003_000]), np.array([10**8]), 10**8, 10**9)
    normal = more_than_elsewhere(np.array([10_003_000]), np.array([10**8]), 10**8, 10**9 + 1)
    assert normal == pytest.approx(exact, rel=1e-3)
