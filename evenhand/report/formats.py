"""Which kinds of file the report comes as: one table for the command line and the pages."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from evenhand.answering import with_answers
from evenhand.explanation import Explanation
from evenhand.findings import Findings
from evenhand.report.html import html, html_of
from evenhand.report.markdown import markdown, markdown_of
from evenhand.report.pdf import pdf, pdf_of
from evenhand.report.tree import Report
from evenhand.review import Review

_Write = Callable[[Findings, Review, Explanation | None], Mapping[str, bytes]]
_Make = Callable[[Findings, Review, Explanation | None], Report]
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that such a file can say


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        label: what people call it.
        ending: of the one file that is taken away.
        kind: its media type.
        write: its files by their places; the same findings give the same bytes.
        explains: whether it says why the model decides as it does.
    """

    label: str
    ending: str
    kind: str
    write: _Write
    explains: bool = True

    def one(self, findings: Findings, review: Review, why: Explanation | None) -> bytes:
        """All of it as the one file that is taken away.

        Args:
            findings: what was found.
            review: the nouns and limits.
            why: why the model decides so, where it can be said.
        """
        files = self.write(findings, review, why)
        return zipped(files) if self.ending == "zip" else packed(files)

    def needs_why(self, review: Review) -> bool:
        """Whether it says why the model decides so, of this review: rule packs ask for it, too.

        Args:
            review: with the packs that it names.
        """
        return self.explains or bool(review.packs)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as one: itself where it is alone, else a ZIP file with no time of making in it.

    Args:
        files: contents by place.
    """
    return next(iter(files.values())) if len(files) == 1 else zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a ZIP file in their order, with no time of making in it.

    Args:
        files: contents by place.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place, content in files.items():
            entry = zipfile.ZipInfo(place, _FIRST_DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _html(findings: Findings, review: Review, why: Explanation | None) -> Mapping[str, bytes]:
    return {"report.html": html(findings, review, why).encode()}


def _pdf(findings: Findings, review: Review, why: Explanation | None) -> Mapping[str, bytes]:
    return {"report.pdf": pdf(findings, review, why)}


def _pptx(findings: Findings, review: Review, why: Explanation | None) -> Mapping[str, bytes]:
    from evenhand.report.slide_deck import pptx  # noqa: PLC0415  # a library for slides alone

    return {"report.pptx": pptx(findings, review, why)}


def _xlsx(findings: Findings, review: Review, why: Explanation | None) -> Mapping[str, bytes]:
    from evenhand.report.workbook import xlsx  # noqa: PLC0415  # a library for workbooks alone

    return {"report.xlsx": xlsx(findings, review, why)}


def _json(findings: Findings, review: Review, why: Explanation | None) -> Mapping[str, bytes]:
    return {"findings.json": with_answers(findings, review, why).to_json().encode()}


_OFFICE: Final = "application/vnd.openxmlformats-officedocument.{}"
FORMATS: Final[Mapping[str, Format]] = {
    "html": Format("HTML", "html", "text/html", _html),
    "pdf": Format("PDF", "pdf", "application/pdf", _pdf),
    "pptx": Format("PowerPoint", "pptx", _OFFICE.format("presentationml.presentation"), _pptx),
    "xlsx": Format("Excel", "xlsx", _OFFICE.format("spreadsheetml.sheet"), _xlsx),
    "md": Format("Markdown", "zip", "application/zip", markdown),
    "json": Format("JSON", "json", "application/json", _json, explains=False),
}


def _slides_of(report: Report, name: str) -> Mapping[str, bytes]:
    from evenhand.report.slide_deck import pptx_of  # noqa: PLC0415  # a library for slides alone

    return {f"{name}.pptx": pptx_of(report)}


def _book_of(report: Report, name: str) -> Mapping[str, bytes]:
    from evenhand.report.workbook import xlsx_of  # noqa: PLC0415  # a library for workbooks alone

    return {f"{name}.xlsx": xlsx_of(report)}


_TREES: Final[Mapping[str, Callable[[Report, str], Mapping[str, bytes]]]] = {
    "html": lambda report, name: {f"{name}.html": html_of(report).encode()},
    "pdf": lambda report, name: {f"{name}.pdf": pdf_of(report)},
    "pptx": _slides_of,
    "xlsx": _book_of,
    "md": markdown_of,
}


def of_tree(
    name: str, make: _Make, *, drawn: bool = True, slides: bool = True
) -> dict[str, Format]:
    """Every kind of file that a document of blocks comes as.

    Args:
        name: of its files, without their endings.
        make: its tree.
        slides: whether it is short enough to be shown to a meeting.
        drawn: whether it has charts, and says why the model decides so; else it is sentences and
            tables of what was counted.
    """

    def writer(write: Callable[[Report, str], Mapping[str, bytes]]) -> _Write:
        return lambda findings, review, why: write(make(findings, review, why), name)

    made = {
        form: replace(FORMATS[form], write=writer(write), explains=drawn)
        for form, write in _TREES.items()
        if slides or form != "pptx"
    }
    return made if drawn else made | {"md": plain_text(made["md"].write)}


def plain_text(write: _Write) -> Format:
    """Markdown without pictures beside it.

    Args:
        write: the one file.
    """
    return Format("Markdown", "md", "text/markdown", write, explains=False)
