"""Sentences on what mitigation would cost, and on what it takes."""

from typing import Final

from evenhand.findings import Estimate, Option, ReviewMore, Thresholds
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name

BEFORE_MITIGATION: Final = (
    "This works out what it would cost to treat groups differently so that a rate comes out equal. "
    "It is a calculation, not advice, and nothing is applied."
)
LAW: Final = (
    "Another threshold for a group uses the group in the decision, and that is itself different "
    "treatment. In US employment it is barred: scores may not be adjusted, nor different cutoffs "
    "used, on the basis of race, color, religion, sex or national origin (42 U.S.C. 2000e-2(l)). "
    "In the EU different treatment needs a justification in law. Ask a lawyer before anything of "
    "this is used; as of November 2026."
)
PRACTICE: Final = (
    "In practice everybody's group must be known when the decision is made, and kept up to date. "
    "All of it was chosen on this log: on the next one expect a wider gap and fewer right."
)
REVIEW_PRACTICE: Final = (
    "No answer changes with the group; how often a person looks does. That too treats groups "
    "differently and needs a reason that can be said aloud, and the group must be known when a "
    "case arrives. All of it was chosen on this log."
)
_WAYS: Final = {
    "demographic_parity": "selection rates",
    "true_positive_rate_parity": "true positive rates",
    "false_positive_rate_parity": "false positive rates",
    "equalized_odds": "both error rates",
}
_LEAST: Final = 1e-9
_MOST_NAMED: Final = 5
_NEARLY_ALL: Final = 0.9


def way(option: Option) -> str:
    """What a way to decide is called.

    >>> way(Option("today", None, Estimate(), None, ()))
    'Today: one threshold'
    """
    if option.kind == "coin_toss":
        return f"Coin toss, equal {_WAYS[option.constraint or '']}"
    return "Today: one threshold" if option.kind == "today" else "A threshold for each group"


def _of(share: float) -> str:
    """A share that may be tiny, as a count."""
    of = say.denominator(share if share > _LEAST else None)
    return f"{say.portion(share if share > _LEAST else 0.0, of)} of {of:,}"


def thresholds_title(found: Thresholds, review: Review) -> str:
    """What the smallest cost of reaching the gap is, in right answers."""
    phrase, by = nouns.metric_phrase(found.metric, review), attribute_name(found.attribute, review)
    gap = f"the gap in “{_unquoted(phrase)}” by {by}"
    now, then = _two_of(found.today.gap or 0.0, found.per_group.gap or 0.0)
    if (found.today.gap or 0.0) <= found.within:
        asked = "your limit" if _has_limit(found, review) else "even enough here"
        return (
            f"Today is within it already: {gap} is {now}, and {asked} is {_of(found.within)}; "
            f"thresholds by group that are right most often would make it {then}"
        )
    before, after = found.today.accuracy.value, found.per_group.accuracy.value
    cost = (before or 0.0) - (after or 0.0)
    start = f"A threshold for each group can bring {gap} from {now} to {then}"
    if cost <= _LEAST:
        return f"{start} at no cost in right answers on this log"
    return f"{start} and costs {_of(cost)} right answers"


def _two_of(one: float, other: float) -> tuple[str, str]:
    """Two shares of one denominator, in which they are told apart."""
    of = say.denominator(*(share for share in (one, other) if share > _LEAST))
    if abs(one - other) > _LEAST and say.portion(one, of) == say.portion(other, of):
        of *= 10
    first, second = (say.portion(share if share > _LEAST else 0.0, of) for share in (one, other))
    return f"{first} of {of:,}", f"{second} of {of:,}"


def _has_limit(found: Thresholds, review: Review) -> bool:
    """Whether the gap to reach is one that the review sets."""
    asked = (found.attribute, "difference", found.within)
    return any((c.attribute, c.gap, c.at_most) == asked for c in review.criteria)


def _unquoted(phrase: str) -> str:
    """A phrase without the quotation marks that it is about to stand in."""
    return phrase.replace("“", "").replace("”", "")


def thresholds_meaning(found: Thresholds, review: Review) -> str:
    """What gap is to be reached, where it stands today, and who would be worse off."""
    gap = found.today.gap or 0.0
    already = ", which is within it already" if gap <= found.within else ""
    reach = (
        f"The gap to reach is your limit of {_of(found.within)}."
        if _has_limit(found, review)
        else f"No limit of this review is on this gap; {_of(found.within)} is taken as even enough."
    )
    pairs = zip(found.today.groups, found.per_group.groups, strict=True)
    worse = [two.group for one, two in pairs if _more(one.accuracy, two.accuracy)]
    lowered = (
        f"It would be right less often for {_some(worse)}."
        if worse
        else "It would be right no less often for any group compared."
    )
    return f"{reach} Today it is {_of(gap)}{already}. {lowered} {LAW}"


def _more(one: Estimate, two: Estimate) -> bool:
    """Whether the first is larger; nothing is larger than what is not known."""
    return one.value is not None and two.value is not None and one.value > two.value + _LEAST


def _some(groups: list[str]) -> str:
    """The first few of some groups."""
    more = len(groups) - _MOST_NAMED
    named = [say.name(group) for group in groups[:_MOST_NAMED]]
    return say.listed([*named, f"{more:,} more"] if more > 0 else named)


