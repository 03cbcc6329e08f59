"""The data feasibility report: what a log allows to say at all, before anybody looks at results."""

from collections.abc import Iterator

from evenhand import figures, words
from evenhand.explanation import Explanation
from evenhand.figures import feasibility
from evenhand.findings import Findings
from evenhand.report.tree import Block, Report, Section, data_blocks
from evenhand.review import Review
from evenhand.words import feasibility as said


def feasible(findings: Findings, review: Review, _why: Explanation | None = None) -> Report:
    """Which questions can be answered, how many cases there are, what would show, what to add.

    Args:
        findings: what was found; of rates only what sizes hang on is told.
        review: the nouns, columns and limits.
    """
    found = said.answers(findings, review)
    front = (review.question, *words.notes(review), words.data_line(findings, review))
    return Report(
        title=f"{words.name(review.title, 200)}: what the data allow to say",
        headline=said.headline(found),
        subject=words.name(review.title, 300),
        front=tuple(words.name(line, 600) for line in front if line),
        word=None,
        verdict=said.NO_RESULTS,
        numbers=feasibility.numbers(findings, review),
        limits=said.LIMITS,
        sections=(
            Section(
                "questions",
                "What can be answered",
                (Block(feasibility.questions(findings, review)),),
            ),
            Section("add", "What to add", points=said.to_add(found) or (said.ALL_THERE,)),
            Section(
                "cases", "How many cases there are", (Block(feasibility.cases(findings, review)),)
            ),
            _groups(findings, review),
            _data(findings, review),
        ),
        kind=said.FEASIBILITY_REPORT,
    )


def _groups(findings: Findings, review: Review) -> Section:
    """The smallest differences that the groups of each attribute would show."""
    made = (feasibility.sizes(findings, review, attribute) for attribute in review.attributes)
    blocks = tuple(Block(table) for table in made if table is not None)
    lines = () if blocks else (said.NO_GROUPS,)
    return Section(
        "groups", "The smallest difference between groups that would show", blocks, lines
    )


def _data(findings: Findings, review: Review) -> Section:
    """What is wrong with the data, and what the columns mean."""
    return Section(
        key="data",
        title="The data, their faults and their columns",
        blocks=(*_faults(findings, review), *data_blocks(findings, review)),
    )


def _faults(findings: Findings, review: Review) -> Iterator[Block]:
    """What is wrong with the data rather than with the world, where the log says when."""
    if words.missing(findings, review, "health") is None:
        shown = (part for part in figures.BY_HEALTH if part.key == "faults")
        yield from (Block(one) for part in shown for one in part.each(findings, review))
