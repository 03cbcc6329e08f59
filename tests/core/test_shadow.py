"""While the candidate only watched: counted as on the rows, and a trial that stops when it must."""

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import binomtest, fisher_exact
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from evenhand import review as reviews
from evenhand import shadow as asked
from evenhand import statistics
from evenhand.errors import InputError
from evenhand.findings import OMITTED, Omitted, Shadow, Trial
from evenhand.kept.coarsen import coarse
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")

SIZE: Final = 3_000
QUEUE: Final = {
    "threshold": 0.8, "human_accuracy": 0.9, "minutes_per_case": 6, "people": 2,
}  # fmt: skip
RULE: Final = {"cases": 2_000, "min_agreement": 0.5, "max_harm": 0.05, "look_days": 7}
KEYS: Final = making.keys(
    columns={"phase": "phase", "time": "at", "protected": ["sex"], "observed": "seen"},
    handoff=QUEUE,
)


def log(size: int = SIZE) -> pd.DataFrame:
    """Two thirds in shadow, then live; the rule's refusals have no outcome for half of them."""
    rng = np.random.default_rng(9)
    y = rng.integers(0, 2, size)
    sex = rng.choice(["A", "B"], size)
    rule = np.where(rng.random(size) < 0.7, y, 1 - y)
    centre = 0.5 + 0.25 * (2 * y - 1) * np.where(sex == "A", 1, 0.4)
    minutes = np.arange(size) * 60
    return pd.DataFrame(
        {
            "at": pd.Timestamp("2026-01-05") + pd.to_timedelta(minutes, unit="min"),
            "y": y, "sex": sex, "rule": rule,
            "score": np.clip(centre + rng.normal(0, 0.2, size), 0, 1).round(2),
            "phase": np.where(np.arange(size) < size * 2 // 3, "shadow", "live"),
            "seen": np.where((rule == 0) & (rng.random(size) < 0.5), 0, 1),
        }
    )  # fmt: skip


def found(frame: Any, keys: Any = KEYS) -> Shadow:  # noqa: ANN401
    """What is said of the phase of shadow."""
    made = making.audit(frame, keys).findings().shadow
    assert isinstance(made, Shadow)
    return made


def rows(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of shadow with what the model says, and what could be seen."""
    part = frame[frame["phase"] == "shadow"]
    return part.assign(
        model=(part["score"] >= 0.5).astype(int), seen_y=part["y"].where(part["seen"] == 1)
    )


def test_agreement_and_who_would_be_decided_otherwise_are_those_of_the_rows() -> None:
    """Pandas on the rows, Wilson of statsmodels, Fisher of scipy, Benjamini and Hochberg."""
    made, part = found(log()), rows(log())
    same = part["model"] == part["rule"]
    low, high = proportion_confint(same.sum(), len(part), method="wilson")
    agreed = made.agreement
    assert (agreed.value, agreed.low, agreed.high) == pytest.approx((same.mean(), low, high))
    assert made.to_positive.value == pytest.approx(((part.model == 1) & (part.rule == 0)).mean())
    assert made.to_negative.value == pytest.approx(((part.model == 0) & (part.rule == 1)).mean())
    assert (made.cases, made.live_cases, made.neither) == (len(part), len(log()) - len(part), 0)
    (first, last) = (str(part["at"].min().date()), str(part["at"].max().date()))
    assert (made.first, made.last) == (first, last)
    p_values = []
    for group in made.groups["sex"]:
        own, rest = same[part.sex == group.group], same[part.sex != group.group]
        assert group.n == len(own)
        assert group.agreement.value == pytest.approx(own.mean())
        table = np.array([[own.sum(), (~own).sum()], [rest.sum(), (~rest).sum()]])
        assert group.p_value == pytest.approx(fisher_exact(table).pvalue)
        p_values.append(group.p_value)
    every = [g for groups in made.groups.values() for g in groups if g.p_value is not None]
    expected = multipletests([g.p_value for g in every], method="fdr_bh")[1]
    assert [g.q_value for g in every] == pytest.approx(list(expected))


def test_who_was_right_is_mcnemar_on_the_rows_and_the_unseen_is_bounded() -> None:
    """Exact, of statsmodels; the bounds are reached by giving all unseen cases to one side."""
    outcomes, part = found(log()).outcomes, rows(log())
    assert not isinstance(outcomes, Omitted)
    known = part[part["seen_y"].notna()]
    right, was = known.model == known.y, known.rule == known.y
    table = pd.crosstab(was, right).to_numpy()
    assert outcomes.p_value == pytest.approx(mcnemar(table, exact=True).pvalue)
    assert (outcomes.only_live, outcomes.only_candidate) == (table[1, 0], table[0, 1])
    newly = known[(known.model == 1) & (known.rule == 0)]
    assert outcomes.found_by_candidate == newly.y.sum()
    different = part.model != part.rule
    unseen = different & part["seen_y"].isna()
    assert (outcomes.different, outcomes.labelled) == (
        different.sum(), (different & ~unseen).sum(),
    )  # fmt: skip
    for end, side in ((outcomes.bounds.low, part.rule), (outcomes.bounds.high, part.model)):
        filled = part["seen_y"].where(~unseen, side)
        gap = (part.model == filled).sum() - (part.rule == filled).sum()
        assert end == pytest.approx(gap / len(part))
    let = part[part.rule == 1]
    assert outcomes.seen_after_yes.value == pytest.approx(let["seen_y"].notna().mean())
    assert outcomes.selective


def test_the_queue_is_that_of_a_log_of_these_rows_alone() -> None:
    """Handed off, by hour and for the people, as the handoff of that log has it."""
    frame = log()
    made, alone = found(frame), frame[frame["phase"] == "shadow"]
    columns = {"time": "at", "protected": ["sex"]}
    other = making.audit(alone, making.keys(columns=columns, handoff=QUEUE)).findings().handoff
    assert other is not None
    assert (made.staffing, made.arrivals) == (other.staffing, other.arrivals)
    part = rows(frame)
    sure = part["score"].where(part["score"] >= 0.5, 1 - part["score"]) >= 0.8
    days = (part["at"].max().normalize() - part["at"].min().normalize()).days + 1
    assert made.handed_off_per_day == pytest.approx((~sure).sum() / days)
    assert not isinstance(made.handed_off, Omitted)
    assert made.handed_off.value == pytest.approx((~sure).mean())


@pytest.mark.parametrize("engine", ["polars", "pyarrow", "lazy"])
def test_every_engine_counts_the_same(engine: str) -> None:
    """Whatever holds the rows."""
    frame = log(900).assign(phase=lambda f: f["phase"].str.upper() + " ")
    held = pl.from_pandas(frame)
    ways: dict[str, Any] = {"polars": held, "pyarrow": held.to_arrow(), "lazy": held.lazy()}
    keys = KEYS | {"shadow": RULE}
    assert found(ways[engine], keys) == found(frame, keys)


def test_a_weight_stands_for_so_many_cases() -> None:
    """The same findings as of the rows themselves."""
    frame = log(600)
    frame = frame.assign(at=frame["at"].dt.normalize(), n=2)
    twice = pd.concat([frame, frame])
    keys = KEYS | {"shadow": RULE}
    weighed = KEYS | {"columns": {**KEYS["columns"], "weight": "n"}, "shadow": RULE}
    assert found(frame, weighed) == found(twice, keys)


def test_without_a_baseline_a_person_is_who_decided() -> None:
    """Beside a person's answers the numbers are those beside a rule that says the same."""
    frame = log(600)
    human = {"name": "rule", "role": "human", "prediction": "rule"}
    keys = KEYS | {"candidates": [human, making.MODEL]}
    assert found(frame, keys) == found(frame)


def test_where_an_arm_is_told_the_candidate_watched_all_the_same() -> None:
    """In shadow every case is the rule's; what the model says of it is what is looked at."""
    frame = log(600)
    frame = frame.assign(arm=np.where(frame["phase"] == "shadow", "rule", "model"))
    keys = KEYS | {"columns": {**KEYS["columns"], "arm": "arm"}}
    assert found(frame, keys).agreement == found(frame).agreement


def test_there_is_nothing_to_say_without_a_phase_or_a_case_of_it() -> None:
    """Nor where small counts are merged to be kept."""
    frame = log(600)
    columns = {name: value for name, value in KEYS["columns"].items() if name != "phase"}
    assert making.audit(frame, KEYS | {"columns": columns}).findings().shadow is OMITTED
    assert making.audit(frame.assign(phase="live"), KEYS).findings().shadow is OMITTED
    audit = making.audit(frame, KEYS)
    assert asked.shadow(coarse(audit.tally, audit.review).tally, audit.review) is OMITTED


def test_that_numbers_mix_both_phases_is_said_and_the_phase_is_a_slice() -> None:
    """In the data check; and the column is an attribute like any other."""
    frame = log(600)
    odd = frame.assign(phase=frame["phase"].where(frame.index >= 5, "test"))
    made = making.audit(odd, KEYS)
    said = {
        (p.severity, p.rows) for p in made.findings().data_check.problems if p.column == "phase"
    }
    assert {("note", 395), ("warning", 5)} <= said
    assert "phase" in made.review.attributes
    assert {g.group for g in made.findings().fairness["model"]["phase"].groups} == {
        "shadow", "live", "test",
    }  # fmt: skip


# The trial


def trial(frame: pd.DataFrame, **rule: Any) -> Trial:  # noqa: ANN401
    """What the rule says of a log."""
    made = found(frame, KEYS | {"shadow": RULE | rule}).trial
    assert isinstance(made, Trial)
    return made


@pytest.mark.parametrize(
    ("rule", "state", "limit"),
    [
        ({}, "enough", None),
        ({"cases": 10_000}, "go_on", None),
        ({"min_agreement": 0.9}, "stop", "agreement"),
        ({"max_harm": 0.0, "min_agreement": 0.01}, "enough", None),
        ({"min_agreement": 0.62}, "cannot_tell", None),
        ({"cases": None, "until": "2026-01-20", "min_agreement": 0.4}, "enough", None),
    ],
)
def test_a_trial_goes_on_stops_or_is_over(
    rule: dict[str, Any], state: str, limit: str | None
) -> None:
    """By the rule alone: a limit clearly broken stops it; when it is over, it may be open."""
    keys = {key: value for key, value in (RULE | rule).items() if value is not None}
    made = found(log().assign(seen=1), KEYS | {"shadow": keys}).trial
    assert isinstance(made, Trial)
    assert (made.state, made.limit) == (state, limit)
    assert all(look.state == "go_on" for look in made.looks[:-1])
    assert made.looks[-1].state == state


def test_a_worse_model_stops_by_harm() -> None:
    """Long before the trial's end."""
    frame = log().assign(seen=1)
    frame["score"] = np.where(frame["score"].index % 2 == 0, 0.9, 0.1)
    made = trial(frame, min_agreement=0.01)
    assert (made.state, made.limit) == ("stop", "harm")
    assert made.looks[-1].cases < 2_000


def test_each_look_counts_the_cases_up_to_its_day() -> None:
    """Pandas on the rows; seven days lie between two of them."""
    made, part = trial(log(), cases=10_000), rows(log())
    for look in made.looks:
        until = part[part["at"].dt.date <= date.fromisoformat(str(look.on))]
        assert look.cases == len(until)
        assert look.labelled == until["seen_y"].notna().sum()
        assert look.agreement.value == pytest.approx((until.model == until.rule).mean())
        known = until[until["seen_y"].notna()]
        harm = (known.rule == known.y).mean() - (known.model == known.y).mean()
        assert look.harm.value == pytest.approx(harm)
    gaps = np.diff([date.fromisoformat(str(look.on)).toordinal() for look in made.looks])
    assert set(gaps[:-1]) == {7}


def test_a_trial_until_a_day_without_cases_ends_with_those_before() -> None:
    """No case of the Monday after a weekend is of a trial that ended on the Sunday."""
    frame = log()
    frame = frame[frame["at"].dt.day_of_week < 5]
    keys = {key: one for key, one in RULE.items() if key != "cases"} | {"until": "2026-02-01"}
    made = found(frame, KEYS | {"shadow": keys}).trial
    assert isinstance(made, Trial)
    last, part = made.looks[-1], rows(frame)
    assert (last.on, last.state != "go_on") == ("2026-01-30", True)
    assert last.cases == (part["at"] < "2026-02-02").sum()


def test_cases_without_a_day_are_in_no_look_and_counted_beside() -> None:
    """Agreement over all of shadow has them; the looks at the trial can't."""
    frame = log().assign(at=lambda f: f["at"].mask(f.index % 4 == 0))
    made = found(frame, KEYS | {"shadow": RULE})
    assert isinstance(made.trial, Trial)
    part = rows(frame)
    assert made.trial.undated == part["at"].isna().sum() > 0
    assert made.trial.looks[-1].cases + made.trial.undated == made.agreement.n == len(part)


def test_without_a_day_there_is_one_look() -> None:
    """At all cases."""
    columns = {name: value for name, value in KEYS["columns"].items() if name != "time"}
    made = found(log(), KEYS | {"columns": columns, "shadow": RULE}).trial
    assert isinstance(made, Trial)
    assert [(look.on, look.cases) for look in made.looks] == [(None, 2_000)]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"min_agreement": 0.9}, "cases or until"),
        ({"cases": 10}, "min_agreement or max_harm"),
        ({"cases": 10, "max_harm": 0.1, "zzz": 1}, "zzz"),
    ],
)
def test_a_rule_without_an_end_or_a_limit_is_refused(rule: dict[str, Any], message: str) -> None:
    """By name; and one without a phase is, too."""
    with pytest.raises(InputError, match=message):
        reviews.parse(KEYS | {"shadow": rule})
    with pytest.raises(InputError, match="phase"):
        reviews.parse(making.keys() | {"shadow": RULE})


