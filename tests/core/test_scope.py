"""Cases that none of the answers fits, and classes taken for others, are counted as on the rows."""

from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from evenhand import handoff as handoffs
from evenhand.findings import OMITTED, Confusions, Handoff, OutOfScope
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
MODEL = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}


def keys(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """A class review whose label `none` is out of scope."""
    columns = {"positive": "card", "out_of_scope": "none"} | given.pop("columns", {})
    plan = {"threshold": 0.8} | given.pop("plan", {})
    return making.keys(candidates=[MODEL], columns=columns, handoff=plan, **given)


def found(log: Any, review: dict[str, Any], threshold: float | None = None) -> Handoff:  # noqa: ANN401
    """The handoff of a log."""
    audit = making.audit(log, review)
    one = handoffs.hand_off(audit.tally, audit.review, threshold)
    assert one is not None
    return one


def problems(log: Any, review: dict[str, Any]) -> str:  # noqa: ANN401
    """What the data check says."""
    return " ".join(p.message for p in making.audit(log, review).data_check.problems)


CASES = st.lists(
    st.tuples(
        st.sampled_from(["card", "pin", "none", None]),
        st.sampled_from(["card", "pin", "none"]),
        st.sampled_from([0.4, 0.79, 0.8, 0.95, None]),
    ),
    min_size=1,
    max_size=25,
)
ALL = [("card", "card", 0.9), ("pin", "pin", 0.9), ("none", "pin", 0.9)]


@hypothesis.given(CASES)
@hypothesis.settings(deadline=None, max_examples=8)
def test_out_of_scope_cases_are_those_of_the_rows_at_every_stop(
    cases: list[tuple[str | None, str, float | None]],
) -> None:
    """Decided alone, answered as if a class fitted, and among all that is decided alone."""
    labels, said, sure = (list(column) for column in zip(*cases, *ALL, strict=True))
    log = making.log(y=labels).assign(said=said, sure=sure)
    one = found(log, keys())
    scope = one.out_of_scope
    assert isinstance(scope, OutOfScope)
    known = log.dropna(subset=["y", "sure"])
    theirs = known[known["y"] == "none"]
    assert scope.n == len(theirs)
    assert scope.share.value == pytest.approx(len(theirs) / len(known))
    for point in scope.curve:
        kept = theirs[theirs["sure"] >= point.threshold]
        alone = known[known["sure"] >= point.threshold]
        assert point.kept == pytest.approx(len(kept) / len(theirs))
        assert point.answered == pytest.approx((kept["said"] != "none").sum() / len(theirs))
        expected = pytest.approx(len(kept) / len(alone)) if len(alone) else None
        assert point.of_automatic == expected
    here = next(point for point in scope.curve if point.threshold == 0.8)
    assert (scope.kept.value, scope.answered.value) == (here.kept, here.answered)
    assert scope.of_automatic.value == here.of_automatic
    pairs = one.confusions
    assert isinstance(pairs, Confusions)
    alone = known[known["sure"] >= 0.8]
    wrong = alone[alone["said"] != alone["y"]]
    counted = wrong.groupby(["y", "said"]).size().to_dict()
    assert {(p.label, p.answer): p.n for p in pairs.pairs} == counted
    assert (pairs.n, pairs.wrong) == (len(alone), len(wrong))
    assert [p.n for p in pairs.pairs] == sorted(counted.values(), reverse=True)


def test_another_threshold_is_followed() -> None:
    """Where the slider was released."""
    labels, said, _ = zip(*ALL, strict=True)
    log = making.log(y=list(labels)).assign(said=said, sure=[0.9, 0.9, 0.85])
    one, other = (found(log, keys(), at).out_of_scope for at in (0.8, 0.86))
    assert isinstance(one, OutOfScope)
    assert isinstance(other, OutOfScope)
    assert (one.kept.value, other.kept.value) == (1.0, 0.0)


def test_it_is_left_out_where_not_asked_for_and_null_where_never_seen() -> None:
    """A label that never occurs is a warning; so is one in a binary review."""
    labels, said, sure = zip(*ALL, strict=True)
    log = making.log(y=list(labels)).assign(said=said, sure=sure)
    assert found(log, keys(columns={"out_of_scope": None})).out_of_scope is OMITTED
    other = keys(columns={"out_of_scope": "nowhere"})
    assert found(log, other).out_of_scope is None
    assert "No label equals [columns] out_of_scope; check how" in problems(log, other)
    said_alone = log.assign(y=["card", "pin", "pear"], said=["none", "pin", "pin"])
    assert found(said_alone, keys()).out_of_scope is None
    assert "No label equals [columns] out_of_scope" in problems(said_alone, keys())
    assert "out_of_scope" not in problems(log, keys())
    two = log.assign(y=["card", "none", "none"])
    assert found(two, keys()).out_of_scope is None
    assert found(two, keys()).confusions is OMITTED
    assert "is for three or more different labels" in problems(two, keys())
    assert found(log, keys(plan={"threshold": 0.99})).confusions is None


def test_at_most_twenty_pairs_are_listed() -> None:
    """The commonest, in an order that is always the same."""
    names = [f"class {k}" for k in range(7)]
    pairs = [(one, two) for one in names for two in names]
    n = np.arange(len(pairs)) % 3 + 1
    log = making.log(y=[one for one, _ in pairs], n=n).assign(said=[two for _, two in pairs])
    review = keys(columns={"weight": "n", "positive": names[0], "out_of_scope": names[1]})
    one = found(log.assign(sure=1.0), review).confusions
    assert isinstance(one, Confusions)
    assert len(one.pairs) == 20
    assert [p.n for p in one.pairs] == sorted((p.n for p in one.pairs), reverse=True)
    wrong = sum(k for k, (label, said) in zip(n, pairs, strict=True) if label != said)
    assert (one.n, one.wrong) == (n.sum(), wrong)
