"""Phases: what was decided at each gate of a series, and what changed since."""

from pathlib import Path
from typing import Any

import pytest

from evenhand import decisions, record, series
from evenhand import review as reviews
from evenhand.decisions import Dossier
from evenhand.errors import InputError
from evenhand.findings import OMITTED, Findings, Series
from tests.core import making

LOG = making.log(y=[1, 0] * 40, score=[0.9, 0.2] * 40, rule=[1, 1] * 40, sex=["A", "B"] * 40)
NAME = "Calls"


def keys(phase: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review of that phase."""
    place = {} if phase is None else {"series": {"name": NAME, "phase": phase}}
    return making.keys(criteria=[{"finding": "accuracy", "at_least": 0.6}], **place, **more)


def opened(tmp_path: Path, given: dict[str, Any], **more: Any) -> tuple[Dossier, Findings]:  # noqa: ANN401
    """A review, its record and its findings together with what the record has."""
    audit = making.audit(LOG, given)
    kept = record.open(f"sqlite:///{tmp_path / 'record.sqlite3'}")
    dossier = Dossier(kept, audit.review, **({"closed": False} | more))
    return dossier, decisions.recorded(audit.findings(), dossier)


def of(found: Findings) -> Series:
    """The series of findings that have one."""
    assert isinstance(found.series, Series)
    return found.series


def test_a_later_phase_shows_what_was_decided_before_and_what_changed_since(tmp_path: Path) -> None:
    """Another file, other criteria and other candidates: each is named, with what it was."""
    first, found = opened(tmp_path, keys("data_feasibility", id="one"))
    assert of(found).gates == ()
    made = decisions.decide(first, found, "Go", "Ada", conditions=["more data"])
    later = keys("production", id="two", candidates=[making.MODEL])
    later["criteria"] = [{"finding": "accuracy", "at_least": 1.0}]
    _, now = opened(tmp_path, later)
    (gate,) = of(now).gates
    assert (gate.phase, gate.decision) == ("data_feasibility", made)
    assert gate.candidates == ("rule", "model")
    assert gate.numbers["accuracy"] == found.candidates["model"].metrics["accuracy"]
    assert gate.numbers == series.numbers(found, first.review)
    changed = {since.what: (since.was, since.now) for since in gate.since}
    assert changed["candidates"] == ("rule, model", "model")
    assert changed["verdict"] == (found.verdict.word, now.verdict.word)
    assert set(changed) == {"criteria", "candidates", "verdict"}
    assert changed["criteria"][0] == made.criteria


def test_nothing_changed_where_the_review_is_the_same(tmp_path: Path) -> None:
    """The last decision of a phase is its gate's, and nothing is said to differ."""
    dossier, found = opened(tmp_path, keys("production"))
    decisions.decide(dossier, found, "Not yet", "Ada", "too early")
    last = decisions.decide(dossier, found, "Go", "Ben")
    _, now = opened(tmp_path, keys("production"))
    (gate,) = of(now).gates
    assert gate.decision == last
    assert gate.since == ()


def test_gates_stand_in_the_order_of_the_phases(tmp_path: Path) -> None:
    """However late each was decided; another series has none of them."""
    for phase in reversed(reviews.PHASES):
        dossier, found = opened(tmp_path, keys(phase, id=phase))
        decisions.decide(dossier, found, "Go", "Ada")
    _, now = opened(tmp_path, keys("production"))
    assert tuple(gate.phase for gate in of(now).gates) == reviews.PHASES
    other = keys(None) | {"series": {"name": "another", "phase": "production"}}
    assert of(opened(tmp_path, other)[1]).gates == ()


def test_a_record_shared_by_strangers_shows_no_decision_on_another_review(tmp_path: Path) -> None:
    """Whoever calls their own series the same reads nothing of it; nor does another session."""
    dossier, found = opened(tmp_path, keys("data_feasibility", id="one"))
    made = decisions.decide(dossier, found, "Go", "Ada")
    late = keys("production", id="two")
    assert of(opened(tmp_path, late, closed=True)[1]).gates == ()
    assert of(opened(tmp_path, late, only=frozenset())[1]).gates == ()
    (gate,) = of(opened(tmp_path, late, only=frozenset({made.number}))[1]).gates
    assert gate.decision == made


def test_candidates_that_were_tried_stay_listed_without_a_series() -> None:
    """As the review lists them; a review with neither says nothing."""
    tried = [
        {"name": "forest", "why": "no better than the rule", "on": "2026-01-31"},
        {"name": "lasso", "why": "too slow to explain", "phase": "data_feasibility"},
    ]
    found = of(making.audit(LOG, keys(None, tried=tried)).findings())
    assert [(d.name, d.on, d.phase) for d in found.dropped] == [
        ("forest", "2026-01-31", None),
        ("lasso", None, "data_feasibility"),
    ]
    assert (found.name, found.phase, found.gates) == (None, None, ())
    assert making.audit(LOG, keys(None)).findings().series is OMITTED


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"series": {"name": "a", "phase": "later"}}, r"\[series\] phase"),
        ({"series": {"phase": "production"}}, r"\[series\] name: is missing"),
        ({"tried": [{"name": "a"}]}, r"\[\[tried\]\] number 1 \(a\) why: is missing"),
        ({"tried": [{"name": "a", "why": "b", "on": "May"}]}, "expected a day such as 2026-01-31"),
    ],
)
def test_what_cannot_be_a_series_is_one_line(given: dict[str, Any], said: str) -> None:
    """It names the table and the key."""
    with pytest.raises(InputError, match=said):
        reviews.parse(making.keys(**given))
