"""Who is in the log, how their scores are spread, and what could not be seen."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel, Table
from evenhand.findings import (
    Findings,
    GroupFindings,
    Omitted,
    Represented,
    ScoreDistribution,
)
from evenhand.review import METRICS, Review
from evenhand.words import nouns, partial, say
from evenhand.words import population as said
from evenhand.words.columns import attribute_name


def representation(
    findings: Findings, review: Review, candidate: str, attribute: str
) -> Dots | None:
    """Each group's share of the log for every 100 of its share in the population."""
    one = findings.by(candidate, attribute)
    if one is None or isinstance(one.representation, Omitted):
        return None
    found = one.representation
    title = said.representation_title(found)
    rated = [group for group in found.groups if group.population]
    dots = [make.dot(g.group, g.ratio, note=make.note(g.share, review)) for g in rated]
    drawn = make.panel("in the log, for every 100 in the population", dots)
    tested = "" if found.p_value is None else f", p {say.chance(found.p_value)}"
    return Dots(
        title=title,
        meaning=said.representation_meaning(found, review),
        alt=make.alt_of(title, dots),
        how=(
            "Representation: share of cases of known group / share in the population (Wilson "
            f"interval, scaled). Chi-square goodness of fit over the groups listed{tested}."
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), make.cases(review), "Of 100 in the log",
            *make.interval_columns(review), "Of 100 in the population", "For every 100",
        ),
        rows=tuple(_represented(group) for group in found.groups),
        panels=(Panel(drawn.unit, drawn.dots, (Line(100.0, "as in the population"),)),),
    )  # fmt: skip


def _represented(group: Represented) -> tuple[Cell, ...]:
    return (
        say.cleaned(group.group),
        group.n,
        *make.interval_cells(group.share),
        make.of_100(group.population),
        make.of_100(group.ratio.value),
    )


def scores(findings: Findings, review: Review, candidate: str, attribute: str) -> Dots | None:
    """The middle score of each group, and where 80 of 100 of its scores lie."""
    one = findings.by(candidate, attribute)
    if one is None or isinstance(one.scores, Omitted):
        return None
    able = {group.group for group in one.groups if group.eligible}
    title = said.scores_title([group for group in one.scores if group.group in able])
    dots = [_scored(group, group.group in able, review) for group in one.scores]
    return Dots(
        title=title,
        meaning=said.SCORES_MEANING,
        alt=make.alt_of(title, dots),
        how=(
            "Quantiles of the score by group: the least score that so many of 100 cases do not "
            "exceed. The line is no interval of confidence."
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), make.cases(review), "Mean score",
            *(f"{of} of 100 are at most" for of in (10, 25, 50, 75, 90)),
        ),
        rows=tuple(
            (say.cleaned(g.group), g.n, make.rounded(g.mean.value),
             *(map(make.rounded, g.quantiles) if g.quantiles else (None,) * 5))
            for g in one.scores
        ),
        panels=(make.panel("score, of 100", dots),),
    )  # fmt: skip


def _scored(group: ScoreDistribution, able: bool, review: Review) -> Dot:  # noqa: FBT001
    label, cases = say.name(group.group, make.LABEL_WIDTH), f"{group.n:,} {make.cases(review)}"
    mark = Mark.PLAIN if able else Mark.HOLLOW
    if not group.quantiles:
        return Dot(label, None, note=cases, mark=mark)
    low, _, middle, _, high = (make.of_100(q) for q in group.quantiles)
    return Dot(label, middle, low, high, cases, mark)


def bounds(findings: Findings, review: Review, candidate: str, attribute: str) -> Table | None:
    """Between what every metric must lie; None where the review does not say what was observed."""
    one = findings.by(candidate, attribute)
    if one is None or all(isinstance(group.bounds, Omitted) for group in one.groups):
        return None
    title = partial.bounds_title(one, review)
    return Table(
        title=title,
        meaning=partial.unseen_sentence(one, review),
        alt=f"{title}. A table of the lowest and the highest each metric can be, by group.",
        how=(
            "Bounds over all possible outcomes of the cases that were not observed (selective "
            "labels): each metric at its lowest and at its highest."
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), make.cases(review), "Outcome not seen",
            *(say.capital(nouns.metric_name(metric, review)) for metric in METRICS),
        ),
        rows=tuple(_bounded(group) for group in one.groups),
    )  # fmt: skip


def _bounded(group: GroupFindings) -> tuple[Cell, ...]:
    return (
        say.cleaned(group.group),
        group.n,
        partial.unseen(group),
        *(_span(group, metric) for metric in METRICS),
    )


def _span(group: GroupFindings, metric: str) -> str:
    found = partial.of_metric(group, metric)
    if found is None or found.low is None or found.high is None:
        return say.CANNOT
    low, high = (say.number(100 * end, 3) for end in (found.low, found.high))
    return low if low == high else f"{low} to {high}"
