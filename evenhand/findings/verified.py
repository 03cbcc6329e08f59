"""What comes out of checking a bundle: the answer of `evenhand bundle verify`."""

from dataclasses import dataclass
from typing import Literal

ReportState = Literal["same", "differs", "not compared"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not what the counts give.

    Attributes:
        path: where it stands in `findings.json`.
        said: what stands there, as JSON; None where nothing does.
        given: what the counts give, likewise.
    """

    path: str
    said: str | None
    given: str | None


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """What comes out of checking a bundle.

    Attributes:
        title: of its review.
        kind: `full` or `shared`.
        versions: what it was made with, by name.
        is_same_version: whether that is what it was checked with.
        files: how many its list names.
        changed: files that are not as the list says, or are missing.
        unlisted: files that the list does not name.
        numbers: how many numbers were worked out again.
        others: how many words and truth values.
        differences: what came out otherwise.
        given: what could not be worked out again, by where it stands.
        reports: by name, whether a report, or another file for readers, is what the counts give.
        unread: why nothing was worked out again; None where it was.
    """

    title: str
    kind: str
    versions: dict[str, str]
    is_same_version: bool
    files: int
    changed: tuple[str, ...]
    unlisted: tuple[str, ...]
    numbers: int = 0
    others: int = 0
    differences: tuple[Difference, ...] = ()
    given: tuple[str, ...] = ()
    reports: tuple[tuple[str, ReportState], ...] = ()
    unread: str | None = None

    @property
    def is_intact(self) -> bool:
        """Whether every file is as the list says."""
        return not self.changed and not self.unlisted

    @property
    def agrees(self) -> bool:
        """Whether all of it is what its counts give."""
        differs = any(state == "differs" for _, state in self.reports)
        return self.is_intact and not self.differences and not differs and self.unread is None

    @property
    def is_whole(self) -> bool:
        """Whether nothing that a reader reads was left uncompared."""
        return not any(state == "not compared" for _, state in self.reports)
