"""A review run on a log that somebody sent finds what the command line finds, and reads no more."""

import io
import json
import sys
import tomllib
from pathlib import Path

import pytest

from evenhand import apart, cli, report
from evenhand.apart import Asked
from evenhand.errors import InputError
from evenhand.review import parse
from evenhand.roles import draft

LOG = "happened,says,sex\n" + "".join(
    f"{at % 2},{at * 7 % 3 % 2},{'fm'[at % 5 > 1]}\n" for at in range(200)
)
COLUMNS = {"happened": "label", "says": "model_prediction", "sex": "protected"}
REVIEW = """
title = "A log"
[columns]
label = "happened"
protected = ["sex"]
[[candidates]]
name = "model"
role = "model"
prediction = "says"
"""


def folder_of(path: Path, **files: str | bytes) -> Path:
    """A folder with what was sent."""
    names = {"review": apart.REVIEW, "roles": apart.ROLES, "log": "log.csv", "earlier": "then.csv"}
    for part, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (path / names[part]).write_bytes(data)
    return path


def test_the_findings_are_those_of_the_command_line_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the review names files that stay where it is from."""
    review = f'{REVIEW}model = "model.skops"\n[data]\npath = "log.csv"\n'
    folder = folder_of(tmp_path, review=review, log=LOG)
    found = apart.worked_out(folder, Asked("log.csv"))
    cli.main(["run", str(folder / apart.REVIEW), "--json"])
    assert capsys.readouterr().out == f"{found.decode()}\n"


def test_a_pack_that_is_asked_for_is_answered_as_if_the_review_named_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the findings document, byte for byte as the command line prints it then."""
    folder = folder_of(tmp_path, review=REVIEW, log=LOG)
    found = apart.worked_out(folder, Asked("log.csv", packs=["four-fifths"]))
    named = f'{REVIEW}[data]\npath = "log.csv"\n[packs.four-fifths]\n'
    (folder / apart.REVIEW).write_text(named, encoding="utf-8")
    cli.main(["run", str(folder / apart.REVIEW), "--json"])
    assert capsys.readouterr().out == f"{found.decode()}\n"
    assert json.loads(found)["packs"]["four-fifths"]["answers"]["rates"]["stands"] == "by_data"


def test_roles_alone_do_where_there_is_no_review(tmp_path: Path) -> None:
    """They are drafted as the form drafts them."""
    folder = folder_of(tmp_path, roles=json.dumps({"columns": COLUMNS}), log=LOG)
    found = json.loads(apart.worked_out(folder, Asked("log.csv")))
    assert found["review"]["title"] == "My decision log"
    assert found["review"]["rows"] == LOG.count("\n") - 1
    drafted = parse(draft(COLUMNS, title="My decision log"))
    assert set(found["candidates"]) == {one.name for one in drafted.candidates}


def test_an_earlier_log_is_compared_with(tmp_path: Path) -> None:
    """It is the part that was sent, whatever the review calls it."""
    review = f'{REVIEW}[data]\nreference = "/etc/hosts"\n'
    folder = folder_of(tmp_path, review=review, log=LOG, earlier=LOG)
    found = json.loads(apart.worked_out(folder, Asked("log.csv", "then.csv")))
    assert found["then_now"]


@pytest.mark.parametrize("form", [name for name, one in report.FORMATS.items() if one.explains])
def test_the_report_comes_in_every_form(tmp_path: Path, form: str) -> None:
    """As it would of the review on one's own machine."""
    folder = folder_of(tmp_path, review=REVIEW, log=LOG)
    assert len(apart.worked_out(folder, Asked("log.csv", form=form))) > len(LOG)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"review": REVIEW + '[data]\nreference = "/etc/hosts"\n'}, "the part earlier"),
        ({"review": "data = 7\n" + REVIEW}, "[data]|data"),
        (
            {"review": "candidates = [7]\ntitle = 'a'\n[columns]\nlabel = 'happened'\n"},
            "candidates",
        ),
        ({"review": "candidates = 7\ntitle = 'a'\n[columns]\nlabel = 'happened'\n"}, "candidates"),
        ({"review": "a = " + "[" * 100_000}, "nested too deeply"),
        ({"review": "title ="}, "not valid TOML"),
        ({"review": b"\xff\xfe"}, "cannot be read as text"),
        ({"roles": "[" * 100_000}, "nested too deeply"),
        ({"roles": b"\xff"}, "expected"),
        ({"roles": "7"}, "expected"),
        ({"roles": '{"columns": {"happened": 7}}'}, "expected roles to be of"),
        ({"roles": '{"columns": {"happened": "nonsense"}}'}, "expected roles to be of"),
        ({"roles": '{"columns": {"happened": "label"}, "other": 1}'}, "expected"),
        ({"roles": '{"columns": {"happened": "label"}}'}, "candidates"),
        ({"roles": json.dumps({"columns": COLUMNS, "title": 7})}, "title"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, parts: dict[str, str], said: str) -> None:
    """That says where, and what was expected."""
    folder = folder_of(tmp_path, log=LOG, **parts)
    with pytest.raises(InputError) as caught:
        apart.worked_out(folder, Asked("log.csv"))
    assert any(part in str(caught.value) for part in said.split("|"))
    assert "\n" not in str(caught.value)


def test_a_process_says_how_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer, a line, or where a fault arose, without the fault's own words."""
    folder_of(tmp_path, review=REVIEW, log=LOG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(apart, "_bound", lambda: None)
    assert ended(monkeypatch, Asked("log.csv"))[0] == apart.DONE
    code, said = ended(monkeypatch, Asked("other.csv"))
    assert (code, said) == (apart.WRONG, b"other.csv: there is no such file")
    monkeypatch.setattr(apart, "_keys", lambda _folder: tomllib.loads("marker = 'x'")["other"])
    code, said = ended(monkeypatch, Asked("log.csv"))
    assert code not in {apart.DONE, apart.WRONG}
    assert said.startswith(b"KeyError at ")
    assert b"other" not in said


def ended(monkeypatch: pytest.MonkeyPatch, asked: Asked) -> tuple[int, bytes]:
    """How it ended, and what it wrote."""
    content = io.BytesIO()
    out = io.TextIOWrapper(content, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.path", list(sys.path))
        code = apart.main([str(Path(apart.__file__).parents[1]), asked.said()])
    return code, content.getvalue()


@pytest.mark.parametrize(("name", "form"), [("model-card", "md"), ("dictionary", "json")])
def test_another_document_comes_too(tmp_path: Path, name: str, form: str) -> None:
    """The very bytes that the command line writes of the same files."""
    review = f'{REVIEW}[data]\npath = "log.csv"\n'
    folder = folder_of(tmp_path, review=review, log=LOG)
    told = apart.worked_out(folder, Asked("log.csv", form=form, document=name))
    asked = ("report", str(folder / apart.REVIEW), "--document", name, "--format", form)
    assert cli.main([*asked, "--out", str(tmp_path / "out")]) == cli.DONE
    (written,) = (tmp_path / "out").iterdir()
    assert told == written.read_bytes()
