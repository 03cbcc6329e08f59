"""What can be written of a review: the report, and the documents made of the same blocks.

Each is a line of `DOCUMENTS`, which the command line, the pages, REST and the bundle go by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from evenhand.documents.audit import audit
from evenhand.documents.dictionary import data_dictionary, table_schema
from evenhand.documents.feasibility import feasible
from evenhand.documents.model_card import model_card
from evenhand.documents.nyc_summary import nyc_summary
from evenhand.report import FORMATS, Format, of_tree, plain_text


@dataclass(frozen=True, slots=True)
class Document:
    """Something that is written of a review.

    Attributes:
        label: what people call it.
        what: what it is for, in one sentence.
        formats: the kinds of file that it comes as, the first first.
        bundled: those that lie in a bundle.
    """

    label: str
    what: str
    formats: Mapping[str, Format]
    bundled: tuple[str, ...]


REPORT: Final = "report"
NYC_SUMMARY: Final = "nyc-summary"
DOCUMENTS: Final[Mapping[str, Document]] = {
    REPORT: Document(
        "Report",
        "The verdict, every criterion, all charts and tables, the method, and lines to sign.",
        FORMATS,
        tuple(form for form in FORMATS if form != "json"),
    ),
    "audit": Document(
        "Audit report",
        "For the file: scope, data, groups, errors, handoff, baseline, robustness, explanations, "
        "limits, method, how to work it out again, and lines to sign.",
        of_tree("audit", audit, slides=False),
        ("html",),
    ),
    NYC_SUMMARY: Document(
        "New York summary",
        "What New York City asks to publish of a bias audit: dates, the source of the data, who "
        "was assessed, and rates and impact ratios by sex, by race and crossed.",
        of_tree("nyc-summary", nyc_summary, drawn=False, slides=False),
        (),
    ),
    "feasibility": Document(
        "Data feasibility report",
        "Before results: which questions the log can answer, the smallest differences that so many "
        "cases would show, what is missing, faults of the data, and the columns.",
        of_tree("feasibility", feasible, drawn=False),
        ("pdf",),
    ),
    "model-card": Document(
        "Model card",
        "For whoever takes the model over: what it is and is meant for, how it does by group, what "
        "is not stated; with metadata that the Hugging Face Hub reads.",
        {"md": plain_text(model_card)},
        ("md",),
    ),
    "dictionary": Document(
        "Data dictionary",
        "What each column is called, means and holds; as JSON a Table Schema of Frictionless Data.",
        {
            **of_tree("dictionary", data_dictionary, drawn=False, slides=False),
            "json": replace(FORMATS["json"], label="Table Schema (JSON)", write=table_schema),
        },
        ("json",),
    ),
}

__all__ = [
    "DOCUMENTS", "NYC_SUMMARY", "REPORT", "Document", "audit", "data_dictionary", "feasible",
    "model_card", "nyc_summary", "table_schema",
]  # fmt: skip
