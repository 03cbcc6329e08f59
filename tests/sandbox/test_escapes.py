"""A process that looks at a file can do nothing else, whatever the file makes it try."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from evenhand import sandbox
from evenhand.sandbox import RefusedError, Sandbox, parent, walls
from tests.sandbox import freely, probes

ROOT: Final = Path(__file__).parents[2]
MODULE: Final = "tests.sandbox.probes"
INSIDE: Final = Sandbox(MODULE, folder=ROOT)
IMPATIENT: Final = Sandbox(MODULE, folder=ROOT, patience=1.5)
ALONE: Final = Sandbox(MODULE, folder=ROOT, patience=30, forks=False)
NOT_TRIED: Final = {
    "mounts": "it would cover this machine's own files; `leaves its namespaces` is tried",
    "takes 4 GB": "it would take everybody's memory here; `maps 4 GB` takes none, and is tried",
}
"""What no test may do without the walls, and why."""
OF_ROOT: Final = {"changes its user", "leaves its namespaces", "watches its parent"}
SECRET: Final = b"a sibling's cell"


def _children() -> set[int]:
    """The processes that come from this one and run."""
    return {one.pid for one in psutil.Process().children(recursive=True) if _runs(one)}


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


@pytest.mark.parametrize("probe", probes.PROBES)
def test_an_escape_is_denied(probe: str, tmp_path: Path) -> None:
    """Reading, writing, the network, programs, processes, signals and much memory: all denied."""
    sibling = tmp_path / "upload.csv"
    sibling.write_bytes(SECRET)
    before = sibling.stat()
    said = INSIDE.ask("probe", {"probe": probe, "path": str(sibling)})
    assert list(said) == ["denied"]
    assert sibling.read_bytes() == SECRET
    assert sibling.stat().st_mode == before.st_mode
    assert [path.name for path in tmp_path.iterdir()] == ["upload.csv"]


@pytest.mark.parametrize("probe", [one for one in probes.PROBES if one not in NOT_TRIED])
def test_a_probe_succeeds_without_the_walls(probe: str, tmp_path: Path) -> None:
    """A probe that fails anyway shows nothing: the same one, in a process as any other, is done."""
    if probe in OF_ROOT and os.geteuid() != 0:
        return
    sibling = tmp_path / "upload.csv"
    sibling.write_bytes(SECRET)
    assert freely.succeeds(probes.PROBES[probe], str(sibling))


def test_few_probes_are_not_tried_without_the_walls() -> None:
    """Each for a reason that is written down; and all that the issue lists are among the others."""
    assert NOT_TRIED.keys() | OF_ROOT < set(probes.PROBES)
    assert len(NOT_TRIED) == 2
    assert all(NOT_TRIED.values())


@pytest.mark.parametrize("task", ["endless", "floods"])
def test_a_process_that_does_not_end_is_ended(task: str) -> None:
    """By the clock, or by how much it says; one line, its place is free, and nothing is left."""
    IMPATIENT.warm()
    before = _children()
    for _ in range(3):  # more often than there are places
        with pytest.raises(RefusedError, match="limits"):
            IMPATIENT.ask(task, {})
    assert _until(lambda: _children() <= before)


def test_a_process_that_breaks_is_no_answer() -> None:
    """An abort and an unknown error are refusals without a word of the file."""
    with pytest.raises(RefusedError, match="limits"):
        INSIDE.ask("aborts", {})
    with pytest.raises(RefusedError) as caught:
        INSIDE.ask("raises", {"why": "", "cell": "A4711"})
    assert (caught.value.why, caught.value.more) == ("broken", {})
    with pytest.raises(RefusedError, match="password") as caught:
        INSIDE.ask("raises", {"why": "password"})
    assert caught.value.more == {"more": [1]}


def test_a_process_is_told_nothing_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable but for one thread, no open file but its own four and one to watch; bounded."""
    monkeypatch.setenv("SECRET", "x")
    for inside in (Sandbox(MODULE, folder=ROOT), ALONE):
        found = inside.ask("facts", {})
        assert found["variables"] == {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        assert set(found["files"]) <= {0, 1, 2, 3, 4}
        assert found["session"]
        assert found["group"]
        assert {name: hard for name, (_, hard) in found["bounds"].items()} == {
            "AS": walls.MEMORY, "CPU": walls.SECONDS, "FSIZE": 0, "NOFILE": walls.OPEN_FILES,
            "NPROC": 0, "CORE": 0,
        }  # fmt: skip
    assert walls.MEMORY < 2e9
    assert walls.SECONDS < sandbox.PATIENCE < 20
    assert os.environ["SECRET"] == "x"  # noqa: S105  # no password


@pytest.mark.parametrize("inside", [INSIDE, ALONE])
def test_an_ordinary_task_is_answered(inside: Sandbox) -> None:
    """JSON and bytes in, JSON and bytes out; forked, or started for it where nothing can fork."""
    said = inside.ask("echo", {"text": "ä\n"}, [b"", b"x" * 3_000_000])
    assert said["said"] == {"text": "ä\n", "task": "echo"}
    assert said["lengths"] == [0, 3_000_000]


def test_many_ask_at_once_and_each_gets_its_own() -> None:
    """Twelve people, two places: everybody's own answer."""
    answers: dict[int, Any] = {}

    def ask(who: int) -> None:
        answers[who] = INSIDE.ask("echo", {"who": who}, [bytes(who)])

    threads = [threading.Thread(target=ask, args=(who,)) for who in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {who: (a["said"]["who"], a["lengths"]) for who, a in answers.items()}
    assert found == {who: (who, [who]) for who in range(12)}


def _refused(inside: Sandbox, task: str) -> str:
    with pytest.raises(RefusedError, match=r"busy|limits") as caught:
        inside.ask(task, {})
    return caught.value.why


def test_whoever_finds_no_place_is_told_so() -> None:
    """Where both places are taken for as long as one waits, that is said, and again not after."""
    impatient = Sandbox(MODULE, folder=ROOT, patience=1.5)
    held = [threading.Thread(target=_refused, args=(impatient, "endless")) for _ in range(2)]
    impatient.warm()
    for thread in held:
        thread.start()
    time.sleep(0.2)
    assert _refused(impatient, "endless") in {"busy", "limits"}
    for thread in held:
        thread.join()
    assert impatient.ask("echo", {})


def test_the_process_that_others_are_forked_from_is_replaced() -> None:
    """Whoever ends it, the next who asks is answered; and it goes with its sandbox."""
    inside = Sandbox(MODULE, folder=ROOT)
    before = _children()
    inside.ask("echo", {})
    assert _until(lambda: len(_children() - before) == 1)
    [nursery] = _children() - before
    psutil.Process(nursery).kill()
    assert _until(lambda: nursery not in _children())
    assert inside.ask("echo", {"again": 1})["said"]["again"] == 1
    del inside
    assert _until(lambda: _children() <= before)


def test_what_cannot_be_had_is_known() -> None:
    """On this system every wall stands; the function says so by asking a process."""
    assert dict(sandbox.protections()) == dict.fromkeys(walls.NAMES, True)


@pytest.mark.parametrize("stands", [True, False])
def test_what_cannot_be_had_is_said_in_one_line(
    stands: bool,  # noqa: FBT001  # a parameter
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A system without Landlock is warned of; one with everything is noted."""
    found = tuple((name, stands or name != "landlock") for name in walls.NAMES)
    monkeypatch.setattr(parent, "protections", lambda: found)
    with caplog.at_level("INFO", "evenhand.sandbox"):
        sandbox.log_protections()
    [line] = caplog.records
    assert line.levelname == ("INFO" if stands else "WARNING")
    assert ("without ['landlock']" in line.getMessage()) is not stands
