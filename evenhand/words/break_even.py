"""Sentences on the ratio of prices at which baseline and model cost the same."""

from evenhand.findings import BreakEven, Comparison, Findings
from evenhand.review import Review
from evenhand.words import say


def break_even_of(findings: Findings) -> BreakEven | None:
    """The break-even; None where there are no costs, or no cases."""
    worth = findings.comparison.cost_per_1000 if findings.comparison else None
    return worth.break_even if worth else None


def wrong_yes(review: Review) -> str:
    """What a wrong yes is called."""
    return "a wrong yes" if review.columns.positive_is_good else "a false alarm"


def wrong_yeses(review: Review) -> str:
    """What several of them are called."""
    return "wrong yeses" if review.columns.positive_is_good else "false alarms"


def alone(review: Review) -> str:
    """That the model decides everything, where elsewhere people decide what it hands over."""
    return " alone" if review.handoff_threshold else ""


def break_even_title(findings: Findings, review: Review) -> str | None:
    """Which is cheaper, down or up to which ratio of prices, and where this review stands."""
    found, compared = break_even_of(findings), findings.comparison
    if found is None or compared is None:
        return None
    alarm = wrong_yes(review)
    if found.always is not None:
        name = say.the(_name(found.always, compared))
        return f"{say.capital(name)} is cheaper, whatever a missed one costs beside {alarm}"
    if found.ratio.value is None or found.above is None:
        model, rule = say.the(compared.model), say.the(compared.baseline)
        return f"No price of a missed one sets {model} apart from {rule}"
    model_above = found.above == "model"
    if found.ratio.low is None and found.ratio.high is None:
        return (
            f"Can't tell at which price of a missed one, against {alarm}, "
            f"{say.the(compared.model)} is cheaper{_here(found)}"
        )
    model = f"{say.capital(say.the(compared.model))}{alone(review)}"
    return (
        f"{model} is cheaper as long as a missed one costs "
        f"{'more' if model_above else 'less'} than {say.number(found.ratio.value)} times "
        f"{alarm}{_here(found)}"
    )


def dominates(findings: Findings, review: Review) -> str:
    """That no ratio of prices matters, where it does not."""
    found = break_even_of(findings)
    if found is None or found.ratio.value is not None or _is_beyond_ratios(found, review):
        return ""
    title = break_even_title(findings, review) or ""
    chance = ", which could be chance" if found.always and _could_be_chance(findings) else ""
    return f"By the counts of this log, {title[:1].lower()}{title[1:]}{chance}."


def _is_beyond_ratios(found: BreakEven, review: Review) -> bool:
    """Whether running costs set the two apart that a wrong yes, being free, can't be a price of."""
    two = (review.baseline, review.handoff_candidate)
    running = {(one.cost_per_case or 0.0) if one else 0.0 for one in two}
    return found.always is None and found.here is None and len(running) > 1


def _could_be_chance(findings: Findings) -> bool:
    """Whether it can't be told which of the two is cheaper at the review's own prices."""
    worth = findings.comparison.cost_per_1000 if findings.comparison else None
    low, high = (worth.difference.low, worth.difference.high) if worth else (None, None)
    return low is None or high is None or low <= 0 <= high


def _here(found: BreakEven) -> str:
    return "" if found.here is None else f"; here it costs {say.number(found.here)} times"


def _name(side: str, compared: Comparison) -> str:
    return compared.model if side == "model" else compared.baseline


def break_even_meaning(findings: Findings, review: Review) -> str:
    """How sure that ratio is, and whether this review's own lies clear of it."""
    found = break_even_of(findings)
    if found is None:
        return ""
    low, high = found.ratio.low, found.ratio.high
    span = f"The ratio may lie {_span(low, high)}"
    if found.here is None:
        return f"{span}; in this review {wrong_yes(review)} costs nothing."
    clear = (low is not None and found.here < low) or (high is not None and found.here > high)
    where = "outside that" if clear else "within that: which is cheaper could be chance"
    return f"{span}; this review's {say.number(found.here)} lies {where}."


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "anywhere from 0 on"
    if high is None:
        return f"anywhere from {say.number(low or 0.0)} on"
    return f"between {say.number(low or 0.0)} and {say.number(high)}"
