"""ONNX and LightGBM's text: scored and explained as in this process, and whatever else one line."""

import copyreg
import logging
import os
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
import shap
from lightgbm import LGBMClassifier, LGBMRegressor
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression

from evenhand import explanation, models
from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.models import Model
from evenhand.review import parse
from evenhand.sandbox import permutations

FEATURES: Final = ("late", "limit", "age")
RANDOM: Final = np.random.default_rng(7)
ROWS: Final = pd.DataFrame(RANDOM.normal(size=(300, 3)).round(3), columns=FEATURES)
LABEL: Final = (ROWS["late"] + ROWS["limit"] * ROWS["age"] > 0).astype(int)
THREE: Final = LABEL + (ROWS["age"] > 1)
TREES: Final[Mapping[str, Any]] = {"n_estimators": 12, "num_leaves": 6, "verbose": -1, "n_jobs": 1}


def opened(
    content: bytes,
    name: str,
    folder: Path,
    *,
    features: tuple[str, ...] = FEATURES,
    positive: str = "1",
) -> Model:
    """A model file that a review names."""
    (folder / name).write_bytes(content)
    keys = {
        "title": "t", "data": {"path": "log.csv"},
        "columns": {"label": "y", "features": features, "positive": positive},
        "candidates": [{"name": "m", "role": "model", "score": "s", "model": name}],
    }  # fmt: skip
    model = models.model_of(parse(keys, folder=folder))
    assert model is not None
    return model


def refused(content: bytes, name: str, folder: Path, **more: Any) -> str:  # noqa: ANN401
    """The line that is said of a file that is not opened or cannot be asked."""
    with pytest.raises(InputError) as caught:
        opened(content, name, folder, **more).probabilities(ROWS)
    line = str(caught.value)
    assert len(line) < 200
    assert "\n" not in line
    return line


def as_onnx(model: Any, **options: Any) -> bytes:  # noqa: ANN401
    """A model of scikit-learn as ONNX; a classifier with its classes named, unless not wanted."""
    types = [("X", FloatTensorType([None, len(FEATURES)]))]
    made = to_onnx(model, initial_types=types, options={id(model): options})
    return bytes(made.SerializeToString())


def as_text(model: Any) -> bytes:  # noqa: ANN401
    """A model of LightGBM as it writes it down."""
    return str(model.booster_.model_to_string()).encode()


# What is answered


ONNX: Final[Mapping[str, Any]] = {
    "linear": LogisticRegression(),
    "trees": GradientBoostingClassifier(n_estimators=12, random_state=1),
    "forest": RandomForestClassifier(12, max_depth=4, random_state=1),
}


@pytest.mark.parametrize("how", [{"zipmap": True}, {"zipmap": False}])
@pytest.mark.parametrize("kind", ONNX)
def test_onnx_answers_as_the_model_that_it_was_made_of(
    kind: str,
    how: dict[str, bool],
    tmp_path: Path,
) -> None:
    """To what a number of 32 bits holds, with its classes named in the output or not."""
    own = ONNX[kind].fit(ROWS.to_numpy(), LABEL)
    model = opened(as_onnx(own, **how), "model.onnx", tmp_path)
    assert model.classes == ("0", "1")
    found = model.probabilities(ROWS)
    assert found == pytest.approx(own.predict_proba(ROWS.to_numpy()), abs=1e-5)


@pytest.mark.parametrize("how", [{"zipmap": True}, {"zipmap": False}])
def test_classes_keep_their_names_and_their_order(
    how: dict[str, bool],
    tmp_path: Path,
) -> None:
    """Three classes with words for names, whichever comes first."""
    names = np.array(["yes", "maybe", "no"])[THREE]
    own = LogisticRegression().fit(ROWS.to_numpy(), names)
    content = as_onnx(own, **how)
    model = opened(content, "model.onnx", tmp_path, positive="yes")
    assert model.classes == tuple(own.classes_)
    assert model.positive == list(own.classes_).index("yes")
    assert model.probabilities(ROWS) == pytest.approx(own.predict_proba(ROWS.to_numpy()), abs=1e-5)


def _graph(
    nodes: list[Any], outputs: list[Any], tensors: list[Any] | None = None, width: int = 3
) -> bytes:
    """A model of a few nodes that reads numbers from X."""
    read = helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, width])
    graph = helper.make_graph(nodes, "g", [read], outputs, tensors or [])
    opset = [helper.make_opsetid("", 17)]
    return bytes(helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString())


def _table(name: str = "P", width: int | None = 1) -> Any:  # noqa: ANN401
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width])


