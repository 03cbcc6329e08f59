"""What New York City asks to publish of a bias audit (6 RCNY 5-303), and nothing else."""

from collections.abc import Iterator
from typing import Final

from evenhand import packs, words
from evenhand.answering import Subject, answered
from evenhand.explanation import Explanation
from evenhand.figures import Number, local_law
from evenhand.findings import Findings, LocalLaw144
from evenhand.packs import Answered, Standing
from evenhand.report.tree import Block, Report, Section
from evenhand.review import Review
from evenhand.words import nyc_summary as said
from evenhand.words import packs as pack_words

LAW: Final = "nyc-ll144"


def nyc_summary(
    findings: Findings, review: Review, explanation: Explanation | None = None
) -> Report:
    """The dates, the source of the data, who was assessed, and rates and impact ratios by category.

    Args:
        findings: what was found.
        review: with a person's answers to the pack, where there are any.
        explanation: is not shown.
    """
    subject = Subject(findings, review, explanation)
    found = {one.requirement.id: one for one in answered(packs.pack(LAW), subject).answers}
    asked = {
        name: found[name]
        for name in said.SAID
        if found[name].standing is not Standing.DOES_NOT_APPLY
    }
    return Report(
        title=said.title(review.title),
        headline=said.HEADLINE,
        subject=words.name(review.title, 300),
        front=tuple(said.answer_line(said.SAID[name], one) for name, one in asked.items()),
        word=None,
        verdict=said.NO_VERDICT,
        numbers=tuple(_numbers(subject)),
        limits=said.WHAT_IT_IS_NOT,
        sections=(*_tables(subject), _still(asked)),
        kind=said.KIND,
    )


def _numbers(subject: Subject) -> Iterator[Number]:
    """How many were assessed, and how many of unknown category."""
    n = subject.findings.candidates[subject.model].metrics["selection_rate"].n
    yield Number(said.ASSESSED, f"{n:,}", words.name(subject.review.words.plural))
    for attribute, table in subject.tables():
        label = said.unknown(words.attribute_name(attribute, subject.review))
        yield Number(label, f"{table.unknown:,}", words.name(subject.review.words.plural))


def _tables(subject: Subject) -> Iterator[Section]:
    """Each protected column, then each two of them crossed."""
    every = [*subject.tables(), *subject.tables(crossed=True)]
    if not every:
        yield Section("none", said.NO_TABLES, lines=(pack_words.NO_PROTECTED,))
    for attribute, table in every:
        yield _of(subject, attribute, table)


def _of(subject: Subject, attribute: str, table: LocalLaw144) -> Section:
    asked = (subject.findings, subject.review, subject.model, attribute)
    made = (local_law.selection(*asked), local_law.scoring(*asked))
    return Section(
        key=f"by-{attribute}",
        title=said.by(words.attribute_name(attribute, subject.review)),
        blocks=tuple(Block(figure) for figure in made if figure is not None),
        lines=(
            pack_words.small_line(attribute, table.selection, table.least_share, subject.review),
        ),
    )


def _still(asked: dict[str, Answered]) -> Section:
    """What nobody has said yet."""
    missing = [said.SAID[n] for n, one in asked.items() if one.standing is not Standing.BY_YOU]
    lines = (said.STILL,) if missing else (said.ALL_SAID,)
    return Section("still", "Before it is published", lines=lines, points=tuple(missing))
