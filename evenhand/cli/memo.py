"""`evenhand memo`: what a decision rests on, on one page."""

import argparse
from pathlib import Path

from evenhand.cli.codes import DONE, OUTSIDE, Commands, write


def add(commands: Commands) -> None:
    """The command's arguments."""
    memo = commands.add_parser("memo", help="write the one-page memo for a decision")
    memo.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    form = memo.add_mutually_exclusive_group(required=True)
    form.add_argument("--html", type=Path, metavar="FILE", help="write it as HTML to FILE")
    form.add_argument("--pdf", type=Path, metavar="FILE", help="write it as a PDF to FILE")
    memo.set_defaults(command=_memo)


def _memo(asked: argparse.Namespace) -> int:
    from evenhand import decisions, record, report  # noqa: PLC0415
    from evenhand.audit import open as open_review  # noqa: PLC0415

    audit = open_review(asked.review)
    dossier = decisions.Dossier(record.open(), audit.review, closed=False)
    found = decisions.recorded(audit.findings(), dossier)
    if asked.pdf:
        write(asked.pdf, report.memo_pdf(found, audit.review))
    else:
        write(asked.html, report.memo_html(found, audit.review).encode())
    print(f"Memo written to {asked.pdf or asked.html}")
    return OUTSIDE if found.verdict.word == "Not yet" else DONE
