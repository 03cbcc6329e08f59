"""`evenhand keys`: who may ask a server where people log in without doing so, as what, how long."""

import argparse

from evenhand.cli.codes import DONE, Commands


def add(commands: Commands) -> None:
    """The command's arguments."""
    keys = commands.add_parser("keys", help="make, list or end keys for programs")
    actions = keys.add_subparsers(required=True, metavar="ACTION")
    make = actions.add_parser("make", help="print a new key; it is shown this once")
    make.add_argument("--name", required=True, metavar="NAME", help="what it is for")
    make.add_argument("--role", required=True, metavar="ROLE", help="viewer, auditor or admin")
    make.add_argument("--days", type=float, default=90.0, metavar="N", help="90 unless given")
    make.add_argument("--by", required=True, metavar="NAME", help="who makes it")
    make.set_defaults(command=_make)
    listing = actions.add_parser("list", help="print the keys that hold")
    listing.set_defaults(command=_list)
    end = actions.add_parser("end", help="end a key before its time")
    end.add_argument("number", type=int, metavar="NUMBER", help="of the list")
    end.add_argument("--by", required=True, metavar="NAME", help="who ends it")
    end.set_defaults(command=_end)


def _make(asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.record import keys  # noqa: PLC0415

    key, _entry = keys.make(record.open(), asked.name, asked.role, asked.by, asked.days)
    print(key)
    return DONE


def _list(_asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.record import keys  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    found = keys.holding(record.open()).values()
    print("\n".join(map(words.key_line, found)) or words.NO_KEYS)
    return DONE


def _end(asked: argparse.Namespace) -> int:
    from evenhand import record  # noqa: PLC0415
    from evenhand.record import keys  # noqa: PLC0415
    from evenhand.words import record as words  # noqa: PLC0415

    print(words.written(keys.end(record.open(), asked.number, asked.by)))
    return DONE
