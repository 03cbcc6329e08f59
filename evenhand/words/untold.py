"""Why a number that hangs on outcomes is not told."""

from typing import Final

from evenhand.findings import Findings, Omitted

NOT_KEPT: Final = "not in this kept review"


def untold(findings: Findings) -> str:
    """The end of a sentence that names what is not told: no outcomes, or not kept.

    A kept review leaves out what fewer than so many cases stand behind, so a number that is not
    in it may well have been in the log.

    Args:
        findings: what was found.
    """
    if isinstance(findings.merged, Omitted):
        return "can't be told without outcomes"
    return f"is {NOT_KEPT}"
