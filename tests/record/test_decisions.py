"""Locks, answers and decisions: what the record says of a review, and what follows from it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import decisions, review, verdict
from evenhand.decisions import Dossier, Opinion
from evenhand.decisions.chosen import digest
from evenhand.decisions.terms import LOCKED, changed, terms
from evenhand.errors import InputError
from evenhand.findings import (
    OMITTED,
    Attestation,
    Choice,
    CriterionResult,
    Decision,
    Lock,
    Omitted,
    Robustness,
    State,
    Verdict,
)
from evenhand.record import Record
from tests import factory_findings as made
from tests.core import making

LIMIT: Final = {"finding": "accuracy", "at_least": 0.7}
GAP: Final = {"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8}
LEGAL: Final = {"attest": "Is the data sourced legally?"}
ASKED: Final[tuple[dict[str, Any], ...]] = (LIMIT, GAP, LEGAL)


def dossier(kept: Record, *criteria: dict[str, Any], **keys: Any) -> Dossier:  # noqa: ANN401
    """A review with some criteria."""
    return Dossier(kept, review.parse(making.keys(criteria=list(criteria or ASKED), **keys)))


def state_of(found: Lock | None) -> tuple[str, list[tuple[Any, ...]]]:
    """The state of a lock, and its changes in short."""
    assert found is not None
    return found.state, [(one.kind, one.what, one.was, one.now, one.by) for one in found.changes]


# Locks


def test_criteria_are_as_they_were_locked_or_each_change_is_listed(kept: Record) -> None:
    """Added, removed, changed: what it was, what it is, and who locked it later."""
    assert decisions.locked(dossier(kept)) is None
    entry = decisions.lock(dossier(kept), " Ann  Lee ")
    found = decisions.locked(dossier(kept))
    assert found == Lock(entry.content["hash"], entry.at, "Ann Lee", "unchanged", (), None)
    looser = dossier(kept, LIMIT | {"at_least": 0.6}, LEGAL | {"required": False})
    steps = [
        ("changed", "accuracy", "at_least 0.7", "at_least 0.6", None),
        ("changed", LEGAL["attest"], "asked", "required false", None),
        ("removed", "impact_ratio · sex", "at_least 0.8", None, None),
    ]
    first = sorted(steps, key=lambda step: str(step[1]))
    assert state_of(decisions.locked(looser)) == ("changed", first)
    decisions.lock(looser, "Bo")
    back = decisions.locked(dossier(kept))
    assert back is not None
    assert [(one.kind, one.by) for one in back.changes[:3]] == [(s[0], "Bo") for s in first]
    assert [(one.kind, one.on) for one in back.changes[3:]] == [
        ("changed", None),
        ("changed", None),
        ("added", None),
    ]


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"handoff": {"threshold": 0.8}}, "handoff.threshold"),
        ({"costs": {"review": 2.0}}, "costs.review"),
        ({"method": {"min_group": 10}}, "method.min_group"),
        ({"columns": {"positive": "yes"}}, "columns.positive"),
        ({"candidates": [making.RULE, making.MODEL | {"threshold": 0.4}]}, "candidates.model"),
    ],
)
def test_what_a_verdict_hangs_on_is_locked_too(
    kept: Record, keys: dict[str, Any], what: str
) -> None:
    """The handoff, costs, method, columns and candidates: a change of any is listed."""
    decisions.lock(dossier(kept), "Ann")
    found = decisions.locked(dossier(kept, **keys))
    assert found is not None
    assert found.changes[0].what.startswith(what)


NOT_LOCKED: Final = {
    "columns": {"id", "crossed", "phase", "rater_agreement", "features", "text", "image",
                "image_size", "mask", "immutable"},
    "candidates": {"name", "model", "rule", "labels"},  # the name stands in each key
    "method": {"privacy_cell"},
}  # fmt: skip


@pytest.mark.parametrize("table", sorted(NOT_LOCKED))
def test_of_every_key_it_is_settled_whether_it_is_locked(table: str) -> None:
    """A key that is added to the review file has to be put on one side."""
    keys = set(review.TABLES[table].model_fields)
    assert keys == LOCKED[table] | NOT_LOCKED[table]
    assert not LOCKED[table] & NOT_LOCKED[table]


@pytest.mark.parametrize(
    "keys",
    [
        {"question": "Another?", "words": {"case": "loan"}},
        {"data": {"path": "another.csv"}},
        {"method": {"interval": 0.95, "privacy_cell": 5}},
        {"columns": {"features": ["age"]}},
        {"criteria": list(reversed(ASKED))},
    ],
)
def test_what_no_verdict_hangs_on_is_not_locked(kept: Record, keys: dict[str, Any]) -> None:
    """Words, data, defaults written out, features, and the order of criteria."""
    decisions.lock(dossier(kept), "Ann")
    other = Dossier(kept, review.parse(making.keys(**({"criteria": list(ASKED)} | keys))))
    assert state_of(decisions.locked(other)) == ("unchanged", [])


def test_results_opened_before_the_lock_are_said(kept: Record) -> None:
    """Those of the same data; and noting them twice writes once."""
    asked, results = dossier(kept), made.findings()
    seen = decisions.opened(asked, results)
    assert seen is not None
    assert decisions.opened(asked, results) is None
    decisions.lock(asked, "Ann")
    found, other = (decisions.locked(asked, data) for data in (None, "sha256:other"))
    assert found is not None
    assert other is not None
    assert (found.opened_on, other.opened_on) == (seen.at, None)


def test_a_change_that_was_seen_with_results_says_when(kept: Record) -> None:
    """It was locked by nobody, yet somebody looked at results with it."""
    decisions.lock(dossier(kept), "Ann")
    changed_now = dossier(kept, LIMIT)
    seen = decisions.opened(changed_now, made.findings())
    found = decisions.locked(changed_now)
    assert seen is not None
    assert found is not None
    assert {(one.on, one.by) for one in found.changes} == {(seen.at, None)}


def test_nothing_to_lock_and_nobody_who_locks_are_refused(kept: Record) -> None:
    """In one line; nothing is written."""
    with pytest.raises(InputError, match=r"no criteria to lock: write \[\[criteria\]\]"):
        decisions.lock(Dossier(kept, review.parse(making.keys())), "Ann")
    for name in ("", "  ", "x" * 201):
        with pytest.raises(InputError, match="expected a name"):
            decisions.lock(dossier(kept), name)
    assert kept.entries() == ()


CRITERIA: Final = st.lists(
    st.sampled_from([LIMIT, LIMIT | {"at_least": 0.6}, GAP, LEGAL, LIMIT | {"required": False}]),
    max_size=4,
)


@given(CRITERIA, CRITERIA)
def test_two_sets_of_criteria_differ_where_their_hashes_do(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    """The list of changes is empty if and only if nothing changed; added and removed mirror."""
    one, two = (review.parse(making.keys(criteria=some)) for some in (first, second))
    changes = changed(terms(one), terms(two), None, None)
    assert (not changes) == (decisions.fingerprint(one) == decisions.fingerprint(two))
    back = changed(terms(two), terms(one), None, None)
    assert [(c.what, c.was, c.now) for c in changes] == [(c.what, c.now, c.was) for c in back]


# Answers


def test_the_last_answer_counts_and_both_stay(kept: Record) -> None:
    """By whom and when, as the record has it."""
    asked = dossier(kept)
    decisions.attest(asked, LEGAL["attest"], "Not yet known.", "Ann", stands_in_the_way=True)
    last = decisions.attest(asked, LEGAL["attest"], " Bought. ", "Bo")
    assert decisions.answers(asked) == {
        LEGAL["attest"]: Attestation(
            LEGAL["attest"], "Bought.", "Bo", last.at, required=True, stands_in_the_way=False
        )
    }
    assert len(kept.entries(kind="attestation")) == 2


@pytest.mark.parametrize(
    ("said", "word"), [("", "Can't tell yet"), ("Bought.", "Go with limits"), ("No", "Not yet")]
)
def test_an_answer_decides_the_verdict_anew(kept: Record, said: str, word: str) -> None:
    """Not given: can't tell yet; given: by the limits; in the way: not yet."""
    asked = dossier(kept)
    if said:
        decisions.attest(asked, LEGAL["attest"], said, "Bo", stands_in_the_way=said == "No")
    found = made.findings(criteria=(made.criterion(), unanswered()))
    found = replace(found, verdict=verdict.decide(found.criteria, found.handoff))
    assert decisions.recorded(found, asked).verdict.word == word


