"""What people do with the model's answers: counted on rows, by group, and against chance."""

from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from evenhand.findings import OMITTED, Estimate, Overrides, SharedErrors
from evenhand.handoff.overrides import overrides
from evenhand.handoff.subject import subject
from evenhand.report import tree
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SURE = {"name": "model", "role": "model", "prediction": "said", "confidence": "score"}


def found(log: Any, **plan: Any) -> Overrides:  # noqa: ANN401
    """The overrides of a log."""
    keys = making.keys(
        handoff={"threshold": 0.8, "human": "person"} | plan, candidates=[making.RULE, SURE],
        columns={"protected": ["sex"]},
    )  # fmt: skip
    handoff = making.audit(log, keys).findings().handoff
    assert handoff is not None
    assert isinstance(handoff.overrides, Overrides)
    return handoff.overrides


def bias(log: Any, **plan: Any) -> SharedErrors:  # noqa: ANN401
    """How often people followed the model when it was wrong."""
    made = found(log, **plan).automation_bias
    assert isinstance(made, SharedErrors)
    return made


def drawn(size: int, seed: int, *, follows: float = 0.0, classes: str = "01") -> Any:  # noqa: ANN401
    """A log of people who are right for 80 of 100, and else follow a share of the answers."""
    rng = np.random.default_rng(seed)
    y, other, slip = (rng.choice(list(classes), size) for _ in range(3))
    said = np.where(rng.random(size) < 0.7, y, other)
    own = np.where(rng.random(size) < 0.8, y, slip)
    person = np.where(rng.random(size) < follows, said, own)
    log = making.log(y=y, said=said, person=person, score=np.full(size, 0.9))
    return log.assign(sex=np.where(rng.random(size) < 0.5, "A", "B"))


LETTERS = st.sampled_from(["1", "0", "1", "0", None])


@hypothesis.given(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=40))
@hypothesis.settings(max_examples=15)
def test_overrides_are_those_of_the_rows(rows: list[tuple[Any, ...]]) -> None:
    """Whatever is missing: labels, the model's answers, people's answers."""
    log = pd.DataFrame(rows, columns=["y", "said", "person"]).assign(
        score=0.9, rule="1", sex=["A" if i % 3 else "B" for i in range(len(rows))]
    )
    both = log.dropna(subset=["said", "person"])
    hypothesis.assume(len(both))
    made = found(log)
    over, known = both["said"] != both["person"], both[both["y"].notna()]
    assert made.n == len(both)
    assert made.overruled.value == pytest.approx(over.mean())
    by = {one.answer: (one.n, one.overruled.value) for one in made.by_answer}
    for name, code in (("1", "1"), ("not 1", "0")):
        said = both["said"] == code
        assert by.get(name) == ((int(said.sum()), over[said].mean()) if said.any() else None)
    model, person = known["said"] == known["y"], known["person"] == known["y"]
    assert (made.labelled, made.helped, made.harmed) == (
        len(known), int((~model & person).sum()), int((model & ~person).sum())
    )  # fmt: skip
    gain = person.mean() - model.mean() if len(known) else None
    assert made.gain.value == (None if gain is None else pytest.approx(gain))
    for group in made.groups["sex"].groups:
        here = both["sex"] == group.group
        assert group.overruled.value == (over[here].mean() if here.any() else None)
        assert group.helped.value == (
            pytest.approx((~model & person)[known["sex"] == group.group].mean())
            if (known["sex"] == group.group).any()
            else None
        )


def test_groups_are_tested_with_fisher_and_corrected() -> None:
    """Overrule share, helped and harmed, over eligible groups alone."""
    log = drawn(800, 1)
    log.loc[:9, "sex"] = "C"
    by = found(log).groups["sex"]
    over = log["said"] != log["person"]
    table = np.array([[(kind[log["sex"] == g]).sum() for kind in (over, ~over)] for g in "AB"])
    assert by.tests["overruled"].p_value == pytest.approx(stats.fisher_exact(table).pvalue)
    assert [g.eligible for g in by.groups] == [True, True, False]
    adjusted = stats.false_discovery_control([t.p_value for t in by.tests.values()])
    assert [t.q_value for t in by.tests.values()] == pytest.approx(list(adjusted))


