"""`evenhand plan`: how many cases a limit needs, before there is any data."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli.codes import DONE, Commands, write
from evenhand.errors import InputError

if TYPE_CHECKING:
    from evenhand.review import Review


def add(commands: Commands) -> None:
    """A review whose data need not exist, or one limit; and what is supposed of the data."""
    plan = commands.add_parser("plan", help="say how many cases a limit needs, before any data")
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
        write(asked.columns, words.columns_csv(found).encode())
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
