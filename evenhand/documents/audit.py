"""The audit report: what an auditor files. The blocks of the report, in an auditor's order."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from evenhand import figures, words
from evenhand.explanation import Explanation
from evenhand.figures import audited
from evenhand.findings import Findings
from evenhand.report.tree import Block, Report, Section, data_blocks, tree
from evenhand.review import Review
from evenhand.words import audited as said


def audit(findings: Findings, review: Review, explanation: Explanation | None = None) -> Report:
    """Scope, data, groups, errors, handoff, baseline, robustness, explanations, limits, method,
    reproduction and lines to sign, with a part for each rule pack that the review names.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """  # noqa: D205  # a list of its parts
    whole = tree(findings, review, explanation)
    parts = {section.key: section for section in whole.sections}
    packs = (section for key, section in parts.items() if key.startswith("pack-"))
    sections = (
        _scope(findings, review, parts["criteria"]),
        _data(findings, review),
        *_groups_and_errors(findings, review, parts["fairness"]),
        replace(parts["handoff"], title=f"Handoff to {words.a_or_an(review.words.person)}"),
        *_present(parts, "shadow"),
        _baseline(parts["compare"], parts["value"]),
        _robustness(findings, review, parts),
        replace(parts["explain"], title="Explanations"),
        *packs,
        _limits(findings, review),
        _method(review),
        _reproduction(findings, review),
        replace(parts["sign"], title="Sign-off", blanks=said.AUDIT_BLANKS),
    )
    return replace(whole, kind=said.AUDIT_REPORT, sections=tuple(_numbered(sections)))


def _numbered(sections: tuple[Section, ...]) -> Iterator[Section]:
    """The same with the number of each part, by which an auditor refers to it."""
    for number, section in enumerate(sections, 1):
        yield replace(section, title=f"{number}. {section.title}")


def _present(parts: dict[str, Section], *keys: str) -> tuple[Section, ...]:
    return tuple(parts[key] for key in keys if key in parts)


def _scope(findings: Findings, review: Review, criteria: Section) -> Section:
    """What was asked, who decides, and by which limits."""
    decided = [block for block in criteria.blocks if not block.more]
    asked = (words.name(review.question, 600),) if review.question else ()
    return Section(
        key="scope",
        title="Scope",
        blocks=(Block(audited.candidates(findings, review)), *decided),
        lines=(*asked, said.SCOPE, *(() if decided else criteria.lines)),
    )


def _data(findings: Findings, review: Review) -> Section:
    """What was read and left out, and what the columns mean."""
    lines = (words.data_line(findings, review), *words.notes(review, findings.candidates))
    return Section("data", "Data", tuple(data_blocks(findings, review)), lines)


def _groups_and_errors(
    findings: Findings, review: Review, fairness: Section
) -> tuple[Section, Section]:
    """By group; and which mistakes there are, and where most of them."""
    worst = [figures.slices(findings, review, name) for name in findings.fairness]
    where = tuple(block for block in fairness.blocks if block.figure in worst)
    groups = tuple(block for block in fairness.blocks if block.figure not in worst)
    errors = Section(
        key="errors",
        title="Errors",
        blocks=(Block(audited.mistakes(findings, review)), *where),
        lines=words.by_definition(review, findings.candidates),
    )
    return replace(fairness, title="Groups", blocks=groups), errors


def _baseline(compare: Section, value: Section) -> Section:
    """The rule beside the model, and what that is worth."""
    return replace(
        compare,
        title="Baseline",
        blocks=(*compare.blocks, *value.blocks),
        lines=tuple(dict.fromkeys((*compare.lines, *value.lines))),
    )


def _robustness(findings: Findings, review: Review, parts: dict[str, Section]) -> Section:
    """Whether it holds under other choices, and whether it held over time."""
    choices = figures.robustness(findings, review)
    told = words.robustness_sentence(findings, review)
    over_time = _present(parts, "health", "then_now")
    changes = words.what_would_change(findings, review)
    return Section(
        key="robustness",
        title="Robustness",
        blocks=(
            *((Block(choices),) if choices else ()),
            *chain.from_iterable(part.blocks for part in over_time),
        ),
        lines=(
            told or said.NO_CHOICES,
            *chain.from_iterable(part.lines for part in over_time),
            *((words.WOULD_CHANGE,) if changes else ()),
        ),
        points=changes,
    )


def _limits(findings: Findings, review: Review) -> Section:
    """What could not be worked out, and what to add."""
    lacking = words.lacking(findings, review)
    return Section(
        key="limits",
        title="Limits",
        lines=(*words.WHAT_IT_IS_NOT, said.LIMITS if lacking else said.NOTHING_LACKS),
        points=lacking,
    )


def _method(review: Review) -> Section:
    """Every formula, and what holds for all of them."""
    formulas = (Block(figures.formulas(review)),)
    return Section("method", "Method", formulas, words.method_lines(review))


def _reproduction(findings: Findings, review: Review) -> Section:
    return Section(
        key="reproduction",
        title="Reproduction",
        blocks=(Block(audited.reproduction(findings, review)),),
        points=said.COMMANDS,
    )
