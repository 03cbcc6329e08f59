"""What the report says, in which order: blocks without any drawing, for every writer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from evenhand import figures, words
from evenhand.answering import answered_all
from evenhand.baselines import standing_in
from evenhand.explanation import Explanation
from evenhand.figures import Dot, Dots, Figure, Mark, Number
from evenhand.findings import Findings, Omitted
from evenhand.review import Review

_DRAWN_METRICS: Final = ("selection_rate", "accuracy", "true_positive_rate", "false_positive_rate")


@dataclass(frozen=True, slots=True)
class Block:
    """A figure in the report.

    Attributes:
        figure: what to show.
        more: whether it is one of the tables at the end.
        heading: what stands above it, where a new part begins.
        repeated: whether the next table at the end has its numbers too.
    """

    figure: Figure
    more: bool = False
    heading: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Attributes:
        key: its name in addresses.
        title: its heading.
        blocks: what it shows.
        lines: paragraphs above them.
        points: a list above them.
        blanks: what a person fills in by hand.
    """

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Attributes:
        title: of the document.
        headline: what was found, in one sentence.
        subject: the review's own title.
        front: the question and what was audited.
        word: the verdict in a word; None where no limit is set.
        verdict: the same in a sentence.
        numbers: the few to remember.
        limits: what the report is not.
        sections: its parts, in order.
        footer: what stands at the very end.
        kind: what kind of document it is, on each page.
    """

    title: str
    headline: str
    subject: str
    front: tuple[str, ...]
    word: str | None
    verdict: str
    numbers: tuple[Number, ...]
    limits: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str = words.WORKSHEET
    kind: str = words.REPORT_KIND


def tree(findings: Findings, review: Review, explanation: Explanation | None = None) -> Report:
    """Everything that a report says, in order.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    return Report(
        title=words.report_title(findings, review),
        headline=words.overview_title(findings, review),
        subject=words.name(review.title, 300),
        front=_front(findings, review),
        word=findings.verdict.word,
        verdict=words.verdict_sentence(findings, review),
        numbers=figures.three_numbers(findings, review),
        limits=words.WHAT_IT_IS_NOT,
        sections=(
            _criteria(findings, review),
            _value(findings, review),
            _fairness(findings, review),
            _handoff(findings, review),
            _compare(findings, review),
            *_health(findings, review),
            *_shadow(findings, review),
            _labelling(findings, review),
            _explain(findings, review, explanation),
            *_then_now(findings, review),
            *packs_asked(findings, review, explanation),
            _method(findings, review),
            _sign_off(findings, review),
        ),
    )


def _front(findings: Findings, review: Review) -> tuple[str, ...]:
    lines = (review.question, *words.notes(review), words.data_line(findings, review))
    return tuple(words.name(line, 600) for line in lines if line)


def _missing(findings: Findings, review: Review, *blocks: str) -> tuple[str, ...]:
    """Each line on something missing, once."""
    lines = (words.missing(findings, review, block) for block in blocks)
    return tuple(dict.fromkeys(line for line in lines if line))


def _criteria(findings: Findings, review: Review) -> Section:
    table = figures.criteria(findings, review)
    choices = figures.robustness(findings, review)
    holds = words.robustness_sentence(findings, review)
    changes = words.what_would_change(findings, review)
    return Section(
        key="criteria",
        title="Criteria",
        blocks=(
            *((Block(table),) if findings.criteria else ()),
            *((Block(choices, more=True),) if choices else ()),
        ),
        lines=(
            *_missing(findings, review, "criteria"),
            *((holds,) if holds else ()),
            *((words.WOULD_CHANGE,) if changes else ()),
        ),
        points=changes,
    )


def _value(findings: Findings, review: Review) -> Section:
    return Section(
        key="value",
        title="What it is worth against today",
        blocks=tuple(_listed(findings, review, figures.BY_VALUE)),
        lines=(
            *_missing(findings, review, "value"),
            *filter(None, (words.with_people(findings, review),)),
        ),
    )


def _compare(findings: Findings, review: Review) -> Section:
    findings, review = standing_in(findings, review)
    auc = words.auc_sentence(findings)
    same = words.both_answered(findings, review)
    return Section(
        key="compare",
        title="The rule beside the model",
        blocks=tuple(_compared(findings, review)),
        lines=(
            *_missing(findings, review, "compare", *(p.key for p in figures.BY_COMPARISON)),
            *candidate_lines(findings, review),
            *(line for line in (same, words.assumed(findings, review)) if line),
            *words.simplest_lines(findings, review),
            *((auc,) if auc else ()),
        ),
    )


def candidate_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """How often each is right; not between arms, where each had cases of its own to foresee.

    Args:
        findings: what was found.
        review: the nouns.
    """
    found = findings.comparison
    if found is not None and found.arms is not None:
        return ()
    n = found.n if found else None
    return tuple(words.candidate_line(*one, review, n) for one in findings.candidates.items())


