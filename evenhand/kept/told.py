"""How much each table tells: as much as it can, without what another table tells already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenhand.kept.drafts import NOTHING, Draft, Key, Told
from evenhand.tally import HANDOFF, HUMAN, MARKS, OTHER, VALUE

Levels = Mapping[Key, int]
_WHOLE: Final = {"label", "answer", "other"}
# What is given up first where less has to be told: how far down each kind of table then is.
OF_OTHERS: Final = "others"  # the tables of the other candidates, which go before one's own
_EVERYBODY: Final = (
    (VALUE, 9), (HUMAN, 1), (HUMAN, 9), (HANDOFF, -2), ("", 1), (OTHER, 9), (MARKS, 9),
    (HANDOFF, 9),
)  # fmt: skip
_BY_GROUP: Final = (
    (HANDOFF, -2), (HUMAN, 1), (OTHER, 1), ("", 1), (HUMAN, 9), (HANDOFF, 9), (MARKS, 9),
    (OF_OTHERS, 2), (OF_OTHERS, 9),
)  # fmt: skip
_LAST: Final = ((OF_OTHERS, 2), (OF_OTHERS, 9), ("", 2), (OTHER, 9), ("", 9))
_WORTH: Final = (MARKS, OTHER, HANDOFF, "", HUMAN)


def of_everybody(drafts: Mapping[Key, Draft], own: str) -> Iterator[dict[Key, int]]:
    """At least how far down its chain each table has to be, from nothing on, further step by step.

    Args:
        drafts: the tables there are.
        own: the candidate that hands off.
    """
    return _steps(drafts, own, (*_EVERYBODY, *_LAST))


def of_groups(drafts: Mapping[Key, Draft], own: str, *, outcomes: bool) -> Iterator[dict[Key, int]]:
    """The same for groups.

    Args:
        drafts: the tables there are.
        own: the candidate that hands off.
        outcomes: whether what really happened is told in any case.
    """
    return _steps(drafts, own, (*_BY_GROUP, *(() if outcomes else _LAST)))


def _steps(
    drafts: Mapping[Key, Draft], own: str, order: Sequence[tuple[str, int]]
) -> Iterator[dict[Key, int]]:
    floor = dict.fromkeys(drafts, 0)
    yield dict(floor)
    for what, level in order:
        changed = False
        for key, draft in drafts.items():
            if (what == OF_OTHERS and key[0] != own) or (key == (own, what)):
                last = len(draft.chain) - 1
                lower = max(floor[key], min(level, last) if level >= 0 else last + level + 1)
                changed |= lower != floor[key]
                floor[key] = lower
        if changed:
            yield dict(floor)


def by_worth(drafts: Mapping[Key, Draft], own: str) -> list[Key]:
    """The tables in the order in which more is told of them, where that is possible."""
    mine = [(own, what) for what in _WORTH if (own, what) in drafts]
    return [*mine, *(key for key in drafts if key[0] != own)]


def without_doubles(levels: Levels, drafts: Mapping[Key, Draft], own: str) -> dict[Key, Told]:
    """What each table tells at its level; nothing, where another one tells it.

    Of both answers either the table of all three is there, or that of right and wrong.
    """
    told = {key: drafts[key].chain[level] for key, level in levels.items()}
    alone = set(told[own, ""])
    if told.get((own, OTHER)) is not None:
        if set(told[own, OTHER]) >= _WHOLE:
            told[own, MARKS] = NOTHING
        elif told[own, MARKS] != NOTHING:
            told[own, OTHER] = NOTHING
    if "human" in alone and (own, HUMAN) in told:
        told[own, HUMAN] = NOTHING
    if "side" in alone and (own, HANDOFF) in told:
        told[own, HANDOFF] = NOTHING
    return told


def within(
    levels: Levels, drafts: Mapping[Key, Draft], above: Mapping[Key, Told], own: str
) -> dict[Key, int]:
    """Levels at which no table of groups tells more than those of everybody do.

    Args:
        levels: of the tables of groups.
        drafts: these tables.
        above: what those of everybody tell; of two crossed columns, those of one of them.
        own: the candidate that hands off.
    """
    found = {}
    for key, level in levels.items():
        may = _may(key, above, own)
        chain = drafts[key].chain
        found[key] = next(
            place
            for place in range(level, len(chain))
            if set(chain[place]) <= may or chain[place] == NOTHING
        )
    return found


def _may(key: Key, above: Mapping[Key, Told], own: str) -> set[str]:
    """What a table of groups may tell at most."""
    own_told, seen = set(above.get((own, ""), ())), key[1]
    may = set(above.get(key, ()))
    if seen == HANDOFF and "side" in own_told:
        may |= own_told
    if seen == HUMAN and "human" in own_told:
        may |= own_told
    if seen == MARKS and set(above.get((own, OTHER), ())) >= _WHOLE:
        may |= _WHOLE
    return may
