"""Any two columns can be crossed: by the review, or on request."""

from typing import Any

import pytest

from evenhand import document
from evenhand import review as reviews
from evenhand.errors import InputError
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
COLUMNS = {"protected": ["sex", "race"], "context": ["month", "site"]}


def log() -> Any:  # noqa: ANN401
    """Four columns of groups."""
    size = 120
    return making.log(
        y=[i % 2 for i in range(size)],
        sex=["AB"[i % 2] for i in range(size)],
        race=["XY"[i % 3 == 0] for i in range(size)],
        score=[(i * 7 % 100) / 100 for i in range(size)],
    ).assign(
        month=["MN"[i % 5 > 2] for i in range(size)], site=["ST"[i % 7 > 3] for i in range(size)]
    )


def test_a_review_may_cross_a_protected_and_a_context_column() -> None:
    """Singles, pairs of protected columns, then those that are named; each once."""
    columns = COLUMNS | {"crossed": [["sex", "month"], ["race", "sex"], ["month", "sex"]]}
    keys = making.keys(
        columns=columns,
        criteria=[{"finding": "impact_ratio", "attribute": "sex & month", "at_least": 0.5}],
    )
    found = making.document(log(), keys)
    assert set(found["fairness"]["model"]) == {
        "sex", "race", "month", "site", "sex & race", "sex & month",
    }  # fmt: skip
    assert found["criteria"][0]["attribute"] == "sex & month"
    assert found["criteria"][0]["state"] is not None


@pytest.mark.parametrize("pair", [["sex", "sex"], ["sex", "score"], ["sex"], ["sex", "race", "x"]])
def test_only_two_different_columns_of_groups_can_be_crossed(pair: list[str]) -> None:
    """The error names the key."""
    with pytest.raises(InputError, match="crossed"):
        reviews.parse(making.keys(columns={"crossed": [pair]}))


def test_two_columns_are_crossed_on_request() -> None:
    """The same findings as if the review had named the pair, but for the q-values."""
    audit = making.audit(log(), making.keys(columns=COLUMNS))
    found = audit.findings()
    shown = document.crossed(audit.tally, audit.review, found, ("site", "race"))
    wide = making.keys(columns=COLUMNS | {"crossed": [["race", "site"]]})
    named = making.audit(log(), wide).findings()
    assert set(shown.fairness["rule"]) - set(found.fairness["rule"]) == {"race & site"}
    one, other = (f.fairness["model"]["race & site"] for f in (shown, named))
    assert (one.groups, one.impact_ratio) == (other.groups, other.impact_ratio)
    assert one.gaps["accuracy"].p_value == other.gaps["accuracy"].p_value
    assert shown.fairness["model"]["sex"] == found.fairness["model"]["sex"]


def test_a_pair_that_the_review_has_is_left_as_it_is() -> None:
    """In whichever order it is asked for."""
    audit = making.audit(log(), making.keys(columns=COLUMNS))
    found = audit.findings()
    assert document.crossed(audit.tally, audit.review, found, ("race", "sex")) == found


def test_a_crossing_of_too_many_groups_is_refused() -> None:
    """One line, which names both."""
    frame = log().assign(month=range(120), site=range(120))
    audit = making.audit(frame, making.keys(columns=COLUMNS))
    with pytest.raises(InputError, match="month & site makes 14,400 groups"):
        document.crossed(audit.tally, audit.review, audit.findings(), ("month", "site"))


@pytest.mark.parametrize(
    "population",
    [{"nothing": {"A": 0.5}}, {"sex": {"A": 0.6, "B": 0.5}}, {"sex": {"A": 0.0}}, {"sex": {}}],
)
def test_a_population_that_cannot_be_is_refused(population: dict[str, Any]) -> None:
    """The error names the key."""
    with pytest.raises(InputError, match="population"):
        reviews.parse(making.keys(population=population))
