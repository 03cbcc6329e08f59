"""The data dictionary: what each column is called, means and holds; and as a Table Schema.

The schema is that of Frictionless Data (datapackage.org/standard/table-schema), for whoever checks
or publishes the log. What was not measured is not in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from evenhand import dictionary, figures, words
from evenhand.explanation import Explanation
from evenhand.figures import Number
from evenhand.findings import ColumnFacts, Findings
from evenhand.report import Block, Report, Section
from evenhand.review import Review
from evenhand.words import data_dictionary as said

PROFILE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_MISSING: Final = ("", "nan", "NaN", "NAN")  # as the log is read
_SHARES: Final = {"minimum": 0, "maximum": 1}


@dataclass(frozen=True, slots=True)
class _Type:
    """What a kind of column is in a Table Schema.

    Attributes:
        type: its name there.
        more: what else says how its values are written.
    """

    type: str
    more: Mapping[str, Any]


_ANY: Final = _Type("any", {})
_TYPES: Final[Mapping[str | None, _Type]] = {
    "numbers": _Type("number", {}),
    "yes or no": _Type(
        "boolean",
        {
            "trueValues": ["1", "1.0", "true", "True", "TRUE"],
            "falseValues": ["0", "0.0", "false", "False", "FALSE"],
        },
    ),
    "groups": _Type("string", {}),
    "text": _Type("string", {}),
    "times": _Type("datetime", {"format": "any"}),
    "case numbers": _ANY,
    "nothing": _ANY,
}
_CONSTRAINTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "score": _SHARES, "confidence": _SHARES, "weight": {"minimum": 0}
}  # fmt: skip
"""By role, what a log must keep to be read at all."""


def table_schema(
    findings: Findings, review: Review, _why: Explanation | None = None
) -> dict[str, bytes]:
    """The dictionary as `tableschema.json`; the same findings give the same bytes.

    Args:
        findings: with what was measured.
        review: its words for columns.
    """
    text = json.dumps(schema(findings, review), ensure_ascii=False, indent=1)
    return {"tableschema.json": f"{text}\n".encode(errors="replace")}


def schema(findings: Findings, review: Review) -> dict[str, Any]:
    """Every column that has a role, as a Table Schema.

    Args:
        findings: with what was measured.
        review: its words for columns.
    """
    facts = words.facts_of(findings) or dictionary.described(review)
    rows = findings.data_check.rows_read
    fields = [_field(column, one, rows, review) for column, one in facts.items()]
    return {"$schema": PROFILE, "fields": fields, "missingValues": list(_MISSING)}


def _field(column: str, facts: ColumnFacts, rows: int, review: Review) -> dict[str, Any]:
    kind = _TYPES.get(facts.kind, _ANY)
    rules = _rules(facts, rows, numeric=kind.type == "number")
    return {
        "name": column,
        "type": kind.type,
        "title": words.column_name(column, review),
        "description": said.description(column, facts, review),
        **kind.more,
        **({"constraints": rules} if rules else {}),
    }


def _rules(facts: ColumnFacts, rows: int, *, numeric: bool) -> dict[str, Any]:
    """What every value keeps: by its role, and by what was measured on all rows."""
    made: dict[str, Any] = {}
    if facts.missing == 0 and (facts.rows or 0) >= rows:
        made["required"] = True
    for role in facts.roles:
        if numeric:
            made |= _CONSTRAINTS.get(role, {})
    return made


def data_dictionary(findings: Findings, review: Review, _why: Explanation | None = None) -> Report:
    """The dictionary to read: every column, and what was found while reading the log.

    Args:
        findings: with what was measured.
        review: its words for columns.
    """
    facts = words.facts_of(findings) or dictionary.described(review)
    front = (*words.notes(review), words.data_line(findings, review))
    table = figures.dictionary(replace(findings, dictionary=facts), review)
    return Report(
        title=f"{words.name(review.title, 200)}: {said.DATA_DICTIONARY.lower()}",
        headline=table.title,
        subject=words.name(review.title, 300),
        front=tuple(words.name(line, 600) for line in front),
        word=None,
        verdict=table.meaning,
        numbers=_numbers(facts),
        limits=said.LIMITS,
        sections=(
            Section("columns", "Columns", (Block(table),)),
            Section("data", "The log", (Block(figures.data_check(findings, review)),)),
        ),
        kind=f"Evenhand {said.DATA_DICTIONARY.lower()}",
    )


def _numbers(facts: Mapping[str, ColumnFacts]) -> tuple[Number, ...]:
    told = sum(one.meaning is not None for one in facts.values())
    whole = sum(one.missing == 0 for one in facts.values())
    return (
        Number("Columns with a role", f"{len(facts):,}", "of the log"),
        Number("Described", f"{told:,}", f"of {len(facts):,}"),
        Number("Without a missing value", f"{whole:,}", f"of {len(facts):,}"),
    )