def _network() -> bytes:
    """What a neural network gives: one number a case, by a sigmoid."""
    weights = helper.make_tensor("W", TensorProto.FLOAT, [3, 1], [0.5, -1.0, 2.0])
    nodes = [
        helper.make_node("MatMul", ["X", "W"], ["H"]),
        helper.make_node("Sigmoid", ["H"], ["P"]),
    ]
    return _graph(nodes, [_table()], [weights])


def test_one_number_a_case_is_the_second_class(tmp_path: Path) -> None:
    """A network names no class; whatever the log calls the positive one is meant."""
    chance = 1 / (1 + np.exp(-ROWS.to_numpy() @ [0.5, -1.0, 2.0]))
    for positive, classes in (("1", ("0", "1")), ("paid", ("0", "paid"))):
        model = opened(_network(), "model.onnx", tmp_path, positive=positive)
        assert model.classes == classes
        assert model.probabilities(ROWS)[:, 1] == pytest.approx(chance, abs=1e-6)


def test_a_column_may_be_an_input_of_its_own(tmp_path: Path) -> None:
    """Inputs that are named as the features are given by name, in whatever order they stand."""
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, 1])
        for name in ("limit", "age", "late")
    ]
    nodes = [
        helper.make_node("Sub", ["limit", "late"], ["H"]),
        helper.make_node("Sigmoid", ["H"], ["P"]),
    ]
    out = helper.make_tensor_value_info("P", TensorProto.DOUBLE, [None, 1])
    made = helper.make_model(
        helper.make_graph(nodes, "g", inputs, [out]),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
    )
    model = opened(made.SerializeToString(), "model.onnx", tmp_path)
    chance = 1 / (1 + np.exp(ROWS["late"] - ROWS["limit"]))
    assert model.probabilities(ROWS)[:, 1] == pytest.approx(np.asarray(chance), abs=1e-12)


@pytest.mark.parametrize("ending", ["txt", "lgb"])
def test_lightgbm_answers_as_it_does_here(ending: str, tmp_path: Path) -> None:
    """To the last bit, of two classes and of three."""
    two = LGBMClassifier(**TREES).fit(ROWS, LABEL)
    model = opened(as_text(two), f"model.{ending}", tmp_path)
    assert (model.probabilities(ROWS) == two.predict_proba(ROWS)).all()
    three = LGBMClassifier(**TREES).fit(ROWS, THREE)
    model = opened(as_text(three), f"model.{ending}", tmp_path, positive="2")
    assert model.classes == ("0", "1", "2")
    assert (model.probabilities(ROWS) == three.predict_proba(ROWS)).all()


def test_features_are_found_by_their_names(tmp_path: Path) -> None:
    """A review that lists them in another order gets the same answers."""
    own = LGBMClassifier(**TREES).fit(ROWS, LABEL)
    model = opened(as_text(own), "model.lgb", tmp_path, features=("age", "late", "limit"))
    assert (model.probabilities(ROWS) == own.predict_proba(ROWS)).all()
    found = explanation.shap_values(model, ROWS)
    assert found.names == ("age", "late", "limit")
    amounts = np.asarray(own.predict_proba(ROWS, pred_contrib=True))[:, [2, 0, 1]]
    assert found.amounts == pytest.approx(amounts, abs=1e-12)


# Why


def _log_odds(own: Any) -> Callable[[Floats], Floats]:  # noqa: ANN401
    def function(rows: Floats) -> Floats:
        chance = own.predict_proba(rows)[:, 1]
        return np.asarray(np.log(chance) - np.log1p(-chance), dtype=np.float64)

    return function


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_onnx_is_explained_as_shap_explains_the_original(kind: str, tmp_path: Path) -> None:
    """Against shap's own exact explainer of the model that it was made of, and it adds up."""
    own = ONNX[kind].fit(ROWS.to_numpy(), LABEL)
    model = opened(as_onnx(own), "model.onnx", tmp_path)
    usual = ROWS.iloc[:20]
    found = explanation.shap_values(model, ROWS.iloc[20:25], usual)
    masker = shap.maskers.Independent(usual.to_numpy(), max_samples=20)
    exact = shap.explainers.Exact(_log_odds(own), masker)(ROWS.iloc[20:25].to_numpy())
    assert found.adds_up()
    assert found.amounts == pytest.approx(exact.values, abs=1e-3)
    assert found.base == pytest.approx(float(exact.base_values[0]), abs=1e-3)
    assert (found.how, model.tolerance) == ("exact, by all sets of inputs", 1e-3)


