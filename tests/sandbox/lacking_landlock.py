"""The probes on a system whose kernel lacks Landlock."""

from typing import Final

from tests.sandbox.lacking import tasks

TASKS: Final = tasks(landlock=False, calls=True)
