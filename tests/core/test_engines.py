"""Whatever holds the rows, the document is the same; and it is the same bytes every time."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import evenhand
from evenhand import review as reviews
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIZE = 400


def log() -> pd.DataFrame:
    """A log with nulls, text and numbers, in which every float is short enough for any text."""
    rng = np.random.default_rng(8)
    return pd.DataFrame(
        {
            "y": pd.array(making.drawn(rng, [1, 0, None], SIZE, p=[0.4, 0.5, 0.1]), dtype="Int64"),
            "sex": making.drawn(rng, ["A", "B b", "É", None], SIZE),
            "race": rng.choice(["X", "Y"], SIZE),
            "age": rng.integers(18, 80, SIZE),
            "rule": rng.integers(0, 2, SIZE).astype(bool),
            "score": rng.integers(0, 2**12, SIZE) / 2**12,
            "n": rng.integers(0, 4, SIZE),
            "id": pd.array(making.drawn(rng, [None, *range(300)], SIZE), dtype="Int64"),
            "region": rng.choice(["N", "S"], SIZE),
            "phase": rng.choice(["shadow", "live"], SIZE),
            "agree": pd.array(making.drawn(rng, [None, 0.25, 0.5, 1.0], SIZE), dtype="Float64"),
        }
    )


KEYS = making.keys(
    columns={
        "id": "id",
        "protected": ["sex", "race", "age"],
        "context": ["region"],
        "edges": {"age": [30, 50]},
        "weight": "n",
        "phase": "phase",
        "rater_agreement": "agree",
    },
    handoff={"threshold": 0.8, "human_accuracy": 0.9, "max_error": 0.4},
    costs={"false_negative": 7.0},
    criteria=[
        {"finding": "accuracy", "at_least": 0.4},
        {"finding": "selection_rate", "attribute": "age", "gap": "difference", "at_most": 0.3},
    ],
)


def of_frame(frame: Any) -> evenhand.audit.Audit:  # noqa: ANN401
    """An audit of a frame."""
    return making.audit(frame, KEYS)


def of_file(file: Path) -> evenhand.audit.Audit:
    """An audit of a file."""
    keys = KEYS | {"data": {"path": file.name}}
    return evenhand.open(reviews.parse(keys, folder=file.parent))


def _pandas(frame: pd.DataFrame, _folder: Path) -> evenhand.audit.Audit:
    return of_frame(frame)


def _polars(frame: pd.DataFrame, _folder: Path) -> evenhand.audit.Audit:
    return of_frame(pl.from_pandas(frame))


def _polars_lazy(frame: pd.DataFrame, _folder: Path) -> evenhand.audit.Audit:
    return of_frame(pl.from_pandas(frame).lazy())


def _arrow(frame: pd.DataFrame, _folder: Path) -> evenhand.audit.Audit:
    return of_frame(pa.Table.from_pandas(frame, preserve_index=False))


def _relation(frame: pd.DataFrame, _folder: Path) -> evenhand.audit.Audit:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return of_frame(duckdb.connect().from_arrow(table))


def _parquet(frame: pd.DataFrame, folder: Path) -> evenhand.audit.Audit:
    frame.to_parquet(folder / "log.parquet")
    return of_file(folder / "log.parquet")


def _csv(frame: pd.DataFrame, folder: Path) -> evenhand.audit.Audit:
    frame.to_csv(folder / "log.csv", index=False)
    return of_file(folder / "log.csv")


def _gzipped(frame: pd.DataFrame, folder: Path) -> evenhand.audit.Audit:
    with gzip.open(folder / "log.tsv.gz", "wt", encoding="utf-8") as file:
        frame.to_csv(file, index=False, sep="\t")
    return of_file(folder / "log.tsv.gz")


def _semicolons(frame: pd.DataFrame, folder: Path) -> evenhand.audit.Audit:
    frame.to_csv(folder / "log.csv", index=False, sep=";", decimal=",", encoding="utf-16")
    return of_file(folder / "log.csv")


WAYS: tuple[Callable[[pd.DataFrame, Path], evenhand.audit.Audit], ...] = (
    _polars, _polars_lazy, _arrow, _relation, _parquet, _csv, _gzipped, _semicolons,
)  # fmt: skip


@pytest.fixture(scope="module")
def expected(quick: None) -> dict[str, Any]:  # noqa: ARG001  # short bootstraps here too
    """The document of the log as a pandas frame."""
    return without_fingerprint(_pandas(log(), Path()))


def without_fingerprint(audit: evenhand.audit.Audit) -> dict[str, Any]:
    """A document, but for the name of its data."""
    document = audit.findings().to_dict()
    del document["review"]["fingerprint"]
    return document


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_every_source_gives_the_same_document(
    way: Callable[[pd.DataFrame, Path], evenhand.audit.Audit],
    tmp_path: Path,
    expected: dict[str, Any],
) -> None:
    """pandas, Polars, PyArrow, DuckDB, Parquet and text differ in nothing but the fingerprint."""
    found = without_fingerprint(way(log(), tmp_path))
    if way is _csv or way is _gzipped or way is _semicolons:  # text knows no truth values
        frame = log().astype({"rule": int})
        found = without_fingerprint(way(frame, tmp_path))
    assert found == expected


def test_the_order_of_rows_does_not_matter(expected: dict[str, Any]) -> None:
    """Not in the last digit."""
    mixed = log().sample(frac=1, random_state=1)
    assert without_fingerprint(of_frame(mixed)) == expected


def test_nothing_changes_the_frame_that_was_given() -> None:
    """It is the caller's."""
    frame = log()
    of_frame(frame).findings()
    pd.testing.assert_frame_equal(frame, log())


