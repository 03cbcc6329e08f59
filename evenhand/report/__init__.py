"""The report: one tree of what it says, and a writer for each kind of file."""

from evenhand.report.html import html
from evenhand.report.pdf import pdf
from evenhand.report.tree import Block, Report, Section, tree

__all__ = ["Block", "Report", "Section", "html", "pdf", "tree"]
