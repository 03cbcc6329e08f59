"""Tables of the data feasibility report: questions, cases, and what sizes of groups would show."""

from collections.abc import Iterator
from typing import Final

from evenhand import feasibility
from evenhand.feasibility import Sized
from evenhand.figures import make
from evenhand.figures.kinds import Cell, Number, Table
from evenhand.findings import Findings
from evenhand.review import Review
from evenhand.statistics import POWER
from evenhand.words import feasibility as said
from evenhand.words import nouns, overview, say
from evenhand.words.columns import attribute_name

_TERM: Final = "The field's term is minimum detectable difference."


def questions(findings: Findings, review: Review) -> Table:
    """Every question, whether the log can answer it, and how finely or what to add.

    Args:
        findings: what was found.
        review: its nouns, columns and limits.
    """
    found = said.answers(findings, review)
    return Table(
        title=said.QUESTIONS,
        meaning=(
            "A question can be answered where the log holds what it takes. It can't be told yet "
            "where a limit of the review is open, or where there are too few cases."
        ),
        alt=f"{said.headline(found)}. A table of questions and answers.",
        how=_how(review),
        columns=("Question", "From this log", "How finely, how many more, or what to add"),
        rows=tuple((one.question, said.standing(one.standing), one.more) for one in found),
    )


def _how(review: Review) -> str:
    margin = say.number(100 * review.method.margin, 3)
    return (
        f"{_TERM} A difference would show if a test at the level of a "
        f"{nouns.interval_name(review)} found it {say.number(100 * POWER)} of 100 times. Two "
        "answers to the same cases: McNemar's test, by how often only one of the two is right "
        f"(Connor 1987), beside the review's margin of {margin} of 100. Where a criterion is open, "
        "the cases that would settle it are those of the criterion itself."
    )


def cases(findings: Findings, review: Review) -> Table:
    """How many cases there are of each kind.

    Args:
        findings: what was found.
        review: its nouns and candidates.
    """
    title = overview.data_line(findings, review).rstrip(".")
    return Table(
        title=say.capital(title),
        meaning="A rate is as fine as the cases that it is a share of are many.",
        alt=f"{title}. A table of numbers of cases.",
        how="Counted in the log; cases count, where a row stands for several of them.",
        columns=("What", "How many"),
        rows=tuple(_counts(findings, review)),
    )


def _counts(findings: Findings, review: Review) -> Iterator[tuple[Cell, ...]]:
    facts, own = findings.review, findings.candidates[review.handoff_candidate.name]
    yield say.capital(nouns.cases(review)), facts.rows
    yield "With a known outcome", facts.labelled_rows
    if facts.labelled_rows:
        named = say.the(review.handoff_candidate.name)
        came, not_so = own.counts.tp + own.counts.fn, own.counts.tn + own.counts.fp
        yield f"Answered by {named}, where {nouns.yes(review)} is true", came
        yield f"Answered by {named}, where it is not true", not_so
    for name, one in findings.candidates.items():
        yield f"Answered by {say.the(name)}", one.n
    if findings.comparison is not None and findings.comparison.paired is not None:
        yield "Answered by both that are compared, with a known outcome", findings.comparison.n


def sizes(findings: Findings, review: Review, attribute: str) -> Table | None:
    """The groups of an attribute with the smallest differences that would show.

    Args:
        findings: what was found.
        review: its nouns, and which groups are judged.
        attribute: one of the review's; None where nothing was counted by it.
    """
    found = said.groups(findings, review, attribute)
    if not found:
        return None
    by, able = attribute_name(attribute, review), len(feasibility.judged(found))
    title = f"By {by}, {able} of {say.counted(len(found), 'group', 'groups')} can be judged"
    named = [say.capital(nouns.metric_name(metric, review)) for metric in feasibility.METRICS]
    return Table(
        title=title,
        meaning=said.of_sizes(found, review).more,
        alt=f"{title}. A table of groups and the smallest differences that would show.",
        how=(
            f"{_TERM} Each group is set beside the largest that is judged, by the test of two "
            "shares with the common share in its null variance (Fleiss, Levin and Paik 2003), "
            f"{say.number(100 * POWER)} of 100 times, at the level of a "
            f"{nouns.interval_name(review)} divided among these comparisons (Bonferroni). The rate "
            "is that of the largest group. Judged are groups of "
            f"{nouns.counted(review.method.min_group, review)} or more, and no unknown ones."
        ),
        columns=(
            say.capital(by), say.capital(nouns.cases(review)), "With a known outcome",
            "More needed to be judged", *(f"{name}: difference of 100" for name in named),
        ),
        rows=tuple(_size(one) for one in found),
    )  # fmt: skip


def _size(one: Sized) -> tuple[Cell, ...]:
    more = "never: the group is not known" if one.more is None else one.more or "none"
    gaps = (make.of_100(one.gaps[metric]) for metric in feasibility.METRICS)
    return (say.cleaned(one.group), one.n, one.known, more, *gaps)


def numbers(findings: Findings, review: Review) -> tuple[Number, ...]:
    """The few numbers to remember: cases, outcomes, questions.

    Args:
        findings: what was found.
        review: its nouns.
    """
    found = said.answers(findings, review)
    able = sum(one.standing is said.Standing.ANSWERED for one in found)
    facts = findings.review
    return (
        Number(say.capital(nouns.cases(review)), f"{facts.rows:,}", "in the log"),
        Number("Known outcomes", f"{facts.labelled_rows:,}", f"of {facts.rows:,}"),
        Number("Questions that can be answered", f"{able} of {len(found)}", "see the first part"),
    )