@pytest.mark.filterwarnings("ignore:LightGBM binary classifier")  # shap's, of what it gives
@pytest.mark.parametrize("positive", ["0", "1", "2"])
def test_lightgbm_is_explained_by_its_own_trees(positive: str, tmp_path: Path) -> None:
    """Adding up to its raw score to 1e-6, for two classes and for each of three; as shap does."""
    label = LABEL if positive != "2" else THREE
    own = LGBMClassifier(**TREES).fit(ROWS, label)
    model = opened(as_text(own), "model.txt", tmp_path, positive=positive)
    found = explanation.shap_values(model, ROWS)
    assert found.adds_up()
    raw = np.asarray(own.predict_proba(ROWS, raw_score=True))
    sign = -1 if positive == "0" else 1
    assert found.totals == pytest.approx(raw[:, 2] if positive == "2" else sign * raw, abs=1e-12)
    amounts = np.asarray(shap.TreeExplainer(own).shap_values(ROWS))
    amounts = amounts[:, :, 2] if positive == "2" else sign * amounts
    assert found.amounts == pytest.approx(amounts, abs=1e-9)


def test_shapley_values_of_few_inputs_are_exact() -> None:
    """Against shap's exact explainer, of a function in which every input matters to the others."""

    def function(rows: Floats) -> Floats:
        return np.asarray(rows[:, 0] * rows[:, 1] + np.maximum(rows[:, 2], rows[:, 3]) ** 2)

    rows = RANDOM.normal(size=(30, 4))
    found = permutations.shapley(function, rows[:3], rows[3:])
    masker = shap.maskers.Independent(rows[3:], max_samples=100)
    exact = shap.explainers.Exact(function, masker)(rows[:3])
    assert found == pytest.approx(np.asarray(exact.values), abs=1e-12)


def test_shapley_values_of_many_inputs_are_estimated() -> None:
    """Exact where inputs only add up; elsewhere near the truth, and always with the right sum."""
    weights = np.arange(1.0, 11.0)
    rows = RANDOM.normal(size=(40, 10))
    plain = permutations.shapley(lambda given: given @ weights, rows[:2], rows[2:])
    assert plain == pytest.approx((rows[:2] - rows[2:].mean(axis=0)) * weights)

    def function(given: Floats) -> Floats:
        return np.asarray(given[:, :5].sum(axis=1) * given[:, 5:].sum(axis=1))

    found = permutations.shapley(function, rows[:2], rows[2:])
    base = function(rows[2:]).mean()
    assert found.sum(axis=1) + base == pytest.approx(function(rows[:2]))
    masker = shap.maskers.Independent(rows[2:], max_samples=100)
    exact = shap.explainers.Exact(function, masker)(rows[:2])
    assert np.corrcoef(found.ravel(), np.ravel(exact.values))[0, 1] > 0.95


# What is refused


class _Runs:
    """Whoever unpickles it makes a file."""

    def __init__(self, sentinel: Path) -> None:
        self.sentinel = sentinel


def _runs(one: _Runs) -> tuple[Any, tuple[str]]:
    return os.mkdir, (str(one.sentinel),)


copyreg.pickle(_Runs, _runs)


INSTEAD: Final = {
    "model.pkl": "could run any code and is not opened; save the model by skops.io.dump",
    "model.joblib": "could run any code and is not opened; save the model by skops.io.dump",
    "model.onnx": "could run any code and is not opened; save the model by skops.io.dump",
    "model.skops": "could run any code and is not opened; save the model by skops.io.dump",
    "model.txt": "could run any code and is not opened; save the model by skops.io.dump",
}


