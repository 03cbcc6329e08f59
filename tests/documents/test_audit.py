"""The audit report: an auditor's order, the report's own blocks, and the document's numbers."""

from itertools import chain
from typing import Final

import pytest

from evenhand import cli, report
from evenhand.documents import audit
from evenhand.figures import audited
from evenhand.figures.make import estimate_text
from evenhand.findings import OMITTED, Findings
from evenhand.report import Report, Section
from evenhand.words import audited as said
from tests import factory_findings as made
from tests.test_report_pdf import packed, pages_of

PARTS: Final = (
    "scope", "data", "fairness", "errors", "handoff", "shadow", "compare", "robustness",
    "explain", "limits", "method", "reproduction", "sign",
)  # fmt: skip
OWN: Final = (audited.candidates, audited.mistakes, audited.reproduction)


@pytest.fixture(scope="module")
def found() -> Findings:
    """Findings with everything in them."""
    return made.findings(value=made.value())


@pytest.fixture(scope="module")
def whole(found: Findings) -> Report:
    """Its audit report."""
    return audit(found, made.review(), made.explanation())


def part(of: Report, key: str) -> Section:
    """One part."""
    return next(section for section in of.sections if section.key == key)


def test_its_parts_come_in_an_auditors_order_and_are_numbered(whole: Report) -> None:
    """Each pack that the review names stands before the limits."""
    assert tuple(section.key for section in whole.sections) == PARTS
    numbers = [section.title.split(".")[0] for section in whole.sections]
    assert numbers == [str(place) for place in range(1, len(PARTS) + 1)]
    asked = made.review(packs={"gdpr": {}}, question="Does it?")
    keys = [section.key for section in audit(made.findings(), asked).sections]
    assert keys.index("pack-gdpr") == keys.index("limits") - 1


def test_its_figures_are_those_of_the_report_and_three_of_its_own(
    found: Findings, whole: Report
) -> None:
    """Nothing that the report shows of these parts is lost, and nothing is worded twice."""
    ours = {block.figure for section in whole.sections for block in section.blocks}
    theirs = report.tree(found, made.review(), made.explanation())
    left = {b.figure for section in theirs.sections for b in section.blocks} - ours
    labelled = {block.figure for block in part(theirs, "labelling").blocks}
    assert left == labelled
    own = (make(found, made.review()) for make in OWN)
    assert ours - {b.figure for s in theirs.sections for b in s.blocks} == set(own)


def test_every_count_of_mistakes_is_that_of_the_findings_document(found: Findings) -> None:
    """With its rates, each with its interval, as tables write them."""
    rows = audited.mistakes(found, made.review()).rows
    document = found.to_dict()["candidates"]
    for row, (name, one) in zip(rows, document.items(), strict=True):
        assert row[:5] == (name, *(one["counts"][key] for key in ("tp", "fp", "tn", "fn")))
        told = found.candidates[name].metrics
        assert row[5] == estimate_text(told["accuracy"])
        assert row[7] == estimate_text(told["false_negative_rate"])


def test_what_it_takes_to_do_it_again_is_that_of_the_findings_document(found: Findings) -> None:
    """Fingerprint, seed, level and every version."""
    rows = {row[0]: row[1] for row in audited.reproduction(found, made.review()).rows}
    facts = found.to_dict()["review"]
    assert rows["Fingerprint of the data"] == facts["fingerprint"]
    assert rows["Seed"] == str(facts["seed"])
    assert {f"Version of {name}": version for name, version in facts["versions"].items()} == {
        key: value for key, value in rows.items() if str(key).startswith("Version of ")
    }
    used = found.data_check.rows_used, found.data_check.rows_reported
    assert (rows["Rows used"], rows["Rows left out and reported"]) == tuple(
        map("{:,}".format, used)
    )


def test_a_review_that_lacks_much_says_what_in_its_limits() -> None:
    """Each reason once; with an outcome, groups and a handoff none of these stands there."""
    bare = made.review(columns={"protected": ["sex"]}, handoff=None, costs=None, criteria=None)
    found = made.findings(handoff=None, comparison=None, criteria=(), health=OMITTED)
    lines = part(audit(found, bare), "limits").points
    assert len(set(lines)) == len(lines)
    assert any("There is nothing to compare with" in line for line in lines)
    assert any("sets no limits" in line for line in lines)
    full = set(part(audit(made.findings(), made.review()), "limits").points)
    assert not [line for line in full if "no limits" in line or "nothing to compare" in line]


def test_commands_that_it_names_are_commands_there_are(
    whole: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line begins with one."""
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    known = capsys.readouterr().out
    lines = part(whole, "reproduction").points
    assert lines == said.COMMANDS
    assert all(line.split()[1] in known for line in lines)


def test_blanks_are_left_for_those_who_answer_for_it(whole: Report) -> None:
    """Who prepared, checked and answers, and the day; nothing in it is filled in."""
    assert {"Prepared by", "Checked by", "Date", "Signature"} <= set(part(whole, "sign").blanks)
    text = " ".join(chain.from_iterable(section.lines for section in whole.sections))
    assert "compliant" not in text


def test_what_stands_before_the_first_part_of_a_section_is_its_own(found: Findings) -> None:
    """The paper has the mistakes at their place, under the section itself: no level is skipped."""
    asked = made.review(criteria=[{"finding": "accuracy", "at_least": 0.5}])
    paper = packed(" ".join(pages_of(report.pdf_of(audit(found, asked, None)))))
    title = packed(audited.mistakes(found, asked).title)
    _, _contents, section, *_ = paper.split("4.Errors")
    assert title in section.partition("5.Handoff")[0]