@pytest.mark.parametrize("many", [False, True])
def test_the_document_is_the_same_bytes_with_one_thread_and_with_four(*, many: bool) -> None:
    """On 300,000 rows, with few scores and with many, each twice."""
    size = 300_000
    rng = np.random.default_rng(9)
    score = rng.random(size)
    table = pa.table(
        {
            "y": pa.array(making.drawn(rng, [" 1", "1", "1.0", "0", None], size)),
            "sex": pa.array(rng.choice(["A", "A ", " A", "B"], size)),
            "race": pa.array(rng.choice(["X", "Y"], size)),
            "rule": pa.array(rng.integers(0, 2, size)),
            "score": pa.array(score if many else score.round(3)),
            "points": pa.array(rng.random(size)),
        }
    )
    keys = making.keys(
        handoff={"threshold": 0.8},
        candidates=[{"name": "rule", "role": "baseline", "score": "points"}, making.MODEL],
    )
    documents = set()
    for threads in (1, 4, 4):
        connection = duckdb.connect()
        connection.execute(f"SET threads = {threads}")
        relation = connection.from_arrow(table)
        text = making.audit(relation, keys).findings().to_json()
        documents.add(hashlib.sha256(text.encode()).hexdigest())
    assert len(documents) == 1


def test_a_parquet_file_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    """Sorted keys, no timings; several row groups."""
    table = pa.Table.from_pandas(log(), preserve_index=False)
    pq.write_table(table, tmp_path / "log.parquet", row_group_size=50)
    texts = [of_file(tmp_path / "log.parquet").findings().to_json() for _ in range(2)]
    assert texts[0] == texts[1]
    keys = [line.strip().split('"')[1] for line in texts[0].splitlines() if line.startswith(' "')]
    assert keys == sorted(keys)
    assert str(tmp_path) not in texts[0]


def test_many_scores_fall_into_the_same_steps_in_lazy_polars() -> None:
    """Scores on the edges too: Polars multiplies by 1/1000 where one asks it to divide."""
    rng = np.random.default_rng(3)
    score = np.concatenate([np.arange(1001) / 1000, rng.random(2000)])
    frame = making.log(score=score, y=rng.integers(0, 2, len(score)))
    keys = making.keys(handoff={"threshold": 0.8})
    documents = [without_fingerprint(making.audit(given, keys)) for given in
                 (frame, pl.from_pandas(frame).lazy())]  # fmt: skip
    assert documents[0] == documents[1]
