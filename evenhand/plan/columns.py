"""The columns to ask for, before anybody has sent a log."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from evenhand.plan.document import WantedColumn
from evenhand.review import Candidate, Review


def columns(review: Review) -> Iterator[WantedColumn]:
    """Every column that a review maps, once, with what it means and why it is needed."""
    found: dict[str, WantedColumn] = {}
    for wanted in _roles(review):
        first = found.get(wanted.column)
        found[wanted.column] = wanted if first is None else _both(first, wanted)
    yield from found.values()


def _both(first: WantedColumn, second: WantedColumn) -> WantedColumn:
    """One column that plays two roles."""
    return replace(
        first,
        meaning=f"{first.meaning}; {second.meaning}",
        why=f"{first.why}; {second.why}",
        required=first.required or second.required,
    )


def _roles(review: Review) -> Iterator[WantedColumn]:
    yield from _about_cases(review)
    for one in review.candidates:
        yield from _said_by(one.name, one.role, one, review)
    human = review.handoff.human if review.handoff else None
    if human:
        yield WantedColumn(
            human, "what a person answered", "text", _answers(review),
            "to measure how well people do on the cases they would be given", required=True,
        )  # fmt: skip
    for name in review.columns.groups:
        yield _group(name, review)


def _answers(review: Review) -> str:
    return f"{review.columns.positive} for yes; any other value for no; empty where there is none"


def _about_cases(review: Review) -> Iterator[WantedColumn]:
    mapped = review.columns
    for key, (meaning, kind, values, why, required) in _ROLES.items():
        name = getattr(mapped, key)
        if name is not None:
            said = values.replace("{answers}", _answers(review))
            yield WantedColumn(name, meaning, kind, said, why, required)


_ROLES: Final[Mapping[str, tuple[str, str, str, str, bool]]] = {
    "id": ("number of the case", "text", "different for every case; no name or personal number",
           "to notice cases that come twice", False),
    "label": ("what really happened", "text", "{answers}",
              "without it no error can be counted", True),
    "observed": ("whether the outcome could be seen", "whole number", "1 or 0",
                 "outcomes are often seen only for some; the others must not count as no", True),
    "time": ("when it was decided", "date and time", "ISO 8601, such as 2026-01-31T09:30",
             "to see which period the log covers, and changes over it", False),
    "weight": ("how many cases the row stands for", "whole number", "0 or more",
               "where rows are already counted together", True),
    "arm": ("which candidate really acted", "text", "the name of a candidate",
            "to compare candidates that acted on different cases", False),
    "phase": ("whether the answer was acted on", "text", "shadow or live",
              "answers nobody acted on are compared differently", False),
    "rater_agreement": ("share of raters who gave the outcome", "number from 0 to 1", "0 to 1",
                        "to tell unclear cases from wrong answers", False),
}  # fmt: skip


def _said_by(name: str, role: str, one: Candidate, review: Review) -> Iterator[WantedColumn]:
    who = {"baseline": "the rule in use", "model": "the model", "human": "a person"}[role]
    if one.score is not None:
        yield WantedColumn(
            one.score, f"{name}: the score that {who} gave", "number from 0 to 1",
            "0 to 1, not rounded; empty where there is none",
            "answers, how sure they are and other thresholds are worked out from it", required=True,
        )  # fmt: skip
    if one.prediction is not None:
        yield WantedColumn(
            one.prediction, f"{name}: what {who} answered", "text", _answers(review),
            "it is what is audited" if role == "model" else "to compare with", required=True,
        )  # fmt: skip
    if one.confidence is not None:
        yield WantedColumn(
            one.confidence, f"{name}: how sure {who} was of its answer", "number from 0 to 1",
            "0 to 1, not rounded; empty where there is none",
            "to see which cases a person should look at", required=True,
        )  # fmt: skip
    if one.latency_ms is not None:
        yield WantedColumn(
            one.latency_ms, f"{name}: how long the answer took", "number",
            "milliseconds, 0 or more",
            "to see how long people wait for an answer", required=False,
        )  # fmt: skip


def _group(name: str, review: Review) -> WantedColumn:
    protected = name in review.columns.protected
    edges = review.columns.edges.get(name)
    values = "one text for each group; empty where it is not known, never a guess"
    if edges is not None:
        cut = ", ".join(f"{edge:.10g}" for edge in edges)
        values = f"a number; it is cut at {cut}, so do not group it; empty where it is not known"
    why = "to compare groups by it" if protected else "to compare like with like"
    meaning = "protected attribute of the person" if protected else "circumstance of the case"
    return WantedColumn(
        name, meaning, "text" if edges is None else "number", values, why, protected
    )
