"""The probes on a system whose kernel lacks either."""

from typing import Final

from tests.sandbox.lacking import tasks

TASKS: Final = tasks(landlock=False, calls=False)
