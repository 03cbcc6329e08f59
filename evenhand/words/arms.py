"""Sentences on an A/B test: what came of each arm, what it earns, and what is taken for granted."""

from dataclasses import astuple
from typing import Final

from evenhand.findings import Arm, ArmPair, Arms, Balance, Comparison, Estimate, Findings, Omitted
from evenhand.review import Review
from evenhand.words import apart, nouns, say
from evenhand.words.columns import attribute_name, column_name
from evenhand.words.prices import MEANS

CHANCE: Final = 0.05
_RARE: Final = 0.1
UNLIKE: Final = 0.01
"""Below this chance of shares as far from the planned ones, a split is not taken for luck."""

_ASSUMES: Final = (
    "Taken for granted: cases were assigned at random, one does not influence another, and all "
    "arms ran in the same period."
)


def arms_of(findings: Findings) -> Arms | None:
    """What came of the arms; None where the log is no A/B test, or has no baseline."""
    return findings.comparison.arms if findings.comparison else None


def arms_title(findings: Findings, review: Review) -> str | None:
    """Which of the two that are compared came to more positive outcomes; None without arms."""
    arms, found = arms_of(findings), findings.comparison
    if arms is None or found is None:
        return None
    two = arms.arm(found.model), arms.arm(found.baseline)
    pair = pair_of(arms, found.model, found.baseline)
    if pair is None or pair.outcome.value is None:
        return "Can't tell yet which arm does better: no outcome is known"
    model, rule = (say.the(one.name) for one in two)
    said = _counted(two, review)
    if is_chance(pair):
        return f"Can't tell yet whether {model} does better than {rule}: {said}"
    more = "more" if pair.outcome.value > 0 else "less"
    return f"{_happens(review)} {more} often with {model} than with {rule}: {said}"


def is_rare(findings: Findings) -> bool:
    """Whether real ones are so rare in both arms that how often one is right says little."""
    found = findings.comparison
    if found is None or not isinstance(findings.candidates[found.model].classes, Omitted):
        return False
    two = (found.baseline_counts, found.model_counts)
    real = sum(c.tp + c.fn for c in two)
    return 0 < real < _RARE * sum(sum(astuple(c)) for c in two)


def found_title(found: Comparison) -> str:
    """How many of the real ones of its own arm each finds."""
    sides = ((found.model, found.model_counts), (found.baseline, found.baseline_counts))
    own, rule = (
        f"{say.the(name)} finds {c.tp:,} of {say.counted(c.tp + c.fn, 'real one', 'real ones')}"
        for name, c in sides
    )
    return f"Of its own cases, {own}; {rule}"


def _happens(review: Review) -> str:
    return say.capital(nouns.happens(review))


def _counted(two: tuple[Arm, Arm], review: Review) -> str:
    """The outcomes of two arms, of as many cases each that they can be told apart."""
    shares = [one.outcome.value or 0.0 for one in two]
    used = apart.of_shares(*shares)
    own, other = (used.share(one.outcome) for one in two)
    return f"{own} {nouns.cases(review)}, against {other}"


def pair_of(arms: Arms, one: str, other: str) -> ArmPair | None:
    """Two arms beside each other, the later one of the review minus the earlier."""
    return next((p for p in arms.pairs if (p.one, p.other) == (one, other)), None)


def is_chance(pair: ArmPair) -> bool:
    """Whether chance alone could have made the difference of outcomes, allowing for all pairs."""
    return pair.q_value is None or pair.q_value >= CHANCE


def assumed(findings: Findings, review: Review) -> str | None:
    """What an A/B test takes for granted, and whether its log speaks against it; None without."""
    arms = arms_of(findings)
    if arms is None:
        return None
    against = [
        line for line in (split_line(arms), balance_line(arms, review), period_line(arms)) if line
    ]
    seen = say.listed(against) if against else "nothing in this log speaks against it"
    del review
    return f"{_ASSUMES} {say.capital(seen)}."


def split_line(arms: Arms) -> str | None:
    """That the arms are not as large as planned; None where they are, or nothing is planned."""
    p_value = arms.split_p_value
    if not isinstance(p_value, float) or p_value >= UNLIKE:
        return None
    return f"the arms are not as large as planned (chance {say.chance(p_value)})"