def unanswered(*, required: bool = True) -> Attestation:
    """A question nobody answered."""
    return Attestation(LEGAL["attest"], None, None, None, required)


def test_an_answer_that_need_not_be_given_does_not_stand_in_the_way(kept: Record) -> None:
    """The verdict is by what is required; the answer is shown."""
    asked = dossier(kept, LIMIT, LEGAL | {"required": False})
    decisions.attest(asked, LEGAL["attest"], "No.", "Bo", stands_in_the_way=True)
    found = decisions.recorded(
        made.findings(criteria=(made.criterion(), unanswered(required=False))), asked
    )
    assert found.verdict.word == "Go with limits"
    assert found.criteria[1] == decisions.answers(asked)[LEGAL["attest"]]


def test_other_choices_have_the_same_answers(kept: Record) -> None:
    """How often the verdict holds is worked out with them, as if every choice had been judged."""
    asked = dossier(kept)
    decisions.attest(asked, LEGAL["attest"], "Bought.", "Bo")
    choices = (
        Choice({}, "Can't tell yet", "Go with limits"),
        Choice({"method.min_group": "15"}, "Can't tell yet", "Can't tell yet"),
        Choice({"method.min_group": "60"}, "Not yet", "Not yet"),
    )
    found = made.findings(
        criteria=(made.criterion(), unanswered()),
        verdict=Verdict("Can't tell yet", ()),
        robustness=Robustness(2, 3, choices, "all"),
    )
    after = decisions.recorded(found, asked).robustness
    assert isinstance(after, Robustness)
    assert [choice.word for choice in after.choices] == [
        "Go with limits",
        "Can't tell yet",
        "Not yet",
    ]
    assert after.holds == 1


