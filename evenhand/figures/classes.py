"""Single classes by group, in a review with three classes or more."""

from collections.abc import Mapping
from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Mark, Panel
from evenhand.findings import ClassGroups, Estimate, Findings, GroupFindings, Omitted
from evenhand.review import Review
from evenhand.words import classes as said
from evenhand.words import fairness, nouns, say
from evenhand.words.columns import attribute_name

_MOST_PANELS: Final = 4
_METRICS: Final = ("selection_rate", said.FOUND, "false_positive_rate", "precision", "f1")


def classes(findings: Findings, review: Review, candidate: str, attribute: str) -> Dots | None:
    """How often each class is found, by group; None in a review with two classes."""
    one = findings.by(candidate, attribute)
    if one is None or isinstance(one.classes, Omitted) or not one.classes:
        return None
    found = one.classes
    title = said.classes_title(found, review, attribute)
    panels = [_panel(name, found[name], review) for name in said.in_order(found)[:_MOST_PANELS]]
    terms = [nouns.metric_term(metric) for metric in _METRICS]
    return Dots(
        title=title,
        meaning=said.classes_meaning(found, len(panels)),
        alt=make.alt_of(title, panels[0].dots),
        how=(
            "Each class is taken as the yes, and all others as the no; then the counts and rates "
            f"are those of two classes: {say.listed(terms)}. {fairness.EXPLORATORY}"
        ),
        columns=(
            "Class", say.capital(attribute_name(attribute, review)), make.cases(review),
            "TP", "FP", "TN", "FN", *(say.capital(term) for term in terms),
        ),
        rows=tuple(_rows(found)),
        panels=tuple(panels),
    )  # fmt: skip


def _panel(name: str, found: ClassGroups, review: Review) -> Panel:
    worst = fairness.ends(found, review, said.FOUND)[0]
    dots = [_dot(group, worst, review) for group in found.groups]
    return make.panel(f"really “{say.name(name)}”, and found, of 100", dots)


def _dot(group: GroupFindings, worst: GroupFindings | None, review: Review) -> Dot:
    estimate = group.metrics.get(said.FOUND, Estimate())
    judged = Mark.WORST if group is worst else Mark.PLAIN
    mark = judged if group.eligible else Mark.HOLLOW
    return make.dot(group.group, estimate, mark, make.note(estimate, review))


def _rows(found: Mapping[str, ClassGroups]) -> list[tuple[Cell, ...]]:
    return [
        (
            say.cleaned(name), say.cleaned(group.group), group.n,
            group.counts.tp, group.counts.fp, group.counts.tn, group.counts.fn,
            *(make.estimate_text(group.metrics.get(m, Estimate())) for m in _METRICS),
        )
        for name, one in sorted(found.items())
        for group in one.groups
    ]  # fmt: skip