def balance_line(arms: Arms, review: Review) -> str | None:
    """By which columns the arms differ more than chance would have it; None where by none."""
    uneven = [one.column for one in arms.balance if is_uneven(one)]
    if not uneven:
        return None
    named = say.listed([column_name(column, review) for column in uneven[:3]])
    return f"the arms differ by {named} more than chance would have it"


def is_uneven(one: Balance) -> bool:
    """Whether arms differ by a column more than chance would have it, allowing for all columns."""
    return one.q_value is not None and one.q_value < CHANCE


def period_line(arms: Arms) -> str | None:
    """That the arms did not run in the same period; None where they did, or it is not known."""
    spans = {(one.first, one.last) for one in arms.arms if isinstance(one.first, str)}
    if len(spans) < 2:  # noqa: PLR2004  # one span is the same for all
        return None
    starts, ends = (sorted(str(span[place]) for span in spans) for place in (0, 1))
    if starts[-1] > ends[0]:
        return "some arms ran in different periods"
    return f"all arms ran together only from {starts[-1]} to {ends[0]}"


def outcomes_title(findings: Findings, review: Review) -> str:
    """The claim of the chart of outcomes: which arm leads, if any does."""
    arms = arms_of(findings)
    ranked = sorted(
        (one for one in (arms.arms if arms else ()) if one.outcome.value is not None),
        key=lambda one: -(one.outcome.value or 0.0),
    )
    if arms is None or not ranked:
        return "What came of each arm is not known"
    leads = _leads(arms, ranked)
    if not leads:
        return "No arm stands out: they differ by no more than chance would"
    names = say.listed([say.the(one.name) for one in ranked[1:]])
    return f"{_happens(review)} most often with {say.the(ranked[0].name)}, ahead of {names}"


def _leads(arms: Arms, ranked: list[Arm]) -> bool:
    """Whether the first is ahead of each of the others beyond chance."""
    first = ranked[0].name
    pairs = [p for p in arms.pairs if first in {p.one, p.other}]
    return bool(pairs) and not any(is_chance(pair) for pair in pairs)


def earned_title(findings: Findings, review: Review) -> str | None:
    """Which arm earns most; None where nothing says what an outcome is worth."""
    arms = arms_of(findings)
    best = arms.best if arms else None
    if arms is None or best is None or isinstance(best.earned, Omitted):
        return None
    others = [_ahead(pair, best.name) for pair in arms.pairs if best.name in {pair.one, pair.other}]
    amount = _money(best.earned.value, review)
    said = f"{say.capital(say.the(best.name))} earns most, {amount} for 1,000 {nouns.cases(review)}"
    if others and all(low > 0 for low in others):
        return said
    return f"{said}, but not more than chance would have it"


def _ahead(pair: ArmPair, best: str) -> float:
    """The least that the best arm is ahead by."""
    gap = Estimate() if isinstance(pair.earned, Omitted) else pair.earned
    low, high = gap.low, gap.high
    end = low if pair.one == best else (None if high is None else -high)
    return -1.0 if end is None else end


def _money(value: float | None, review: Review) -> str:
    return say.money(value or 0.0, review.costs.currency if review.costs else "")


def earned_meaning(findings: Findings, review: Review) -> str:
    """What model and baseline earn beside each other, and what that is made of."""
    arms, found = arms_of(findings), findings.comparison
    pair = pair_of(arms, found.model, found.baseline) if arms and found else None
    many = nouns.cases(review)
    start = f"What positive outcomes are worth, minus running and waiting, for 1,000 {many}."
    if pair is None or isinstance(pair.earned, Omitted) or pair.earned.value is None:
        return start
    gap = pair.earned
    way = "more" if gap.value and gap.value > 0 else "less"
    ends = sorted(abs(end) for end in (gap.low or 0.0, gap.high or 0.0))
    both = f"{_money(ends[0], review)} to {_money(ends[1], review)}"
    if (gap.low or 0.0) * (gap.high or 0.0) <= 0:
        return f"{start} {say.capital(say.the(pair.one))} and {say.the(pair.other)} may earn alike."
    return (
        f"{start} {say.capital(say.the(pair.one))} earns {both} {way} than {say.the(pair.other)}."
    )


def outcomes_meaning(findings: Findings, review: Review) -> str:
    """Who is compared, how many cases there are, and on how many nobody acted."""
    arms = arms_of(findings)
    if arms is None:
        return "The log does not say who acted on which case."
    many = say.listed([f"{one.n:,} with {say.the(one.name)}" for one in arms.arms])
    nobody = f"; on {nouns.counted(arms.nobody, review)} none of these acted" if arms.nobody else ""
    return f"Each arm has {nouns.cases(review)} of its own: {many}{nobody}."


