"""What the simplest rules are made from, without small counts and without groups."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

import numpy as np

from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING
from evenhand.kept.merging import by_kind
from evenhand.tally import Cells, OneColumn, Simplest, Tally

_SAID: Final = 3  # not known, no, yes
_CODES: Final = ("label", "answer", "other")


def simplest(tally: Tally, shown: Cells, least: int) -> Simplest | None:
    """The other half's cases by label, answer and what the rule says, if none of these is small.

    Nor may what the first half has of an outcome and an answer be small, or what a value is named
    by. How many cases rules were fitted on is told by fewer than `least` more or fewer, where the
    tables tell so many.

    Args:
        tally: with the simplest rules.
        shown: the kept cells of everybody, of the handoff's candidate.
        least: the smallest count that may be kept.

    Returns:
        None where a count would be small, or where there are more than two classes.
    """
    found = tally.simplest
    if found is None or not tally.binary or _names_few(found.rule, least):
        return None
    whole = _counts(shown, 2)
    half = _complete(_counts(found.cells, len(_CODES)), whole, least)
    first = whole - half.sum(axis=2)
    known = first[1:].sum(axis=1)
    training = np.where(np.abs(known - found.training) < least, known, found.training)
    parts = (half, first, training, known - training)
    if not all(_fit(part, least).all() for part in parts):
        return None
    return replace(found, training=training, cells=_cells(half))


def _names_few(rule: OneColumn | None, least: int) -> bool:
    return rule is not None and 0 < rule.fewest < least


def _fit(counts: Ints, least: int) -> Mask:
    return np.asarray((counts == 0) | (counts >= least))


def _counts(cells: Cells, codes: int) -> Ints:
    """Cases by the first so many codes, each an axis that starts with what is not known."""
    shape = (_SAID,) * codes
    axes = [getattr(cells, name) - MISSING for name in _CODES[:codes]]
    flat = np.ravel_multi_index(axes, shape)
    return by_kind(cells.n, flat, _SAID**codes).reshape(shape)


def _complete(half: Ints, whole: Ints, least: int) -> Ints:
    """Without the few cases that lack a label or an answer."""
    told = half.sum(axis=2)
    few = ~_fit(half, least).all(axis=2) | ~_fit(whole - told, least)
    few[1:, 1:] = False
    return np.where(few[:, :, None], 0, half)


def _cells(half: Ints) -> Cells:
    kinds = np.nonzero(half)
    label, answer, other = (axis.astype(np.int64) + MISSING for axis in kinds)
    nothing = np.zeros(len(label))
    return Cells(
        groups={},
        label=label,
        answer=answer,
        other=other,
        human=np.full(len(label), MISSING),
        confidence=np.full(len(label), np.nan),
        n=half[kinds],
        confidence_sum=nothing,
        confidence_square=nothing,
    )


# As JSON can hold it


def encoded(found: Simplest | None) -> dict[str, Any] | None:
    """The simplest rules; None where there are none."""
    if found is None:
        return None
    return {
        "split": found.split,
        "training": found.training.tolist(),
        "balanced": found.balanced,
        "searched": list(found.searched),
        "rule": None if found.rule is None else asdict(found.rule),
        "half": _counts(found.cells, len(_CODES)).tolist(),
    }


def decoded(content: Mapping[str, Any] | None) -> Simplest | None:
    """The simplest rules that were encoded."""
    if content is None:
        return None
    half = np.array(content["half"], dtype=np.int64).reshape((_SAID,) * len(_CODES))
    rule = content["rule"]
    return Simplest(
        split=str(content["split"]),
        training=np.array(content["training"], dtype=np.int64),
        balanced=bool(content["balanced"]),
        searched=tuple(map(str, content["searched"])),
        rule=None if rule is None else OneColumn(**{**rule, "values": tuple(rule["values"])}),
        cells=_cells(half),
    )
