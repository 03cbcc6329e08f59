"""Which kinds of file the report comes as: one table for the command line and the pages."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.explanation import Explanation
from evenhand.findings import Findings
from evenhand.report.html import html
from evenhand.report.markdown import markdown
from evenhand.report.pdf import pdf
from evenhand.review import Review

_Write = Callable[[Findings, Review, Explanation | None], Mapping[str, bytes]]
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


def _json(findings: Findings, review: Review, why: Explanation | None) -> Mapping[str, bytes]:  # noqa: ARG001  # as every other
    return {"findings.json": findings.to_json().encode()}


_OFFICE: Final = "application/vnd.openxmlformats-officedocument.{}"
FORMATS: Final[Mapping[str, Format]] = {
    "html": Format("HTML", "html", "text/html", _html),
    "pdf": Format("PDF", "pdf", "application/pdf", _pdf),
    "pptx": Format("PowerPoint", "pptx", _OFFICE.format("presentationml.presentation"), _pptx),
    "xlsx": Format("Excel", "xlsx", _OFFICE.format("spreadsheetml.sheet"), _xlsx),
    "md": Format("Markdown", "zip", "application/zip", markdown),
    "json": Format("JSON", "json", "application/json", _json, explains=False),
}
