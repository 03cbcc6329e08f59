"""Names that try to do something are only names: read, counted and printed as they are."""

import tomllib
from pathlib import Path
from typing import Final

import pytest

from evenhand import cli, roles
from tests.input import making

NAMES: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</script><b>",
    "![x](http://example.invalid/x.png)",
    "[link](javascript:alert(1))",
    "=1+1",
    "@SUM(A1:A9)",
    "-2+3",
    "'; DROP TABLE log; --",
    '"quoted", with a comma',
    "back\\slash\\n",
    "two\nlines",
    "a\ttab",
    "bell\x07 and \x1b[31mred",
    "עברית ערבית العربية",
    "turned \u202e around",
    "🦉 owl 👩‍🔬",
    "x" * 300,
    "${HOME} {{ 7*7 }} %s %n",
    "null",
    "Infinity",
    "c0",
)
ONLY_GROUPS: Final = {"NaN": "Unknown", "Unknown": "Unknown", "unknown": "unknown", " ": "Unknown"}
MARKUP: Final = ("<script>alert", "<img src=x", "</script><b>", 'src="http', 'javascript:alert(1)"')


def _log(name: str, column: str, *, label: str = "1") -> str:
    rows = [(name if i % 2 else "other", label if y else "no", int(rule), score)
            for i, (_, y, rule, score) in enumerate(making.rows())]  # fmt: skip
    return making.table(rows, (column, "y", "rule", "score"))


def _saved(folder: Path, name: str) -> Path:
    candidates = [
        {"name": name, "role": "baseline", "prediction": "rule"},
        {"name": "model", "role": "model", "score": "score"},
    ]
    return making.saved(
        folder, _log(name, name, label=name), title=name, candidates=candidates,
        columns={"protected": [name], "positive": name},
        words={"case": name[:200], "positive": name, "person": name},
        criteria=[{"finding": "impact_ratio", "attribute": name, "at_least": 0.8},
                  {"attest": name}],
        costs={"currency": name, "false_positive": 1.0},
        handoff={"threshold": 0.6},
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_comes_out_as_it_went_in(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As column, group, label, candidate, title and noun: the document holds it unchanged."""
    document = making.run(capsys, _saved(tmp_path, name)).document
    assert document["review"]["title"] == name
    assert set(document["candidates"]) == {name, "model"}
    assert set(document["fairness"][name]) == {name}
    groups = [group["group"] for group in document["fairness"][name][name]["groups"]]
    assert groups == sorted([name, "other"])
    assert document["comparison"]["baseline"] == name
    assert document["candidates"]["model"]["counts"]["tp"] > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_steers_no_terminal(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text on a terminal holds no control character and no more lines than it should."""
    said = making.command(capsys, "run", _saved(tmp_path, name))
    assert said.code in {cli.DONE, cli.OUTSIDE}
    assert all(mark.isprintable() or mark in "\n\u2068\u2069\u200d" for mark in said.out)


@pytest.mark.parametrize("name", NAMES[:5] + NAMES[9:10])
def test_a_hostile_name_is_inert_in_the_report(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report holds it escaped, wherever it stands."""
    report = tmp_path / "report.html"
    making.command(capsys, "run", _saved(tmp_path, name), "--html", report)
    text = report.read_text(encoding="utf-8")
    assert not [markup for markup in MARKUP if markup in text]


@pytest.mark.parametrize("name", NAMES)
def test_init_writes_a_hostile_name_so_that_it_is_read_back(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The review that init writes names the column exactly, and no note breaks its line."""
    rows = [(*row, "a" if row[0] == "F" else "b") for row in making.rows()]
    header = ("sex", "label", "rule", "model_score", name)
    (tmp_path / "log.csv").write_text(making.table(rows, header), encoding="utf-8")
    output = tmp_path / "review.toml"
    making.command(capsys, "init", tmp_path / "log.csv", "--output", output)
    assert set(making.run(capsys, output).document["fairness"]["model"]) == {"sex", name}


@pytest.mark.parametrize(("name", "group"), ONLY_GROUPS.items())
def test_what_reads_like_nothing_is_unknown(
    name: str, group: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """NaN and blanks are the group Unknown; another spelling of that word is a name like any."""
    path = making.saved(tmp_path, _log(name, "sex"))
    found = making.run(capsys, path).document["fairness"]["model"]["sex"]["groups"]
    assert [one["group"] for one in found] == sorted([group, "other"])


def test_an_error_about_a_hostile_column_is_still_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name with line breaks, and one of 300 characters, leave the error one short line."""
    for name in ("two\nlines", "x" * 300):
        path = making.saved(tmp_path, making.table(making.rows()), columns={"label": name})
        assert making.run(capsys, path).line


def test_toml_is_read_back_exactly() -> None:
    """Whatever text is written into a review file is read back the same, keys too."""
    keys = {"title": "\n".join(NAMES), "columns": {"edges": {name: [1.5, 2] for name in NAMES}}}
    assert tomllib.loads(roles.toml(keys, {})) == keys
