"""A clock that is set back or forward while a server runs: nothing that was kept is lost."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from components.steady import Steady, running
from evenhand import record
from evenhand.record import ledger

HOUR: Final = 3600.0
NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Machine:
    """A machine whose clock somebody sets; `passed` is what really goes by."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_by = 0.0
        self.steady = Steady(self.wall, lambda: self.passed)

    def wall(self) -> float:
        """What its clock shows."""
        return NOON.timestamp() + self.passed + self.set_by

    def shows(self) -> float:
        """How many seconds after noon it is believed to be."""
        return (self.steady.now() - NOON).total_seconds()


def test_a_clock_that_nobody_sets_is_believed() -> None:
    """Also one that strays by a second an hour, for a month."""
    machine = Machine()
    for _ in range(24 * 30):
        machine.passed += HOUR
        machine.set_by += 1.0
        assert machine.shows() == pytest.approx(machine.passed + machine.set_by)


@pytest.mark.parametrize("years", [1, 70])
def test_a_clock_set_forward_is_believed_after_an_hour(years: int) -> None:
    """Until then it goes on from where it was; set right again, it never was elsewhere."""
    machine = Machine()
    machine.passed, machine.set_by = 10.0, years * 365 * 24 * HOUR
    for machine.passed in (10.0, HOUR / 2, HOUR):
        assert machine.shows() == pytest.approx(machine.passed)
    machine.set_by = 0.0
    machine.passed = 3 * HOUR
    assert machine.shows() == pytest.approx(3 * HOUR)
    machine.set_by = years * 365 * 24 * HOUR
    assert machine.shows() == pytest.approx(3 * HOUR)
    machine.passed += HOUR + 1
    assert machine.shows() == pytest.approx(machine.passed + machine.set_by)


def test_a_clock_set_back_is_believed_at_once() -> None:
    """What is over by a clock that was wrong is not over."""
    machine = Machine()
    machine.set_by = -5 * HOUR
    assert machine.shows() == pytest.approx(-5 * HOUR)


def test_the_machine_we_are_on_has_such_a_clock() -> None:
    """It agrees with the one on the wall, and what it is reckoned from never goes back."""
    assert abs(Steady().now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert running() <= running()


def test_the_record_is_in_the_order_of_writing_whatever_the_clock_shows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All entries are there and the chain is whole; each says what the clock said."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path))
    shown = ["2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]
    for at in shown:
        monkeypatch.setattr(ledger, "_now", partial(str, at))
        record.open().append("note", "s", "Ann", {"shown": at})
    entries = record.open().entries()
    assert [(entry.seq, entry.at) for entry in entries] == list(enumerate(shown, 1))
    assert record.open().verify().intact
