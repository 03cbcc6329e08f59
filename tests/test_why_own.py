"""A model's file beside an own log: asked about it, and held for the visitor's session alone."""

import gc
import pickle
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from skops import io as skops
from streamlit.runtime.state import SessionState

import evenhand
from components import cached, holding, state, upload, why_own
from components.roles_form import Meaning
from components.state import OwnLog
from components.upload import Limits
from components.why_own import ModelFile
from evenhand import explanation, held, models, report
from evenhand.arrays import Floats
from evenhand.consistency import Consistency
from evenhand.errors import BusyError, InputError
from evenhand.explanation import SAMPLE, ExplainedCase
from evenhand.held import Held
from evenhand.review import parse
from evenhand.roles import Guess
from evenhand.score_gap import GROUP, ScoreGap
from evenhand.words import own_log
from tests import test_components
from tests.input import making

RANDOM: Final = np.random.default_rng(3)
ROWS: Final = pd.DataFrame(RANDOM.normal(size=(600, 2)).round(3), columns=["late", "limit"])
LABEL: Final = (ROWS["late"] + ROWS["limit"] + RANDOM.normal(size=600) > 0).astype(int)
ROLES: Final = {
    "late": "feature", "limit": "feature", "y": "label", "sex": "protected", "score": "model_score"
}  # fmt: skip
NOTHING: Final[Limits] = test_components.NOTHING


def _onnx(model: Any) -> bytes:  # noqa: ANN401
    return bytes(to_onnx(model, ROWS.to_numpy(np.float32)[:1]).SerializeToString())


def _text(model: Any) -> bytes:  # noqa: ANN401
    return str(model.booster_.model_to_string()).encode()


LINEAR: Final = LogisticRegression().fit(ROWS, LABEL)
TREES: Final = LGBMClassifier(n_estimators=10, num_leaves=5, verbose=-1, n_jobs=1).fit(ROWS, LABEL)
SAID: Final[Floats] = np.asarray(TREES.predict_proba(ROWS))[:, 1]
FILES: Final[Mapping[str, tuple[Any, Callable[[Any], bytes]]]] = {
    "model.skops": (LINEAR, skops.dumps),
    "model.onnx": (LINEAR, _onnx),
    "model.txt": (TREES, _text),
}


def counted(
    model: ModelFile | None,
    scores: Floats | None = None,
    roles: Mapping[str, str] = ROLES,
) -> OwnLog:
    """A log of one's own, with the file of its model."""
    said = LINEAR.predict_proba(ROWS)[:, 1] if scores is None else scores
    numbers = [f"case-{place}" for place in range(7000, 7600)]
    log = ROWS.assign(number=numbers, y=LABEL, sex=np.where(ROWS["late"] > 0, "F", "M"), score=said)
    guesses = tuple(Guess(name, role, "", ("0", "1"), 2) for name, role in roles.items())
    meaning = Meaning(guesses, "mine", {}, "1", positive_is_good=True)
    return upload.counted(log.to_csv(index=False).encode(), "csv", meaning, NOTHING, model)


@pytest.mark.parametrize("name", FILES)
def test_an_own_log_is_explained_by_its_model(name: str) -> None:
    """In each format: overall, single cases that add up, and what drives the gap."""
    model, dump = FILES[name]
    found = counted(ModelFile(name, dump(model)), model.predict_proba(ROWS)[:, 1])
    assert found.why is not None
    explained = found.why.explanation
    assert (explained.reason, explained.follows) == (None, None)
    assert explained.overall is not None
    assert explained.overall.n == 600
    for case in explained.cases:
        total = case.base + sum(each.amount for each in case.contributions)
        assert total == pytest.approx(case.total, abs=1e-3 if name.endswith("onnx") else 1e-6)
    gap = found.why.gaps["sex"]
    assert isinstance(gap, ScoreGap)
    assert gap.parts[0].name == "late"


def test_a_group_that_the_model_reads_is_explained_and_compared() -> None:
    """The same column drives the model and has the gap between its groups."""
    read = ROWS.assign(sex=RANDOM.integers(1, 3, 600))
    model = LogisticRegression().fit(read, LABEL + read["sex"] > 1)
    log = read.assign(y=LABEL, score=model.predict_proba(read)[:, 1])
    guesses = tuple(
        Guess(name, role, "", ("0", "1"), 2, also_input=name == "sex")
        for name, role in ROLES.items()
    )
    meaning = Meaning(guesses, "mine", {}, "1", positive_is_good=True)
    file = ModelFile("model.skops", skops.dumps(model))
    data = log[list(ROLES)].to_csv(index=False).encode()
    found = upload.counted(data, "csv", meaning, NOTHING, file)
    assert found.why is not None
    overall = found.why.explanation.overall
    assert overall is not None
    assert {feature.name for feature in overall.features} == {"late", "limit", "sex"}
    gap = found.why.gaps["sex"]
    assert isinstance(gap, ScoreGap)
    assert gap.parts[0].name == "sex"


