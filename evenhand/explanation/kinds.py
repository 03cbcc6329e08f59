"""What an explanation is made of."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import heat, neighbours
from evenhand.arrays import Floats
from evenhand.counterfactual import Counterfactual
from evenhand.findings import Estimate

LOG_ODDS: Final = "log-odds"
NO_SUM: Final = "The contributions do not add up to the model's output; nothing is shown."
_TOLERANCE: Final = 1e-6
_AGREES, _ALIKE = 0.9, 0.8  # at least, of a stand-in


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one input moves the output on average.

    Attributes:
        name: the input.
        mean_abs: the mean size of its SHAP value.
        low: lower end of that mean's interval.
        high: upper end.
        direction: `raises` or `lowers` where more of it does so clearly, else None.
    """

    name: str
    mean_abs: float
    low: float
    high: float
    direction: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Every explained case by itself: single cases, which only who may see the log may see.

    Attributes:
        names: the inputs.
        inputs: what each was, one row a case.
        amounts: what each added.
    """

    names: tuple[str, ...]
    inputs: Floats
    amounts: Floats


@dataclass(frozen=True, slots=True)
class Overall:
    """What drives a model over many cases.

    Attributes:
        candidate: whose model it is.
        target: what the amounts are of, such as the log-odds of positive.
        n: how many cases were explained.
        background: what they are compared with.
        features: most important first.
        drawn: how many were drawn by chance to be explained: more than `n` where each takes long;
            None where that is not known.
        cases: how many there are; None where that is not known.
        points: the explained cases themselves; None where only their means were kept.
        how: the method, in words.
    """

    candidate: str
    target: str
    n: int
    background: str
    features: tuple[Importance, ...]
    drawn: int | None = None
    cases: int | None = None
    points: Points | None = None
    how: str = "exact"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one input of one case added to the output."""

    name: str
    value: str
    amount: float


@dataclass(frozen=True, slots=True)
class ExplainedCase:
    """One case: base + all contributions = total.

    Attributes:
        kind: why this one is shown.
        case: the hash of its number, as `case_ids.of` gives it, or its place in the table.
        label: what happened, where known.
        answer: what the candidate said.
        score: the probability of positive.
        base: the output without knowing the case.
        total: the output for it.
        contributions: largest first.
        handed_off: whether it would go to a person.
        text: the text, where the model reads one.
        marks: its words with their contributions, in the order of the text.
        instead: what would have changed the answer.
        sure: how sure the candidate was of its answer.
        asked: how sure it has to be to decide alone; 0 where nothing is handed off.
        alike: what became of the cases most like it; None where that is not known.
    """

    kind: str
    case: str
    label: str | None
    answer: str
    score: float
    base: float
    total: float
    contributions: tuple[Contribution, ...]
    handed_off: bool
    text: str | None = None
    marks: tuple[tuple[str, float], ...] = ()
    instead: Counterfactual | None = None
    sure: float | None = None
    asked: float = 0.0
    alike: neighbours.Alike | None = None


@dataclass(frozen=True, slots=True)
class Follows:
    """How well a stand-in follows a model whose file is not there.

    Told by cases that it did not learn from.

    Attributes:
        agreement: how often it gives the same answer.
        usual: how often the most frequent answer alone would be the same.
        r2: how much of the spread of the model's log-odds it follows; None where the log has
            answers only.
        learned: how many cases it learned from.
    """

    agreement: Estimate
    usual: float
    r2: Estimate | None
    learned: int

    @property
    def is_close(self) -> bool:
        """Whether it follows well enough to be taken for the model overall.

        The same answer in surely 90 of 100 cases, at most half as often another as the most
        frequent answer alone would be, and with scores an R² of surely 0.8.
        """
        agrees = self.agreement.value is not None and (self.agreement.low or 0.0) >= _AGREES
        better = 1 - (self.agreement.value or 0.0) <= (1 - self.usual) / 2
        return agrees and better and (self.r2 is None or (self.r2.low or 0.0) >= _ALIKE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What can be said of why; `reason` is one line where nothing can.

    `follows` says where it is not of the model itself, but of a stand-in.
    A model that reads pictures has `pictures` instead of the rest.
    """

    overall: Overall | None
    cases: tuple[ExplainedCase, ...]
    reason: str | None = None
    follows: Follows | None = None
    pictures: heat.Heat | None = None

    @property
    def shown(self) -> Overall | None:
        """What drives the model; None where nothing is known, or of a stand-in that is not close.

        Titles, charts and reports ask this alone, so that they agree.
        """
        return None if self.follows is not None and not self.follows.is_close else self.overall


@dataclass(frozen=True, slots=True)
class Shap:
    """SHAP values of some cases.

    Attributes:
        names: the inputs.
        inputs: what each was, one row a case.
        amounts: what each added.
        base: the output without knowing a case.
        totals: the model's own output for each.
        background: what the base is of.
        words: of texts, those that the model reads in each, in their order.
        unit: what the amounts are of, `log-odds` or `probability`.
        tolerance: how far sums may be from outputs: more where a model answers in float32.
        how: the method, in words.
    """

    names: tuple[str, ...]
    inputs: Floats
    amounts: Floats
    base: float
    totals: Floats
    background: str
    words: tuple[tuple[str, ...], ...] = ()
    unit: str = LOG_ODDS
    tolerance: float = _TOLERANCE
    how: str = "exact"

    def adds_up(self) -> bool:
        """Whether base and contributions give the model's output for every case."""
        off = np.abs(self.base + self.amounts.sum(axis=1) - self.totals)
        return bool((off <= self.tolerance * np.maximum(1, np.abs(self.totals))).all())
