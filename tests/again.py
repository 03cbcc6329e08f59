"""Which tests that fail are tried once more; the summary names each of them (R)."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

# A wait that ran out, and a connection that one side gave up as the other spoke, say how busy the
# machine was, and nothing of what was asked for.
BUSY: Final = (
    r"^\w*Timeout\w*: ",  # of Python, of Playwright, of httpx and of a process
    r"^RuntimeError: AppTest script run timed out",
    r"^URLError: .*timed out",
    r"^(Read|Write|RemoteProtocol)Error: ",  # of httpx
)
# In a browser it is whatever fails: a click is lost once in some thousand, and the text that it
# should have brought is missing long after.
_RULES: Final[Mapping[str, Mapping[str, Any]]] = {"tests/e2e/": {}, "": {"only_rerun": BUSY}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test by the first rule that its file falls under."""
    for item in items:
        file = item.path.relative_to(item.config.rootpath).as_posix()
        rule = next(rule for begins, rule in _RULES.items() if file.startswith(begins))
        item.add_marker(pytest.mark.flaky(reruns=1, **rule))
