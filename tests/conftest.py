"""Settings and servers that every test shares."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import server_fixture

hypothesis.settings.register_profile("steady", deadline=None, max_examples=50)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests on one worker, and all that need the server or a browser together."""
    for item in items:
        path = str(item.path.relative_to(item.config.rootpath))
        shared = path.startswith(("tests/e2e/", "tests/test_server"))
        item.add_marker(pytest.mark.xdist_group("browser" if shared else path))


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that holds what the shared server says."""
    return tmp_path_factory.mktemp("server") / "server.log"


@pytest.fixture(scope="session")
def server_url(server_log: Path) -> Iterator[str]:
    """The address of one server for the whole session, started as `make run` starts it."""
    port = server_fixture.free_port()
    command = server_fixture.streamlit_command(port)
    with server_fixture.running(command, port, server_log.parent, server_log) as url:
        yield url
