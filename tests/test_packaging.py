"""What is shipped: a wheel that serves by itself, and locks that install on any machine."""

import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import server_fixture
from tests.server_fixture import ROOT

LOCKS = sorted(ROOT.glob("requirements*.txt"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `pip install .` makes."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that has the wheel, and borrows what it needs from ours."""
    home = tmp_path_factory.mktemp("home") / "env"
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(packages)  # a pure wheel installs by unpacking
    (packages / "borrowed.pth").write_text(f"{borrowed()}\n", encoding="utf-8")
    return home


def borrowed() -> Path:
    """Where the packages are that these tests run with."""
    return next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))


def test_the_wheel_holds_core_app_samples_and_settings(wheel: Path) -> None:
    """Nothing else is needed to serve, and no test is shipped."""
    names = set(zipfile.ZipFile(wheel).namelist())
    app = "evenhand/_app"
    assert {
        "evenhand/py.typed",
        "evenhand/assets/report.typ",
        "evenhand/database/migrations/env.py",
        "evenhand/database/migrations/versions/v0001_entries.py",
        "evenhand/database/migrations/versions/v0002_append_only.py",
        "evenhand/database/migrations/versions/v0003_shared.py",
        "evenhand/database/migrations/versions/v0004_ended.py",
        f"{app}/app.py",
        f"{app}/pages/main.py",
        f"{app}/components/guard.py",
        f"{app}/.streamlit/config.toml",
    } <= names
    fonts = {name for name in names if name.startswith("evenhand/assets/fonts/")}
    assert {Path(name).name for name in fonts} == {
        path.name for path in (ROOT / "evenhand" / "assets" / "fonts").iterdir()
    }
    assert {f"{app}/sample_data/{name}/review.toml" for name in samples()} <= names
    parts = {part for name in names for part in Path(name).parts}
    assert not [part for part in parts if part.startswith("test") or part.endswith(".pyc")]


def test_no_secret_that_lies_beside_the_settings_is_shipped() -> None:
    """The wheel and the image take the settings by their file, not the folder with all in it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    settings = ".streamlit/config.toml"
    assert [name for name in taken if name.startswith(".streamlit")] == [settings]
    assert [name for name in let_in if name.startswith("!.streamlit")] == [f"!{settings}"]
    assert let_in[-1] == "**/secrets.toml"


def samples() -> Iterator[str]:
    """The samples of the checkout."""
    return (path.parent.name for path in ROOT.glob("sample_data/*/review.toml"))


def test_the_installed_wheel_serves_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """`evenhand serve` needs nothing but the wheel."""
    port = server_fixture.free_port()
    entry = "from evenhand.cli import main; raise SystemExit(main(['serve', '--port', '%d']))"
    command = [str(installed / "bin" / "python"), "-c", entry % port]
    with server_fixture.running(command, port, tmp_path, tmp_path / "log"):
        assert sorted(path.name for path in tmp_path.iterdir()) == ["log"]


def test_the_installed_wheel_makes_its_record(installed: Path, tmp_path: Path) -> None:
    """The first write runs the migrations that came with it."""
    entry = "from evenhand import record; record.open().append('note', 'a', 'Ann', {})"
    env = {"EVENHAND_DATA": str(tmp_path), "PATH": ""}
    subprocess.run([installed / "bin" / "python", "-c", entry], check=True, cwd=tmp_path, env=env)
    assert (tmp_path / "record.sqlite3").is_file()


def test_the_wheel_has_the_command_and_its_licence(wheel: Path) -> None:
    """`evenhand` is a command after the installation."""
    archive = zipfile.ZipFile(wheel)
    about = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
    assert b"evenhand = evenhand.cli:main" in archive.read(about["entry_points.txt"])
    assert b"Apache License" in archive.read(about["LICENSE"])


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_place_and_hashes_every_package(lock: Path) -> None:
    """It installs on any machine, and only what was locked."""
    text = lock.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pinned = [line for line in lines if not line.startswith(" ")]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert not [word for word in ("://", "--index", "--find-links", "file:") if word in text]


def test_everything_that_the_project_needs_is_locked() -> None:
    """A requirement that is added to the project and not locked is noticed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = "\n".join(path.read_text(encoding="utf-8") for path in LOCKS)
    groups = project["dependency-groups"].values()
    needed = [*project["project"]["dependencies"], *(name for group in groups for name in group)]
    names = [need.split(">=")[0].split("[")[0] for need in needed]
    assert [name for name in names if f"\n{name}==" not in f"\n{locked}"] == []


def test_the_image_copies_only_what_exists() -> None:
    """Each file that the Dockerfile names is in the checkout and not held back."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY")]
    names = {name for line in copied for name in line if not name.startswith(("-", "/", "."))}
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert all((ROOT / name).is_file() and f"!{name}" in let_in for name in names)
    assert text.index("install -d -o evenhand -m 700 /data") < text.index("VOLUME /data")
    assert "EVENHAND_DATA=/data" in text
    assert "HEALTHCHECK" in text


def test_the_base_is_pinned_and_the_image_runs_as_nobody_in_particular() -> None:
    """A full version, which a digest may follow; a number for the user; its health is asked."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^ARG BASE=python:3\.11\.\d+-slim-bookworm$", text, re.MULTILINE)
    assert re.search(r"^USER [1-9]\d+$", text, re.MULTILINE)
    assert re.findall(r"^FROM (.*)", text, re.MULTILINE) == ["${BASE} AS build", "${BASE}"]
    assert "127.0.0.1:8501/healthz" in text


def test_what_the_deployment_guide_names_is_there() -> None:
    """Every variable is read by the app, and proxy, app and guide say the same path."""
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8")
        for name in ("docs/deployment.md", "compose.yaml", "Caddyfile")
    }
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("evenhand", "components")
        for path in (ROOT / folder).rglob("*.py")
    )
    named = set(re.findall(r"EVENHAND_[A-Z_]+[A-Z]", "".join(texts.values())))
    assert [name for name in named - {"EVENHAND_DB_PASSWORD"} if name not in code] == []
    assert "STREAMLIT_SERVER_BASE_URL_PATH: evenhand" in texts["compose.yaml"]
    assert "handle /evenhand/*" in texts["Caddyfile"]
    assert "/evenhand/" in texts["docs/deployment.md"]
