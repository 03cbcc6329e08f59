"""The command line: `evenhand run`, `init`, `plan` and `serve`.

Exit codes: 0 done; 1 a required criterion is outside its limit; 2 the input is wrong, with one line
on stderr that says what, where and what to do.
"""

import argparse
import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.findings import Findings
from evenhand.version import __version__

if TYPE_CHECKING:
    from evenhand.review import Review

DONE: Final = 0
OUTSIDE: Final = 1
WRONG_INPUT: Final = 2
MOST_MARKS: Final = 300


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
        raise InputError(f"{message}; see {self.prog} --help", where=self.prog)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="evenhand",
        description="Audit a model's decisions from a log of them.",
        epilog="Exit codes: 0 done, 1 a required criterion is outside its limit, 2 wrong input.",
    )
    parser.add_argument("--version", action="version", version=f"evenhand {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="work out everything a review asks for")
    run.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    form = run.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the findings document")
    form.add_argument("--html", type=Path, metavar="FILE", help="write the report to FILE")
    form.add_argument("--pdf", type=Path, metavar="FILE", help="write it as a PDF to FILE")
    run.add_argument(
        "--threshold", type=float, metavar="CONFIDENCE",
        help="a handoff threshold to try beside the review's own; the verdict stays by that",
    )  # fmt: skip
    run.set_defaults(command=_run)

    init = commands.add_parser("init", help="write a review.toml with guessed roles")
    init.add_argument(
        "log", type=Path, metavar="LOG", help="a decision log: CSV, TSV, Parquet or Excel"
    )
    init.add_argument("--output", type=Path, default=Path("review.toml"), metavar="FILE")
    init.set_defaults(command=_init)

    _add_plan(commands.add_parser("plan", help="say how many cases a limit needs, before any data"))

    serve = commands.add_parser("serve", help="serve the app in a browser")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8501, help="port to listen on")
    serve.set_defaults(command=_serve)
    return parser


def _add_plan(plan: argparse.ArgumentParser) -> None:
    """A review whose data need not exist, or one limit; and what is supposed of the data."""
    plan.add_argument("review", type=Path, nargs="?", metavar="REVIEW", help="a review.toml")
    plan.add_argument("--finding", help="what is limited, where there is no review: impact_ratio")
    plan.add_argument("--gap", choices=("difference", "ratio"), help="of a metric between groups")
    plan.add_argument("--at-least", type=float, metavar="LIMIT")
    plan.add_argument("--at-most", type=float, metavar="LIMIT")
    plan.add_argument(
        "--rate", action="append", default=[], metavar="[FINDING=]RATE",
        help="how often it is supposed to come, over all groups (0.5)",
    )  # fmt: skip
    plan.add_argument("--groups", type=int, help="how many groups there are (2)")
    plan.add_argument("--shares", metavar="A,B,...", help="how large each group is (all alike)")
    plan.add_argument("--beyond", type=float, metavar="AMOUNT", help="how far past the limit")
    plan.add_argument("--power", type=float, default=0.8, help="how likely an answer (0.8)")
    plan.add_argument("--columns", type=Path, metavar="FILE", help="write the columns to ask for")
    plan.add_argument("--json", action="store_true", help="print the plan as a document")
    plan.set_defaults(command=_plan)


# Each command imports what it needs: `--version` answers at once, and `run` never loads the app.


def _run(asked: argparse.Namespace) -> int:
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.findings import CriterionResult, State  # noqa: PLC0415

    audit = open_review(asked.review)
    found = audit.findings(threshold=_tried(audit, asked.threshold))
    if asked.json:
        print(found.to_json())
    elif asked.html is not None or asked.pdf is not None:
        _report(asked, audit, found)
    else:
        from evenhand import words  # noqa: PLC0415

        print("\n".join(words.summary(found, audit.review)))
    results = (result for result in found.criteria if isinstance(result, CriterionResult))
    failed = any(result.required and result.state is State.OUTSIDE for result in results)
    return OUTSIDE if failed else DONE


