"""Sentences on all candidates beside each other."""

from evenhand.findings import Beside, Comparison, Findings
from evenhand.review import Review
from evenhand.words import given, nouns, say
from evenhand.words.positives import leads


def several_title(findings: Findings, review: Review) -> str:
    """Who is right most often in this log, or finds most where positives are rare."""
    metric = leading_metric(findings)
    values = {
        name: found.metrics[metric]
        for name, found in findings.candidates.items()
        if not given.is_outcome(review, name) and found.metrics[metric].value is not None
    }
    if not values:
        return "Nobody can say which candidate is right most often"
    most = max(one.value or 0.0 for one in values.values())
    best = [name for name, one in values.items() if one.value == most]
    among, counted = f"Of {len(findings.candidates)} candidates", say.of_cases(values[best[0]])
    if len(best) > 1:
        what = "find most of the real ones" if metric != "accuracy" else "are right most often"
        names = say.listed([say.the(name) for name in best])
        return f"{among}, {names} {what} in this log, as often as each other: {counted}"
    what = "finds most of the real ones" if metric != "accuracy" else "is right most often"
    return f"{among}, {say.the(best[0])} {what} in this log: {counted}"


def leading_metric(findings: Findings) -> str:
    """What comes first: how often it is right, or what it finds where positives are rare."""
    return "true_positive_rate" if leads(findings) else "accuracy"


def others_line(findings: Findings, review: Review) -> str | None:
    """How further candidates do against the baseline; None where there are but two."""
    compared = findings.comparison
    if compared is None:
        return None
    said = [
        _against(name, one, compared, review)
        for name, one in compared.candidates.items()
        if name not in {compared.model, compared.baseline} and not given.is_outcome(review, name)
    ]
    parts = [part for part in said if part]
    if not parts:
        return None
    return f"Beside {say.the(compared.baseline)}, on the same cases: {'; '.join(parts)}."


def _against(name: str, one: Beside, compared: Comparison, review: Review) -> str:
    gap = one.accuracy_difference
    if gap.value is None or gap.low is None or gap.high is None or one.paired is None:
        return ""
    candidate = say.the(name)
    if gap.low <= 0 <= gap.high:
        return f"{candidate} is not measurably apart from {say.the(compared.baseline)}"
    size, word = abs(gap.value), "more" if gap.value > 0 else "fewer"
    of = say.denominator(size)
    return (
        f"{candidate} is right for {say.portion(size, of)} {word} of {of:,} {nouns.cases(review)}"
    )