@given(
    st.lists(st.sampled_from(State), min_size=1, max_size=3),
    st.lists(st.sampled_from(["open", "given", "against"]), max_size=3),
)
def test_the_word_by_limits_and_answers_is_the_verdict_of_both(
    states: list[State], said: list[str]
) -> None:
    """Whatever the states and answers, handed off or not."""
    limits = tuple(made.criterion(state=state) for state in states)
    questions = tuple(
        replace(
            unanswered(),
            answer=None if one == "open" else "Yes",
            stands_in_the_way=one == "against",
        )
        for one in said
    )
    results: tuple[CriterionResult | Attestation, ...] = (*limits, *questions)
    for handoff in (None, made.handoff()):
        by_limits = verdict.decide(tuple(map(verdict.as_answered, results)), handoff).word
        assert verdict.with_answers(by_limits, results) == verdict.decide(results, handoff).word


def test_answers_to_standard_questions_stand_after_the_criteria(kept: Record) -> None:
    """They are offered after the review's own; what is answered decides nothing."""
    asked = dossier(kept)
    offered = decisions.questions(asked.review)
    assert offered == (LEGAL["attest"], *(one.question for one in decisions.STANDARD))
    decisions.attest(asked, offered[-1], "Nobody.", "Ann", stands_in_the_way=True)
    assert not decisions.answers(asked)[offered[-1]].required
    found = made.findings()
    assert decisions.answered(found, {}) is found
    said = decisions.answered(found, decisions.answers(asked))
    assert said.criteria == (*found.criteria, decisions.answers(asked)[offered[-1]])
    assert said.verdict.word == found.verdict.word
    assert decisions.answered(said, decisions.answers(asked)) == said


@pytest.mark.parametrize(
    ("question", "answer", "by", "where"),
    [("Is it?", "Yes", "Ann", "question"), (LEGAL["attest"], " ", "Ann", "answer"),
     (LEGAL["attest"], "Yes", "", "by")],
)  # fmt: skip
def test_an_answer_to_nothing_or_by_nobody_is_refused(
    kept: Record, question: str, answer: str, by: str, where: str
) -> None:
    """Nothing is written."""
    with pytest.raises(InputError, match=f"^{where}: expected"):
        decisions.attest(dossier(kept), question, answer, by)
    assert kept.entries() == ()


# Decisions


def test_a_decision_says_what_it_was_decided_on(kept: Record) -> None:
    """The verdict's word, the findings, their data and the criteria, as they were then."""
    asked, results = dossier(kept), made.findings()
    one = decisions.decide(asked, results, "Go with limits", "Ann", "", ["  ", " a second log "])
    assert one == Decision(
        number=1, suggested="Go with limits", decided="Go with limits", by="Ann",
        on=kept.entries()[0].at, because="", conditions=("a second log",),
        findings=digest(results), data="sha256:ab", criteria=decisions.fingerprint(asked.review),
    )  # fmt: skip
    two = decisions.decide(asked, results, "Not yet", "Bo", "Too few cases")
    assert decisions.decisions(asked) == (one, two)
    assert decisions.recorded(results, asked).decisions == (one, two)
    assert digest(decisions.recorded(results, asked)) == digest(results)


