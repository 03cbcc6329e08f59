"""Sentences on labels: which cases to label next, and what labels brought."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from evenhand.findings import Findings, Labelling, Omitted, Step, Strategy
from evenhand.findings.labelling import Way
from evenhand.labelling import Listed, Row
from evenhand.review import Review
from evenhand.spreadsheet import Cell, as_csv
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name
from evenhand.words.untold import NOT_KEPT

_WAYS: Final[Mapping[Way, str]] = {
    "uncertainty": "Where {model} is least sure",
    "disagreement": "Where {rule} says something else",
    "mixed": "Half by chance, half where {model} is least sure",
    "groups": "From the groups that are known worst",
    "random": "By chance",
}
_SHORT: Final[Mapping[Way, str]] = {
    "uncertainty": "least sure first",
    "disagreement": "where the two differ",
    "mixed": "half by chance, half least sure",
    "groups": "worst known groups",
    "random": "by chance",
}
_CHOSEN: Final[Mapping[Way, str]] = {
    "uncertainty": "chosen where {model} is least sure",
    "disagreement": "chosen where {model} and {rule} differ",
    "mixed": "chosen half by chance and half where {model} is least sure",
    "groups": "chosen from the groups that are known worst",
    "random": "chosen by chance",
}
_EVEN: Final = 0.5
BIASED: Final = (
    "A list that is chosen holds other cases than come in: never measure on it how often anybody "
    "is right. For that take cases that were drawn by chance."
)


def labelling_of(findings: Findings) -> Labelling | None:
    """What is known of labels; None of a kept review."""
    return None if isinstance(findings.labelling, Omitted) else findings.labelling


def way(by: Way, findings: Findings, review: Review) -> str:
    """One way to choose, as one is named in a table."""
    return _WAYS[by].format(model=_model(findings), rule=_rule(review))


def short_way(by: Way) -> str:
    """One way to choose, as short as a chart asks."""
    return _SHORT[by]


def _rule(review: Review) -> str:
    return say.the(review.baseline.name) if review.baseline else "the rule"


def _model(findings: Findings) -> str:
    found = labelling_of(findings)
    return say.the(found.candidate) if found else "the model"


def strategy(found: Labelling, by: str) -> Strategy | None:
    """What was found of one way; None where it was not tried."""
    return next((one for one in found.strategies if one.by == by), None)


def best(found: Labelling) -> Strategy | None:
    """The way that finds most, of those that clearly find more than chance."""
    clear = [one for one in found.strategies if (one.more.low or 0.0) > 0]
    return max(clear, key=lambda one: one.mistakes.value or 0.0, default=None)


def labelling_title(findings: Findings, review: Review) -> str:
    """What choosing finds, beside chance: by the best way."""
    found, cases = labelling_of(findings), nouns.cases(review)
    if found is None:
        return f"Which {cases} to label next can't be told"
    if not found.strategies:
        return f"Too few outcomes are known to tell which {cases} are worth labelling first"
    most = best(found)
    if most is None:
        return f"Can't tell yet whether choosing {cases} to label finds more mistakes than chance"
    return _beside_chance(found, most, review)


def found_by_line(findings: Findings, review: Review, by: Way, attribute: str | None) -> str:
    """What one way finds, beside chance; empty where it could not be tried.

    Args:
        findings: what was found.
        review: the nouns.
        by: the way.
        attribute: whose groups, for `groups`.
    """
    found = labelling_of(findings)
    if found is None:
        return ""
    tried = found.coverage[attribute].strategy if by == "groups" and attribute else None
    tried = tried or strategy(found, by)
    if tried is None or by == "random":
        return ""
    told = "." if _stands_out(tried) else ": whether that is more can't be told yet."
    return _beside_chance(found, tried, review) + told


def _stands_out(one: Strategy) -> bool:
    low, high = one.more.low, one.more.high
    return low is not None and high is not None and (low > 0 or high < 0)


def _beside_chance(found: Labelling, one: Strategy, review: Review) -> str:
    of, cases, chance = found.cases, nouns.cases(review), strategy(found, "random")
    here, there = (_of(each.mistakes.value if each else None, of) for each in (one, chance))
    how = _CHOSEN[one.by].format(model=say.the(found.candidate), rule=_rule(review))
    return f"Of {of:,} {cases} {how}, about {here} are mistakes; of {of:,} by chance, {there}"


def _of(share: float | None, of: int) -> str:
    """A share of a list; with a decimal where a whole number would be none."""
    amount = (share or 0.0) * of
    return say.number(amount, 1) if 0 < amount < 1 else f"{amount:.0f}"


def labelling_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What it was tried on, what a list is made of, and what it must not be used for."""
    found = labelling_of(findings)
    if found is None:
        return ()
    cases = nouns.cases(review)
    tried = (
        f"Tried on the {nouns.counted(found.known, review)} whose outcome is known, as if it were "
        "not."
    )
    own = review.handoff_candidate
    if own.score is not None and own.threshold < _EVEN:
        tried += (
            f" {say.capital(say.the(own.name))} says yes from {say.number(100 * own.threshold)} of "
            "100 on, so that many of these mistakes are false alarms that are taken on purpose."
        )
    if found.unknown:
        pool = f"A list is made of the {nouns.counted(found.unknown, review)} without an outcome."
    else:
        pool = f"The outcome of all {cases} is known, so a list made here is a rehearsal."
    return (*((tried,) if found.strategies else ()), pool, BIASED)


