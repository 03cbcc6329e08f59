"""Two halves of the cases, told apart by the number of the case alone, the same in every engine.

A case is in the calibration half where the first byte of the MD5 hash of `SEED:NUMBER` is even.
Nobody can choose who that is, cases of one number stay together, and it can be worked out again
anywhere. Numbers are compared as text, as labels are (see `evenhand.text`); none is the empty text.
Ten million of them take DuckDB about three seconds of one core.
"""

import hashlib
from typing import Any, Final

import duckdb
import narwhals as nw

from evenhand.log import Log, answered

CALIBRATING: Final = "calibrating"
_TEXT: Final = "number"
_EVEN: Final = "02468ace"
_SPACE: Final = "".join(mark for mark in map(chr, range(0x3001)) if mark.isspace())
_AROUND: Final = f"^[{_SPACE}]+|[{_SPACE}]+$"
_ZEROS: Final = r"\.0+$"
_WHOLE: Final = rf"^[+-]?[0-9]+{_ZEROS}"
_NAN: Final = "^[nN][aA][nN]$"
_CHANGES: Final = f"^[{_SPACE}]|[{_SPACE}]$|{_ZEROS}|{_NAN}"
_WRITTEN: Final = (nw.String, nw.Categorical, nw.Enum)


def halved(log: Log, column: str) -> nw.LazyFrame[Any]:
    """The rows, with a column `CALIBRATING` that says which are in the calibration half.

    Engines that know MD5 work it out where the rows are. Another one is asked for its different
    numbers and told which of them are in that half.

    Args:
        log: the rows, and the review with the seed.
        column: the number of the case.

    Raises:
        InputError: the column cannot be read.
    """
    frame, seed = log.source.frame, log.review.method.seed
    number, kind = _number(log, column)
    if frame.implementation.is_duckdb():
        return _hashed(frame, _as_text(number, kind), seed)
    if frame.implementation.is_pyspark() and _is_written_alike(log, number, kind):
        return _hashed(frame, _as_text(number, kind), seed)
    different = answered(log, frame.select(**{_TEXT: number}).unique())
    known = nw.from_native(duckdb.connect().from_arrow(different))
    chosen = _hashed(known, _as_text(nw.col(_TEXT), known.collect_schema()[_TEXT]), seed)
    values = answered(log, chosen.filter(nw.col(CALIBRATING), ~nw.col(_TEXT).is_null()))
    among = number.is_in(values.column(_TEXT).to_pylist())
    return frame.with_columns(**{CALIBRATING: among.fill_null(is_calibrating("", seed))})


def is_calibrating(text: str, seed: int) -> bool:
    """Whether the case of a number, written as labels are, is in the calibration half.

    >>> [is_calibrating(text, 1) for text in ("1", "2", "3", "4")]
    [True, True, False, True]
    """
    return hashlib.md5(f"{seed}:{text}".encode(), usedforsecurity=False).digest()[0] % 2 == 0


def _number(log: Log, column: str) -> tuple[nw.Expr, nw.dtypes.DType]:
    """The number of the case and its type; what is not a number of its kind is null."""
    number = log.column(column)
    kind = log.source.frame.collect_schema()[log.source.inner(column)]
    if kind.is_float():
        return nw.when(~number.is_nan()).then(number), kind
    return (number.cast(nw.String()) if kind in _WRITTEN else number), kind


def _as_text(number: nw.Expr, kind: nw.dtypes.DType) -> nw.Expr:
    """As labels are compared: truth values as 1 and 0, no space around, no zero decimals.

    Hardly any text needs to be changed, and to find out takes an engine less time than to change.
    """
    if kind == nw.Boolean():
        number = number.cast(nw.Int64())
    text = number.cast(nw.String())
    if kind.is_float():
        whole = (number == number.floor()) & (number.abs() < float(2**53))
        text = nw.when(whole).then(number.cast(nw.Int64()).cast(nw.String())).otherwise(text)
    if not (kind.is_integer() or kind == nw.Boolean()):
        text = nw.when(text.str.contains(_CHANGES)).then(_changed(text)).otherwise(text)
    return text.fill_null("")


def _changed(text: nw.Expr) -> nw.Expr:
    bare = text.str.replace_all(_AROUND, "")
    shorter = nw.when(bare.str.contains(_WHOLE)).then(bare.str.replace_all(_ZEROS, ""))
    return nw.when(~bare.str.contains(_NAN)).then(shorter.otherwise(bare))


def _is_written_alike(log: Log, number: nw.Expr, kind: nw.dtypes.DType) -> bool:
    """Whether every engine writes these numbers the same way: fractions and dates differ."""
    if not kind.is_float():
        return kind.is_integer() or kind in {*_WRITTEN, nw.Boolean}
    broken = log.source.frame.select(broken=(number != number.floor()).max())
    return not answered(log, broken).column("broken")[0].as_py()


def _hashed(frame: nw.LazyFrame[Any], text: nw.Expr, seed: int) -> nw.LazyFrame[Any]:
    """In SQL that DuckDB and Spark read alike; a byte is even where its second digit is."""
    digits = ", ".join(f"'{digit}'" for digit in _EVEN)
    even = f"substr(md5(concat('{seed:d}:', hashed)), 2, 1) IN ({digits}) AS {CALIBRATING}"
    native = frame.with_columns(hashed=text).to_native()
    by_duckdb = frame.implementation.is_duckdb()
    found = native.project(f"*, {even}") if by_duckdb else native.selectExpr("*", even)
    rows: nw.LazyFrame[Any] = nw.from_native(found)
    return rows
