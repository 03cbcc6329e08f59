"""Logs of any size, the same every time: every value is a hash of the row's number."""

from pathlib import Path
from typing import Final

import duckdb

REVIEW: Final = """
title = "A log of {rows} rows"
[data]
path = "log.parquet"
[columns]
label = "happened"
protected = ["sex", "origin"]
[[candidates]]
name = "rule"
role = "baseline"
prediction = "rule_says"
[[candidates]]
name = "model"
role = "model"
score = "model_score"
[handoff]
threshold = 0.85
human_accuracy = 0.9
max_error = 0.2
[costs]
false_positive = 1
false_negative = 5
review = 0.5
[[criteria]]
finding = "impact_ratio"
attribute = "sex"
at_least = 0.8
"""

MANY: Final = """
title = "A log of {rows} rows in 200 groups"
[data]
path = "log.parquet"
[columns]
label = "happened"
protected = ["origin", "age", "sex"]
[[candidates]]
name = "rule"
role = "baseline"
prediction = "rule_says"
[[candidates]]
name = "model"
role = "model"
score = "model_score"
[[criteria]]
finding = "impact_ratio"
attribute = "origin & age"
at_least = 0.8
[[criteria]]
finding = "true_positive_rate"
attribute = "origin & age"
gap = "difference"
at_most = 0.1
[[criteria]]
finding = "f1"
attribute = "origin & age"
gap = "difference"
at_most = 0.1
"""

HANDED: Final = """
title = "A log of {rows} rows in 200 groups, with a person's answers"
[data]
path = "log.parquet"
[columns]
label = "happened"
protected = ["origin", "age"]
[[candidates]]
name = "rule"
role = "baseline"
prediction = "rule_says"
[[candidates]]
name = "model"
role = "model"
score = "model_score"
[handoff]
threshold = 0.8337
human = "person_says"
cases_per_hour = 500
minutes_per_case = 2
people = 12
service_level = 0.8
within_minutes = 10
max_error = 0.2
[costs]
false_positive = 1
false_negative = 5
review = 0.5
cases_per_year = 1000000
"""
_PERSON: Final = """,
    (CASE WHEN u(hash(i, 7)) < 0.75 + 0.2 * abs(2 * u(hash(i, 4)) - 1)
     THEN u(hash(i, 3)) < u(hash(i, 4)) ELSE u(hash(i, 3)) >= u(hash(i, 4)) END)::TINYINT
      AS person_says"""
_ROWS: Final = """
COPY (
  SELECT
    CASE WHEN hash(i, 1) % 100 < 45 THEN 'Female' ELSE 'Male' END AS sex,
    'origin ' || (hash(i, 2) % {origins})::VARCHAR AS origin,
    'age ' || (hash(i, 6) % 10)::VARCHAR AS age,
    (u(hash(i, 3)) < u(hash(i, 4)))::TINYINT AS happened,
    (u(hash(i, 4)) + (u(hash(i, 5)) - 0.5) > 0.5)::TINYINT AS rule_says,
    u(hash(i, 4)) AS model_score{person}
  FROM range({rows}) AS t(i)
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""


def write(folder: Path, rows: int, review: str = REVIEW, origins: int = 5) -> Path:
    """Write a log and its review into a folder.

    Args:
        folder: where; it is made.
        rows: how many.
        review: the review's text; where it names a person's answers, the log has them, and they
            are worse where the model is unsure.
        origins: how many groups the column `origin` has; `age` has ten.

    Returns:
        The review file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log, file = folder / "log.parquet", folder / "review.toml"
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("CREATE MACRO u(h) AS (h % 1000003)::DOUBLE / 1000003.0")
        person = _PERSON if "person_says" in review else ""
        connection.execute(_ROWS.format(rows=rows, origins=origins, path=log, person=person))
    file.write_text(review.format(rows=rows), encoding="utf-8")
    return file
