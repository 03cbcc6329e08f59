"""Who may do what, and who is what: pure tables, asked by everything that answers."""

import os
from pathlib import Path

import pytest

from components import roster
from components.permits import GIVEN, Action, Role, may, refusal
from evenhand.errors import InputError

FILE = """
default = "nobody"
claim = "teams"
[viewer]
groups = ["all staff"]
[auditor]
emails = ["Ann@a.example"]
[admin]
groups = ["admins"]
"""


@pytest.mark.parametrize("action", Action)
def test_a_higher_role_may_do_all_that_a_lower_one_may(action: Action) -> None:
    """So that giving more never takes away."""
    allowed = [may(role, action) for role in GIVEN]
    assert allowed == sorted(allowed)


def test_what_each_role_holds() -> None:
    """Samples for guests, links for viewers, own logs for auditors, all for admins and owners."""
    held = {role: {action for action in Action if may(role, action)} for role in Role}
    assert held[Role.NOBODY] == set()
    assert held[Role.GUEST] == {Action.SAMPLES, Action.WORDS, Action.PACKS}
    assert held[Role.VIEWER] == {Action.SAMPLES, Action.KEPT, Action.FEEDBACK}
    more = {Action.UPLOAD, Action.KEEP, Action.SIGN, Action.WORDS, Action.PACKS}
    assert held[Role.AUDITOR] - held[Role.VIEWER] == more
    assert held[Role.ADMIN] - held[Role.AUDITOR] == {Action.RECORD, Action.METRICS, Action.DELETE}
    assert held[Role.OWNER] == held[Role.ADMIN]


@pytest.mark.parametrize("role", Role)
def test_a_refusal_says_why(role: Role) -> None:
    """In one sentence that names what is refused."""
    said = refusal(role, Action.UPLOAD)
    assert "bring a log of your own" in said
    assert said.endswith(".")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of roles."""
    path = tmp_path / "roles.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "ann@A.example", "email_verified": True}, Role.AUDITOR),
        ({"email": "ann@a.example", "email_verified": "true"}, Role.AUDITOR),
        ({"email": "ann@a.example"}, Role.NOBODY),
        ({"email": "ann@a.example", "email_verified": None}, Role.NOBODY),
        ({"email": "ann@a.example", "email_verified": False}, Role.NOBODY),
        ({"email": "ann@a.example", "email_verified": "false"}, Role.NOBODY),
        ({"email": "ann@a.example", "teams": ["admins"]}, Role.ADMIN),
        ({"teams": "all staff"}, Role.VIEWER),
        ({"groups": ["admins"]}, Role.NOBODY),
        ({"name": "ann@a.example"}, Role.NOBODY),
        ({}, Role.NOBODY),
    ],
)
def test_the_highest_role_that_names_somebody_counts(
    file: Path, claims: dict[str, object], role: Role
) -> None:
    """By a verified address or a group; who is not named has the role of the default."""
    assert roster.load(str(file)).role(claims) is role


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ({}, Role.AUDITOR),
        ({"email_verified": True}, Role.AUDITOR),
        ({"email_verified": False}, Role.NOBODY),
    ],
)
def test_an_address_of_which_nothing_is_said_counts_only_where_the_file_trusts_it(
    file: Path, said: dict[str, object], role: Role
) -> None:
    """Never one that the provider calls unverified."""
    trusting = f"emails_are_verified = true\n{file.read_text('utf-8')}"
    file.write_text(trusting, encoding="utf-8")
    assert roster.load(str(file)).role({"email": "ann@a.example", **said}) is role


def test_without_a_file_everybody_is_a_viewer() -> None:
    """Whoever can log in at the provider sees samples, and no more."""
    assert roster.load(None).role({"email": "ann@a.example"}) is Role.VIEWER


def test_a_changed_file_counts_at_once(file: Path) -> None:
    """Who was taken out of it is out."""
    ann = {"email": "ann@a.example", "email_verified": True}
    assert roster.load(str(file)).role(ann) is Role.AUDITOR
    file.write_text('default = "viewer"', encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert roster.load(str(file)).role(ann) is Role.VIEWER


@pytest.mark.parametrize(
    "text",
    ["[", "default = 'admin'", "admin = 7", "[boss]", "[admin]\nemail = ['a']", 'claim = ""'],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, text: str) -> None:
    """It names the variable and quotes nothing."""
    path = tmp_path / "roles.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"^EVENHAND_ROLES[^\n]*$"):
        roster.load(str(path))
    with pytest.raises(InputError, match="cannot be read"):
        roster.load(str(tmp_path / "none.toml"))
