"""A model and some cases of a log that is gone, for as long as somebody may ask about them.

Nothing else of the log is here: the model's inputs, its answers, what became of each case, its
groups, and a hash for its number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from evenhand.consistency import Consistency, Usual, consistency_among, usual_values
from evenhand.errors import InputError
from evenhand.explanation import (
    ExplainedCase,
    another_among,
    answered_in_log,
    case_among,
    cases_of,
)
from evenhand.log import Log
from evenhand.models import Model, model_of
from evenhand.review import Review
from evenhand.score_gap import GROUP, group_columns, with_groups

MOST: Final = 5_000
"""Cases at most, drawn by chance; fewer where the model has very many inputs."""

_CELLS: Final = 1_000_000


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Held:
    """What can be asked once the log is gone.

    Attributes:
        review: of the log.
        model: the model, with its file's content.
        cases: some of the cases that it answered.
        of: how many it answered.
    """

    review: Review
    model: Model = field(repr=False)
    cases: pd.DataFrame = field(repr=False)
    of: int

    @property
    def size(self) -> int:
        """How many bytes it takes, roughly."""
        return len(self.model.content) + int(self.cases.memory_usage(deep=True).sum())

    def case(self, number: str) -> ExplainedCase:
        """Why the model decided one case as it did.

        Args:
            number: the case's own, as it stood in the log; without a column of them, its row's.

        Raises:
            InputError: it is not among those that are kept, or nothing can be said of it.
        """
        return case_among(self.review, self.model, self.cases, number)

    def another(self, turn: int) -> ExplainedCase:
        """Why the model decided one more case, picked by chance, as it did.

        Args:
            turn: the how manieth; the same turn always picks the same case.

        Raises:
            InputError: nothing can be said of it.
        """
        return another_among(self.review, self.model, self.cases, turn)

    def consistency(self, attribute: str) -> Consistency:
        """Whether the same case gets the same answer in another group, and when asked again.

        Args:
            attribute: by which groups, one of the review's.

        Raises:
            InputError: the model cannot be asked.
        """
        return consistency_among(self.review, self.model, self._grouped(attribute), attribute)

    def inputs(self) -> pd.DataFrame:
        """The model's inputs in the cases that lack none."""
        return self.cases[list(self.model.features)].dropna()

    def usual(self) -> Mapping[str, Usual]:
        """By attribute of one column, what each group usually has of the inputs that make it."""
        return {
            name: usual_values(self.model, self.review, name, self._grouped(name))
            for name, columns in self.review.attributes.items()
            if len(columns) == 1
        }

    def _grouped(self, attribute: str) -> pd.DataFrame:
        """The cases with the groups of one attribute."""
        return self.cases.assign(**{GROUP: self.cases[_of(attribute)]})


def hold(log: Log) -> Held:
    """Take what can be asked later from a log that is about to go.

    Args:
        log: with a model that gives the scores in it.

    Raises:
        InputError: there is no model, or it cannot be asked about these cases.
    """
    review, model = log.review, model_of(log.review, log.attached)
    if model is None:
        raise InputError("there is no model file", where="[[candidates]] model")
    inner = {
        name: {f"{_of(name)}{key}": column for key, column in group_columns(log, name).items()}
        for name in review.attributes
    }
    more = {key: column for columns in inner.values() for key, column in columns.items()}
    answered = answered_in_log(cases_of(log, model, more))
    cases = _some(answered, review)
    groups = {_of(name): _groups(cases, review, name, list(inner[name])) for name in inner}
    return Held(review, model, cases.drop(columns=list(more)).assign(**groups), len(answered))


def _of(attribute: str) -> str:
    """The column with the groups of one attribute, whose name no feature can have."""
    return f"{GROUP} {attribute}"


def _some(cases: pd.DataFrame, review: Review) -> pd.DataFrame:
    """As many as are kept, drawn with the review's seed, in the order of the log."""
    most = min(MOST, max(1, _CELLS // cases.shape[1]))
    rng = np.random.default_rng(review.method.seed)
    return cases.iloc[np.sort(rng.permutation(len(cases))[:most])].copy()


def _groups(
    cases: pd.DataFrame, review: Review, attribute: str, columns: list[str]
) -> "pd.Series[str]":
    """The name of each case's group."""
    called = {column: column.removeprefix(_of(attribute)) for column in columns}
    found: pd.Series[str] = with_groups(cases[columns].rename(columns=called), review, attribute)[
        GROUP
    ]
    return found
