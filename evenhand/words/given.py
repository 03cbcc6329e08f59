"""What must be known to read any number of a review: where the data and its outcome come from."""

from collections.abc import Iterable

from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import column_name


def synthetic(review: Review) -> str | None:
    """The line that every page and report shows where the data was generated."""
    made = review.data.synthetic
    return f"Synthetic data: {say.name(made, 300)}. Nobody real is in it." if made else None


def label_note(review: Review) -> str | None:
    """What the outcome is, where the review says that it is not what one would think."""
    label = review.words.label
    return f"The outcome here is {say.name(label, 300)}." if label else None


def observed_note(review: Review) -> str | None:
    """That errors are of some cases alone, where the review says which outcomes were seen."""
    seen, label = review.columns.observed, review.columns.label
    if seen is None or label is None:
        return None
    return (
        f"Outcomes were seen only where “{column_name(seen, review)}” says so: how often answers "
        "are right or wrong, and every limit on that, is about those alone."
    )


def is_outcome(review: Review, name: str) -> bool:
    """Whether a candidate's answers are the very column that the outcome is taken from.

    Args:
        review: the columns.
        name: the candidate's.
    """
    label = review.columns.label
    return label is not None and any(
        c.prediction == label for c in review.candidates if c.name == name
    )


def by_definition(review: Review, names: Iterable[str]) -> tuple[str, ...]:
    """For each candidate whose answers are the outcome: that its being right is no finding.

    Args:
        review: the columns.
        names: the candidates that are shown.
    """
    return tuple(
        f"{say.capital(say.the(name))} decided the outcome that all are measured by, so it is "
        "right by definition: that is no finding. What can be compared is how often it says "
        f"{nouns.yes(review)}."
        for name in names
        if is_outcome(review, name)
    )


def notes(review: Review, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Everything that must stand beside numbers of a review.

    Args:
        review: where they come from.
        names: the candidates that are shown.
    """
    lines = (
        synthetic(review), label_note(review), observed_note(review), *by_definition(review, names)
    )  # fmt: skip
    return tuple(line for line in lines if line)
