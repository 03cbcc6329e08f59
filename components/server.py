"""The server's options: the same safe ones however it is started, and no start on an unsafe one."""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from streamlit import config

_FILE: Final = Path(__file__).resolve().parent.parent / ".streamlit" / "config.toml"
_DEFAULT: Final = "<default>"
_OURS: Final = "the settings that come with Evenhand"


@dataclass(frozen=True, slots=True)
class Rule:
    """One option that must not be loosened on a server that people can reach."""

    option: str
    allowed: Collection[object]
    wanted: str
    why: str


RULES: Final = (
    Rule("server.enableXsrfProtection", (True,), "true", "other sites could send files here"),
    Rule("server.enableCORS", (True,), "true", "other sites could read what visitors see"),
    Rule("server.corsAllowedOrigins", ([],), "empty", "other sites could read what visitors see"),
    Rule("server.enableStaticServing", (False,), "false", "files on this machine could be read"),
    Rule("server.enableAgentApi", (False,), "false", "a program could drive other sessions"),
    Rule("server.scriptHealthCheckEnabled", (False,), "false", "anybody could start script runs"),
    Rule("server.trustedUserHeaders", ({},), "empty", "a visitor could claim any name"),
    Rule("server.maxUploadSize", range(1, 51), "1 to 50 (MB)", "uploads are held in memory"),
    Rule("server.maxMessageSize", range(1, 51), "1 to 50 (MB)", "messages are held in memory"),
    Rule("client.showErrorDetails", ("none",), '"none"', "errors could show people's data"),
    Rule("client.toolbarMode", ("minimal", "viewer"), '"minimal"', "it offers to deploy the app"),
    Rule("browser.gatherUsageStats", (False,), "false", "usage would be sent to another company"),
    Rule("logger.hideWelcomeMessage", (True,), "true", "the greeting asks another company"),
    Rule(
        "logger.level", ("info", "warning", "error", "critical"), '"info"', "logs could hold data"
    ),
    Rule("logger.enableRich", (False,), "false", "logs could hold data"),
    Rule("global.developmentMode", (False,), "false", "it turns protections off"),
)


def settle() -> None:
    """Use the shipped options wherever nobody chose another one.

    `streamlit run app.py` finds them by itself; another ASGI server, started elsewhere, does not.
    """
    for name, value in _shipped():
        if config.get_where_defined(name) == _DEFAULT:
            config.set_option(name, value, _OURS)


def unsafe() -> tuple[str, ...]:
    """Each option in force that is not safe: one line with its name, and what to do."""
    return tuple(_line(rule) for rule in RULES if _value(rule.option) not in rule.allowed)


def check() -> None:
    """Settle the options, and refuse to start on an unsafe one.

    Raises:
        SystemExit: an option in force is unsafe; the message names it.
    """
    settle()
    if lines := unsafe():
        raise SystemExit("\n".join(lines))


def _shipped() -> Iterator[tuple[str, Any]]:
    """The options of the shipped file, by their dotted names."""
    return _dotted("", tomllib.loads(_FILE.read_text(encoding="utf-8")))


def _dotted(prefix: str, table: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every leaf of a table of tables."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def _value(option: str) -> object:
    """The value in force; a level counts in any case of letters."""
    value = config.get_option(option)
    return value.lower() if isinstance(value, str) else value


def _line(rule: Rule) -> str:
    """What is wrong, where, and what to do."""
    return (
        f"Evenhand does not start: {rule.option} must be {rule.wanted}, or {rule.why}. "
        f"It was set in {_place(config.get_where_defined(rule.option))}; change it there."
    )


def _place(where: str) -> str:
    """Where an option was set, without the folders of this machine."""
    return Path(where).name if Path(where).is_absolute() else where
