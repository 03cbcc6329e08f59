"""Figures of people and the model together, and of what people do with its answers."""

from evenhand.figures import make
from evenhand.figures.along import along
from evenhand.figures.kinds import Cell, Dot, Dots, Lines, Mark, Stroke, Table
from evenhand.findings import Estimate, Findings, OverrideGroup, SharedErrors, Team
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words import people as said
from evenhand.words.columns import attribute_name


def team(findings: Findings, review: Review) -> Lines | None:
    """How often both together are right along the slider; None where that is not known."""
    handoff = findings.handoff
    found = handoff.team if handoff else None
    if handoff is None or not isinstance(found, Team) or not isinstance(handoff.team_curve, tuple):
        return None
    title, names = said.team_title(findings, review), said.alone(review)
    together = say.capital(said.TOGETHER)
    flat = (
        (say.capital(names["model"]), found.model_alone, Stroke.MODEL),
        (say.capital(names["people"]), found.people_alone, Stroke.PERSON),
    )
    stops = [(point.threshold, point.team) for point in handoff.team_curve]
    drawn = along(together, stops, flat, handoff.threshold, make.of_100)
    return Lines(
        title=title,
        meaning=said.team_meaning(findings, review),
        alt=f"{title}. A curve along the confidence needed; the numbers are in the table.",
        how=_team_how(review),
        columns=("", "Confidence needed", "Right, of 100", *make.interval_columns(review)),
        rows=drawn.rows,
        points=drawn.points,
        marked=drawn.marked,
        marked_label="at this threshold",
        limit=None,
        x_unit="confidence needed to decide alone, of 100",
        y_unit=f"right, of 100 {make.cases(review)}",
        x_range=drawn.x_range,
        y_range=drawn.y_range,
        label=together,
        band=drawn.band,
        others=drawn.others,
    )


def _team_how(review: Review) -> str:
    return (
        f"{nouns.metric_how('team_accuracy', review)} A person's part is measured on the cases "
        "handed off that one judged, where a column has their answers, and else assumed. Score "
        "intervals of a mean over kinds of case: Wilson's where every case was judged."
    )


def overrides(findings: Findings, review: Review) -> Table | None:
    """What people did with the answers; None where that is not known."""
    found = said.overrides_of(findings)
    if found is None:
        return None
    title = said.overrides_title(findings, review)
    shared = found.automation_bias
    if not isinstance(shared, SharedErrors):
        shared = found.independent_errors
    rows: list[tuple[Cell, ...]] = [
        ("Answered by both", found.n, None, None, None),
        ("Another answer, of 100", found.overruled.n, *make.interval_cells(found.overruled)),
    ]
    rows += [
        (
            f"... where the answer was “{say.cleaned(one.answer)}”, of 100",
            one.n,
            *make.interval_cells(one.overruled),
        )
        for one in found.by_answer
    ]
    rows += [
        ("Put right", found.helped, None, None, None),
        ("Made wrong", found.harmed, None, None, None),
        ("More right than before, of 100", found.labelled, *make.interval_cells(found.gain)),
    ]
    if isinstance(shared, SharedErrors):
        rows += _shared_rows(shared)
    return Table(
        title=title,
        meaning=said.overrides_meaning(findings, review),
        alt=title,
        how=_overrides_how(found.p_value),
        columns=("What", "Cases", "Value", *make.interval_columns(review)),
        rows=tuple(rows),
    )


def _shared_rows(shared: SharedErrors) -> list[tuple[Cell, ...]]:
    n = shared.followed.n
    return [
        ("Same wrong answer where the model is wrong, of 100", n,
         *make.interval_cells(shared.followed)),
        ("... were their mistakes unrelated, of 100", n, make.of_100(shared.expected), None, None),
        ("... beyond that, of 100", n, *make.interval_cells(shared.beyond)),
    ]  # fmt: skip


def _overrides_how(p_value: float | None) -> str:
    p = "" if p_value is None else f" (p {say.chance(p_value)})"
    return (
        f"Put right and made wrong are compared with McNemar's exact test{p}. The field's term for "
        "following wrong answers is automation bias. What unrelated mistakes would give: within "
        "each outcome, the model's wrong answers times people's share of that same answer, as in "
        "Mantel and Haenszel's test; the interval by linearization."
    )


def override_groups(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """For whom people change the answer, and whether that helps them; None where not known."""
    found = said.overrides_of(findings)
    by = found.groups.get(attribute or "") if found else None
    if by is None or attribute is None:
        return None
    title = said.override_groups_title(findings, review, attribute)
    units = {
        "overruled": "another answer by people, of 100",
        "helped": "wrong before and put right, of 100",
        "harmed": "right before and made wrong, of 100",
    }
    panels = tuple(
        make.panel(unit, [_dot(group, name, review) for group in by.groups])
        for name, unit in units.items()
    )
    ends = make.interval_columns(review)
    heads = (part for unit in units.values() for part in (say.capital(unit), *ends))
    tests = ". ".join(
        f"{say.capital(units[name].removesuffix(', of 100'))}: p {say.chance(test.p_value)}, "
        f"corrected {say.chance(test.q_value)}"
        for name, test in by.tests.items()
        if test.p_value is not None and test.q_value is not None
    )
    return Dots(
        title=title,
        meaning="Put right and made wrong are of the cases whose outcome is known.",
        alt=make.alt_of(title, panels[0].dots),
        how=(
            f"Wilson {nouns.interval_name(review)}s. No difference among the groups large enough: "
            f"Fisher's exact test for two, else chi-square, corrected over all such tests "
            f"(Benjamini-Hochberg). {tests or 'There are too few groups to test'}."
        ),
        columns=(say.capital(attribute_name(attribute, review)), make.cases(review), *heads),
        rows=tuple(_row(group) for group in by.groups),
        panels=panels,
    )


def _dot(group: OverrideGroup, name: str, review: Review) -> Dot:
    share: Estimate = getattr(group, name)
    mark = Mark.PLAIN if group.eligible else Mark.HOLLOW
    return make.dot(group.group, share, mark, make.note(share, review))


def _row(group: OverrideGroup) -> tuple[Cell, ...]:
    shares = (group.overruled, group.helped, group.harmed)
    cells = (cell for share in shares for cell in make.interval_cells(share))
    return (say.cleaned(group.group), group.n, *cells)