def test_what_is_kept_of_an_own_log_tells_nothing_of_the_model() -> None:
    """Not the review, the tally or what explains it; the review to take along names the file."""
    content = skops.dumps(LINEAR)
    found = counted(ModelFile("model.skops", content))
    assert content not in pickle.dumps((found.why, found.tally, found.findings))
    assert content[:200] not in repr(found).encode()
    named: Any = found.keys["candidates"]
    assert [each.get("model") for each in named if each["role"] == "model"] == ["model.skops"]
    assert repr(ModelFile("model.skops", content)) == "ModelFile(name='model.skops')"


def test_without_a_file_a_stand_in_is_explained_and_without_inputs_nothing() -> None:
    """What is shown says so; where no column is an input, nothing is kept for it."""
    found = counted(None)
    assert found.why is not None
    assert found.why.explanation.follows is not None
    overall = found.why.explanation.overall
    assert overall is not None
    assert overall.points is not None
    assert len(overall.points.inputs) <= SAMPLE
    assert f"for that the inputs of at most {SAMPLE:,} cases stay" in own_log.MODEL_KEPT
    assert found.why.gaps == {}
    bare = {name: role for name, role in ROLES.items() if role != "feature"}
    assert counted(None, roles=bare).why is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("model.onnx", pickle.dumps(LINEAR), "model.onnx: this is a pickle, which could run any"),
        ("model.pkl", pickle.dumps(LINEAR), "model.pkl: this is a pickle, which could run any"),
        ("model.txt", b"tree\nversion=v4\n", "model.txt: not a readable LightGBM file"),
    ],
)
def test_a_file_that_is_not_opened_is_said_before_anything_is_kept(
    name: str, content: bytes, said: str
) -> None:
    """So that whoever brought it can bring another."""
    with pytest.raises(InputError, match=said):
        counted(ModelFile(name, content))


def test_a_model_that_did_not_give_the_scores_is_not_explained() -> None:
    """The log is counted all the same."""
    found = counted(ModelFile("model.skops", skops.dumps(LINEAR)), RANDOM.uniform(size=600))
    assert found.why is not None
    assert "does not give the scores in the log" in str(found.why.explanation.reason)
    assert found.why.gaps == {}


def test_a_model_needs_a_column_with_its_answers() -> None:
    """A rule's answers are not the model's."""
    roles = {**ROLES, "score": "baseline_score"}
    with pytest.raises(InputError, match="choose the column with the model's answers"):
        counted(ModelFile("model.skops", skops.dumps(LINEAR)), roles=roles)


def test_explain_shows_what_was_worked_out_while_the_log_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of an own log it is there at once; a gap by a column that was not asked about is none."""
    own = counted(ModelFile("model.skops", skops.dumps(LINEAR)))
    monkeypatch.setattr(state, "own", lambda: own)
    shown = cached.opened(state.OWN)
    assert shown is not None
    assert cached.explanation(shown).overall == own.why.explanation.overall if own.why else False
    gap = cached.score_gap(shown, "sex")
    assert gap is not None
    assert isinstance(gap.future.result(), ScoreGap)
    assert cached.score_gap(shown, "other") is None


def test_a_report_of_a_stand_in_says_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken along says so as the page does, and how well it follows the model."""
    own = counted(None)
    monkeypatch.setattr(state, "own", lambda: own)
    shown = cached.opened(state.OWN)
    assert shown is not None
    found = cached.explanation(shown)
    assert found.follows is not None
    told = report.html(shown.findings, shown.review, found)
    assert "There is no model file, " in told
    assert "a stand-in that learned from 360 " in told


def test_another_case_of_a_log_is_explained_by_the_model_that_came_with_it() -> None:
    """Not by a file beside the review, which is not there."""
    keys = making.keys(
        columns={"features": ["late", "limit"]},
        candidates=[{"name": "m", "role": "model", "score": "said", "model": "model.skops"}],
    )
    said = LINEAR.predict_proba(ROWS)[:, 1]
    audit = evenhand.open(
        parse(keys, folder=Path()), frame=ROWS.assign(y=LABEL, sex="F", said=said)
    )
    log = replace(audit.log, attached=skops.dumps(LINEAR))
    found = explanation.another(log, 1)
    total = found.base + sum(each.amount for each in found.contributions)
    assert total == pytest.approx(found.total, abs=1e-6)