def yardstick_title(findings: Findings, review: Review) -> str:
    """Which ways to choose clearly find more than chance."""
    found = labelling_of(findings)
    clear = [one for one in found.strategies if (one.more.low or 0.0) > 0] if found else []
    count = len(found.strategies) - 1 if found else 0
    cases = nouns.cases(review)
    if not clear:
        return f"No way to choose {cases} clearly finds more mistakes than chance"
    if count == 1:
        return f"Choosing {cases} clearly finds more mistakes than chance"
    which = "All" if len(clear) == count else f"{len(clear)} of"
    return f"{which} {count} ways to choose {cases} clearly find more mistakes than chance"


def curve_title(findings: Findings, review: Review) -> str:
    """How many labels chance takes to find what the best list does."""
    found = labelling_of(findings)
    most, chance = (best(found), strategy(found, "random")) if found else (None, None)
    if found is None or most is None or chance is None or not chance.mistakes.value:
        return f"What more labels of {nouns.cases(review)} find"
    hits = found.cases * (most.mistakes.value or 0.0)
    return (
        f"For the {hits:.0f} mistakes on a list of {found.cases:,}, chance takes about "
        f"{hits / chance.mistakes.value:,.0f} labels"
    )


def groups_title(findings: Findings, review: Review, attribute: str) -> str:
    """Of which group the fewest outcomes are known."""
    found = labelling_of(findings)
    told = found.coverage[attribute].groups if found else ()
    least = min(told, key=lambda one: one.known)
    name = attribute_name(attribute, review)
    return f"By {name}, fewest outcomes are known of {say.name(least.group)}: {least.known:,}"


def groups_meaning(findings: Findings, review: Review, attribute: str) -> str:
    """What labels from the worst known groups do to the widest interval, beside chance."""
    found = labelling_of(findings)
    widths = found.coverage[attribute].widths if found else ()
    at = next((one for one in widths if found and one.cases == found.cases), None)
    if at is None:
        return "A list by groups goes on with the group of which the fewest outcomes are known."
    own, other = say.apart(100 * at.groups, 100 * at.random)
    return (
        f"After {at.cases:,} labels from none, the widest interval of a group spans {own} of 100 "
        f"where the worst known group comes next, and {other} where {nouns.cases(review)} are "
        "chosen by chance."
    )


def no_labelling(findings: Findings, _review: Review) -> str | None:
    """Why there is nothing to show; None where there is."""
    if labelling_of(findings) is not None:
        return None
    return f"Which cases to label next is {NOT_KEPT}: open the log itself."


def learned_title(steps: Sequence[Step], where: str = "") -> str:
    """What labels brought: how often the candidates are right, one after another.

    Args:
        steps: the fewest labels first.
        where: in which group, in words; empty for all cases.
    """
    said = [f"{say.of_cases(one.accuracy)} with {labels(one.labels)}" for one in steps]
    return f"{f'In {say.name(where)}, right' if where else 'Right'} for {say.listed(said)}"


