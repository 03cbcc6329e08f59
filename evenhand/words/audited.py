"""Sentences of the audit report alone: its parts, who decides, how to work it out again."""

from typing import Final

from evenhand.findings import CandidateFindings, Findings
from evenhand.review import Candidate, Review
from evenhand.words import nouns, overview, say

AUDIT_REPORT: Final = "Evenhand audit report"
SCOPE: Final = (
    "What was looked at are the answers in one log, by the columns that the review names, and by "
    "the limits that it sets. Nothing outside the log was seen: not how it came about, not who "
    "is missing from it, not what became of people later."
)
COMMANDS: Final = (
    (
        "evenhand run review.toml --json prints the findings document; the same review file, log "
        "and versions give the same bytes."
    ),
    "evenhand report review.toml --out DIR --document audit writes this report.",
    (
        "evenhand bundle review.toml --out FILE --full writes the counts that every number stands "
        "on; evenhand bundle verify FILE works each number out again from them, without any row."
    ),
)
NO_CHOICES: Final = (
    "Whether the verdict hangs on choices that could reasonably have been made otherwise was not "
    "tried: there is no limit, or nothing to choose."
)
NO_FINGERPRINT: Final = "none: the log was no file"
LIMITS: Final = "What this audit cannot say, and what to add so that another can:"
NOTHING_LACKS: Final = "Every part that Evenhand has could be worked out from this log."
AUDIT_BLANKS: Final = (
    "Prepared by", "Independent of the model's makers, and how", "Checked by",
    "Answers for the model", "Date", "Signature",
)  # fmt: skip
ROLES: Final = {"baseline": "the rule in use", "model": "a model", "human": "people"}


def who_title(findings: Findings, review: Review) -> str:
    """Who gave answers, to how many cases."""
    asked = [one for one in review.candidates if one.name in findings.candidates]
    named = say.listed([say.the(one.name) for one in asked])
    verb = "answers" if len(asked) == 1 else "answer"
    return f"{say.capital(named)} {verb} {nouns.counted(findings.review.rows, review)}"


def answer_from(one: Candidate) -> str:
    """Which column a candidate's answers are of.

    >>> answer_from(Candidate(name="m", role="model", score="p", threshold=0.6))
    'p, a yes from 0.6 on'
    """
    if one.score is not None:
        return f"{say.cleaned(one.score)}, a yes from {say.number(one.threshold, 6)} on"
    return say.cleaned(one.prediction)


def mistakes_title(name: str, found: CandidateFindings, review: Review) -> str:
    """How often the candidate whose cases are handed off is wrong, as a claim."""
    right = found.metrics["accuracy"]
    if right.value is None:
        return "Which answers are wrong can't be told: no outcome is known"
    wrong = say.of_cases(right.rest(), cases=nouns.cases(review))
    return f"{say.capital(say.the(name))} is wrong about {wrong}"


def mistakes_meaning(review: Review) -> str:
    """What the kinds of mistakes are called."""
    return (
        f"Among {nouns.cases(review)} whose outcome is known: TP and TN are right answers of "
        f"{nouns.yes(review)} and of the rest, FP says {nouns.yes(review)} wrongly, FN misses one."
    )


def lacking(findings: Findings, review: Review) -> tuple[str, ...]:
    """Why each part that a review lacks is missing, each reason once.

    Args:
        findings: what was found.
        review: its columns.
    """
    found = (overview.missing(findings, review, block) for block in overview.BLOCKS)
    return tuple(dict.fromkeys(filter(None, found)))
