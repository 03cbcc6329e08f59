"""`evenhand run`: everything a review asks for, worked out."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.audit import Audit
from evenhand.cli.codes import DONE, OUTSIDE, Commands, write
from evenhand.errors import InputError
from evenhand.findings import Findings

if TYPE_CHECKING:
    from evenhand.decisions import Dossier


def add(commands: Commands) -> None:
    """The command's arguments."""
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
    run.add_argument(
        "--reference", type=Path, metavar="FILE",
        help="an earlier log to compare with, instead of the review's own",
    )  # fmt: skip
    run.add_argument(
        "--baselines", action="store_true",
        help="find the simplest rules, and set the model beside them too",
    )  # fmt: skip
    run.add_argument(
        "--record", action="store_true",
        help="note in the record that results were opened, also where no criteria were locked",
    )  # fmt: skip
    run.set_defaults(command=_run)


def _run(asked: argparse.Namespace) -> int:
    from evenhand.audit import open as open_review  # noqa: PLC0415

    audit = open_review(asked.review, baselines=asked.baselines, reference=asked.reference)
    found = audit.findings(threshold=_tried(audit, asked.threshold))
    found = recorded(audit, found, must=asked.record)
    if asked.json:
        print(_document(audit, found))
    elif asked.html is not None or asked.pdf is not None:
        _report(asked, audit, found)
    else:
        from evenhand import words  # noqa: PLC0415

        print("\n".join(words.summary(found, audit.review)))
    return OUTSIDE if found.verdict.word == "Not yet" else DONE


def _document(audit: Audit, found: Findings) -> str:
    """The findings document; what rule packs ask may hang on why the model decides so."""
    if not audit.review.packs:
        return found.to_json()
    from evenhand.answering import with_answers  # noqa: PLC0415

    return with_answers(found, audit.review, audit.explanation()).to_json()


def recorded(audit: Audit, found: Findings, *, must: bool) -> Findings:
    """The findings with what the record has of them; that they were opened is noted there.

    Only where criteria were locked, or where it must be: running a review leaves no trace else.

    Args:
        audit: of the review.
        found: what was found.
        must: whether to note it also where nothing was locked.
    """
    from evenhand import decisions, record  # noqa: PLC0415

    dossier = decisions.Dossier(record.open(), audit.review, closed=False)
    if must:
        decisions.opened(dossier, found)
    elif decisions.locked(dossier) is not None:
        _note(dossier, found)
    return decisions.recorded(found, dossier)


def _note(dossier: "Dossier", found: Findings) -> None:
    """Note that results were opened; where that can't be, say so and go on."""
    from evenhand import decisions  # noqa: PLC0415

    try:
        decisions.opened(dossier, found)
    except InputError as error:
        print(f"Not noted that results were opened: {error}", file=sys.stderr)


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
    write(path, report.pdf(*everything) if asked.pdf else report.html(*everything).encode())
    print(f"Report written to {path}")
