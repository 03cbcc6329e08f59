"""Reviews that are kept on the server: counts and the review file, never rows.

>>> from evenhand import kept
>>> kept.opened("kept-nothing") is None
True
"""

from evenhand.kept.attributes import MERGED, Detail
from evenhand.kept.coarsen import Coarse, coarse
from evenhand.kept.keeping import (
    PREFIX,
    Links,
    delete,
    is_open,
    keep,
    listed,
    managed,
    opened,
    remove,
    subject,
    sweep,
)
from evenhand.kept.room import longest
from evenhand.kept.shared import Kept, Shared, Terms, kept, share

__all__ = [
    "MERGED",
    "PREFIX",
    "Coarse",
    "Detail",
    "Kept",
    "Links",
    "Shared",
    "Terms",
    "coarse",
    "delete",
    "is_open",
    "keep",
    "kept",
    "listed",
    "longest",
    "managed",
    "opened",
    "remove",
    "share",
    "subject",
    "sweep",
]
