"""One set of numbers, read back from every form of the report; slides drawn by another program."""

import io
import json
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

import openpyxl
import pypdfium2
import pytest
from markdown_it import MarkdownIt
from pptx import Presentation
from pptx.oxml.ns import qn

import evenhand
from evenhand import figures, report, words
from evenhand.audit import Audit
from evenhand.findings import Estimate, Findings
from evenhand.words import nouns
from tests import office
from tests.input import making
from tests.server_fixture import ROOT
from tests.test_report_pdf import LIMITS, RIGHT_TO_LEFT, html_text, joined, log, packed, pages_of

SAMPLES: Final = ("containers", "lending")
METRICS: Final = ("selection_rate", "accuracy", "true_positive_rate", "false_positive_rate")
TITLE: Final = "=cmd() #panic() *Forty* <b>groups</b> +1 @a"
SLACK: Final = 3.0  # points: a letter may lean out of its line
WRONG: Final = "7"
MARKS: Final = {mark.value for mark in figures.kinds.Mark}


@dataclass(frozen=True)
class Forms:
    """One review in every form."""

    audit: Audit
    found: Findings
    files: Mapping[str, bytes]
    page: str
    paper: str
    text: str


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Forms]:
    """Two samples, and a log of forty groups whose names are as odd as names come."""
    odd = making.saved(
        tmp_path_factory.mktemp("odd"), log(), criteria=LIMITS, title=TITLE,
        handoff={"threshold": 0.6, "human_accuracy": 0.9},
    )  # fmt: skip
    paths = {name: ROOT / "sample_data" / name / "review.toml" for name in SAMPLES} | {"odd": odd}
    return {name: in_every_form(path) for name, path in paths.items()}


def in_every_form(path: Path) -> Forms:
    """Everything that `evenhand report` writes, and what a reader sees of it."""
    audit = evenhand.open(path)
    found = audit.findings()
    files: dict[str, bytes] = {}
    for form in report.FORMATS.values():
        files |= form.write(found, audit.review, audit.explanation())
    markdown = MarkdownIt("commonmark").enable("table").render(files["report.md"].decode())
    return Forms(
        audit, found, files,
        html_text(files["report.html"].decode()),
        joined(" ".join(pages_of(files["report.pdf"]))),
        joined(unescape(re.sub(r"<[^>]+>", " ", markdown)).replace("\u2060", "")),
    )  # fmt: skip


@pytest.fixture(scope="module")
def recalculated(
    every: dict[str, Forms], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Any, Any]]:
    """Each workbook as we wrote it, and worked out anew from one whose every result was wrong."""
    folder = tmp_path_factory.mktemp("sheets")
    spoilt = []
    for name, forms in every.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(with_wrong_results(forms.files["report.xlsx"]))
        spoilt.append(path)
    made = office.converted(spoilt, "xlsx", tmp_path_factory.mktemp("calc"))
    return {
        name: (opened(io.BytesIO(forms.files["report.xlsx"])), opened(path))
        for (name, forms), path in zip(every.items(), made, strict=True)
    }


def opened(file: Any) -> Any:  # noqa: ANN401  # a path or bytes
    """A workbook with what its formulas gave."""
    return openpyxl.load_workbook(file, data_only=True)


def with_wrong_results(file: bytes) -> bytes:
    """The same formulas, each with a result that none of them has."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"(</f><v>)[^<]*", rb"\g<1>" + WRONG.encode(), text)
            new.writestr(name, text)
    return out.getvalue()


# The numbers


@pytest.mark.parametrize("name", [*SAMPLES, "odd"])
def test_every_formula_gives_what_was_found(
    recalculated: dict[str, tuple[Any, Any]], every: dict[str, Forms], name: str
) -> None:
    """In LibreOffice, whose results are its own: it was given wrong ones."""
    ours, theirs = recalculated[name]
    formulas = openpyxl.load_workbook(io.BytesIO(every[name].files["report.xlsx"]))
    cells = [
        c for sheet in formulas for row in sheet.iter_rows() for c in row if c.data_type == "f"
    ]
    assert len(cells) > 100
    for cell in cells:
        one, other = (book[cell.parent.title][cell.coordinate].value for book in (ours, theirs))
        assert same(one, other), (cell.parent.title, cell.coordinate, one, other)


def same(one: object, other: object) -> bool:
    """Whether two results of a formula are one."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return one == other


