"""The figure of gaps between groups, period after period."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel, Table
from evenhand.findings import Findings, GapOverTime, GapPeriod, Health
from evenhand.health.drift import LEVEL
from evenhand.review import Review
from evenhand.words import gaps_over_time as said
from evenhand.words import nouns, say
from evenhand.words.by_period import period_name
from evenhand.words.columns import attribute_name
from evenhand.words.health import health_of


def gaps_over_time(findings: Findings, review: Review) -> Dots | Table | None:
    """The gap of each protected column in each period; None where no groups could be compared.

    Of each column one rate is drawn, of those that changed only these. The table has all.
    """
    found = health_of(findings)
    if found is None or not found.gaps:
        return None
    shown = said.drawn(found, review)
    title = said.gaps_title(found, review)
    panels = tuple(_panel(one, found, review) for one in shown)
    return make.drawn(
        Dots(
            title=title,
            meaning=(
                "Further from 0 is further apart; what all groups moved by is no change of a gap. "
                f"{_marks(panels)}"
            ),
            alt=make.alt_of(title, [dot for one in panels for dot in one.dots]),
            how=_how(review),
            columns=(
                say.capital(found.unit), "By", "What is compared", "Higher now", "Lower now",
                "apart, of 100", *make.interval_columns(review), "q",
                "Clear and large",
            ),
            rows=tuple(row for one in found.gaps for row in _rows(one, review)),
            panels=panels,
        )
    )  # fmt: skip


def _panel(one: GapOverTime, found: Health, review: Review) -> Panel:
    pair = f"{said.group_name(one.higher)} minus {said.group_name(one.lower)}"
    rate, by = said.rate_name(one.metric, found, review), attribute_name(one.attribute, review)
    dots = tuple(_dot(one, at, found, review) for at in one.periods)
    lines = [Line(0.0, "no gap")]
    if one.before.value is not None:
        lines.append(Line(make.of_100(one.before.value) or 0.0, "in the reference"))
    return Panel(
        f"by {by}: {rate}, {pair}, of 100", dots, tuple(lines), ring="reference", diamond="changed"
    )


def _dot(one: GapOverTime, at: GapPeriod, found: Health, review: Review) -> Dot:
    clear = one.matters and at.q_value is not None and at.q_value < LEVEL
    mark = Mark.HOLLOW if at.is_reference else Mark.WORST if clear else Mark.PLAIN
    note = make.mean_note(at.difference, review)
    return make.dot(period_name(at.period, found), at.difference, mark, note)


def _marks(panels: tuple[Panel, ...]) -> str:
    """What the shapes mean that are there."""
    marked = any(dot.mark is Mark.WORST for one in panels for dot in one.dots)
    more = "; a diamond is a clear change" if marked else ""
    return f"Periods of the reference are hollow{more}."


def _rows(one: GapOverTime, review: Review) -> list[tuple[Cell, ...]]:
    start = (
        attribute_name(one.attribute, review), nouns.metric_name(one.metric, review),
        *("the others" if name is None else say.cleaned(name) for name in (one.higher, one.lower)),
    )  # fmt: skip
    later = f"since {one.since}" if one.since else "all later ones"
    parts = (
        *((at.period, at.difference, at.q_value) for at in one.periods),
        ("the reference", one.before, None),
        (later, one.after, None if one.since else one.q_value),
    )
    clear = ("yes" if one.matters else "no",)
    return [
        (period, *start, *make.interval_cells(apart), make.rounded(q), *clear)
        for period, apart, q in parts
    ]


def _how(review: Review) -> str:
    return (
        "In each period the rate of the group that is the higher now minus that of the other, with "
        "Newcombe's interval; of more than two groups the one that moved furthest beside all "
        "others together. Of each column one rate is drawn; the table has all. Whether "
        "gaps changed is asked of all groups at once: Cochran's Q over by how much each group's "
        "rate moved since the reference, weighed by its variance (Agresti and Caffo), corrected "
        "for all columns, rates and periods (Benjamini-Hochberg). A change counts where q is below "
        f"{LEVEL}, in a period from which on it lasted or in all later ones together, and it is "
        "more than "
        f"{say.number(100 * review.method.margin)} of 100. The interval of a change holds for all "
        f"groups at once. Groups with fewer than {review.method.min_group:,} "
        f"{make.cases(review)} in the reference or after are left out. By simulation less than one "
        "log of 100 without any change says so. Exploratory: no limit was set on it."
    )
