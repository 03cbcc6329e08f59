"""Sentences on two groups all together and within a context column."""

from evenhand.fairness import clear
from evenhand.findings import AttributeFindings, Estimate, Findings, Omitted, Stratified
from evenhand.review import Review
from evenhand.words import say
from evenhand.words.columns import column_name
from evenhand.words.fairness import favourable

WHICH_ONE = (
    "Which of the two counts depends on what the column is: a reason that people bring along, or "
    "one that the process makes. Numbers cannot say."
)

LEAST = 0.001
EXPLORATORY = "This is exploratory: only the criteria of this review decide."


def told_within(found: AttributeFindings) -> tuple[str, Stratified] | None:
    """The context column that most changes the story: one that disagrees, then by how much."""
    if isinstance(found.stratified, Omitted):
        return None
    known = [(column, one) for column, one in found.stratified.items() if one is not None]
    return max(known, key=lambda pair: _change(pair[1]), default=None)


def _change(found: Stratified) -> tuple[bool, float]:
    pooled, within = found.pooled_difference.value, found.difference.value
    apart = -1.0 if pooled is None or within is None else abs(pooled - within)
    return bool(found.disagree), apart


def pooled(found: Stratified) -> tuple[Estimate, Estimate]:
    """The favourable rates of the two groups, all together."""
    strata = found.strata
    counts = (
        (sum(s.selected_one for s in strata), sum(s.n_one for s in strata)),
        (sum(s.selected_two for s in strata), sum(s.n_two for s in strata)),
    )
    one, two = (Estimate(k / n, n=n) if n else Estimate() for k, n in counts)
    return one, two


def strata_title(found: Stratified, review: Review, context: str) -> str:
    """The two groups all together, and within a column.

    What holds on average over its values need not hold within each: opposite differences cancel.
    """
    column, verb = column_name(context, review), say.capital(favourable(review))
    one, two = say.name(found.one), say.name(found.two)
    if found.disagree is None:
        return f"{verb}: no {column} holds both {one} and {two}, to compare them within it"
    if found.disagree:
        return f"{verb}: {_together(found)}; within the same {column}, on average, {_within(found)}"
    if not clear(found.pooled_difference) and not clear(found.difference):
        return (
            f"{verb}: no clear difference between {one} and {two}, all together or on average "
            f"within the same {column}"
        )
    return (
        f"{verb}: {_less(found, found.pooled_difference)} all together, and "
        f"{_less(found, found.difference)} on average within the same {column}"
    )


def _less(found: Stratified, difference: Estimate) -> str:
    """Which group gets it less often, and whether that could be chance."""
    worse = found.one if (difference.value or 0.0) >= 0 else found.two
    chance = "" if clear(difference) else " (which could be chance)"
    return f"{say.name(worse)} less often by {_apart(difference)}{chance}"


def _together(found: Stratified) -> str:
    if not clear(found.pooled_difference):
        return f"no clear difference between {say.name(found.one)} and {say.name(found.two)}"
    one, two = pooled(found)
    of = say.denominator(one.value, two.value)
    return (
        f"{say.of_cases(one, of)} {say.name(found.one)} and {say.of_cases(two, of)} "
        f"{say.name(found.two)} all together"
    )


def _within(found: Stratified) -> str:
    way = clear(found.difference)
    if not way:
        return "there is no clear difference"
    worse = found.one if way > 0 else found.two
    return f"it is {say.name(worse)} less often, by {_apart(found.difference)}"


def _apart(difference: Estimate) -> str:
    share = abs(difference.value or 0.0)
    of = say.denominator(share)
    return f"{say.portion(share, of)} of {of:,}"


def strata_sentence(
    findings: Findings, review: Review, candidate: str, attribute: str
) -> str | None:
    """Where pooled and stratified disagree, one sentence for the first screen; else None."""
    found = findings.by(candidate, attribute)
    told = told_within(found) if found else None
    if told is None or not told[1].disagree:
        return None
    return f"{strata_title(told[1], review, told[0])}."


def strata_meaning(found: AttributeFindings, review: Review, context: str) -> str:
    """What to make of it, and what other columns say."""
    if isinstance(found.stratified, Omitted):
        return WHICH_ONE
    others = {
        column_name(column, review): one.disagree
        for column, one in found.stratified.items()
        if column != context and one is not None
    }
    also = [name for name, disagrees in others.items() if disagrees]
    calm = [name for name, disagrees in others.items() if disagrees is False]
    said = [WHICH_ONE]
    if also:
        said.append(f"All together and within disagree for {say.listed(also)} too.")
    if calm:
        said.append(f"No disagreement within {say.listed(calm)}.")
    return " ".join(said)


def strata_how(found: Stratified, review: Review) -> str:
    """Terms, formulas and numbers."""
    ratios = (
        f"{_number(found.pooled_odds_ratio)} all together and {_number(found.odds_ratio)} within"
    )
    test = (
        "all within a value were answered alike, so there is no test"
        if found.statistic is None or found.p_value is None
        else f"{say.number(found.statistic, 5)}, p {_p(found.p_value)}"
    )
    return (
        "The field's terms are Simpson's paradox and the Mantel-Haenszel method. Odds ratio, "
        f"{say.name(found.two)} over {say.name(found.one)}: {ratios}. Cochran-Mantel-Haenszel "
        f"statistic with continuity correction: {test}. A difference is clear where its "
        f"{say.number(100 * review.method.interval, 3)} % interval (Newcombe all together, "
        "Klingenberg within) holds no 0. The two groups are those furthest apart; values with only "
        f"one of them are listed and take no part. {EXPLORATORY}"
    )


def _p(p_value: float) -> str:
    """With the digits that published tables have."""
    return say.number(p_value, 4) if p_value >= LEAST else say.chance(p_value)


def _number(ratio: Estimate) -> str:
    if ratio.value is None:
        return say.CANNOT
    ends = [say.number(end, 4) for end in (ratio.low, ratio.high) if end is not None]
    return f"{say.number(ratio.value, 4)}{f' ({ends[0]} to {ends[1]})' if len(ends) > 1 else ''}"
