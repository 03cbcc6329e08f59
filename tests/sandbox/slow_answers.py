"""The tasks of a model whose answers take so long that nothing is left to explain them."""

from typing import Any

from evenhand.sandbox import model


def _study(*given: Any) -> dict[str, Any]:  # noqa: ANN401
    vars(model)["_LATE"] = 0.0  # in the process that is asked
    return model.study(*given)


TASKS = {**model.TASKS, "study": _study}
