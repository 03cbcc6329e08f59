"""A hostile model costs one line: nothing is run, read or filled, and the next is answered."""

import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

from evenhand import models
from evenhand.errors import InputError
from evenhand.models import Model
from evenhand.review import load_review, parse
from evenhand.sandbox import Sandbox
from tests.hostile import model_files as hostile
from tests.hostile.corpus import SAMPLES

IMPATIENT: Final = Sandbox("evenhand.sandbox.model", patience=2.0)
REVIEW: Final = load_review(SAMPLES / "lending" / "review.toml")
ROWS: Final = pd.DataFrame(
    np.random.default_rng(7).normal(size=(20, hostile.FEATURES)), columns=REVIEW.columns.features
)
_TOO_MUCH: Final = "takes more memory or time than a model is given"
_PICKLE: Final = "this is a pickle, which could run any code and is not opened"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that never comes back is ended soon."""
    monkeypatch.setattr(models, "_SANDBOX", IMPATIENT)


def _opened(path: Path) -> Model:
    candidate = {"name": "m", "role": "model", "score": "s", "model": path.name}
    keys: dict[str, Any] = {
        "title": "t", "data": {"path": "log.csv"},
        "columns": {"label": "y", "features": list(REVIEW.columns.features)},
        "candidates": [candidate],
    }  # fmt: skip
    model = models.model_of(parse(keys, folder=path.parent))
    assert model is not None
    return model


TERA: Final = 1 << 40
FILES: Final[tuple[tuple[str, Callable[[], bytes], str], ...]] = (
    ("renamed.onnx", partial(pickle.dumps, hostile.Runs(), 4), _PICKLE),
    ("system.skops", hostile.system, "holds types that are not trusted: posix.system"),
    ("bomb.skops", hostile.bomb, _TOO_MUCH),
    ("hangs.lgb", hostile.IN_A_CIRCLE, _TOO_MUCH),
    ("breaks.txt", hostile.BREAKS, _TOO_MUCH),
    ("cut.lgb", lambda: hostile.booster()[:2000], "not a readable LightGBM file"),
    ("holds_4tb.onnx", partial(hostile.claims, 4 * TERA), "not a readable ONNX file"),
    ("makes_4tb.onnx", partial(hostile.makes, 4 * TERA), "cannot be asked about these cases"),
    ("loops.onnx", partial(hostile.loops, 1 << 60), _TOO_MUCH),
    ("outside.onnx", partial(hostile.outside, "/etc/passwd"), "keeps numbers in another file"),
    ("deep.onnx", partial(hostile.outside_in_a_node, "/etc/passwd"), "keeps numbers in another"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), FILES, ids=[name for name, _, _ in FILES])
def test_a_hostile_model_costs_one_line_and_the_next_is_answered(
    name: str, make: Callable[[], bytes], said: str, tmp_path: Path
) -> None:
    """What it would run is not run, and a good model gives the same answers right after."""
    (tmp_path / name).write_bytes(make())
    with pytest.raises(InputError, match=said) as caught:
        _opened(tmp_path / name).probabilities(ROWS)
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert len(line) < 200
    assert not {"\n", "Traceback", "root:"} & {*line, *line.split()}
    assert not hostile.SENTINEL.exists()
    good = models.model_of(REVIEW)
    assert good is not None
    assert good.probabilities(ROWS).sum(axis=1) == pytest.approx(np.ones(len(ROWS)))


def test_the_hostile_models_are_what_they_claim(tmp_path: Path) -> None:
    """The same files without what is hostile in them are opened and answer."""
    (tmp_path / "model.lgb").write_bytes(hostile.booster())
    assert _opened(tmp_path / "model.lgb").probabilities(ROWS).shape == (20, 2)
    for content in (hostile.loops(3), hostile.makes(4000), hostile.nested(2)):
        (tmp_path / "model.onnx").write_bytes(content)
        with pytest.raises(InputError, match="numbers that are no probabilities"):
            _opened(tmp_path / "model.onnx").probabilities(ROWS)
