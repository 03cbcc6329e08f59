"""Of an A/B test with rare positives: what each arm finds of its own real ones."""

from typing import Final

from evenhand import statistics
from evenhand.figures import make
from evenhand.figures.kinds import Dots, Mark, Panel
from evenhand.findings import Comparison, Estimate
from evenhand.review import Review
from evenhand.words import say
from evenhand.words.arms import found_title

_MARKS: Final = (Mark.BASELINE, Mark.PLAIN)
_HOW: Final = (
    "The field's terms are recall and precision, with Wilson intervals, and Newcombe's of their "
    "differences. Each counts on its own cases; where these differ in kind, so do the shares."
)


def found_apart(found: Comparison, review: Review) -> Dots:
    """Of the real ones of its own arm, how many each finds; and how many of its yeses are right.

    Args:
        found: between arms.
        review: the level of intervals.
    """
    counted, title, level = _counted(found), found_title(found), review.method.interval
    names = [say.capital(say.the(name)) for name in (found.baseline, found.model)]
    rates = {unit: [statistics.rate(*one, level) for one in two] for unit, two in counted.items()}
    rows = [(f"{names[i]}: {unit}", two[i]) for unit, two in rates.items() for i in range(len(two))]
    rows += [
        (f"Difference: {unit}", statistics.difference(two[1], two[0], level))
        for unit, two in counted.items()
    ]
    panels = tuple(_panel(unit, names, two, review) for unit, two in rates.items())
    return Dots(
        title=title,
        meaning="Where real ones are rare, being right says little: saying no to all is right too.",
        alt=make.alt_of(title, [dot for panel in panels for dot in panel.dots]),
        how=_HOW,
        columns=("", "Counted among", "of 100", *make.interval_columns(review)),
        rows=tuple((name, one.n, *make.interval_cells(one)) for name, one in rows),
        panels=panels,
    )


def _counted(found: Comparison) -> dict[str, list[tuple[int, int]]]:
    """Of each of the two, how many of how many."""
    sides = (found.baseline_counts, found.model_counts)
    return {
        "of 100 real ones, found": [(c.tp, c.tp + c.fn) for c in sides],
        "of 100 yeses, right": [(c.tp, c.tp + c.fp) for c in sides],
    }


def _panel(unit: str, names: list[str], rates: list[Estimate], review: Review) -> Panel:
    each = zip(names, rates, _MARKS, strict=True)
    return Panel(
        unit,
        tuple(make.dot(name, rate, mark, make.note(rate, review)) for name, rate, mark in each),
    )
