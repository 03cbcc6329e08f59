"""A list of cases to label says why each is on it, and what such a list finds beside chance."""

import csv
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evenhand import report, words
from evenhand.audit import Audit
from evenhand.cli import main
from evenhand.figures import Dots
from evenhand.figures.labelling import curve, groups, learned, yardstick
from evenhand.findings import Estimate, Step
from evenhand.labelling import listed
from evenhand.statistics import difference, rate
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
    assert learned_line(by_place["lab"]) == "Labels brought nothing that can be told yet."


def test_a_step_between_the_first_labels_and_the_last_is_said_where_it_is_clear() -> None:
    """More as well as fewer; also where neither the first nor the last can be told."""

    def step(labels: int, right: int, before: int | None) -> Step:
        gain = Estimate() if before is None else difference((right, 1000), (before, 1000), 0.95)
        return Step(f"after {labels}", labels, rate(right, 1000, 0.95), gain)

    steps = step(0, 800, None), step(100, 805, 800), step(300, 705, 805), step(900, 710, 705)
    assert learned_line(steps) == (
        "The first 100 labels brought nothing that can be told yet, the next 200 labels, 10 fewer "
        "right answers of 100, the last 600 labels, nothing that can be told yet."
    )
    unclear = steps[0], steps[1], step(300, 808, 805), step(900, 806, 808)
    assert learned_line(unclear) == "Labels brought nothing that can be told yet."


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


ROUTER = str(making.ROOT / "pages" / "main.py")


@pytest.fixture(scope="module")
def page() -> AppTest:
    """The page of the sample whose candidates learned from more and more labels."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "containers"
    app.run()
    return app.switch_page("label.py").run()


def test_the_page_says_what_choosing_finds_and_offers_the_list(page: AppTest) -> None:
    """At first sight: the sentence, its warning, the choices, and what labels brought."""
    assert not page.exception
    assert page.title[0].value.startswith("Of 100 images chosen where the lab model is least sure")
    assert words.BIASED in [one.value for one in page.text]
    assert page.get("download_button")
    assert "right for 49 of 100 with no labels" in page.subheader[0].value


def test_another_way_says_what_it_finds_itself(page: AppTest) -> None:
    """Not what the best one does."""
    page.selectbox(key="label-by").set_value("disagreement").run()
    assert not page.exception
    assert "Of 100 images chosen where the lab model and the average digit differ, about 61 " in (
        " ".join(one.value for one in page.text)
    )


def test_the_figures_say_what_their_numbers_say() -> None:
    """Each list a dot, chance among them; a line each; the groups with how well they are known."""
    made = audit(1.0)
    found, review = made.findings(), made.review
    dots = yardstick(found, review)
    assert isinstance(dots, Dots)
    assert dots.title == "All 3 ways to choose cases clearly find more mistakes than chance"
    told = {
        one.by: round(100 * (one.mistakes.value or 0), 1) for one in logs.found(made).strategies
    }
    assert sorted(round(dot.value or 0, 1) for dot in dots.panels[0].dots) == sorted(told.values())
    lines = curve(found, review)
    assert lines is not None
    [at] = [found for labelled, found in lines.points if labelled == 100]
    assert round(at, 1) == told["uncertainty"]
    table = groups(found, review, "sex")
    assert table is not None
    rarest = min(table.rows, key=lambda row: int(row[1] or 0))
    assert table.title == f"By sex, fewest outcomes are known of C: {rarest[1]}"
    assert rarest[0] == "C"
    assert learned(found, review, "sex") is None


def test_the_report_has_what_lists_find_and_no_case() -> None:
    """The section says the same sentence; the list is in no report."""
    made = audit(1.0)
    text = report.html(made.findings(), made.review)
    assert "Which cases to label next" in text
    assert "case-17" not in text
