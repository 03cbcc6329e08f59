"""Sentences of the model card: what is known of a model from its review, and what nobody stated."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from evenhand.findings import Findings
from evenhand.review import Candidate, Review
from evenhand.words import audited, nouns, overview, packs, record, say
from evenhand.words.columns import attribute_name, column_name

MODEL_CARD: Final = "Model card"
NOT_STATED: Final = "not stated"
CARD_LIMITS: Final = (
    "Written from one review: what a review does not hold is not stated, and nothing is made up.",
    "Numbers are of the cases of that review alone, with their intervals.",
)
USE_NOT_STATED: Final = "What it must not be used for is not stated."
TRAINING: Final = (
    "On what it was trained is not stated. Whether any of the cases below had a part in that is "
    "not known: numbers on cases that a model has seen are too good."
)
NO_FACTORS: Final = "No column of the review says which groups there are."
ASK_PEOPLE: Final = "Who is affected by its answers, and how, is not stated."
FILES: Final[Mapping[str, tuple[str, str]]] = {
    "skops": ("scikit-learn, in a skops file", "sklearn"),
    "onnx": ("ONNX", "onnx"),
    "txt": ("LightGBM, in its own text", "lightgbm"),
    "lgb": ("LightGBM, in its own text", "lightgbm"),
}
"""By the ending of a model's file: what it is, and what the Hugging Face Hub calls it."""


def title(one: Candidate) -> str:
    """Whose card it is."""
    return f"{MODEL_CARD}: {say.name(one.name)}"


def file_kind(one: Candidate) -> tuple[str, str] | None:
    """What the model's file is; None where there is none.

    >>> file_kind(Candidate(name="m", role="model", score="s", model="a/m.skops"))
    ('scikit-learn, in a skops file', 'sklearn')
    """
    ending = PurePosixPath(one.model or "").suffix.removeprefix(".").lower()
    return FILES.get(ending)


def details(one: Candidate, review: Review) -> Iterator[tuple[str, str]]:
    """What is known of the model itself."""
    kind = file_kind(one)
    yield "Name", say.name(one.name)
    yield "What it is", audited.ROLES[one.role]
    yield "Kind of file", kind[0] if kind else NOT_STATED
    yield "Its answers are of column", audited.answer_from(one)
    yield "Inputs", _inputs(review)
    yield "Labels that it learned from", NOT_STATED if one.labels is None else f"{one.labels:,}"
    for what in ("Made by", "Version and date", "License", "Contact"):
        yield what, NOT_STATED


def _inputs(review: Review) -> str:
    columns = review.columns
    named = [*columns.features, *filter(None, (columns.text, columns.image))]
    return ", ".join(column_name(one, review) for one in named) or NOT_STATED


def use_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What it is meant for, as far as the review says."""
    own = say.the(review.handoff_candidate.name)
    asked = (review.question, review.summary)
    said = [say.name(line, 600) for line in asked if line]
    said.append(f"It answers for {nouns.cases(review)}. {nouns.what_yes_means(review)}")
    if overview.missing(findings, review, "handoff") is None:
        said.append(
            f"{say.capital(own)} decides alone where its confidence is "
            f"{say.number(review.handoff_threshold, 6)} or more; everything else goes to "
            f"{say.a_or_an(review.words.person)}."
        )
    return (*said, USE_NOT_STATED)


def factor_line(attribute: str, findings: Findings, review: Review) -> str:
    """One attribute, whether it must not matter, and its groups with their sizes."""
    found = findings.by(review.handoff_candidate.name, attribute)
    groups = found.groups if found else ()
    columns = set(review.attributes[attribute])
    protected = bool(columns & set(review.columns.protected))
    what = "must not matter" if protected else "may matter"
    sizes = "; ".join(f"{say.name(group.group)}: {group.n:,}" for group in groups)
    return f"{say.capital(attribute_name(attribute, review))} ({what}). {sizes or 'No groups'}."


def ethical_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What must not matter, what people answered, and who is affected."""
    protected = [column_name(one, review) for one in review.columns.protected]
    named = f"What must not matter: {say.listed(protected)}." if protected else packs.NO_PROTECTED
    reads = [one for one in review.columns.protected if one in review.columns.features]
    inputs = (
        (f"Of these it reads {say.listed([column_name(one, review) for one in reads])} itself.",)
        if reads
        else ()
    )
    return (named, *inputs, *record.answers_given(findings), ASK_PEOPLE)
