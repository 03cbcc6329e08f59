"""What is kept of a tally: no small count, none to be worked out, and the rest as it was."""

import json
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evenhand
from evenhand import baselines, comparison, fairness, handoff
from evenhand import review as reviews
from evenhand.arms import ArmCounts
from evenhand.audit import Audit
from evenhand.counting import MISSING
from evenhand.errors import InputError
from evenhand.findings import Omitted, OverTime
from evenhand.kept import MERGED, Coarse, beside, bounds, coarse, dated, simple
from evenhand.kept.attributes import MOST_KINDS
from evenhand.kept.coarsen import FIELDS, masked
from evenhand.kept.coding import encoded
from evenhand.kept.grid import Grid
from evenhand.latencies import LatencyCounts
from evenhand.metrics import Table
from evenhand.sources import Problem
from evenhand.tally import HANDOFF, OTHER, Cells, Tally
from tests.core import making
from tests.core.making import audit, drawn, keys

PLAN = {"threshold": 0.8, "human": "person"}
RACES = ["A", "B", "C", "D", "E", None]


def random_log(seed: int, size: int, *, fine: bool = True, whole: bool = False) -> Any:  # noqa: ANN401
    """Groups of very different size; labels, scores and people's answers; unless whole, some not.

    A score is wrong as often as it says.
    """
    rng = np.random.default_rng(seed)
    score = rng.random(size) ** 0.5
    score = score if fine else score.round(2)
    label = (rng.random(size) < score).astype(object)
    label[rng.random(size) < (0.0 if whole else 0.01)] = None
    return pd.DataFrame(
        {
            "y": label,
            "sex": drawn(rng, ["f", "m"], size, [0.7, 0.3]),
            "race": drawn(rng, RACES, size, [0.6, 0.3, 0.05, 0.02, 0.02, 0.01]),
            "rule": (score + rng.normal(0, 0.2, size) > 0.6).astype(int),
            "score": score,
            "person": rng.integers(0, 2, size),
        }
    )


def coarsened(
    seed: int, size: int, least: int, *, fine: bool = True, whole: bool = False
) -> tuple[Audit, Coarse]:
    """A log counted, and what is kept of it."""
    review = keys(handoff=PLAN, method={"privacy_cell": least})
    one = audit(random_log(seed, size, fine=fine, whole=whole), review)
    return one, coarse(one.tally, one.review)


def tables(tally: Tally) -> list[tuple[str, str, str, Cells]]:
    """Every kept table: its candidate, what is looked at beside, its attribute, and its cells."""
    assert tally.apart is not None
    return [
        (candidate, beside, name, cells)
        for candidate, apart in tally.apart.items()
        for beside, by in apart.tables.items()
        for name, cells in by.items()
    ]


def is_small(counts: Any, least: int) -> bool:  # noqa: ANN401
    """Whether any count is neither 0 nor large enough."""
    counts = np.asarray(counts)
    return bool(((counts != 0) & (counts < least)).any())


LOGS = {
    "seed": st.integers(0, 10_000),
    "size": st.sampled_from([120, 600, 3_000]),
    "least": st.sampled_from([3, 11]),
    "fine": st.booleans(),
}


@settings(max_examples=12)
@given(**LOGS)
def test_no_cell_of_any_kept_table_is_small_nor_is_what_groups_leave_of_everybody(
    seed: int,
    size: int,
    least: int,
    fine: bool,  # noqa: FBT001
) -> None:
    """Of the same log, since to keep one takes seconds."""
    one, made = coarsened(seed, size, least, fine=fine)
    no_cell_is_small(one, made, least)
    nothing_held_back_is_small(made, least)


def no_cell_is_small(one: Audit, made: Coarse, least: int) -> None:
    """Nor does any table have another total than the others of its candidate and kind."""
    totals: dict[tuple[str, str], set[int]] = {}
    for candidate, seen, _, cells in tables(made.tally):
        assert not is_small(cells.n, least)
        totals.setdefault((candidate, seen), set()).add(int(cells.n.sum()))
    assert all(len(total) == 1 for total in totals.values())
    own = made.tally.by("model", ("sex",), HANDOFF)
    assert own.n.sum() == made.tally.rows == made.tally.cells["model"].n.sum()
    assert 0 <= one.tally.rows - made.tally.rows < 8 * least  # incomplete kinds of case alone


