"""Where on a picture does a model look? SHAP over the cells of a grid, worked out in the sandbox.

Pictures come as rows of raw bytes, one for each pixel and colour, so that nothing is decoded here.
Every heat map adds up to the model's own output, or it is not shown.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenhand import case_ids, statistics
from evenhand.arrays import Floats, Mask
from evenhand.errors import InputError
from evenhand.findings import Estimate
from evenhand.models import Model
from evenhand.review import Review
from evenhand.sandbox.grid import GRID, cells
from evenhand.sources import collected, from_file
from evenhand.text import canonical, negative_text

MOST: Final = 500
"""Pictures of a file that are explained."""

_MOST_COVERED: Final = 16
_HALF: Final = 0.5
_AT_ONCE: Final = 16
_BYTES: Final = 200 << 20  # of pixels as numbers, in one question

Pixels = NDArray[np.uint8]
Heard = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Covered:
    """A change of a picture that changes the answer: some cells get the picture's middle colour.

    Attributes:
        cells: which, row by row from 0; none where no such change was found.
        answer: what the model says then.
        sure: how sure it is of that.
    """

    cells: tuple[int, ...]
    answer: str
    sure: float


@dataclass(frozen=True, slots=True)
class PictureCase:
    """One picture and what moved the model: base + all amounts = total, in log-odds of `of`.

    Attributes:
        kind: why this one is shown.
        place: which of the file's pictures, from 1.
        case: the hash of its number.
        label: what it really is, where known.
        answer: what the candidate said.
        sure: how sure it was.
        of: the class whose log-odds the amounts are of.
        base: what the model says to the picture's middle colour alone.
        total: what it says to the picture.
        pixels: height, width and colours.
        amounts: what each cell of the grid added.
        mask: the region that is marked, where one is.
        on_mask: the share of the amounts' sizes that lies there.
        handed_off: whether it would go to a person.
        groups: by attribute, the group it belongs to.
        covered: what would have changed the answer.
        known: what else the file says of it.
    """

    kind: str
    place: int
    case: str | None
    label: str | None
    answer: str
    sure: float
    of: str
    base: float
    total: float
    pixels: Pixels = field(repr=False)
    amounts: Floats = field(repr=False)
    mask: Mask | None = field(default=None, repr=False)
    on_mask: float | None = None
    handed_off: bool = False
    groups: Mapping[str, str] = field(default_factory=dict)
    covered: Covered | None = None
    known: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OnMask:
    """How often most of what moved a model lies on the marked region.

    Attributes:
        all: the share of all pictures.
        groups: by attribute, that of each group, in order of its name.
        share: the mean share of the heat that lies there.
        area: the mean share of the picture that the region is: heat spread evenly would have that.
    """

    all: Estimate
    groups: Mapping[str, Mapping[str, Estimate]]
    share: float
    area: float


@dataclass(frozen=True, slots=True)
class Heat:
    """Where a model looks.

    Attributes:
        candidate: whose model it is.
        n: how many pictures were explained.
        on_mask: None where no region is marked.
        cases: a few pictures.
    """

    candidate: str
    n: int
    on_mask: OnMask | None
    cases: tuple[PictureCase, ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a review's file, with what its model says of them.

    Attributes:
        review: which names their columns.
        model: that reads them.
        pixels: number, height, width and colours.
        masks: number, height and width; None where nothing is marked.
        rows: by picture: answer, how sure, label, number, groups, and what else the file has.
    """

    review: Review
    model: Model
    pixels: Pixels = field(repr=False)
    masks: Mask | None = field(repr=False)
    rows: pd.DataFrame = field(repr=False)

    def explained(
        self, kinds: Mapping[str, int], heard: Heard | None = None
    ) -> tuple[PictureCase, ...]:
        """Some of the pictures, explained, without what would change them.

        Args:
            kinds: by why it is shown, which picture.
            heard: is told how many are explained, of how many.

        Raises:
            InputError: the amounts of one do not add up.
        """
        at = list(kinds.values())
        answers = [str(said) for said in self.rows["answer"].iloc[at]]
        meant = [answer if self._is_class else self._positive for answer in answers]
        found = heat_maps(self.model, self.pixels[at], meant, heard)
        return tuple(
            self._case(kind, place, one)
            for (kind, place), one in zip(kinds.items(), found, strict=True)
        )

    @property
    def _is_class(self) -> bool:
        return self.model.candidate.score is None

    @property
    def _positive(self) -> str:
        return self.model.classes[self.model.positive]

    def _case(self, kind: str, place: int, found: "HeatMap") -> PictureCase:
        row = self.rows.iloc[place]
        mask = None if self.masks is None else self.masks[place]
        return PictureCase(
            kind=kind, place=place + 1, case=row["case"], label=row["label"],
            answer=str(row["answer"]), sure=float(row["sure"]), of=found.of,
            base=found.base, total=found.total, pixels=self.pixels[place], amounts=found.amounts,
            mask=mask, on_mask=None if mask is None else on_mask(found.amounts, mask),
            handed_off=bool(row["sure"] < self.review.handoff_threshold),
            groups={name: str(row[name]) for name in self.grouped},
            known={str(name): value for name, value in row.items()},
        )  # fmt: skip

    @property
    def grouped(self) -> tuple[str, ...]:
        """The protected and context columns that the file has."""
        columns = self.review.columns
        return tuple(name for name in columns.groups if name in self.rows and name != columns.label)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """What each cell of one picture added to the log-odds of a class."""

    of: str
    base: float
    total: float
    amounts: Floats


