"""A case's own number as a keyed hash, so that nothing outside the engine holds the number itself.

HMAC-SHA256 (RFC 2104) under a key of this process alone: it stands in no file, no log and no
answer, and with the process it is gone. Whoever knows a number finds its case by hashing it too.
Which half of the cases one is in is worked out of the number itself, before: see `evenhand.split`.
"""

import hashlib
import hmac
import secrets
from typing import Any, Final

import narwhals as nw

from evenhand.sources import collected
from evenhand.text import canonical

_KEY: Final = secrets.token_bytes(32)
_BLOCK: Final = 64  # bytes that SHA-256 takes at a time
_LONG: Final = 32  # of 64 digits; that two numbers of a log have the same does not happen
_INNER, _OUTER = 0x36, 0x5C


def of(typed: object) -> str | None:
    """The hash of a case's number as somebody types it; None where there is none.

    Numbers are compared as labels are: see `evenhand.text`.

    >>> of("A-7") == of(" A-7 "), of(7.0) == of("7"), of(""), len(of("7"))
    (True, True, None, 32)
    """
    text = canonical(typed)
    if text is None:
        return None
    return hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()[:_LONG]


def keyed(rows: nw.LazyFrame[Any], column: str, where: str) -> nw.LazyFrame[Any]:
    """The rows with hashes for the cases' numbers, null where a case has none.

    DuckDB works it out where the rows are; rows of another engine are brought to it.

    Args:
        rows: few enough for that.
        column: an inner name, of numbers as `split.as_text` writes them.
        where: what to call the log in an error.

    Raises:
        InputError: the engine cannot read them.
    """
    here = rows
    if not rows.implementation.is_duckdb():
        here = nw.from_native(collected(rows, where)).lazy(backend="duckdb")
    inner = f"unhex(sha256({_padded(_INNER)} || encode({column})))"
    hashed = f"substr(sha256({_padded(_OUTER)} || {inner}), 1, {_LONG:d})"
    known = f"CASE WHEN {column} <> '' THEN {hashed} END"
    found: nw.LazyFrame[Any] = nw.from_native(
        here.to_native().project(f"* REPLACE ({known} AS {column})")
    )
    return found


def _padded(mark: int) -> str:
    """The key as RFC 2104 mixes it in, as SQL."""
    mixed = (byte ^ mark for byte in _KEY.ljust(_BLOCK, b"\0"))
    return "'" + "".join(f"\\x{byte:02X}" for byte in mixed) + "'::BLOB"
