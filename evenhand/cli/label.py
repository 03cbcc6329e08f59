"""`evenhand label`: which cases to label next, as a list."""

import argparse
import sys
from pathlib import Path

from evenhand.cli.codes import DONE, Commands, write

_WAYS = ("uncertainty", "disagreement", "mixed", "groups", "random")
_CASES = 100


def add(commands: Commands) -> None:
    """The command's arguments."""
    label = commands.add_parser("label", help="write a list of cases to label next")
    label.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    label.add_argument("--by", choices=_WAYS, default="mixed", help="how to choose (mixed)")
    label.add_argument("--cases", type=int, default=_CASES, metavar="N", help="how many (100)")
    label.add_argument("--attribute", metavar="COLUMN", help="whose groups, for --by groups")
    label.add_argument("--out", type=Path, metavar="FILE", help="where to, as CSV; else printed")
    label.set_defaults(command=_label)


def _label(asked: argparse.Namespace) -> int:
    from evenhand import words  # noqa: PLC0415
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.labelling import listed  # noqa: PLC0415

    audit = open_review(asked.review)
    made = listed(audit.log, audit.tally, asked.by, asked.cases, asked.attribute)
    content = words.list_csv(made, audit.review)
    if asked.out is None:
        sys.stdout.write(content.decode())
        return DONE
    write(asked.out, content)
    found, review = audit.findings(), audit.review
    said = words.found_by_line(found, review, asked.by, asked.attribute)
    lines = (said, *words.labelling_lines(found, review), f"List written to {asked.out}")
    print("\n".join(line for line in lines if line))
    return DONE
