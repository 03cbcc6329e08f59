"""What the documentation says of the review file is complete."""

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import pandas as pd
import pytest

import evenhand
from evenhand import review as reviews
from evenhand.findings import Findings

DOCS: Final = Path(__file__).parents[2] / "docs"
TABLES: Final = {"top level": reviews.Review} | dict(reviews.TABLES)


def _sections() -> dict[str, str]:
    """By table, the part of the page that is about it."""
    parts = (DOCS / "review-file.md").read_text(encoding="utf-8").split("\n## ")[1:]
    found = {}
    for part in parts:
        head = part.splitlines()[0].lower()
        named = re.search(r"\[(\w+)\]", head)
        found[named[1] if named else head] = part
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_key_is_documented_and_no_other(name: str) -> None:
    """The table of each section names exactly the keys that are read."""
    rows = re.findall(r"^\| (`.*?) \|", _sections()[name], re.MULTILINE)
    documented = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert documented == set(TABLES[name].model_fields)


@pytest.mark.parametrize("finding", reviews.FINDINGS)
def test_every_finding_is_documented(finding: str) -> None:
    """Every finding that a criterion can name is in its section."""
    assert f"`{finding}`" in _sections()["criteria"]


def test_the_shortest_review_runs() -> None:
    """The first example of the page is a review that runs."""
    page = (DOCS / "review-file.md").read_text(encoding="utf-8")
    keys = tomllib.loads(page.split("```toml")[1].split("```")[0])
    frame = pd.DataFrame({"repaid": [1, 0], "model_score": [0.9, 0.1]})
    found = evenhand.open(reviews.parse(keys), frame=frame).findings()
    assert found.candidates["model"].counts.tp == 1


def _keys(kind: type) -> dict[str, Any]:
    """The keys of one type in the findings document, with what they hold."""
    kinds = get_type_hints(kind)
    shown = (f.name for f in dataclasses.fields(kind) if f.metadata.get("document", True))
    return {name: kinds[name] for name in shown}


def _document_types(kind: Any) -> Iterator[type]:  # noqa: ANN401  # any annotation
    """Every type that the findings document is made of."""
    own = isinstance(kind, type) and dataclasses.is_dataclass(kind)
    if own:
        yield kind
    for inner in _keys(kind).values() if own else get_args(kind):
        yield from _document_types(inner)


KINDS: Final = {kind.__name__: kind for kind in _document_types(Findings)}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_key_of_the_findings_document_is_described(name: str) -> None:
    """Of every type in it, on its page, outside the examples."""
    page = (DOCS / "findings.md").read_text(encoding="utf-8")
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    described = {word for span in spans for word in re.findall(r"\w+", span)}
    assert set(_keys(KINDS[name])) <= described
