"""What a visitor and the log are told when a page fails: never data, never a path."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from components import measures
from components.text import inert
from evenhand.errors import InputError, place

_SECRETS: Final = re.compile(r"(kept-|manage=)[A-Za-z0-9_.-]{32,}")
_LOG: Final = logging.getLogger("evenhand.faults")
_ID_BYTES: Final = 4


def show(error: Exception) -> bool:
    """Say on the page what happened, without the words of the fault.

    Args:
        error: what a page raised.

    Returns:
        True: it has been dealt with.
    """
    if isinstance(error, InputError):
        st.error(inert(str(error)))
    else:
        st.error(f"{sorry(note(error, 'page'))} What you chose is in the page's address.")
    return True


def note(error: BaseException, where: str) -> str:
    """Log a fault without its words.

    Args:
        error: what was raised.
        where: in one word.

    Returns:
        An id of 8 characters that stands in the log line, for whoever saw the fault to quote.
    """
    quoted = secrets.token_hex(_ID_BYTES)
    measures.failed(where)
    _LOG.error("fault", extra={"error_id": quoted, "where": where, "fault": place(error)})
    return quoted


def sorry(quoted: str) -> str:
    """What somebody is told of a fault.

    Args:
        quoted: its id.

    >>> sorry("7f3a9c21")
    'Something went wrong here; the fault is ours. Quote 7f3a9c21 to whoever runs this server.'
    """
    return (
        f"Something went wrong here; the fault is ours. Quote {quoted} to whoever runs this server."
    )


def keep_data_out_of_logs() -> None:
    """From now on a log line says the kind of a fault and where it arose, and quotes nothing."""
    logging.setLogRecordFactory(_without_traceback(logging.getLogRecordFactory()))


def _without_traceback(
    factory: Callable[..., logging.LogRecord],
) -> Callable[..., logging.LogRecord]:
    """Wrap the maker of log lines."""

    def make(*args: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401  # logging's own types
        record = factory(*args, **named)
        if isinstance(record.args, tuple):
            record.args = tuple(map(without_secrets, record.args))
        if record.exc_info and record.exc_info[1]:
            record.msg = f"{record.getMessage()}: {place(record.exc_info[1])}"
            record.args, record.exc_info = (), None
        return record

    return make


def without_secrets(said: object) -> object:
    """What is said in a log line, without what opens or deletes a kept review.

    >>> without_secrets("/?review=kept-" + "a" * 32 + "&more=1")
    '/?review=kept-...&more=1'
    """
    return _SECRETS.sub(r"\1...", said) if isinstance(said, str) else said
