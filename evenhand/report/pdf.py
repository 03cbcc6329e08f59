"""The report as a PDF for paper and archive: tagged (PDF/UA-1), its fonts in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from evenhand import figures, words
from evenhand.explanation import Explanation
from evenhand.figures import Cell, Figure, Table
from evenhand.findings import Findings
from evenhand.report import letters
from evenhand.report.drawing import Drawing, drawings
from evenhand.report.setting import compiled
from evenhand.report.tree import Block, Report, Section, tree
from evenhand.review import Review

_PORTRAIT: Final = 481.8  # points between the margins
_LANDSCAPE: Final = 728.4
_SIZES: Final = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_LETTER: Final = 0.56  # mean width of a letter, of the font's size
_INSET: Final = 8.0  # points left and right of a cell together
_WIDEST: Final = 90  # letters of a column that would like to be wider
_HEADER: Final = 70


def pdf(findings: Findings, review: Review, explanation: Explanation | None = None) -> bytes:
    """The whole report as a PDF file.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    return pdf_of(tree(findings, review, explanation))


def pdf_of(report: Report) -> bytes:
    """Any tree as a PDF file.

    Args:
        report: what it says.
    """
    return compiled("report.typ", _document(report))


# The document


@dataclass(slots=True)
class _Appendix:
    """The tables at the end, numbered as they come.

    Attributes:
        entries: those that stand so far.
        said: where a sentence that several have was said first.
    """

    entries: list[dict[str, Any]]
    said: dict[str, int]

    def add(self, figure: Figure, part: str, meaning: str = "") -> int:
        """Put a figure's table there, with its meaning where no drawing has it; say its number."""
        number = len(self.entries) + 1
        is_new = meaning not in self.said
        self.said.setdefault(meaning, number)
        first = self.said.setdefault(figure.how, number)
        self.entries.append({
            "number": number,
            "title": figure.title,
            "part": part,
            "meaning": meaning if is_new else "",
            "how": figure.how if first == number else words.worked_out_as(first),
            "table": _table(figure, _LANDSCAPE),
        })  # fmt: skip
        return number


def _document(report: Report) -> dict[str, Any]:
    appendix = _Appendix([], {})
    sections = [_section(section, appendix) for section in report.sections]
    return {
        "title": report.title,
        "kind": report.kind,
        "header": words.shortened(report.subject, _HEADER),
        "headline": report.headline,
        "subject": report.subject,
        "front": report.front,
        "word": report.word or "",
        "symbol": words.VERDICT_SYMBOLS.get(report.word or "", ""),
        "verdict": report.verdict,
        "numbers": [
            {"label": n.label, "value": n.value_text, "note": n.note} for n in report.numbers
        ],
        "limits": [*report.limits, report.footer],
        "sections": sections,
        "appendix": appendix.entries,
    }


def _section(section: Section, appendix: _Appendix) -> dict[str, Any]:
    return {
        "title": section.title,
        "lines": section.lines,
        "points": section.points,
        "blanks": section.blanks,
        "blocks": list(_blocks(section, appendix)),
    }


def _blocks(section: Section, appendix: _Appendix) -> Iterator[dict[str, Any]]:
    """What is shown in place; every other table goes to the end."""
    part, in_parts = section.title, False
    for block in section.blocks:
        part, in_parts = block.heading or part, in_parts or bool(block.heading)
        in_place = not block.more and not (in_parts and isinstance(block.figure, Table))
        shown = _shown(block, part, appendix) if in_place else {}
        if not in_place:
            appendix.add(block.figure, part, block.figure.meaning)
        if shown or (block.heading and not block.more):
            yield {"heading": block.heading, "deep": in_parts} | shown


def _shown(block: Block, part: str, appendix: _Appendix) -> dict[str, Any]:
    figure = block.figure
    drawn: list[Drawing] = drawings(figure)
    shown = _texts(figure) | {"drawings": drawn}
    if not drawn:
        return shown | {"table": _table(figure, _PORTRAIT)}
    if block.repeated:
        return shown | {"see": len(appendix.entries) + 1}
    return shown | {"see": appendix.add(figure, part)}


def _texts(figure: Figure) -> dict[str, Any]:
    return {
        "title": figure.title,
        "meaning": figure.meaning,
        "alt": figure.alt,
        "how": figure.how,
    }


# Tables


def _table(figure: Figure, width: float) -> dict[str, Any]:
    """A table's cells as text, and how wide each column is so that nothing is cut off."""
    rows = [[figures.cell(value) for value in row] for row in figure.rows]
    size, widths = _fitted([list(figure.columns), *rows], width)
    return {
        "columns": figure.columns,
        "rows": rows,
        "widths": widths,
        "size": size,
        "lines": sum(_lines(row, size, widths) for row in rows),
        "numeric": [_is_numeric(column) for column in zip(*figure.rows, strict=True)],
    }


def _lines(row: Sequence[str], size: float, widths: Sequence[float]) -> int:
    """How many lines a row takes, about: those of its highest cell."""
    cells = zip(row, widths, strict=True)
    return max((ceil(_needed([len(text)], size) / width) for text, width in cells), default=1)


def _is_numeric(column: Sequence[Cell]) -> bool:
    return all(value is None or isinstance(value, int | float) for value in column)


def _fitted(rows: Sequence[Sequence[str]], width: float) -> tuple[float, list[float]]:
    """The largest type in which every column holds its longest word, and the columns' widths."""
    columns = list(zip(*rows, strict=True))
    least = [max(map(_longest_word, column)) for column in columns]
    size = next((s for s in _SIZES if _needed(least, s) <= width), _SIZES[-1])
    liked = [_liked(head, body) for head, *body in columns]
    more = [max(high - low, 0) * size * _LETTER for high, low in zip(liked, least, strict=True)]
    room = max(width - _needed(least, size), 0.0)
    share = min(1.0, room / max(sum(more), 1.0))
    widths = [_needed([low], size) + extra * share for low, extra in zip(least, more, strict=True)]
    over = max(1.0, sum(widths) / width)
    return size, [round(w / over, 3) for w in widths]


def _liked(head: str, body: Sequence[str]) -> int:
    """Letters of the width at which a column's cells need one line each, and its head three."""
    return min(max([len(head) // 3, *map(len, body)]), _WIDEST)


def _needed(letters_of: Sequence[int], size: float) -> float:
    """The width of columns that hold so many letters in one line."""
    return sum(letters_of) * size * _LETTER + _INSET * len(letters_of)


def _longest_word(text: str) -> int:
    words_of = letters.printable(text).replace("\u200b", " ").split()
    return max(map(len, words_of), default=1)
