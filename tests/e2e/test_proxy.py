"""Two servers behind a real proxy under a path, where people log in: everything goes through it."""

import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from evenhand.database import engines
from tests import login_server, proxy_server, server_fixture
from tests.e2e import browse
from tests.e2e.browse import Visit
from tests.e2e.test_kept import made
from tests.e2e.test_own_log import brought, own_log
from tests.login_server import Login
from tests.postgres import Postgres

_PREFIX: Final = "evenhand"
_OPENS: Final = 40
_BIG: Final = 1 << 20
_MARK: Final = "Zanzibar"  # of one person's log


@pytest.fixture(scope="module")
def servers(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Login]]:
    """Two servers on one database, and Caddy before them."""
    folder, port, url = (
        tmp_path_factory.mktemp("proxy"),
        server_fixture.free_port(),
        database.schema(),
    )
    more = {
        "STREAMLIT_SERVER_BASE_URL_PATH": _PREFIX,
        "EVENHAND_RECORD": url,
        "EVENHAND_KEPT": url,
        "EVENHAND_LIMIT_OPENS_PER_ADDRESS": str(_OPENS),
        "EVENHAND_LIMIT_SESSIONS": "20",
    }
    homes = [folder / name for name in ("one", "two")]
    for home in homes:
        home.mkdir()
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        issuer = stack.enter_context(login_server.provider())
        at = f"http://localhost:{port}/{_PREFIX}"
        starts = [partial(login_server.serving, home, issuer, at, more) for home in homes]
        started = list(pool.map(lambda start: stack.enter_context(start()), starts))
        stack.enter_context(proxy_server.running(folder, port, [one.port for one in started]))
        yield started
    engines.let_go()


@pytest.fixture
def login(servers: list[Login]) -> Login:
    """Where people reach them."""
    return servers[0]


def _in(visit: Visit, who: str, path: str) -> Page:
    """Ask for a page and log in on the way, as a person does."""
    visit.page.goto(f"{visit.url}/{path}")
    assert visit.outside == []
    visit.page.get_by_role("link", name="Log in").click()
    visit.page.get_by_role("button", name=who, exact=True).click()
    page = visit.settled()
    visit.outside.clear()  # the provider is another host; all else has to lie under the path
    return page


def test_log_in_upload_kept_link_form_rest_and_downloads_go_through_the_proxy(
    login: Login, browser: Browser, tmp_path: Path
) -> None:
    """One keeps the review of an own log; another opens it by its link, on whichever server."""
    with browse.visiting(browser, login.url) as visit:
        page = _in(visit, "ann", "fairness?review=support")
        page.wait_for_url(f"{login.url}/fairness?review=support&attribute=language")
        brought(visit, own_log(tmp_path / "log.csv", (_MARK, "south")), purpose=f"for {_MARK}")
        page.get_by_text("Keep on this server and share").click()
        visit.settled()
        page.get_by_role("button", name="Keep it, and make a link").click()
        view, manage = made(page)
        headline = visit.says()
    assert view.startswith(f"{login.url}/?review=kept-")
    assert manage.startswith(f"{login.url}/kept?manage=")
    with browse.visiting(browser, login.url) as visit:
        _in(visit, "vic", "record")
        assert _MARK not in _all_that_is_not_by_link(visit)
        page = visit.open(view.removeprefix(f"{login.url}/"))
        assert page.url.startswith(view)
        expect(page.get_by_role("heading", level=1)).to_have_text(headline)
        expect(page.get_by_text("Kept by Ann Auditor")).to_be_visible()
        expect(page.get_by_text(f"for: for {_MARK}")).to_be_visible()
        _taken_away(visit, tmp_path)
        _form_decides(visit)
        rest = page.context.request.get(f"{login.url}/api/v1/reviews")
        assert (rest.status, "card_default" in rest.text()) == (200, True)
        assert page.context.request.get(f"{login.url}/metrics").status == 403
        _leaves(visit)


def _all_that_is_not_by_link(visit: Visit) -> str:
    """What somebody else sees who was given no link: record, kept reviews, form and REST."""
    said = visit.page.content() + visit.open("kept").content()
    assert "The record is not open to you" in said
    for path in ("predict/", "predict/config", "api/v1/reviews", "api/v1/findings"):
        said += visit.page.context.request.get(f"{visit.url}/{path}?review=own").text()
    return said


