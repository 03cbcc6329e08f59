"""Why the counts of what a candidate is worth are others than those of the comparison."""

from collections.abc import Mapping
from dataclasses import astuple
from typing import Final

from evenhand.findings import Comparison, Counts, Findings, Value, ValueStep
from evenhand.review import Review
from evenhand.words import break_even, nouns, say

_TOTAL: Final = 1000


def drawn_of(found: Comparison) -> int:
    """Of how many cases the comparison speaks: 1,000, or more so that each kind is at least one.

    Args:
        found: the two that are compared.
    """
    shares = (
        count / sum(kinds)
        for kinds in map(astuple, (found.baseline_counts, found.model_counts))
        for count in kinds
        if sum(kinds)
    )
    return max(_TOTAL, say.denominator(*shares))


def with_people(findings: Findings, review: Review) -> str | None:
    """How many mistakes there are with people, and how many where the model decides all alone.

    None where the worth is that of the model alone, or nothing was compared.

    Args:
        findings: what was found.
        review: the nouns.
    """
    found, compared = findings.value, findings.comparison
    if not isinstance(found, Value) or compared is None or not compared.n:
        return None
    steps = {step.key: step for step in found.steps}
    if "people_missed" not in steps or not steps["reviews"].count:
        return None  # people alone decide today, or nothing is handed to them
    of, person = drawn_of(compared), say.a_or_an(review.words.person)
    share = steps["reviews"].count / found.cases
    model, rule = say.the(compared.model), say.the(compared.baseline)
    alarms, missed = (_with(steps, key, found.cases, of) for key in ("false_alarms", "missed"))
    alone, today = (_alone(one, of) for one in (compared.model_counts, compared.baseline_counts))
    what = break_even.wrong_yeses(review)
    return (
        f"Counted here with {person} deciding {say.portion(share, of)} of {of:,} "
        f"{nouns.cases(review)}: {alarms[0]} {what} ({alarms[1]} by {model}, {alarms[2]} by "
        f"{person}) and {missed[0]} missed ({missed[1]} and {missed[2]}). In the comparison with "
        f"{rule}, {model} decides all {of:,}: {alone[0]:,} {what} and {alone[1]:,} missed, against "
        f"{today[0]:,} and {today[1]:,} today."
    )


def _with(steps: Mapping[str, ValueStep], key: str, cases: float, of: int) -> tuple[str, ...]:
    """How many of a kind of mistake there are of so many, whose by the model, whose by people.

    Whole numbers that add up; where one of the two is less than 1, as many digits as show it.
    """
    shares = [steps[name].count / cases for name in (key, f"people_{key}")]
    if any(0 < share * of < 1 for share in shares):
        return tuple(say.number(share * of) for share in (sum(shares), *shares))
    by_model, by_people, _ = say.parts([*shares, max(1 - sum(shares), 0.0)], of)
    return tuple(f"{count:,}" for count in (by_model + by_people, by_model, by_people))


def _alone(counts: Counts, of: int) -> tuple[int, int]:
    """Wrong yeses and missed ones, of so many, as the comparison draws them."""
    kinds = (counts.tp, counts.fp, counts.tn, counts.fn)
    _, wrong, _, missed = say.parts([kind / sum(kinds) for kind in kinds], of)
    return wrong, missed