def thresholds_how(found: Thresholds, review: Review) -> str:
    """Terms and method."""
    return (
        f"{nouns.metric_how(found.metric, review)} Every group's threshold is moved over all "
        "scores that the counts tell apart; the curve is the best accuracy at a gap of at most so "
        "much. Coin tosses are Fairlearn's ThresholdOptimizer (Hardt, Price and "
        "Srebro 2016), judged by its probabilities on all cases, with at most 100,000 cases drawn "
        f"evenly to fit it, seed {review.method.seed}. No intervals: the numbers were chosen on "
        f"the cases they are counted from. {PRACTICE}"
    )


def tossed(option: Option, review: Review) -> str | None:
    """How many cases a coin decides."""
    if option.kind != "coin_toss":
        return None
    return f"a coin decides {_of(option.tossed)} {nouns.cases(review)}"


def no_thresholds(review: Review, candidate: str) -> str:
    """Why thresholds by group cannot be worked out, and what to add."""
    one = next(c for c in review.candidates if c.name == candidate)
    if one.score is None and one.confidence is not None:
        yes = nouns.yes(review)
        return (
            f"{say.capital(say.the(candidate))} says how sure it is of its answer, but not how "
            f"likely {yes} is, so there is no threshold to move."
        )
    if one.score is None:
        return f"There are no scores of {say.the(candidate)}, so there is no threshold to move."
    return _without(review)


def no_review(review: Review, candidate: str) -> str:
    """Why more review cannot be worked out, and what to add."""
    one = next(c for c in review.candidates if c.name == candidate)
    if not one.is_sure:
        return (
            f"It is not known how sure {say.the(candidate)} is of an answer, so no "
            f"{say.name(review.words.case)} can be handed off."
        )
    return _without(review)


def _without(review: Review) -> str:
    if review.columns.label is None:
        return "No outcome is known, so what it would cost in right answers cannot be worked out."
    return (
        f"Fewer than two groups have {review.method.min_group:,} {nouns.cases(review)} "
        "and a known outcome."
    )


def review_more_title(found: ReviewMore, review: Review) -> str:
    """The worst group's automatic error, today and with a handoff threshold for each group."""
    cases, by = nouns.cases(review), attribute_name(found.attribute, review)
    now, today = (_of(e.value or 0.0) for e in (found.handed_off, found.handed_off_today))
    beside = "" if now == today else f", {today} today"
    start = f"With {now} {cases} sent to {say.a_or_an(review.words.person)}{beside}"
    if _nearly_all(found.handed_off, found.handed_off_today):
        return (
            f"No usable result by {by}: to be wrong least when deciding alone, nearly all {cases} "
            f"({now}{beside}) go to {say.a_or_an(review.words.person)}, and hardly any are "
            "decided alone"
        )
    if found.worst is None or found.worst_today is None:
        return f"{start}, how often the worst group of {by} is wrong can't be told"
    if found.worst >= found.worst_today - _LEAST:
        return f"{start}, no handoff thresholds by {by} make the worst group better off"
    of = say.denominator(found.worst, found.worst_today)
    if say.portion(found.worst, of) == say.portion(found.worst_today, of):
        of *= 10
    now, before = (say.portion(share, of) for share in (found.worst, found.worst_today))
    return (
        f"{start}, the worst group of {by} is wrong {now} instead of {before} of {of:,} times when "
        f"decided alone{_sent(found, review)}"
    )


def _nearly_all(now: Estimate, today: Estimate) -> bool:
    """Whether hardly any is decided alone any more."""
    return (now.value or 0.0) >= _NEARLY_ALL > (today.value or 0.0)


def _sent(found: ReviewMore, review: Review) -> str:
    """Groups of which hardly any is decided alone any more: fewer errors there are no gain."""
    sent = [g for g in found.groups if _nearly_all(g.handed_off, g.handed_off_today)]
    if not sent:
        return ""
    most = max(group.handed_off.value or 0.0 for group in sent)
    start = "all" if most == 1 and len(sent) == 1 else "nearly all"
    names = _some([group.group for group in sent])
    return f"; but {start} {nouns.cases(review)} of {names} go there then"


def review_more_meaning(found: ReviewMore, review: Review) -> str:
    """What people can take, and what it means to look more at some groups."""
    budget = {
        "today": f"as many as today, {_of(found.budget)}",
        "people": f"as many as there are people and hours for, {_of(found.budget)}",
        "asked": f"at most {_of(found.budget)}",
    }[found.budget_from]
    worse = [group.group for group in found.groups if _more(group.error, group.error_today)]
    price = (
        f" It would be wrong more often than today, when decided alone, for {_some(worse)}."
        if worse
        else ""
    )
    return f"People take {budget} {nouns.cases(review)}.{price} {REVIEW_PRACTICE}"


def review_more_how(found: ReviewMore, review: Review) -> str:
    """Terms and method."""
    return (
        f"{nouns.metric_how('automatic_error', review)} For a target error every group takes the "
        "lowest confidence that reaches it on at least "
        f"{review.method.min_group:,} {nouns.cases(review)} of known outcome; the target "
        f"is the smallest that people can take. Today everybody needs {found.threshold_today:g}. "
        "Groups too small to judge keep that. People's own mistakes are not counted here. No "
        "intervals: the numbers were chosen on the cases they are counted from."
    )
