"""A list of cases to label says why each is on it, and what such a list finds beside chance."""

import csv
import io
from pathlib import Path

import pytest

from evenhand import words
from evenhand.audit import Audit
from evenhand.cli import main
from evenhand.labelling import listed
from evenhand.words.labelling import learned_line, learned_title
from tests.core import making
from tests.core import test_labelling as logs


def audit(known: float = 0.5) -> Audit:
    """A log of which some outcomes are known."""
    return making.audit(logs.log(known=known), logs.KEYS)


def rows(by: str, made: Audit) -> list[list[str]]:
    """The list as it stands in its file."""
    way = next(one for one in (*logs.WAYS, "groups") if one == by)
    file = words.list_csv(listed(made.log, made.tally, way, 6, "sex"), made.review)
    return list(csv.reader(io.StringIO(file.decode())))


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("uncertainty", "the model is only 50 of 100 sure"),
        ("disagreement", "the rule says "),
        ("mixed", "drawn by chance: may measure"),
        ("random", "drawn by chance: may measure"),
        ("groups", "sex C: "),
    ],
)
def test_the_file_has_the_number_answer_confidence_and_why_and_nothing_else(
    by: str, why: str
) -> None:
    """Whoever labels needs no more, and the file tells no more."""
    head, first, *_ = rows(by, audit())
    assert head == ["id", "answer", "confidence", "why"]
    assert first[0].startswith("case-")
    assert first[3].startswith(why)


def test_no_number_of_a_case_is_a_formula_to_a_spreadsheet() -> None:
    """As in every other table that can be taken away."""
    frame = logs.log().assign(id="=1+1")
    assert rows("random", making.audit(frame, logs.KEYS))[1][0] == "'=1+1"


def test_the_sentence_is_that_of_the_counts_or_says_that_it_cannot_be_told() -> None:
    """A sentence never disagrees with its numbers."""
    made = audit(1.0)
    found = made.findings()
    tried = {one.by: one for one in logs.found(made).strategies}
    here, there = (100 * (tried[by].mistakes.value or 0) for by in ("uncertainty", "random"))
    assert words.labelling_title(found, made.review) == (
        f"Of 100 cases chosen where the model is least sure, about {here:.0f} are mistakes; of 100 "
        f"by chance, {there:.0f}"
    )
    by_group = words.found_by_line(found, made.review, "groups", "sex")
    assert by_group.endswith("whether that is more can't be told yet.")


def test_where_nothing_can_be_told_the_title_says_so() -> None:
    """With too few outcomes, and with a model that is as sure of its mistakes."""
    few = making.audit(logs.log(known=0.02), logs.KEYS)
    assert words.labelling_title(few.findings(), few.review) == (
        "Too few outcomes are known to tell which cases are worth labelling first"
    )
    keys = logs.KEYS | {"candidates": [making.MODEL]}
    alike = making.audit(logs.log().assign(score=0.8), keys)
    assert words.labelling_title(alike.findings(), alike.review) == (
        "Can't tell yet whether choosing cases to label finds more mistakes than chance"
    )


def test_what_field_labels_bring_is_said_of_the_sample_with_them() -> None:
    """By place, since only there they change anything; and where more labels bring less."""
    import evenhand  # noqa: PLC0415

    made = evenhand.open(making.ROOT / "sample_data" / "containers" / "review.toml")
    by_place = logs.found(made).learned_by["place"]
    assert learned_title(by_place["field"], "field") == (
        "In field, right for 49 of 100 with no labels, 83 of 100 with 100 labels, 92 of 100 with "
        "500 labels and 96 of 100 with 3,000 labels"
    )
    assert learned_line(by_place["field"]).startswith("The first 100 labels brought 34 more ")
    assert learned_line(by_place["lab"]) == (
        "The first 100 labels brought nothing that can be told yet, the last 2,500 nothing that "
        "can be told yet."
    )


def test_the_command_writes_the_list_and_says_what_such_a_list_finds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a file the list alone is printed."""
    review = str(making.ROOT / "sample_data" / "lending" / "review.toml")
    out = tmp_path / "next.csv"
    assert main(["label", review, "--by", "uncertainty", "--cases", "7", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "never measure on it" in said
    assert said.startswith("Of 100 ")
    assert main(["label", review, "--by", "uncertainty", "--cases", "7"]) == 0
    assert capsys.readouterr().out.encode().replace(b"\r\n", b"\n") == out.read_bytes().replace(
        b"\r\n", b"\n"
    )
    assert main(["label", review, "--cases", "0"]) == 2
    assert "expected 1 to 10,000 cases" in capsys.readouterr().err
