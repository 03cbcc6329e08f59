"""The figure of what deciding costs, along the slider."""

from collections.abc import Iterator

from evenhand.figures import make
from evenhand.figures.along import along
from evenhand.figures.kinds import Cell, Lines, Series, Stroke
from evenhand.findings import OMITTED, CostsOfDeciding, Estimate, Findings, Handoff
from evenhand.review import Costs as Prices
from evenhand.review import Review
from evenhand.words import costs as said
from evenhand.words import say
from evenhand.words.handoff import risk_marked

_STROKES = {"rule": Stroke.BASELINE, "model": Stroke.MODEL, "people": Stroke.PERSON}


def deciding(findings: Findings, review: Review) -> Lines | None:
    """What 1,000 cases cost along the slider; None where that is not known."""
    handoff, found = findings.handoff, said.costs_of(findings)
    if handoff is None or found is None or handoff.cost_curve is OMITTED:
        return None
    if found.team.value is None:
        return None
    title, together = said.deciding_title(findings, review), say.capital(said.ways(review)["team"])
    stops = [(point.threshold, point.team) for point in handoff.cost_curve]
    cheapest = handoff.presets.get("cheapest", handoff.threshold)
    drawn = along(together, stops, _flat(found, review), cheapest, make.rounded)
    prices = review.costs or Prices()
    money = say.name(prices.currency, 12) or "Cost"
    unit, year = f"{money} for 1,000 {make.cases(review)}", prices.cases_per_year
    return Lines(
        title=title,
        meaning=said.deciding_meaning(findings, review),
        alt=f"{title}. A curve along the confidence needed; the numbers are in the table.",
        how=said.deciding_how(
            review, classes=findings.candidates[handoff.candidate].classes is not OMITTED
        ),
        columns=(
            "", "Confidence needed", unit, *make.interval_columns(review),
            *(() if year is None else (f"{money} a year",)),
        ),
        rows=drawn.rows if year is None else tuple(_with_year(row, year) for row in drawn.rows),
        points=drawn.points,
        marked=drawn.marked,
        marked_label="cheapest together",
        limit=None,
        x_unit="confidence needed to decide alone, of 100",
        y_unit=unit,
        x_range=drawn.x_range,
        y_range=drawn.y_range,
        label=together,
        band=drawn.band,
        others=(*drawn.others, *_chosen(handoff, cheapest, drawn.y_range, review)),
    )  # fmt: skip


def _flat(found: CostsOfDeciding, review: Review) -> list[tuple[str, Estimate, Stroke]]:
    """What needs no threshold, by its name."""
    names = said.ways(review)
    return [
        (say.capital(names[way]), getattr(found, way), stroke)
        for way, stroke in _STROKES.items()
        if way in names
    ]


def _chosen(
    handoff: Handoff, cheapest: float, ends: tuple[float, float], review: Review
) -> Iterator[Series]:
    """A line where the threshold is, unless it is the cheapest, which is marked anyway."""
    at = float(f"{100 * handoff.threshold:.4g}")
    if handoff.threshold != cheapest:
        label = say.capital(risk_marked(handoff, review))
        yield Series(label, ((at, ends[0]), (at, ends[1])), Stroke.CHOSEN)


def _with_year(row: tuple[Cell, ...], cases: float) -> tuple[Cell, ...]:
    """A row, and what that comes to for the cases of a year."""
    value = row[2]
    return (*row, make.rounded(value * cases / 1000) if isinstance(value, float) else None)
