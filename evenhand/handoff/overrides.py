"""What people do with the model's answers: overrule them, rightly or not, or follow wrong ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand import pairs, statistics
from evenhand.arrays import Ints
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
from evenhand.tally import HUMAN, Cells, added_up

_AGREED, _HELPED, _HARMED, _BOTH_WRONG, _ENDS = range(2, 7)
_KNOWN: Final = [_AGREED, _HELPED, _HARMED, _BOTH_WRONG]  # with a label; 0 and 1 have none
_OVERRULED: Final = [1, _HELPED, _HARMED, _BOTH_WRONG]
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
    cells = _judged(of)
    if not cells.n.sum():
        return None
    kinds, places = _kinds(cells, len(of.tally.classes))
    ended = added_up(kinds.n, _ended(kinds), _ENDS)
    helped, harmed, labelled = (int(ended[end].sum()) for end in (_HELPED, _HARMED, _KNOWN))
    shared = _shared(kinds.labelled(), len(of.tally.classes), of.level)
    blind = of.plan.saw_answer is False
    return Overrides(
        saw_answer=of.plan.saw_answer,
        n=int(ended.sum()),
        overruled=statistics.rate(int(ended[_OVERRULED].sum()), int(ended.sum()), of.level),
        by_answer=tuple(_by_answer(of, kinds)),
        labelled=labelled,
        helped=helped,
        harmed=harmed,
        gain=_gain(helped, harmed, labelled, of.level),
        p_value=statistics.mcnemar(harmed, helped) if labelled else None,
        groups=_adjusted(dict(_groups(of, cells, _ended(kinds)[places]))),
        automation_bias=OMITTED if blind else shared,
        independent_errors=shared if blind else OMITTED,
    )


def _judged(of: Subject, columns: Sequence[str] = ()) -> Cells:
    """The cells of which a person said something as well."""
    every = of.tally.by(of.review.handoff_candidate.name, columns, HUMAN)
    return every.where((every.answer != MISSING) & (every.human != MISSING))


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Cases by what was true, what the model said, and what people said.

    Attributes:
        label: of each kind; `MISSING` where not known.
        model: what the model said.
        person: what people said.
        n: how many cases.
    """

    label: Ints
    model: Ints
    person: Ints
    n: Ints

    def labelled(self) -> "_Kinds":
        """Those with a label."""
        known = self.label != MISSING
        return _Kinds(self.label[known], self.model[known], self.person[known], self.n[known])


def _kinds(cells: Cells, classes: int) -> tuple[_Kinds, Ints]:
    """The kinds there are, and which of them each cell is of."""
    code = ((cells.label - MISSING) * classes + cells.answer) * classes + cells.human
    met = np.bincount(code) > 0
    codes, places = np.flatnonzero(met), (np.cumsum(met) - 1)[code]
    rest, person = np.divmod(codes, classes)
    label, model = np.divmod(rest, classes)
    return _Kinds(label + MISSING, model, person, added_up(cells.n, places, len(codes))), places


def _ended(kinds: _Kinds) -> Ints:
    """How the cases of each kind ended."""
    known, overruled = kinds.label != MISSING, kinds.person != kinds.model
    helped, harmed = kinds.person == kinds.label, kinds.model == kinds.label
    changed = np.where(helped, _HELPED, np.where(harmed, _HARMED, _BOTH_WRONG))
    return np.where(known, np.where(overruled, changed, _AGREED), overruled)


def _by_answer(of: Subject, kinds: _Kinds) -> Iterator[OverruledAnswer]:
    size = len(of.tally.classes)
    said = added_up(kinds.n, kinds.model, size)
    overruled = added_up(kinds.n, kinds.model, size, kinds.person != kinds.model)
    shares = statistics.wilson((overruled, said), of.level).each()
    for name, share in zip(of.tally.classes, shares, strict=True):
        if share.n:
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


def _groups(of: Subject, all_cells: Cells, all_ended: Ints) -> Iterator[tuple[str, OverridesBy]]:
    for attribute, columns in of.review.attributes.items():
        if not of.tally.tells(of.review.handoff_candidate.name, columns, HUMAN):
            continue
        cells, ended = all_cells, all_ended
        if of.tally.apart is not None:
            cells = _judged(of, columns)
            kinds, places = _kinds(cells, len(of.tally.classes))
            ended = _ended(kinds)[places]
        names, codes = of.tally.attribute(cells, columns)
        found = added_up(cells.n, _ENDS * codes + ended, _ENDS * len(names))
        yield attribute, _by(of, names, found.reshape(len(names), _ENDS))


def _by(of: Subject, names: tuple[str, ...], by_end: Ints) -> OverridesBy:
    """Of groups, by how their cases ended."""
    every, known = by_end.sum(axis=1), by_end[:, _KNOWN].sum(axis=1)
    large = pairs.eligible(names, every, of.review.method)
    shares = {
        "overruled": (by_end[:, _OVERRULED].sum(axis=1), every),
        "helped": (by_end[:, _HELPED], known),
        "harmed": (by_end[:, _HARMED], known),
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


def _shared(known: _Kinds, classes: int, level: float) -> SharedErrors:
    """How often people give the model's wrong answer, beside what independent errors would give.

    Within a label, independent of each other, a share of the model's wrong answers meets the same
    answer of people that is people's share of that answer among all cases of the label. For two
    classes the difference is what Mantel and Haenszel's test is of, over labels. Its interval is
    that of a mean of each case's influence on it (linearization).
    """
    by_model, by_person = (_by_label(known, said, classes) for said in (known.model, known.person))
    wrong = (known.model != known.label).astype(np.float64)
    same = wrong * (known.model == known.person)
    total, together = float(known.n @ wrong), int(known.n @ same)
    if not total:
        return SharedErrors(Estimate(), None, Estimate())
    met = np.where(np.eye(classes, dtype=bool), 0.0, by_model * by_person)
    of_label = np.maximum(by_model.sum(axis=1), 1)
    expected = float((met.sum(axis=1) / of_label).sum()) / total
    beyond = together / total - expected
    meeting = (
        wrong * by_person[known.label, known.model]
        + (known.person != known.label) * by_model[known.label, known.person]
        - (met.sum(axis=1) / of_label)[known.label]
    ) / of_label[known.label]
    values = beyond + (same - meeting - beyond * wrong) * (known.n.sum() / total)
    found = statistics.score_means(values[None], known.n[None], level).one(0)
    followed = statistics.rate(together, int(total), level)
    return SharedErrors(followed, expected, replace(found, n=int(total)))


def _by_label(known: _Kinds, said: Ints, classes: int) -> Ints:
    """Cases by label and what was said of them."""
    return added_up(known.n, known.label * classes + said, classes**2).reshape(classes, classes)
