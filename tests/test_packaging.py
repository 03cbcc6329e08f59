"""What is shipped: a wheel that serves by itself, and locks that install on any machine."""

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
    assert not [name for name in names if "test" in name or name.endswith(".pyc")]


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
    assert "USER evenhand" in text
    assert "HEALTHCHECK" in text