@pytest.mark.parametrize("name", [*SAMPLES, "odd"])
def test_every_share_of_every_group_is_one_number_in_every_form(
    every: dict[str, Forms], recalculated: dict[str, tuple[Any, Any]], name: str
) -> None:
    """In the findings document, the workbook worked out anew, HTML, PDF and Markdown."""
    forms = every[name]
    document = json.loads(forms.files["findings.json"])
    asked = forms.audit.review
    rows = {
        (row["Candidate"], row["By"], row["Group"]): row for row in sheet_of(recalculated[name][1])
    }
    heads = {metric: nouns.metric_name(metric, asked) for metric in METRICS}
    checked = 0
    for candidate, by in document["fairness"].items():
        for attribute, found in by.items():
            for group in found["groups"]:
                by_name = words.attribute_name(attribute, asked)
                row = rows[words.the(candidate), by_name, group["group"]]
                for metric in METRICS:
                    estimate = group["metrics"].get(metric)
                    if estimate and estimate["value"] is not None:
                        assert same(row[heads[metric]], estimate["value"])
                        assert same(row[f"{heads[metric]}, from"], estimate["low"])
                        checked += said_everywhere(forms, group["group"], estimate)
    assert checked > 10


def sheet_of(book: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # a workbook
    """The rows of groups by their heads."""
    rows = book["Groups"].iter_rows(min_row=2, values_only=True)
    heads = next(rows)
    return (dict(zip(heads, row, strict=True)) for row in rows if row[1])


def said_everywhere(forms: Forms, group: str, estimate: dict[str, Any]) -> int:
    """A share with its interval, as tables write it, in every form that people read."""
    cell = figures.make.estimate_text(
        Estimate(*(estimate[key] for key in ("value", "low", "high", "n")))
    )
    assert cell in forms.page
    assert cell in forms.text
    if group not in RIGHT_TO_LEFT:  # such a row is copied in its script's order
        assert cell in forms.paper
    return 1


@pytest.mark.parametrize("name", [*SAMPLES, "odd"])
def test_the_charts_of_the_slides_hold_the_numbers_of_the_document(
    every: dict[str, Forms], name: str
) -> None:
    """Every point and every end of an interval is one that a single chart of the report draws.

    Those of groups are found in the document, too; other charts are of differences and inputs.
    """
    forms = every[name]
    document = json.loads(forms.files["findings.json"])
    known = {figures.make.of_100(value) for value in shares(document["fairness"])}
    reported, of_groups = list(panels_of(forms)), 0
    for chart in charts(forms.files["report.pptx"]):
        points = {value for kind, found in chart if kind in MARKS for value in found}
        ends = {v for kind, found in chart if kind.endswith(": interval") for v in found}
        assert any(points <= dots and ends <= intervals for dots, intervals in reported)
        of_groups += bool(points) and points <= known
    assert of_groups


def panels_of(forms: Forms) -> Iterator[tuple[set[float | None], set[float | None]]]:
    """The points of every chart of the report, and the ends of its intervals."""
    review = forms.audit.review
    for section in report.tree(forms.found, review, forms.audit.explanation()).sections:
        for figure in (block.figure for block in section.blocks):
            for panel in figure.panels if isinstance(figure, figures.Dots) else ():
                ends = {end for dot in panel.dots for end in (dot.low, dot.high)}
                yield {dot.value for dot in panel.dots}, ends


def shares(document: Any) -> Iterator[float]:  # noqa: ANN401  # any JSON
    """Every number between 0 and 1 of a document."""
    if isinstance(document, dict):
        for value in document.values():
            yield from shares(value)
    elif isinstance(document, list):
        for value in document:
            yield from shares(value)
    elif isinstance(document, float) and 0 <= document <= 1:
        yield document


def charts(file: bytes) -> Iterator[list[tuple[str, list[float]]]]:
    """The series of each native chart across: its name and its values."""
    for page in Presentation(io.BytesIO(file)).slides:
        for shape in page.shapes:
            if shape.has_chart:
                every = shape.chart.plots[0].series
                yield [(one.name, across(one)) for one in every]


def across(series: Any) -> list[float]:  # noqa: ANN401  # of a chart
    """Where its points stand across; of bars none."""
    found = series._element.find(qn("c:xVal"))  # noqa: SLF001  # the library has one column only
    return [] if found is None else [float(value.text) for value in found.iter(qn("c:v"))]


# Text


def test_titles_and_names_are_text_in_every_form(every: dict[str, Forms]) -> None:
    """No formula of a sheet begins with what a user wrote; every form has it letter by letter."""
    forms = every["odd"]
    wanted = packed(TITLE)
    for text in (forms.page, forms.paper, forms.text, slides_text(forms.files["report.pptx"])):
        assert wanted in packed(text)
    book = openpyxl.load_workbook(io.BytesIO(forms.files["report.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert TITLE in texts
    assert not [cell for cell in cells if cell.data_type == "f" and "cmd" in str(cell.value)]
    assert not [cell for cell in cells if cell.hyperlink]


def slides_text(file: bytes) -> str:
    """All text of the slides."""
    pages = Presentation(io.BytesIO(file)).slides
    return " ".join(s.text_frame.text for p in pages for s in p.shapes if s.has_text_frame)


# Slides as another program draws them


@pytest.fixture(scope="module")
def drawn(
    every: dict[str, Forms], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, pypdfium2.PdfDocument]:
    """The slides of each, drawn with our own fonts."""
    folder, paths = tmp_path_factory.mktemp("slides"), []
    for name, forms in every.items():
        path = folder / f"{name}.pptx"
        path.write_bytes(forms.files["report.pptx"])
        paths.append(path)
    made = office.converted(paths, "pdf", tmp_path_factory.mktemp("impress"))
    return {name: pypdfium2.PdfDocument(path) for name, path in zip(every, made, strict=True)}


@pytest.mark.parametrize("name", [*SAMPLES, "odd"])
def test_no_letter_of_a_slide_lies_outside_the_box_of_its_text(
    every: dict[str, Forms], drawn: dict[str, pypdfium2.PdfDocument], name: str
) -> None:
    """Nothing is cut, and no row of a table grows: also with forty groups, names of any script."""
    show = Presentation(io.BytesIO(every[name].files["report.pptx"]))
    assert len(drawn[name]) == len(show.slides)
    for page, slide in zip(drawn[name], show.slides, strict=True):
        boxes = [points_of(shape) for shape in slide.shapes if shape.shape_type != 1]
        for left, right, middle in letters_of(page):
            assert any(
                box[0] - SLACK <= left and right <= box[2] + SLACK and box[1] <= middle <= box[3]
                for box in boxes
            ), (slide.shapes.title.text_frame.text, left, right, middle)


def points_of(shape: Any) -> tuple[float, float, float, float]:  # noqa: ANN401  # of a slide
    """Where a shape stands, in points from the top left."""
    left, top, wide, high = (v / 12_700 for v in (shape.left, shape.top, shape.width, shape.height))
    return left, top, left + wide, top + high


def letters_of(page: Any) -> Iterator[tuple[float, float, float]]:  # noqa: ANN401  # of a PDF
    """The left and right ends of every letter, and its middle from the top."""
    text, height = page.get_textpage(), page.get_size()[1]
    for at in range(text.count_chars()):
        if not text.get_text_range(at, 1).isspace():
            left, low, right, top = text.get_charbox(at)
            yield left, right, height - (low + top) / 2


@pytest.mark.parametrize("name", [*SAMPLES, "odd"])
def test_every_title_is_drawn_whole(
    every: dict[str, Forms], drawn: dict[str, pypdfium2.PdfDocument], name: str
) -> None:
    """Each of its words is on the page."""
    show = Presentation(io.BytesIO(every[name].files["report.pptx"]))
    for page, slide in zip(drawn[name], show.slides, strict=True):
        seen = packed(page.get_textpage().get_text_range())
        title = slide.shapes.title.text_frame.text.split()
        assert not [word for word in title if word.isascii() and packed(word) not in seen]


def test_what_is_written_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Ten times as many rows of the same groups: the same forms, hardly larger."""
    sizes = []
    for times in (1, 10):
        folder = tmp_path / str(times)
        folder.mkdir()
        audit = evenhand.open(making.saved(folder, making.table(making.rows() * times)))
        found = audit.findings()
        forms = (report.FORMATS[form] for form in ("pptx", "xlsx"))
        sizes.append(
            sum(len(c) for one in forms for c in one.write(found, audit.review, None).values())
        )
    assert sizes[1] < 1.1 * sizes[0]