def explain(review: Review, model: Model, heard: Heard | None = None) -> Heat:
    """Explain a model of pictures, overall and in a few of them.

    Args:
        review: which names the file with the pictures.
        model: that reads them.
        heard: is told how many are explained, of how many; what it raises ends the work.

    Raises:
        InputError: the file is not there or is wrong, or amounts do not add up.
    """
    shown = pictures(review, model)
    if shown.masks is None:
        marked = None
    else:
        marked = _on_mask(shown, _shares(shown, heard), review.method.interval)
    cases = shown.explained(_picked(shown.rows, review))
    return Heat(
        model.candidate.name, len(shown.rows), marked, tuple(with_covered(shown.model, cases))
    )


def one(review: Review, model: Model, place: int) -> PictureCase:
    """Explain one picture that somebody asks for.

    Args:
        review: which names the file with the pictures.
        model: that reads them.
        place: which, from 1.

    Raises:
        InputError: there are fewer.
    """
    shown = pictures(review, model)
    if not 1 <= place <= len(shown.rows):
        raise InputError(f"there is no such picture; expected 1 to {len(shown.rows)}")
    (found,) = with_covered(model, shown.explained({"asked for": place - 1}))
    return found


# Reading


def pixels_of(review: Review, model: Model, place: int) -> Pixels:
    """One picture as it is, without asking the model.

    Args:
        review: which names the file with the pictures.
        model: that reads them.
        place: which, from 1, of those that there are.

    Raises:
        InputError: a column is not there, or holds no such pictures.
    """
    table, where = _file(review)
    column = table[str(review.columns.image)]
    picture: Pixels = _stacked(column[place - 1 : place], model.picture, where)[0]
    return picture


def pictures(review: Review, model: Model) -> Pictures:
    """The pictures that a review's file holds, and what its model says of them.

    Args:
        review: which names the file.
        model: that reads pictures.

    Raises:
        InputError: a column is not there, or holds no such pictures; or the model cannot be asked.
    """
    columns = review.columns
    table, where = _file(review)
    pixels = _stacked(table[columns.image], model.picture, where)
    masks = _stacked(table[columns.mask], model.picture[:2], where) > 0 if columns.mask else None
    return Pictures(review, model, pixels, masks, _rows(table, review, model, pixels))


def _file(review: Review) -> tuple[pd.DataFrame, str]:
    """What stands in the file with the pictures, and the file's name.

    Raises:
        InputError: none is named, or a column is not there.
    """
    if review.explanation.cases is None or review.columns.image is None:
        message = "pictures stand in a Parquet file of their own; name it"
        raise InputError(message, where="[explanation] cases")
    path = review.folder / review.explanation.cases
    return _table(path, review), path.name


def _table(path: Path, review: Review) -> pd.DataFrame:
    """The columns of the file that the review names, of its first pictures."""
    columns = review.columns
    rules = (candidate.rule.column for candidate in review.candidates if candidate.rule)
    wanted = {columns.image, columns.mask, columns.id, columns.label, *columns.groups, *rules}
    source = from_file(path, {name for name in wanted if name})
    for name in filter(None, (columns.image, columns.mask)):
        if name not in source.names:
            raise InputError(f"there is no column {name}", where=source.where)
    kept = [name for name in source.names if name in wanted]
    frame = source.frame.select(*map(source.inner, kept)).head(MOST)
    table: pd.DataFrame = collected(frame, source.where).to_pandas()
    return table.set_axis(kept, axis=1)


