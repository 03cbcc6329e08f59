"""Who is what: the roles of people by e-mail address or group, from the file EVENHAND_ROLES.

```toml
default = "viewer"            # of whoever logs in and is not named; "nobody" shuts them out
claim = "groups"              # the claim of the log-in that lists somebody's groups
emails_are_verified = false   # true: the provider verifies every address and does not say so

[auditor]
emails = ["ann@example.org"]

[admin]
groups = ["evenhand-admins"]
```
"""

import tomllib
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.permits import GIVEN, Role
from evenhand.errors import InputError

VARIABLE: Final = "EVENHAND_ROLES"
_TRUE: Final = (True, "true", "True")


class Members(BaseModel):
    """Who has a role.

    Attributes:
        emails: by e-mail address; large and small letters are the same.
        groups: by a group that the log-in says they are in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    emails: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Roster(BaseModel):
    """The whole file.

    Attributes:
        default: the role of whoever is not named.
        claim: the claim of the log-in that lists somebody's groups.
        emails_are_verified: whether an address of which the provider does not say whether it is
            verified counts as such.
        viewer, auditor, admin: who has these roles.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    default: Literal["nobody", "viewer", "auditor"] = "viewer"
    claim: str = Field("groups", min_length=1)
    emails_are_verified: bool = False
    viewer: Members = Members()
    auditor: Members = Members()
    admin: Members = Members()

    def role(self, claims: Mapping[str, object]) -> Role:
        """The highest role that somebody has.

        An address counts where the provider says that it is verified (`email_verified`, OpenID
        Connect Core 5.1), or says nothing and the file trusts it.

        Args:
            claims: what the log-in says of them.
        """
        is_verified = claims.get("email_verified", self.emails_are_verified) in _TRUE
        email = str(claims.get("email", "")).lower() if is_verified else ""
        groups = _texts(claims.get(self.claim))
        named = (role for role in reversed(GIVEN) if _is_in(getattr(self, role), email, groups))
        return next(named, Role(self.default))


def _is_in(members: Members, email: str, groups: Collection[str]) -> bool:
    by_email = bool(email) and email in {one.lower() for one in members.emails}
    return by_email or not set(members.groups).isdisjoint(groups)


def _texts(found: object) -> tuple[str, ...]:
    """The groups that a claim lists; one alone may stand without a list."""
    if isinstance(found, str):
        return (found,)
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def load(path: str | None) -> Roster:
    """The roster of a file as it is now; everybody is a viewer where there is no file.

    Args:
        path: of the file.

    Raises:
        InputError: it cannot be read, or something in it is wrong.
    """
    if not path:
        return Roster()
    try:
        return _read(path, Path(path).stat().st_mtime_ns)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=VARIABLE) from None


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> Roster:
    try:
        return Roster.model_validate(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{first['msg'].lower()}", where=f"{VARIABLE}, {where}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError("expected a file in TOML", where=VARIABLE) from None
