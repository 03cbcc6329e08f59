"""Two halves of the cases, told apart by the number of the case alone, the same in every engine.

A case is in the calibration half where the first byte of the MD5 hash of `SEED:NUMBER` is even.
Nobody can choose who that is, cases of one number stay together, and it can be worked out again
anywhere. Numbers are compared as text, as labels are (see `evenhand.text`); none is the empty text.
Ten million of them take DuckDB about three seconds of one core.

Where cases have no number, what a row says takes its place, with which of the rows that say the
same it is: such rows cannot be told apart, so it does not matter which of them is the first.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import narwhals as nw

from evenhand.log import NO_NUMBER, Log, answered

CALIBRATING: Final = "calibrating"
FITTING: Final = "fitting"
_TEXT: Final = "number"
_CONTENT: Final = "content"
_EVEN: Final = "02468ace"
_PARTS: Final = 16**4
_APART: Final = "\x1f"
_EXACT: Final = float(2**53)
_SPACE: Final = "".join(mark for mark in map(chr, range(0x3001)) if mark.isspace())
_AROUND: Final = f"^[{_SPACE}]+|[{_SPACE}]+$"
_ZEROS: Final = r"\.0+$"
_WHOLE: Final = rf"^[+-]?[0-9]+{_ZEROS}"
_NAN: Final = "^[nN][aA][nN]$"
_CHANGES: Final = f"^[{_SPACE}]|[{_SPACE}]$|{_ZEROS}|{_NAN}"
_WRITTEN: Final = (nw.String, nw.Categorical, nw.Enum)


def halved(log: Log, column: str) -> nw.LazyFrame[Any]:
    """The rows, with a column `CALIBRATING` that says which are in the calibration half.

    Args:
        log: the rows, and the review with the seed.
        column: the number of the case.

    Raises:
        InputError: the column cannot be read.
    """
    return _divided(log, log.source.frame, column, {CALIBRATING: _PARTS})


def fitting(log: Log, share: float, columns: Sequence[str]) -> tuple[nw.LazyFrame[Any], str]:
    """The rows, with `CALIBRATING` as in `halved`, and which share of that half is for `FITTING`.

    Args:
        log: the rows, and the review with the seed.
        share: how much of the half is wanted; of its cases those whose hash goes on low enough.
        columns: what tells rows apart where the cases have no number.

    Returns:
        The rows, and what told them apart: `id` or `content`.

    Raises:
        InputError: a column cannot be read.
    """
    wanted = {CALIBRATING: _PARTS, FITTING: max(1, round(min(share, 1.0) * _PARTS))}
    number = log.review.columns.id
    if number is not None:
        return _divided(log, log.source.frame, number, wanted), "id"
    return _divided(log, _with_content(log, columns), None, wanted), "content"


def _divided(
    log: Log, frame: nw.LazyFrame[Any], column: str | None, wanted: Mapping[str, int]
) -> nw.LazyFrame[Any]:
    """Engines that know MD5 work it out where the rows are.

    Another one is asked for its different numbers and told which of them are wanted. Without a
    column, what a row says is its number.
    """
    seed = log.review.method.seed
    number, kind = (nw.col(_CONTENT), nw.String()) if column is None else _number(log, column)
    if frame.implementation.is_duckdb():
        return _hashed(frame, as_text(number, kind), seed, wanted)
    alike = column is None or _is_written_alike(log, number, kind)
    if frame.implementation.is_pyspark() and alike:
        return _hashed(frame, as_text(number, kind), seed, wanted)
    different = answered(log, frame.select(**{_TEXT: number}).unique())
    known = nw.from_native(duckdb.connect().from_arrow(different))
    text = as_text(nw.col(_TEXT), known.collect_schema()[_TEXT])
    chosen = _hashed(known.filter(~nw.col(_TEXT).is_null()), text, seed, wanted)
    among = {
        name: number.is_in(answered(log, chosen.filter(nw.col(name))).column(_TEXT).to_pylist())
        for name in wanted
    }
    return frame.with_columns(
        **{name: each.fill_null(_is_wanted("", seed, wanted[name])) for name, each in among.items()}
    )


def is_calibrating(text: str, seed: int) -> bool:
    """Whether the case of a number, written as labels are, is in the calibration half.

    >>> [is_calibrating(text, 1) for text in ("1", "2", "3", "4")]
    [True, True, False, True]
    """
    return _is_wanted(text, seed, _PARTS)


def _is_wanted(text: str, seed: int, of: int) -> bool:
    """Whether it is in that half, and the next four digits of its hash are below a number."""
    digits = hashlib.md5(f"{seed}:{text}".encode(), usedforsecurity=False).hexdigest()
    return digits[1] in _EVEN and int(digits[2:6], 16) < of


def _with_content(log: Log, columns: Sequence[str]) -> nw.LazyFrame[Any]:
    """The rows with what each says, and which of those that say the same it is."""
    said = [_said(log, name).fill_null("") for name in columns]
    rows = log.source.frame.with_columns(**{_CONTENT: nw.concat_str(said, separator=_APART)})
    place = nw.col(_CONTENT).cum_count().over(_CONTENT, order_by=_CONTENT)
    rows = rows.with_columns(place=place.cast(nw.Int64()).cast(nw.String()))
    both = nw.concat_str([nw.col(_CONTENT), nw.col("place")], separator=_APART)
    return rows.with_columns(**{_CONTENT: both}).drop("place")


def _said(log: Log, name: str) -> nw.Expr:
    """A cell as text that is the same in every engine and however a number was written."""
    kind = log.source.frame.collect_schema()[log.source.inner(name)]
    if isinstance(kind, _WRITTEN):
        text = as_text(log.column(name).cast(nw.String()), nw.String())
        if kind != nw.String():
            return text
        number = log.number(name)
        return nw.when(number < NO_NUMBER).then(_digits(number)).otherwise(text)
    if kind.is_numeric() or kind == nw.Boolean():
        return _digits(log.number(name))
    return log.column(name).cast(nw.String())


def _digits(number: nw.Expr) -> nw.Expr:
    """A number's sign, whole part and fraction, to the last bit; null where it is too large."""
    size = nw.when(number.abs() < _EXACT).then(number.abs())
    parts = (size.floor(), ((size - size.floor()) * 2.0**52).floor())
    sign = nw.when(number < 0.0).then(nw.lit("-")).otherwise(nw.lit(""))
    texts = (part.cast(nw.Int64()).cast(nw.String()) for part in parts)
    return nw.concat_str([sign, *texts], separator=".")


