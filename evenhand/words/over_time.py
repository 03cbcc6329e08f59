"""Sentences on whether the difference between two candidates held over time."""

from statistics import median
from typing import Final

from evenhand.findings import ComparedPeriod, Estimate, Findings, OverTime
from evenhand.review import Review
from evenhand.words import nouns, say

_CHANCE: Final = 0.05
_LATE: Final = 0.8


def over_time(findings: Findings) -> OverTime | None:
    """Both period after period; None where it was not counted."""
    found = findings.comparison.over_time if findings.comparison else None
    return found if isinstance(found, OverTime) else None


def held(found: OverTime) -> tuple[int, int, int]:
    """In how many eligible periods the model is better beyond chance, worse, or neither.

    Chance among so many periods: of 36 without any difference, two would else seem to have one.
    """
    able = [one for one in found.periods if one.eligible]
    clear = [
        one.difference.value or 0.0
        for one in able
        if one.q_value is not None and one.q_value < _CHANCE
    ]
    better, worse = sum(gap > 0 for gap in clear), sum(gap < 0 for gap in clear)
    return better, worse, len(able) - better - worse


def over_time_title(findings: Findings) -> str:
    """Whether the model was better in all periods, in some, or the other way round."""
    found, comparison = over_time(findings), findings.comparison
    if found is None or comparison is None:
        return "Whether the difference held over time is not known"
    able = sum(held(found))
    if able < 2:  # noqa: PLR2004  # one period cannot be compared with another
        few = "outcomes are known" if found.measure == "accuracy" else "of the real ones are known"
        return f"Too few {few} a {found.unit} to say whether the difference held"
    return _held(found, able, say.the(comparison.model), say.the(comparison.baseline))


def _held(found: OverTime, able: int, model: str, rule: str) -> str:
    better, worse, _ = held(found)
    did, unit = _doing(found), found.unit
    if not better and not worse:
        return f"In none of {able} {unit}s can one tell which of the two {did}"
    if better and worse:
        return (
            f"It reversed: {model} {did} in {say.counted(better, unit, f'{unit}s')} of {able}, and "
            f"{rule} in {worse}"
        )
    ahead, other, times = (model, rule, better) if better else (rule, model, worse)
    claim = f"{say.capital(ahead)} {did} than {other}"
    if times == able:
        return f"{claim} in all {able} {unit}s"
    return f"{claim} in {times} of {able} {unit}s; in the others one can't tell"


def _doing(found: OverTime) -> str:
    return "is right more often" if found.measure == "accuracy" else "finds more of the real ones"


def over_time_meaning(findings: Findings, review: Review) -> str:
    """Whether it changes by more than chance, and of which periods outcomes are still coming in."""
    found = over_time(findings)
    if found is None:
        return ""
    changes = _changes(found)
    return " ".join(part for part in (changes, late(found, review)) if part)


def _changes(found: OverTime) -> str:
    if found.p_value is None:
        return "There is not enough to say whether it changes over time."
    if found.p_value < _CHANCE:
        return (
            f"The difference changes from {found.unit} to {found.unit} by more than chance would; "
            "this was looked at, not asked for."
        )
    return f"It changes from {found.unit} to {found.unit} by no more than chance would."


def late(found: OverTime, review: Review) -> str | None:
    """Of which last period outcomes are known for clearly fewer cases; None where of none."""
    *before, last = [one for one in found.periods if one.cases]
    shares = [one.n / one.cases for one in before]
    if not shares or last.n / last.cases >= _LATE * median(shares):
        return None
    known = say.of_cases(Estimate(last.n / last.cases, n=last.cases))
    return (
        f"Of {last.period}, the outcome is known for {known} {nouns.cases(review)} so far; the "
        "others count as not known, never as mistakes."
    )


def period_note(one: ComparedPeriod, review: Review) -> str:
    """What stands behind one period's dot."""
    cases = nouns.counted(one.cases, review)
    return f"{say.mean(one.difference)}; {cases}, {one.n:,} with a known outcome"
