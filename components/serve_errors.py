"""What a visitor and the log are told when a page fails: never data, never a path."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from components.text import inert
from evenhand.errors import InputError

_OURS: Final = (ImportError, NameError)  # these quote code, not data
_SORRY: Final = (
    "This part of the page could not be shown; the fault is ours. "
    "Please reload the page. What you chose is in its address."
)


def show(error: Exception) -> bool:
    """Say on the page what happened, without the words of the fault.

    Args:
        error: what a page raised.

    Returns:
        True: it has been dealt with.
    """
    st.error(inert(str(error)) if isinstance(error, InputError) else _SORRY)
    return True


def keep_data_out_of_logs() -> None:
    """From now on a log line says the kind of a fault and where it arose, and quotes nothing."""
    logging.setLogRecordFactory(_without_traceback(logging.getLogRecordFactory()))


def _without_traceback(
    factory: Callable[..., logging.LogRecord],
) -> Callable[..., logging.LogRecord]:
    """Wrap the maker of log lines."""

    def make(*args: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401  # logging's own types
        record = factory(*args, **named)
        if record.exc_info and record.exc_info[1]:
            record.msg = f"{record.getMessage()}: {place(record.exc_info[1])}"
            record.args, record.exc_info = (), None
        return record

    return make


def place(error: BaseException) -> str:
    """The kind of a fault and where it arose; its message may quote data and is left out.

    Args:
        error: what was raised.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:])
    words = f" ({error})" if isinstance(error, _OURS) else ""
    return f"{type(error).__name__}{words} at {' > '.join(where)}"
