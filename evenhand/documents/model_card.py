"""The model card: Markdown, with metadata as the Hugging Face Hub reads it as YAML before it.

Its parts are those of Mitchell et al., Model Cards for Model Reporting (2019); its metadata those
of `modelcard.md` in huggingface/hub-docs. What a review does not hold is left out of these, and
said to be not stated in the text.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from evenhand import figures, words
from evenhand.explanation import Explanation
from evenhand.figures import Figure, Table, audited
from evenhand.findings import Estimate, Findings
from evenhand.report.markdown import markdown_of
from evenhand.report.tree import Block, Report, Section, data_blocks
from evenhand.review import Review
from evenhand.words import model_card as said
from evenhand.words import say

NAME: Final = "model-card"
_METRICS: Final[Mapping[str, str]] = {
    "accuracy": "accuracy", "true_positive_rate": "recall", "precision": "precision", "f1": "f1",
}  # fmt: skip
"""By our name, what the Hub calls a metric."""


def model_card(
    findings: Findings, review: Review, _why: Explanation | None = None
) -> dict[str, bytes]:
    """The card of the candidate whose cases are handed off, as one file of Markdown.

    Args:
        findings: what was found.
        review: what is known of the model.
    """
    body = markdown_of(card(findings, review), NAME)[f"{NAME}.md"]
    head = yaml.safe_dump(
        metadata(findings, review), allow_unicode=True, sort_keys=False, width=10_000
    )
    return {f"{NAME}.md": f"---\n{head}---\n\n".encode() + body}


# What programs read


def metadata(findings: Findings, review: Review) -> dict[str, Any]:
    """The metadata: only what is known; a license is not, and no model is linked to.

    Args:
        findings: what was found.
        review: what is known of the model.
    """
    own, kind = review.handoff_candidate, said.file_kind(review.handoff_candidate)
    task, results = _task(review), list(_results(findings, review))
    made: dict[str, Any] = {}
    if kind is not None:
        made["library_name"] = kind[1]
    if task is not None:
        made["pipeline_tag"] = task
    made["tags"] = ["evenhand", *(["synthetic-data"] if review.data.synthetic else [])]
    if results:
        made["metrics"] = list(dict.fromkeys(one["type"] for one in results))
        evaluated = {"type": "decision-log", "name": say.cleaned(review.title)}
        if findings.review.fingerprint is not None:
            evaluated["revision"] = findings.review.fingerprint
        one = {"task": {"type": task or "other"}, "dataset": evaluated, "metrics": results}
        made["model-index"] = [{"name": say.cleaned(own.name), "results": [one]}]
    return made


def _task(review: Review) -> str | None:
    """What kind of task it is, by what it reads; None where the review does not say that."""
    columns = review.columns
    read = {
        "image-classification": columns.image,
        "text-classification": columns.text,
        "tabular-classification": columns.features,
    }
    return next((task for task, column in read.items() if column), None)


def _results(findings: Findings, review: Review) -> Iterator[dict[str, Any]]:
    """Every metric that was measured, with its interval in its name."""
    own = findings.candidates[review.handoff_candidate.name]
    level = words.interval_name(review)
    for metric, name in _METRICS.items():
        found = own.metrics.get(metric, Estimate())
        if found.value is not None:
            yield _result(name, found.value, _interval(name, found, level))
    if own.auc is not None and own.auc.value is not None:
        area = Estimate(own.auc.value, own.auc.low, own.auc.high, own.auc.n)
        yield _result("roc_auc", own.auc.value, _interval("area under the ROC curve", area, level))


def _result(kind: str, value: float, name: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "name": name}


def _interval(name: str, found: Estimate, level: str) -> str:
    if found.low is None or found.high is None:
        return f"{name}, of {found.n}"
    return f"{name}, {level} {found.low:.4g} to {found.high:.4g}, of {found.n}"


# What people read


def card(findings: Findings, review: Review) -> Report:
    """The card's parts, as any document's.

    Args:
        findings: what was found.
        review: what is known of the model.
    """
    own = review.handoff_candidate
    return Report(
        title=said.title(own),
        headline=said.title(own),
        subject=words.name(review.title, 300),
        front=words.notes(review, findings.candidates),
        word=findings.verdict.word,
        verdict=words.verdict_sentence(findings, review),
        numbers=figures.three_numbers(findings, review),
        limits=said.CARD_LIMITS,
        sections=tuple(_sections(findings, review)),
        kind=said.MODEL_CARD,
    )


def _sections(findings: Findings, review: Review) -> Iterator[Section]:
    factors = tuple(said.factor_line(one, findings, review) for one in review.attributes)
    read = (words.data_line(findings, review),)
    data = (block.figure for block in data_blocks(findings, review))
    caveats = (*words.WHAT_IT_IS_NOT, *words.what_would_change(findings, review))
    lacking = words.lacking(findings, review)
    formulas = _tables(figures.formulas(review))
    analyses = _tables(*_analyses(findings, review))
    yield Section("details", "Model details", _tables(_details(review)))
    yield Section("use", "Intended use", lines=said.use_lines(findings, review))
    yield Section("factors", "Factors", points=factors or (said.NO_FACTORS,))
    yield Section("metrics", "Metrics", formulas, words.method_lines(review))
    yield Section("evaluation", "Evaluation data", _tables(*data), read)
    yield Section("training", "Training data", lines=(said.TRAINING,))
    yield Section("analyses", "Quantitative analyses", analyses, (words.EXPLORATORY,))
    yield Section("ethics", "Ethical considerations", points=said.ethical_lines(findings, review))
    yield Section("caveats", "Caveats and recommendations", points=(*caveats, *lacking))


def _tables(*made: Figure) -> tuple[Block, ...]:
    """Figures by their tables alone: a card is one file, without pictures beside it."""
    return tuple(Block(figure, more=True) for figure in made)


def _details(review: Review) -> Table:
    return Table(
        title="What is known of it",
        meaning="As the review file says it.",
        alt="A table of what is known of the model.",
        how="",
        columns=("What", "As stated"),
        rows=tuple(said.details(review.handoff_candidate, review)),
    )


def _analyses(findings: Findings, review: Review) -> Iterator[Figure]:
    """All cases, the criteria, then every group with its intervals."""
    own = review.handoff_candidate.name
    yield audited.mistakes(findings, review)
    if findings.criteria:
        yield figures.criteria(findings, review)
    for attribute in findings.fairness.get(own, {}):
        yield figures.group_table(findings, review, own, attribute)
        shown = (part for part in figures.BY_ATTRIBUTE if part.first)
        made = (part.make(findings, review, own, attribute) for part in shown)
        yield from (figure for figure in made if figure is not None)
