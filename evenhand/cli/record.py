"""`evenhand record`: what stands in the record, and whether it is as it was written."""

import argparse

from evenhand.cli.codes import DONE, OUTSIDE, Commands


def add(commands: Commands) -> None:
    """The command's arguments."""
    record = commands.add_parser("record", help="list or check what was decided and locked")
    actions = record.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="print every entry, in order")
    listing.add_argument("--subject", metavar="ID", help="only what is about this review")
    listing.set_defaults(command=_list)
    said = actions.add_parser("feedback", help="print what people said of answers, as CSV")
    said.add_argument("--review", metavar="ID", help="only of this review")
    said.set_defaults(command=_feedback)
    verify = actions.add_parser("verify", help="check that every entry is as it was written")
    verify.add_argument("--head", metavar="HASH", help="noted earlier; shows if any were cut off")
    verify.set_defaults(command=_verify)
    erase = actions.add_parser("erase", help="take all about one review out, and leave a receipt")
    erase.add_argument("--subject", required=True, metavar="ID", help="what the list calls it")
    erase.add_argument("--by", required=True, metavar="NAME", help="who erases; stays")
    erase.add_argument("--because", required=True, metavar="TEXT", help="why; stays")
    erase.set_defaults(command=_erase)
    copy = actions.add_parser("copy", help="copy every entry into an empty record, and check it")
    copy.add_argument("url", metavar="URL", help="of the empty one, as SQLAlchemy has it")
    copy.set_defaults(command=_copy)


def _list(asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    entries = record.open().entries(asked.subject)
    print("\n".join(map(words.entry_line, entries)) or words.EMPTY)
    return DONE


def _feedback(asked: argparse.Namespace) -> int:
    from evenhand import decisions, record, spreadsheet  # noqa: PLC0415

    table = decisions.table(decisions.given(record.open(), asked.review))
    print(spreadsheet.as_csv(*table).decode().replace("\r\n", "\n"), end="")
    return DONE


def _verify(asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    found = record.open().verify(asked.head)
    print("\n".join(words.verified_lines(found)))
    return DONE if found.intact else OUTSIDE


def _copy(asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    found = record.open().copy(asked.url)
    print("\n".join(words.verified_lines(found)))
    return DONE if found.intact else OUTSIDE


def _erase(asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    receipt = record.open().erase(asked.subject, asked.by, asked.because)
    print(words.NOTHING_TO_ERASE if receipt is None else words.written(receipt))
    return DONE
