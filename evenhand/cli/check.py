"""`evenhand check`: for a job that runs every night; its exit code says whether to look."""

import argparse
import os
import sys
from pathlib import Path

from evenhand.cli.codes import DONE, NOT_DELIVERED, OUTSIDE, Commands
from evenhand.cli.webhook import SECRET, URL, Webhook, send, webhook


def add(commands: Commands) -> None:
    """The command's arguments."""
    check = commands.add_parser("check", help="say whether a criterion or health is breached")
    check.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    check.add_argument("--json", action="store_true", help="print the check as a document")
    check.add_argument(
        "--drift", choices=("unproven", "any", "none"), default="unproven",
        help="when a column that changed is a breach by itself (unproven: where too few outcomes "
        "of its last period are known)",
    )  # fmt: skip
    check.add_argument(
        "--webhook", metavar="URL",
        help=f"post a short message there, signed with {SECRET} ({URL} where not given)",
    )  # fmt: skip
    check.set_defaults(command=_check)


def _check(asked: argparse.Namespace) -> int:
    to = _webhook(asked.webhook)
    from evenhand import decisions, record  # noqa: PLC0415
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.words import check  # noqa: PLC0415

    audit = open_review(asked.review, baselines=False)
    dossier = decisions.Dossier(record.open(), audit.review, closed=False)
    found = check.checked(decisions.recorded(audit.findings(), dossier), audit.review, asked.drift)
    print(found.to_json() if asked.json else "\n".join(check.check_lines(found)))
    why = None if to is None else send(to, found.to_message())
    if why is not None:
        print(f"The webhook was not told: {why}", file=sys.stderr)
    if found.is_breached:
        return OUTSIDE
    return DONE if why is None else NOT_DELIVERED


def _webhook(given: str | None) -> Webhook | None:
    """Where to, if anywhere; what is wrong with it is said before anything is counted."""
    url = given or os.environ.get(URL)
    return webhook(url, os.environ.get(SECRET, "")) if url else None
