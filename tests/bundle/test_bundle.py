"""A bundle: what lies in it, and what its check finds."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from evenhand import bundle, decisions, record
from evenhand.answering import with_answers
from evenhand.audit import Audit
from evenhand.bundle import making
from evenhand.explanation import Explanation
from evenhand.findings import Findings
from evenhand.review import parse
from evenhand.words import bundle as words
from tests.bundle.conftest import EVERY, forged, listed_again, opened, packed, saved
from tests.core.making import SAMPLES
from tests.input.making import command

JSON = ("findings.json", "counts.json")


@pytest.fixture(params=["full", "shared"])
def made(request: pytest.FixtureRequest) -> bytes:
    """Each kind of bundle."""
    found: bytes = request.getfixturevalue(request.param)
    return found


def test_a_bundle_agrees_with_itself(made: bytes, tmp_path: Path) -> None:
    """Every file is as listed, every number is worked out again, every report written again."""
    found = bundle.verify(saved(tmp_path, made))
    assert found.agrees, words.verified_lines(found)
    assert found.numbers > 1_000
    assert found.reports == (("README.txt", "same"), ("reports/report.html", "same"))
    assert len(json.loads(opened(made)["manifest.json"])["files"]) == found.files


def test_a_bundle_has_the_same_bytes_twice(counted: Audit, why: Explanation, full: bytes) -> None:
    """No time of making stands in it."""
    assert bundle.full(bundle.of_audit(counted), why) == full


def test_a_full_bundle_has_the_findings_of_the_log(
    counted: Audit, why: Explanation, full: bytes
) -> None:
    """The very bytes that the command line prints."""
    found = with_answers(counted.findings(), counted.review, why)
    assert opened(full)["findings.json"].decode() == found.to_json()


def test_a_shared_bundle_tells_no_count_that_is_small(counted: Audit, shared: bytes) -> None:
    """Neither the counts nor what was found in them; and no table of the exact counts."""
    files = opened(shared)
    least = counted.review.method.privacy_cell
    assert "explanation.json" not in files
    counts = json.loads(files["counts.json"])
    for tables in counts["tables"].values():
        for table in (t for seen in tables.values() for t in seen.values()):
            assert all(n == 0 or n >= least for n in table["n"])
    assert json.loads(files["findings.json"])["merged"] == least


def test_no_bundle_says_where_anything_lies(made: bytes, review_file: Path) -> None:
    """Neither a folder of this machine nor who is logged in."""
    folder = review_file.parent.as_posix().encode()
    for name, content in opened(made).items():
        assert folder not in content, name
        assert b"/root" not in content, name
        assert b"/home/" not in content, name


def test_the_review_in_a_bundle_reads_back(counted: Audit, full: bytes) -> None:
    """With names of files in place of paths, and all else as it was."""
    again = parse(tomllib.loads(opened(full)["review.toml"].decode()))
    assert again.data.path == "log.csv"
    assert again.data.reference == "before.csv"
    unnamed = {"data": counted.review.data}
    assert again.model_copy(update=unnamed).model_dump() == counted.review.model_dump()


def test_the_text_inside_says_what_is_what_and_what_a_check_shows(
    full: bytes, shared: bytes
) -> None:
    """Each file that is there, whom it is for, and that a hash is no signature."""
    texts = {kind: opened(one)["README.txt"].decode() for kind, one in (("f", full), ("s", shared))}
    assert "Do not publish it" in texts["f"]
    assert "fewer than 11 cases are merged" in " ".join(texts["s"].split())
    assert "explanation.json" in texts["f"]
    assert "explanation.json" not in texts["s"]
    for text in texts.values():
        assert "a hash is no signature" in " ".join(text.split())
        assert max(map(len, text.splitlines())) <= 100


def test_how_rule_packs_stand_is_worked_out_again(made: bytes, tmp_path: Path) -> None:
    """By the counts and the review's own answers; where one was edited, it is named."""
    law = json.loads(opened(made)["findings.json"])["packs"]["nyc-ll144"]["answers"]
    assert law["auditor"]["answer"] == ["=cmd() of *Ann*"]
    assert [law[name]["stands"] for name in ("applicants", "auditor", "scope", "notice")] == [
        "by_data", "by_you", "not_answered", "does_not_apply",
    ]  # fmt: skip

    def edited(found: Any) -> None:  # noqa: ANN401
        found["packs"]["nyc-ll144"]["answers"]["scope"]["stands"] = "by_data"

    found = bundle.verify(saved(tmp_path, forged(made, "findings.json", edited)))
    assert [(one.path, one.given) for one in found.differences] == [
        ('packs["nyc-ll144"].answers.scope.stands', '"not_answered"'),
    ]  # fmt: skip


