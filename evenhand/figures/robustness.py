"""The choices that were tried, and the verdict of each."""

from evenhand.figures.kinds import Table
from evenhand.findings import Findings, Robustness
from evenhand.review import Review
from evenhand.words import robustness as words


def robustness(findings: Findings, review: Review) -> Table | None:
    """Every reasonable choice with its verdict; None where there was nothing to choose.

    Args:
        findings: what was found.
        review: its nouns and own choices.
    """
    found = findings.robustness
    if not isinstance(found, Robustness):
        return None
    own = findings.verdict.word
    title = words.robustness_title(found)
    return Table(
        title=title,
        meaning=(
            "A verdict that changes with a choice nobody can call wrong says as much about the "
            "choice as about the model; say so beside it."
        ),
        alt=f"{title}. A table of the choices, each with its verdict.",
        how=words.robustness_how(found),
        columns=("Choice", "Verdict", "As in the review"),
        rows=tuple(
            (words.choice_text(choice, review), choice.word, "yes" if choice.word == own else "no")
            for choice in found.choices
        ),
    )
