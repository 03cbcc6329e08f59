"""A review and where the record has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from evenhand.errors import InputError
from evenhand.record import LOGIN, SIGNED, Entry, Record
from evenhand.review import Review

LONGEST: Final = 2000
"""Characters of a reason, an answer, or all conditions together."""

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Dossier:
    """A review, and the entries of the record that are about it.

    Attributes:
        record: where entries are.
        review: what they are about.
        subject: what the record calls it; the review's own `subject` where not given.
        only: the numbers of the entries that may be seen, such as those of this browser session;
            None for all.
        closed: whether entries about other reviews must not be seen, whatever their series is
            called: so where strangers share one record.
        login: who writes, as a log-in says: `issuer` and `subject`; None where names are typed.
    """

    record: Record
    review: Review
    subject: str | None = None
    only: frozenset[int] | None = None
    closed: bool = True
    login: Mapping[str, str] | None = None

    @property
    def named(self) -> str:
        """What the record calls the review."""
        return self.subject or self.review.subject

    def of_series(self, kind: str) -> tuple[Entry, ...]:
        """The entries of one kind about any review that may be of the same series.

        A phase may have a review file of its own, which the record calls by its own name. Where
        `closed`, others' entries are out of sight: then only those about this review.

        Args:
            kind: only of this kind.
        """
        if self.closed:
            return self.entries(kind)
        found = (e for e in self.record.entries(kind=kind) if not e.is_carried)  # else twice
        return tuple(e for e in found if self.only is None or e.seq in self.only)

    def entries(self, *kinds: str) -> tuple[Entry, ...]:
        """The entries about the review, in their order.

        What was carried over from an own log has the time at which it was written there.

        Args:
            kinds: only of these kinds; all where none is given.
        """
        if self.only == frozenset():  # the database may be away: whoever wrote nothing goes on
            return ()
        found = self.record.entries(self.named)
        return tuple(
            entry.as_first_written()
            for entry in found
            if (not kinds or entry.kind in kinds) and (self.only is None or entry.seq in self.only)
        )

    def write(self, kind: str, by: str, content: Mapping[str, Any]) -> Entry:
        """Write an entry about the review.

        Args:
            kind: what it is.
            by: who writes it.
            content: what is written.

        Raises:
            InputError: it cannot be written, or nobody is named.
        """
        told = {**content, LOGIN: dict(self.login)} if self.login else content
        return self.record.append(kind, self.named, person(by), told)


def person(by: str) -> str:
    """The name of a person, without the space around it.

    Args:
        by: as it was typed.

    Raises:
        InputError: there is none, or it is no name.
    """
    name = " ".join(by.split())
    if not name or len(name) > _LONGEST_NAME or name.endswith(SIGNED):
        raise InputError(f"expected a name of at most {_LONGEST_NAME} characters", where="by")
    return name


def text(said: str, where: str) -> str:
    """What a person says, without the space around it.

    Args:
        said: as it was typed.
        where: what it is.

    Raises:
        InputError: it is longer than `LONGEST`.
    """
    plain = said.strip()
    if len(plain) > LONGEST:
        much = len(plain) - LONGEST
        message = f"at most {LONGEST:,} characters are recorded; shorten it by {much:,}"
        raise InputError(message, where=where)
    return plain