def labels(n: int) -> str:
    """So many labels."""
    return "no labels" if n == 0 else say.counted(n, "label", "labels")


def most_learned(by_group: Mapping[str, Sequence[Step]]) -> tuple[str, Sequence[Step]]:
    """The group in which the last candidate is furthest beyond the first, with its steps.

    Args:
        by_group: of each group, the fewest labels first.
    """

    def gained(steps: Sequence[Step]) -> float:
        return (steps[-1].accuracy.value or 0.0) - (steps[0].accuracy.value or 0.0)

    return max(by_group.items(), key=lambda one: gained(one[1]))


def learned_line(steps: Sequence[Step], where: str = "") -> str:
    """What the first labels brought, the last, and others where that is clear; and less a label?

    Args:
        steps: the fewest labels first.
        where: in which group, in words; empty for all cases.
    """
    return say.capital(f"{f'in {say.name(where)}, ' if where else ''}{_brought(steps)}")


def _brought(steps: Sequence[Step]) -> str:
    told = [(after, after.labels - before.labels) for before, after in pairwise(steps)]
    if not any(_is_clear(step) for step, _ in told):
        return "labels brought nothing that can be told yet."
    (first, early), (last, late) = told[0], told[-1]
    if first is last:
        return f"{labels(early)} brought {_gain(first)}."
    between = (f"the next {labels(n)}, {_gain(one)}" for one, n in told[1:-1] if _is_clear(one))
    each = (
        f"the first {labels(early)} brought {_gain(first)}", *between,
        f"the last {labels(late)}, {_gain(last)}",
    )  # fmt: skip
    said = ", ".join(each)
    rates = [(one.gain.value or 0.0) / max(more, 1) for one, more in ((first, early), (last, late))]
    if not (_is_clear(first) and _is_clear(last) and 0 < rates[1] < rates[0] / 2):
        return f"{said}."
    less = say.number(rates[0] / rates[1], 1)
    return f"{said}: at first, a label brought about {less} times as much."


def _is_clear(step: Step) -> bool:
    low, high = step.gain.low, step.gain.high
    return low is not None and high is not None and (low > 0 or high < 0)


def _gain(step: Step) -> str:
    """How many more are right, where that can be told."""
    if step.gain.value is None or not _is_clear(step):
        return "nothing that can be told yet"
    word = "more" if step.gain.value > 0 else "fewer"
    return f"{say.number(abs(100 * step.gain.value))} {word} right answers of 100"


def list_csv(listed: Listed, review: Review) -> bytes:
    """The list as a file: each case's number as it stands in the log, and why it is on it.

    Args:
        listed: which cases.
        review: the nouns.
    """
    columns = (review.columns.id or "row", "answer", "confidence", "why")
    rows: list[tuple[Cell, ...]] = [
        (row.case, row.answer, row.confidence, _why(row, listed, review)) for row in listed.rows
    ]
    return as_csv(columns, rows)


def _why(row: Row, listed: Listed, review: Review) -> str:
    if row.chance:
        return "drawn by chance: may measure"
    return _WHY[listed.by](row, listed, review)


def _sure(row: Row, _listed: Listed, review: Review) -> str:
    model = say.the(review.handoff_candidate.name)
    if row.confidence is None:
        return f"{model} does not say how sure it is"
    return f"{model} is only {say.portion(row.confidence, 100)} of 100 sure"


def _differ(row: Row, listed: Listed, review: Review) -> str:
    if row.other is None or row.other == row.answer:
        return f"nobody differs; {_sure(row, listed, review)}"
    return f"{_rule(review)} says {say.name(row.other)}"


def _group(row: Row, listed: Listed, review: Review) -> str:
    name = attribute_name(listed.attribute or "", review)
    known = "" if listed.rehearsal else f": {row.known or 0:,} known outcomes"
    return f"{name} {say.name(row.group)}{known}"


_WHY: Final[Mapping[Way, Callable[[Row, Listed, Review], str]]] = {
    "uncertainty": _sure,
    "mixed": _sure,
    "disagreement": _differ,
    "groups": _group,
    "random": _sure,
}
