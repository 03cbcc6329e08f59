"""Whether the handoff is even-handed: each group beside a handoff that is blind to groups."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.audit import Audit
from evenhand.handoff import hand_off
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
PLAN = {"threshold": 0.8, "human": "person", "cases_per_hour": 10.0, "minutes_per_case": 6.0}
PLAN |= {"people": 3}


_SMALL = {"min_group": 2}


def audited(frame: Any, plan: dict[str, Any] = PLAN) -> Audit:  # noqa: ANN401
    """An audit by sex, in which two cases make a group."""
    keys = making.keys(columns={"protected": ["sex"]}, handoff=plan, method=_SMALL)
    return making.audit(frame, keys)


def handed(audit: Audit, threshold: float | None = None) -> Any:  # noqa: ANN401
    """The handoff of an audit, at a threshold to try."""
    return hand_off(audit.tally, audit.review, threshold)


def even(frame: Any, plan: dict[str, Any] = PLAN) -> Any:  # noqa: ANN401
    """The handoff's fairness by sex."""
    return handed(audited(frame, plan)).fairness["sex"]


def random_log(seed: int, size: int = 300) -> Any:  # noqa: ANN401
    """A log of two groups of which the candidate knows one better; some labels are missing."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(["A", "B", "C"], size)
    y = rng.integers(0, 2, size)
    score = np.clip(rng.beta(2, 1 + (sex == "A"), size), 0, 1).round(3)
    score = np.where(y == 1, score, 1 - score)
    person = np.where(rng.random(size) < 0.8, y, 1 - y).astype(object)
    person[rng.random(size) < 0.3] = None
    label = y.astype(object)
    label[rng.random(size) < 0.1] = None
    return making.log(y=label.tolist(), sex=sex.tolist(), score=score.tolist()).assign(
        person=person
    )


def by_rows(frame: pd.DataFrame, threshold: float) -> dict[Any, dict[str, Any]]:
    """Each group's rates, and those of a handoff blind to groups, case by case."""
    f = frame.assign(answer=(frame.score >= 0.5).astype(int))
    f["confidence"] = np.where(f.answer == 1, f.score, 1 - f.score)
    f["alone"] = f.confidence >= threshold
    known = f[f.y.notna()].assign(right=lambda x: x.y.astype(int) == x.answer)
    stay = known[known.alone]
    off = known[~known.alone]
    judged = off[off.person.notna()]
    fixed = (judged.person.astype(int) == judged.y.astype(int)).groupby(judged.right).mean()
    share = {r: (stay.right == r).sum() / max(1, (known.right == r).sum()) for r in (True, False)}
    found = {}
    for name, group in f.groupby("sex"):
        mine = known[known.sex == name]
        left, own = mine[~mine.alone], judged[judged.sex == name]
        person = (own.person.astype(int) == own.y.astype(int)).mean() if len(left) else 0.0
        n = {r: (mine.right == r).sum() for r in (True, False)}
        kept = {r: n[r] * share[r] for r in n}
        mended = sum((n[r] - kept[r]) * fixed.get(r, np.nan) for r in n if n[r] > kept[r])
        found[name] = {
            "handed_off": 1 - group.alone.mean(),
            "automatic_error": 1 - mine[mine.alone].right.mean(),
            "team_error": 1 - (mine[mine.alone].right.sum() + len(left) * person) / len(mine),
            "agnostic.handed_off": 1 - sum(kept.values()) / len(mine),
            "agnostic.automatic_error": kept[False] / sum(kept.values()),
            "agnostic.team_error": 1 - (kept[True] + mended) / len(mine),
            "gain": mine[mine.alone].right.mean() - mine.right.mean(),
        }
    return found


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), threshold=st.integers(50, 90))
@example(seed=0, threshold=51)  # nobody judged any of the cases handed off that were right
def test_every_group_is_as_counted_on_the_rows(seed: int, threshold: int) -> None:
    """Handed off, wrong alone, wrong in the end, and the same from a handoff blind to groups."""
    frame = random_log(seed)
    plan = PLAN | {"threshold": threshold / 100}
    expected = by_rows(frame, threshold / 100)
    for group in even(frame, plan).groups:
        mine = expected[group.group]
        for key, value in mine.items():
            of, _, name = key.rpartition(".")
            found = getattr(getattr(group, of) if of else group, name)
            got = found if of else found.value
            if not np.isfinite(value):
                assert got is None or key == "team_error"
            else:
                assert got == pytest.approx(value, abs=1e-9), key


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_all_groups_together_are_the_whole_in_a_handoff_blind_to_groups(seed: int) -> None:
    """What it hands off, added up over the groups, is what is handed off of all cases."""
    frame = random_log(seed)
    frame = frame[frame.y.notna()]
    groups = even(frame).groups
    blind = sum(g.agnostic.handed_off * g.n for g in groups)
    assert blind == pytest.approx(sum(g.handed_off.value * g.n for g in groups), rel=1e-9)


