"""Whether this server may start as it is meant to be reached; one line says why not."""

import ipaddress
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from streamlit import auth_util, config
from streamlit.errors import StreamlitAuthError
from streamlit.runtime.secrets import secrets_singleton

from components import access, guard, roster
from components.access import Mode
from evenhand.errors import InputError

_SHORTEST: Final = 32
_CALLBACK: Final = "/oauth2callback"
_NOT: Final = "Evenhand does not start: "
_SECRETS: Final = "[auth] in Streamlit's secrets.toml"
_PUBLIC: Final = (
    "server.address must be 127.0.0.1 with EVENHAND_ACCESS=own, or anybody on the network could "
    "read and decide everything. Set EVENHAND_ACCESS=login (people log in) or open (samples only) "
    "to serve others."
)


def check() -> None:
    """Refuse to start where that would not be safe.

    Our variables may stand in Streamlit's secrets as well, which puts each into the environment
    once it has read them: a host such as Community Cloud has no other place for them.

    Raises:
        SystemExit: with one line on what to do.
    """
    secrets_singleton.load_if_toml_exists()
    try:
        found = next(_faults(access.mode()), None)
        access.hours()
        guard.limits(os.environ)
    except InputError as error:
        found = str(error)
    if found:
        raise SystemExit(_NOT + found)


def _faults(mode: Mode) -> Iterator[str]:
    """What stands in the way."""
    if mode is Mode.OWN and not is_loopback(config.get_option("server.address") or "0.0.0.0"):  # noqa: S104
        yield _PUBLIC
    if mode is Mode.LOGIN:
        roster.load(os.environ.get(roster.VARIABLE))
        yield from login_faults(auth_util.get_secrets_auth_section())


def login_faults(auth: Mapping[str, Any]) -> Iterator[str]:
    """What the log-in lacks."""
    back = urlsplit(str(auth.get("redirect_uri", "")))
    if len(str(auth.get("cookie_secret", ""))) < _SHORTEST:
        yield f"{_SECRETS} needs a cookie_secret of at least {_SHORTEST} random characters."
    if not back.path.endswith(_CALLBACK) or not back.hostname:
        yield f"{_SECRETS} needs a redirect_uri that ends with {_CALLBACK}."
    if back.scheme != "https" and not is_loopback(back.hostname or ""):
        yield f"{_SECRETS} needs a redirect_uri with https, or names and cookies could be read."
    names = providers(auth)
    if not names:
        yield f"{_SECRETS} names no provider: client_id, client_secret and server_metadata_url."
    for name in names:
        try:
            auth_util.validate_auth_credentials(name)
        except StreamlitAuthError as error:
            yield " ".join(str(error).split())


def providers(auth: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The names by which `st.login` knows the providers.

    Args:
        auth: the table of the secrets; as it is now where not given.
    """
    table = auth_util.get_secrets_auth_section() if auth is None else auth
    if table.get("client_id"):
        return ("default",)
    return tuple(name for name, value in table.items() if isinstance(value, Mapping))


def is_loopback(host: str) -> bool:
    """Whether an address or a name is this machine's own.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "a.org")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
