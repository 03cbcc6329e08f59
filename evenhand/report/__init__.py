"""The report: one tree of what it says, and a writer for each kind of file."""

from evenhand.report.formats import FORMATS, Format, of_tree, packed, plain_text, zipped
from evenhand.report.html import html
from evenhand.report.letter import Letter, letter, letter_html, letter_pdf
from evenhand.report.markdown import markdown, markdown_of
from evenhand.report.memo import Memo, memo, memo_html, memo_pdf
from evenhand.report.pdf import pdf, pdf_of
from evenhand.report.tree import Block, Report, Section, tree

__all__ = [
    "FORMATS",
    "Block",
    "Format",
    "Letter",
    "Memo",
    "Report",
    "Section",
    "html",
    "letter",
    "letter_html",
    "letter_pdf",
    "markdown",
    "markdown_of",
    "memo",
    "memo_html",
    "memo_pdf",
    "of_tree",
    "packed",
    "pdf",
    "pdf_of",
    "plain_text",
    "tree",
    "zipped",
]
