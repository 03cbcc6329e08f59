"""The command line: exit codes, one document on standard output, and what is never loaded."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

import evenhand
from evenhand import cli
from tests.input import making

LOG: Final = making.table(making.rows())
LIMIT: Final = {"finding": "accuracy", "at_least": 0.99}


def _process(
    *arguments: str | Path, code: str | None = None, **env: str
) -> tuple[int, bytes, bytes]:
    how = ["-c", code] if code else ["-m", "evenhand"]
    done = subprocess.run(
        [sys.executable, *how, *map(str, arguments)],
        capture_output=True, check=False, env={**os.environ, **env},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("criteria", "code"),
    [([], 0), ([LIMIT], 1), ([LIMIT | {"required": False}], 0), ([{"attest": "True?"}], 0)],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_exit_code_says_whether_a_required_criterion_is_outside(
    criteria: list[dict[str, Any]],
    code: int,
    form: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """1 where a required criterion is outside its limit, else 0, however the findings are shown."""
    path = making.saved(tmp_path, LOG, criteria=criteria)
    assert making.command(capsys, "run", path, *form).code == code


def test_json_is_one_document_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is the canonical findings document, and standard error is empty."""
    path = making.saved(tmp_path, LOG)
    found = making.run(capsys, path)
    assert found.out == evenhand.open(path).findings().to_json() + "\n"
    assert not found.err


def test_run_says_the_verdict_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without options: title, finding, verdict, each criterion, the data, each of its problems."""
    criteria = [LIMIT, {"attest": "Is it lawful?"}]
    path = making.saved(tmp_path, LOG + "F,1\n", criteria=criteria)
    lines = making.command(capsys, "run", path).out.splitlines()
    assert lines[0] == "A test"
    assert lines[1].startswith("Not yet: ")
    assert "a person decides" in lines[2]
    assert lines[3].startswith("- Outside: ")
    assert lines[4] == "- Not answered yet: Is it lawful?"
    assert lines[5] == "The verdict holds in all 3 reasonable choices."
    assert "1 row left out and reported" in lines[6]
    assert any(line.startswith("- Warning: 1 rows have more or fewer cells") for line in lines[6:])


def test_a_threshold_to_try_stands_beside_the_reviews_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--threshold adds one line, and `handoff.tried`; one that can't be tried is wrong input."""
    path = making.saved(tmp_path, LOG, handoff={"threshold": 0.8})
    before = making.command(capsys, "run", path).out.splitlines()
    after = making.command(capsys, "run", path, "--threshold", "0.9").out.splitlines()
    (line,) = [line for line in after if line not in before]
    assert line.startswith("Tried: 90 % instead of 80 %. Of ")
    text = making.command(capsys, "run", path, "--json", "--threshold", "0.9").out
    assert json.loads(text)["handoff"]["tried"]["threshold"] == 0.9
    for wrong in ("0.905", "nan", "2"):
        found = making.command(capsys, "run", path, "--threshold", wrong)
        assert found.code == 2
        assert found.err.startswith("--threshold: expected 0.5 to 0.99 in steps of 0.01")
    bare = making.saved(tmp_path, LOG)
    assert making.command(capsys, "run", bare, "--threshold", "0.9").code == 2


