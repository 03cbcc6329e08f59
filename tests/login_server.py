"""A server where people log in, a provider that signs for real, and cookies to knock with."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from typing_extensions import override

from tests import server_fixture

SECRET: Final = "a secret of the tests, long enough to sign"  # noqa: S105
TOKEN: Final = "a token of the tests"  # noqa: S105
PEOPLE: Final[Mapping[str, Mapping[str, object]]] = {
    "vic": {"name": "Vic Viewer", "email": "vic@people.example"},
    "ann": {"name": "Ann Auditor", "email": "ann@people.example", "email_verified": True},
    "ada": {"name": "Ada Admin", "email": "ada@people.example", "email_verified": True},
}
_ROLES: Final = """
[auditor]
emails = ["ANN@people.example"]
[admin]
emails = ["ada@people.example"]
"""


@dataclass(frozen=True, slots=True)
class Login:
    """A server where people log in.

    Attributes:
        url: where people reach it: with a proxy before it, the proxy's.
        issuer: of the provider.
        log: what the server says.
        port: of the server itself.
    """

    url: str
    issuer: str
    log: Path
    port: int

    def claims(self, who: str, at: float, **other: object) -> dict[str, object]:
        """What the cookie of somebody says.

        Args:
            who: one of `PEOPLE`.
            at: when they logged in, in seconds of `time.time`.
            other: what is said otherwise.
        """
        usual = {"sub": who, "iss": self.issuer, "iat": int(at), **PEOPLE[who]}
        parts = urlsplit(self.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        ours = {"origin": origin, "is_logged_in": True, "provider": "default"}
        return {**usual, **ours, **other}

    def cookie(self, claims: Mapping[str, object], at: float, secret: str = SECRET) -> str:
        """The cookie that Streamlit would give, signed at some time."""
        return signed(USER_COOKIE_NAME, json.dumps(claims), at, secret)


def signed(name: str, text: str, at: float, secret: str = SECRET) -> str:
    """A cookie's value, as Streamlit signs it, at some time."""

    class Then(TimestampSigner):
        @override
        def get_timestamp(self) -> int:
            return int(at)

    return str(URLSafeTimedSerializer(secret, salt=name, signer=Then).dumps(text))


@contextmanager
def running(folder: Path) -> Iterator[Login]:
    """A server with its provider, until the block ends."""
    with provider() as issuer, serving(folder, issuer) as login:
        yield login


@contextmanager
def provider() -> Iterator[str]:
    """The address of a provider, until the block ends."""
    port = server_fixture.free_port()
    process = subprocess.Popen(
        _provider(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def serving(
    folder: Path, issuer: str, at: str = "", more: Mapping[str, str] | None = None
) -> Iterator[Login]:
    """A server, until the block ends.

    Args:
        folder: its own.
        issuer: of its provider.
        at: where people reach it, where that is not its own address.
        more: variables beside the usual ones.
    """
    port, log = server_fixture.free_port(), folder / "server.log"
    url = at or f"http://localhost:{port}"
    _write(folder, url, issuer)
    extra = {
        "EVENHAND_ACCESS": "login",
        "EVENHAND_ROLES": str(folder / "roles.toml"),
        "EVENHAND_DATA": str(folder / "data"),
        "EVENHAND_METRICS_TOKEN": TOKEN,
        "EVENHAND_LIMIT_SWEEP_SECONDS": "0.5",
        "EVENHAND_LIMIT_SESSIONS": "6",
        "EVENHAND_LIMIT_MESSAGE_BYTES": "200000",
        **(more or {}),
    }
    command = [*server_fixture.streamlit_command(port), "--server.disconnectedSessionTTL=2"]
    with server_fixture.started(command, port, folder, log, extra):
        yield Login(url, issuer, log, port)


def _provider(port: int) -> list[str]:
    people = (json.dumps({"sub": who, **claims}) for who, claims in PEOPLE.items())
    named = [text for person in people for text in ("--user-claims", person)]
    return [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        f"--port={port}",
        "--host=127.0.0.1",
        *named,
    ]


def _write(folder: Path, url: str, issuer: str) -> None:
    """The secrets and the roles of the server."""
    secrets: dict[str, Any] = {
        "redirect_uri": f"{url}/oauth2callback",
        "cookie_secret": SECRET,
        "client_id": "evenhand",
        "client_secret": "of the tests",
        "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in secrets.items()]
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text("\n".join(["[auth]", *lines]), "utf-8")
    (folder / "roles.toml").write_text(_ROLES, encoding="utf-8")
