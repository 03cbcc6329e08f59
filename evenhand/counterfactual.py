"""What would have changed an answer: the smallest change of one input, else of two, that does.

Tried are values that other cases of the log have, so each by itself is possible. The size of a
change is the share of those cases that lie between the two values, so that inputs of any unit can
be compared. Every answer is the model's own to the changed case. That is what changes the model's
answer, and no advice: what changes it need not be what causes the outcome.
"""

import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from evenhand.arrays import Floats
from evenhand.models import Model

_VALUES: Final = 16  # of each input that are tried by themselves
_INPUTS: Final = 6  # that are tried in pairs: those that move the answer furthest
_WHOLE: Final = re.compile(r"\w+('\w+)*")  # no signs, and no two words at once
_WORDS: Final = 40  # of a text that are left out by themselves
_THIN: Final = 8  # values of each, in pairs
_Try: TypeAlias = tuple[int, dict[str, float]]  # which case, and its new values


@dataclass(frozen=True, slots=True)
class Change:
    """One input that is changed.

    Attributes:
        name: the input.
        was: its value in the case.
        to: the value it gets.
    """

    name: str
    was: float
    to: float


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A change of one case that changes its answer.

    Attributes:
        changes: one or two; none where no such change was found.
        answer: what the model says of the changed case; of the case itself where there is none.
        sure: how sure it is of that.
        without: words of a text that were left out; only of a text.
    """

    changes: tuple[Change, ...]
    answer: str
    sure: float
    without: tuple[str, ...] = ()


def counterfactuals(
    model: Model, cases: pd.DataFrame, usual: pd.DataFrame, fixed: Collection[str]
) -> tuple[Counterfactual, ...]:
    """For each case the smallest change that changes its answer.

    Args:
        model: of numbers, whose answers they are.
        cases: to change.
        usual: cases whose values are tried.
        fixed: inputs that are never changed.

    Raises:
        InputError: the model cannot be asked.
    """
    seen = _values(usual, [name for name in model.features if name not in fixed])
    rows = cases[list(model.features)].astype(np.float64).to_dict("records")
    asked = _Asked(model, rows, seen)
    singles = [
        (place, {name: float(value)})
        for place in range(len(rows))
        for name, tried in asked.grid.items()
        for value in tried
    ]
    as_it_is: list[_Try] = [(place, {}) for place in range(len(rows))]
    answers = asked.probabilities([*as_it_is, *singles])
    own = [model.said(row) for row in answers[: len(rows)]]
    first = asked.judged(singles, answers[len(rows) :], own)
    next_ones = list(_second(asked, first))
    second = asked.judged(next_ones, asked.probabilities(next_ones), own)
    both = zip(first.best, second.best, own, strict=True)
    return tuple(asked.told(p, two or one, said) for p, (one, two, said) in enumerate(both))


def shorter_texts(model: Model, text: str, marks: Sequence[tuple[str, float]]) -> Counterfactual:
    """The fewest words of a text without which the answer would be another: one, else two.

    Args:
        model: of texts, whose answers they are.
        text: the text.
        marks: the words that it reads in it, with what each added.

    Raises:
        InputError: the model cannot be asked.
    """
    sizes = dict(sorted(marks, key=lambda mark: abs(mark[1])))  # a word's largest amount is kept
    words = sorted(
        (word for word in sizes if sizes[word] and _WHOLE.fullmatch(word)),
        key=lambda w: (-abs(sizes[w]), w),
    )
    words = words[:_WORDS]
    tries = [(), *((word,) for word in words), *combinations(words[:_INPUTS], 2)]
    texts = pd.DataFrame({model.text: [_without(text, left_out) for left_out in tries]})
    own, *said = [model.said(row) for row in model.probabilities(texts)]
    changed = [(len(t), -one[1], t, one) for t, one in zip(tries[1:], said, strict=True)
               if one[0] != own[0]]  # fmt: skip
    if not changed:
        return Counterfactual((), *own)
    *_, left_out, found = min(changed)
    return Counterfactual((), *found, left_out)


def _without(text: str, words: Sequence[str]) -> str:
    """A text without some words, wherever they stand."""
    for word in words:
        text = re.sub(rf"(?<![\w']){re.escape(word)}(?![\w'])", " ", text, flags=re.IGNORECASE)
    return text


def _second(asked: "_Asked", first: "_Answers") -> Iterator[_Try]:
    """What is tried next: smaller changes of the one input, or two where one was not enough."""
    for place, found in enumerate(first.best):
        yield from _pairs(asked, first, place) if found is None else _nearer(asked, place, found)


def _values(usual: pd.DataFrame, names: Sequence[str]) -> Mapping[str, Floats]:
    """All finite values of each input, in order."""
    columns = {name: usual[name].to_numpy(np.float64) for name in names}
    return {name: np.sort(column[np.isfinite(column)]) for name, column in columns.items()}


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was said of changed cases.

    Attributes:
        best: by case, the smallest change that changed its answer, and the answer.
        moved: by case and input, how unsure of the old answer a change of it made the model.
    """

    best: tuple["_Found | None", ...]
    moved: tuple[Mapping[str, float], ...]


