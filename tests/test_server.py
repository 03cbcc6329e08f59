"""However the server is started, it is the same server, and it starts on safe options only."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from components import guard
from evenhand import errors, serve
from evenhand.errors import InputError
from tests import server_fixture

CHECK = "from components import server; server.check(); print('started')"


def evenhand_command(port: int) -> list[str]:
    """What `evenhand serve` starts."""
    code = f"from evenhand.serve import serve; serve(port={port})"
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path[:0] = [{str(server_fixture.ROOT)!r}]; {code}",
    ]


@pytest.mark.parametrize(
    "command",
    [server_fixture.uvicorn_command, evenhand_command],
    ids=["uvicorn", "evenhand serve"],
)
def test_it_serves_from_any_folder(command: Callable[[int], list[str]], tmp_path: Path) -> None:
    """Pages, form, REST and health answer on one port, with the shipped options in force."""
    port = server_fixture.free_port()
    with server_fixture.running(command(port), port, tmp_path, tmp_path / "log") as url:
        assert "handoff" in menu_of_first_page(url, "handoff")
        assert answers(url)


def test_make_run_serves_the_same(app_url: str) -> None:
    """`streamlit run app.py` answers everything too."""
    assert answers(app_url)


def answers(url: str) -> bool:
    """Whether every part of the app answers at this address, as it should."""
    assert json.loads(get(f"{url}/healthz"))["status"] == "ok"
    assert json.loads(get(f"{url}/api/v1/health")) == {"status": "ok"}
    assert '<div id="root">' in get(f"{url}/handoff")
    assert "gradio" in get(f"{url}/predict")
    limits = json.loads(get(f"{url}/_stcore/host-config"))
    return "allowedOrigins" in limits


def menu_of_first_page(url: str, page: str) -> list[str]:
    """The menu that the first page of a fresh server draws, opened by a deep link."""
    visit = BackMsg()
    visit.rerun_script.page_name = page
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")]) as socket:
        socket.send(visit.SerializeToString())
        for message in socket:
            assert isinstance(message, bytes)
            drawn = ForwardMsg.FromString(message)
            if drawn.HasField("navigation"):
                return [entry.url_pathname for entry in drawn.navigation.app_pages]
    return []


def get(url: str) -> str:
    """The text at an address."""
    with urlopen(url, timeout=60) as answer:  # noqa: S310  # our own server
        return str(answer.read().decode())


def test_findings_come_over_rest_as_the_core_wrote_them(app_url: str) -> None:
    """Each sample that is listed can be asked for."""
    listed = json.loads(get(f"{app_url}/api/v1/reviews"))["reviews"]
    assert listed
    for review in listed:
        text = get(f"{app_url}/api/v1/findings?review={review['name']}")
        assert json.loads(text)["schema"] == "evenhand.findings/1"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/predict/gradio_api/file=/etc/hosts", {}, 404),
        ("/predict/gradio_api/run/predict", {}, 404),
        ("/predict/gradio_api/upload", {}, 404),
        ("/predict/config", {"Origin": "https://evil.example"}, 403),
        ("/api/v1/findings?review=../../etc", {}, 404),
        ("/api/v1/findings", {}, 422),
        ("/app/static/x", {}, 200),
    ],
)
def test_the_running_server_refuses_side_doors(
    app_url: str, path: str, headers: dict[str, str], status: int
) -> None:
    """The guard stands before the real app; an unknown page is the app's own page."""
    request = Request(f"{app_url}{path}", headers=headers)  # noqa: S310  # our own server
    assert status_of(request) == (status, guard.CONTENT_SECURITY_POLICY)


def status_of(request: Request) -> tuple[int, str | None]:
    """The status of an answer, and its policy."""
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310  # our own server
            return answer.status, answer.headers["content-security-policy"]
    except HTTPError as error:
        with error:
            return error.code, error.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.enableXsrfProtection", "false"),
        ("server.enableStaticServing", "true"),
        ("server.maxUploadSize", "51"),
        ("client.showErrorDetails", '"full"'),
        ("browser.gatherUsageStats", "true"),
        ("logger.level", '"debug"'),
    ],
)
def test_it_does_not_start_on_an_unsafe_option(option: str, value: str, tmp_path: Path) -> None:
    """One line names the option and what to do, and no folder of the machine."""
    said = check_with(tmp_path, option, value)
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert option in said.stderr
    assert str(tmp_path) not in said.stderr


def test_it_starts_on_options_that_are_stricter_than_ours(tmp_path: Path) -> None:
    """A smaller upload is a choice of the person who runs the server."""
    assert check_with(tmp_path, "server.maxUploadSize", "5").stdout == "started\n"


def test_every_start_refuses_an_unsafe_option(tmp_path: Path) -> None:
    """Also where another server imports the app."""
    write_option(tmp_path, "server.enableStaticServing", "true")
    said = run([*server_fixture.uvicorn_command(server_fixture.free_port())], tmp_path)
    assert said.returncode != 0
    assert "server.enableStaticServing must be false" in said.stderr


def check_with(folder: Path, option: str, value: str) -> subprocess.CompletedProcess[str]:
    """Check the options in a folder whose own settings change one of them."""
    write_option(folder, option, value)
    return run([sys.executable, "-c", CHECK], folder)


def write_option(folder: Path, option: str, value: str) -> None:
    """Write one option into the settings of a folder."""
    table, key = option.split(".")
    (folder / ".streamlit").mkdir()
    settings = folder / ".streamlit" / "config.toml"
    settings.write_text(f"[{table}]\n{key} = {value}\n", encoding="utf-8")


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with our modules in reach."""
    env = {**server_fixture.environment(folder), "PYTHONPATH": str(server_fixture.ROOT)}
    return subprocess.run(
        command, cwd=folder, env=env, check=False, capture_output=True, text=True, timeout=120
    )


def test_serve_starts_streamlit_on_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late and by name, so that the core does without it."""
    started: list[str] = []
    monkeypatch.setattr(sys, "argv", ["evenhand", "serve"])
    monkeypatch.setattr("runpy.run_module", lambda name, **_: started.append(name))
    serve.serve("127.0.0.1", 9000)
    assert started == ["streamlit"]
    assert sys.argv[-2:] == ["--server.address=127.0.0.1", "--server.port=9000"]


def test_a_package_without_the_app_says_so(tmp_path: Path) -> None:
    """One line: what is missing and what to do."""
    with pytest.raises(InputError, match="install the package again"):
        serve.find_app((tmp_path / "app.py",))


def test_a_fault_is_logged_by_kind_and_place_without_its_words() -> None:
    """Its words may quote somebody's data."""
    with pytest.raises(ValueError, match="marker-10") as caught:
        int("marker-10")
    place = errors.place(caught.value)
    assert place.startswith("ValueError at test_server.py:")
    assert "marker-10" not in place
