"""Try it, for programs: one command to copy, which decides the case that the form begins with."""

import json
import shlex
from typing import Final

import streamlit as st

from components import access, forms, nav, state
from components.access import Mode
from components.blocks import line
from components.cached import Opened

_TOLD: Final = (
    "A program can ask the same. This decides the case that the form begins with; of the answer, "
    "the id under “decision” is what feedback refers to. GET /api/v1/form says what to send, "
    "/api/v1/openapi.json all that can be asked."
)
_KEY: Final = '-H "authorization: Bearer $KEY"'
_KEY_TOLD: Final = "Whoever runs this server makes a key for it: evenhand keys make."


def section(shown: Opened) -> None:
    """How a program decides a case; nothing where there is no form.

    Args:
        shown: the audit.
    """
    if not shown.is_sample or not (form := forms.of(shown.name)).fields:
        return
    logs_in = access.mode() is Mode.LOGIN
    with st.expander("For programs"):
        line(f"{_TOLD} {_KEY_TOLD}" if logs_in else _TOLD)
        values = {field.name: field.default for field in form.fields}
        address = f"{state.origin()}{nav.base()}/api/v1/decide?review={shown.name}"
        st.code(command(address, values, *(_KEY,) * logs_in), language="bash", wrap_lines=True)


def command(address: str, values: object, *more: str) -> str:
    r"""What asks from a shell.

    Args:
        address: of the service.
        values: one a field.
        more: further arguments, as they stand in a shell.

    >>> print(command("http://a.org/x?review=b", {"text": "It's late"}))
    curl -sS 'http://a.org/x?review=b' \
      -H 'content-type: application/json' \
      -d '{"values": {"text": "It'"'"'s late"}}'
    """
    body = json.dumps({"values": values}, ensure_ascii=False)
    kind = shlex.quote("content-type: application/json")
    parts = (f"curl -sS {shlex.quote(address)}", *more, f"-H {kind}", f"-d {shlex.quote(body)}")
    return " \\\n  ".join(parts)