def test_what_is_beyond_chance_is_what_mantel_and_haenszel_test() -> None:
    """For two classes, over labels: the same numerator as the library's."""
    log = drawn(600, 2, follows=0.3)
    made = bias(log)
    tables = []
    for y in "01":
        rows = log[log["y"] == y]
        model, person = rows["said"] != y, rows["person"] != y
        tables.append([
            [int((model & person).sum()), int((model & ~person).sum())],
            [int((~model & person).sum()), int((~model & ~person).sum())],
        ])  # fmt: skip
    cubes = np.array(tables, dtype=float)
    n = cubes.sum(axis=(1, 2))
    expected = (cubes[:, 0].sum(axis=1) * cubes[:, :, 0].sum(axis=1) / n).sum()
    wrong = cubes[:, 0].sum()
    assert made.followed.value == pytest.approx(cubes[:, 0, 0].sum() / wrong)
    assert made.followed.n == wrong
    assert made.expected == pytest.approx(expected / wrong)
    assert made.beyond.value == pytest.approx((cubes[:, 0, 0].sum() - expected) / wrong)
    p = StratifiedTable([cube.T for cube in cubes]).test_null_odds().pvalue
    assert (p < 0.05) == ((made.beyond.low or 0) > 0)


@pytest.mark.parametrize("classes", ["01", "abcd"])
def test_people_who_follow_nobody_are_seldom_said_to(classes: str) -> None:
    """The interval holds nothing beyond chance in 90 to 99 of 100 logs of independent errors."""
    inside = []
    for seed in range(50):
        log = drawn(300, seed, classes=classes)
        keys = making.keys(
            columns={"positive": classes[-1], "protected": ["sex"]},
            candidates=[making.RULE | {"prediction": "said"}, SURE],
            handoff={"threshold": 0.8, "human": "person"},
        )
        audit = making.audit(log, keys)
        assert audit.review.handoff is not None
        made = overrides(subject(audit.tally, audit.review, audit.review.handoff))
        assert isinstance(made, Overrides)
        assert isinstance(made.automation_bias, SharedErrors)
        one = made.automation_bias.beyond
        inside.append((one.low or 0) <= 0 <= (one.high or 0))
    assert 0.88 <= np.mean(inside) <= 1


def test_people_who_follow_are_seen_to() -> None:
    """Half of the time: far beyond what independent errors would give."""
    made = bias(drawn(2000, 3, follows=0.5))
    assert (made.followed.value or 0) > 0.5
    assert (made.beyond.low or 0) > 0.3


def test_people_who_never_saw_the_answer_cannot_follow_it() -> None:
    """Then the same numbers are called what they are; without a word on it, both stay open."""
    log = drawn(300, 4)
    blind = found(log, saw_answer=False)
    assert blind.automation_bias is OMITTED
    assert isinstance(blind.independent_errors, SharedErrors)
    seen = found(log, saw_answer=True)
    assert seen.automation_bias == blind.independent_errors
    assert seen.independent_errors is OMITTED
    assert (found(log).saw_answer, seen.saw_answer) == (None, True)


def test_people_overrule_a_model_that_does_not_say_how_sure_it_is() -> None:
    """Nothing can be handed off, but both answers are logged; the report has them too."""
    log = drawn(300, 6)
    bare = {"name": "model", "role": "model", "prediction": "said"}
    keys = making.keys(
        handoff={"threshold": 0.8, "human": "person"}, candidates=[making.RULE, bare],
        columns={"protected": ["sex"]},
    )  # fmt: skip
    audit = making.audit(log, keys)
    findings = audit.findings()
    assert findings.handoff is not None
    assert findings.handoff.reason
    assert findings.handoff.overrides == found(log)
    [shown] = [s for s in tree(findings, audit.review).sections if s.key == "handoff"]
    assert [len(block.figure.rows) > 0 for block in shown.blocks] == [True, True]


def test_without_both_answers_there_is_nothing_to_say() -> None:
    """Left out without a column, null where it is empty, empty where the model is never wrong."""
    keys = making.keys(handoff={"threshold": 0.8}, candidates=[making.RULE, SURE])
    bare = making.audit(drawn(50, 5), keys).findings().handoff
    assert bare is not None
    assert bare.overrides is OMITTED
    empty = making.keys(
        handoff={"threshold": 0.8, "human": "person"}, candidates=[making.RULE, SURE]
    )
    handoff = making.audit(drawn(50, 5).assign(person=None), empty).findings().handoff
    assert handoff is not None
    assert handoff.overrides is None
    right = drawn(50, 5)
    assert bias(right.assign(said=right["y"])) == SharedErrors(Estimate(), None, Estimate())
    nobody = found(right.assign(y=None))
    assert (nobody.labelled, nobody.p_value, nobody.gain.value) == (0, None, None)