def _compared(findings: Findings, review: Review) -> Iterator[Block]:
    """What happens to 1,000 cases under each, then every other figure on the two."""
    if words.missing(findings, review, "compare") is None:
        yield from _listed(findings, review, figures.BEFORE_FLOWS)
        yield from map(Block, figures.flows(findings, review))
        yield from _listed(findings, review, figures.BY_COMPARISON)


def _listed(
    findings: Findings, review: Review, parts: Iterable[figures.PagePart]
) -> Iterator[Block]:
    for part in parts:
        if words.missing(findings, review, part.key) is None:
            yield from map(Block, part.each(findings, review))


def _labelling(findings: Findings, review: Review) -> Section:
    """What lists of cases to label find; the list itself is in no report."""
    title = words.labelling_title(findings, review)
    return Section(
        key="labelling",
        title=f"Which {words.name(review.words.plural)} to label next",
        blocks=tuple(_listed(findings, review, figures.BY_LABELLING)),
        lines=(
            *(
                _missing(findings, review, "labelling")
                or (f"{title}.", *words.labelling_lines(findings, review))
            ),
        ),
    )


def _handoff(findings: Findings, review: Review) -> Section:
    title = f"What goes to {words.a_or_an(review.words.person)}"
    absent = _missing(findings, review, "handoff")
    if absent:
        others = _handoff_blocks(findings, review, unsure=True)
        return Section("handoff", title, tuple(others), absent)
    said = (
        words.team_sentence(findings, review),
        words.scope_sentence(findings, review),
        words.cost_sentence(findings, review),
    )
    return Section(
        key="handoff",
        title=title,
        blocks=tuple(_handoff_blocks(findings, review)),
        lines=(
            *words.handoff_warnings(findings, review),
            words.handoff_meaning(findings, review),
            *(line for line in said if line),
            *_missing(findings, review, *(part.key for part in figures.BY_HANDOFF)),
        ),
    )


def _health(findings: Findings, review: Review) -> Iterator[Section]:
    """Whether it changed, where the log says when, and whether raters agree, where it says so.

    Nothing that stands by the comparison.
    """
    untold = words.missing(findings, review, "health")
    on_labels = words.label_quality_lines(findings, review)
    if untold is not None and not on_labels:
        return
    there = {part.key for part in figures.BY_COMPARISON}
    parts = [part for part in figures.BY_HEALTH if part.key not in there and untold is None]
    made = (
        (part, figure)
        for part in (*parts, *figures.BY_RATERS)
        for figure in part.each(findings, review)
    )
    yield Section(
        key="health",
        title="Has it changed?" if untold is None else "Label quality",
        blocks=tuple(Block(figure, more=not part.first) for part, figure in made),
        lines=(
            f"{words.health_title(findings, review)}.",
            *words.health_lines(findings, review),
            *on_labels,
            *((untold,) if untold is not None else ()),
        ),
    )


def _shadow(findings: Findings, review: Review) -> Iterator[Section]:
    """What is said of shadow mode, where there is any."""
    if words.missing(findings, review, "shadow") is None:
        yield Section(
            key="shadow",
            title="Shadow mode",
            blocks=tuple(_listed(findings, review, figures.BY_SHADOW)),
            lines=words.shadow_lines(findings, review),
        )


def _handoff_blocks(findings: Findings, review: Review, *, unsure: bool = False) -> Iterator[Block]:
    """Every figure on the handoff, or those that take no confidence."""
    parts = (part for part in figures.BY_HANDOFF if part.unsure >= unsure)
    yield from _listed(findings, review, parts)


def _fairness(findings: Findings, review: Review) -> Section:
    return Section(
        key="fairness",
        title="By group",
        blocks=tuple(_by_group(findings, review)),
        lines=(
            *(_missing(findings, review, "fairness") or (words.EXPLORATORY,)),
            *words.by_definition(review, findings.fairness),
            *_no_slices(findings, review),
        ),
    )


def _no_slices(findings: Findings, review: Review) -> Iterator[str]:
    """A line for each candidate that no slice was found for."""
    for name in findings.fairness:
        found = findings.searched(name)
        said = words.none_stands_out(found, review) if found else None
        if said is not None:
            yield f"With {words.the(name)}: {said[:1].lower()}{said[1:]}"


def _by_group(findings: Findings, review: Review) -> Iterator[Block]:
    """The handoff's candidate first; what no limit is on stands as tables at the end."""
    own = review.handoff_candidate.name
    for candidate in sorted(findings.fairness, key=lambda name: name != own):
        for attribute in findings.fairness[candidate]:
            first, *others = _one_attribute(findings, review, candidate, attribute)
            by = words.attribute_name(attribute, review)
            yield replace(first, heading=f"{words.capital(words.the(candidate))}, by {by}")
            yield from others
        worst = figures.slices(findings, review, candidate)
        if worst is not None:
            heading = f"{words.capital(words.the(candidate))}, where it is wrong most often"
            yield Block(worst, more=candidate != own, heading=heading)