@pytest.mark.parametrize("name", INSTEAD)
@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_refused_whatever_it_is_called(
    name: str, protocol: int, tmp_path: Path
) -> None:
    """By the name of its kind, with what to do instead; what it would run is not run."""
    content = pickle.dumps(_Runs(tmp_path / "made"), protocol=protocol)
    line = refused(content, name, tmp_path)
    assert line.startswith(f"{name}: this is a pickle, which {INSTEAD[name]}")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("net.pt", b"PK\x03\x04" + bytes(26) + b"net/data.pkl", "export the model by torch.onnx"),
        ("net.onnx", b"PK\x03\x04" + bytes(26) + b"net/data.pkl", "this is a PyTorch file"),
        ("net.h5", b"\x89HDF\r\n\x1a\n", "a Keras file, which is not opened; export"),
        ("net.keras", b"", "a Keras file, which is not opened; export the model by tf2onnx"),
        ("tree.pmml", b'<?xml version="1.0"?>\n<PMML version="4.4">', "a PMML file, which is not"),
        ("tree.onnx", b"<PMML>", "this is a PMML file"),
        ("x.json", b"{}", "this is an XGBoost or CatBoost file, which is not opened; convert"),
        ("x.cbm", b"CBM1", "this is an XGBoost or CatBoost file"),
        ("net.tflite", b"\x1c\0\0\0TFL3", "this is a TensorFlow file"),
        ("fit.rds", b"\x1f\x8b\x08", "this is a packed file, which is not opened; unpack it first"),
        ("fit.rds", b"RDX3\n", "this is an R file, which is not opened; export the model as ONNX"),
        ("model.exe", b"MZ", "a model must be a .skops file, an .onnx file or a LightGBM text"),
        ("model.onnx", b"tree\nversion=v4\n", "it holds LightGBM and is not called so; expected"),
        ("model.onnx", b"", "not a readable ONNX file"),
        ("model.lgb", b"PK\x03\x04", "it holds .skops and is not called so; expected .skops"),
        ("model.txt", b"sex,y\n1,2\n", "not a readable LightGBM file"),
    ],
)  # fmt: skip
def test_other_kinds_are_refused_by_name(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    """Each in one line that names what it is and says what to do."""
    assert said in refused(content, name, tmp_path)


def test_a_model_without_probabilities_is_told_so(tmp_path: Path) -> None:
    """A regression, labels alone, raw scores: no answer can be read from them."""
    numbers = LABEL + ROWS["age"]
    line = refused(as_text(LGBMRegressor(**TREES).fit(ROWS, numbers)), "m.txt", tmp_path)
    assert line == (
        "m.txt: gives no probabilities of classes: it was trained for the objective regression"
    )
    regression = LinearRegression().fit(ROWS.to_numpy(), numbers)
    assert "no probabilities of classes" in refused(as_onnx(regression), "m.onnx", tmp_path)
    only = helper.make_node("ArgMax", ["X"], ["Y"], axis=1, keepdims=0)
    label = helper.make_tensor_value_info("Y", TensorProto.INT64, [None])
    line = refused(_graph([only], [label]), "m.onnx", tmp_path)
    assert line == "m.onnx: gives no probabilities of classes"


def test_a_model_that_reads_something_else_is_told_so(tmp_path: Path) -> None:
    """Another number of inputs, or texts."""
    two = LGBMClassifier(**TREES).fit(ROWS[["late", "age"]], LABEL)
    line = refused(as_text(two), "m.txt", tmp_path)
    assert line.endswith("the model reads 2 inputs, and [columns] features names 3")
    wide = _graph([helper.make_node("Sigmoid", ["X"], ["P"])], [_table(width=4)], width=4)
    assert "the model reads 4 inputs" in refused(wide, "m.onnx", tmp_path)
    text = helper.make_tensor_value_info("X", TensorProto.STRING, [None, 3])
    graph = helper.make_graph([helper.make_node("Identity", ["X"], ["Y"])], "g", [text],
                              [helper.make_tensor_value_info("Y", TensorProto.STRING, [None, 3]),
                               _table("P")])  # fmt: skip
    graph.node.append(helper.make_node("ConstantOfShape", ["S"], ["P"]))
    graph.initializer.append(helper.make_tensor("S", TensorProto.INT64, [2], [1, 1]))
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    line = refused(made.SerializeToString(), "m.onnx", tmp_path)
    assert line == "m.onnx: the model reads something else than numbers"


def test_three_unnamed_classes_must_be_numbers_in_the_log(tmp_path: Path) -> None:
    """Nobody can tell which of the file's numbers a word of the log stands for."""
    content = as_text(LGBMClassifier(**TREES).fit(ROWS, THREE))
    line = refused(content, "m.lgb", tmp_path, positive="angry")
    assert line == "m.lgb: the model numbers its 3 classes; the log must call them by number"


def test_nothing_that_a_library_prints_is_part_of_an_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """LightGBM warns on its standard output; here nobody hears it, and the answer stands."""
    own = LGBMClassifier(**TREES).fit(ROWS, LABEL)
    content = as_text(own).replace(
        b"objective=binary sigmoid:1\n", b"objective=binary sigmoid:1\nzzz=1\n"
    )
    content = content.replace(b"\nend of parameters", b"\n[no_such_one: 1]\n\nend of parameters")
    with caplog.at_level(logging.DEBUG):
        model = opened(content, "m.txt", tmp_path)
        assert (model.probabilities(ROWS) == own.predict_proba(ROWS)).all()
    assert not caplog.records
