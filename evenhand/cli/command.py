"""The arguments read, the command run, and whatever goes wrong said in one line."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from evenhand.cli import (
    attest,
    bundle,
    check,
    decide,
    init,
    keys,
    label,
    lock,
    memo,
    plan,
    record,
    report,
    run,
    serve,
)
from evenhand.cli.codes import DONE, WRONG_INPUT
from evenhand.errors import InputError
from evenhand.version import __version__

MOST_MARKS: Final = 300
# Each imports what it needs when it runs: `--version` answers at once, `run` never loads the app.
_COMMANDS: Final = (
    run,
    report,
    bundle,
    check,
    init,
    plan,
    lock,
    attest,
    decide,
    memo,
    label,
    record,
    keys,
    serve,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what stands behind `evenhand`; the process's own if not given.

    Returns:
        The exit code.
    """
    try:
        asked = _parser().parse_args(arguments)
        _write_utf8()
        code: int = asked.command(asked)
        sys.stdout.flush()
    except InputError as error:
        print(_one_line(str(error)), file=sys.stderr)
        return WRONG_INPUT
    except BrokenPipeError:
        # The reader of our output went away; there is nobody to tell, not at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return DONE
    return code


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < MOST_MARKS else f"{line[: MOST_MARKS - 2]}\u2026"


def _write_utf8() -> None:
    """Names in any script can be printed whatever the locale, and a path that is no text too."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:  # type: ignore[explicit-override]  # 3.12 has it
        said = message.partition(" (choose from")[0]  # the help has them all; they fill a line
        raise InputError(f"{said}; see {self.prog} --help", where=self.prog)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="evenhand",
        description="Audit a model's decisions from a log of them.",
        epilog="Exit codes: 0 done, 1 a required criterion is outside its limit or the record is "
        "not as it was written, 2 wrong input, 3 a webhook was not told.",
    )
    parser.add_argument("--version", action="version", version=f"evenhand {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return parser
