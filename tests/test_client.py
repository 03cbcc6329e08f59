"""What the README says a program can do over REST, done against a running server."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from evenhand import apart
from evenhand.apart import Asked
from tests.server_fixture import ROOT
from tests.test_apart import LOG, REVIEW, folder_of

LIMITED = f'{REVIEW}[[criteria]]\nfinding = "impact_ratio"\nattribute = "sex"\nat_least = 0.5\n'

_EXAMPLE = re.compile(r"```python\n([^`]*import httpx\n[^`]*)```")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a log and a review."""
    (tmp_path / "decisions.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "review.toml").write_text(LIMITED, encoding="utf-8")
    return tmp_path


def test_the_client_of_the_readme_runs_a_review_and_takes_its_report(
    app_url: str, files: Path
) -> None:
    """As it stands there, but for the server's address."""
    [example] = _EXAMPLE.findall((ROOT / "README.md").read_text("utf-8"))
    assert "http://localhost:8501" in example
    program = example.replace("http://localhost:8501", app_url)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=files, capture_output=True, text=True, check=True
    )
    found = apart.worked_out(folder_of(files, review=LIMITED, log=LOG), Asked("log.csv"))
    assert done.stdout == f"{json.loads(found)['verdict']['word']}\n"
    assert (files / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_run_on_the_server_finds_what_is_found_here(app_url: str, files: Path) -> None:
    """Byte for byte."""
    folder = folder_of(files, review=REVIEW, log=LOG)
    told = apart.worked_out(folder, Asked("log.csv"))
    sent = {"log": ("a.csv", LOG), "review": ("review.toml", REVIEW)}
    answer = httpx.post(f"{app_url}/api/v1/runs", files=sent, timeout=120)
    assert answer.status_code == 200
    assert answer.content == told


def test_a_page_of_another_site_cannot_have_a_review_run(app_url: str) -> None:
    """A browser says where it comes from."""
    sent = {"log": ("a.csv", LOG), "review": ("review.toml", REVIEW)}
    foreign = {"origin": "https://evil.example"}
    answer = httpx.post(f"{app_url}/api/v1/runs", files=sent, headers=foreign, timeout=60)
    assert answer.status_code == 403