def _tried(audit: Audit, threshold: float | None) -> float | None:
    """A threshold to try, if it is one that can be."""
    if threshold is None:
        return None
    handoff = audit.findings().handoff
    if handoff is None or not handoff.stops:
        raise InputError("this review hands nothing off, so none can be tried", where="--threshold")
    if threshold not in handoff.stops:
        message = "expected 0.5 to 0.99 in steps of 0.01, or the review's own threshold"
        raise InputError(message, where="--threshold")
    return threshold


def _report(asked: argparse.Namespace, audit: Audit, found: Findings) -> None:
    from evenhand import report  # noqa: PLC0415

    path: Path = asked.html or asked.pdf
    everything = (found, audit.review, audit.explanation())
    _write(path, report.pdf(*everything) if asked.pdf else report.html(*everything).encode())
    print(f"Report written to {path}")


def _init(asked: argparse.Namespace) -> int:
    from evenhand import roles, sources  # noqa: PLC0415

    if os.path.lexists(asked.output):
        message = "exists already and is left as it is; name another with --output"
        raise InputError(message, where=asked.output.name)
    source = sources.from_file(asked.log)
    path = os.path.relpath(asked.log, asked.output.parent)
    _write(asked.output, roles.review_file(roles.guess(source), path=path).encode())
    print(f"Wrote {asked.output}. Read every guess in it and correct it, then:")
    print(f"evenhand run {asked.output}")
    return DONE


def _plan(asked: argparse.Namespace) -> int:
    from evenhand.plan import Supposed, plan  # noqa: PLC0415
    from evenhand.words import plan as words  # noqa: PLC0415

    review = _planned_review(asked)
    supposed = Supposed(
        rates=dict(_rate(text) for text in asked.rate),
        groups=asked.groups,
        shares=None if asked.shares is None else tuple(map(_number, asked.shares.split(","))),
        beyond=asked.beyond,
        power=asked.power,
        measured=_group_sizes(review),
    )
    found = plan(review, supposed)
    if asked.columns is not None:
        _write(asked.columns, words.columns_csv(found).encode())
    print(found.to_json() if asked.json else "\n".join(words.plan_lines(found, review)))
    if asked.columns is not None and not asked.json:
        print(f"Columns written to {asked.columns}")
    return DONE


def _planned_review(asked: argparse.Namespace) -> "Review":
    """The review that is planned: a file's, or one made of a single limit."""
    from evenhand.plan import standard  # noqa: PLC0415
    from evenhand.review import load_review  # noqa: PLC0415

    given = {"finding": asked.finding, "gap": asked.gap}
    given |= {"at_least": asked.at_least, "at_most": asked.at_most}
    limit = {key: value for key, value in given.items() if value is not None}
    if (asked.review is None) == (asked.finding is None):
        raise InputError("expected a review file or --finding, one of them", where="evenhand plan")
    if asked.review is not None and limit:
        raise InputError("a review file has limits of its own", where="evenhand plan")
    return standard(limit) if asked.review is None else load_review(asked.review)


def _group_sizes(review: "Review") -> Mapping[str, tuple[float, ...]]:
    """How large groups are in the review's log; nothing where there is none yet, or none to read.

    A plan is made before a log is there; one that is there and has a fault is `run`'s to report.
    """
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.plan import measured  # noqa: PLC0415

    if review.data.path is None or not (review.folder / review.data.path).is_file():
        return {}
    try:
        return measured(open_review(review).tally, review)
    except InputError:
        return {}


def _rate(text: str) -> tuple[str, float]:
    """`0.2` for everything, or `accuracy=0.9` for one finding."""
    from evenhand.review import FINDINGS  # noqa: PLC0415

    name, _, value = text.rpartition("=")
    if name and name not in FINDINGS:
        raise InputError("expected a rate, or FINDING=RATE with a finding's name", where="--rate")
    return name, _number(value)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError("expected numbers such as 0.2", where="evenhand plan") from None


def _serve(asked: argparse.Namespace) -> int:
    from evenhand.serve import serve  # noqa: PLC0415

    serve(asked.host, asked.port)
    return DONE


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=path.name) from None
