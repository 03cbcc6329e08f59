"""The probes on a system whose kernel lacks a filter of system calls."""

from typing import Final

from tests.sandbox.lacking import tasks

TASKS: Final = tasks(landlock=True, calls=False)