def _stacked(column: "pd.Series[Any]", size: tuple[int, ...], where: str) -> Pixels:
    """Rows of bytes as one array."""
    each = int(np.prod(size))
    if not all(isinstance(one, bytes) and len(one) == each for one in column):
        said = " by ".join(map(str, size))
        raise InputError(f"column {column.name}: expected {said} bytes in each row", where=where)
    return np.frombuffer(b"".join(column), dtype=np.uint8).reshape(-1, *size)


def _rows(table: pd.DataFrame, review: Review, model: Model, pixels: Pixels) -> pd.DataFrame:
    """What is known of each picture, and what the model says of it."""
    columns = review.columns
    hidden = {columns.image, columns.mask}
    said = [model.said(row) for row in probabilities(model, pixels)]
    none = pd.Series([None] * len(table), index=table.index)
    known = table[[name for name in table if name not in hidden]]
    labels = [canonical(value) for value in table.get(columns.label or "", none)]
    return known.assign(
        answer=[answer for answer, _ in said],
        sure=[sure for _, sure in said],
        label=pd.Series(_as_answers(labels, model), index=table.index, dtype=object),
        case=table.get(columns.id or "", none).map(case_ids.of),
    )


def _as_answers(labels: Sequence[str | None], model: Model) -> list[str | None]:
    """Labels as answers are written: beside a score whatever is not positive is the other one."""
    if model.candidate.score is None:
        return list(labels)
    positive = model.classes[model.positive]
    other = negative_text(positive)
    return [None if one is None else positive if one == positive else other for one in labels]


