r"""The report as Markdown: text that any editor opens, with its charts as pictures beside it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from evenhand import figures, words
from evenhand.explanation import Explanation
from evenhand.figures import Figure
from evenhand.findings import Findings
from evenhand.report.drawing import drawings
from evenhand.report.setting import drawn
from evenhand.report.tree import Block, Report, Section, tree
from evenhand.review import Review

_JOIN: Final = "\u2060"  # a word joiner takes no room; what it parts is no address and no mention
_CHANGED: Final = re.compile(r"(?<=:)(?=/)|(?<=[wW])(?=[wW]+\.)|(?<=@)|(?<=:)(?=[\w+-]+:)")
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>|~$]|^[#=]|#(?=\d)|&(?=#?\w+;)")
_FIRST: Final = re.compile(
    r"^([-+](?=[-\s]|$)|\d+(?=[.)](?:\s|$)))"
)  # begins a list, or underlines


def markdown(
    findings: Findings, review: Review, explanation: Explanation | None = None
) -> dict[str, bytes]:
    """The whole report: `report.md`, and in `charts/` the pictures that it shows.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    return markdown_of(tree(findings, review, explanation), "report")


def markdown_of(report: Report, name: str) -> dict[str, bytes]:
    """Any tree as a Markdown file, and the pictures that it shows.

    Args:
        report: what it says.
        name: of the file, without its ending.
    """
    charts = _Charts(name)
    text = "\n\n".join(_report(report, charts)) + "\n"
    return {f"{name}.md": text.encode()} | charts.files()


def escaped(text: object) -> str:
    r"""A text as Markdown that shows it letter by letter: no markup, link, mention or formula.

    >>> escaped("**9** of <b>")
    '\\*\\*9\\*\\* of \\<b\\>'
    >>> escaped("- 1. a"), escaped("2. b")
    ('\\- 1. a', '2\\. b')
    """
    plain = _SPECIAL.sub(r"\\\g<0>", _CHANGED.sub(_JOIN, " ".join(str(text).split())))
    return _FIRST.sub(lambda found: _held(found[1]), plain)


def _held(start: str) -> str:
    """What would begin a list, so that it does not."""
    return start + "\\" if start[0].isdigit() else "\\" + start


class _Charts:
    """The pictures so far, in the order in which they are shown."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn: list[dict[str, Any]] = []

    def add(self, figure: Figure) -> str | None:
        """The place of a figure's picture beside the file; None where it is a table alone."""
        parts = drawings(figure)
        if not parts:
            return None
        self._drawn.append({"drawings": parts, "alt": figure.alt})
        return self._place(len(self._drawn))

    def files(self) -> dict[str, bytes]:
        """Every picture by its place."""
        return {self._place(number): svg for number, svg in enumerate(drawn(self._drawn), 1)}

    def _place(self, number: int) -> str:
        return f"{self._name}-charts/{number:03d}.svg"


def _report(report: Report, charts: _Charts) -> Iterator[str]:
    yield f"# {escaped(report.headline)}"
    yield f"**{escaped(report.subject)}**"
    yield from map(escaped, report.front)
    if report.word:
        yield f"**{words.VERDICT_SYMBOLS[report.word]} {escaped(report.word)}**"
    yield escaped(report.verdict)
    if report.numbers:
        rows = [(number.label, number.value_text, number.note) for number in report.numbers]
        yield _table(("", "", ""), rows)
    yield _list(report.limits)
    for section in report.sections:
        yield from _section(section, charts)
    yield f"_{escaped(report.footer)}_"


def _section(section: Section, charts: _Charts) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    yield from map(escaped, section.lines)
    if section.points:
        yield _list(section.points)
    for block in section.blocks:
        yield from _block(block, charts)
    if section.blanks:
        yield _table(("", ""), [(blank, "") for blank in section.blanks])


def _block(block: Block, charts: _Charts) -> Iterator[str]:
    figure = block.figure
    if block.heading:
        yield f"### {escaped(block.heading)}"
    yield f"#### {escaped(figure.title)}"
    picture = None if block.more else charts.add(figure)
    if picture:
        yield f"![{escaped(figure.alt)}]({picture})"
    yield from (escaped(line) for line in (figure.meaning, figures.left_out(figure)) if line)
    if figure.rows:
        yield _table(figure.columns, figure.rows)
    if figure.how:
        yield escaped(figure.how)


def _list(points: Sequence[str]) -> str:
    return "\n".join(f"- {escaped(point)}" for point in points)


def _table(columns: Sequence[str], rows: Sequence[Sequence[figures.Cell]]) -> str:
    """A table with a head; numbers stand to the right."""
    turned = zip(*rows, strict=True)
    sides = ["---:" if all(_is_number(cell) for cell in column) else "---" for column in turned]
    lines = [map(escaped, columns), sides]
    lines += [[escaped(figures.cell(value)) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_number(value: figures.Cell) -> bool:
    return value is None or isinstance(value, int | float)
