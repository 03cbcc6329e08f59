"""What answers are made of, and what an answerer gives back."""

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.explanation import Explanation
from evenhand.findings import AttributeFindings, Findings, LocalLaw144
from evenhand.review import Review


@dataclass(frozen=True, slots=True)
class Said:
    """An answer.

    Attributes:
        lines: plain text, the numbers in it.
        by_person: whether they are somebody's words, which stand in the review file or the record.
    """

    lines: tuple[str, ...]
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Why there is no answer: what is missing and what to add, or that it can't be told yet."""

    reason: str


Answer = Said | Unsaid


@dataclass(frozen=True, slots=True)
class Subject:
    """One review with what was found.

    Attributes:
        findings: what was found.
        review: its nouns and columns.
        why: why the model decides so; None where that was not worked out.
    """

    findings: Findings
    review: Review
    why: Explanation | None = None

    @property
    def model(self) -> str:
        """The candidate under audit."""
        return self.review.handoff_candidate.name

    def protected(self, *, crossed: bool = False) -> Iterator[tuple[str, AttributeFindings]]:
        """Every protected attribute of the candidate under audit with what was found by it.

        Args:
            crossed: those of two protected columns, or those of one.
        """
        own = set(self.review.columns.protected)
        for name, columns in self.review.attributes.items():
            found = self.findings.by(self.model, name)
            if found is not None and set(columns) <= own and (len(columns) > 1) == crossed:
                yield name, found

    def tables(self, *, crossed: bool = False) -> Iterator[tuple[str, LocalLaw144]]:
        """The same with its tables of rates and ratios, where it has them."""
        for name, found in self.protected(crossed=crossed):
            if isinstance(found.local_law_144, LocalLaw144):
                yield name, found.local_law_144
