"""What says only how busy the machine was is tried once more; what is wrong stays wrong."""

import subprocess
import sys
from pathlib import Path

from tests.server_fixture import ROOT

_WAITS = """
import subprocess
import urllib.error
import httpx
import pytest
from playwright.sync_api import TimeoutError as BrowserTimeout
from streamlit.testing.v1 import AppTest

def page():
    import time
    time.sleep(1)

def hurried():
    AppTest.from_function(page, default_timeout=0.01).run()

def raised(error):
    def wait():
        raise error
    return wait

WAITS = {
    "page": hurried,
    "browser": raised(BrowserTimeout("Locator.click: Timeout 1ms exceeded.")),
    "server": raised(TimeoutError("Uvicorn is starting")),
    "answer": raised(httpx.ReadTimeout("timed out")),
    "address": raised(urllib.error.URLError(TimeoutError("timed out"))),
    "connection": raised(httpx.ReadError("")),
    "process": lambda: subprocess.run(["sleep", "1"], timeout=0.01, check=False),
}
tried = set()

def first(name):
    is_first = name not in tried
    tried.add(name)
    return is_first

@pytest.mark.parametrize("name", WAITS)
def test_waits(name):
    if first(name):
        WAITS[name]()

def test_counts():
    assert not first("counts"), "timed out"

def test_breaks():
    if first("breaks"):
        raise RuntimeError("the script run failed")
"""


def test_a_wait_that_ran_out_or_broke_is_tried_once_more_and_named(
    tmp_path: Path,
) -> None:
    """Of a page, browser, server, answer, connection or process; a wrong number or fault never."""
    (tmp_path / "test_some.py").write_text(_WAITS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n", encoding="utf-8")
    options = ("-raR", "-p", "tests.again", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *options, "test_some.py"]
    ran = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    said = {line.partition(" - ")[0] for line in ran.stdout.splitlines()}
    for name in ("page", "browser", "server", "answer", "address", "connection", "process"):
        assert f"RERUN test_some.py::test_waits[{name}]" in said, ran.stdout
    for name in ("counts", "breaks"):
        assert f"FAILED test_some.py::test_{name}" in said
        assert f"RERUN test_some.py::test_{name}" not in said
    assert ran.stdout.splitlines()[-1].strip("= ").startswith("2 failed, 7 passed, 7 rerun")
