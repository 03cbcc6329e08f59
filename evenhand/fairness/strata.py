"""Simpson's paradox: does a difference between two groups hold within a context column?

The eligible group with the lowest favourable rate against the one with the highest, all together
and within each value of every context column that is not part of the attribute. Which of the two
comparisons matters is a question about the process, not about numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evenhand import statistics
from evenhand.fairness import mantel_haenszel
from evenhand.fairness.combined import Combined, combined
from evenhand.fairness.gaps import eligible
from evenhand.fairness.impact import Rate, favourable, most_selected
from evenhand.fairness.mantel_haenszel import Strata
from evenhand.findings import OMITTED, AttributeFindings, Estimate, Omitted, Stratified, Stratum
from evenhand.metrics import Table
from evenhand.review import Review
from evenhand.tally import Tally, added_up


@dataclass(frozen=True, slots=True)
class _Two:
    """The two groups compared, all together.

    Attributes:
        names: the group with the lowest favourable rate, and the one with the highest.
        places: theirs among the attribute's groups.
        difference: of their rates, second minus first.
        p_value: of no difference.
    """

    names: tuple[str, str]
    places: tuple[int, int]
    difference: Estimate
    p_value: float | None


def with_strata(
    tally: Tally,
    review: Review,
    candidate: str,
    counted: Mapping[str, Table],
    found: Mapping[str, AttributeFindings],
) -> dict[str, AttributeFindings]:
    """One candidate's group findings, with each attribute stratified by every context column.

    Args:
        tally: the counts.
        review: of those counts.
        candidate: its name.
        counted: its counts by attribute and group.
        found: its findings by attribute.

    Returns:
        The findings with `stratified`; as they were where there is no context column, and where
        groups are not counted together.
    """
    if not review.columns.context or tally.apart is not None:
        return dict(found)
    kinds = combined(tally.cells[candidate], tally.positive)
    return {
        attribute: replace(
            one, stratified=_by_context(tally, review, kinds, attribute, counted[attribute])
        )
        for attribute, one in found.items()
    }


def _by_context(
    tally: Tally, review: Review, kinds: Combined, attribute: str, counted: Table
) -> dict[str, Stratified | None] | Omitted:
    """Omitted where the attribute is the only context column."""
    columns = review.attributes[attribute]
    contexts = [c for c in dict.fromkeys(review.columns.context) if c not in columns]
    if not contexts:
        return OMITTED
    two = _two(counted, review)
    if two is None:
        return dict.fromkeys(contexts)
    codes = tally.attribute(kinds.cells, columns)[1]
    selected, answered = kinds.selected, kinds.answered
    picked = selected if review.columns.positive_is_good else answered - selected
    amounts = [(n, codes == place) for place in two.places for n in (picked, answered)]

    def stratified(context: str) -> Stratified:
        names, within = tally.groups[context], kinds.cells.groups[context]
        strata = Strata(*(added_up(n, within, len(names), keep) for n, keep in amounts))
        return _stratified(names, strata, two, review.method.interval)

    return {context: stratified(context) for context in contexts}


def _two(counted: Table, review: Review) -> _Two | None:
    """The lowest and the highest eligible group; None with fewer than two."""
    large = eligible(counted, review.method)
    rates = favourable(counted, good=review.columns.positive_is_good)
    highest = most_selected(rates, large)
    others = [(k / n, i) for i, (k, n) in enumerate(rates) if large[i] and i != highest]
    if highest is None or not others:
        return None
    lowest = min(others)[1]
    pair: tuple[Rate, Rate] = rates[lowest], rates[highest]
    return _Two(
        (counted.names[lowest], counted.names[highest]),
        (lowest, highest),
        statistics.difference(pair[1], pair[0], review.method.interval),
        statistics.no_difference(pair),
    )


def _stratified(names: tuple[str, ...], strata: Strata, two: _Two, level: float) -> Stratified:
    difference = mantel_haenszel.difference(strata, level)
    statistic, p_value = mantel_haenszel.no_difference(strata)
    one, other = two.names
    return Stratified(
        one=one,
        two=other,
        strata=_listed(names, strata),
        pooled_odds_ratio=mantel_haenszel.odds_ratio(strata.pooled(), level),
        odds_ratio=mantel_haenszel.odds_ratio(strata, level),
        pooled_difference=two.difference,
        difference=difference,
        statistic=statistic,
        p_value=p_value,
        pooled_p_value=two.p_value,
        disagree=disagreement(two.difference, difference),
    )


def _listed(names: tuple[str, ...], strata: Strata) -> tuple[Stratum, ...]:
    """The strata that hold any case of the two groups."""
    counts = zip(
        *(getattr(strata, name).tolist() for name in ("n_one", "one", "n_two", "two")), strict=True
    )
    rows = (Stratum(name, *row) for name, row in zip(names, counts, strict=True))
    return tuple(row for row in rows if row.n_one + row.n_two)


def clear(difference: Estimate) -> int:
    """Which way a difference clearly goes: 1, -1, or 0 where its interval holds no difference.

    >>> clear(Estimate(0.1, 0.05, 0.15, 100)), clear(Estimate(0.1, -0.05, 0.25, 100))
    (1, 0)
    """
    if difference.low is None or difference.high is None:
        return 0
    return int(difference.low > 0) - int(difference.high < 0)


def disagreement(pooled: Estimate, within: Estimate) -> bool | None:
    """Whether they go clearly different ways; None where one of them is not known.

    A sign that turns while both intervals hold no difference is chance, and tells no story. Nor
    does an interval that just reaches 0 beside one that just does not: the difference within must
    be one that the interval of the pooled one rules out.
    """
    if pooled.value is None or within.value is None:
        return None
    if pooled.low is None or pooled.high is None:
        return False
    moved = not pooled.low <= within.value <= pooled.high
    return moved and clear(pooled) != clear(within)
