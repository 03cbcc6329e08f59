"""The engine that reads users' files: locked, bounded, and deaf to what a file is called."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd
import pytest

from evenhand import engine, sources
from evenhand.errors import InputError

SECRET: Final = "A4711-SECRET"  # noqa: S105  # a cell
HOSTILE: Final = (
    "COPY log TO '{folder}/out.csv'",
    "COPY log TO '{folder}/out.parquet'",
    "COPY log TO '{own}'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "COPY log TO '{folder}/part' (FORMAT parquet, PARTITION_BY a)",
    "COPY log FROM '{other}'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/other.db' AS other",
    "ATTACH '{other}' AS other (TYPE sqlite)",
    "INSTALL httpfs",
    "FORCE INSTALL spatial FROM community",
    "LOAD httpfs",
    "LOAD '{folder}/evil.duckdb_extension'",
    "UPDATE EXTENSIONS",
    "SELECT * FROM '{other}'",
    "SELECT * FROM read_csv('{other}')",
    "SELECT * FROM read_csv(['{own}', '{other}'])",
    "SELECT * FROM read_csv('{folder}/../{name}/other.csv')",
    "SELECT * FROM read_csv('{folder}/*.csv')",
    "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "SELECT * FROM read_parquet('{other}')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT * FROM read_text('{other}')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_blob('{other}')",
    "SELECT * FROM read_json('{other}')",
    "SELECT * FROM sniff_csv('{other}')",
    "SELECT * FROM parquet_metadata('{other}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM query('SELECT * FROM read_text(''{other}'')')",
    "SELECT * FROM query_table('{other}')",
    "SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 't')",
    "SELECT * FROM sqlite_scan('{other}', 't')",
    "SELECT * FROM st_read('{other}')",
    "SELECT * FROM read_xlsx('{other}')",
    "SELECT getenv('HOME')",
    "CREATE VIEW v AS SELECT * FROM read_text('{other}')",
    "CREATE TABLE t AS FROM '{other}'",
    "PREPARE p AS SELECT * FROM read_csv('{other}')",
    "CREATE SECRET s (TYPE s3, KEY_ID 'x', SECRET 'y')",
    "SET enable_external_access = true",
    "SET GLOBAL enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET allowed_paths = ['{other}']",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '1TB'",
    "SET threads = 100",
    "SET temp_directory = '{folder}/x'",
    "SET max_temp_directory_size = '1TB'",
    "SET allow_unsigned_extensions = true",
    "SET autoload_known_extensions = true",
    "SET secret_directory = '{folder}'",
    "SET extension_directory = '{folder}'",
    "SET enable_logging = true",
    "SET log_query_path = '{folder}/q.log'",
    "SET profiling_output = '{folder}/p.json'",
    "PRAGMA enable_profiling",
    "PRAGMA memory_limit='1TB'",
    "CALL enable_logging()",
)
ASKS_OTHERS: Final = re.compile(
    "INSTALL|LOAD|EXTENSIONS|SECRET|://|_scan|st_read|xlsx|stdout|sqlite|profiling|logging"
)
NAMES: Final = (
    'quote " in it',
    "'; DROP TABLE log; --",
    "\"); COPY log TO '/tmp/x'; --",
    "a; SELECT 1",
    "c0",
    "COLUMNS(*)",
    "* EXCLUDE (c1)",
    "$1",
    "?",
    "{{x}}",
    "back\\slash",
    "bell\x07\x1b[31m",
    "turned \u202e around \u2066x\u2069",
    "nul-less\x01",
    "new\nline",
    "🦉" * 50,
    "x" * 10_000,
    "SELECT",
    "rowid",
    "a.b.c",
)


@pytest.mark.parametrize("statement", HOSTILE)
def test_a_hostile_statement_is_blocked(statement: str, tmp_path: Path) -> None:
    """After the lock nothing but the one file can be reached, and no setting changed."""
    own, other = tmp_path / "own.csv", tmp_path / "other.csv"
    own.write_text("a,b\n1,2\n", encoding="utf-8")
    other.write_text(f"a,b\n{SECRET},2\n", encoding="utf-8")
    with engine.locked(own) as connection:
        connection.execute("CREATE TEMP TABLE log AS SELECT * FROM read_csv(?)", [str(own)])
        filled = statement.format(folder=tmp_path, own=own, other=other, name=tmp_path.name)
        with pytest.raises(duckdb.Error) as caught:
            connection.execute(filled).fetchall()
        assert SECRET not in str(caught.value)
        assert connection.execute("SELECT count(*) FROM log").fetchall() == [(1,)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv", "own.csv"]
    assert own.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_more_than_30_of_these_would_work_without_the_lock(tmp_path: Path) -> None:
    """A statement that fails anyway shows nothing; those that ask a network are not tried."""
    own, other = tmp_path / "own.csv", tmp_path / "other.csv"
    for file in (own, other):
        file.write_text("a,b\n1,2\n", encoding="utf-8")
    worked = 0
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.execute("CREATE TEMP TABLE log AS SELECT * FROM read_csv(?)", [str(own)])
        for statement in (one for one in HOSTILE if not ASKS_OTHERS.search(one)):
            filled = statement.format(folder=tmp_path, own=own, other=other, name=tmp_path.name)
            with suppress(duckdb.Error):
                connection.execute(filled).fetchall()
                worked += 1
    assert worked > 30


@contextmanager
def _watched(folder: Path) -> Iterator[list[int]]:
    """The sizes that a folder comes to while the block runs."""
    sizes, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.002):
            try:
                sizes.append(sum(path.stat().st_size for path in folder.rglob("*")))
            except OSError:  # gone between two looks
                continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield sizes
    finally:
        over.set()
        thread.join()


def test_what_is_spilled_stays_within_its_limit_and_goes(tmp_path: Path) -> None:
    """A sort of more than memory and folder hold ends with an error; the folder is emptied."""
    file = tmp_path / "own.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    memory, spill = 48 << 20, 40 << 20
    connection = engine.locked(file, memory=memory, spill=spill)
    [[place]] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    sort = (
        "CREATE OR REPLACE TEMP TABLE t AS SELECT md5(range::VARCHAR) m FROM range({}) ORDER BY m"
    )
    with _watched(Path(place)) as sizes:
        connection.execute(sort.format(700_000))
        fits = connection.execute("SELECT count(*) FROM t").fetchall()
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(sort.format(3_000_000))
        again = connection.execute("SELECT sum(range) FROM range(10)").fetchall()
    connection.close()
    assert fits == [(700_000,)]
    assert again == [(45,)]
    assert 0 < max(sizes) <= spill
    assert not list(Path(place).glob("*"))


@pytest.mark.parametrize(("said", "share"), [("1073741824\n", "512.0 MiB"), ("max\n", "4.0 GiB")])
def test_the_engine_is_given_half_of_what_a_container_has(
    said: str, share: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not of the machine that it runs on, which may have more; nor 4 GiB."""
    (tmp_path / "memory.max").write_text(said, encoding="ascii")
    monkeypatch.setattr(engine, "_CONTAINER", (str(tmp_path / "memory.max"), str(tmp_path / "no")))
    monkeypatch.setattr(engine, "_of_machine", lambda: 1 << 36)
    with engine.locked(tmp_path / "own.csv") as connection:
        [[limit]] = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    assert limit == share


