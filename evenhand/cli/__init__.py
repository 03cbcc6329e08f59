"""The command line: one module a command.

Exit codes: 0 done; 1 a required criterion is outside its limit, or the record is not as it was
written; 2 the input is wrong, with one line on stderr that says what, where and what to do; 3
nothing is breached, but the webhook was not told.
"""

from evenhand.cli.codes import DONE, NOT_DELIVERED, OUTSIDE, WRONG_INPUT
from evenhand.cli.command import main

__all__ = ["DONE", "NOT_DELIVERED", "OUTSIDE", "WRONG_INPUT", "main"]