# Intervals that hold at every look

LEVEL: Final = 0.95


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_share_lies_inside_at_all_looks_together(share: float) -> None:
    """In at least 95 of 100 simulated logs; the usual interval does so in far fewer."""
    rng, runs, size, step = np.random.default_rng(1), 1_000, 2_000, 20
    n = np.broadcast_to(np.arange(step, size + 1, step), (runs, size // step))
    k = (rng.random((runs, size)) < share).cumsum(axis=1)[:, step - 1 :: step]
    low, high = statistics.share_sequence(k, n, LEVEL)
    left = ((share < low) | (share > high)).any(axis=1).mean()
    assert left <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / runs)
    usual = [e.reshape(k.shape) for e in proportion_confint(k.ravel(), n.ravel(), method="wilson")]
    assert ((share < usual[0]) | (share > usual[1])).any(axis=1).mean() > 0.15


@pytest.mark.parametrize(("worse", "better"), [(0.05, 0.05), (0.3, 0.2), (0.02, 0.01)])
def test_a_trial_at_its_limits_is_stopped_in_at_most_five_of_a_hundred(
    worse: float, better: float
) -> None:
    """Both limits are just kept, one looks a hundred times, and stops at the first that breaks."""
    rng, runs, size, step = np.random.default_rng(2), 1_000, 2_000, 20
    draw = rng.random((runs, size))
    at = slice(step - 1, None, step)
    n = np.broadcast_to(np.arange(step, size + 1, step), (runs, size // step))
    bad = (draw < worse).cumsum(axis=1)[:, at]
    good = ((draw >= worse) & (draw < worse + better)).cumsum(axis=1)[:, at]
    level = 1 - 0.05 / 2
    harm, _ = statistics.difference_sequence(bad, good, n, level)
    _, agreement = statistics.share_sequence(n - bad - good, n, level)
    stopped = (harm > worse - better) | (agreement < 1 - worse - better)
    assert stopped.any(axis=1).mean() <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / runs)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 200))
