"""What the record holds, and what checking it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

ERASED: Final = "erased"
"""The kind of a receipt: it names the entries whose content was erased."""

REMOVAL: Final = "removal"
"""The kind of an entry that says that a kept review is being removed; its receipt erases it."""

FIRST: Final = "first"
"""The key of a content that was carried over: the number and the time of the entry it is from."""

LOGIN: Final = "login"
"""The key of a content that says that the name is by log-in: the provider, and its id of whom."""

SIGNED: Final = ", logged in"
"""What is said behind a name that is by log-in; nobody can type it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it was written.

    Attributes:
        seq: its number; the first is 1.
        kind: what it is: `lock`, `decision`, ...
        subject: the opaque id of what it is about; empty where it was erased.
        at: when it was written, UTC, ISO 8601.
        by: who wrote it; empty where it was erased.
        content: what was written; empty where it was erased.
        digest: what seals it, and all entries before it.
        previous: the digest of the entry before it.
        erased: whether subject, name and content were erased.
    """

    seq: int
    kind: str
    subject: str
    at: str
    by: str
    content: Mapping[str, Any]
    digest: str
    previous: str
    erased: bool = False

    @property
    def signed(self) -> str:
        """Who wrote it, and that it was by log-in where it was."""
        return f"{self.by}{SIGNED}" if LOGIN in self.content else self.by

    @property
    def is_carried(self) -> bool:
        """Whether it was carried over from another subject, where it was written first."""
        return FIRST in self.content

    def as_first_written(self) -> "Entry":
        """The same with the time at which it was written first."""
        return replace(self, at=self.content[FIRST]["at"]) if self.is_carried else self


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that is not as it was written, and how that shows."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking the whole chain found.

    Attributes:
        entries: how many there are.
        erased: how many of them were erased, each with a receipt.
        head: the digest of the last one; who notes it can tell later whether any was cut off.
        broken: the entries that are not as they were written, in their order.
    """

    entries: int
    erased: int
    head: str
    broken: tuple[Broken, ...]

    @property
    def intact(self) -> bool:
        """Whether every entry is as it was written."""
        return not self.broken