# What is named


def raised(one: dict[str, Any], key: str) -> None:
    """A number that is a little more."""
    one[key] += 0.001


def test_each_number_and_word_that_was_edited_is_named(full: bytes, tmp_path: Path) -> None:
    """A rate, a count, an end of an interval, the verdict, a number that is gone, one too many.

    Whoever edited them brought the list up to date.
    """

    def edited(found: Any) -> None:  # noqa: ANN401
        model = found["candidates"]["model"]
        raised(model["metrics"]["accuracy"], "value")
        raised(model["metrics"]["accuracy"], "low")
        model["counts"]["tp"] += 1
        found["verdict"]["word"] = "Go with limits"
        found["fairness"]["model"]["sex & race"]["gaps"]["accuracy"]["p_value"] = 0.5
        found["criteria"][0]["state"] = "nowhere"
        del found["review"]["rows"]
        found["more"] = 1
        found["data_check"]["problems"] = []

    found = bundle.verify(saved(tmp_path, forged(full, "findings.json", edited)))
    assert found.is_intact
    assert not found.agrees
    named = {one.path for one in found.differences}
    assert named == {
        "candidates.model.metrics.accuracy.value", "candidates.model.metrics.accuracy.low",
        "candidates.model.counts.tp", "verdict.word", "criteria[0].state", "review.rows", "more",
        'fairness.model["sex & race"].gaps.accuracy.p_value', "data_check.problems",
    }  # fmt: skip
    assert {state for _, state in found.reports} == {"same"}
    told = {one.path: (one.said, one.given) for one in found.differences}
    assert told["verdict.word"][0] == '"Go with limits"'
    assert told["more"] == ("1", None)
    assert told["review.rows"] == (None, "1500")


def test_an_edited_count_shows_in_every_number_that_hangs_on_it(
    made: bytes, tmp_path: Path
) -> None:
    """Though the list of files was brought up to date."""

    def edited(counts: Any) -> None:  # noqa: ANN401
        tables = counts.get("tables")
        cells = tables["model"][""][""] if tables else counts["tally"]["cells"]["model"]
        cells["n"][0] += 20

    found = bundle.verify(saved(tmp_path, forged(made, "counts.json", edited)))
    assert found.is_intact
    assert len(found.differences) > 20


def test_a_count_that_is_too_small_to_be_shared_is_told(shared: bytes, tmp_path: Path) -> None:
    """Also where everything else is worked out of it."""

    def edited(counts: Any) -> None:  # noqa: ANN401
        counts["tables"]["model"][""][""]["n"][0] = 3

    found = bundle.verify(saved(tmp_path, forged(shared, "counts.json", edited)))
    assert found.differences[0].path == "counts.json"
    assert found.differences[0].given == "none below 11"


def test_a_sentence_that_was_edited_in_a_report_is_told(made: bytes, tmp_path: Path) -> None:
    """By its hash; and where that was brought up to date, by writing the report again."""
    files = opened(made)
    html = files["reports/report.html"]
    files["reports/report.html"] = html.replace(b"</p>", b" indeed</p>", 1)
    assert files["reports/report.html"] != html
    found = bundle.verify(saved(tmp_path, packed(files)))
    assert found.changed == ("reports/report.html",)
    again = bundle.verify(saved(tmp_path, listed_again(files)))
    assert again.is_intact
    assert dict(again.reports)["reports/report.html"] == "differs"
    assert not again.agrees


