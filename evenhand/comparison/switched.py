"""Who gets another answer if the model replaces the baseline: who gains by it, and who loses."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from evenhand import statistics
from evenhand.arrays import Ints, Mask
from evenhand.comparison import both
from evenhand.counting import MISSING
from evenhand.findings import OMITTED, FoundSwitched, Switched
from evenhand.review import Method, Review
from evenhand.tally import MARKS, OTHER, UNKNOWN, Cells, Tally, added_up

_SHAPE = (2, 2, 2, 2, 2)  # labelled, then positive and right by baseline and model
_LABELLED, _OLD_YES, _YES, _WAS_RIGHT, _RIGHT = (
    part.astype(bool) for part in np.unravel_index(np.arange(np.prod(_SHAPE)), _SHAPE)
)
# Of two classes: a yes is right where the case is positive, and a no is wrong there.
_REAL, _OTHER = _LABELLED & (_YES == _RIGHT), _LABELLED & (_YES != _RIGHT)
_NEWLY, _NO_LONGER = _YES & ~_OLD_YES, _OLD_YES & ~_YES


def switched(tally: Tally, review: Review) -> dict[str, tuple[Switched, ...]]:
    """By attribute and group that has any, on cases that both answered, with or without an outcome.

    Of a kept review that tells no more it is only who becomes right and wrong; no attribute is
    there of which it tells neither.
    """
    found: dict[str, tuple[Switched, ...]] = {}
    tables: dict[int, tuple[Cells, Ints]] = {}  # most often one table serves all attributes
    for name, columns in review.attributes.items():
        own = review.handoff_candidate.name
        seen = next((seen for seen in (OTHER, MARKS) if tally.tells(own, columns, seen)), None)
        if seen is None:
            continue
        table = tally.by(own, columns, seen)
        if id(table) not in tables:
            cells = both.answered(table)
            tables[id(table)] = cells, _kinds(cells, tally.positive)
        cells, kinds = tables[id(table)]
        groups = _by_group(cells, *tally.attribute(cells, columns), kinds, review.method)
        found[name] = groups if seen == OTHER else tuple(map(_judged_only, groups))
    if tally.binary:
        return _corrected_found(_corrected(found))
    return {
        name: tuple(replace(one, found=OMITTED) for one in groups)
        for name, groups in _corrected(found).items()
    }


def _judged_only(group: Switched) -> Switched:
    """The same without which answer it is."""
    return replace(group, to_positive=None, to_negative=None, found=OMITTED)


def _kinds(cells: Cells, positive: int) -> Ints:
    """Of which kind each cell's cases are."""
    yes = [(said == positive).astype(np.int64) for said in (cells.other, cells.answer)]
    right = [(said == cells.label).astype(np.int64) for said in (cells.other, cells.answer)]
    known = (cells.label != MISSING).astype(np.int64)
    return np.asarray(np.ravel_multi_index((known, *yes, *right), _SHAPE), dtype=np.int64)


def _by_group(
    cells: Cells, names: tuple[str, ...], codes: Ints, kinds: Ints, method: Method
) -> tuple[Switched, ...]:
    size, wide = len(names), len(_LABELLED)
    counts = added_up(cells.n, codes * wide + kinds, size * wide).reshape(size, wide)
    right, wrong = (
        counts @ (_LABELLED & one & ~other)
        for one, other in ((_RIGHT, _WAS_RIGHT), (_WAS_RIGHT, _RIGHT))
    )
    labelled = counts @ _LABELLED
    net = statistics.gains(right, wrong, labelled, method.interval).each()
    n = counts.sum(axis=1)
    able = (n >= method.min_group) & (labelled > 0) & (np.array(names) != UNKNOWN)
    chance = statistics.each_way(right, wrong)
    found = _found(counts, able, method)
    return tuple(
        Switched(
            group=name,
            n=int(n[i]),
            to_positive=int(counts[i] @ _NEWLY),
            to_negative=int(counts[i] @ _NO_LONGER),
            labelled=int(labelled[i]),
            become_right=int(right[i]),
            become_wrong=int(wrong[i]),
            net=net[i],
            p_value=float(chance[i]) if able[i] else None,
            found=found[i],
        )
        for i, name in enumerate(names)
        if n[i]
    )


def _found(counts: Ints, able: Mask, method: Method) -> list[FoundSwitched]:
    """What becomes of the real ones of each group, and of which others one wrongly says yes."""
    kinds = (_REAL, _REAL & _NEWLY, _REAL & _NO_LONGER, _OTHER & _NEWLY, _OTHER & _NO_LONGER)
    real, newly, no_longer, flagged, cleared = ((counts @ kind).tolist() for kind in kinds)
    net = statistics.gains(newly, no_longer, real, method.interval).each()
    chance = statistics.each_way(np.array(newly), np.array(no_longer))
    return [
        FoundSwitched(
            real=real[i],
            newly_found=newly[i],
            no_longer_found=no_longer[i],
            newly_flagged=flagged[i],
            no_longer_flagged=cleared[i],
            net=net[i],
            p_value=float(chance[i]) if able[i] and real[i] else None,
        )
        for i in range(len(counts))
    ]


def _corrected(found: Mapping[str, tuple[Switched, ...]]) -> dict[str, tuple[Switched, ...]]:
    """The same with q-values over all groups that have a p-value."""
    asked = [one.p_value for groups in found.values() for one in groups if one.p_value is not None]
    left = iter(statistics.adjusted(asked))
    return {
        name: tuple(g if g.p_value is None else replace(g, q_value=next(left)) for g in groups)
        for name, groups in found.items()
    }


def _corrected_found(
    found: Mapping[str, tuple[Switched, ...]],
) -> dict[str, tuple[Switched, ...]]:
    """The same with q-values over all groups whose real ones were tested."""
    parts = [g.found for groups in found.values() for g in groups]
    asked = [p.p_value for p in parts if isinstance(p, FoundSwitched) and p.p_value is not None]
    left = iter(statistics.adjusted(asked))

    def tested(one: Switched) -> Switched:
        part = one.found
        if not isinstance(part, FoundSwitched) or part.p_value is None:
            return one
        return replace(one, found=replace(part, q_value=next(left)))

    return {name: tuple(tested(one) for one in groups) for name, groups in found.items()}
