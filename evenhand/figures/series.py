"""A series of reviews as tables: its gates, and the candidates that were tried and not kept."""

from typing import Final

from evenhand.figures.kinds import Brief, Cell, Table
from evenhand.findings import Estimate, Findings, Gate
from evenhand.review import Review
from evenhand.words import nouns, say, series

_NUMBERS: Final = ("accuracy", "coverage", "automatic_error")
_HOW: Final = (
    "A decision is written into the record together with the series, the phase, who was compared, "
    "the hash of the criteria and the fingerprint of the data. What changed since is each of them "
    "beside the present one. The last decision of a phase counts; earlier ones stay in the record."
)


def gates(findings: Findings, review: Review) -> Table | None:
    """What was decided at each gate, on which numbers, and what changed since; None without one."""
    found = series.series_of(findings)
    if found is None or not found.gates:
        return None
    return Table(
        title=say.capital(series.series_title(found)),
        meaning=" ".join(series.gate_sentence(gate) for gate in found.gates),
        alt="A table of what was decided at each gate of the series.",
        how=_HOW,
        columns=(
            "Gate", "Decided", "The criteria said", "By", "On", "Because", "On condition",
            *(say.capital(nouns.filled(_said(name), review)) for name in _NUMBERS),
            "Since then",
        ),
        rows=tuple(_gate(gate) for gate in found.gates),
        brief=Brief(
            ("Gate", "Decided", "By", "On", "Since then"),
            tuple(_brief(gate) for gate in found.gates),
        ),
    )  # fmt: skip


def _said(name: str) -> str:
    return {
        "accuracy": "right then",
        "coverage": "decided alone then",
        "automatic_error": "of those wrong then",
    }[name]


def _gate(gate: Gate) -> tuple[Cell, ...]:
    made = gate.decision
    return (
        say.capital(series.PHASES[gate.phase]),
        made.decided,
        made.suggested,
        say.name(made.by),
        say.day(made.on),
        say.cleaned(made.because) if made.because else None,
        "; ".join(map(say.cleaned, made.conditions)) or None,
        *(_number(gate.numbers.get(name)) for name in _NUMBERS),
        series.since(gate),
    )


def _brief(gate: Gate) -> tuple[Cell, ...]:
    made = gate.decision
    phase = say.capital(series.PHASES[gate.phase])
    return (phase, made.decided, say.name(made.by), say.day(made.on), series.since(gate))


def _number(found: Estimate | None) -> str | None:
    return None if found is None else say.of_cases(found)


def dropped(findings: Findings, review: Review) -> Table | None:
    """The candidates that were tried and not kept, as the review lists them; None without any."""
    found = series.series_of(findings)
    if found is None or not found.dropped:
        return None
    del review
    return Table(
        title="Tried and not kept",
        meaning=f"The review lists {say.counted(len(found.dropped), 'candidate', 'candidates')}; "
        "what is listed here is not judged here.",
        alt="A table of the candidates that were tried and not kept.",
        how="As the review lists them under [[tried]]; Evenhand has not counted them.",
        columns=("Candidate", "Why it was not kept", "Gate", "On"),
        rows=tuple(
            (
                say.name(one.name),
                say.cleaned(one.why),
                say.capital(series.PHASES[one.phase]) if one.phase else None,
                say.day(one.on) if one.on else None,
            )
            for one in found.dropped
        ),
    )
