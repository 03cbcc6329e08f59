"""A model lives in a process of its own: it answers there as it would here, and breaks there."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from skops import io as skops

import evenhand
from evenhand import explanation, models, report
from evenhand.errors import InputError
from evenhand.models import Model
from evenhand.review import load_review
from evenhand.sandbox import Sandbox, frames
from evenhand.sandbox import model as in_process
from tests.hostile import corpus
from tests.sandbox import test_explainers

IMPATIENT: Final = Sandbox("evenhand.sandbox.model", patience=3.0)
ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = ROOT / "sample_data"


def _model(name: str) -> Model:
    model = models.model_of(load_review(SAMPLES / name / "review.toml"))
    assert model is not None
    return model


def _cases(model: Model, rows: int = 40) -> pd.DataFrame:
    random = np.random.default_rng(7)
    return pd.DataFrame(random.normal(size=(rows, len(model.features))), columns=model.features)


@pytest.mark.parametrize("name", ["turbine", "lending"])
def test_a_model_answers_as_it_would_here(name: str) -> None:
    """To the last bit, trees and a linear model."""
    model = _model(name)
    cases = _cases(model)
    own = skops.loads(model.content, trusted=list(in_process.TRUSTED))
    assert (model.probabilities(cases) == own.predict_proba(cases)).all()
    assert model.classes == tuple(str(value) for value in own.classes_)


@pytest.mark.parametrize("name", ["turbine", "lending"])
def test_the_tasks_say_in_this_process_what_they_say_behind_the_walls(name: str) -> None:
    """Every number of an answer and of an explanation is the same."""
    model = _model(name)
    cases = _cases(model)
    asked = {"features": list(model.features), "positive": model.positive, "fewer": False}
    said = {"texts": None, "format": model.format.name, **asked}
    parts = (model.content, cases.to_numpy().tobytes(), b"")
    for task in ("answer", "explain"):
        out = io.BytesIO()
        frames.write_said(out, in_process.TASKS[task](said, parts, out))
        out.seek(0)
        *pieces, told = frames.read_reply(out, 1 << 30)
        found, numbers = model.ask(task, cases)
        assert found == told
        assert numbers.tobytes() == b"".join(p for p in pieces if isinstance(p, bytes))
    known = in_process.describe({**said, "wanted": model.wanted}, parts, io.BytesIO())
    assert (known["classes"], known["positive"]) == (model.classes, model.positive)


@pytest.mark.parametrize("name", ["turbine", "lending"])
def test_one_opening_tells_what_three_do(name: str) -> None:
    """The classes, the answers, and why to some of the cases, in the order that is asked for."""
    model = _model(name)
    cases = _cases(model)
    file = models.file_of(load_review(SAMPLES / name / "review.toml"))
    assert file is not None
    places = np.random.default_rng(7).permutation(len(cases))[:15]
    opened = len(models._SANDBOX.used)  # noqa: SLF001
    found = file.studied(cases, places, lambda *_: None)
    assert len(models._SANDBOX.used) == opened + 1  # noqa: SLF001
    assert found.model == model
    assert (found.probabilities == model.probabilities(cases)).all()
    assert found.why is not None
    said, numbers = model.ask("explain", cases.iloc[places])
    assert found.why[0].items() >= said.items()
    assert (found.why[1] == numbers).all()


def test_a_model_that_answers_slowly_is_explained_by_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it says is the same, and nobody who watches hears less."""
    log = evenhand.open(SAMPLES / "turbine" / "review.toml").log
    at_once = explanation.overall(log).overall
    monkeypatch.setattr(models, "_SANDBOX", Sandbox("tests.sandbox.slow_answers", folder=ROOT))
    told: list[tuple[int, int]] = []
    later = explanation.overall(log, lambda *far: told.append(far)).overall
    assert [used.seconds > 0 for used in models._SANDBOX.used] == [True, True]  # noqa: SLF001
    assert at_once is not None
    assert later is not None
    assert later.features == at_once.features
    assert told[-1] == (later.n, later.n)


