"""What a place for kept reviews can do, be it a folder or a table of a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

WHERE: Final = "kept reviews"
LARGEST: Final = 64 << 20
"""The bytes of a text above which it is not read."""


@dataclass(frozen=True, slots=True)
class Label:
    """What can be known of a kept review without its link.

    Attributes:
        kept_on: when it was kept; None where that cannot be read.
        until: when it is over; likewise.
        owner: the digest of the secret that deletes it; empty where that cannot be read.
    """

    kept_on: datetime | None
    until: datetime | None
    owner: str


class Store(Protocol):
    """Where kept reviews lie, each under the digest of its link's secret, all or nothing."""

    def put(self, name: str, secret: str, texts: Mapping[str, str], label: Label) -> None:
        """Write a review; when this returns it survives a crash.

        Args:
            name: the digest.
            secret: what opens it; it is not stored.
            texts: of its files.
            label: what is known without the secret.

        Raises:
            InputError: it cannot be written, and nothing of it was.
        """
        ...

    def label(self, name: str) -> Label | None:
        """What is known of a review; None where there is none of this name.

        Args:
            name: the digest.

        Raises:
            InputError: the place cannot be read.
        """
        ...

    def texts(self, name: str, secret: str) -> Mapping[str, str] | None:
        """The texts of a review; None where there is none of this name.

        Args:
            name: the digest.
            secret: what opens it.

        Raises:
            InputError: it is damaged, or the place cannot be read.
        """
        ...

    def remove(self, name: str) -> bool:
        """Remove a review; whether there was one to remove.

        Args:
            name: the digest.

        Raises:
            InputError: something of it cannot be removed.
        """
        ...

    def labels(self) -> Iterable[tuple[str, Label]]:
        """Every review's name and label.

        Raises:
            InputError: the place cannot be read.
        """
        ...

    def tidy(self) -> None:
        """Remove what a crash left half done."""
        ...

    def used(self) -> tuple[int, int]:
        """How many reviews there are, and how many bytes they take.

        Raises:
            InputError: the place cannot be read.
        """
        ...
