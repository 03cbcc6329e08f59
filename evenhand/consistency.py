"""Does the same case get another answer, were its group another or were it asked about again?

In a sample of the log's cases, the inputs that make the groups get the value that is usual in each
other group; everything else stays, and the model is asked. Inputs that go with the group stay too,
so this shows what the model does with the group itself, and no more: a model that does not read it
passes, whatever stands for the group among its other inputs (Kusner et al., NeurIPS 2017, call the
stronger thing counterfactual fairness; it needs a causal model).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evenhand import statistics
from evenhand.arrays import Ints, Mask
from evenhand.explanation import ANSWER, SAMPLE, SCORE
from evenhand.findings import Estimate
from evenhand.log import Log
from evenhand.models import Model
from evenhand.review import Review
from evenhand.score_gap import GROUP, grouped_cases
from evenhand.tally import UNKNOWN

_ASKED: Final = 20_000  # changed cases at most: the sample is smaller where groups are many
Usual = Mapping[str, Mapping[str, float]]
"""By group, the value that is usual in it of each input that makes the groups."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """What becomes of the cases of all other groups, were they of this one.

    Attributes:
        group: the group that they are taken to be of.
        changed: the share that gets another answer, and of how many.
        moved: how many that is.
        to_yes: how many of them get a yes that got none.
        to_no: how many lose theirs.
    """

    group: str
    changed: Estimate
    moved: int
    to_yes: int
    to_no: int


@dataclass(frozen=True, slots=True)
class Consistency:
    """Whether the same case gets the same answer.

    Attributes:
        candidate: whose answers they are.
        attribute: by which groups.
        read: the inputs that make the groups; none where the model does not read them.
        changed: the share of cases whose answer hangs on the group: at least one other group
            would get another answer. Empty where the model does not read it.
        swapped: by group; largest share first.
        again: the share of cases that get another answer when they are asked about again.
        apart: how far a score is from the same case's first one, at most.
    """

    candidate: str
    attribute: str
    read: tuple[str, ...]
    changed: Estimate
    swapped: tuple[Swapped, ...]
    again: Estimate
    apart: float


def consistency(log: Log, attribute: str) -> Consistency:
    """Whether the same case gets the same answer in another group, and when asked again.

    Args:
        log: the decisions.
        attribute: one of the review's.

    Raises:
        InputError: there is no model to ask about cases with groups; the message says why.
    """
    return consistency_among(log.review, *grouped_cases(log, attribute), attribute)


def consistency_among(
    review: Review, model: Model, cases: pd.DataFrame, attribute: str
) -> Consistency:
    """The same of some cases.

    Args:
        review: whose cases they are.
        model: that answered them.
        cases: as `grouped_cases` gives them.
        attribute: one of the review's.

    Raises:
        InputError: the model cannot be asked.
    """
    usual = usual_values(model, review, attribute, cases)
    sample = _sample(review, cases, max(1, len(usual)))
    probabilities = model.probabilities(sample)
    other = np.array([model.said(row)[0] for row in probabilities]) != sample[ANSWER].to_numpy()
    off = np.abs(probabilities[:, model.positive] - sample[SCORE].to_numpy(np.float64))
    turned = _turned(model, sample, usual)
    return Consistency(
        candidate=model.candidate.name,
        attribute=attribute,
        read=_read(model, review, attribute),
        changed=_share([one.moved for one in turned], review),
        swapped=tuple(sorted(_swapped(turned, review), key=lambda s: -(s.changed.value or 0.0))),
        again=_rate(other, review),
        apart=float(off.max(initial=0.0)),
    )


def _read(model: Model, review: Review, attribute: str) -> tuple[str, ...]:
    """The model's inputs among the columns that make the groups."""
    return tuple(name for name in review.attributes[attribute] if name in model.features)


def usual_values(model: Model, review: Review, attribute: str, cases: pd.DataFrame) -> Usual:
    """What each group large enough usually has of the inputs that make it; observed, not mixed.

    Args:
        model: whose inputs.
        review: which says how large is enough.
        attribute: by which groups.
        cases: with `GROUP`.

    Returns:
        Nothing where the model does not read what makes the groups.
    """
    read = list(_read(model, review, attribute))
    known = cases[cases[GROUP] != UNKNOWN].dropna(subset=read)
    sizes = known.groupby(GROUP).size()
    large = sizes.index[sizes >= review.method.min_group]
    if not read or len(large) < 2:  # noqa: PLR2004  # one group has no other
        return {}
    middle = known.groupby(GROUP)[read].quantile(0.5, interpolation="nearest")
    return {str(group): middle.loc[group].astype(float).to_dict() for group in large}


def _sample(review: Review, cases: pd.DataFrame, groups: int) -> pd.DataFrame:
    """Some of the cases, drawn with the review's seed."""
    rng = np.random.default_rng(review.method.seed)
    return cases.iloc[rng.permutation(len(cases))[: min(SAMPLE, _ASKED // groups)]]


@dataclass(frozen=True, slots=True)
class _Turned:
    """The cases of a sample that are not of a group, were they of it; masks over the sample."""

    group: str
    able: Mask
    moved: Mask
    to_yes: Mask
    to_no: Mask


def _turned(model: Model, sample: pd.DataFrame, usual: Usual) -> Sequence[_Turned]:
    changed = [sample.assign(**values) for values in usual.values()]
    if not changed:
        return ()
    answers = [model.said(row)[0] for row in model.probabilities(pd.concat(changed))]
    own, positive = sample[ANSWER].to_numpy(), model.classes[model.positive]
    by_group = np.array(answers, dtype=object).reshape(len(usual), len(sample))
    return [
        _one(group, sample[GROUP].to_numpy() != group, own, said, positive)
        for group, said in zip(usual, by_group, strict=True)
    ]


def _one(group: str, able: Mask, own: Ints, said: Ints, positive: str) -> _Turned:
    moved = able & (own != said)
    return _Turned(group, able, moved, moved & (said == positive), moved & (own == positive))


def _swapped(turned: Sequence[_Turned], review: Review) -> Sequence[Swapped]:
    return [
        Swapped(
            one.group, _rate(one.moved[one.able], review),
            *(int(way.sum()) for way in (one.moved, one.to_yes, one.to_no)),
        )
        for one in turned
    ]  # fmt: skip


def _share(masks: Sequence[Mask], review: Review) -> Estimate:
    """In how many cases at least one of them holds."""
    return _rate(np.any(masks, axis=0), review) if masks else Estimate()


def _rate(mask: Mask, review: Review) -> Estimate:
    return statistics.rate(int(mask.sum()), len(mask), review.method.interval)
