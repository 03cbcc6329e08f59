"""`evenhand report`: each document in every form that is asked for, beside one another."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evenhand.cli.codes import DONE, OUTSIDE, Commands, write
from evenhand.cli.run import recorded
from evenhand.errors import InputError

if TYPE_CHECKING:
    from evenhand.documents import Document

FORMS: Final = ("html", "pdf", "pptx", "xlsx", "md", "json")
DOCUMENTS: Final = ("report", "audit", "nyc-summary", "feasibility", "model-card", "dictionary")


def add(commands: Commands) -> None:
    """The command's arguments."""
    report = commands.add_parser("report", help="write the report in every form asked for")
    report.add_argument("review", type=Path, metavar="REVIEW", help="a review.toml")
    report.add_argument(
        "--out", type=Path, metavar="DIR", required=True, help="the folder to write into",
    )  # fmt: skip
    report.add_argument(
        "--format", metavar="FORM,FORM", action="append",
        help=(
            f"which of {', '.join(FORMS)}, parted by commas; html,pdf where it is not said; a "
            "document that comes as none of them is written in its own"
        ),
    )  # fmt: skip
    report.add_argument(
        "--document", metavar="NAME,NAME", action="append",
        help=f"which of {', '.join(DOCUMENTS)}, parted by commas; report where it is not said",
    )  # fmt: skip
    report.add_argument(
        "--pack", metavar="NAME,NAME", action="append", default=[],
        help="rule packs to answer beside those that the review names, parted by commas",
    )  # fmt: skip
    report.set_defaults(command=_report)


def _asked(given: Iterable[str]) -> tuple[str, ...]:
    """What is asked for, each once: parted by commas, by saying the option again, or both."""
    parts = (part.strip() for text in given for part in text.split(","))
    return tuple(dict.fromkeys(filter(None, parts)))


def _some_of(known: Sequence[str], given: Sequence[str], where: str) -> tuple[str, ...]:
    """Those that are asked for, all of them known."""
    asked = _asked(given)
    wrong = next((one for one in asked if one not in known), None)
    if wrong is not None or not asked:
        near = get_close_matches(wrong or "", known, n=1)
        meant = f"; did you mean {near[0]}" if near else ""
        message = (
            f"expected some of {', '.join(known)}, parted by commas; got {','.join(given)!r}{meant}"
        )
        raise InputError(message, where=where)
    return asked


def _forms_of(document: "Document", asked: Sequence[str]) -> Sequence[str]:
    """The forms that a document is written in: of those asked for what it has, else its first."""
    return [form for form in asked if form in document.formats] or [*document.formats][:1]


def _packs(names: Iterable[str]) -> tuple[str, ...]:
    """The rule packs that are asked for, each of which there is."""
    from evenhand import packs  # noqa: PLC0415

    return tuple(packs.pack(name).name for name in names)


def _report(asked: argparse.Namespace) -> int:
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.documents import DOCUMENTS as KNOWN  # noqa: PLC0415

    forms = _some_of(FORMS, asked.format or FORMS[:2], "--format")
    chosen = _some_of(DOCUMENTS, asked.document or DOCUMENTS[:1], "--document")
    packs = _packs(_asked(asked.pack))
    audit = open_review(asked.review)
    found = recorded(audit, audit.findings(), must=False)
    wanted = [
        KNOWN[name].formats[form] for name in chosen for form in _forms_of(KNOWN[name], forms)
    ]
    review = audit.review.with_packs(packs)
    why = audit.explanation() if any(form.needs_why(review) for form in wanted) else None
    _warn(review.packs)
    for form in wanted:
        files = form.write(found, review, why)
        for place, content in files.items():
            _write(asked.out / place, content)
        print(f"{asked.out / next(iter(files))}{_beside(len(files) - 1)}")
    return OUTSIDE if found.verdict.word == "Not yet" else DONE


def _warn(names: Iterable[str]) -> None:
    """Say of each rule pack that is old that it is, where no file holds it."""
    from evenhand import packs  # noqa: PLC0415
    from evenhand.words import packs as said  # noqa: PLC0415

    for line in filter(None, (said.banner(packs.pack(name), _today()) for name in names)):
        print(line, file=sys.stderr)


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _beside(pictures: int) -> str:
    return f" and {pictures} pictures beside it" if pictures else ""


def _write(path: Path, content: bytes) -> None:
    """Write a file, its folder made where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", where=path.parent.name) from None
    write(path, content)
