"""Sentences on what drives the gap between the scores of two groups."""

from collections.abc import Sequence
from typing import Final

from evenhand.findings import Estimate
from evenhand.review import Review
from evenhand.score_gap import GapPart, ScoreGap
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name
from evenhand.words.explain import NOT_REASONS, input_name

NO_GAP: Final = "What drives the gap between groups can't be shown"
_MOST_NAMED: Final = 2
_HALF: Final = 0.5
_EVEN: Final = 0.5  # of all pairs, where an input tells nothing of the group
_FAR: Final = 0.14  # from there on, of all pairs: an AUC of .64, or d of .5, a medium difference


def gap_title(found: ScoreGap, review: Review) -> str:
    """Who scores higher, and through which inputs most of it comes."""
    one, other = (say.name(name) for name in (found.higher, found.lower))
    by = f"By {attribute_name(found.attribute, review)}"
    if not is_clear(found.gap):
        return f"{by}, it can't be told what sets the scores of {one} and {other} apart"
    of = say.denominator(*found.scores)
    high, low = say.apart(*(number * of for number in found.scores))
    return f"{by}, {one} scores {high} of {of:,} and {other} {low}{_through(found, review)}"


def _through(found: ScoreGap, review: Review) -> str:
    """The first inputs that clearly add to the gap, and whether they are most of it."""
    named = drivers(found)[:_MOST_NAMED]
    if not named:
        return "; no single input clearly adds to that"
    share = sum(part.amount.value or 0.0 for part in named) / (found.gap.value or 1.0)
    how = "mostly" if share > _HALF else "partly"
    said = f", {how} through {say.listed([input_name(part.name, review) for part in named])}"
    unsure = passed_over(found)
    if unsure is None:
        return said
    return f"{said}; how much through {input_name(unsure.name, review)} can't be told"


def passed_over(found: ScoreGap) -> GapPart | None:
    """The input with the largest dot, where that is too unsure for the title to name it first."""
    most = max(found.parts, key=lambda part: abs(part.amount.value or 0.0), default=None)
    return None if most is None or is_clear(most.amount) else most


def drivers(found: ScoreGap) -> Sequence[GapPart]:
    """The inputs that clearly add to the gap, largest first."""
    way = 1 if (found.gap.value or 0.0) > 0 else -1
    return [p for p in found.parts if is_clear(p.amount) and (p.amount.value or 0.0) * way > 0]


def is_clear(difference: Estimate) -> bool:
    """Whether a difference is told apart from none."""
    low, high = difference.low, difference.high
    return low is not None and high is not None and (low > 0 or high < 0)


def gap_meaning(found: ScoreGap, review: Review) -> str:
    """What the parts come to, what may stand in for the group, and what that does not say."""
    return f"{_sum(found, review)}{_stand_ins(found, review)} {NOT_REASONS}"


def _sum(found: ScoreGap, review: Review) -> str:
    gap = found.gap.value or 0.0
    way = f"{say.number(abs(gap))} {'higher' if gap >= 0 else 'lower'}"
    one, other = (say.name(name) for name in (found.higher, found.lower))
    start = f"On average the model's output is {way} for {one} than for {other}"
    named = drivers(found)[:_MOST_NAMED]
    back = abs(sum(part.amount.value or 0.0 for part in named)) > abs(gap)
    what = "comes" if back else "of it comes"  # more than the whole is no part of it
    parts = [
        f"{say.number(part.amount.value or 0.0)} {what} through {input_name(part.name, review)}"
        for part in named
    ]
    less = ", and other inputs take some of that back" if back else ""
    return f"{start}: {say.listed(parts)}{less}." if parts else f"{start}."


def _stand_ins(found: ScoreGap, review: Review) -> str:
    """The input that tells the groups apart best, where it does so well; and those that are one."""
    own = [input_name(part.name, review) for part in found.parts if part.is_group]
    if own:
        return f" The model reads {say.listed(own)} itself."
    far = [p for p in found.parts if abs((p.apart.value or _EVEN) - _EVEN) >= _FAR]
    if not far:
        return " No single input tells the two groups apart well."
    best = max(far, key=lambda part: abs((part.apart.value or _EVEN) - _EVEN))
    return (
        f" {say.capital(input_name(best.name, review))} may stand in for the group: "
        f"{pairs(best.apart, found)}."
    )


def pairs(apart: Estimate, found: ScoreGap) -> str:
    """How well an input tells the two groups apart, in pairs of cases."""
    value = apart.value or 0.0
    more, less = (found.higher, found.lower) if value >= _EVEN else (found.lower, found.higher)
    share = say.portion(max(value, 1 - value), 100)
    return (
        f"in {share} of 100 pairs of one of each, {say.name(more)} has more of it than "
        f"{say.name(less)}"
    )


def gap_how(found: ScoreGap, review: Review) -> str:
    """The formula, the counts, and what is not in it."""
    one, other = (say.name(name) for name in (found.higher, found.lower))
    return (
        "For each input, its mean SHAP value among some, less that among the others; the sum over "
        f"all inputs is the difference of the model's mean output, {say.name(found.target, 120)}, "
        f"exactly. Explained were {found.explained[0]:,} {nouns.cases(review)} of {one} and "
        f"{found.explained[1]:,} of {other}, drawn from {found.cases[0]:,} and "
        f"{found.cases[1]:,}. Each interval is Welch's, for that input by itself. The two groups "
        "are those with the highest and the lowest mean score, so their gap is the widest of all. "
        "How well an input tells them apart is the AUC, with DeLong's interval: an input that is "
        "high and low in one group and middling in the other is not seen by it, nor are several "
        "that tell the group only together."
    )
