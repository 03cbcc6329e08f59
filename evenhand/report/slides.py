"""What the slides say, in order: each a claim, one thing to see, a line, and the numbers as notes.

Nothing here places or draws; `slide_deck` does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evenhand import figures, words
from evenhand.baselines import standing_in
from evenhand.explanation import Explanation
from evenhand.figures import Cell, Dot, Dots, Figure, Flow, Mark, Number, Table
from evenhand.findings import CriterionResult, Findings
from evenhand.report.tree import Report, Section, candidate_lines, tree, worst_first
from evenhand.review import Review

MOST_ROWS: Final = 12
_MOST_ATTRIBUTES: Final = 6
_MOST_TABLE: Final = 9
_MOST_LETTERS: Final = 1500
_MOST_LINES: Final = 8
_DRAWN: Final = (figures.Lines, figures.Waterfall, figures.Bars, figures.Reliability)
_MOST_NOTES: Final = 60  # rows of a table in the notes
_Many = tuple[Dot, ...]
_TOO_LONG: Final = "The whole table is in the other forms of this report."


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and the few numbers to remember."""

    word: str
    sentence: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What becomes of a round number of cases under each candidate."""

    flows: tuple[Flow, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Lists beside one another, each with its head; blanks to be filled in by hand."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Cells in rows, with a head."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes:
        part: which part of the report it is.
        title: the claim, one sentence.
        body: what there is to see.
        line: what it means.
        notes: what a speaker has: how it is worked out, and every number.
        alt: the body in words.
    """

    part: str
    title: str
    body: Verdict | Beside | Points | Rows | Figure
    line: str = ""
    notes: tuple[str, ...] = ()
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides, and what stands at the foot of each."""

    title: str
    foot: str
    slides: tuple[Slide, ...]


def deck(findings: Findings, review: Review, explanation: Explanation | None = None) -> Deck:
    """The slides of a review.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    report = tree(findings, review, explanation)
    parts = {section.key: section for section in report.sections}
    return Deck(
        report.title,
        f"{report.subject} · {words.data_line(findings, review)}",
        (
            _verdict(report),
            *_criteria(parts["criteria"], report.verdict),
            *_compare(parts["compare"], findings, review),
            *_first(parts["value"], figures.Waterfall),
            *_handoff(parts["handoff"], findings, review),
            *_groups(parts["fairness"], findings, review),
            *(_health(parts["health"]) if "health" in parts else ()),
            *_first(parts["explain"], Dots),
            *(_asked(one) for key, one in parts.items() if key.startswith("pack-")),
            _decision(parts, words.decision_lines(findings)),
            _method(report, parts["data"]),
        ),
    )


def deck_of(report: Report) -> Deck:
    """The slides of any tree: what it says first, then what each part says and shows.

    Args:
        report: what it says.
    """
    parts = (slide for section in report.sections for slide in _any(section))
    foot = f"{report.kind} · {report.subject}"
    return Deck(report.title, foot, (_verdict(report), *parts))


def _any(section: Section) -> Iterator[Slide]:
    """The sentences of a part, then each of its figures that is no table at the end."""
    said = (*section.lines, *section.points)
    if said or section.blanks:
        body = Points(((section.title, said[:_MOST_LINES]),), section.blanks)
        yield Slide(section.title, section.title, body, "", said)
    for block in section.blocks:
        if block.more:
            continue
        if isinstance(block.figure, Table):
            yield from _in_pieces(block.figure, section.title)
        elif isinstance(block.figure, Dots):
            yield _of(_trimmed(block.figure, _worst_and_best), section.title)
        elif type(block.figure) in _DRAWN:
            yield _of(block.figure, section.title)


def _in_pieces(table: Table, part: str) -> Iterator[Slide]:
    """A table on as many slides as its letters need."""
    brief = table.brief or table
    rows: list[tuple[Cell, ...]] = []
    for row in brief.rows:
        if rows and (len(rows) >= _MOST_TABLE or _letters([*rows, row]) > _MOST_LETTERS):
            yield _of(table, part, Rows(brief.columns, tuple(rows)))
            rows = []
        rows.append(row)
    if rows:
        yield _of(table, part, Rows(brief.columns, tuple(rows)))