def test_a_spill_folder_is_nobody_elses(tmp_path: Path) -> None:
    """What does not fit into memory lies where only this user looks, apart for each file."""
    file = tmp_path / "own.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    places = []
    for _ in range(2):
        with engine.locked(file) as connection:
            [[place]] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
            places.append(Path(place))
    assert places[0] != places[1]
    assert places[0].parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_hostile_column_name_is_only_a_name(kind: str, tmp_path: Path) -> None:
    """Quotes, SQL, control and direction marks, 10,000 letters: inside, columns are c0, c1, …."""
    path = tmp_path / f"log.{kind}"
    frame = pd.DataFrame([[f"{place}" for place, _ in enumerate(NAMES)]] * 3, columns=list(NAMES))
    frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path, index=False)
    source = sources.from_file(path)
    assert source.names == tuple(name.strip() for name in NAMES)
    found = source.frame.collect()
    assert found.columns == [f"c{place}" for place, _ in enumerate(NAMES)]
    assert list(found.row(1)) == [str(place) for place, _ in enumerate(NAMES)]
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


def test_what_the_engine_says_of_a_file_is_never_shown(tmp_path: Path) -> None:
    """Its words may quote a cell; ours do not."""
    path = tmp_path / "log.parquet"
    pd.DataFrame({"a": [SECRET] * 500}).to_parquet(path, compression=None)
    raw = bytearray(path.read_bytes())
    raw[4:60] = bytes(56)
    path.write_bytes(bytes(raw))
    with pytest.raises(InputError) as caught:
        sources.from_file(path).frame.collect()
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
