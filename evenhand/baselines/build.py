"""Each of the simplest rules beside the model, on cases on which it was not fitted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand import candidates, comparison
from evenhand.arrays import Ints
from evenhand.findings import OMITTED, AutomaticBaseline, Omitted, OneColumnRule
from evenhand.review import Candidate, Review
from evenhand.tally import OneColumn, Simplest, Tally, alone

MAJORITY: Final = "majority"
BASE_RATE: Final = "base_rate"
ONE_COLUMN: Final = "one_column"
_LONGEST: Final = 100  # letters of an answer in a rule's name


def automatic(tally: Tally, review: Review) -> tuple[AutomaticBaseline, ...] | Omitted:
    """All that were found, the simplest first; omitted where they were not counted.

    Args:
        tally: the counts.
        review: of those counts.
    """
    found = tally.simplest
    if found is None or not found.training.sum():
        return OMITTED
    made = (_beside(one, found, tally, review) for one in _rules(found, tally, review))
    return tuple(one for one in made if one is not None)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One of the simplest rules, and what it says of each cell of the other half."""

    name: str
    kind: str
    answers: Ints
    says: str | None = None
    base_rate: float | None = None
    rule: OneColumnRule | None = None


def _rules(found: Simplest, tally: Tally, review: Review) -> Iterator[_Rule]:
    cells = len(found.cells.n)
    most = int(found.training.argmax())
    says = _plain(most, tally)
    yield _Rule(f"always saying {says}", MAJORITY, np.full(cells, most), tally.classes[most])
    if tally.binary:
        rate = float(found.training[tally.positive] / found.training.sum())
        own = review.handoff_candidate
        place = int(rate >= (own.threshold if own.score else 0.5))  # its place in two classes
        answers = np.full(cells, place)
        yield _Rule("guessing the base rate", BASE_RATE, answers, tally.classes[place], rate)
    if found.rule is not None:
        rule = _one_column(found.rule, tally)
        yield _Rule("one-column rule", ONE_COLUMN, found.cells.other, rule=rule)


def _plain(place: int, tally: Tally) -> str:
    """What an answer is called; yes or no where there are two."""
    if not tally.binary:
        said = tally.classes[place]
        shown = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
        return f"\u201c{shown}\u201d"
    return "yes" if place == tally.positive else "no"


def _one_column(rule: OneColumn, tally: Tally) -> OneColumnRule:
    return OneColumnRule(
        rule.column,
        tally.classes[rule.answer],
        tally.classes[rule.otherwise],
        rule.at_least,
        rule.at_most,
        rule.values or None,
    )


def _beside(one: _Rule, found: Simplest, tally: Tally, review: Review) -> AutomaticBaseline | None:
    """The model beside one rule, as beside any baseline."""
    own = review.handoff_candidate
    stand = Candidate(name=one.name, role="baseline", prediction=one.name)
    cells = replace(found.cells, other=one.answers.astype(np.int64))
    groups = {} if found.cells.groups else {"protected": (), "context": (), "crossed": ()}
    columns = review.columns.model_copy(update={"arm": None, **groups})  # of both on the same cases
    own_review = review.model_copy(update={"candidates": (own, stand), "columns": columns})
    counted = replace(
        tally,
        cells={own.name: cells, one.name: alone(cells)},
        exact={own.name: True, one.name: True},
        rows=int(cells.n.sum()),
        score_pairs=None,
        calibrating=None,
        finer=None,
        arrivals=None,
        apart=None,
        arms=None,
        periods=None,
        profile=None,
        watched=None,
        raters=None,
        simplest=None,
        latencies=None,
    )
    compared = comparison.compare(counted, own_review)
    if compared is None:
        return None
    return AutomaticBaseline(
        name=one.name,
        kind=one.kind,
        says=one.says,
        base_rate=one.base_rate,
        rule=one.rule,
        split=found.split,
        training_rows=int(found.training.sum()),
        training_measure="balanced_accuracy" if found.balanced else "accuracy",
        searched=len(found.searched),
        alone=candidates.candidate(counted, own_review, stand),
        comparison=compared,
    )
