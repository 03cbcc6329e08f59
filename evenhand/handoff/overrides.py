"""What people do with the model's answers: overrule them, rightly or not, or follow wrong ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand import pairs, statistics
from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    Estimate,
    Omitted,
    OverrideGroup,
    Overrides,
    OverridesBy,
    OverrideTest,
    OverruledAnswer,
    SharedErrors,
)
from evenhand.handoff.subject import Subject
from evenhand.tally import Cells, added_up

_HALF: Final = 0.5  # as in the paired difference of accuracy (Agresti and Min 2005)


def overrides(of: Subject) -> Overrides | Omitted | None:
    """Both answers beside each other; left out without a column of people's answers.

    Args:
        of: whose handoff it is.

    Returns:
        None where no case has both answers.
    """
    if of.plan.human is None:
        return OMITTED
    every = of.tally.cells[of.review.handoff_candidate.name]
    cells = every.where((every.answer != MISSING) & (every.human != MISSING))
    if not cells.n.sum():
        return None
    kinds = _kinds(cells)
    helped, harmed = (int(cells.n[kind].sum()) for kind in (kinds.helped, kinds.harmed))
    labelled = int(cells.n[kinds.known].sum())
    classes = len(of.tally.classes)
    shared = _shared(_few(cells.where(kinds.known), classes), classes, of.level)
    blind = of.plan.saw_answer is False
    return Overrides(
        saw_answer=of.plan.saw_answer,
        n=int(cells.n.sum()),
        overruled=_share(cells.n, kinds.overruled, of.level),
        by_answer=tuple(_by_answer(of, cells, kinds)),
        labelled=labelled,
        helped=helped,
        harmed=harmed,
        gain=_gain(helped, harmed, labelled, of.level),
        p_value=statistics.mcnemar(harmed, helped) if labelled else None,
        groups=_adjusted(dict(_groups(of, cells, kinds))),
        automation_bias=OMITTED if blind else shared,
        independent_errors=shared if blind else OMITTED,
    )


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Which cells are of which kind.

    Attributes:
        known: those with a label.
        overruled: people gave another answer.
        helped: the model was wrong, and people were not.
        harmed: the model was right, and people were not.
    """

    known: Mask
    overruled: Mask
    helped: Mask
    harmed: Mask


def _kinds(cells: Cells) -> _Kinds:
    known, overruled = cells.label != MISSING, cells.human != cells.answer
    changed = known & overruled
    helped, harmed = cells.human == cells.label, cells.answer == cells.label
    return _Kinds(known, overruled, changed & helped, changed & harmed)


def _share(n: Ints, kind: Mask, level: float) -> Estimate:
    return statistics.rate(int(n[kind].sum()), int(n.sum()), level)


def _by_answer(of: Subject, cells: Cells, kinds: _Kinds) -> Iterator[OverruledAnswer]:
    for place, name in enumerate(of.tally.classes):
        said = cells.answer == place
        if said.any():
            share = _share(cells.n[said], kinds.overruled[said], of.level)
            yield OverruledAnswer(name, share.n, share)


def _gain(helped: int, harmed: int, labelled: int, level: float) -> Estimate:
    """People's accuracy minus the model's, on the same cases."""
    counts = np.array([[labelled - helped - harmed, helped, harmed]])
    values, unseen = np.array([[0.0, 1.0, -1.0]]), np.array([[0.0, _HALF, _HALF]])
    found = statistics.score_means(values, counts, level, unseen).one(0)
    if found.value is None or found.low is None or found.high is None:
        return Estimate(n=labelled)
    return Estimate(found.value, max(-1.0, found.low), min(1.0, found.high), labelled)


# By group


def _groups(of: Subject, cells: Cells, kinds: _Kinds) -> Iterator[tuple[str, OverridesBy]]:
    for attribute, columns in of.review.attributes.items():
        names, codes = of.tally.attribute(cells, columns)
        yield attribute, _by(of, cells, kinds, names, codes)


def _by(
    of: Subject, cells: Cells, kinds: _Kinds, names: tuple[str, ...], codes: Ints
) -> OverridesBy:
    def counted(kind: Mask | None) -> Ints:
        return added_up(cells.n, codes, len(names), kind)

    every, known = counted(None), counted(kinds.known)
    large = pairs.eligible(names, every, of.review.method)
    shares = {
        "overruled": (counted(kinds.overruled), every),
        "helped": (counted(kinds.helped), known),
        "harmed": (counted(kinds.harmed), known),
    }
    found = {name: statistics.wilson(share, of.level).each() for name, share in shares.items()}
    return OverridesBy(
        tuple(
            OverrideGroup(name, int(every[i]), bool(large[i]), *(e[i] for e in found.values()))
            for i, name in enumerate(names)
        ),
        {
            name: OverrideTest(statistics.no_difference(np.stack(share, axis=1)[large]), None)
            for name, share in shares.items()
        },
    )


def _adjusted(found: Mapping[str, OverridesBy]) -> dict[str, OverridesBy]:
    """The same with q-values: Benjamini-Hochberg over all tests of all attributes."""
    every = [test.p_value for by in found.values() for test in by.tests.values()]
    among = iter(statistics.adjusted([p for p in every if p is not None]))
    return {
        attribute: replace(by, tests={
            name: replace(test, q_value=None if test.p_value is None else next(among))
            for name, test in by.tests.items()
        })
        for attribute, by in found.items()
    }  # fmt: skip


# Wrong together


def _shared(known: Cells, classes: int, level: float) -> SharedErrors:
    """How often people give the model's wrong answer, beside what independent errors would give.

    Within a label, independent of each other, a share of the model's wrong answers meets the same
    answer of people that is people's share of that answer among all cases of the label. For two
    classes the difference is what Mantel and Haenszel's test is of, over labels. Its interval is
    that of a mean of each case's influence on it (linearization).
    """
    by_model, by_person = (_by_label(known, said, classes) for said in (known.answer, known.human))
    wrong = (known.answer != known.label).astype(np.float64)
    same = wrong * (known.answer == known.human)
    total, together = float(known.n @ wrong), int(known.n @ same)
    if not total:
        return SharedErrors(Estimate(), None, Estimate())
    met = np.where(np.eye(classes, dtype=bool), 0.0, by_model * by_person)
    of_label = np.maximum(by_model.sum(axis=1), 1)
    expected = float((met.sum(axis=1) / of_label).sum()) / total
    beyond = together / total - expected
    meeting = (
        wrong * by_person[known.label, known.answer]
        + (known.human != known.label) * by_model[known.label, known.human]
        - (met.sum(axis=1) / of_label)[known.label]
    ) / of_label[known.label]
    values = beyond + (same - meeting - beyond * wrong) * (known.n.sum() / total)
    found = statistics.score_means(values[None], known.n[None], level).one(0)
    followed = statistics.rate(together, int(total), level)
    return SharedErrors(followed, expected, replace(found, n=int(total)))


def _few(known: Cells, classes: int) -> Cells:
    """One cell for each label and pair of answers, whatever else; only its count is kept right."""
    kind = (known.label * classes + known.answer) * classes + known.human
    n, one = added_up(known.n, kind, classes**3), np.zeros(classes**3, dtype=np.int64)
    one[kind] = np.arange(len(kind))
    kept = np.flatnonzero(n)
    return replace(known.at(one[kept]), n=n[kept])


def _by_label(known: Cells, said: Ints, classes: int) -> Ints:
    """Cases by label and what was said of them."""
    return added_up(known.n, known.label * classes + said, classes**2).reshape(classes, classes)
