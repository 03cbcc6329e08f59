"""Whatever Schemathesis asks of REST is answered as the OpenAPI says, and never by a fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from components import access, gate, opinions, programs
from evenhand import record
from evenhand.record import keys
from tests import every_address
from tests.every_address import Told

RIGHT = {200, 201}
SHOWN = {"authorization": "Bearer evenhand_of_nobody"}


@pytest.fixture(autouse=True)
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A record, keys and a count of these tests alone."""
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{tmp_path}/record.sqlite3")
    monkeypatch.setenv("EVENHAND_LIMIT_CASES_PER_HOUR", "1000000")
    monkeypatch.setenv("EVENHAND_LIMIT_OPINIONS_PER_HOUR", "1000000")
    opinions.meter.cache_clear()
    programs.forget()
    yield
    opinions.meter.cache_clear()
    programs.forget()


def by_address(told: Told) -> dict[str, set[int]]:
    """The statuses that each address answered with."""
    found: dict[str, set[int]] = {}
    for address, status in told.cases:
        found.setdefault(address, set()).add(int(status))
    return found


def test_every_address_answers_what_it_says_it_does() -> None:
    """Right and wrong cases: status, kind and shape of each answer, and no fault of ours."""
    told = every_address.asked(every_address.app(), 5)
    assert told.faults == []
    found = by_address(told)
    assert [address for address, statuses in found.items() if not statuses & RIGHT] == []
    assert not any(status >= 500 for statuses in found.values() for status in statuses)


@pytest.mark.parametrize(("role", "may_not"), [("viewer", {"runs", "feedback.csv"}), ("admin", {})])
def test_where_people_log_in_a_key_opens_what_its_role_may(
    monkeypatch: pytest.MonkeyPatch, role: str, may_not: set[str]
) -> None:
    """Without it, or with another, each address answers 401."""
    key, _ = keys.make(record.open(), "cases", role, "Ada")
    monkeypatch.setenv(access.VARIABLE, "login")
    app = every_address.app(Middleware(gate.Gate, token=None))
    told = every_address.asked(app, 1, key=key, ends=False)
    assert told.faults == []
    found = by_address(told)
    assert {one.rpartition("/")[2] for one, known in found.items() if 403 in known} == set(may_not)
    client = TestClient(app)
    refused = {client.request(*address.split(), headers=SHOWN).status_code for address in found}
    assert refused == {401}
