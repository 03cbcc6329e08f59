"""A model file as something that can be asked: one loader a format, and what all of them give.

Loaded are numbers and a description of what is done with them, never a program of the file's own:
of skops files only trusted types, of ONNX the operators of the library, of LightGBM its text.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, TypeAlias

import lightgbm
import numpy as np
import onnxruntime
import pandas as pd
from numpy.typing import NDArray
from skops import io

from evenhand.sandbox import explainers, wire
from evenhand.sandbox.answer import RefusedError

TRUSTED: Final = (
    "numpy.mean",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
)
"""What skops does not trust by itself: types that only hold numbers or other estimators, a mean."""

_NAMED: Final = 3
_NAME: Final = 50  # letters of a type's name
_SUMS_TO: Final = 1e-3  # how far the probabilities of a case may be from 1
_SILENT: Final = 4  # only what is fatal
_BINARY: Final = 2  # classes
Floats: TypeAlias = NDArray[np.float64]
Classes: TypeAlias = list[Any]


class Opened(Protocol):
    """A model that can be asked.

    Attributes:
        kind: the name of what it is.
        estimator: the library's own object.
        is_single: whether it counts in numbers of 32 bits.
    """

    kind: str
    estimator: Any
    is_single: bool

    def classes(self, features: int) -> tuple[Classes | None, bool]:
        """The classes of its probabilities, None where it gives none; and whether it names them."""

    def probabilities(self, cases: Any) -> Floats:  # noqa: ANN401  # a frame, or texts
        """The probability of each class, a row a case."""


class Skops:
    """An estimator of scikit-learn."""

    is_single = False

    def __init__(self, content: bytes) -> None:
        untrusted = sorted(set(io.get_untrusted_types(data=content)) - set(TRUSTED))
        if untrusted:
            names = ", ".join(name[:_NAME] for name in untrusted[:_NAMED])
            more = f" and {len(untrusted) - _NAMED} more" if len(untrusted) > _NAMED else ""
            raise RefusedError("untrusted", names=names + more)
        self.estimator = io.loads(content, trusted=list(TRUSTED))
        self.kind = explainers.kind_of(self.estimator)

    def classes(self, features: int) -> tuple[Classes | None, bool]:
        """What scikit-learn calls `classes_`."""
        del features
        if not (hasattr(self.estimator, "classes_") and hasattr(self.estimator, "predict_proba")):
            return None, True
        return self.estimator.classes_.tolist(), True

    def probabilities(self, cases: Any) -> Floats:  # noqa: ANN401
        """What scikit-learn calls `predict_proba`."""
        return np.asarray(self.estimator.predict_proba(cases), dtype=np.float64)


class LightGBM:
    """Boosted trees, as LightGBM writes them down."""

    kind = "Booster"
    is_single = False
    _OBJECTIVES: Final = frozenset({"binary", "cross_entropy", "multiclass", "multiclassova"})
    _OTHERS: Final = frozenset({
        "regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma",
        "tweedie", "lambdarank", "rank_xendcg",
    })  # fmt: skip

    def __init__(self, content: bytes) -> None:
        if b"\nend of trees" not in content:  # cut off, it would break the library
            raise RefusedError("broken")
        text = content.decode("utf-8")
        head = text.partition("\nTree=0\n")[0]
        said = dict(line.split("=", 1) for line in head.splitlines() if "=" in line)
        self._objective = said.get("objective", "none").split(" ")[0]
        self.estimator = lightgbm.Booster(model_str=text, params={"num_threads": 1})

    def classes(self, features: int) -> tuple[Classes | None, bool]:
        """The numbers of its classes: their names are not in the file."""
        del features
        if self._objective not in self._OBJECTIVES:
            known = self._objective if self._objective in self._OTHERS else "of its own"
            raise RefusedError("objective", name=known)
        return list(range(max(_BINARY, self.estimator.num_model_per_iteration()))), False

    def probabilities(self, cases: pd.DataFrame) -> Floats:
        """Of two classes LightGBM gives the second's."""
        found = self.asked(cases)
        return _of_both(found) if found.ndim == 1 else found

    def asked(self, cases: pd.DataFrame, **how: bool) -> Floats:
        """What the trees say of cases.

        Args:
            cases: a row a case.
            how: what `Booster.predict` is asked for.
        """
        numbers = cases.to_numpy(np.float64)[:, self.order(list(cases.columns))]
        return np.asarray(self.estimator.predict(numbers, num_threads=1, **how), dtype=np.float64)

    def order(self, names: list[str]) -> list[int]:
        """For each feature of the file, in its order, where the review has it.

        Args:
            names: the review's; where they are other ones than the file's, they stand in its order.

        Raises:
            RefusedError: it reads more or fewer of them.
        """
        own = self.estimator.feature_name()
        if len(own) != len(names):
            raise RefusedError("inputs", read=len(own), given=len(names))
        return [names.index(n) for n in own] if set(own) == set(names) else [*range(len(own))]


