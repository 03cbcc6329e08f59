"""`evenhand report`: the report in every form that is asked for, beside one another."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from evenhand.cli.codes import DONE, OUTSIDE, Commands, write
from evenhand.cli.run import recorded
from evenhand.errors import InputError

FORMS: Final = ("html", "pdf", "pptx", "xlsx", "md", "json")


def add(commands: Commands) -> None:
    """The command's arguments."""
    report = commands.add_parser("report", help="write the report in every form asked for")
    report.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    report.add_argument(
        "--out", type=Path, metavar="DIR", required=True, help="the folder to write into",
    )  # fmt: skip
    report.add_argument(
        "--format", metavar="FORM,FORM", default="html,pdf",
        help=f"which of {', '.join(FORMS)}, parted by commas; html,pdf where it is not said",
    )  # fmt: skip
    report.add_argument(
        "--pack", metavar="NAME", action="append", default=[],
        help="a rule pack to answer beside those that the review names; once for each",
    )  # fmt: skip
    report.set_defaults(command=_report)


def _forms(text: str) -> tuple[str, ...]:
    """The forms that are asked for, each once."""
    asked = tuple(dict.fromkeys(filter(None, (part.strip() for part in text.split(",")))))
    wrong = [one for one in asked if one not in FORMS]
    if wrong or not asked:
        message = f"expected some of {', '.join(FORMS)}, parted by commas; got {text!r}"
        raise InputError(message, where="--format")
    return asked


def _packs(names: Iterable[str]) -> tuple[str, ...]:
    """The rule packs that are asked for, each of which there is."""
    from evenhand import packs  # noqa: PLC0415

    return tuple(packs.pack(name).name for name in names)


def _report(asked: argparse.Namespace) -> int:
    from evenhand import report  # noqa: PLC0415
    from evenhand.audit import open as open_review  # noqa: PLC0415

    forms, packs = _forms(asked.format), _packs(asked.pack)
    audit = open_review(asked.review)
    found = recorded(audit, audit.findings(), must=False)
    review, why = audit.review.with_packs(packs), audit.explanation()
    for form in forms:
        files = report.FORMATS[form].write(found, review, why)
        for place, content in files.items():
            _write(asked.out / place, content)
        print(f"{asked.out / next(iter(files))}{_beside(len(files) - 1)}")
    return OUTSIDE if found.verdict.word == "Not yet" else DONE


def _beside(pictures: int) -> str:
    return f" and {pictures} pictures beside it" if pictures else ""


def _write(path: Path, content: bytes) -> None:
    """Write a file, its folder made where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", where=path.parent.name) from None
    write(path, content)
