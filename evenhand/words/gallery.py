"""What the card of a sample says, from its review file alone."""

from dataclasses import dataclass
from typing import Final

from evenhand.review import Review
from evenhand.words import nouns

_OPEN: Final = "Open now"
_OWN_TITLE: Final = "Bring your own log"
_OWN_LINE: Final = "The four questions, asked of your own decisions."
_OWN_KIND: Final = "CSV, Parquet or Excel; counted here, then dropped"


@dataclass(frozen=True, slots=True)
class Card:
    """One review to choose.

    Attributes:
        title: what it is called.
        line: what it shows, or else what it asks.
        kind: where its data comes from, and how much there is; that it is the one that is open.
    """

    title: str
    line: str
    kind: str


def sample_card(review: Review, rows: int | None, *, is_open: bool) -> Card:
    """The card of a sample.

    Args:
        review: the sample's.
        rows: how many rows its log has, where that is known.
        is_open: whether it is the review that is open.
    """
    made = "Synthetic" if review.data.synthetic else "Real data"
    many = None if rows is None else nouns.counted(rows, review)
    line = review.summary or review.question or ""
    return Card(review.title, line, _joined(made, many, _OPEN if is_open else None))


def own_card(*, is_open: bool) -> Card:
    """The card for a log of one's own."""
    return Card(_OWN_TITLE, _OWN_LINE, _joined(_OWN_KIND, _OPEN if is_open else None))


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
