"""A process has its time; what it spends in line for a processor is not of it."""

import os
import select
import threading
import time
from collections.abc import Callable

import pytest

from evenhand.sandbox import Sandbox, boot, walls
from tests.sandbox.test_escapes import MODULE, ROOT

PATIENCE = 0.5


@pytest.mark.parametrize(
    ("in_line", "takes", "is_done"),
    [(lambda passed: passed, 2 * PATIENCE, True), (lambda _passed: 0.0, 60.0, False)],
    ids=["busy", "quiet"],
)
def test_a_busy_machine_ends_nobody_who_would_have_been_done(
    in_line: Callable[[float], float],
    takes: float,
    is_done: bool,  # noqa: FBT001  # a parameter
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What takes too long is waited for where it stood in line meanwhile, and else ended."""
    start = time.monotonic()
    monkeypatch.setattr(boot, "in_line", lambda _process: in_line(time.monotonic() - start))
    lives, held = os.pipe()
    done = threading.Timer(takes, os.close, (held,))
    done.start()
    boot._wait(0, [lives], PATIENCE)  # noqa: SLF001  # the clock itself
    assert bool(select.select([lives], [], [], 0)[0]) is is_done
    done.cancel()


def test_no_machine_is_so_busy_that_it_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as long at most."""
    monkeypatch.setattr(boot, "in_line", lambda _process: 1e9)
    lives, held = os.pipe()
    boot._wait(0, [lives], PATIENCE)  # noqa: SLF001  # the clock itself
    assert not select.select([lives], [], [], 0)[0]
    os.close(held)
    os.close(lives)


def test_what_a_process_took_is_known_also_of_one_that_was_ended() -> None:
    """Its memory within the limit, and its seconds of computing."""
    inside = Sandbox(MODULE, folder=ROOT, patience=1.5)
    inside.ask("echo", {}, [bytes(100 << 20)])
    with pytest.raises(Exception, match="limits"):
        inside.ask("endless", {})
    answered, ended = inside.used
    assert 100 << 20 < answered.memory < walls.MEMORY
    assert ended.seconds > answered.seconds >= 0
