"""What a model file answers and why: tasks of a sandboxed process.

A file with trusted types only can still make its library loop for ever or read beyond its arrays.
"""

import time
import warnings
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

import numpy as np
import pandas as pd
import sklearn.preprocessing  # noqa: F401  # loaded once, for all who are forked
from numpy.typing import NDArray

from evenhand.sandbox import asking, explainers, frames, heat, stand_in
from evenhand.sandbox.answer import RefusedError, Task
from evenhand.sandbox.classes import class_names
from evenhand.sandbox.opened import LOADERS, TRUSTED, Opened, are_probabilities

__all__ = ["TASKS", "TRUSTED"]

_TABLE: Final = 2  # dimensions
_LATE: Final = 3.0  # seconds of computing: what explains has most of `walls.SECONDS` for itself


def describe(said: dict[str, Any], parts: tuple[bytes, ...], _out: IO[bytes]) -> dict[str, Any]:
    """The task: which classes a model knows, and which of them is the positive one.

    Args:
        said: its `format`, the `features`, and the class that is `wanted` as positive.
        parts: the file.
        _out: gets nothing.

    Raises:
        RefusedError: it cannot be asked, or lacks the class.
    """
    return _known(_opened(said, parts), said)


def answer(said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    """The task: the probability of each class, a row a case.

    Args:
        said: the file's `format`, and the cases, as `inputs` takes them.
        parts: the file, and numbers.
        out: where the probabilities go.

    Raises:
        MemoryError: it takes more than it is given.
        RefusedError: it cannot be asked about these cases.
    """
    return {"shape": _answer(_opened(said, parts), inputs(said, parts[1]), out)}


def explain(said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    """The task: SHAP values of some cases.

    Args:
        said: the file's `format`, the cases, as `inputs` takes them, the place of the `positive`
            class, and whether `fewer` may be explained where all would take too long.
        parts: the file, numbers, and numbers of usual cases.
        out: where each input, what it added, and the outputs go, one after another.

    Raises:
        MemoryError: it takes more than it is given.
        RefusedError: there is no exact explainer for it here.
    """
    usual = inputs(said, parts[2]) if parts[2] else None
    return _explain(_opened(said, parts), inputs(said, parts[1]), usual, said, out)


def study(said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    """The task: all of these of one file, which is opened once.

    Where the answers took long, nothing is explained: a process of its own has the time for that.

    Args:
        said: what `describe` and `explain` take, without the place of the positive class.
        parts: the file, numbers of all cases to answer, and the places of those to explain.
        out: where the probabilities go, and then what `explain` gives.

    Raises:
        MemoryError: it takes more than it is given.
        RefusedError: it cannot be asked, or lacks the class.
    """
    model, cases = _opened(said, parts), inputs(said, parts[1])
    known = _known(model, said)
    told = {**known, "answered": _answer(model, cases, out)}
    if time.process_time() > _LATE:
        return told
    places = np.frombuffer(parts[2], dtype=np.int64)
    return {**told, **_explain(model, _some(cases, places), None, {**said, **known}, out)}


def _opened(said: Mapping[str, Any], parts: tuple[bytes, ...]) -> Opened:
    return LOADERS[said["format"]](parts[0])


def _known(model: Opened, said: Mapping[str, Any]) -> dict[str, Any]:
    classes, named = _asked(lambda: model.classes(len(said["features"])))
    names, positive = class_names(classes, said["wanted"], named=named)
    return {"classes": names, "positive": positive}


def _answer(model: Opened, cases: Any, out: IO[bytes]) -> tuple[int, ...]:  # noqa: ANN401
    found = _asked(lambda: model.probabilities(cases))
    if found.ndim != _TABLE or not are_probabilities(found):
        raise RefusedError("numbers")
    frames.write_bytes(out, np.ascontiguousarray(found).tobytes())
    return tuple(found.shape)


def _explain(
    model: Opened,
    cases: Any,  # noqa: ANN401  # a frame, or texts
    usual: Any,  # noqa: ANN401
    said: Mapping[str, Any],
    out: IO[bytes],
) -> dict[str, Any]:
    def heard(done: int, of: int) -> None:
        frames.write_progress(out, done, of)

    def work() -> tuple[explainers.Prepared, explainers.Part, Mapping[str, Any]]:
        explainer = asking.prepared(model, cases, usual, said["positive"])
        found = explainers.in_parts(explainer, cases, heard, fewer=said["fewer"])
        return explainer, found, explainer.told(cases[: len(found[0])])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries that shap loads warn of their own future
        explainer, found, told = _asked(work, "explained")
    for numbers in found:
        frames.write_bytes(out, np.ascontiguousarray(numbers, dtype=np.float64).tobytes())
    more = {"base": explainer.base, "about": explainer.about, "unit": explainer.unit}
    more["how"] = explainer.how
    return {"shape": found[0].shape, "tolerance": explainer.tolerance, **more, **told}


def _some(cases: Any, places: NDArray[np.int64]) -> Any:  # noqa: ANN401  # as it was given
    if isinstance(cases, list):
        return [cases[place] for place in places.tolist()]
    return cases.iloc[places].reset_index(drop=True)


def explain_pictures(
    said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]
) -> dict[str, Any]:
    """The task: SHAP values of the cells of pictures.

    Args:
        said: the file's `format`, the shape of a `picture`, and the `places` of the classes that
            are meant.
        parts: the file, and the pictures.
        out: where amounts, bases and totals go, one after another.

    Raises:
        MemoryError: it takes more than it is given.
        RefusedError: the model cannot be asked about these pictures.
    """
    model = _opened(said, parts)
    pictures = heat.rows(said, parts[1])

    def heard(done: int, of: int) -> None:
        frames.write_progress(out, done, of)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _asked(lambda: heat.amounts(model, pictures, said["places"], heard))
    for numbers in found:
        frames.write_bytes(out, np.ascontiguousarray(numbers, dtype=np.float64).tobytes())
    return {"shape": found[0].shape}


def inputs(said: Mapping[str, Any], numbers: bytes) -> Any:  # noqa: ANN401  # what the estimator takes
    """What an estimator was trained to read: numbers in the features' order, texts, or pixels.

    Args:
        said: `texts`, the shape of a `picture`, or else the `features`.
        numbers: a row a case, as they lie in memory.
    """
    if said.get("picture"):
        pictures = heat.rows(said, numbers)
        return pd.DataFrame(pictures.reshape(len(pictures), -1).astype(np.float64))
    if said["texts"] is not None:
        return said["texts"]
    rows = np.frombuffer(numbers, dtype=np.float64).reshape(-1, len(said["features"]))
    return pd.DataFrame(rows, columns=said["features"])


def _asked(ask: Callable[[], Any], why: str = "asked") -> Any:  # noqa: ANN401  # whatever it gives
    """What a model gives; where it raises anything, that it did and nothing of what it says."""
    try:
        return ask()
    except (MemoryError, RefusedError):
        raise
    except Exception as error:  # noqa: BLE001  # whatever a model raises, and it may quote the data
        raise RefusedError(why, kind=type(error).__name__) from None


TASKS: Final[Mapping[str, Task]] = {
    "describe": describe,
    "answer": answer,
    "explain": explain,
    "study": study,
    "learn": stand_in.learn,
    "explain_pictures": explain_pictures,
}