def _number(log: Log, column: str) -> tuple[nw.Expr, nw.dtypes.DType]:
    """The number of the case and its type; what is not a number of its kind is null."""
    number = log.column(column)
    kind = log.source.frame.collect_schema()[log.source.inner(column)]
    if kind.is_float():
        return nw.when(~number.is_nan()).then(number), kind
    return (number.cast(nw.String()) if kind in _WRITTEN else number), kind


def case_text(log: Log, column: str) -> nw.Expr:
    """The numbers of the cases as they are compared; the empty text where there is none.

    Args:
        log: the rows.
        column: the number of the case.
    """
    return as_text(*_number(log, column))


def as_text(number: nw.Expr, kind: nw.dtypes.DType) -> nw.Expr:
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


def hashed(
    log: Log, frame: nw.LazyFrame[Any], column: str, salt: str, name: str
) -> nw.LazyFrame[Any]:
    """Rows with a hash of the case's number, by which they can be put in an order by chance.

    DuckDB and Spark work it out where the rows are; rows of another engine are brought to DuckDB.

    Args:
        log: what they are of.
        frame: the rows, of few columns.
        column: the numbers, as text.
        salt: of digits, letters and colons; another one gives another order.
        name: of the column with the hash.

    Raises:
        InputError: the engine cannot read them.
    """
    native, known = frame.to_native(), f"md5(concat('{salt}:', {column})) AS {name}"
    if frame.implementation.is_pyspark():
        found = native.selectExpr("*", known)
    elif frame.implementation.is_duckdb():
        found = native.project(f"*, {known}")
    else:
        here = duckdb.connect().from_arrow(answered(log, frame))
        found = here.project(f"*, {known}")
    rows: nw.LazyFrame[Any] = nw.from_native(found)
    return rows


def _is_written_alike(log: Log, number: nw.Expr, kind: nw.dtypes.DType) -> bool:
    """Whether every engine writes these numbers the same way: fractions and dates differ."""
    if not kind.is_float():
        return kind.is_integer() or kind in {*_WRITTEN, nw.Boolean}
    broken = log.source.frame.select(broken=(number != number.floor()).max())
    return not answered(log, broken).column("broken")[0].as_py()


def _hashed(
    frame: nw.LazyFrame[Any], text: nw.Expr, seed: int, wanted: Mapping[str, int]
) -> nw.LazyFrame[Any]:
    """In SQL that DuckDB and Spark read alike; a byte is even where its second digit is."""
    digits = ", ".join(f"'{digit}'" for digit in _EVEN)
    known = f"md5(concat('{seed:d}:', hashed))"
    chosen = [
        f"substr({known}, 2, 1) IN ({digits})"
        + ("" if of >= _PARTS else f" AND substr({known}, 3, 4) < '{of:04x}'")
        + f" AS {name}"
        for name, of in wanted.items()
    ]
    native = frame.with_columns(hashed=text).to_native()
    by_duckdb = frame.implementation.is_duckdb()
    found = (
        native.project(", ".join(("*", *chosen))) if by_duckdb else native.selectExpr("*", *chosen)
    )
    rows: nw.LazyFrame[Any] = nw.from_native(found)
    return rows
