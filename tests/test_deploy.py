"""The files by which Evenhand is deployed say what is so: image, Compose, proxy and guide."""

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from streamlit import config

from benchmarks import dockerfile
from components import permits, roster
from components.guard import Limits
from tests.server_fixture import ROOT

_NAME: Final = re.compile(r"\bEVENHAND_[A-Z_]+\b")
_OF_COMPOSE: Final = {"EVENHAND_DB_PASSWORD"}  # read by compose.yaml itself
_OF_OTHERS: Final = {"FORWARDED_ALLOW_IPS", "PYTHONUNBUFFERED", "HF_HUB_OFFLINE", "PATH"}
_USER: Final = 1000  # Hugging Face runs whatever image as this one


def text(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def instructions(of: str) -> list[str]:
    """What follows an instruction of the Dockerfile, of its last image."""
    last = text("Dockerfile").rpartition("\nFROM ")[2]
    return re.findall(rf"^{of} (.+)$", last, re.MULTILINE)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """What compose.yaml says."""
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


@pytest.fixture(scope="module")
def read_by_the_code() -> set[str]:
    """Every variable of ours that the code knows."""
    files = [ROOT / "app.py"]
    for folder in ("components", "evenhand", "pages"):
        files += (ROOT / folder).rglob("*.py")
    names = {name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8"))}
    return names - {"EVENHAND_LIMIT_", "EVENHAND_LIMIT_SESSIONS"} | {
        f"EVENHAND_LIMIT_{one.name.upper()}" for one in fields(Limits)
    }


def test_hadolint_has_nothing_to_say_of_the_dockerfile() -> None:
    """Not even of style."""
    beside = str(Path(sys.executable).parent)
    hadolint = shutil.which("hadolint", path=beside) or shutil.which("hadolint")
    assert hadolint is not None
    command = [hadolint, "--no-color", "--failure-threshold=style", str(ROOT / "Dockerfile")]
    said = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (said.stdout, said.stderr, said.returncode) == ("", "", 0)


@pytest.mark.parametrize("name", dockerfile.SOUND)
def test_the_check_of_the_image_finds_whatever_is_not_as_it_should_be(name: str) -> None:
    """Each by its name; `python -m benchmarks.dockerfile` then ends with 1."""
    assert dockerfile.faults(dockerfile.SOUND) == []
    (fault,) = dockerfile.faults({**dockerfile.SOUND, name: "something else"})
    assert fault.startswith(f"{name}: expected ")


def test_the_check_of_the_image_counts_the_lines_that_were_executed() -> None:
    """As Buildah says them, of any stage."""
    steps = ("[1/2] STEP 4/9: RUN a", "RUN b", "[2/2] STEP 2/7: RUN c", "STEP 3/3: COPY . ./")
    assert dockerfile.executed("\n".join((*steps, "STEP 3/3: RUN d"))) == 3
    assert dockerfile.lines(text("Dockerfile")) == 6


def test_the_image_is_somebody_who_may_write_the_volume_alone() -> None:
    """By number, so that who runs it can tell that it is not root."""
    made = re.search(
        r"useradd .*--uid (\d+) .*install -d -o (\w+) -m 700 (\S+)", text("Dockerfile")
    )
    assert made is not None
    assert instructions("USER") == [made[1]] == [str(_USER)]
    assert instructions("VOLUME") == [made[3]]
    assert f"EVENHAND_DATA={made[3]}" in instructions("ENV")[0]


def test_one_port_is_served_exposed_asked_for_health_and_told() -> None:
    """In image, Compose, proxy and guide."""
    (port,) = instructions("EXPOSE")
    assert f'"--port", "{port}"' in instructions("CMD")[-1]
    assert f"http://127.0.0.1:{port}/healthz" in instructions("HEALTHCHECK .*CMD")[0]
    assert f"evenhand:{port}" in text("Caddyfile")
    guide = text("docs/deployment.md")
    assert f"127.0.0.1:{port}:{port}" in guide
    (head,) = re.findall(r"^ *---\n(.+?)\n *---$", guide, re.MULTILINE | re.DOTALL)
    space = yaml.safe_load(head)
    assert (space["sdk"], space["app_port"]) == ("docker", int(port))


@pytest.mark.parametrize(
    "name",
    ["Dockerfile", "compose.yaml", "compose.login.yaml", "Caddyfile", "README.md"]
    + [f"docs/{file.name}" for file in sorted((ROOT / "docs").glob("*.md"))],
)
def test_every_variable_that_is_told_is_read(name: str, read_by_the_code: set[str]) -> None:
    """So that nobody sets one that does nothing."""
    told = {one for one in _NAME.findall(text(name)) if one != "EVENHAND_LIMIT_"}
    assert told - read_by_the_code - _OF_COMPOSE == set()


def test_every_variable_that_is_read_is_told(read_by_the_code: set[str]) -> None:
    """In the guide or in what it links to; a limit by its name."""
    said = "\n".join(text(f"docs/{name}.md") for name in ("deployment", "access", "record"))
    alone = {name for name in read_by_the_code if not name.startswith("EVENHAND_LIMIT_")}
    assert {name for name in alone if name not in said} == set()
    assert {one.name for one in fields(Limits) if f"`{one.name}`" not in said} == set()


def test_the_limits_of_the_guide_are_those_of_the_code() -> None:
    """Each with its default, in megabytes where it is of bytes."""
    rows = re.findall(r"^\| (`.+?`) \| (.+?) \|", text("docs/access.md"), re.MULTILINE)
    told = {
        name.strip("`"): value.replace(",", "")
        for names, values in rows
        for name, value in zip(names.split(", "), values.split(", "), strict=False)
    }
    for one in fields(Limits):
        unit = (1 << 20, " MB") if "bytes" in one.name else (1, "")
        assert told[one.name] == f"{float(str(one.default)) / unit[0]:g}{unit[1]}"


def test_compose_sets_only_what_is_read(
    compose: dict[str, Any], read_by_the_code: set[str]
) -> None:
    """By us, by Streamlit or by the server below it; and nothing stands in it that is secret."""
    asked = compose["services"]["evenhand"]["environment"]
    of_streamlit = {
        f"STREAMLIT_{re.sub('[.]|(?<=[a-z])(?=[A-Z])', '_', name).upper()}"
        for name in config.get_config_options()
    }
    assert set(asked) - read_by_the_code - of_streamlit - _OF_OTHERS == set()
    secrets = re.findall(r"(?:PASSWORD: |:)(\$\{EVENHAND_DB_PASSWORD[^}]*\})", text("compose.yaml"))
    assert len(secrets) == 2
    assert all(":?" in one for one in secrets)  # Compose stops where it is not set


def test_compose_runs_evenhand_closed_and_behind_the_proxy_alone(compose: dict[str, Any]) -> None:
    """No port of its own, nothing to write but volume and /tmp, no rights; images by version."""
    services = compose["services"]
    ours = services["evenhand"]
    assert (ours["read_only"], ours["cap_drop"], ours["tmpfs"]) == (True, ["ALL"], ["/tmp"])  # noqa: S108  # in the container
    assert ours["security_opt"] == ["no-new-privileges:true"]
    assert ours["volumes"] == [f"data:{instructions('VOLUME')[0]}"]
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    images = [one["image"] for one in services.values() if "image" in one]
    assert all(re.fullmatch(r"\w+:\d+(\.\d+)*", image) for image in images)
    assert set(compose["volumes"]) == {
        volume.partition(":")[0]
        for one in services.values()
        for volume in one.get("volumes", [])
        if not volume.startswith(".")
    }
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in services["proxy"]["volumes"]


def test_what_the_image_is_built_of_is_let_in() -> None:
    """Every file that a COPY or the build of the wheel needs."""
    let_in = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    wanted = {"requirements.txt", "requirements-build.txt", "pyproject.toml", "app.py", "LICENSE"}
    assert wanted <= let_in
    assert all((ROOT / name).exists() for name in let_in)


def test_the_roles_of_the_guide_are_a_file_of_roles() -> None:
    """As it stands there."""
    (block,) = re.findall(r"```toml\n(default = .+?)```", text("docs/access.md"), re.DOTALL)
    assert set(re.findall(r"^\[(\w+)\]$", block, re.MULTILINE)) <= set(permits.GIVEN)
    named = set(re.findall(r"^(\w+) = ", block.partition("[")[0], re.MULTILINE))
    assert named <= set(roster.Roster.model_fields)
    assert "emails_are_verified" in named