def probabilities(model: Model, pixels: Pixels) -> Floats:
    """The probability of each class; one row a picture.

    Args:
        model: that reads pictures.
        pixels: number, height, width and colours.

    Raises:
        InputError: the model cannot be asked about them.
    """
    size = max(1, _BYTES // (8 * int(np.prod(model.picture))))
    parts = [pixels[start : start + size] for start in range(0, len(pixels), size)]
    found = [_asked(model, part) for part in parts]
    return np.concatenate(found)


def _asked(model: Model, pixels: Pixels) -> Floats:
    said, numbers = model.ask_of_pictures("answer", pixels)
    if said["shape"] != [len(pixels), len(model.classes)]:
        raise InputError("gives no answer that can be read", where=model.where)
    return numbers.reshape(said["shape"])


# SHAP


def heat_maps(
    model: Model, pixels: Pixels, of: Sequence[str], heard: Heard | None = None
) -> tuple[HeatMap, ...]:
    """What each cell of each picture added.

    Args:
        model: that reads pictures.
        pixels: number, height, width and colours.
        of: by picture, the class whose log-odds are meant.
        heard: is told how many are explained, of how many.

    Raises:
        InputError: the model cannot be asked, or the amounts of one picture do not add up.
    """
    found: list[HeatMap] = []
    for start in range(0, len(pixels), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found += _heat_maps(model, pixels[part], of[part])
        if heard is not None:
            heard(len(found), len(pixels))
    return tuple(found)


def _heat_maps(model: Model, pixels: Pixels, of: Sequence[str]) -> Iterator[HeatMap]:
    places = [model.classes.index(name) for name in of]
    n, each = len(pixels), GRID * GRID
    said, numbers = model.ask_of_pictures("explain_pictures", pixels, places=places)
    if said["shape"] != [n, each] or numbers.size != n * (each + 2):
        raise InputError("gives no answer that can be read", where=model.where)
    amounts, bases, totals = np.split(numbers, [n * each, n * (each + 1)])
    amounts = amounts.reshape(n, GRID, GRID)
    off = np.abs(bases + amounts.sum(axis=(1, 2)) - totals)
    if not (off <= model.tolerance * np.maximum(1, np.abs(totals))).all():
        raise InputError("The contributions do not add up to the model's output; nothing is shown.")
    for one in zip(of, bases.tolist(), totals.tolist(), amounts, strict=True):
        yield HeatMap(*one)


def on_mask(amounts: Floats, mask: Mask) -> float | None:
    """Which share of what moved the model lies on the marked region; None where nothing did.

    The amount of a cell counts by the share of its pixels that is marked.

    >>> on_mask(np.eye(8), np.tile([True] * 4 + [False] * 4, (8, 1)))
    0.5
    """
    size = np.abs(amounts).ravel()
    cell = cells(*mask.shape).ravel()
    pixels = np.bincount(cell, minlength=size.size)
    marked = np.bincount(cell, weights=mask.ravel(), minlength=size.size)
    return float(size @ (marked / pixels) / size.sum()) if size.any() else None


def _shares(shown: Pictures, heard: Heard | None) -> tuple[float | None, ...]:
    """By picture, the share of its heat on the region: worked out, or as kept beforehand."""
    kept = shown.review.explanation.overall
    if kept is not None:
        return _from_file(shown.review.folder / kept, len(shown.rows))
    everything = {str(place): place for place in range(len(shown.rows))}
    return tuple(one.on_mask for one in shown.explained(everything, heard))


def _from_file(path: Path, n: int) -> tuple[float | None, ...]:
    try:
        shares: list[float | None] = json.loads(path.read_text(encoding="utf-8"))["on_mask"]
        if len(shares) == n and all(s is None or 0 <= s <= 1 for s in shares):
            return tuple(shares)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise InputError("not a readable summary of heat maps", where=path.name)


def _on_mask(shown: Pictures, shares: Sequence[float | None], level: float) -> OnMask | None:
    """How often most of the heat lies on the region, for all and by group."""
    known = np.array([share is not None for share in shares])
    if not known.any() or shown.masks is None:
        return None
    values = np.array([share for share in shares if share is not None])
    rows = shown.rows[known]
    groups = {
        name: {
            str(group): _rate(values[(rows[name] == group).to_numpy()], level)
            for group in sorted(rows[name].dropna().unique())
        }
        for name in shown.grouped
    }
    area = float(shown.masks[known].mean())
    return OnMask(_rate(values, level), groups, float(values.mean()), area)


def _rate(shares: Floats, level: float) -> Estimate:
    return statistics.rate(int((shares > _HALF).sum()), len(shares), level)


# Single pictures


def _picked(rows: pd.DataFrame, review: Review) -> dict[str, int]:
    """Which picture to show for each kind."""
    known = rows["label"].notna().to_numpy()
    is_right = known & (rows["label"] == rows["answer"]).to_numpy()
    sure = rows["sure"].to_numpy(dtype=np.float64)
    chance = int(np.random.default_rng(review.method.seed).integers(len(rows)))
    picked = {"random": chance, "close call": int(sure.argmin())}
    for kind, those in {"wrong": known & ~is_right, "right": is_right}.items():
        if those.any():
            picked[f"{kind} and confident"] = int(np.where(those, sure, -1.0).argmax())
    return picked


# What would change the answer


def with_covered(model: Model, cases: Sequence[PictureCase]) -> Iterator[PictureCase]:
    """Each with the fewest cells whose covering changes the answer, asked of the model itself.

    Those that speak most for the answer are covered first, one after another.

    Args:
        model: that reads pictures.
        cases: as `Pictures.explained` gives them.

    Raises:
        InputError: the model cannot be asked.
    """
    tries = [_tried(case) for case in cases]
    pixels = [covered(one.pixels, cells) for one, each in zip(cases, tries, strict=True)
              for cells in each]  # fmt: skip
    said = iter([model.said(row) for row in probabilities(model, np.stack(pixels))])
    for one, each in zip(cases, tries, strict=True):
        answers = [(cells, *next(said)) for cells in each]
        changed = (Covered(*found) for found in answers if found[1] != one.answer)
        yield replace(one, covered=next(changed, Covered((), one.answer, one.sure)))


def _tried(case: PictureCase) -> list[tuple[int, ...]]:
    """Which cells are covered: the first one, the first two, and so on."""
    way = 1 if case.answer == case.of else -1
    order = np.argsort(-way * case.amounts.ravel(), kind="stable")[:_MOST_COVERED]
    return [tuple(order[: count + 1].tolist()) for count in range(len(order))]


def covered(picture: Pixels, covering: Sequence[int]) -> Pixels:
    """The picture with some cells in its middle colour.

    Args:
        picture: height, width and colours.
        covering: which cells, row by row from 0.
    """
    colour = np.median(picture.reshape(-1, picture.shape[-1]), axis=0).round()
    where = np.isin(cells(*picture.shape[:2]), covering)[..., None]
    return np.where(where, colour, picture).astype(np.uint8)
