"""The tasks of a model, with an explainer whose contributions do not add up."""

from dataclasses import replace
from typing import Any

from evenhand.sandbox import asking, model
from evenhand.sandbox.explainers import Prepared
from evenhand.sandbox.opened import Opened

_right = asking.prepared


def _off(model: Opened, cases: Any, usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    found = _right(model, cases, usual, positive)
    return replace(found, base=found.base + 0.001)


def _explain(*given: Any) -> dict[str, Any]:  # noqa: ANN401
    """In the process that is asked, and never where this file is only imported."""
    asking.prepared = _off
    return model.TASKS["explain"](*given)


TASKS = {**model.TASKS, "explain": _explain}