def test_one_group_alone_is_its_own_reference() -> None:
    """Where there are no other groups, nothing differs from a handoff blind to groups."""
    frame = random_log(3).assign(sex="A")
    (one,) = even(frame[frame.y.notna()]).groups
    assert one.agnostic.handed_off == pytest.approx(one.handed_off.value)
    assert one.agnostic.automatic_error == pytest.approx(one.automatic_error.value)
    assert one.wait_minutes == pytest.approx(one.agnostic.wait_minutes)


def worsened(size: int = 400) -> Any:  # noqa: ANN401
    """Group B is wrong exactly where the candidate is sure; A is right there."""
    sure, unsure = [0.95] * size, [0.6] * size
    labels = {"A": ([1] * size, [1, 0] * (size // 2)), "B": ([1, 0] * (size // 2), [1] * size)}
    return pd.concat([
        making.log(y=[*one, *two], sex=[name] * 2 * size, score=[*sure, *unsure])
        for name, (one, two) in labels.items()
    ]).assign(person=1)  # fmt: skip


def test_a_group_whose_automatic_accuracy_falls_is_named_with_the_thresholds() -> None:
    """Deciding fewer of B's cases alone keeps those that are wrong more often."""
    a, b = even(worsened()).groups
    assert (a.lowers, b.lowers) == (False, True)
    assert b.gain.value == pytest.approx(0.5 - 0.75)
    assert b.lowered == (0.61, 0.95)
    assert a.lowered is None


def test_where_nothing_is_handed_off_nothing_is_lowered() -> None:
    """The gain is 0 exactly, with no uncertainty."""
    found = even(worsened(), PLAN | {"threshold": 0.0}).groups
    assert {(g.gain.value, g.gain.low, g.lowers) for g in found} == {(0.0, 0.0, False)}


def test_a_small_or_unknown_group_is_listed_and_not_warned_of() -> None:
    """It has its numbers; whether the handoff lowers its accuracy is not said."""
    frame = worsened().assign(sex=lambda f: f.sex.where(f.sex != "B", None))
    groups = {g.group: g for g in even(frame).groups}
    assert groups["Unknown"].lowers is None
    assert groups["Unknown"].automatic_error.value == 0.5
    assert even(frame).gaps["handed_off"].difference.value is None


def test_gaps_name_the_groups_and_test_them() -> None:
    """Fisher's test on the counts, as scipy has it; the reference of the same two groups."""
    frame = random_log(5, 600).query("sex != 'C'")
    found = even(frame)
    gap, groups = found.gaps["handed_off"], {g.group: g for g in found.groups}
    high, low = groups[gap.highest], groups[gap.lowest]
    table = [[round(g.n * g.handed_off.value), round(g.n * (1 - g.handed_off.value))]
             for g in (high, low)]  # fmt: skip
    assert gap.p_value == pytest.approx(stats.fisher_exact(np.array(table)).pvalue)
    assert gap.difference.value == pytest.approx(high.handed_off.value - low.handed_off.value)
    assert gap.agnostic == pytest.approx(high.agnostic.handed_off - low.agnostic.handed_off)


def test_waits_follow_from_who_is_handed_off() -> None:
    """Each group's expected wait is its handed-off share times the mean wait; unknown unsettled."""
    frame = random_log(7)
    handoff = handed(audited(frame))
    for group in handoff.fairness["sex"].groups:
        wait = handoff.staffing.wait_minutes * group.handed_off.value
        assert group.wait_minutes == pytest.approx(wait)
    assert even(frame, PLAN | {"people": 0}).groups[0].wait_minutes is None


def test_without_labels_only_who_is_handed_off_is_known() -> None:
    """Errors and the reference hang on what really happened."""
    group = even(random_log(1).assign(y=None)).groups[0]
    assert group.handed_off.value is not None
    assert group.automatic_error.value is group.team_error.value is None
    assert group.agnostic.handed_off is None
    assert (group.gain.value, group.lowers) == (None, None)


def test_assumed_people_are_as_good_in_every_group() -> None:
    """The team's error is what is wrong alone and the assumed share of the rest."""
    plan = {"threshold": 0.8, "human_accuracy": 0.9}
    a, b = even(worsened(), plan).groups
    assert a.team_error.value == pytest.approx(0.5 * 0.1)
    assert b.team_error.value == pytest.approx((0.5 + 0.1) / 2)
    assert even(worsened(), {"threshold": 0.8}).groups[0].team_error.value is None


def test_the_curve_at_a_stop_is_what_is_found_at_that_threshold() -> None:
    """The slider and the findings never disagree."""
    audit = audited(random_log(11))
    whole = handed(audit)
    for threshold in (0.5, 0.66, 0.99):
        tried = handed(audit, threshold)
        place = whole.stops.index(threshold)
        for curve, group in zip(
            whole.even_curves["sex"], tried.fairness["sex"].groups, strict=True
        ):
            assert curve.team_error[place] == group.team_error
            assert curve.agnostic[place].automatic_error == group.agnostic.automatic_error
            assert tried.presets["today"] == whole.presets["today"] == 0.8


@pytest.mark.parametrize("threshold", [0.5, 0.66, 0.8, 0.99])
def test_what_is_taken_from_another_threshold_is_what_would_be_worked_out_anew(
    threshold: float,
) -> None:
    """To the last digit, also along the stops and where a group gets less by the handoff."""
    for log in (random_log(5), worsened()):
        audit = audited(log)
        known = hand_off(audit.tally, audit.review, 0.7)
        moved = hand_off(audit.tally, audit.review, threshold, known)
        assert moved == handed(audit, threshold)


@pytest.mark.parametrize("share", [1.0, 0.4])
def test_the_teams_interval_covers_the_true_error(share: float) -> None:
    """In about 95 of 100 logs, where people judged all handed-off cases and where only some."""
    rng = np.random.default_rng(4)
    size, logs = 120, 400
    confidence = rng.random((logs, size)) / 2 + 0.5
    right = rng.random((logs, size)) < confidence
    person = rng.random((logs, size)) < 0.8
    judged = rng.random((logs, size)) < share
    frame = pd.DataFrame({
        "y": 1, "sex": np.repeat([f"{k:03}" for k in range(logs)], size),
        "race": "X", "rule": 1,
        "score": np.where(right, confidence, 1 - confidence).ravel(),
        "person": np.where(judged, person, np.nan).ravel(),
    })  # fmt: skip
    truth = 1 - (0.4 * 0.9 + 0.6 * 0.8)  # sure ones are right in 9 of 10, people in 8
    found = [g.team_error for g in even(frame).groups]
    covered = sum(e.low <= truth <= e.high for e in found)
    assert stats.binom.cdf(covered, logs, 0.95) > 0.001
    assert covered < 0.99 * logs
