"""The record: what was decided, locked and answered; append-only, each entry sealed by a hash.

>>> import evenhand.record
>>> evenhand.record.open("sqlite:////nowhere/record.sqlite3").entries()
()
"""

from evenhand.record.entries import ERASED, FIRST, LOGIN, REMOVAL, SIGNED, Broken, Entry, Verified
from evenhand.record.ledger import Record, open  # noqa: A004  # `record.open` reads as what it does
from evenhand.record.place import data_folder

__all__ = [
    "ERASED",
    "FIRST",
    "LOGIN",
    "REMOVAL",
    "SIGNED",
    "Broken",
    "Entry",
    "Record",
    "Verified",
    "data_folder",
    "open",
]