def test_the_report_is_written_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--html writes one file and says where."""
    path = making.saved(tmp_path, LOG)
    found = making.command(capsys, "run", path, "--html", tmp_path / "report.html")
    assert found.out == f"Report written to {tmp_path / 'report.html'}\n"
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_report_is_a_pdf_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--pdf writes one file and says where."""
    path = making.saved(tmp_path, LOG)
    found = making.command(capsys, "run", path, "--pdf", tmp_path / "report.pdf")
    assert found.out == f"Report written to {tmp_path / 'report.pdf'}\n"
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_a_report_that_cannot_be_written_gives_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is missing is said."""
    path = making.saved(tmp_path, LOG)
    found = making.command(capsys, "run", path, "--html", tmp_path / "no" / "report.html")
    assert found.line.startswith("report.html: cannot be written")


@pytest.mark.parametrize(
    "arguments",
    [(), ("walk",), ("run",), ("run", "a", "--json", "--html", "b"), ("run", "a", "-x")],
)
def test_wrong_arguments_give_one_line(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Arguments that make no command are wrong input too."""
    assert making.command(capsys, *arguments).line.endswith("--help")


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_asking_about_the_command_ends_well(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The version and the help go to standard output and end with 0."""
    with pytest.raises(SystemExit) as ended:
        cli.main([asked])
    assert ended.value.code == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"evenhand {evenhand.__version__}" if "v" in asked else "usage")


def test_an_interrupt_ends_quietly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C leaves no traceback."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("evenhand.audit.open", interrupted)
    found = making.run(capsys, making.saved(tmp_path, LOG))
    assert (found.code, found.err) == (0, "")


def test_serve_starts_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve` hands host and port to the app."""
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr("evenhand.serve.serve", lambda host, port: asked.append((host, port)))
    assert cli.main(["serve", "--host", "0.0.0.0", "--port", "80"]) == 0  # noqa: S104
    assert asked == [("0.0.0.0", 80)]  # noqa: S104


def test_relative_paths_start_at_the_review(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A review finds its log from whatever folder the command is run in."""
    (tmp_path / "a").mkdir()
    making.saved(tmp_path / "a", LOG)
    monkeypatch.chdir(tmp_path)
    assert making.run(capsys, Path("a/review.toml")).code == 0
    monkeypatch.chdir(tmp_path / "a")
    assert making.run(capsys, Path("review.toml")).code == 0


# init


def test_init_writes_a_review_that_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a sane log the review that init writes runs as it is, every guess with its reason."""
    rows = [(i, *row, "north" if i % 4 else "south") for i, row in enumerate(making.rows())]
    header = ("case_id", "sex", "label", "rule", "model_score", "region")
    (tmp_path / "log.csv").write_text(making.table(rows, header))
    (tmp_path / "reviews").mkdir()
    output = tmp_path / "reviews" / "mine.toml"
    made = making.command(capsys, "init", tmp_path / "log.csv", "--output", output)
    assert made.code == 0
    assert f"evenhand run {output}" in made.out
    found = making.run(capsys, output).document
    assert set(found["candidates"]) == {"rule", "model"}
    text = output.read_text()
    for name in header:
        assert f"# {name}: guessed to be " in text


def test_init_leaves_what_exists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that exists, or a link to one that does not, is left as it is."""
    path = making.saved(tmp_path, LOG)
    before = path.read_bytes()
    log = tmp_path / "log.csv"
    assert "exists already" in making.command(capsys, "init", log, "--output", path).line
    assert path.read_bytes() == before
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "nothing.toml")
    assert "exists already" in making.command(capsys, "init", log, "--output", link).line


def test_init_of_no_log_gives_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A log that is missing is said, and nothing is written."""
    output = tmp_path / "review.toml"
    line = making.command(capsys, "init", tmp_path / "no.csv", "--output", output).line
    assert line.startswith("no.csv")
    assert not output.exists()


def test_init_of_a_log_without_a_model_says_what_to_add(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log in which nothing looks like an answer gives a review that says so."""
    (tmp_path / "log.csv").write_text("a,b\n1,x\n2,y\n")
    output = tmp_path / "review.toml"
    making.command(capsys, "init", tmp_path / "log.csv", "--output", output)
    assert "# [[candidates]]" in output.read_text()
    assert tomllib.loads(output.read_text())["title"] == "Review of log.csv"
    assert making.run(capsys, output).line


# The real process


def test_run_loads_no_screen_and_no_explainer(tmp_path: Path) -> None:
    """`evenhand run --json` imports nothing that is slow and not needed, in any locale."""
    path = making.saved(tmp_path, LOG.replace("F", "עברית"))
    code = (
        "import sys; from evenhand.cli import main; code = main(sys.argv[1:]); "
        "slow = {'gradio', 'shap', 'streamlit', 'plotly', 'jinja2', 'sklearn', 'simpy', "
        "'sqlalchemy', 'alembic'}; "
        "sys.stderr.write(' '.join(sorted(slow & set(sys.modules)))); sys.exit(code)"
    )
    alone = {"PYTHONIOENCODING": "ascii", "EVENHAND_DATA": str(tmp_path / "no record")}
    ended, out, err = _process("run", path, "--json", code=code, **alone)
    assert (ended, err) == (0, b"")
    assert "עברית" in json.loads(out)["fairness"]["model"]["sex"]["groups"][1]["group"]


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    """When the reader of the output goes away, nothing is said about it."""
    path = making.saved(tmp_path, LOG)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "evenhand", "run", str(path), "--json"],
            stdout=gone, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


PLAN: Final = ("plan", "--finding", "impact_ratio", "--at-least", "0.8", "--rate", "0.2")


def test_a_limit_is_planned_before_there_is_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sizes as text, the columns as a file, and the document, the same bytes each time."""
    said = making.command(capsys, *PLAN, "--columns", tmp_path / "columns.csv").out
    assert "in all) to be told inside, 8 times of 10, if groups are alike." in said
    assert said.endswith(f"Columns written to {tmp_path / 'columns.csv'}\n")
    assert (tmp_path / "columns.csv").read_text(encoding="utf-8").startswith("Column,What it")
    text = making.command(capsys, *PLAN, "--groups", "3", "--json").out
    assert json.loads(text)["schema"] == "evenhand.plan/1"
    assert text == making.command(capsys, *PLAN, "--groups", "3", "--json").out


def test_a_review_is_planned_whose_data_does_not_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the review file is read."""
    path = making.saved(tmp_path, LOG, criteria=[LIMIT])
    (tmp_path / "log.csv").unlink(missing_ok=True)
    assert "Columns to ask for: " in making.command(capsys, "plan", path, "--rate", "0.3").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan",), "expected a review file or --finding"),
        (("plan", "review.toml", "--finding", "impact_ratio"), "one of them"),
        (("plan", "review.toml", "--at-least", "0.8"), "limits of its own"),
        (("plan", "--finding", "impact_ratio"), "either at_most or at_least"),
        ((*PLAN, "--rate", "luck=0.3"), "FINDING=RATE"),
        ((*PLAN, "--shares", "a,b"), "expected numbers such as 0.2"),
        ((*PLAN, "--power", "2"), "power"),
    ],
)
def test_a_plan_that_cannot_be_made_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """What is wrong, and where."""
    found = making.command(capsys, *arguments)
    assert found.code == 2
    assert said in found.err
    assert found.err.count("\n") == 1
