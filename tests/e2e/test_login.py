"""People log in at a real provider: pages, form, REST, uploads and downloads open to them alone."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_server_config import (
    TOKENS_COOKIE_NAME,
    USER_COOKIE_NAME,
)
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from evenhand import record
from evenhand.record import keys
from tests import by_socket, login_server
from tests.e2e import browse
from tests.e2e.browse import Visit
from tests.login_server import Login

_HOUR: Final = 3600.0
_READS: Final = {"accept": "text/html"}
_UPLOAD: Final = "/_stcore/upload_file/anybody/1"


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Login]:
    """One server for all that is asked here."""
    with login_server.running(tmp_path_factory.mktemp("login")) as server:
        yield server


@pytest.fixture
def knock(login: Login) -> Callable[..., httpx.Response]:
    """Asks for a path with a cookie, or as somebody who logged in just now."""

    def ask(
        path: str, who: str | None = None, method: str = "GET", **more: object
    ) -> httpx.Response:
        return httpx.request(
            method,
            f"{login.url}{path}",
            headers={**_cookies(login, who), **_headers(more)},
            timeout=60,
        )

    return ask


def _headers(more: dict[str, object]) -> dict[str, str]:
    return {name.replace("_", "-"): str(value) for name, value in more.items()}


def _cookies(login: Login, who: str | None) -> dict[str, str]:
    if who is None:
        return {}
    now = time.time()
    return {"cookie": f"{USER_COOKIE_NAME}={login.cookie(login.claims(who, now), now)}"}


def _socket(login: Login, who: str | None = None) -> ClientConnection:
    """The web socket of a page."""
    return connect(
        f"{login.url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=_cookies(login, who),
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/fairness"),
        ("PUT", _UPLOAD),
        ("GET", "/media/0123456789abcdef.csv"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/bidi-components/evenhand.menu"),
        ("GET", "/predict/"),
        ("GET", "/predict/config"),
        ("POST", "/predict/gradio_api/queue/join"),
        ("GET", "/predict/gradio_api/queue/data?session_hash=a"),
        ("GET", "/api/v1/reviews"),
        ("GET", "/api/v1/findings?review=card_default"),
        ("GET", "/api/v1/report?review=card_default"),
        ("POST", "/api/v1/runs"),
        ("GET", "/?review=kept-" + "a" * 32),
        ("GET", "/metrics"),
    ],
)
def test_who_is_not_logged_in_gets_nothing(
    knock: Callable[..., httpx.Response], method: str, path: str
) -> None:
    """Neither as a program nor as a reader, who is sent to log in where it is a page."""
    assert knock(path, method=method).status_code == 401
    read = knock(path, method=method, **_READS)
    assert (read.status_code, read.headers.get("location")) in {(401, None), (302, "/login")}


def test_who_is_not_logged_in_opens_no_web_socket(login: Login) -> None:
    """So that no page runs."""
    with pytest.raises(InvalidStatus) as refused, _socket(login):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/healthz", "/login", "/static/x.js"])
def test_health_the_way_in_and_the_framework_s_own_files_are_open(
    knock: Callable[..., httpx.Response], path: str
) -> None:
    """They say nothing of anybody."""
    assert knock(path).status_code == 200


def test_only_a_cookie_that_this_server_signed_lately_opens(login: Login) -> None:
    """Forged, edited, old, ended or of another server: refused, each by itself."""
    now = time.time()
    claims = login.claims("ann", now)
    good = login.cookie(claims, now)
    body, stamp, seal = good.rsplit(".", 2)
    other = login.cookie({**claims, "email": "ada@people.example"}, now).rsplit(".", 2)[0]
    bad = {
        "no signature": body,
        "another seal": f"{body}.{stamp}.{seal[::-1]}",
        "another body": f"{other}.{stamp}.{seal}",
        "another secret": login.cookie(claims, now, "x" * 40),
        "another purpose": login_server.signed(TOKENS_COOKIE_NAME, json.dumps(claims), now),
        "signed too long ago": login.cookie(claims, now - 13 * _HOUR),
        "logged in too long ago": login.cookie(login.claims("ann", now - 13 * _HOUR), now),
        "of another server": login.cookie({**claims, "origin": "http://localhost:1"}, now),
        "not logged in": login.cookie({**claims, "is_logged_in": False}, now),
        "nobody": login.cookie({**claims, "sub": ""}, now),
        "no object": login_server.signed(USER_COOKIE_NAME, "7", now),
        "no text": login_server.signed(USER_COOKIE_NAME, "{", now),
    }
    assert _status(login, good) == 200
    assert {why: _status(login, value) for why, value in bad.items()} == dict.fromkeys(bad, 401)


def _status(login: Login, cookie: str) -> int:
    headers = {"cookie": f"{USER_COOKIE_NAME}={cookie}"}
    return httpx.get(f"{login.url}/api/v1/health", headers=headers, timeout=60).status_code


def test_a_role_opens_what_it_holds(knock: Callable[..., httpx.Response]) -> None:
    """Uploads to auditors, metrics to admins or a program with the token, samples to all three."""
    people = ("vic", "ann", "ada")
    assert [knock("/api/v1/reviews", who).status_code for who in people] == [200, 200, 200]
    assert [knock("/metrics", who).status_code for who in people] == [403, 403, 200]
    sent = [knock(_UPLOAD, who, "PUT", content_length=0).text for who in people]
    assert ["your role is viewer" in said for said in sent] == [True, False, False]
    token = knock("/metrics", authorization=f"Bearer {login_server.TOKEN}")
    assert token.status_code == 200
    assert 'evenhand_refusals_total{reason="login"}' in token.text
    assert knock("/metrics", authorization="Bearer another").status_code == 401


def test_a_program_s_key_opens_rest_alone_as_its_role_may(
    login: Login, knock: Callable[..., httpx.Response]
) -> None:
    """No page, no measures; once it is ended, nothing, and that is said in one line."""
    here = record.open(f"sqlite:///{login.log.parent}/data/record.sqlite3")
    key, entry = keys.make(here, "nightly", "admin", "Ada")
    shown = f"Bearer {key}"
    assert _soon(lambda: knock("/api/v1/reviews", authorization=shown), 200).json()["reviews"]
    closed = ("/", "/predict/config", "/metrics", "/media/x", "/_stcore/host-config")
    assert [knock(path, authorization=shown).status_code for path in closed] == [401] * len(closed)
    for wrong in (f"{shown}x", key, f"Basic {key}", "Bearer evenhand_"):
        assert knock("/api/v1/reviews", authorization=wrong).status_code == 401
    keys.end(here, entry.seq, "Ada")
    refused = _soon(lambda: knock("/api/v1/reviews", authorization=shown), 401)
    assert refused.status_code == 401
    assert refused.json() == {"error": "Please log in."}


def _soon(ask: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """The first answer of that status; the last one after a minute, whatever it is."""
    until = time.monotonic() + 60
    while (answer := ask()).status_code != status and time.monotonic() < until:
        time.sleep(0.1)
    return answer


def test_it_goes_to_the_provider_and_back_to_the_page_that_was_asked_for(
    login: Login, browser: Browser
) -> None:
    """Then names are filled in, the record says whose log-in it was, and logging out ends all."""
    with browse.visiting(browser, login.url) as visit:
        page = _in(visit, "ann", "?review=support")
        assert page.url.endswith("?review=support")
        name = "Ann Auditor (ann@people.example)"
        expect(page.get_by_text("Ann Auditor").first).to_be_visible()
        page.get_by_text("Lock the limits", exact=True).first.click()
        field = page.get_by_role("textbox", name="Locked by").first
        expect(field).to_be_disabled()
        assert field.input_value() == name
        page.get_by_role("button", name="Lock the limits").click()
        visit.settled()
        _record_says(login, name)
        _leave(visit, login)
        visit.outside.clear()  # the provider is another host


def _in(visit: Visit, who: str, path: str) -> Page:
    """Ask for a page and log in on the way, as a person does."""
    page = visit.page
    page.goto(f"{visit.url}/{path}")
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("button", name=who, exact=True).click()
    return visit.settled()


def _record_says(login: Login, name: str) -> None:
    """That it was by log-in, and whose."""
    entries = _locked(login, "support")
    assert [entry.by for entry in entries] == [name]
    assert entries[0].content["login"] == {"issuer": login.issuer, "subject": "ann"}


def _locked(login: Login, about: str) -> list[record.Entry]:
    """What the record has of the limits of a review."""
    here = record.open(f"sqlite:///{login.log.parent}/data/record.sqlite3")
    return list(here.entries(about, kind="lock"))


def _leave(visit: Visit, login: Login) -> None:
    """After logging out neither another tab nor a copy of the cookie opens anything."""
    context = visit.page.context
    kept = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    tab = context.new_page()
    tab.goto(login.url)
    connected = tab.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]")
    connected.wait_for(timeout=60_000)
    assert context.request.get(f"{login.url}/predict/config").status == 200
    visit.page.get_by_role("button", name="Log out").click()
    visit.page.get_by_role("button", name="End session").click()
    expect(visit.page.get_by_role("heading", name="Log in to Evenhand")).to_be_visible()
    expect(connected).to_have_count(0)
    assert context.request.get(f"{login.url}/predict/config").status == 401
    copied = httpx.get(f"{login.url}/predict/config", headers={"cookie": kept}, timeout=60)
    assert copied.status_code == 401


def test_a_viewer_is_offered_nothing_that_is_not_open_to_them(
    login: Login, browser: Browser
) -> None:
    """No upload, no decision; a link to the form for a log shows a sample."""
    with browse.visiting(browser, login.url) as visit:
        page = _in(visit, "vic", "?review=own")
        expect(page.get_by_text("Vic Viewer")).to_be_visible()
        assert page.get_by_test_id("stFileUploader").count() == 0
        assert page.get_by_role("button", name="Bring your own log").count() == 0
        assert page.get_by_text("Lock the limits", exact=True).count() == 0
        assert page.get_by_role("heading", name="Record the decision").count() == 0
        expect(page.get_by_text("your role is viewer").first).to_be_visible()
        assert browse.violations(page, {}) == []
        visit.outside.clear()


def test_a_button_that_is_not_drawn_for_somebody_does_nothing(login: Login) -> None:
    """A viewer who sends what an auditor's page sends writes nothing; the auditor does."""
    about = "turbine"
    with _socket(login, "ann") as socket:
        ids = by_socket.drawn(socket, by_socket.asking(about))
        pressed = by_socket.pressing(about, ids["button", "Lock the limits"])
        with _socket(login, "vic") as other:
            by_socket.answered(other, by_socket.asking(about))
            by_socket.answered(other, pressed)
        assert _locked(login, about) == []
        by_socket.answered(socket, pressed)
    assert [entry.by for entry in _locked(login, about)] == ["Ann Auditor (ann@people.example)"]


