"""Who somebody is can't be found from the name that a log line has for them."""

import hashlib

import pytest

from components import access

CLAIMS = {"iss": "https://id.example", "sub": "ann@a.example", "email": "ann@a.example"}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What two installations, each with its own secret, call the same person."""
    monkeypatch.delenv("EVENHAND_ROLES", raising=False)
    found = {}
    for secret in ("of one", "of another", "of one "):
        monkeypatch.setattr(access, "get_cookie_secret", lambda kept=secret: kept)
        found[secret] = str(getattr(access._visitor(CLAIMS), "key", ""))  # noqa: SLF001
    return found


def test_a_person_has_one_name_for_each_secret(names: dict[str, str]) -> None:
    """With another secret another name, so that lists of two servers cannot be laid together."""
    assert len(set(names.values())) == 3
    assert all(len(name) == 16 for name in names.values())


def test_a_plain_hash_of_an_address_is_not_the_name(names: dict[str, str]) -> None:
    """All addresses there are could be tried; each is tried here by the usual hashes."""
    tried = (CLAIMS["sub"], CLAIMS["email"], f"{CLAIMS['iss']} {CLAIMS['sub']}")
    for text in tried:
        for kind in ("md5", "sha1", "sha256", "sha512"):
            assert hashlib.new(kind, text.encode()).hexdigest()[:16] not in names.values()