def _one_attribute(
    findings: Findings, review: Review, candidate: str, attribute: str
) -> Iterator[Block]:
    more = not _is_asked(review, candidate, attribute)
    if not more:
        drawn = ("selection_rate",) if words.is_outcome(review, candidate) else _DRAWN_METRICS
        for metric in drawn:
            figure = figures.group_metric(findings, review, candidate, attribute, metric)
            yield Block(worst_first(figure), repeated=True)
    yield Block(figures.group_table(findings, review, candidate, attribute), more=True)
    for part in figures.BY_ATTRIBUTE:
        made = part.make(findings, review, candidate, attribute)
        if made is not None:
            yield Block(worst_first(made) if isinstance(made, Dots) else made, more=more)


def _is_asked(review: Review, candidate: str, attribute: str) -> bool:
    """Whether the review asks how this candidate treats these groups: it is no appendix then."""
    asked = {(c.candidate, c.attribute) for c in review.criteria}
    return candidate == review.handoff_candidate.name or (candidate, attribute) in asked


def worst_first(figure: Dots) -> Dots:
    """The same with the worst group on top of its panel, and on down to the best.

    Args:
        figure: dots of groups, one of them marked as the worst where one is.
    """
    panels = tuple(replace(panel, dots=_from_worst(panel.dots)) for panel in figure.panels)
    return replace(figure, panels=panels)


def _from_worst(dots: tuple[Dot, ...]) -> tuple[Dot, ...]:
    worst = next((d.value for d in dots if d.mark is Mark.WORST), None)
    if worst is None:
        return dots
    able = [d.value for d in dots if d.value is not None and d.mark is not Mark.HOLLOW]
    sign = -1 if worst == max(able) else 1
    return tuple(
        sorted(dots, key=lambda d: (d.mark is Mark.HOLLOW, d.value is None, sign * (d.value or 0)))
    )


def _explain(findings: Findings, review: Review, explanation: Explanation | None) -> Section:
    title = "Why it decides so"
    reason = explanation.reason if explanation else words.missing(findings, review, "explain")
    if explanation is None or explanation.reason:
        return Section("explain", title, (), (reason or "It was not worked out for this report.",))
    if explanation.pictures:
        seen = map(Block, figures.looked(explanation.pictures, review))
        return Section("explain", title, tuple(seen), (words.NOT_REASONS,))
    overall = [figures.importance(explanation, review)] if explanation.overall else []
    shown = (figures.one_case(case, review) for case in explanation.cases)
    # With numbers, since two examples may say the same.
    cases = [replace(one, title=f"{place}. {one.title}") for place, one in enumerate(shown, 1)]
    return Section("explain", title, tuple(map(Block, [*overall, *cases])), (words.NOT_REASONS,))


def _then_now(findings: Findings, review: Review) -> Iterator[Section]:
    """Every page's numbers beside an earlier log, where there is one."""
    if words.then_now_of(findings) is None:
        return
    pages = (_listed(findings, review, parts) for parts in figures.THEN_NOW.values())
    groups = (
        figures.then_groups(findings, review, review.handoff_candidate.name, attribute, metric)
        for attribute in review.attributes
        for metric in _DRAWN_METRICS
    )
    yield Section(
        key="then_now",
        title="Then and now",
        blocks=(
            *chain.from_iterable(pages),
            *(Block(made, more=True) for made in groups if made is not None),
        ),
        lines=tuple(filter(None, (words.explain_then(findings),))),
    )


def packs_asked(
    findings: Findings, review: Review, explanation: Explanation | None
) -> Iterator[Section]:
    """A section for each rule pack that the review names: what it asks, and who has answered.

    Args:
        findings: what was found.
        review: with its packs and a person's answers.
        explanation: why the model decides so, where it can be said.
    """
    for found in answered_all(findings, review, explanation):
        lines = (words.pack_as_of(found.pack), found.pack.note)
        yield Section(
            key=f"pack-{found.pack.name}",
            title=found.pack.title,
            blocks=(Block(figures.pack(found)),),
            lines=tuple(filter(None, lines)),
        )


def _method(findings: Findings, review: Review) -> Section:
    return Section(
        key="data",
        title="The data and the method",
        blocks=(*data_blocks(findings, review), Block(figures.formulas(review))),
        lines=(*words.notes(review, findings.candidates), *words.method_lines(review)),
    )


def data_blocks(findings: Findings, review: Review) -> Iterator[Block]:
    """What was read and left out, and what each column means, where that is known.

    Args:
        findings: what was found.
        review: its words for columns.
    """
    yield Block(figures.data_check(findings, review))
    if not isinstance(findings.dictionary, Omitted):
        yield Block(figures.dictionary(findings, review), more=True)


def _sign_off(findings: Findings, review: Review) -> Section:
    """What people answered, locked and decided, as the record has it; and lines for signatures."""
    made = (figures.gates(findings, review), figures.dropped(findings, review))
    return Section(
        key="sign",
        title="Who answers for it",
        blocks=tuple(Block(figure) for figure in made if figure is not None),
        lines=(
            *words.answers_given(findings),
            *words.lock_lines(findings.lock),
            *words.decision_lines(findings),
            words.SIGN_OFF,
        ),
        blanks=words.SIGN_OFF_BLANKS,
    )
