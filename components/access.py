"""Who may come in: this machine alone, everybody to samples, or whoever logs in.

`EVENHAND_ACCESS` is `own` (the default), `open` or `login`. Who is logged in stands in the cookie
of `st.login`, which Streamlit signs; it is read here with Streamlit's own functions, so that pages,
the form, REST and downloads know the same person.
"""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from streamlit import auth_util
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from components import roster
from components.ended import ENDED
from components.permits import Role
from evenhand.errors import InputError

VARIABLE: Final = "EVENHAND_ACCESS"
HOURS: Final = "EVENHAND_SESSION_HOURS"
_HOURS: Final = 12.0
_DAY: Final = 24.0
_HOUR: Final = 3600.0
_SHOWN: Final = 16


class Mode(StrEnum):
    """Who may come in."""

    OWN = "own"
    OPEN = "open"
    LOGIN = "login"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks.

    Attributes:
        role: what they may do goes by it.
        name: what they sign with; empty where nobody is logged in.
        key: what tells this person from others, and does not name them; empty likewise.
        login: what tells this log-in from others; empty likewise.
        until: when the log-in is over, in seconds of `time.time`.
        identity: `issuer` and `subject`, as the log-in says; None where nobody is logged in.
    """

    role: Role
    name: str = ""
    key: str = ""
    login: str = ""
    until: float = float("inf")
    identity: Mapping[str, str] | None = None

    @property
    def is_logged_in(self) -> bool:
        """Whether a log-in says who this is."""
        return bool(self.key)


_UNNAMED: Final = {Mode.OWN: Visitor(Role.OWNER), Mode.OPEN: Visitor(Role.GUEST)}


def mode() -> Mode:
    """Who may come in.

    Raises:
        InputError: the environment asks for something else.
    """
    asked = os.environ.get(VARIABLE, "").strip().lower() or Mode.OWN
    if asked not in set(Mode):
        raise InputError("expected own, open or login", where=VARIABLE)
    return Mode(asked)


def hours() -> float:
    """How long a log-in holds.

    Raises:
        InputError: the environment asks for something else than 1 minute to 30 days.
    """
    asked = os.environ.get(HOURS, "")
    try:
        found = float(asked) if asked else _HOURS
    except ValueError:
        found = float("nan")
    if not 1 / 60 <= found <= 30 * _DAY:
        raise InputError("expected a number of hours from 0.017 to 720", where=HOURS)
    return found


def visitor(cookies: Mapping[str, str]) -> Visitor | None:
    """Who asks, by their cookies; None where they have to log in first.

    Args:
        cookies: of the request.
    """
    here = mode()
    if here in _UNNAMED:
        return _UNNAMED[here]
    claims = _claims(cookies)
    return None if claims is None else _visitor(claims)


def _claims(cookies: Mapping[str, str]) -> Mapping[str, Any] | None:
    """What the provider said of who is logged in; None where nobody is, or not here.

    The cookie has to be signed by this server and not too long ago.
    """
    secret = get_cookie_secret()
    age = hours() / _DAY

    def part(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value, age) if secret and value else None

    whole = auth_util.get_cookie_with_chunks(part, USER_COOKIE_NAME)
    try:
        claims = json.loads(whole) if whole else None
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("origin") != _origin():
        return None
    return claims if claims.get("is_logged_in") is True else None


def _origin() -> str | None:
    return auth_util.get_origin_from_redirect_uri()


def _visitor(claims: Mapping[str, Any]) -> Visitor | None:
    """Who these claims are about; None where their time is over or the log-in was ended."""
    issued = claims.get("iat")
    start = float(issued) if isinstance(issued, int | float) else time.time()
    until = start + hours() * _HOUR
    login = _digest(json.dumps(claims, sort_keys=True))
    if time.time() >= until or ENDED.has(login) or not claims.get("sub"):
        return None
    identity = {"issuer": str(claims.get("iss")), "subject": str(claims["sub"])}
    key = _digest(" ".join(identity.values()))
    return Visitor(_role(claims), _name(claims), key, login, until, identity)


def _role(claims: Mapping[str, Any]) -> Role:
    """The role of the roster as it is now; none where its file has become unreadable."""
    try:
        return roster.load(os.environ.get(roster.VARIABLE)).role(claims)
    except InputError:
        return Role.NOBODY


def _name(claims: Mapping[str, Any]) -> str:
    """What somebody signs with: name and address, or what there is of them.

    >>> _name({"name": "Ann", "email": "ann@a.org"}), _name({"sub": "7"})
    ('Ann (ann@a.org)', '7')
    """
    said = (str(claims.get(key) or "") for key in ("name", "email", "sub"))
    name, email, sub = (" ".join(text.split()) for text in said)
    return f"{name} ({email})" if name and email else name or email or sub


def _digest(text: str) -> str:
    """A name for somebody that says who only to this installation: keyed with its own secret.

    A plain hash of an address or a number can be found by trying all there are.
    """
    key = f"evenhand {get_cookie_secret()}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_SHOWN]


def end(one: Visitor) -> None:
    """End a log-in before its time.

    Args:
        one: who logs out.
    """
    if one.login:
        ENDED.add(one.login, one.until)
