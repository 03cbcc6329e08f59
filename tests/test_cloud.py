"""On a host that only runs `streamlit run app.py`: refused as it is, samples once told so."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from evenhand.kept import PREFIX
from tests import server_fixture
from tests.server_fixture import ROOT

_SETTINGS: Final = Path(".streamlit") / "config.toml"
_GUIDE: Final = ROOT / "docs" / "deployment.md"


def told(kind: str) -> str:
    """What the guide says to put into a file, in the part on public hosts."""
    part = _GUIDE.read_text(encoding="utf-8").partition("## Hugging Face Spaces")[2]
    found = re.search(rf"```{kind}\n(.+?)```", part, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, reachable from everywhere, as the guide says to change it."""
    folder = tmp_path_factory.mktemp("cloud") / "repository"
    for name in ("components", "pages"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("evenhand", "sample_data"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "app.py", folder)
    lines = (ROOT / _SETTINGS).read_text(encoding="utf-8").splitlines()
    others = [line for line in lines if not line.startswith('address = "127.0.0.1"')]
    assert len(others) == len(lines) - 1
    (folder / _SETTINGS).parent.mkdir()
    (folder / _SETTINGS).write_text("\n".join(others), encoding="utf-8")
    return folder


def command(port: int) -> list[str]:
    """What the host runs, on a port of ours."""
    return [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]


def environment(home: Path) -> dict[str, str]:
    """That of a host where nobody set any variable of ours but the folder of the tests."""
    ours = {name for name in os.environ if name.startswith("EVENHAND_")} - {"EVENHAND_DATA"}
    every = server_fixture.environment(home)
    return {name: value for name, value in every.items() if name not in ours}


def test_it_refuses_to_start_for_all_as_it_is(checkout: Path) -> None:
    """In one line, with what to do."""
    said = subprocess.run(
        command(server_fixture.free_port()),
        cwd=checkout, env=environment(checkout), check=False, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert said.returncode != 0
    assert "Evenhand does not start: server.address must be 127.0.0.1" in said.stderr
    assert "Set EVENHAND_ACCESS=login (people log in) or open (samples only)" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.fixture
def public(checkout: Path, tmp_path: Path) -> Iterator[str]:
    """The server with the line of the guide among its secrets."""
    secrets = checkout / ".streamlit" / "secrets.toml"
    secrets.write_text(told("toml"), encoding="utf-8")
    port, log = server_fixture.free_port(), tmp_path / "log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            command(port), cwd=checkout, env=environment(checkout), stdout=out, stderr=out
        )
        try:
            server_fixture.wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def test_with_the_line_of_the_guide_it_shows_samples_to_all_and_takes_nothing(public: str) -> None:
    """Also to who comes through the host's proxy; what is not open to all is refused as ever."""
    with httpx.Client(base_url=public, timeout=60) as visitor:
        visitor.headers.update({"x-forwarded-for": "198.51.100.7", "host": "evenhand.example"})
        assert visitor.get("/").status_code == 200
        names = json.loads(visitor.get("/api/v1/reviews").text)
        assert "card_default" in str(names)
        refused = visitor.put("/_stcore/upload_file/a/b", content=b"x")
        assert (refused.status_code, "samples only" in refused.text) == (403, True)
        assert visitor.get("/metrics").status_code == 403
        link = f"{PREFIX}{'a' * 32}"
        assert visitor.get(f"/api/v1/findings?review={link}").status_code in {403, 404}


def test_what_the_host_installs_lies_where_it_looks() -> None:
    """Requirements at the top, for the Python that the guide names, and nothing from a folder."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("-e", ".", "file:", "git+"))] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    least = project["requires-python"].removeprefix(">=")
    assert f"Python {least}" in _GUIDE.read_text(encoding="utf-8")
    assert tomllib.loads(told("toml")) == {"EVENHAND_ACCESS": "open"}