def earned_how(review: Review) -> str:
    """Prices, formula and intervals of what arms earn."""
    costs = review.costs
    worth = money(costs.positive_worth if costs else None, review)
    waiting = costs.waiting_per_second if costs else None
    running = [
        f"{money(one.cost_per_case, review)} with {say.the(one.name)}"
        for one in review.candidates
        if one.cost_per_case is not None
    ]
    parts = [f"a positive outcome is worth {worth}"]
    parts += [f"running costs a case {say.listed(running)}"] if running else []
    parts += [] if waiting is None else [f"a second of waiting costs {money(waiting, review)}"]
    return (
        f"In this review {say.listed(parts)}. Summed over the cases of each arm, for 1,000 of "
        f"them; {MEANS}; of a difference from those of its two sides (MOVER)."
    )


def money(value: float | None, review: Review) -> str:
    """An amount in the review's currency."""
    return _money(value, review)


def assumptions_title(arms: Arms, review: Review) -> str:
    """Whether the log speaks against what an A/B test takes for granted."""
    against = [
        line for line in (split_line(arms), balance_line(arms, review), period_line(arms)) if line
    ]
    if not against:
        return "Nothing in this log speaks against an even test"
    return f"Look at this first: {against[0]}"


def assumptions(arms: Arms, review: Review) -> tuple[tuple[str, str], ...]:
    """What is taken for granted, and what the log says of each."""
    many = nouns.cases(review)
    return (
        (f"Which candidate acts is drawn by lot, so that the {many} of all arms are alike",
         say.capital(split_line(arms) or _split_is_fine(arms))),
        (f"What happens to one of the {many} does not change another",
         "A log can't show this: think of stock that runs out, or of people who talk"),
        ("All arms ran in the same period", say.capital(period_line(arms) or _same_period(arms))),
        (f"Each of the {many} counts in the arm it was assigned to",
         "It does, also where the candidate gave no answer"),
    )  # fmt: skip


def _split_is_fine(arms: Arms) -> str:
    total = sum(one.n for one in arms.arms)
    shares = say.listed([f"{say.number(100 * one.n / total, 3)}" for one in arms.arms])
    said = f"the arms have {shares} of 100 cases"
    p_value = arms.split_p_value
    if not isinstance(p_value, float):
        return f"{said}; how many were planned is not said (planned_share)"
    return f"{said}, as planned (chance {say.chance(p_value)})"


def _same_period(arms: Arms) -> str:
    first = arms.arms[0]
    if isinstance(first.first, Omitted):
        return "when cases came in is not said ([columns] time)"
    return f"all from {first.first} to {first.last}"


def balanced(one: Balance, review: Review) -> tuple[str, str]:
    """One column of the log: whether arms hold the same groups."""
    what = f"The arms are alike by {column_name(one.column, review)}"
    if one.p_value is None or one.q_value is None or one.difference is None:
        return what, "There is nothing to compare"
    how = "They differ" if is_uneven(one) else "As far as chance would have it"
    apart_by = f"most {say.name(one.group)}, by {say.number(one.difference)} standard deviations"
    return what, f"{how}: {apart_by} (q {say.chance(one.q_value)})"


def groups_title(findings: Findings, review: Review, attribute: str) -> str:
    """In which groups the model clearly does better or worse than the baseline."""
    arms, found = arms_of(findings), findings.comparison
    groups = arms.groups.get(attribute, ()) if arms else ()
    model = say.the(found.model) if found else "the model"
    by = attribute_name(attribute, review)
    least = review.method.min_group
    able = [g for g in groups if min(g.model.n, g.baseline.n) >= least]
    if not able:
        return f"Too few {nouns.cases(review)} to compare the arms by {by}"
    worse = [say.name(g.group) for g in able if (g.difference.high or 0.0) < 0]
    better = [g for g in able if (g.difference.low or 0.0) > 0]
    if worse:
        return f"{say.capital(model)} does worse for {by} {say.listed(worse[:3])}"
    in_some = f"{len(better)} of {len(able)} groups by {by}, worse in none"
    return f"{say.capital(model)} does better in {in_some}"
