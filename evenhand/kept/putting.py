"""The cells of the tables that are kept, put together by what each tells."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evenhand.arrays import Ints
from evenhand.kept.attributes import Made, Subject
from evenhand.kept.drafts import NOTHING, Draft, Key, Told, code, in_steps, ranks
from evenhand.kept.stepping import Steps
from evenhand.tally import VALUE, Apart, Cells


@dataclass(frozen=True, slots=True)
class Putting:
    """What tables are put together from.

    Attributes:
        of: what the tables are made from.
        wanted: the tables of everybody, before their cells are put together.
        steps: how sure candidates are, as it is kept.
    """

    of: Subject
    wanted: Mapping[Key, Draft]
    steps: Steps

    def apart(self, made: Mapping[str, Made], candidate: str) -> tuple[Apart, bool]:
        """All tables of a candidate, and whether its steps of confidence are as fine as they were.

        Args:
            made: by attribute what it tells; everybody under an empty name.
            candidate: whose.
        """
        tables: dict[str, dict[str, Cells]] = {}
        exact = True
        for name, one in made.items():
            for key, draft in (self.of.drafts if name else self.wanted).items():
                if key[0] == candidate and (one.told[key] != NOTHING or not key[1]):
                    places = self._places(key, is_everybody=not name)
                    tables.setdefault(key[1], {})[name] = self._table(name, one, key, places)
                    exact &= "side" not in one.told[key] or _is_as_fine(draft, places)
        return Apart(tables), exact

    def _table(self, name: str, one: Made, key: Key, places: Ints) -> Cells:
        draft = (self.of.drafts if name else self.wanted)[key]
        groups = np.zeros(len(draft.cells.n), dtype=np.int64)
        if name:
            columns = self.of.review.attributes[name]
            groups = one.place[self.of.tally.attribute(draft.cells, columns)[1]]
        cells = in_steps(draft.cells, places) if "side" in one.told[key] else draft.cells
        return _put_together(cells, groups, one.told[key], name)

    def _places(self, key: Key, *, is_everybody: bool) -> Ints:
        """In which step each cell is."""
        if key[1] == VALUE:
            return self.steps.sides
        if is_everybody:
            return self.steps.everybody.get(key[0], self.steps.sides)
        return self.steps.groups


def _is_as_fine(draft: Draft, places: Ints) -> bool:
    """Whether no two different values are in the same step."""
    known = places > 0
    pairs = np.unique(np.stack([places[known], draft.cells.confidence[known]]), axis=1)
    return bool(len(np.unique(pairs[0])) == pairs.shape[1])


def _put_together(cells: Cells, groups: Ints, what: Told, name: str) -> Cells:
    """Cells put together by what is told."""
    answered = ("answer",) if "side" in what else ()
    keys = {
        key: getattr(cells, key) if key in (*what, *answered) else np.full_like(cells.label, -1)
        for key in ("label", "answer", "other", "human")
    }
    sure = "side" in what
    confidence = cells.confidence if sure else np.full(len(cells.n), np.nan)
    kinds = code(groups, *keys.values(), ranks(confidence))
    _, first, place = np.unique(kinds, return_index=True, return_inverse=True)
    n, total, square = (
        np.bincount(place, amounts).astype(np.float64)
        for amounts in (
            cells.n,
            np.where(np.isfinite(confidence), cells.confidence_sum, 0.0),
            np.where(np.isfinite(confidence), cells.confidence_square, 0.0),
        )
    )
    return Cells(
        groups={name: groups[first]} if name else {},
        **{key: values[first] for key, values in keys.items()},
        confidence=confidence[first],
        n=n.astype(np.int64),
        confidence_sum=total,
        confidence_square=square,
    )