_Found: TypeAlias = tuple[float, dict[str, float], tuple[str, float]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The model, the cases, and the values that were seen of each input."""

    model: Model
    rows: Sequence[Mapping[Hashable, float]]
    seen: Mapping[str, Floats]

    @property
    def grid(self) -> Mapping[str, Floats]:
        """A few of the values of each input, over their whole range."""
        return {name: _few(values) for name, values in self.seen.items() if len(values)}

    def probabilities(self, tries: Sequence[_Try]) -> Floats:
        """What the model says of all changed cases at once."""
        changed = pd.DataFrame([{**self.rows[place], **change} for place, change in tries])
        return self.model.probabilities(changed) if tries else np.empty((0, 0))

    def judged(
        self, tries: Sequence[_Try], answers: Floats, own: Sequence[tuple[str, float]]
    ) -> _Answers:
        """Which changes changed an answer, and how far each input moved it."""
        best: list[_Found | None] = [None] * len(own)
        moved: list[dict[str, float]] = [{} for _ in own]
        for (place, change), row in zip(tries, answers, strict=True):
            name, said = next(iter(change)), self.model.said(row)
            still = _still(self.model, row, own[place][0])
            moved[place][name] = min(moved[place].get(name, 1.0), still)
            if said[0] != own[place][0]:
                best[place] = _less((self._size(place, change), change, said), best[place])
        return _Answers(tuple(best), tuple(moved))

    def _size(self, place: int, change: Mapping[str, float]) -> float:
        """The share of usual cases between the old and the new value, summed over the inputs."""
        return sum(
            abs(_rank(self.seen[name], to) - _rank(self.seen[name], self.was(place, name)))
            for name, to in change.items()
        )

    def was(self, place: int, name: str) -> float:
        """What an input of a case is."""
        return self.rows[place][name]

    def told(self, place: int, found: "_Found | None", own: tuple[str, float]) -> Counterfactual:
        """What was found for a case."""
        if found is None:
            return Counterfactual((), *own)
        _, change, said = found
        changes = (Change(name, self.was(place, name), to) for name, to in change.items())
        return Counterfactual(tuple(changes), *said)


def _less(found: _Found, best: "_Found | None") -> _Found:
    return found if best is None or found[0] < best[0] else best


def _rank(values: Floats, value: float) -> float:
    """Where a value stands among others: the share below it, ties half."""
    below, upto = np.searchsorted(values, value), np.searchsorted(values, value, side="right")
    return float(below + upto) / 2 / len(values)


def _still(model: Model, probabilities: Floats, answer: str) -> float:
    """How probable the model still finds an answer."""
    if answer in model.classes:
        return float(probabilities[model.classes.index(answer)])
    return float(1 - probabilities[model.positive])


def _nearer(asked: _Asked, place: int, found: _Found) -> Iterator[_Try]:
    """Values between the case's own and the one that changed its answer, and that one again."""
    ((name, to),) = found[1].items()
    ends = sorted((asked.was(place, name), to))
    values = asked.seen[name]
    between = values[(values > ends[0]) & (values < ends[1])]
    yield place, {name: to}
    yield from ((place, {name: float(value)}) for value in _few(between))


def _few(values: Floats, number: int = _VALUES) -> Floats:
    """Some of many values in order, over their whole range."""
    places = np.linspace(0, 1, number)
    return np.unique(np.quantile(values, places, method="nearest")) if len(values) else values


def _pairs(asked: _Asked, first: _Answers, place: int) -> Iterator[_Try]:
    """Two inputs at once, of those that move the answer furthest by themselves."""
    moved = first.moved[place]
    names = sorted(moved, key=lambda name: (moved[name], name))[:_INPUTS]
    thin = {name: _few(tried, _THIN).tolist() for name, tried in asked.grid.items()}
    for one, other in combinations(names, 2):
        for a, b in product(thin[one], thin[other]):
            yield place, {one: a, other: b}
