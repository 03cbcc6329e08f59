"""Sentences on a threshold that somebody tries, beside the review's own."""

from evenhand.findings import Findings, Tried
from evenhand.review import Review
from evenhand.words import say
from evenhand.words.handoff import headline


def confidence(threshold: float) -> str:
    """A threshold as the slider writes it, with all its digits: 89.96 % is another one than 90 %.

    >>> confidence(0.805), confidence(0.8996)
    ('80.5 %', '89.96 %')
    """
    return f"{say.number(100 * threshold, 6)} %"


def tried_here(threshold: float, own: float) -> str:
    """The line beside everything that is worked out at a threshold that was tried.

    Args:
        threshold: what was tried.
        own: the review's.
    """
    return (
        f"Tried here: {confidence(threshold)}. This review's own threshold is {confidence(own)}, "
        "and its verdict stays by that."
    )


def tried_title(found: Tried, own: float, review: Review) -> str:
    """What happens at a threshold that was tried; it names both thresholds.

    Args:
        found: the handoff there.
        own: the review's threshold.
        review: the nouns.
    """
    alone, wrong = found.coverage, found.automatic_error.value
    said = headline(alone.value or 0.0, wrong, alone.n, review)
    return f"Tried: {confidence(found.threshold)} instead of {confidence(own)}. {said}"


def tried_line(findings: Findings, review: Review) -> str | None:
    """A threshold that was tried, for whoever reads the verdict; None where none was."""
    handoff = findings.handoff
    if handoff is None or not isinstance(handoff.tried, Tried):
        return None
    title = tried_title(handoff.tried, handoff.threshold, review)
    return f"{title}. The verdict stays by this review's own threshold."


def tried_group_title(title: str, threshold: float) -> str:
    """A claim about groups at a threshold that was tried.

    >>> tried_group_title("Every group goes to an agent equally often", 0.9)
    'Tried, 90 %: Every group goes to an agent equally often'
    """
    return f"Tried, {confidence(threshold)}: {title}"