def nothing_held_back_is_small(made: Coarse, least: int) -> None:
    """Everybody's table less the groups of an attribute never leaves a small count."""
    for candidate, seen, name, cells in tables(made.tally):
        if not name or seen == HANDOFF:
            continue
        everybody = made.tally.by(candidate, (), seen)
        told = cells.where(cells.label != MISSING) if known_labels(everybody) else cells
        for keys_ in (("label", "answer"), ("answer", "other")):
            assert not is_small(left(everybody, told, keys_), least)
        sure = cells.where(np.isfinite(cells.confidence))
        if len(sure.n) and not seen:
            for answer in np.unique(sure.answer):
                assert not is_small(left_of_steps(everybody, sure, int(answer), least=least), least)


def known_labels(cells: Cells) -> bool:
    """Whether everybody's table tells outcomes."""
    return bool((cells.label != MISSING).any())


def left(everybody: Cells, part: Cells, names: tuple[str, str]) -> list[int]:
    """Cases of each kind that everybody's table has more."""
    return list((by_kind(everybody, names).sub(by_kind(part, names), fill_value=0)).clip(lower=0))


def by_kind(cells: Cells, names: tuple[str, str]) -> Any:  # noqa: ANN401
    """Cases by two things that cells tell."""
    frame = pd.DataFrame({name: getattr(cells, name) for name in names} | {"n": cells.n})
    return frame.groupby(list(names))["n"].sum()


def left_of_steps(everybody: Cells, groups: Cells, answer: int, *, least: int) -> list[int]:
    """By label and step of an attribute's table, what everybody's steps have more."""
    edges = np.unique(groups.confidence[groups.answer == answer])
    found = []
    for label in (MISSING, 0, 1):
        per_step = []
        for cells in (everybody, groups):
            kept = (cells.answer == answer) & (cells.label == label)
            kept &= np.isfinite(cells.confidence)
            place = np.searchsorted(edges, cells.confidence[kept], side="right")
            per_step.append(np.bincount(place, cells.n[kept], len(edges) + 1))
        if per_step[1].sum() or not is_small(per_step[0], least):
            found += (per_step[0] - per_step[1]).astype(int).tolist()
    return found


@settings(max_examples=10)
@given(**LOGS)
def test_a_group_that_is_not_merged_keeps_its_numbers(
    seed: int,
    size: int,
    least: int,
    fine: bool,  # noqa: FBT001
) -> None:
    """Cases and answers always; right and wrong, and what is handed off, where they are kept."""
    one, made = coarsened(seed, size, least, fine=fine, whole=True)
    assert not made.left_out
    for columns in one.review.attributes.values():
        for candidate in ("rule", "model"):
            before, after = (
                fairness.table(tally, candidate, columns) for tally in (one.tally, made.tally)
            )
            same_groups(before, after)
        old, new = (by_handoff(tally, one, columns) for tally in (one.tally, made.tally))
        for group in new.keys() - {MERGED}:
            assert new[group] in {old[group], (0, 0, 0)}


def same_groups(before: Table, after: Table) -> None:
    """Whatever is told of a group is as it was."""
    for place, group in enumerate(after.names):
        if group != MERGED:
            was = before.names.index(group)
            assert after.n[place] in {before.n[was], 0}
            assert after.selected[place] == (before.selected[was] if after.n[place] else 0)
            assert not after.labelled[place] or after.counts(place) == before.counts(was)


