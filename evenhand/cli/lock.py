"""`evenhand lock`: criteria locked, before results are opened."""

import argparse
from pathlib import Path

from evenhand.cli.codes import DONE, Commands


def add(commands: Commands) -> None:
    """The command's arguments."""
    lock = commands.add_parser("lock", help="lock the criteria, before results are opened")
    lock.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    lock.add_argument("--by", required=True, metavar="NAME", help="who locks them")
    lock.set_defaults(command=_lock)


def _lock(asked: argparse.Namespace) -> int:
    from evenhand import decisions, record  # noqa: PLC0415
    from evenhand.review import load_review  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    dossier = decisions.Dossier(record.open(), load_review(asked.review))
    entry = decisions.lock(dossier, asked.by)
    print(words.written(entry))
    print("\n".join(words.lock_lines(decisions.locked(dossier))))
    return DONE
