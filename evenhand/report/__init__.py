"""The report: one tree of what it says, and a writer for each kind of file."""

from evenhand.report.html import html
from evenhand.report.letter import Letter, letter, letter_html, letter_pdf
from evenhand.report.memo import Memo, memo, memo_html, memo_pdf
from evenhand.report.pdf import pdf
from evenhand.report.tree import Block, Report, Section, tree

__all__ = [
    "Block",
    "Letter",
    "Memo",
    "Report",
    "Section",
    "html",
    "letter",
    "letter_html",
    "letter_pdf",
    "memo",
    "memo_html",
    "memo_pdf",
    "pdf",
    "tree",
]
