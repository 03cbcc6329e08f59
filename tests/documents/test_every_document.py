"""Every document of every sample, and of a log whose names are as odd as names come."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from pptx import Presentation

import evenhand
from evenhand.audit import Audit
from evenhand.documents import DOCUMENTS, REPORT
from evenhand.figures.make import estimate_text
from tests.input import making
from tests.server_fixture import ROOT
from tests.test_report_markdown import seen
from tests.test_report_pdf import LIMITS, NO_FONT, PLAIN, html_text, joined, log, packed, pages_of

TITLE: Final = "=cmd() #panic() *Forty* <b>groups</b> +1 @a"
SAMPLES: Final = sorted(path.parent for path in ROOT.glob("sample_data/*/review.toml"))
LONG: Final = 60
NAMES: Final = [name for name in DOCUMENTS if name != REPORT]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Forty groups, of which some are called as no group should be."""
    handoff = {"threshold": 0.6, "human_accuracy": 0.9}
    folder = tmp_path_factory.mktemp("odd")
    return evenhand.open(making.saved(folder, log(), criteria=LIMITS, title=TITLE, handoff=handoff))


@pytest.fixture(scope="module")
def forms(odd: Audit) -> dict[str, dict[str, bytes]]:
    """The first file of each form of each document of it, written once."""
    found, review = odd.findings(), odd.review
    return {
        name: {
            form: next(iter(made.write(found, review, None).values()))
            for form, made in DOCUMENTS[name].formats.items()
        }
        for name in NAMES
    }


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda path: path.name)
def test_every_sample_has_every_document(folder: Path) -> None:
    """In the form that is quickest to write; nothing of it is empty by mistake or says too much."""
    audit = evenhand.open(folder / "review.toml")
    for name in NAMES:
        formats = DOCUMENTS[name].formats
        form = "xlsx" if "xlsx" in formats else "md"
        (content,) = formats[form].write(audit.findings(), audit.review, None).values()
        text = written(form, content)
        assert len(text) > 1_000
        assert "None" not in {cell.strip() for cell in text.split("|")}
        assert "compliant" not in text


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_text_in_every_form(forms: dict[str, dict[str, bytes]], name: str) -> None:
    """The title letter by letter, no formula in any cell, no markup, no link."""
    for form, content in forms[name].items():
        if form == "xlsx":
            cells = [cell for row in rows_of(content) for cell in row]
            assert TITLE in {cell.value for cell in cells}
            assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        elif form != "json":  # where a review has no title
            assert packed(TITLE) in packed(read(form, content))


def rows_of(content: bytes) -> Iterator[tuple[Any, ...]]:
    """The rows of every sheet."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        yield from sheet.iter_rows()


def written(form: str, content: bytes) -> str:
    """The cells of a workbook parted by bars, or what a reader sees of another file."""
    if form != "xlsx":
        return read(form, content)
    cells = (cell.value for row in rows_of(content) for cell in row)
    return "|".join(str(value) for value in cells if value is not None)


def read(form: str, content: bytes) -> str:
    """What a reader sees of a file."""
    match form:
        case "html":
            return html_text(content.decode())
        case "pdf":
            return joined(" ".join(pages_of(content)))
        case "pptx":
            pages = Presentation(io.BytesIO(content)).slides
            shapes = (shape for page in pages for shape in page.shapes if shape.has_text_frame)
            return " ".join(shape.text_frame.text for shape in shapes)
        case _:
            return seen(content.decode())


@pytest.mark.parametrize("name", ["audit", "model-card"])
def test_every_share_of_every_plain_group_is_that_of_the_findings(
    odd: Audit, forms: dict[str, dict[str, bytes]], name: str
) -> None:
    """With its interval, in every form that people read."""
    groups = [one for one in odd.findings().fairness["model"]["sex"].groups if one.group in PLAIN]
    wanted = {
        estimate_text(one.metrics[metric])
        for one in groups
        for metric in ("selection_rate", "accuracy", "false_positive_rate")
    }
    for form, content in forms[name].items():
        text = written(form, content)
        assert len(groups) == len(PLAIN)
        assert not [cell for cell in wanted if packed(cell) not in packed(text)]


def test_a_group_of_any_name_is_in_every_document_that_lists_groups(
    odd: Audit, forms: dict[str, dict[str, bytes]]
) -> None:
    """Letter by letter; longer ones may be cut in sentences."""
    groups = [one.group for one in odd.findings().fairness["model"]["sex"].groups]
    ours = [name for name in groups if len(name) < LONG]
    for name in ("audit", "feasibility", "model-card"):
        text = packed(read("md", forms[name]["md"]))
        assert not [group for group in ours if packed(group) not in text]
    assert NO_FONT in ours
