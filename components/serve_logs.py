"""Log lines as JSON, one object a line: when, how grave, what; never a value of anybody's data."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter
from streamlit import logger as st_logger
from typing_extensions import override

from components import measures, serve_errors

OURS: Final = logging.getLogger("evenhand")
_OTHERS: Final = ("", "uvicorn", "uvicorn.access", "uvicorn.error", "gradio", "httpx")


class _Lines(JsonFormatter):
    """One JSON object a line, without what opens or deletes a kept review."""

    def __init__(self) -> None:
        super().__init__(
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],
            fmt="%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
        )

    @override
    def format(self, record: logging.LogRecord) -> str:
        return str(serve_errors.without_secrets(super().format(record)))


LINES: Final = _Lines()
_plain_setup: Final = st_logger.setup_formatter


def set_up() -> None:
    """From now on every line is JSON: ours, Streamlit's and the web server's."""
    serve_errors.keep_data_out_of_logs()
    if not OURS.handlers:
        OURS.addHandler(logging.StreamHandler())
    OURS.setLevel(logging.INFO)
    OURS.propagate = False
    # Streamlit gives each of its loggers a handler of its own, also those it makes later.
    st_logger.setup_formatter = _in_json
    for each in list(st_logger._loggers.values()):  # noqa: SLF001  # no public way
        _in_json(each)
    for handler in (h for name in _OTHERS for h in logging.getLogger(name).handlers):
        handler.setFormatter(LINES)
    for handler in OURS.handlers:
        handler.setFormatter(LINES)
    # The web server's own line of a request quotes its whole address; ours does not.
    logging.getLogger("uvicorn.access").addFilter(_none)
    logging.getLogger("uvicorn.error").addFilter(_is_of_no_socket)


@contextmanager
def run(page: str) -> Iterator[None]:
    """Time a run of a page, and write its line.

    Args:
        page: its path.
    """
    told: dict[str, float] = {}
    try:
        with measures.run(page) as stages:
            told = stages
            yield
    finally:
        seconds = {name: round(value, 4) for name, value in told.items()}
        OURS.info("run", extra={"page": page, "seconds": seconds})


def _none(_record: logging.LogRecord) -> bool:
    return False


def _is_of_no_socket(record: logging.LogRecord) -> bool:
    """Whether a line is not the web server's own of a web socket, with the visitor's address."""
    return '"WebSocket ' not in str(record.msg)


def _in_json(logger: logging.Logger) -> None:
    _plain_setup(logger)
    for handler in logger.handlers:
        handler.setFormatter(LINES)
