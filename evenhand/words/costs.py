"""Sentences on what deciding costs: the rule, the model, people, and the team."""

from typing import Final

from evenhand.findings import Costs, CostsOfDeciding, Estimate, Findings
from evenhand.review import Review
from evenhand.words import nouns, people, say
from evenhand.words.prices import MEANS
from evenhand.words.tried import confidence
from evenhand.words.untold import untold

TAKEN_TO_BE_RIGHT: Final = "People are taken to be right, since nothing says how often they are."
_EXACT: Final = 3


def costs_of(findings: Findings) -> CostsOfDeciding | None:
    """What deciding costs; None where that is not known."""
    found = findings.handoff.costs if findings.handoff else None
    return found if isinstance(found, CostsOfDeciding) else None


def ways(review: Review) -> dict[str, str]:
    """What each way of deciding is called."""
    rule = {"rule": f"{say.the(review.baseline.name)} alone"} if review.baseline else {}
    return rule | people.alone(review) | {"team": people.TOGETHER}


def amount(value: float, review: Review) -> str:
    """An amount in the review's currency, exact enough to be compared."""
    currency = review.costs.currency if review.costs else ""
    text = say.number(value, _EXACT)
    return f"{say.name(currency, 12)} {text}" if currency else text


def cost_sentence(findings: Findings, review: Review) -> str | None:
    """What 1,000 cases cost with the handoff."""
    handoff = findings.handoff
    cost = handoff.cost_per_1000 if handoff else None
    if handoff is None or cost is None or review.costs is None:
        return None
    if cost.total is None or cost.mistakes is None:
        return None
    parts = {"mistakes": cost.mistakes, "reviews": cost.reviews}
    parts |= {f"running {say.the(handoff.candidate)}": cost.running} if cost.running else {}
    said = say.listed([f"{amount(part, review)} of {what}" for what, part in parts.items()])
    return f"1,000 {say.name(review.words.plural)} cost {amount(cost.total, review)}: {said}."


def deciding_title(findings: Findings, review: Review) -> str:
    """What 1,000 cases cost together at a threshold, beside the cheapest other way."""
    said, handoff = deciding_short(findings, review), findings.handoff
    if said is None or handoff is None:
        return f"What deciding costs {untold(findings)}"
    return f"From {confidence(handoff.threshold)} confidence on, {said}"


def deciding_short(findings: Findings, review: Review) -> str | None:
    """The same without the threshold; None where it can't be told."""
    found = costs_of(findings)
    if found is None or found.team.value is None:
        return None
    start = f"1,000 {nouns.cases(review)} cost {amount(found.team.value, review)} decided together"
    if found.cheapest_other is None:
        return start  # what one of the others costs is not known
    other = ways(review)[found.cheapest_other]
    return f"{start}, {_beside(found.difference, other, review)}"


def _beside(gap: Estimate, other: str, review: Review) -> str:
    size = amount(abs(gap.value or 0.0), review)
    if gap.low == gap.high == 0:
        return f"as much as {other}"
    if gap.high is not None and gap.high < 0:
        return f"{size} less than {other}"
    if gap.low is not None and gap.low > 0:
        return f"{size} more than {other}"
    return f"about as much as {other}: the difference could be chance"


def deciding_meaning(findings: Findings, review: Review) -> str:
    """Where it would be cheapest, what a year costs, and what is taken for granted."""
    found, handoff = costs_of(findings), findings.handoff
    if found is None or handoff is None:
        return "What a mistake costs is not in this review."
    parts = [
        _cheapest(findings, review),
        _year(found, review),
        "" if found.people_known else TAKEN_TO_BE_RIGHT,
    ]
    return " ".join(part for part in parts if part) or "The costs are those of this review."


def _cheapest(findings: Findings, review: Review) -> str:
    handoff = findings.handoff
    at = handoff.presets.get("cheapest") if handoff else None
    if handoff is None or at is None or at not in handoff.stops or not handoff.stop_costs:
        return ""
    least = amount(handoff.stop_costs[handoff.stops.index(at)], review)
    return f"Together it is cheapest from {confidence(at)} confidence on: {least}."


def _year(found: CostsOfDeciding, review: Review) -> str:
    year, costs = found.per_year, review.costs
    if not isinstance(year, Costs) or year.team.value is None or costs is None:
        return ""
    many = say.number(costs.cases_per_year or 0.0, _EXACT)
    together = amount(year.team.value, review)
    return f"The {many} {nouns.cases(review)} of a year cost {together} together."


def deciding_how(review: Review, *, classes: bool) -> str:
    """Prices, formula, and what stands for what is not known."""
    costs = review.costs
    if costs is None:
        return "No costs are set."
    prices = say.listed([
        f"a {what} costs {amount(price, review)}"
        for what, price in (
            ("wrong yes", costs.false_positive),
            ("missed one", costs.false_negative),
            ("look by a person", costs.review),
        )
    ])  # fmt: skip
    rest = (
        " With more than two answers, this one is priced against the rest: taking another for "
        "another costs nothing."
        if classes
        else ""
    )
    return (
        f"In this review {prices}. Each case costs what its mistake does, a look where a person "
        f"decides, and what running the candidate costs; summed, for 1,000 {nouns.cases(review)}."
        f"{rest} A case that nobody judged counts as those judged of the ones handed off. "
        f"{say.capital(MEANS)}. Where people and confidence are as they say, the "
        "cheapest threshold is Chow's: hand off where the expected cost of an error exceeds that "
        "of a look."
    )