@pytest.mark.parametrize("edit", [corpus.in_a_circle, corpus.out_of_bounds])
def test_a_model_that_hangs_or_breaks_its_library_costs_one_line(
    edit: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trees that lead back to themselves, or out of their array: this process goes on."""
    model = _model("turbine")
    broken = replace(model, content=corpus.edited(model.content, edit))
    monkeypatch.setattr(models, "_SANDBOX", IMPATIENT)
    with pytest.raises(InputError, match="takes more memory or time") as caught:
        broken.probabilities(_cases(model))
    assert len(str(caught.value)) < 200


def test_types_without_trust_are_named_in_a_short_line(tmp_path: Path) -> None:
    """However many a file holds and however long they are called."""
    content = (SAMPLES / "lending" / "model.skops").read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(tmp_path / "model.skops", "w") as new,
    ):
        for name in old.namelist():
            held = old.read(name)
            if name == "schema.json":
                held = re.sub(rb'"LogisticRegression"', b'"' + b"x" * 5_000 + b'"', held)
            new.writestr(name, held)
    held = (tmp_path / "model.skops").read_bytes()
    with pytest.raises(InputError) as caught:
        models.model_of(load_review(SAMPLES / "lending" / "review.toml"), held)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


BROKEN: Final = Sandbox("tests.sandbox.broken_explainer", folder=ROOT)


def test_an_explainer_that_is_off_shows_one_line_and_no_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Overall, of a gap, of a single case, in the report: nothing that does not add up is drawn."""
    audit = evenhand.open(SAMPLES / "turbine" / "review.toml")
    monkeypatch.setattr(models, "_SANDBOX", BROKEN)
    found = audit.explanation()
    assert (found.overall, found.cases) == (None, ())
    assert "do not add up" in str(found.reason)
    attribute = next(iter(audit.review.attributes))
    with pytest.raises(InputError, match="do not add up"):
        audit.score_gap(attribute)
    with pytest.raises(InputError, match="do not add up"):
        audit.case("1")
    page = report.html(audit.findings(), audit.review, found)
    assert "The contributions do not add up to" in page
    assert "mean absolute SHAP value" not in page


class _EnoughError(Exception):
    """Whoever waited has gone."""


def test_whoever_hears_how_far_it_is_can_end_it() -> None:
    """Counts only grow; after the one that is answered by an error the process is gone."""
    model = _model("turbine")
    told: list[tuple[int, int]] = []
    model.ask("explain", _cases(model, 200), heard=lambda *far: told.append(far))
    assert told[-1] == (200, 200)
    assert told == sorted(told)

    def enough(_done: int, _of: int) -> None:
        raise _EnoughError

    took = len(models._SANDBOX.used)  # noqa: SLF001
    with pytest.raises(_EnoughError):
        model.ask("explain", _cases(model, 200), heard=enough)
    assert len(models._SANDBOX.used) == took + 1  # noqa: SLF001


@pytest.mark.parametrize("kind", ["HistGradientBoostingClassifier", "RandomForestClassifier"])
def test_other_trees_are_opened_and_explained_behind_the_walls(kind: str, tmp_path: Path) -> None:
    """As in this process: a library that counts processors finds no file for that in a child."""
    cases, label = test_explainers.CASES, test_explainers.LABEL
    own = test_explainers.MODELS[kind]().fit(cases, label)
    skops.dump(own, tmp_path / "model.skops")
    turbine = _model("turbine")
    model = replace(
        turbine,
        content=(tmp_path / "model.skops").read_bytes(),
        features=tuple(cases.columns),
        classes=("0", "1"),
        positive=1,
    )
    assert (model.probabilities(cases) == own.predict_proba(cases)).all()
    found = explanation.shap_values(model, cases[:50])
    assert found.adds_up()
    assert len(found.totals) == 50