@pytest.mark.parametrize(
    ("decided", "by", "said"),
    [
        ("Go", "Ann", "because: the criteria say Go with limits: expected a reason"),
        ("Can't tell yet", "Ann", "decision: expected Go, Go with limits, Not yet"),
        ("Go with limits", " ", "by: expected a name"),
    ],
)
def test_a_decision_otherwise_without_a_reason_is_refused(
    kept: Record, decided: str, by: str, said: str
) -> None:
    """As is one that is none, or nobody's."""
    with pytest.raises(InputError, match=said):
        decisions.decide(dossier(kept), made.findings(), decided, by)
    with pytest.raises(InputError, match="no criteria suggest it"):
        decisions.decide(dossier(kept), made.findings(verdict=Verdict(None, ())), "Go", "Ann")
    assert kept.entries() == ()


def test_two_decide_at_once_and_both_stay(kept: Record) -> None:
    """Two browsers with the same findings before them; the record does not exist before."""
    asked, results, ready = dossier(kept), made.findings(), Barrier(2)

    def decide(name: str) -> Decision:
        ready.wait()
        return decisions.decide(asked, results, "Go with limits", name)

    with ThreadPoolExecutor(2) as pool:
        numbers = [one.number for one in pool.map(decide, ("Ann", "Bo"))]
    assert sorted(numbers) == [1, 2]
    assert {one.by for one in decisions.decisions(asked)} == {"Ann", "Bo"}
    assert kept.verify().intact


def test_a_session_sees_only_its_own_entries(kept: Record) -> None:
    """Where only some numbers may be seen, the rest is as if it were not there."""
    asked = dossier(kept)
    decisions.lock(asked, "Ann")
    own = decisions.decide(asked, made.findings(), "Go with limits", "Bo")
    session = replace(asked, only=frozenset({own.number}))
    assert decisions.decisions(session) == (own,)
    assert decisions.locked(session) is None


def test_a_review_is_told_apart_by_its_id_or_title(kept: Record) -> None:
    """An `id` keeps its entries when the title changes; a subject given goes before both."""
    named = dossier(kept, id="q3", title="One")
    decisions.lock(named, "Ann")
    assert decisions.locked(dossier(kept, id="q3", title="Another")) is not None
    assert decisions.locked(dossier(kept, title="One")) is None
    assert kept.entries()[0].subject == "q3"
    assert replace(named, subject="kept-1").named == "kept-1"
    assert dossier(kept, title="One").named == "One"


def test_feedback_is_kept_beside(kept: Record) -> None:
    """It is of a kind of its own."""
    said = Opinion("0" * 32, useful=True, reason="", values={"x": 1.0}, answers={"score": 0.5})
    entry = decisions.feedback(dossier(kept), "Ann", said)
    assert (entry.kind, entry.subject) == ("feedback", f"{dossier(kept).named}:feedback")
    assert (entry.content["useful"], entry.content["values"]) == (True, {"x": 1.0})


def test_findings_of_which_nothing_is_recorded_are_as_they_were(kept: Record) -> None:
    """No key is added to the document, and the same record gives the same bytes."""
    found = making.audit(making.log(y=[0, 1] * 30), making.keys(criteria=[LIMIT])).findings()
    asked = dossier(kept, LIMIT)
    assert decisions.recorded(found, asked).to_json() == found.to_json()
    decisions.lock(asked, "Ann")
    decisions.decide(asked, found, "Go", "Ann", "As a test")
    one, two = (json.loads(decisions.recorded(found, asked).to_json()) for _ in range(2))
    assert one == two
    assert one["lock"]["state"] == "unchanged"
    assert [made["decided"] for made in one["decisions"]] == ["Go"]
    assert isinstance(found.lock, Omitted)
    assert found.decisions is OMITTED


def test_one_limit_holds_for_every_text_and_is_said(kept: Record) -> None:
    """At the limit a text is recorded whole; beyond it nothing is, and it says by how much."""
    findings, about = made.findings(), dossier(kept)
    most = "x" * decisions.LONGEST
    decided = decisions.decide(about, findings, "Go", "Ann", f" {most} ", most.split("y"))
    assert (decided.because, decided.conditions) == (most, (most,))
    assert decisions.attest(about, LEGAL["attest"], most, "Ann").content["answer"] == most
    before = kept.entries()
    longer = f"{most}yy"
    for because, conditions in ((longer, ()), ("Yes", (most, "y"))):
        with pytest.raises(InputError, match=r"are recorded; shorten it by 2$"):
            decisions.decide(about, findings, "Go", "Ann", because, conditions)
    with pytest.raises(InputError, match="the answer: at most 2,000"):
        decisions.attest(about, LEGAL["attest"], longer, "Ann")
    assert kept.entries() == before
