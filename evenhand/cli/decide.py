"""`evenhand decide`: what a person decides, beside what the criteria suggest."""

import argparse
from pathlib import Path

from evenhand.cli.codes import DONE, Commands


def add(commands: Commands) -> None:
    """The command's arguments."""
    decide = commands.add_parser("decide", help="record what a person decides")
    decide.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    decide.add_argument(
        "--decision", required=True, metavar="WORD", help='"Go", "Go with limits" or "Not yet"'
    )
    decide.add_argument("--by", required=True, metavar="NAME", help="who decides")
    decide.add_argument(
        "--because", default="", metavar="TEXT", help="why; required where the criteria say else"
    )
    decide.add_argument(
        "--condition", action="append", default=[], metavar="TEXT",
        help="what the decision hangs on; may be repeated",
    )  # fmt: skip
    decide.set_defaults(command=_decide)


def _decide(asked: argparse.Namespace) -> int:
    from evenhand import decisions, record  # noqa: PLC0415
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    audit = open_review(asked.review)
    dossier = decisions.Dossier(record.open(), audit.review, closed=False)
    made = decisions.decide(
        dossier,
        decisions.recorded(audit.findings(), dossier),
        asked.decision,
        asked.by,
        asked.because,
        asked.condition,
    )
    print(words.decision_line(made))
    return DONE