def test_a_choice_that_is_not_offered_to_somebody_is_none(login: Login) -> None:
    """A viewer who sends that the form for a log is wanted gets a sample; an auditor gets it."""
    found = {}
    for who in ("vic", "ann"):
        with _socket(login, who) as socket:
            choice = by_socket.drawn(socket, by_socket.asking("turbine"))["selectbox", "Review"]
            message = BackMsg()
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = choice, "Your own log"
            found[who] = ("file_uploader", "Your decision log") in by_socket.drawn(socket, message)
    assert found == {"vic": False, "ann": True}


def test_where_it_is_full_the_next_one_is_told_so_and_health_answers(
    login: Login, knock: Callable[..., httpx.Response]
) -> None:
    """On a plain page that says when to come again; who leaves makes room."""
    _wait_for(lambda: _measure(knock, "evenhand_open_pages") == 0)
    with ExitStack() as here:
        for _ in range(6):
            here.enter_context(_socket(login, "ann"))
        full = knock("/", "ann", **_READS)
        assert (full.status_code, full.headers["retry-after"]) == (503, "30")
        assert "Many people are here right now" in full.text
        assert knock("/healthz").json()["status"] == "ok"
        with pytest.raises(InvalidStatus), _socket(login, "vic"):
            pass
    _wait_for(lambda: knock("/", "ann", **_READS).status_code == 200)


