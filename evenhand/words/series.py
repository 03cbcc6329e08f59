"""Sentences on a series of reviews: its gates, what changed since, and what was tried."""

from collections.abc import Mapping
from typing import Final

from evenhand.findings import Findings, Gate, Series, Since
from evenhand.words import record, say

PHASES: Final[Mapping[str, str]] = {
    "data_feasibility": "data feasibility",
    "minimum_viable_model": "minimum viable model",
    "production": "production",
}
_FIRST: Final = "data_feasibility"
_WAS: Final = 60
_FEW: Final = 3
_HASH: Final = 8  # marks of a fingerprint that tell two apart by eye


def series_of(findings: Findings) -> Series | None:
    """The series the review belongs to, or what was tried; None where it says nothing of either."""
    return findings.series if isinstance(findings.series, Series) else None


def series_title(found: Series) -> str:
    """How far a series has come, in one sentence."""
    tried = say.counted(len(found.dropped), "candidate was", "candidates were")
    if found.name is None or found.phase is None:
        return f"{tried} tried and not kept"
    here = PHASES[found.phase]
    before = [gate for gate in found.gates if gate.phase != found.phase]
    own = next((gate for gate in found.gates if gate.phase == found.phase), None)
    passed = f" after {say.listed([PHASES[gate.phase] for gate in before])}" if before else ""
    said = f"{own.decision.decided} was decided" if own else "nothing is decided yet"
    return f"{say.name(found.name)}: at {here}{passed}, {said}"


def to_plan(findings: Findings) -> str | None:
    """Where data feasibility is worked out, for a series that passes that gate; else None."""
    found = series_of(findings)
    phases = {found.phase, *(gate.phase for gate in found.gates)} if found else set()
    return "Data feasibility: how many cases does a limit take?" if _FIRST in phases else None


def gate_sentence(gate: Gate) -> str:
    """What was decided at one gate, by whom and why, and what changed since."""
    return f"{say.capital(PHASES[gate.phase])}. {record.decision_line(gate.decision)} {since(gate)}"


def gate_short(gate: Gate) -> str:
    """The same in a few words."""
    made = gate.decision
    who = f"{say.name(made.by, 40)}, {say.day(made.on)}"
    changed = say.listed([one.what for one in gate.since])
    later = f"; since then other {changed}" if changed else ""
    return f"{PHASES[gate.phase]}: {made.decided} ({who}{later})"


def since(gate: Gate) -> str:
    """What is no longer as it was at a gate."""
    if not gate.since:
        return "Nothing has changed since."
    return f"Since then: {'; '.join(map(_changed, gate.since))}."


def _changed(one: Since) -> str:
    """One change: short where it is a fingerprint, since nobody reads those."""
    was, now = (_value(one.what, value) for value in (one.was, one.now))
    then, today = ("were", "are") if one.what in {"criteria", "candidates"} else ("was", "is")
    return f"the {one.what} {then} {was}, and {today} now {now}"


def _value(what: str, value: str | None) -> str:
    if value is None:
        return "not known" if what == "data" else "none"
    if what in {"criteria", "data"}:
        return f"{value.removeprefix('sha256:')[:_HASH]}…"
    return say.name(value, _WAS)


def dropped_short(found: Series) -> str | None:
    """Every candidate that was tried and not kept, in one sentence; None where none was."""
    if not found.dropped:
        return None
    first, left = found.dropped[:_FEW], len(found.dropped) - _FEW
    said = [f"{say.name(one.name, 40)} ({say.name(one.why, 80).rstrip('.')})" for one in first]
    return f"{'; '.join([*said, *([f'{left:,} more in the report'] if left > 0 else [])])}."