def by_handoff(tally: Tally, one: Audit, columns: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Cases decided alone, labelled and wrong at the review's threshold, by group."""
    cells = handoff.sure(tally.by("model", columns, HANDOFF))
    names, codes = tally.attribute(cells, columns)
    stop = np.array([one.review.handoff_threshold])
    found = handoff.sweep(cells, stop, codes, len(names))
    counts = np.stack([found.alone[:, 0], found.labelled[:, 0], found.wrong[:, 0]], axis=1)
    return dict(zip(names, map(tuple, counts.tolist()), strict=True))


def test_everybodys_numbers_stay_where_every_count_is_large() -> None:
    """Counts, the paired comparison, and in steps the sums that the Brier score is of."""
    one, made = coarsened(7, 12_000, 11, whole=True)
    for name in ("rule", "model"):
        was, now = one.tally.cells[name], made.tally.by(name)
        assert by_kind(was, ("label", "answer")).equals(by_kind(now, ("label", "answer")))
        for sums in ("confidence_sum", "confidence_square"):
            assert getattr(now, sums).sum() == pytest.approx(getattr(was, sums).sum(), rel=3e-3)
    was, now = one.tally.cells["model"], made.tally.by("model", beside=OTHER)
    assert by_kind(was, ("answer", "other")).equals(by_kind(now, ("answer", "other")))


def test_every_field_of_a_tally_has_a_rule() -> None:
    """Whoever adds a field must say whether it may be kept."""
    assert {field.name for field in fields(Tally)} == set(FIELDS)
    assert set(FIELDS.values()) == {"kept", "coarsened", "dropped"}
    _, made = coarsened(3, 600, 11)
    for name, rule in FIELDS.items():
        assert rule != "dropped" or getattr(made.tally, name) is None


def test_a_class_review_keeps_right_and_wrong_of_the_positive_class_and_of_the_rest() -> None:
    """Classes that few cases have are not told apart."""
    rng = np.random.default_rng(5)
    size = 3_000
    label = drawn(rng, ["1", "b", "c", "rare"], size, [0.4, 0.4, 0.197, 0.003])
    answer = np.where(rng.random(size) < 0.7, label, rng.choice(["1", "b", "c"], size))
    frame = pd.DataFrame({"y": label, "said": answer, "rule": answer[::-1], "sex": "f"})
    frame["sure"] = rng.random(size)
    model = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    rule = {"name": "rule", "role": "baseline", "prediction": "rule"}
    one = audit(frame, keys(columns={"protected": ["sex"]}, candidates=[rule, model]))
    made = coarse(one.tally, one.review)
    assert made.classes_merged
    assert "rare" not in made.tally.classes
    for name in ("rule", "model"):
        was, now = (fairness.table(tally, name, ("sex",)) for tally in (one.tally, made.tally))
        assert was.counts(0) == now.counts(0)
        assert was.right[0] == now.right[0]


def test_so_few_cases_of_an_answer_that_nothing_can_be_kept_is_an_error_that_says_so() -> None:
    """Even the number of the model's positive answers would be a small count."""
    frame = random_log(1, 300)
    frame["score"] = [0.9] * 4 + [0.1] * 296
    one = audit(frame, keys())
    with pytest.raises(InputError, match="fewer than 11 cases have the same answer"):
        coarse(one.tally, one.review)


def test_a_rule_with_so_few_of_an_answer_is_left_out_and_the_rest_is_kept() -> None:
    """A small count of one candidate is no reason to keep nothing of the other."""
    frame = random_log(1, 300)
    frame["rule"] = [1] * 4 + [0] * 296
    one = audit(frame, keys())
    made = coarse(one.tally, one.review)
    assert (made.tally.by("rule").answer == MISSING).all()
    assert known_labels(made.tally.by("model"))
    assert "others" in made.details[""].without


def test_what_is_said_of_the_data_has_no_small_count() -> None:
    """The number goes; that there were some stays."""
    [few, many] = masked(
        [Problem("warning", "y", 4, "cases have no label."), Problem("note", "y", 40, "cases.")], 11
    )
    assert few == Problem("warning", "y", None, "Fewer than 11 cases have no label.")
    assert many.rows == 40


def test_a_number_that_is_said_of_the_data_does_not_tell_how_many_cases_are_left_out() -> None:
    """17 without an outcome, less the 12 that a table has, would be the 5 that it leaves out."""
    frame = random_log(3, 3_000, whole=True)
    yes, no = ((frame["score"] >= 0.5) == side for side in (True, False))
    frame.loc[[*frame.index[yes][:5], *frame.index[no][:12]], "y"] = None
    one = audit(frame, keys())
    made = coarse(one.tally, one.review)
    assert made.left_out
    assert 17 in [problem.rows for problem in one.tally.problems]
    [said] = [p for p in made.tally.problems if "no known outcome" in p.message]
    assert (said.rows, said.message[:16]) == (None, "11 or more cases")
    assert all(problem.rows is None for problem in made.tally.problems)


def log_of(size: int) -> Tally:
    """The tally of a log of so many cases."""
    return audit(random_log(1, size, whole=True), keys()).tally


def test_times_of_answers_are_kept_in_steps_that_hold_enough_of_each_outcome() -> None:
    """Their number stays; of how long they took the step alone is known, by its middle."""
    rng = np.random.default_rng(3)
    n = rng.integers(1, 20, 200)
    known = rng.binomial(n, 0.9)
    times = LatencyCounts(np.arange(1.0, 201.0), n, rng.binomial(known, 0.5), known, 9.0)
    tally = replace(log_of(int(n.sum())), latencies={"model": times})
    [kept] = (beside.latencies(tally, tally.rows, 11) or {}).values()
    assert not is_small(np.stack([kept.n - kept.known, kept.positive]), 11)
    assert kept.n.sum() == n.sum()
    assert kept.ms @ kept.n == pytest.approx(times.ms @ n, rel=0.02)
    assert kept.total == kept.ms @ kept.n
    assert set((2 * kept.ms).tolist()) <= set(range(2, 401))  # times here are whole numbers
    assert beside.latencies(tally, tally.rows, 100_000) == {}
    assert beside.latencies(replace(tally, rows=tally.rows + 5), tally.rows, 11) == {}  # the rest


def test_many_crossed_columns_are_not_looked_at_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All protected columns are crossed: of six, no program could hold all kinds of case."""
    log = random_log(4, 900)
    rng = np.random.default_rng(4)
    more = {f"c{i}": rng.integers(0, 4, len(log)).astype(str) for i in range(4)}
    columns = {"protected": ["sex", "race", *more]}
    one = audit(log.assign(**more), keys(handoff=PLAN, columns=columns))
    sizes: list[int] = []
    real = Grid.of

    def counted(*given: Any) -> Grid:  # noqa: ANN401
        grid = real(*given)
        sizes.append(len(grid.side))
        return grid

    monkeypatch.setattr(Grid, "of", counted)
    monkeypatch.setattr(bounds, "is_exposed", lambda *_: False)  # of which there would be hundreds
    kept = coarse(one.tally, one.review)
    assert len(kept.details) == 1 + 6 + 15
    assert max(sizes) <= MOST_KINDS


def acting(counts: ArmCounts) -> tuple[Tally, Cells]:
    """A tally with these arms, of as many cases as they have."""
    outcomes = counts.cases.sum(axis=0)
    n = np.array([*outcomes.tolist(), counts.nobody])
    label = np.array([MISSING, 0, 1, MISSING])
    nothing = np.zeros(4)
    cells = Cells({}, label, label, label, label, nothing, n, nothing, nothing)
    by = {
        name: replace(cells, n=np.append(counts.cases[place], 0))
        for place, name in enumerate(counts.names)
    }
    said = {name: replace(one, answer=one.label.clip(0)) for name, one in by.items()}
    return replace(log_of(20), arms=counts, cells=said), cells


def kept_arms(counts: ArmCounts, *, is_large: bool = False) -> ArmCounts | None:
    """What is kept of arms."""
    return beside.arms(*acting(counts), 11, is_large=is_large)


def test_cases_of_no_arm_that_a_difference_would_tell_are_not_kept() -> None:
    """All cases less those of both arms are so few; with others beside them nobody can tell."""
    cases = np.array([[0, 300, 60], [0, 310, 70]])
    assert kept_arms(ArmCounts(("rule", "model"), cases, {}, 40, {})) is not None
    with pytest.raises(InputError, match="of no arm, without an outcome"):
        kept_arms(ArmCounts(("rule", "model"), cases, {}, 5, {}))


def test_outcomes_of_no_arm_that_a_difference_would_tell_are_not_kept() -> None:
    """There are 40 cases of no arm, but of 3 of them something happened."""
    counts = ArmCounts(("rule", "model"), np.array([[0, 300, 60], [0, 310, 70]]), {}, 40, {})
    tally, cells = acting(counts)
    some = replace(cells, n=cells.n + np.array([0, 0, 3, -3]))
    with pytest.raises(InputError, match="of no arm, without an outcome"):
        beside.arms(tally, some, 11, is_large=True)


def log_with_arms(seed: int, nobody: int) -> Any:  # noqa: ANN401
    """A log of a test with two arms, and so many rows of none."""
    frame = random_log(seed, 900, whole=True)
    frame["arm"] = np.random.default_rng(seed).choice(["rule", "model"], 900)
    frame.loc[: nobody - 1, "arm"] = ""
    return frame


def kept_of_arms(frame: Any) -> tuple[Audit, Tally]:  # noqa: ANN401
    """A log with arms, and what is kept of it."""
    columns = {"arm": "arm", "protected": ["sex"]}
    one = audit(frame, keys(handoff=PLAN, columns=columns))
    return one, coarse(one.tally, one.review).tally


def test_cases_of_the_other_arm_do_not_lack_an_answer() -> None:
    """Of the rule's arm 8 were said yes to and were none: they are counted as all others are."""
    frame = log_with_arms(2, 0)
    mistakes = frame.index[(frame["arm"] == "rule") & (frame["y"] == 0) & (frame["rule"] == 1)]
    frame = frame.drop(mistakes[8:])
    one, kept = kept_of_arms(frame)
    assert kept.rows == one.tally.rows == len(frame)
    assert kept.arms is not None
    assert one.tally.arms is not None
    assert kept.arms.cases.tolist() == one.tally.arms.cases.tolist()


@pytest.mark.parametrize("nobody", [1, 10])
def test_a_few_cases_of_no_arm_are_left_out_of_all_that_is_kept(nobody: int) -> None:
    """It is as if the log did not have them, but for what was said of all cases."""
    frame = log_with_arms(2, nobody)
    (one, some), (_, without) = kept_of_arms(frame), kept_of_arms(frame[nobody:])
    assert some.rows == one.tally.rows - nobody
    assert all(problem.rows is None for problem in some.problems)
    told = [encoded(each) | {"problems": []} for each in (some, without)]
    assert told[0] == told[1]


def test_many_cases_of_no_arm_stay_and_are_counted() -> None:
    """Only where those of an outcome are few are all of them left out."""
    frame = log_with_arms(2, 100)
    _, kept = kept_of_arms(frame)
    assert kept.arms is not None
    assert (kept.arms.nobody, kept.rows) == (100, 900)
    yes = frame.index[frame["arm"].eq("") & (frame["y"] == 1)]
    frame.loc[yes[3:], "arm"] = "model"
    _, fewer = kept_of_arms(frame)
    assert fewer.arms is not None
    assert (fewer.arms.nobody, fewer.rows) == (0, int(frame["arm"].ne("").sum()))


def test_a_candidate_with_a_few_cases_more_than_the_others_tells_nothing() -> None:
    """Else the difference of two totals would say how few they are."""
    one = audit(random_log(4, 900), keys(handoff=PLAN))
    cells = one.tally.cells["rule"]
    some = np.argmax((cells.label >= 0) & (cells.answer >= 0))
    more = replace(cells, n=cells.n + 3 * (np.arange(len(cells.n)) == some))
    tally = replace(one.tally, cells={**one.tally.cells, "rule": more})
    kept = coarse(tally, one.review).tally
    totals = {int(kept.cells[name].n.sum()) for name in kept.cells}
    assert totals == {kept.rows}
    assert (kept.cells["rule"].label < 0).all()


def test_arms_are_kept_where_each_has_enough_cases_of_each_outcome() -> None:
    """By group only of a log without any small count; a test with too few is not kept at all."""
    cases = np.array([[4, 300, 60], [30, 310, 70]])
    groups = {"sex": (("f", "m"), np.stack([cases, cases]))}
    counts = ArmCounts(("rule", "model"), cases, groups, 5, {})
    kept = kept_arms(counts, is_large=True)
    assert kept is not None
    assert kept.cases.tolist() == [[0, 300, 60], [0, 310, 70]]  # else the 30 told the 4
    assert list(kept.groups) == ["sex"]
    some = kept_arms(counts)
    assert some is not None
    assert not some.groups
    assert kept.nobody == 0
    again = beside.decoded_arms(beside.encoded_arms(kept))
    assert again is not None
    assert again.groups["sex"][1].tolist() == kept.groups["sex"][1].tolist()
    with pytest.raises(InputError, match="of an arm"):
        kept_arms(replace(counts, cases=cases // 6))


ALONE = [making.MODEL]


def dated_log(seed: int, size: int, *, alone: bool = False) -> Any:  # noqa: ANN401
    """A log with days; of a model alone, with columns that a rule may look at."""
    rng = np.random.default_rng(seed)
    frame = random_log(seed, size)
    frame["at"] = pd.Timestamp("2026-01-05") + pd.to_timedelta(rng.integers(0, 100, size), "D")
    frame.loc[rng.random(size) < 0.05 * (seed % 2), "at"] = pd.NaT
    frame["debt"] = (10 * frame["score"] + rng.normal(0, 2, size)).round(2)
    frame["id"] = np.arange(size)
    return frame.drop(columns=["rule"]) if alone else frame


SIZES = {
    "seed": st.integers(0, 10_000),
    "size": st.sampled_from([300, 900, 3_000]),
    "least": st.sampled_from([3, 11]),
}


@settings(max_examples=10)
@given(**SIZES)
def test_no_period_has_a_small_count_and_neither_have_the_cases_without_one(
    seed: int, size: int, least: int
) -> None:
    """Of no kind of case by label and both answers, nor is what all cases have more of it."""
    review = keys(columns={"time": "at"}, method={"privacy_cell": least})
    one = audit(dated_log(seed, size), review)
    made = coarse(one.tally, one.review).tally
    kept_, was = made.periods, one.tally.periods
    assert was is not None
    if kept_ is None:
        assert size < 3_000 or least > 3 or seed % 2
        return
    assert not is_small([kept_.n.sum(), kept_.earlier], least)
    assert not is_small(kept_.n, least)
    everybody = made.by("model", beside=OTHER)
    assert everybody.n.sum() >= kept_.n.sum()
    names = ("label", "answer", "other")
    inside = pd.DataFrame({name: getattr(kept_, name) for name in (*names, "n")})
    outside = pd.DataFrame({name: getattr(everybody, name) for name in (*names, "n")})
    both = [frame.groupby(list(names))["n"].sum() for frame in (outside, inside)]
    assert not is_small(both[0].sub(both[1], fill_value=0), least)
    again = dated.decoded(dated.encoded(kept_))
    assert again is not None
    assert dated.encoded(again) == dated.encoded(kept_)


def test_periods_that_are_put_together_hold_what_theirs_held() -> None:
    """Each is called by its first and its last; the difference is over both."""
    review = keys(columns={"time": "at"}, method={"privacy_cell": 11})
    one = audit(dated_log(6, 3_000), review)
    made = coarse(one.tally, one.review).tally
    was, now = one.tally.periods, made.periods
    assert was is not None
    assert now is not None
    assert now.ends is not None
    for place, (start, end) in enumerate(zip(now.starts, now.ends, strict=True)):
        days = [start <= day <= end for day in was.starts]
        inside = np.isin(was.period, np.flatnonzero(days)) & (was.label != MISSING)
        same = (now.period == place) & (now.label != MISSING)
        assert was.n[inside].sum() == now.n[same].sum()
        right = [(c.answer == c.label) & m for c, m in ((was, inside), (now, same))]
        assert was.n[right[0]].sum() == now.n[right[1]].sum()
    compared = comparison.compare(made, one.review)
    assert compared is not None
    assert isinstance(compared.over_time, OverTime)
    assert compared.over_time.unit == "period"
    assert [p.period for p in compared.over_time.periods if " to " in p.period]


@settings(max_examples=10)
@given(**SIZES)
def test_the_simplest_rules_are_kept_without_a_small_count_in_either_half(
    seed: int, size: int, least: int
) -> None:
    """What is found is the same as of the log; of neither half is a small count known."""
    columns = {"id": "id", "features": ["debt"]}
    review = keys(columns=columns, candidates=ALONE, method={"privacy_cell": least})
    frame = dated_log(seed, size, alone=True)
    one = evenhand.open(reviews.parse(review), frame=frame, baselines=True)
    made = coarse(one.tally, one.review).tally
    if made.simplest is None:
        assert size < 3_000 or least > 3
        return
    cells = made.simplest.cells
    assert not is_small(cells.n, least)
    assert not is_small(made.simplest.training, least)
    whole, half = (by_kind(c, ("label", "answer")) for c in (made.by("model"), cells))
    assert not is_small(whole.sub(half, fill_value=0), least)
    before, after = (baselines.automatic(t, one.review) for t in (one.tally, made))
    assert not isinstance(before, Omitted)
    assert not isinstance(after, Omitted)
    for was, now in zip(before, after, strict=True):
        assert (was.name, was.rule, was.says) == (now.name, now.rule, now.says)
        assert was.comparison.paired == now.comparison.paired
        assert was.comparison.accuracy_difference == now.comparison.accuracy_difference
    text = json.dumps(simple.encoded(made.simplest))  # what it holds, JSON can hold
    assert simple.encoded(simple.decoded(json.loads(text))) == simple.encoded(made.simplest)


def test_a_rule_that_names_a_value_of_few_cases_is_not_kept() -> None:
    """The value itself may say who it is."""
    frame = dated_log(5, 3_000, alone=True)
    frame["town"] = np.where(frame["debt"] > 6, "large", "small")
    frame.loc[frame.index[frame["y"] == 1][:3], "town"] = "Xylophonia"
    columns = {"id": "id", "features": ["town"]}
    review = reviews.parse(keys(columns=columns, candidates=ALONE))
    one = evenhand.open(review, frame=frame, baselines=True)
    found = one.tally.simplest
    assert found is not None
    assert found.rule is not None
    assert "Xylophonia" in (found.rule.values or ())  # noqa: PD011
    assert coarse(one.tally, one.review).tally.simplest is None
