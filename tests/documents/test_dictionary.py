"""The data dictionary: a Table Schema that the log keeps, and a document that says the same."""

import csv
import io
import json
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl

import evenhand
from evenhand.documents import data_dictionary, table_schema
from evenhand.findings import OMITTED, ColumnFacts, Findings
from evenhand.report import markdown_of
from evenhand.review import Review
from tests import factory_findings as made
from tests.input import making
from tests.test_report_markdown import seen

Types = Literal[
    "string", "number", "integer", "boolean", "object", "list", "datetime", "date", "time", "year",
    "yearmonth", "duration", "geopoint", "geojson", "array", "any",
]  # fmt: skip


class Constraints(BaseModel):
    """What the published profile knows of the constraints that stand in ours."""

    model_config = ConfigDict(extra="forbid", strict=True)
    required: bool | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None


class Column(BaseModel):
    """A field of the profile, by the keys that stand in ours (datapackage.org, 2.0)."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    type: Types
    title: str
    description: str
    format: str | None = None
    trueValues: Annotated[list[str], Field(min_length=1)] | None = None  # noqa: N815  # theirs
    falseValues: Annotated[list[str], Field(min_length=1)] | None = None  # noqa: N815
    constraints: Constraints | None = None


class Schema(BaseModel):
    """The whole of it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    profile: Annotated[HttpUrl, Field(alias="$schema", strict=False)]
    fields: Annotated[list[Column], Field(min_length=1)]
    missingValues: list[str]  # noqa: N815  # theirs


ODD: Final = "=cmd() | <b>x</b> **so** ünal"
HEAD: Final = ("group", "y", "rule", "score", "late", "when", ODD)
MEANT: Final = {
    "late": {"name": "months late", "meaning": "How late it is", "unit": "months", "source": "us"},
    ODD: {"meaning": ODD},
}


def body() -> list[tuple[Any, ...]]:
    """Every kind of column, with gaps in one, a name that is markup, and times."""
    return [
        ("ab"[i % 2], i % 3 == 0, i % 5 == 0, i * 7 % 100 / 100, "" if i % 10 == 0 else i * 31 % 97,
         f"2026-01-{1 + i % 28:02d}", i % 7)
        for i in range(2_000)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Findings, Review]:
    """Findings of a log in a file, and its review."""
    columns = {
        "label": "y", "protected": ["group"], "features": ["late", ODD], "time": "when",
    }  # fmt: skip
    path: Path = making.saved(
        tmp_path_factory.mktemp("log"), making.table(body(), HEAD), columns=columns,
        dictionary=MEANT,
    )  # fmt: skip
    audit = evenhand.open(path)
    return audit.findings(), audit.review


def schema_of(found: Findings, review: Review) -> dict[str, Any]:
    """The Table Schema, read back."""
    (file,) = table_schema(found, review).values()
    document: dict[str, Any] = json.loads(file)
    return document


def test_it_is_a_table_schema(read: tuple[Findings, Review]) -> None:
    """As the published profile asks, its names unique; also where nothing was measured."""
    for found, review in (read, (made.findings(), made.review())):
        document = schema_of(found, review)
        assert Schema.model_validate(document).missingValues
        names = [field["name"] for field in document["fields"]]
        assert len(set(names)) == len(names)
    bare = schema_of(replace(made.findings(), dictionary=OMITTED), made.review())
    assert {field["type"] for field in bare["fields"]} == {"any"}
    assert not [field for field in bare["fields"] if "constraints" in field]


def test_the_log_keeps_what_the_schema_says_of_it(read: tuple[Findings, Review]) -> None:
    """Every value of every row is of its column's type, and within what is said to hold."""
    document = schema_of(*read)
    fields = {field["name"]: field for field in document["fields"]}
    assert set(fields) == set(HEAD)
    text = making.table(body(), HEAD)
    for row in csv.DictReader(io.StringIO(text)):
        for name, value in row.items():
            if value in document["missingValues"]:
                assert "required" not in fields[name].get("constraints", {})
            else:
                keeps(fields[name], value)


def keeps(field: dict[str, Any], value: str) -> None:
    """Whether a value that is there is as its field says."""
    rules = field.get("constraints", {})
    match field["type"]:
        case "number":
            number = float(value)
            assert rules.get("minimum", -math.inf) <= number <= rules.get("maximum", math.inf)
        case "boolean":
            assert value in field["trueValues"] + field["falseValues"]
        case "datetime":
            assert datetime.fromisoformat(value).tzinfo is None
        case kind:
            assert kind == "string"


def test_types_words_and_rules_are_those_of_the_findings(read: tuple[Findings, Review]) -> None:
    """What was measured, and what the review says of each column."""
    found, review = read
    fields = {field["name"]: field for field in schema_of(found, review)["fields"]}
    types = {name: field["type"] for name, field in fields.items()}
    assert types == {
        "group": "string", "y": "boolean", "rule": "boolean", "score": "number", "late": "number",
        "when": "datetime", ODD: "number",
    }  # fmt: skip
    assert fields["late"]["title"] == "months late"
    assert fields["late"]["description"].startswith("How late it is. Input of the model. Unit: mo")
    facts = found.to_dict()["dictionary"]
    required = (
        {name for name, field in fields.items() if "required" in field["constraints"]}
        if (all("constraints" in field for field in fields.values()))
        else {n for n, f in fields.items() if f.get("constraints", {}).get("required")}
    )
    assert required == {name for name, one in facts.items() if one["missing"] == 0}
    assert fields["score"]["constraints"] == {"required": True, "minimum": 0, "maximum": 1}


def test_it_is_not_said_that_nothing_is_missing_where_not_all_rows_were_measured() -> None:
    """A log may have more rows than a dictionary is measured on."""
    found, review = made.findings(), made.review()
    dictionary = {"y": ColumnFacts(("label",), kind="yes or no", rows=10, missing=0.0)}
    (field,) = schema_of(replace(found, dictionary=dictionary), review)["fields"]
    assert found.data_check.rows_read > 10
    assert "constraints" not in field


def test_the_document_says_the_same_of_every_column(read: tuple[Findings, Review]) -> None:
    """As text, whatever is in a name."""
    page = seen(markdown_of(data_dictionary(*read), "d")["d.md"].decode())
    for name in HEAD:
        assert name in page
    assert "How late it is us Input of the model" in page
