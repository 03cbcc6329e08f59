"""A log that lives in Spark gives the same document; collected only where Java is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812  # as everybody calls it

from evenhand import arrivals, sources
from evenhand import review as reviews
from evenhand.log import check
from evenhand.split import CALIBRATING, halved
from tests.core import making
from tests.core.test_engines import KEYS, log, without_fingerprint
from tests.core.test_split import is_even

pytestmark = [
    pytest.mark.usefixtures("quick"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # pyspark's own
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # ... and its sockets
]


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """A local session with one worker."""
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        # What is compiled once and run once is compiled cheaply.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def in_spark(session: SparkSession) -> Any:  # noqa: ANN401
    """The log as a Spark frame, nulls as nulls."""
    frame = log().astype(object)
    rows = [tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False)]
    kinds = (
        "y long, sex string, race string, age long, rule boolean, score double, n long, id long, "
        "region string, phase string, agree double"
    )
    plain = [tuple(getattr(v, "item", lambda v=v: v)() for v in row) for row in rows]
    return session.createDataFrame(plain, kinds)


def test_a_spark_frame_gives_the_document_of_a_pandas_frame(spark: SparkSession) -> None:
    """Only counts come back, and they are the same."""
    found = without_fingerprint(making.audit(in_spark(spark), KEYS))
    assert found == without_fingerprint(making.audit(log(), KEYS))


def test_a_session_elsewhere_counts_arrivals_by_the_hours_of_utc(spark: SparkSession) -> None:
    """Instants, times without a zone, and text."""
    times = [datetime(2026, 1, 5, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]
    kinds = "y long, sex string, race string, rule long, score double, at string"
    rows = [(1, "A", "X", 1, 0.7, str(time)) for time in times]
    review = reviews.parse(making.keys(columns={"time": "at"}, handoff={"threshold": 0.8}))
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        text = spark.createDataFrame(rows, kinds)
        plain = F.regexp_replace("at", r"\+00:00", "").cast("timestamp_ntz")
        for frame in (
            text,
            text.withColumn("at", F.col("at").cast("timestamp")),
            text.withColumn("at", plain),
        ):
            found, _ = arrivals.count(check(sources.from_frame(frame), review))
            assert found is not None
            assert np.argwhere(found.cases).tolist() == [[0, 23], [6, 1]]
    finally:
        spark.conf.unset("spark.sql.session.timeZone")


def test_spark_hashes_the_number_of_a_case_as_others_do(spark: SparkSession) -> None:
    """Text with space, zero decimals, capitals and nothing; the half is that of plain Python."""
    numbers = [" 1 ", "1.0", "01", "\u00a0x\u2003", "NaN", None, "case-7", "\u00e9\u4e2d"]
    rows = [(number, 1, 0.5, 1, "A", "X") for number in numbers]
    kinds = "id string, y long, score double, rule long, sex string, race string"
    review = reviews.parse(making.keys(columns={"id": "id"}))
    log = check(sources.from_frame(spark.createDataFrame(rows, kinds)), review)
    found = halved(log, "id").collect().to_arrow()
    expected = {number: is_even(number, 1) for number in numbers}
    keys, halves = (found.column(name).to_pylist() for name in ("c0", CALIBRATING))
    assert dict(zip(keys, halves, strict=True)) == expected
