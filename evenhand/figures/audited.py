"""Tables of the audit report alone: who decides, which mistakes, what it takes to do it again."""

from collections.abc import Iterator
from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Mark, Panel, Table
from evenhand.findings import Estimate, Findings
from evenhand.review import Review
from evenhand.words import audited as said
from evenhand.words import nouns, say

_DRAWN: Final = ("accuracy", "false_positive_rate", "false_negative_rate")
_RATES: Final = (*_DRAWN, "precision")


def candidates(findings: Findings, review: Review) -> Table:
    """Who gave answers: what it is, which column they are of, how many there are.

    Args:
        findings: what was found.
        review: its candidates.
    """
    title = said.who_title(findings, review)
    return Table(
        title=title,
        meaning="A candidate is whatever decides: a rule, a model, or people.",
        alt=f"{title}. A table of the candidates.",
        how="As the review file names them, in [[candidates]].",
        columns=("Candidate", "What it is", "Answers are of column", "Answered"),
        rows=tuple(
            (
                say.name(one.name), said.ROLES[one.role], said.answer_from(one),
                findings.candidates[one.name].n,
            )
            for one in review.candidates if one.name in findings.candidates
        ),
    )  # fmt: skip


def mistakes(findings: Findings, review: Review) -> Dots | Table:
    """Every kind of right and wrong answer of each candidate, with the rates that follow.

    Args:
        findings: what was found.
        review: its nouns.
    """
    own = review.handoff_candidate.name
    title = said.mistakes_title(own, findings.candidates[own], review)
    named = [say.capital(nouns.metric_name(metric, review)) for metric in _RATES]
    panels = tuple(_panel(findings, review, metric) for metric in _DRAWN)
    made = Dots(
        title=title,
        meaning=said.mistakes_meaning(review),
        alt=make.alt_of(title, panels[0].dots),
        how=(
            f"Rates of 100, with {nouns.interval_name(review)}s. "
            f"{' '.join(nouns.metric_how(metric, review) for metric in _RATES)}"
        ),
        columns=("Candidate", "TP", "FP", "TN", "FN", *named),
        rows=tuple(
            (
                say.name(name), one.counts.tp, one.counts.fp, one.counts.tn, one.counts.fn,
                *(make.estimate_text(one.metrics.get(metric, Estimate())) for metric in _RATES),
            )
            for name, one in findings.candidates.items()
        ),
        panels=panels,
    )  # fmt: skip
    return make.drawn(made)


def _panel(findings: Findings, review: Review, metric: str) -> Panel:
    """One rate of every candidate."""
    dots = [_dot(name, metric, findings, review) for name in findings.candidates]
    return make.panel(f"{nouns.metric_phrase(metric, review)}, of 100", dots)


def _dot(name: str, metric: str, findings: Findings, review: Review) -> Dot:
    one = findings.candidates[name]
    mark = Mark.BASELINE if one.role == "baseline" else Mark.PLAIN
    estimate = one.metrics.get(metric, Estimate())
    return make.dot(name, estimate, mark, make.note(estimate, review))


def reproduction(findings: Findings, review: Review) -> Table:
    """What it takes to work every number out again: the data, the settings, the versions.

    Args:
        findings: what was found.
        review: its settings.
    """
    title = "What it takes to work every number out again"
    return Table(
        title=title,
        meaning="Whoever has the review file and the log gets the same findings, byte for byte.",
        alt=f"{title}. A table of the data's fingerprint, the settings and the versions.",
        how=(
            "The fingerprint is the SHA-256 of the data file. Nothing in the findings hangs on the "
            "time or the machine."
        ),
        columns=("What", "As it was here"),
        rows=tuple(_facts(findings, review)),
    )


def _facts(findings: Findings, review: Review) -> Iterator[tuple[Cell, ...]]:
    facts, check, method = findings.review, findings.data_check, review.method
    yield "Review", say.cleaned(facts.title)
    yield "Fingerprint of the data", facts.fingerprint or said.NO_FINGERPRINT
    yield "Rows read", f"{check.rows_read:,}"
    yield "Rows used", f"{check.rows_used:,}"
    yield "Rows left out and reported", f"{check.rows_reported:,}"
    yield "Level of intervals", f"{say.number(100 * facts.interval, 6)} %"
    yield "Seed", str(facts.seed)
    yield "Smallest group that is judged", nouns.counted(method.min_group, review)
    for name, version in sorted(facts.versions.items()):
        yield f"Version of {say.name(name)}", say.name(version)