def _taken_away(visit: Visit, folder: Path) -> None:
    """A report of more than 1 MiB comes whole."""
    page = visit.open("report?review=card_default")
    button = page.get_by_role("button", name="Download the report (HTML)")
    file = browse.saved(page, button, folder)
    text = file.read_text(encoding="utf-8")
    assert file.stat().st_size > _BIG
    assert text.rstrip().endswith("</html>")


def _form_decides(visit: Visit) -> None:
    """The form, which calls itself by its whole address and answers in a stream."""
    page = visit.page
    page.goto(f"{visit.url}/predict/?review=card_default")
    page.get_by_role("button", name="Decide").first.click()
    page.get_by_role("cell", name="model").first.wait_for()


def _leaves(visit: Visit) -> None:
    """Logging out leads to the way in, under the same path."""
    page = visit.open()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="End session").click()  # the provider's
    page.wait_for_url(f"{visit.url}/login")
    assert page.context.request.get(f"{visit.url}/predict/config").status == 401
    visit.outside.clear()


def _cookie(login: Login, who: str) -> dict[str, str]:
    now = time.time()
    return {"cookie": f"{USER_COOKIE_NAME}={login.cookie(login.claims(who, now), now)}"}


def _socket(port: int, headers: dict[str, str], source: str = "127.0.0.1") -> ClientConnection:
    """The web socket of a page, from an address of this machine."""
    return connect(
        f"ws://127.0.0.1:{port}/{_PREFIX}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers,
        source_address=(source, 0),
        proxy=None,
    )


def test_a_log_out_on_one_server_ends_the_log_in_on_the_other(servers: list[Login]) -> None:
    """Its open page closes, and a copy of its cookie opens nothing; other people stay."""
    one, two = (f"http://127.0.0.1:{server.port}/{_PREFIX}" for server in servers)
    ann, vic = _cookie(servers[0], "ann"), _cookie(servers[0], "vic")
    with _socket(servers[1].port, ann) as page, _socket(servers[1].port, vic) as other:
        assert _status(f"{two}/api/v1/health", ann) == 200
        assert _status(f"{one}/auth/logout", ann) in {200, 302, 303, 307}
        with pytest.raises(ConnectionClosed):
            page.recv(timeout=30)
        assert _status(f"{two}/api/v1/health", ann) == 401
        assert _status(f"{two}/api/v1/health", vic) == 200
        other.ping().wait(30)


def _status(address: str, headers: dict[str, str]) -> int:
    return httpx.get(address, headers=headers, timeout=60).status_code


def _opened(port: int, source: str, header: Callable[[int], dict[str, str]]) -> int:
    """How many pages one address opens before it is refused."""
    for number in range(_OPENS + 1):
        try:
            with _socket(port, header(number), source):
                pass
        except InvalidStatus:
            return number
    return _OPENS + 1


def test_who_forges_where_they_come_from_is_still_one_address(servers: list[Login]) -> None:
    """Behind the proxy it says where somebody comes from; before it nobody is believed."""
    port = int(httpx.URL(servers[0].url).port or 0)
    seen = (
        httpx.get(f"{servers[0].url}/healthz", timeout=60).headers["set-cookie"].partition(";")[0]
    )
    usual = _cookie(servers[0], "vic")

    def forged(number: int) -> dict[str, str]:
        cookies = f"{usual['cookie']}; {seen}"
        return {"cookie": cookies, "x-forwarded-for": f"198.51.100.{number}"}

    with ThreadPoolExecutor(3) as pool:
        asked = ((port, "127.0.0.2"), (port, "127.0.0.3"), (servers[1].port, "127.0.0.4"))
        found = list(pool.map(lambda where: _opened(where[0], where[1], forged), asked))
    assert found == [_OPENS] * 3


def test_caddy_finds_nothing_wrong_with_its_file(tmp_path: Path) -> None:
    """It is valid, and written as Caddy writes one."""
    env = proxy_server.environment(tmp_path, 8080, [8501])
    for told in (("validate", "--adapter", "caddyfile", "--config"), ("fmt", "--diff")):
        command = [proxy_server.program(), *told, str(proxy_server.FILE)]
        subprocess.run(command, check=True, env=env, capture_output=True, timeout=60)
