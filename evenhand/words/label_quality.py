"""Sentences on how far raters agree on the labels, and whether the candidate is right there."""

from typing import Final

from evenhand.findings import AgreementBand, Findings, LabelQuality, Omitted
from evenhand.review import Review
from evenhand.words import nouns, say

_TOO_MANY: Final = (
    "How far raters agree on the labels can't be told: there are too many different labels and "
    "answers to count them by how far raters agree. Fewer classes would do."
)


def label_quality_of(findings: Findings) -> LabelQuality | None:
    """What is known of the labels' quality; None where the log does not say how far raters agree.

    Args:
        findings: what was found.
    """
    return None if isinstance(findings.label_quality, Omitted) else findings.label_quality


def label_quality_leads(findings: Findings) -> bool:
    """Whether there is nothing else to say of health: no time, and no earlier log.

    Args:
        findings: what was found.
    """
    others = findings.health, findings.then_now
    return label_quality_of(findings) is not None and all(isinstance(o, Omitted) for o in others)


def label_quality_title(found: LabelQuality, review: Review) -> str:
    """On how many cases all raters agree, and whether the candidate is right more often there."""
    if not found.n:
        return "How far raters agree on the labels can't be told"
    return f"Raters agree fully on {_unanimous(found, review)}; {_more_often(found)}"


def label_quality_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What is said below the page's title; the claim too, where that title is another.

    Args:
        findings: what was found.
        review: its nouns and sizes.
    """
    found = label_quality_of(findings)
    if found is None:
        is_kept = not isinstance(findings.merged, Omitted)
        return (_TOO_MANY,) if review.is_rated and not is_kept else ()
    titled = label_quality_leads(findings)
    claim = () if titled else (f"{label_quality_title(found, review)}.",)
    return (*claim, " ".join(part for part in (_numbers(found, review), _mean(found)) if part))


def right_where_title(found: LabelQuality, review: Review) -> str:
    """How often the candidate is right where all raters agree, and elsewhere.

    Args:
        found: what is known of the labels' quality.
        review: its nouns and sizes.
    """
    if _way(found) is None:
        return label_quality_title(found, review)
    alike, others = say.apart(
        100 * (found.where_all_agree.value or 0.0), 100 * (found.elsewhere.value or 0.0)
    )
    return (
        f"{say.capital(say.the(found.candidate))} is right on {alike} of 100 {nouns.cases(review)} "
        f"on which all raters agree, and on {others} of 100 of the others"
    )


def label_quality_meaning(found: LabelQuality) -> str:
    """What a difference between the two kinds of case may come from."""
    way, model = _way(found), say.the(found.candidate)
    if way is None:
        return f"Can't tell yet whether {model} is right more often where all raters agree."
    if way > 0:
        return (
            "Where raters disagree the label itself may be wrong, or the answer is hard to give: "
            f"part of the mistakes of {model} may be the labels'."
        )
    if way < 0:
        return f"What raters disagree about does not explain the mistakes of {model}."
    return f"Nothing here says that mistakes of {model} come from unsure labels."


def band_name(one: AgreementBand) -> str:
    """Which share of the raters gave the label.

    >>> from evenhand.findings import Estimate
    >>> [band_name(AgreementBand(*ends, Estimate())) for ends in ((0, .5), (.9, 1), (1, 1))]
    ['under 50 of 100 raters', '90 or more of 100, not all', 'all raters']
    """
    low, high = round(100 * one.low), round(100 * one.high)
    if low == high:
        return "all raters"
    if one.high == 1:
        return f"{low} or more of 100, not all"
    return f"{low} to {high} of 100 raters" if low else f"under {high} of 100 raters"


def label_mean(found: LabelQuality) -> str:
    """How many of 100 raters give the label on average, with a digit more than usual."""
    ends = (found.agreement.value, found.agreement.low, found.agreement.high)
    value, low, high = (say.number(100 * (end or 0.0), 3) for end in ends)
    return f"On average {value} of 100 raters give the label, with an interval of {low} to {high}"


def _unanimous(found: LabelQuality, review: Review) -> str:
    return say.of_cases(found.unanimous, cases=nouns.cases(review))


def _way(found: LabelQuality) -> int | None:
    """1 where the candidate is clearly right more often if all agree, -1 less; None: too few."""
    low, high = found.difference.low, found.difference.high
    if low is None or high is None:
        return None
    return 1 if low > 0 else -1 if high < 0 else 0


def _more_often(found: LabelQuality) -> str:
    """Whether the candidate is right more often on these."""
    model = say.the(found.candidate)
    return {
        None: f"can't tell yet whether {model} is right more often there",
        1: f"{model} is right more often there",
        -1: f"{model} is right less often there",
        0: f"no difference in how often {model} is right there can be seen",
    }[_way(found)]


def _numbers(found: LabelQuality, review: Review) -> str:
    """How often the candidate is right on both kinds of case, or why that is not told."""
    cases = nouns.cases(review)
    if not found.n:
        return f"No share of raters from 0 to 1 is given for {cases} with a known outcome."
    if _way(found) is None:
        answered = f"{found.where_all_agree.n:,} and {found.elsewhere.n:,}"
        return (
            f"{label_quality_meaning(found)} Both kinds need {review.method.min_group:,} {cases} "
            f"with an answer and a known outcome, and have {answered}."
        )
    return f"The difference between these and the others is {say.mean(found.difference)}."


def _mean(found: LabelQuality) -> str:
    """How many of the raters give the label on average, and of how many cases that is not known."""
    if not found.n:
        return ""
    unknown = f" It is not known for {found.unknown:,} more." if found.unknown else ""
    return f"{label_mean(found)}.{unknown}"
