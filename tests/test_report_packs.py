"""Rule packs in reports: every answer the same in each form, and none of a person's is markup."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from components import samples
from evenhand import packs, report
from evenhand.answering import answered_all
from evenhand.audit import Audit
from evenhand.packs import AnsweredPack, Standing
from evenhand.report.html import html_of
from evenhand.report.slide_deck import pptx_of
from evenhand.report.slides import Points, deck
from evenhand.report.workbook import xlsx_of
from evenhand.review import PackAnswers
from evenhand.words import packs as said
from tests.core import making
from tests.test_report_markdown import rendered
from tests.test_report_pdf import html_text, packed, pages_of

ODD: Final = "=cmd() @a +1 -2 #panic() *so* _so_ [a](b) `c` <b>d</b> $x$ | e \\ & “f” \u202eg"
LONG: Final = "\n".join(f"{place}. {ODD}" for place in range(20))
ANSWERS: Final[dict[str, Any]] = {
    "nyc-ll144": {
        "answers": {"auditor": ODD, "data-source": LONG, "selection-rates": "As in 2025."},
        "does_not_apply": {"notice": f"No candidate: {ODD}"},
    },
    "gdpr": {},
}


@dataclass(frozen=True)
class Forms:
    """Packs in every form, as a reader sees it, without space."""

    packs: tuple[AnsweredPack, ...]
    page: str
    paper: str
    markdown: str
    book: list[tuple[Any, ...]]
    slides: str


def audited() -> Audit:
    """A small log of two protected columns, with two packs that a person answered in part."""
    rows = [
        ("ab"[i % 2], "xyz"[i % 3], i % 3 == 0, i % 5 == 0, i * 7 % 100 / 100) for i in range(240)
    ]
    frame = pd.DataFrame(rows, columns=["sex", "race", "y", "rule", "score"])
    return making.audit(frame.astype({"y": int, "rule": int}), making.keys(packs=ANSWERS))


@pytest.fixture(scope="module")
def forms() -> Forms:
    """All that `evenhand report` writes of it."""
    audit = audited()
    files: dict[str, bytes] = {}
    for form in report.FORMATS.values():
        files |= form.write(audit.findings(), audit.review, None)
    return seen(answered_all(audit.findings(), audit.review), files)


def seen(found: tuple[AnsweredPack, ...], files: Mapping[str, bytes]) -> Forms:
    """What a reader of each form sees."""
    book = openpyxl.load_workbook(io.BytesIO(files["report.xlsx"]))
    return Forms(
        found,
        packed(html_text(files["report.html"].decode())),
        packed(" ".join(pages_of(files["report.pdf"]))),
        packed(html_text(rendered(files["report.md"].decode()))),
        [tuple(map(written, row)) for row in book["Tables"].iter_rows()],
        packed(" ".join(said_on(files["report.pptx"]))),
    )


def written(cell: Any) -> Any:  # noqa: ANN401  # of a sheet
    """What stands in a cell, which is no formula."""
    assert cell.data_type != "f"
    return cell.value


def said_on(slides: bytes) -> Iterator[str]:
    """All text of slides and of their notes."""
    for page in Presentation(io.BytesIO(slides)).slides:
        yield from (shape.text_frame.text for shape in page.shapes if shape.has_text_frame)
        yield page.notes_slide.notes_text_frame.text


def test_every_form_says_the_same_of_every_requirement(forms: Forms) -> None:
    """Where it is asked, the question, how it stands and the answer; and how many stand how."""
    agree(forms)


def agree(forms: Forms) -> None:
    """Every form has every row, and says from which day each pack is."""
    rows = {cells[:4] for cells in forms.book}
    for one in (answer for pack in forms.packs for answer in pack.answers):
        asked = one.requirement
        row = (asked.citation, asked.question, said.standing(one.standing), " ".join(one.lines))
        assert row in rows
        assert packed("".join(row)) in forms.page
        assert packed("".join(row)) in forms.markdown
        assert all(packed(part) in forms.paper for part in (row[0] + row[1] + row[2], *one.lines))
    for pack in forms.packs:
        for text in (forms.page, forms.paper, forms.markdown, forms.slides):
            assert packed(said.counts(pack)) in text
            assert packed(said.as_of(pack.pack)) in text


@pytest.mark.parametrize("name", samples.samples())
def test_every_pack_of_every_sample_says_the_same_in_every_form(name: str) -> None:
    """Their parts alone, so that no sample's whole report need be written."""
    audit = samples.audit(name)
    found, asked = audit.findings(), audit.review.with_packs(packs.names())
    whole = report.tree(found, asked)
    part = replace(whole, sections=tuple(s for s in whole.sections if s.key.startswith("pack-")))
    assert len(part.sections) == len(packs.names())
    files = report.markdown_of(part, "report") | {
        "report.html": html_of(part).encode(),
        "report.pdf": report.pdf_of(part),
        "report.xlsx": xlsx_of(part),
        "report.pptx": pptx_of(part),
    }
    agree(seen(answered_all(found, asked), files))


def test_each_of_the_four_states_comes_about(forms: Forms) -> None:
    """A person's words stand beside what the data say, and never instead of it."""
    law = {one.requirement.id: one for one in forms.packs[0].answers}
    assert law["impact-ratios"].standing is Standing.BY_DATA
    assert law["selection-rates"].standing is Standing.BY_DATA
    assert law["selection-rates"].lines[-1] == "Added by you: As in 2025."
    assert law["auditor"].standing is Standing.BY_YOU
    assert law["scope"].standing is Standing.NOT_ANSWERED
    assert law["notice"].standing is Standing.DOES_NOT_APPLY
    assert law["test-data"].standing is Standing.DOES_NOT_APPLY
    assert law["test-data"].lines == (said.NOT_SYNTHETIC,)


def test_what_a_person_wrote_is_text_in_every_form(forms: Forms) -> None:
    """Letter by letter but for what would turn the line round; nothing of it is markup."""
    seen = packed(ODD.replace("\u202e", " "))
    for text in (forms.page, forms.paper, forms.markdown):
        assert text.count(seen) >= 2 + LONG.count("\n")
        assert "\u202e" not in text
    assert any(seen in packed(str(cell)) for row in forms.book for cell in row)


def test_a_slide_says_what_nobody_has_answered_and_how_many_stand_how() -> None:
    """Whole lines, in sight; where all is said, that it is."""
    audit = audited()
    every = {one.id: "Said." for one in packs.pack("gdpr").requirements}
    told = {"gdpr": PackAnswers(answers=every), "four-fifths": PackAnswers()}
    review = audit.review.model_copy(update={"packs": told})
    slides = deck(audit.findings(), review).slides
    full, half = (next(s for s in slides if s.title.startswith(name)) for name in ("GDPR", "Four"))
    assert isinstance(full.body, Points)
    assert isinstance(half.body, Points)
    assert full.body.columns == ((said.ALL_ANSWERED, ()),)
    ((head, lines),) = half.body.columns
    assert head == said.STILL_ASKED
    assert lines[0].startswith("29 CFR 1607.2 B: Is this used for hiring")
    assert half.line.startswith("Of 10 questions: ")
