"""What a terminal shows of an audit: the finding, the verdict, each criterion, the data."""

from evenhand.findings import Findings
from evenhand.review import Review
from evenhand.sources import Problem
from evenhand.words import (
    baselines,
    criteria,
    given,
    health,
    overview,
    record,
    robustness,
    say,
    then_now,
    tried,
)


def summary(findings: Findings, review: Review) -> list[str]:
    """The audit in a few lines of plain text.

    Args:
        findings: what was found.
        review: its nouns and criteria.
    """
    title = say.cleaned(review.title)
    more = (
        robustness.robustness_sentence(findings, review),
        then_now.then_line(findings, review),
        *health.faults_since_then(findings, review),
        tried.tried_line(findings, review),
    )
    held = [criteria.criterion_sentence(result, review) for result in findings.criteria]
    return [
        title,
        *given.notes(review, findings.candidates),
        overview.overview_title(findings, review),
        criteria.verdict_sentence(findings, review),
        *(f"- {sentence}" for sentence in held),
        *record.lock_lines(findings.lock),
        *record.decision_lines(findings),
        *(line for line in more if line),
        *baselines.summary_lines(findings, review),
        overview.data_line(findings, review),
        *(f"- {problem_line(problem)}" for problem in findings.data_check.problems),
    ]


def problem_line(problem: Problem) -> str:
    """One line on something about the data: how bad, which column, how many rows."""
    column = f"column {say.name(problem.column)}: " if problem.column else ""
    rows = f"{problem.rows:,} " if problem.rows is not None else ""
    return f"{say.capital(problem.severity)}: {column}{rows}{say.cleaned(problem.message)}"
