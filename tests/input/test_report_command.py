"""`evenhand report`: every form beside one another, and one line for a wrong one."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from evenhand import cli, documents, packs, report
from evenhand.cli import report as command
from tests.input import making
from tests.server_fixture import ROOT

LOG: Final = making.table(making.rows())
HEADING: Final = "## New York City Local Law 144"


def test_the_command_knows_every_format_there_is() -> None:
    """In the table's order, so that help and errors name them all; documents likewise."""
    assert tuple(report.FORMATS) == command.FORMS
    assert tuple(documents.DOCUMENTS) == command.DOCUMENTS
    forms = {form for one in documents.DOCUMENTS.values() for form in one.formats}
    assert forms == set(command.FORMS)


def test_every_form_is_written_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into a folder that is made, a line for each; another process writes the same bytes."""
    path = making.saved(tmp_path, LOG)
    asked = ("--format", ",".join(command.FORMS), "--out")
    said = making.command(capsys, "report", path, *asked, tmp_path / "new" / "one")
    assert said.code == cli.DONE
    files = written(tmp_path / "new" / "one")
    assert len(said.out.splitlines()) == len(command.FORMS)
    assert {Path(name).suffix for name in files} == {
        *(f".{form}" for form in command.FORMS), ".svg",
    }  # fmt: skip
    again = [sys.executable, "-m", "evenhand", "report", str(path), *asked, str(tmp_path / "two")]
    subprocess.run(again, cwd=ROOT, capture_output=True, check=True)
    assert written(tmp_path / "two") == files


def written(folder: Path) -> dict[str, bytes]:
    """Every file in a folder by its place."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("forms", ["docx", "pdf,word", "", ","])
def test_a_form_that_there_is_not_is_one_line(
    forms: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names those that there are, before anything is read or written."""
    said = making.command(
        capsys, "report", tmp_path / "none.toml", "--out", tmp_path / "out", "--format", forms
    )
    assert all(form in said.line for form in command.FORMS)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a file has its name, say."""
    path = making.saved(tmp_path, LOG)
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    said = making.command(capsys, "report", path, "--out", tmp_path / "taken", "--format", "json")
    assert "taken" in said.line


def test_a_required_criterion_outside_is_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of `evenhand run`."""
    limit = {"finding": "accuracy", "at_least": 0.99}
    path = making.saved(tmp_path, LOG, criteria=[limit])
    said = making.command(capsys, "report", path, "--out", tmp_path / "out", "--format", "json")
    assert said.code == cli.OUTSIDE


def test_a_pack_that_is_asked_for_is_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside those of the review, whose answers stay."""
    mine = {"gdpr": {"answers": {"personal-data": "They are."}}}
    path = making.saved(tmp_path, LOG, packs=mine)
    asked = ("--format", "md", "--pack", "nyc-ll144", "--pack", "gdpr")
    assert making.command(capsys, "report", path, "--out", tmp_path, *asked).code == cli.DONE
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line in {"## GDPR", HEADING}] == [
        HEADING, "## GDPR",
    ]  # fmt: skip
    assert "✎ answered by you | They are. |" in text


@pytest.mark.parametrize(("after", "warned"), [(0, False), (1, True)])
def test_a_pack_that_is_older_than_six_months_is_said_to_be(
    after: int,
    warned: bool,  # noqa: FBT001
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside the files, which say only from which day it is: they are the same every day."""
    today = packs.pack("nyc-ll144").look_up_after + timedelta(days=after)
    monkeypatch.setattr(command, "_today", lambda: today)
    path = making.saved(tmp_path, LOG, packs={"nyc-ll144": {}})
    said = making.command(capsys, "report", path, "--out", tmp_path, "--format", "json")
    assert ("more than six months ago" in said.err) is warned
    assert "months ago" not in said.out + (tmp_path / "findings.json").read_text(encoding="utf-8")


def test_a_pack_that_there_is_not_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the one that was meant, before anything is read or written."""
    asked = ("--out", tmp_path / "out", "--pack", "gdrp")
    said = making.command(capsys, "report", tmp_path / "none.toml", *asked)
    assert said.line.endswith("pack: there is no rule pack 'gdrp'; did you mean gdpr")
    assert not (tmp_path / "out").exists()


def test_each_document_is_written_in_the_forms_asked_for_that_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that comes as none of them is written in its first; each file has a line."""
    path = making.saved(tmp_path, LOG)
    names, out = ",".join(command.DOCUMENTS), tmp_path / "out"
    said = making.command(
        capsys, "report", path, "--out", out, "--document", names, "--format", "xlsx"
    )
    assert said.code == cli.DONE
    files = written(out)
    assert {str(out / name) for name in files} == set(said.out.splitlines())
    for document in documents.DOCUMENTS.values():
        form = "xlsx" if "xlsx" in document.formats else next(iter(document.formats))
        assert any(name.endswith(f".{document.formats[form].ending}") for name in files)
    assert len(files) == len(command.DOCUMENTS)


def test_an_option_that_is_said_twice_asks_for_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As one with a comma does: nothing that is asked for is lost."""
    path = making.saved(tmp_path, LOG)
    once = ("--format", "md,json", "--document", "dictionary,model-card")
    twice = (
        "--format", "md", "--format", "json", "--document", "dictionary", "--document",
        "model-card",
    )  # fmt: skip
    for folder, options in (("once", once), ("twice", twice)):
        making.command(capsys, "report", path, "--out", tmp_path / folder, *options)
    assert set(written(tmp_path / "once")) == {"dictionary.md", "tableschema.json", "model-card.md"}
    assert written(tmp_path / "once") == written(tmp_path / "twice")


def test_a_document_that_there_is_not_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With all that there are and the one that was meant, before anything is read or written."""
    asked = ("--out", tmp_path / "out", "--document", "audt")
    said = making.command(capsys, "report", tmp_path / "none.toml", *asked)
    assert all(name in said.line for name in command.DOCUMENTS)
    assert said.line.endswith("did you mean audit")
    assert not (tmp_path / "out").exists()