def _letters(rows: Sequence[Sequence[Cell]]) -> int:
    return sum(len(figures.cell(value)) for row in rows for value in row)


def _asked(section: Section) -> Slide:
    """A rule pack: how many of its questions stand how, and those that nobody has answered."""
    table = next(b.figure for b in section.blocks if isinstance(b.figure, Table))
    still = [f"{row[0]}: {row[1]}" for row in table.rows if row[2] == words.NOT_ANSWERED]
    more = [_TOO_LONG] if len(still) > _MOST_LINES else []
    head = words.STILL_ASKED if still else words.ALL_ANSWERED
    body = Points(((head, (*still[:_MOST_LINES], *more)),))
    notes = (*section.lines, *_notes(table))
    return Slide(section.title, table.title, body, table.meaning, notes)


def _verdict(report: Report) -> Slide:
    body = Verdict(report.word or "", report.verdict, report.numbers)
    numbers = tuple(f"{n.label}: {n.value_text} ({n.note})" for n in report.numbers)
    return Slide(
        report.subject, report.headline, body, " ".join(report.front[:1]),
        (*report.front, report.verdict, *numbers, *report.limits),
    )  # fmt: skip


def _criteria(section: Section, verdict: str) -> Iterator[Slide]:
    """Every criterion with its state; a few on each slide."""
    table = next((b.figure for b in section.blocks if isinstance(b.figure, Table)), None)
    if table is None:
        return
    brief = table.brief or table
    each = -(-len(brief.rows) // -(-len(brief.rows) // _MOST_TABLE)) if brief.rows else 1
    for start in range(0, len(brief.rows), each):
        body = Rows(brief.columns, brief.rows[start : start + each])
        yield replace(_of(table, section.title, body), title=verdict)


def _compare(section: Section, findings: Findings, review: Review) -> Iterator[Slide]:
    drawn = [block.figure for block in section.blocks]
    flows = tuple(figure for figure in drawn if isinstance(figure, Flow))
    others = (figure for figure in drawn if isinstance(figure, Dots))
    if flows:
        title = words.compare_title(findings, review)
        notes = tuple(line for flow in flows for line in _notes(flow))
        alt = " ".join(flow.alt for flow in flows)
        body = Beside(flows, _names(flows, findings, review))
        line = " ".join(candidate_lines(*standing_in(findings, review)))
        yield Slide(section.title, title, body, line, notes, alt)
    yield from (_of(figure, section.title) for figure in [*others][:1])


def _names(flows: Sequence[Flow], findings: Findings, review: Review) -> tuple[str, ...]:
    """Whose each flow is."""
    found = standing_in(findings, review)[0].comparison
    if found is None:
        return ()
    whose = (found.model if flow.is_model else found.baseline for flow in flows)
    return tuple(words.capital(words.the(name)) for name in whose)


def _first(section: Section, *kinds: type[Figure]) -> Iterator[Slide]:
    """The first figure of these kinds."""
    drawn = (b.figure for b in section.blocks if isinstance(b.figure, kinds) and not b.more)
    yield from (_of(figure, section.title) for figure in [*drawn][:1])


def _health(section: Section) -> Iterator[Slide]:
    """How it went of late."""
    for slide in _first(section, Dots, figures.Lines):
        if isinstance(slide.body, Dots):
            yield _of(_trimmed(slide.body, lambda dots: dots[-MOST_ROWS:]), section.title)
        else:
            yield slide


def _trimmed(figure: Dots, keep: Callable[[_Many], _Many]) -> Dots:
    """The same with as many dots of its first panel as a slide has rows."""
    panel = figure.panels[0]
    if len(panel.dots) <= MOST_ROWS:
        return figure
    kept = _as_titled(keep(panel.dots), panel.dots, figure.title)
    left_out = panel.left_out + len(panel.dots) - len(kept)
    return replace(figure, panels=(replace(panel, dots=kept, left_out=left_out),))


def _as_titled(kept: _Many, dots: _Many, title: str) -> _Many:
    """Of groups that are alike to the last digit, those that the title names."""
    drawn = list(kept)
    for dot in (one for one in dots if one.label in title and one not in kept):
        alike = (n for n, one in enumerate(drawn) if one.value == dot.value)
        place = next((n for n in alike if drawn[n].label not in title), None)
        if place is not None:
            drawn[place] = dot
    return tuple(drawn)


def _worst_and_best(dots: _Many) -> _Many:
    """Of dots in order the first, and the last that is judged, which the title names."""
    judged = [dot for dot in dots if dot.mark is not Mark.HOLLOW and dot.value is not None]
    return (*judged[: MOST_ROWS - 1], *judged[MOST_ROWS - 1 :][-1:]) or dots[:MOST_ROWS]


def _both_ends(dots: _Many) -> _Many:
    """Those with the highest value and those with the lowest, which the title names."""
    known = sorted((d for d in dots if d.value is not None), key=lambda d: -(d.value or 0.0))
    half = MOST_ROWS // 2
    return (*known[:half], *known[max(len(known) - half, half) :]) or dots[:MOST_ROWS]


def _handoff(section: Section, findings: Findings, review: Review) -> Iterator[Slide]:
    if words.missing(findings, review, "handoff") is not None:
        return
    curve = figures.risk_coverage(findings, review)
    yield replace(_of(curve, section.title), title=words.handoff_title(findings, review))
    made = (figures.handoff_groups(findings, review, name) for name in [*review.attributes][:1])
    for figure in made:
        if figure is not None:
            yield _of(_trimmed(figure, _both_ends), section.title)


def _groups(section: Section, findings: Findings, review: Review) -> Iterator[Slide]:
    """For each attribute what the review's limit is on, else how often each group is chosen."""
    candidate = review.handoff_candidate.name
    asked = [c for c in findings.criteria if isinstance(c, CriterionResult) and c.attribute]
    own = {c.attribute: c.finding for c in asked if c.candidate == candidate}
    known = findings.fairness.get(candidate, {})
    order = sorted(known, key=lambda name: name not in own)[:_MOST_ATTRIBUTES]
    for attribute in order:
        metric = own.get(attribute, "selection_rate")
        if metric == "impact_ratio":
            figure = figures.impact_ratios(findings, review, candidate, attribute)
        else:
            figure = figures.group_metric(findings, review, candidate, attribute, metric)
        yield _of(_trimmed(worst_first(figure), _worst_and_best), section.title)


def _decision(parts: dict[str, Section], decided: Sequence[str]) -> Slide:
    """What was decided, else what would change the verdict; and lines for who answers for it."""
    changes, sign = parts["criteria"].points, parts["sign"]
    columns = ((words.WOULD_CHANGE, changes),) if changes else ()
    body = Points((*columns, (sign.title, sign.lines)), sign.blanks)
    title = next(iter((*decided, *changes, sign.title)))
    return Slide(sign.title, title, body, "", (*changes, *sign.lines))


def _method(report: Report, section: Section) -> Slide:
    body = Points((("What this report is not", report.limits), (section.title, section.lines)))
    return Slide(section.title, section.title, body, report.footer, (*report.front, *section.lines))


def _of(figure: Figure, part: str, body: Rows | None = None) -> Slide:
    line = " ".join(filter(None, (figure.meaning, _said_to_be_missing(figure))))
    return Slide(part, figure.title, body or figure, line, tuple(_notes(figure)), figure.alt)


def _said_to_be_missing(figure: Figure) -> str | None:
    """How many groups are drawn, where some are not."""
    if isinstance(figure, Dots):
        panel = figure.panels[0]
        drawn = min(len(panel.dots), MOST_ROWS)
        return words.say.only_in_table(drawn, len(panel.dots) + panel.left_out - drawn)
    return figures.left_out(figure)


def _notes(figure: Figure) -> Iterator[str]:
    yield figure.title
    yield figure.meaning
    yield figure.how
    yield " | ".join(figure.columns)
    yield from (_row(row) for row in figure.rows[:_MOST_NOTES])
    if len(figure.rows) > _MOST_NOTES:
        yield _TOO_LONG


def _row(row: Sequence[Cell]) -> str:
    return " | ".join(map(figures.cell, row))
