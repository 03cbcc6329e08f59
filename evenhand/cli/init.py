"""`evenhand init`: a review file with guessed roles."""

import argparse
import os
from pathlib import Path

from evenhand.cli.codes import DONE, Commands, write
from evenhand.errors import InputError


def add(commands: Commands) -> None:
    """The command's arguments."""
    init = commands.add_parser("init", help="write a review.toml with guessed roles")
    init.add_argument(
        "log", type=Path, metavar="LOG", help="a decision log: CSV, TSV, Parquet or Excel"
    )
    init.add_argument("--output", type=Path, default=Path("review.toml"), metavar="FILE")
    init.set_defaults(command=_init)


def _init(asked: argparse.Namespace) -> int:
    from evenhand import roles, sources  # noqa: PLC0415

    if os.path.lexists(asked.output):
        message = "exists already and is left as it is; name another with --output"
        raise InputError(message, where=asked.output.name)
    source = sources.from_file(asked.log)
    path = os.path.relpath(asked.log, asked.output.parent)
    write(asked.output, roles.review_file(roles.guess(source), path=path).encode())
    print(f"Wrote {asked.output}. Read every guess in it and correct it, then:")
    print(f"evenhand run {asked.output}")
    return DONE
