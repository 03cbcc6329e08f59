"""The figure of what drives the gap between the scores of two groups."""

from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel
from evenhand.findings import Estimate
from evenhand.review import Review
from evenhand.score_gap import GapPart, ScoreGap
from evenhand.words import explain, nouns, say
from evenhand.words import score_gap as said

_MOST: Final = 8
_ALL: Final = "All inputs together"


def score_gap(found: ScoreGap, review: Review) -> Dots:
    """Through which inputs the scores differ, and how well each tells the two groups apart."""
    title, drawn = said.gap_title(found, review), found.parts[:_MOST]
    dots = (_whole(found), *(_part(part, review) for part in drawn))
    left_out = len(found.parts) - len(drawn)
    unit = f"the model's output, {say.name(found.higher)} less {say.name(found.lower)}"
    told = tuple(_told(part, found, review) for part in drawn)
    return Dots(
        title=title,
        meaning=said.gap_meaning(found, review),
        alt=make.alt_of(title, dots),
        how=said.gap_how(found, review),
        columns=(
            "Input", "Its part of the gap", *make.interval_columns(review),
            f"{say.name(found.higher)} has more, of 100 pairs",
            *(f"{head}, pairs" for head in make.interval_columns(review)),
        ),
        rows=(
            _row(_ALL, found.gap, None),
            *(_row(explain.input_name(p.name, review), p.amount, p.apart) for p in found.parts),
        ),
        panels=(
            Panel(unit, dots, (Line(0.0, "no difference"),), left_out),
            Panel(
                f"of 100 pairs of {nouns.cases(review)}, in which {say.name(found.higher)} has "
                "more of it",
                told, (Line(50.0, "tells nothing"),), left_out,
            ),
        ),
    )  # fmt: skip


def _whole(found: ScoreGap) -> Dot:
    return _dot(_ALL, found.gap, Mark.HOLLOW)


def _part(part: GapPart, review: Review) -> Dot:
    label = explain.input_name(part.name, review, make.LABEL_WIDTH)
    return _dot(label, part.amount, Mark.PLAIN)


def _dot(label: str, amount: Estimate, mark: Mark) -> Dot:
    value, low, high = (make.rounded(end) for end in (amount.value, amount.low, amount.high))
    return Dot(label, value, low, high, say.number(amount.value or 0.0), mark, amount.n)


def _told(part: GapPart, found: ScoreGap, review: Review) -> Dot:
    label = explain.input_name(part.name, review, make.LABEL_WIDTH)
    return make.dot(label, part.apart, note=said.pairs(part.apart, found))


def _row(name: str, amount: Estimate, apart: Estimate | None) -> tuple[Cell, ...]:
    ends = (make.rounded(end) for end in (amount.value, amount.low, amount.high))
    pairs = (None, None, None) if apart is None else make.interval_cells(apart)
    return (say.cleaned(name), *ends, *pairs)