class Onnx:
    """A graph of ONNX, run on one thread by the operators that the library has."""

    kind = "ONNX model"
    is_single = True
    _TYPES: Final[Mapping[str, type]] = {
        "tensor(float)": np.float32,
        "tensor(double)": np.float64,
        "tensor(int64)": np.int64,
        "tensor(int32)": np.int32,
    }
    _TABLES: Final = frozenset({"tensor(float)", "tensor(double)"})

    def __init__(self, content: bytes) -> None:
        self._facts = wire.facts(content)
        if not self._facts.is_whole:
            raise RefusedError("external")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = _SILENT
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        self.estimator = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )
        self._name, self._is_mapped = self._output()

    def _output(self) -> tuple[str | None, bool]:
        """Which output holds the probabilities, and whether it names the class of each."""
        outputs = [(one.name, one.type) for one in self.estimator.get_outputs()]
        mapped = [(name, True) for name, kind in outputs if kind.startswith("seq(map(")]
        plain = [(name, False) for name, kind in outputs if kind in self._TABLES]
        return next(iter((*mapped, *plain)), (None, False))

    def classes(self, features: int) -> tuple[Classes | None, bool]:
        """The classes that its output or its nodes name; else their numbers."""
        if self._name is None:
            return None, True
        fed = self._fed(np.zeros((1, features)), None)
        [found] = self.estimator.run([self._name], fed)
        if self._is_mapped:
            return list(found[0]), True
        many = max(_BINARY, _as_table(found).shape[1])
        named = [list(one) for one in self._facts.classes if len(one) == many]
        return (named[0], True) if len(named) == 1 else (list(range(many)), False)

    def probabilities(self, cases: pd.DataFrame) -> Floats:
        """As they are, of one number a case both classes', of names by case in their order."""
        fed = self._fed(cases.to_numpy(np.float64), list(cases.columns))
        [found] = self.estimator.run([self._name], fed)
        if self._is_mapped:
            return np.array([list(row.values()) for row in found], dtype=np.float64)
        table = _as_table(found)
        return _of_both(table[:, 0]) if table.shape[1] == 1 else table

    def _fed(self, rows: Floats, names: list[str] | None) -> dict[str, Any]:
        """The inputs of the graph: all features together, or one input each."""
        inputs = self.estimator.get_inputs()
        odd = [one.type for one in inputs if one.type not in self._TYPES]
        if odd:
            raise RefusedError("typed")
        width = rows.shape[1]
        if len(inputs) == 1 and self._width(inputs[0]) in {width, None}:
            return {inputs[0].name: rows.astype(self._TYPES[inputs[0].type])}
        if len(inputs) != width or width == 1:
            read = len(inputs) if len(inputs) > 1 else self._width(inputs[0])
            raise RefusedError("inputs", read=read, given=width)
        own = [one.name for one in inputs]
        order = [names.index(n) for n in own] if names and set(names) == set(own) else range(width)
        return {
            one.name: rows[:, [place]].astype(self._TYPES[one.type])
            for one, place in zip(inputs, order, strict=True)
        }

    @staticmethod
    def _width(one: Any) -> int | None:  # noqa: ANN401  # of the library
        """How many features an input takes; None where the file does not say."""
        shape = one.shape
        return shape[1] if len(shape) > 1 and isinstance(shape[1], int) else None


def _as_table(found: Any) -> Floats:  # noqa: ANN401  # of the library
    rows = np.asarray(found, dtype=np.float64)
    return rows.reshape(len(rows), -1)


def _of_both(positive: Floats) -> Floats:
    return np.column_stack([1.0 - positive, positive])


def are_probabilities(found: Floats) -> bool:
    """Whether each row is at least 0 throughout and sums to 1, as far as a float32 can.

    >>> are_probabilities(np.array([[0.25, 0.75]])), are_probabilities(np.array([[-2.0, 3.0]]))
    (True, False)
    """
    return bool((found >= 0).all() and (np.abs(found.sum(axis=1) - 1) <= _SUMS_TO).all())


LOADERS: Final[Mapping[str, Callable[[bytes], Opened]]] = {
    "skops": Skops,
    "onnx": Onnx,
    "lightgbm": LightGBM,
}
"""By the names that `evenhand.model_files` gives the formats."""


class _Silent:
    """Where LightGBM says what it says: nobody reads it here."""

    def info(self, text: str) -> None:
        """Take what is no more than information."""

    def warning(self, text: str) -> None:
        """Take a warning."""


lightgbm.register_logger(_Silent())
onnxruntime.set_default_logger_severity(_SILENT)