def test_a_file_that_is_missing_or_one_too_many_is_named(made: bytes, tmp_path: Path) -> None:
    """The list has every file and no other."""
    files = opened(made)
    del files["README.txt"]
    found = bundle.verify(saved(tmp_path, packed({**files, "more.txt": b"x"})))
    assert found.changed == ("README.txt",)
    assert found.unlisted == ("more.txt",)
    assert not found.agrees


@pytest.mark.parametrize("name", ["README.txt", "summary.pdf"])
def test_a_text_that_no_count_gives_is_told_though_the_list_has_it(
    made: bytes, name: str, tmp_path: Path
) -> None:
    """Whether it was edited, or was never of a bundle."""
    files = opened(made)
    files[name] = files.get(name, b"") + b"The model may be used.\n"
    found = bundle.verify(saved(tmp_path, listed_again(files)))
    assert found.is_intact
    assert dict(found.reports)[name] == "differs"
    assert not found.agrees


def test_a_report_that_cannot_be_compared_is_no_agreement_of_all(
    full: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A last digit that was nudged, so that a report which was edited is not compared."""

    def edited(found: Any) -> None:  # noqa: ANN401
        found["candidates"]["model"]["metrics"]["accuracy"]["value"] *= 1 + 1e-14

    files = opened(forged(full, "findings.json", edited))
    files["reports/report.html"] = b"<p>Go</p>"
    said = command(capsys, "bundle", "verify", saved(tmp_path, listed_again(files)))
    assert said.code == 3
    assert "They may say anything" in said.out


def test_numbers_that_another_machine_rounds_otherwise_still_agree(
    full: bytes, tmp_path: Path
) -> None:
    """The last digits; then reports are not compared to the byte."""

    def edited(found: Any) -> None:  # noqa: ANN401
        accuracy = found["candidates"]["model"]["metrics"]["accuracy"]
        accuracy["value"] *= 1 + 1e-14

    found = bundle.verify(saved(tmp_path, forged(full, "findings.json", edited)))
    assert found.agrees
    assert {state for _, state in found.reports} == {"not compared"}


def test_another_version_is_told_and_numbers_are_worked_out_all_the_same(
    full: bytes, tmp_path: Path
) -> None:
    """Its reports are not compared, since another version may word them otherwise."""

    def edited(listed: Any) -> None:  # noqa: ANN401
        listed["versions"]["evenhand"] = "0.0.9"

    found = bundle.verify(saved(tmp_path, packed(opened(forged(full, "manifest.json", edited)))))
    assert not found.is_same_version
    assert found.agrees
    assert {state for _, state in found.reports} == {"not compared"}
    assert any("0.0.9" in line for line in words.verified_lines(found))


def test_of_another_form_only_the_hashes_are_checked(
    full: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says so, and the exit code that nothing was verified."""
    files = opened(full)
    files["manifest.json"] = files["manifest.json"].replace(b"bundle/1", b"bundle/7")
    path = saved(tmp_path, packed(files))
    found = bundle.verify(path)
    assert found.is_intact
    assert found.unread == "it is of form 7"
    said = command(capsys, "bundle", "verify", path)
    assert said.code == 2
    assert "Nothing was worked out again: it is of form 7" in said.out


def test_what_was_judged_on_all_counts_is_said_to_be_taken_as_it_stands(
    shared: bytes, tmp_path: Path
) -> None:
    """A state that merged counts would not give."""

    def edited(about: Any) -> None:  # noqa: ANN401
        about["states"][1] = "outside"

    def same(found: Any) -> None:  # noqa: ANN401
        found["criteria"][1]["state"] = "outside"

    once = forged(shared, "about.json", edited)
    found = bundle.verify(saved(tmp_path, forged(once, "findings.json", same)))
    assert "criteria[1]" in found.given


def test_what_people_added_stands_in_it_and_its_verdict_is_worked_out(
    counted: Audit, why: Explanation, tmp_path: Path
) -> None:
    """Answers, the lock and decisions are said to be taken as they stand."""
    dossier = decisions.Dossier(
        record.open(f"sqlite:///{tmp_path / 'record.sqlite3'}"), counted.review
    )
    decisions.lock(dossier, "Ann")
    question = decisions.questions(counted.review)[0]
    decisions.attest(dossier, question, "No, by no licence", "Ben", stands_in_the_way=True)

    def told(found: Findings) -> Findings:
        return decisions.recorded(found, dossier)

    made = bundle.full(bundle.of_audit(counted), why, told)
    content = json.loads(opened(made)["findings.json"])
    assert content["verdict"]["word"] == "Not yet"
    found = bundle.verify(saved(tmp_path, made))
    assert found.agrees, words.verified_lines(found)
    assert {"lock", "criteria[2]"} <= set(found.given)

    def edited(content: Any) -> None:  # noqa: ANN401
        content["verdict"]["word"] = "Go"

    again = bundle.verify(saved(tmp_path, forged(made, "findings.json", edited)))
    assert [one.path for one in again.differences] == ["verdict.word"]


# Every kind of report, and the command line


@pytest.mark.parametrize("kind", [[], ["--full"]])
def test_the_command_writes_a_sample_with_every_kind_of_report_and_checks_it(
    kind: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whatever the table of writers has lies in it, and is to the byte what its counts give."""
    monkeypatch.setattr(making, "DOCUMENTS", EVERY)
    review, path = Path("sample_data") / "turbine" / "review.toml", tmp_path / "b.zip"
    assert command(capsys, "bundle", review, "--out", path, *kind).code == 0
    names = set(opened(path.read_bytes()))
    for place in (
        "report.html", "report.pdf", "report.md", "audit.html", "feasibility.pdf", "model-card.md",
        "tableschema.json",
    ):  # fmt: skip
        assert f"reports/{place}" in names
    said = command(capsys, "bundle", "verify", path)
    assert said.code == 0, said.out
    assert "is what the counts give" in said.out
    assert "Not what the counts give" not in said.out
    assert "Not compared" not in said.out


@pytest.mark.parametrize("name", [one for one in SAMPLES if one != "lending"])
def test_the_bundle_of_a_sample_agrees_with_itself(name: str, tmp_path: Path) -> None:
    """Classes, arms, phases, latencies and people among them."""
    import evenhand  # noqa: PLC0415

    audit = evenhand.open(Path("sample_data") / name / "review.toml")
    nothing = Explanation(None, (), "Not asked.")
    found = bundle.verify(saved(tmp_path, bundle.full(bundle.of_audit(audit), nothing)))
    assert found.agrees, words.verified_lines(found)


def test_the_command_names_what_differs_in_plain_lines(
    full: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1; at most so many lines; odd names as text, and none that turns a line round."""

    def edited(found: Any) -> None:  # noqa: ANN401
        for group in found["fairness"]["model"]["race"]["groups"]:
            for metric in group["metrics"].values():
                metric["n"] += 1
        found["review"]["title"] = "a\u202eb\x1b[2J"

    path = saved(tmp_path, forged(full, "findings.json", edited))
    said = command(capsys, "bundle", "verify", path)
    assert said.code == 1
    assert not said.err
    line = r"^- fairness\.model\.race\.groups\[0\]\.metrics\.\w+\.n is \d+; the counts give \d+$"
    assert re.search(line, said.out, re.MULTILINE)
    assert re.search(r"^- and \d+ more$", said.out, re.MULTILINE)
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bundle", "verify"], "expected the bundle's file"),
        (["bundle", "review.toml"], "--out FILE"),
        (["bundle", "verify", "no-such.zip"], "cannot be read"),
        (["bundle", "no-such.toml", "--out", "b.zip"], "there is no such file"),
    ],
)
def test_a_command_that_is_not_whole_says_what_it_needs(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line."""
    assert says in command(capsys, *arguments).line