def _measure(knock: Callable[..., httpx.Response], name: str) -> float:
    """What the server measures of itself."""
    text = knock("/metrics", authorization=f"Bearer {login_server.TOKEN}").text
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} "))


def _wait_for(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Until it holds; it fails where it never does."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_message_that_is_too_large_ends_the_page(
    login: Login, knock: Callable[..., httpx.Response]
) -> None:
    """It is not read further."""
    message = BackMsg()
    message.rerun_script.query_string = "x" * 300_000
    _wait_for(lambda: _measure(knock, "evenhand_open_pages") == 0)
    with _socket(login, "ann") as socket:
        socket.send(message.SerializeToString())
        with pytest.raises(ConnectionClosed):
            for _ in socket:
                pass
        assert socket.close_code == 1009


def test_an_upload_leaves_the_memory_after_its_page_was_closed(
    login: Login, browser: Browser, knock: Callable[..., httpx.Response], tmp_path: Path
) -> None:
    """Within moments of the time-out, which is short here, though nobody else comes."""
    file = tmp_path / "log.csv"
    rows = [f"{i},{'ab'[i % 2]},{i % 2},0.{i + 10}" for i in range(80)]
    file.write_text("\n".join(["n_id,sex,outcome,model_score", *rows]), encoding="utf-8")
    with browse.visiting(browser, login.url) as visit:
        _in(visit, "ann", "?review=own")
        browse.upload(visit, file)
        assert _measure(knock, "evenhand_upload_bytes_held") == file.stat().st_size
        visit.outside.clear()
    _wait_for(lambda: _measure(knock, "evenhand_upload_bytes_held") == 0)


def test_the_log_is_json_and_names_nobody(
    login: Login, knock: Callable[..., httpx.Response]
) -> None:
    """A person is a pseudonym, a page a word; no cookie, code or address is in it, nor a host's."""
    knock("/fairness?review=marker-of-a-query", "ann", **_READS)
    text = login.log.read_text(encoding="utf-8")
    started = text.index('{"level"')  # before, Streamlit speaks of its own start
    lines = [json.loads(line) for line in text[started:].splitlines()]
    asked = [line for line in lines if line["logger"] == "evenhand.requests"]
    assert {"id", "route", "method", "status", "seconds", "user"} <= asked[-1].keys()
    for secret in (
        "people.example",
        "Ann Auditor",
        "marker-of-a-query",
        "code=",
        "eyJ",
        login_server.SECRET,
        "127.0.0.1:",  # where a page's web socket came from
    ):
        assert secret not in text, secret