def test_the_ends_of_a_difference_are_where_the_evidence_reaches_its_level(
    more: int, fewer: int, same: int
) -> None:
    """The likeliest shares with a difference are those that scipy finds by searching."""
    n = more + fewer + same
    if not n:
        return
    counts = np.array([more, fewer, same])
    arrays = (np.array([one]) for one in (more, fewer, n))
    one, other, of = arrays
    ends = statistics.difference_sequence(one, other, of, LEVEL)
    low, high = (float(end[0]) for end in ends)
    assert low <= (more - fewer) / n <= high
    mixed = statistics.anytime._mixed(counts.astype(float)) + np.log(1 - LEVEL)  # noqa: SLF001
    for end in (low, high):
        if abs(end) < 0.999:
            assert _fit(counts, end) == pytest.approx(float(mixed), abs=1e-3)


def _fit(counts: Any, gap: float) -> float:  # noqa: ANN401
    """The largest log-likelihood with a difference, by search."""

    def lost(second: Any) -> float:  # noqa: ANN401
        shares = np.array([second[0] + gap, second[0], 1 - 2 * second[0] - gap])
        return -float((counts * np.log(np.clip(shares, 1e-12, None))).sum())

    bounds = (max(0.0, -gap), (1 - gap) / 2)
    starts = np.linspace(*bounds, 9)[1:-1]
    return -min(minimize(lost, [start], bounds=[bounds], tol=1e-12).fun for start in starts)


def test_nothing_is_known_before_the_first_case() -> None:
    """Every share and every difference is possible."""
    none = np.zeros(1, dtype=np.int64)
    assert [end.tolist() for end in statistics.share_sequence(none, none, LEVEL)] == [[0.0], [1.0]]
    ends = statistics.difference_sequence(none, none, none, LEVEL)
    assert [end.tolist() for end in ends] == [[-1.0], [1.0]]


def test_an_interval_for_all_looks_is_wider_than_one_for_this_look() -> None:
    """It holds the exact binomial one."""
    k, n = np.array([180]), np.array([200])
    low, high = statistics.share_sequence(k, n, LEVEL)
    exact = binomtest(180, 200).proportion_ci(LEVEL)
    assert low[0] < exact.low < exact.high < high[0]


def test_the_lock_of_a_rule_that_changed_says_so() -> None:
    """The rule of a trial is locked with the criteria."""
    from evenhand.decisions.terms import fingerprint  # noqa: PLC0415

    parsed = reviews.parse(KEYS | {"shadow": RULE})
    other = reviews.parse(KEYS | {"shadow": RULE | {"cases": 100}})
    none = parsed.model_copy(update={"shadow": None})
    assert len({fingerprint(one) for one in (parsed, other, none)}) == 3
