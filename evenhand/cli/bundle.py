"""`evenhand bundle`: a review as one file that others can check, and the check."""

import argparse
from pathlib import Path

from evenhand.cli.codes import DONE, NOT_COMPARED, OUTSIDE, WRONG_INPUT, Commands, write
from evenhand.errors import InputError

_VERIFY = "verify"


def add(commands: Commands) -> None:
    """The command's arguments."""
    bundle = commands.add_parser(
        "bundle",
        help="write a review as one file that others can check, or check one",
        usage="evenhand bundle REVIEW --out FILE [--full]\n       evenhand bundle verify FILE",
    )
    bundle.add_argument("review", metavar="REVIEW", help=f"a review.toml, or: {_VERIFY}")
    bundle.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the bundle to check")
    bundle.add_argument("--out", type=Path, metavar="FILE", help="where the bundle is written")
    bundle.add_argument(
        "--full", action="store_true",
        help="with exact counts and the explanation, for inside use; else small counts are merged",
    )  # fmt: skip
    bundle.set_defaults(command=_bundle)


def _bundle(asked: argparse.Namespace) -> int:
    if asked.review == _VERIFY and asked.out is None:
        if asked.file is None:
            raise InputError("expected the bundle's file", where="bundle verify")
        return _verify(asked.file)
    if asked.file is not None or asked.out is None:
        raise InputError("expected a review and --out FILE, or: verify FILE", where="bundle")
    return _make(Path(asked.review), asked.out, is_full=asked.full)


def _make(review: Path, out: Path, *, is_full: bool) -> int:
    from evenhand import bundle, decisions, document, kept, record  # noqa: PLC0415
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.findings import Findings  # noqa: PLC0415
    from evenhand.words import bundle as words  # noqa: PLC0415

    audit = open_review(review)
    dossier = decisions.Dossier(record.open(), audit.review, closed=False)

    def told(found: Findings) -> Findings:
        return decisions.recorded(found, dossier)

    found = told(audit.findings())
    if is_full:
        made = bundle.full(bundle.of_audit(audit), audit.explanation(), told)
    else:
        start = document.origin(audit.log)
        one = kept.share(audit.tally, audit.review, start, audit.findings())
        made = bundle.shared(one, told)
    write(out, made)
    kind = bundle.FULL if is_full else bundle.SHARED
    print(words.written_line(out.name, kind, audit.review.method.privacy_cell))
    return OUTSIDE if found.verdict.word == "Not yet" else DONE


def _verify(file: Path) -> int:
    from evenhand import bundle  # noqa: PLC0415
    from evenhand.words import bundle as words  # noqa: PLC0415

    found = bundle.verify(file)
    print("\n".join(words.verified_lines(found)))
    if found.agrees:
        return DONE if found.is_whole else NOT_COMPARED
    return WRONG_INPUT if found.unread is not None and found.is_intact else OUTSIDE
