"""Figures of where a model looks."""

from collections.abc import Iterator
from typing import Final

from evenhand import raster
from evenhand.figures import make
from evenhand.figures.kinds import Dots, Figure, HeatMap
from evenhand.findings import Estimate
from evenhand.heat import Heat, OnMask, PictureCase
from evenhand.review import Review
from evenhand.words import pictures as said
from evenhand.words import say
from evenhand.words.columns import attribute_name

_ALL: Final = "all"


def on_region(heat: Heat, review: Review) -> Dots | None:
    """How often most of what moved the model lies on the marked region, by group."""
    found = heat.on_mask
    if found is None:
        return None
    title = said.look_title(heat, review)
    named = [(_ALL, _ALL, found.all), *_each(found, review)]
    dots = tuple(
        make.dot(say.name(group if name == _ALL else f"{name}: {group}"), rate)
        for name, group, rate in named
    )
    return Dots(
        title=title,
        meaning=" ".join([said.look_meaning(found, review), *_titles(found, review)]),
        alt=make.alt_of(title, dots),
        how=said.look_how(heat, review),
        columns=("By", "Group", "Of 100", *make.interval_columns(review), "Counted among"),
        rows=tuple(
            (name, say.cleaned(group), *make.interval_cells(rate), rate.n)
            for name, group, rate in named
        ),
        panels=(
            make.panel(said.most_of(review),
                       dots),
        ),
    )  # fmt: skip


def _each(found: OnMask, review: Review) -> list[tuple[str, str, Estimate]]:
    return [(attribute_name(name, review), group, rate) for name, each in found.groups.items()
            for group, rate in each.items()]  # fmt: skip


def _titles(found: OnMask, review: Review) -> list[str]:
    return [f"{said.groups_title(found, name, review)}." for name in found.groups]


def picture(case: PictureCase, review: Review, heat: Heat) -> HeatMap:
    """One picture, and what each part of it added to what the model said."""
    title = said.picture_title(case, review)
    parts = said.by_size(case)
    towards = said.towards(case, review)
    top = "; ".join(f"{said.part_name(p)} {_signed(a)}" for p, a in parts[:6])
    return HeatMap(
        title=title,
        meaning=f"{said.picture_sentence(case, review)} {said.key(case, review)}",
        alt=f"{title}. A picture, and the same in grey with a heat map over it: {top}.",
        how=(
            f"Starting at {say.number(case.base, 3)}, what the model says to the picture's middle "
            f"colour alone, the parts add up to {say.number(case.total, 3)}, its own output, in "
            f"log-odds of {towards}. {said.look_how(heat, review)}"
        ),
        columns=("Part of the picture", "Pushes by"),
        rows=tuple((said.part_name(place), make.rounded(amount)) for place, amount in parts),
        picture=raster.png(raster.enlarged(case.pixels)),
        shaded=raster.png(raster.shaded(case.pixels, case.amounts, case.mask)),
        notes=tuple(
            tuple(f"{said.part_name(r * len(row) + c)}: {_signed(a)}" for c, a in enumerate(row))
            for r, row in enumerate(case.amounts.tolist())
        ),
    )


def _signed(amount: float) -> str:
    return f"{'+' if amount > 0 else ''}{say.number(amount)}"


def looked(heat: Heat, review: Review) -> Iterator[Figure]:
    """All that a report has of where a model looks."""
    found = on_region(heat, review)
    if found is not None:
        yield found
    yield from (picture(one, review, heat) for one in heat.cases)
