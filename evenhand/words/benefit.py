"""Sentences on what acting on an answer is worth, and on who ranks better."""

from evenhand.findings import AucDifference, Comparison, Findings, NetBenefit
from evenhand.review import Review
from evenhand.words import nouns, say

_MANY = 1000


def benefit_of(findings: Findings) -> NetBenefit | None:
    """Net benefit; None where it is not known."""
    return findings.comparison.net_benefit if findings.comparison else None


def benefit_title(found: NetBenefit, compared: Comparison, review: Review) -> str:
    """What each is worth at this review's threshold, in right yeses."""
    model, rule = say.the(compared.model), say.the(compared.baseline)
    worth = [_worth(one.value) for one in (found.model, found.baseline)]
    start = (
        "With wrong yeses counted off at this review's prices"
        if found.source == "costs"
        else "With wrong yeses counted off at the odds of the model's threshold"
    )
    said = (
        f"{start}, {model} is worth {worth[0]} right ones of 1,000 {nouns.cases(review)}, {rule} "
        f"{worth[1]}"
    )
    return f"{said}{_better(found)}"


def _better(found: NetBenefit) -> str:
    """That acting on everybody, or on nobody, is worth more than either."""
    most = max(found.model.value or 0.0, found.baseline.value or 0.0)
    every = found.everybody.value or 0.0
    if every > max(most, 0.0):
        return f"; saying yes to everybody is worth {_worth(every)}"
    return "; saying yes to nobody is worth more: 0" if most < 0 else ""


def _worth(value: float | None) -> str:
    return say.CANNOT if value is None else say.number(_MANY * value)


def benefit_meaning(found: NetBenefit, compared: Comparison) -> str:
    """By how much the two differ, and whether that is chance."""
    gap = found.difference
    if gap.value is None or gap.low is None or gap.high is None:
        return "By how much the two differ is not known."
    ends = f"from {_worth(gap.low)} to {_worth(gap.high)}"
    told = gap.low > 0 or gap.high < 0
    chance = "" if told else ", which could be chance"
    return (
        f"{say.capital(say.the(compared.model))} minus {say.the(compared.baseline)}: "
        f"{_worth(gap.value)} of 1,000 ({ends}){chance}. Whoever acts from a higher chance on "
        "minds wrong yeses more."
    )


def ranking_title(gap: AucDifference, compared: Comparison) -> str:
    """Which of the two ranks better, or that one can't tell.

    By the interval, which also holds how far off scores counted in steps may be.
    """
    model, rule = say.the(compared.model), say.the(compared.baseline)
    if gap.value is None or gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return f"Can't tell which ranks better: {model} and {rule} differ by no more than chance"
    word = "better" if gap.value > 0 else "worse"
    return (
        f"{say.capital(model)} ranks {word} than {rule}: {say.number(100 * abs(gap.value))} "
        f"{'more' if gap.value > 0 else 'fewer'} of 100 pairs are in the right order"
    )