# What is held to ask the model again


def _numbered() -> OwnLog:
    """A log whose cases have numbers, with its model."""
    return counted(ModelFile("model.txt", _text(TREES)), SAID, {**ROLES, "number": "id"})


def _opened(own: OwnLog, monkeypatch: pytest.MonkeyPatch) -> cached.Opened:
    with monkeypatch.context() as patch:
        patch.setattr(state, "own", lambda: own)
        shown = cached.opened(state.OWN)
    assert shown is not None
    return shown


def test_a_case_of_an_own_log_is_found_by_its_number_of_which_a_hash_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its answer is the model's own, and it adds up; who asks again need not wait."""
    shown = _opened(_numbered(), monkeypatch)
    assert shown.held is not None
    assert "case-7" not in shown.held.cases.to_csv()
    found = cached.case(shown, " case-7042")
    assert isinstance(found, ExplainedCase)
    assert found.score == pytest.approx(SAID[42])
    assert found.base + sum(c.amount for c in found.contributions) == pytest.approx(found.total)
    assert cached.case(shown, "case-7042") is found
    assert "there is no case with this number" in str(cached.case(shown, "case-1"))
    drawn = [cached.another(shown, turn) for turn in (1, 2, 3)]
    assert len({one.case for one in drawn if isinstance(one, ExplainedCase)}) > 1


def test_who_is_told_that_others_are_asked_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is not remembered as the answer."""
    shown = _opened(_numbered(), monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(models, "_asked", _busy)
        assert cached.case(shown, "case-7000") == "busy"
    assert isinstance(cached.case(shown, "case-7000"), ExplainedCase)


def _busy(*_given: object) -> None:
    raise BusyError("busy")


def test_whether_the_same_case_gets_the_same_answer_is_asked_of_the_model_of_an_own_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It answers the same twice, and does not read the column that makes the groups."""
    job = cached.consistency(_opened(_numbered(), monkeypatch), "sex")
    assert job is not None
    found = job.future.result()
    assert isinstance(found, Consistency)
    assert (found.again.value, found.again.n, found.read) == (0.0, 600, ())


def test_of_a_large_log_some_cases_are_held_and_the_page_says_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Drawn by chance; each has its own group."""
    monkeypatch.setattr(held, "MOST", 100)
    own = counted(ModelFile("model.skops", skops.dumps(LINEAR)))
    assert own.held is not None
    cases_held = own.held.cases
    assert (len(cases_held), own.held.of) == (100, 600)
    group = cases_held[f"{GROUP} sex"]
    assert (group == np.where(cases_held["late"] > 0, "F", "M")).all()
    assert own_log.some_kept(100, 600) == (
        "100 of 600 cases, drawn by chance, can be asked for by their number."
    )
    assert own_log.some_kept(600, 600) is None


def test_what_is_held_goes_with_the_session_whatever_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing that was found out keeps it; while it is there, the measures count it."""
    session = SessionState()
    gone = _asked_in(session, monkeypatch)
    assert holding.size() > len(_text(TREES))
    session.clear()
    gc.collect()
    assert gone() is None


def _asked_in(session: SessionState, monkeypatch: pytest.MonkeyPatch) -> weakref.ref[Held]:
    """What a session holds, after all has been asked of it."""
    own = _numbered()
    assert own.held is not None
    session["_own_log"] = own
    shown = _opened(own, monkeypatch)
    cached.case(shown, "case-7042")
    cached.another(shown, 1)
    job = cached.consistency(shown, "sex")
    assert job is not None
    job.future.result()
    return weakref.ref(own.held)


def test_where_all_visitors_together_have_no_room_nothing_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The log is counted and explained all the same; no more is offered."""
    monkeypatch.setenv("EVENHAND_LIMIT_HELD_BYTES", "1000")
    own = counted(ModelFile("model.skops", skops.dumps(LINEAR)))
    assert own.held is None
    assert own.why is not None
    assert own.why.explanation.cases
    assert not _opened(own, monkeypatch).can_be_asked


def test_a_name_with_folders_is_only_a_name() -> None:
    """No file of the server can be named."""
    assert why_own.taken(None) is None
    keys = {"candidates": [{"name": "m", "role": "model", "score": "s"}]}
    made = why_own.with_model(keys, ModelFile("model.onnx", b""))
    assert made["candidates"][0]["model"] == "model.onnx"
    assert why_own.with_model(keys, None) == keys
