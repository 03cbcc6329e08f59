"""A model that learns to answer as another did: a task of a sandboxed process.

Boosted trees of LightGBM, whose TreeSHAP is exact. Nothing of it depends on chance.
"""

from collections.abc import Mapping
from typing import IO, Any, Final

import lightgbm
import numpy as np

from evenhand.sandbox import frames

_TREES: Final = 200
_HOW: Final[Mapping[str, Any]] = {
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "lambda_l2": 1.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
_OBJECTIVES: Final = {"log-odds": "regression", "answer": "binary"}


def learn(said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    """The task: learn from some cases, and say what becomes of others and why.

    Args:
        said: the number of `features`, how many of the others are `explained`, and whether the
            target is `log-odds` or an `answer`, 1 or 0.
        parts: numbers of the cases to learn from, their targets, and numbers of the others.
        out: where the outputs for the others go, then what each input added to those explained.
    """
    width = int(said["features"])
    rows, held = (np.frombuffer(part).reshape(-1, width) for part in (parts[0], parts[2]))
    how = {**_HOW, "objective": _OBJECTIVES[said["target"]]}
    trees = lightgbm.train(how, lightgbm.Dataset(rows, np.frombuffer(parts[1])), _TREES)
    outputs = np.asarray(trees.predict(held, raw_score=True, num_threads=1), dtype=np.float64)
    some = held[: int(said["explained"])]
    found = np.asarray(trees.predict(some, pred_contrib=True, num_threads=1), dtype=np.float64)
    frames.write_bytes(out, outputs.tobytes())
    frames.write_bytes(out, np.ascontiguousarray(found[:, :-1]).tobytes())
    return {"base": float(found[0, -1])}
