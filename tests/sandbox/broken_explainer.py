"""The tasks of a model, with an explainer whose contributions do not add up."""

from dataclasses import replace
from typing import Any

from evenhand.sandbox import asking, model
from evenhand.sandbox.answer import Task
from evenhand.sandbox.explainers import Prepared
from evenhand.sandbox.opened import Opened

_right = asking.prepared


def _off(model: Opened, cases: Any, usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    found = _right(model, cases, usual, positive)
    return replace(found, base=found.base + 0.001)


def _broken(task: Task) -> Task:
    """The task in the process that is asked, and never where this file is only imported."""

    def asked(*given: Any) -> dict[str, Any]:  # noqa: ANN401
        asking.prepared = _off
        return task(*given)

    return asked


TASKS = {name: _broken(task) for name, task in model.TASKS.items()}
