"""Sentences on the baseline beside the model."""

from evenhand.findings import (
    CandidateFindings,
    Comparison,
    CriterionResult,
    Estimate,
    Findings,
    Paired,
    State,
)
from evenhand.review import Review
from evenhand.words import apart, given, nouns, say
from evenhand.words.handoff import is_comparable

_EXACTLY = 1000


def compare_title(findings: Findings, review: Review) -> str:
    """Which of the two is right more often, or that one can't tell."""
    comparison = findings.comparison
    if comparison is None:
        return _alone(findings, review)
    judge = _judge(comparison, review)
    if judge is not None:
        return f"Nobody can say whether {say.the(judge)} is right: it decided the outcome"
    if comparison.accuracy_difference.value is None or comparison.paired is None:
        return _unlabelled(findings, comparison, review)
    if _undecided(findings, comparison.model) is not None:
        model, rule = say.the(comparison.model), say.the(comparison.baseline)
        right = _right(comparison.paired, review)
        return f"Can't tell yet whether {model} beats {rule} as you asked: {right}"
    return _paired(comparison, comparison.paired, review)


def _judge(comparison: Comparison, review: Review) -> str | None:
    """Which of the two decided the outcome that both are measured by, if one did."""
    both = (comparison.model, comparison.baseline)
    return next((name for name in both if given.is_outcome(review, name)), None)


def _undecided(findings: Findings, model: str) -> CriterionResult | None:
    """The criterion on this comparison, where it cannot be told: the page must not say more."""
    asked = (c for c in findings.criteria if isinstance(c, CriterionResult))
    return next(
        (
            c
            for c in asked
            if (c.finding, c.candidate) == ("accuracy_difference", model)
            and c.state is State.CANNOT_TELL
        ),
        None,
    )


def _paired(comparison: Comparison, paired: Paired, review: Review) -> str:
    difference, margin = comparison.accuracy_difference, review.method.margin
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    right = _right(paired, review)
    low, high = _ends(difference)
    if low > 0:
        more = _more(difference, "more", review)
        return f"With {model}, {more} are answered rightly than with {rule}"
    if high < 0:
        fewer = _more(difference, "fewer", review)
        return f"Keep {rule}: with {model}, {fewer} are answered rightly"
    if low >= -margin:
        return f"Keep {rule}: {model} is good enough, but not measurably better; {right}"
    return f"Keep {rule}: {model} is not measurably better; {right}"


def _ends(estimate: Estimate) -> tuple[float, float]:
    """An interval's ends; without one, ends that settle nothing."""
    if estimate.low is None or estimate.high is None:
        return -1.0, 1.0
    return estimate.low, estimate.high


def _more(difference: Estimate, word: str, review: Review) -> str:
    """A difference as so many more, or fewer, of 100."""
    size = abs(difference.value or 0.0)
    of = say.denominator(size)
    return f"{say.portion(size, of)} {word} of {of:,} {nouns.cases(review)}"


def _right(paired: Paired, review: Review) -> str:
    """How many of a round number each answers rightly."""
    n = paired.both_right + paired.only_baseline + paired.only_model + paired.both_wrong
    baseline = (paired.both_right + paired.only_baseline) / n
    model = (paired.both_right + paired.only_model) / n
    used = apart.of_shares(model, baseline)
    said = [used.share(Estimate(share, n=max(n, 100))) for share in (model, baseline)]
    return f"{said[0]} {nouns.cases(review)} are answered rightly, against {said[1]}"


def _unlabelled(findings: Findings, comparison: Comparison, review: Review) -> str:
    """Why nobody can say which of the two is right more often."""
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    if not findings.review.labelled_rows:
        return f"Can't tell yet whether {model} beats {rule}: no outcome is known"
    return (
        f"Can't tell yet: no {say.name(review.words.case)} with a known outcome was answered by "
        f"both {model} and {rule}"
    )


def _alone(findings: Findings, review: Review) -> str:
    """One candidate only."""
    name = review.handoff_candidate.name
    found = findings.candidates[name]
    right = found.metrics.get("accuracy")
    told = right is not None and right.value is not None
    if right is not None and told and not given.is_outcome(review, name):
        counted = say.of_cases(right, cases=nouns.cases(review))
        return (
            f"With {say.the(name)}, {counted} are answered rightly; there is no rule to "
            "compare with"
        )
    return f"{_said_yes(name, found, review)}; whether rightly can't be told without outcomes"


def _said_yes(name: str, found: CandidateFindings, review: Review) -> str:
    rate = found.metrics.get("selection_rate", Estimate())
    counted = say.of_cases(rate, cases=nouns.cases(review))
    return f"{say.capital(say.the(name))} says {nouns.yes(review)} of {counted}"


def paired_meaning(findings: Findings, review: Review) -> str:
    """What the paired table means, in one sentence."""
    comparison = findings.comparison
    if comparison is None or comparison.paired is None:
        return "The same cases judged by both are not in this log."
    paired = comparison.paired
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    undecided = _undecided(findings, comparison.model) is not None
    return (
        f"On the same {comparison.n:,} {nouns.cases(review)}, only {model} is right "
        f"{_times(paired.only_model)}, and only {rule} {_times(paired.only_baseline)}."
        f"{_TOGETHER if undecided else ''}"
    )


def whose_margin(review: Review) -> str:
    """Whose margin it is that counts as good enough: the review's, or the one taken without."""
    return "your" if "margin" in review.method.model_fields_set else "the usual"


def _times(count: int) -> str:
    return say.counted(count, "time", "times") if count else "never"


_TOGETHER = (
    " The interval here is for this question alone; the verdict's is wider, so that it holds for "
    "all criteria together."
)


def paired_title(findings: Findings, review: Review) -> str:
    """The claim of the paired chart."""
    comparison = findings.comparison
    if comparison is None or comparison.accuracy_difference.value is None:
        return "Can't tell yet which is right more often"
    difference = comparison.accuracy_difference
    low, high = _ends(difference)
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    if low > 0:
        return f"{say.capital(model)} is right for {_more(difference, 'more', review)} than {rule}"
    if high < 0:
        return f"{say.capital(model)} is right for {_more(difference, 'fewer', review)} than {rule}"
    return f"Can't tell yet: the difference between {model} and {rule} could be chance"


def costs_title(findings: Findings, review: Review) -> str:
    """Which is cheaper, for 1,000 cases."""
    comparison, many = findings.comparison, nouns.cases(review)
    costs = comparison.cost_per_1000 if comparison else None
    if comparison is None or costs is None or costs.difference.value is None:
        return "What mistakes cost is not known"
    low, high = _ends(costs.difference) if costs.difference.low is not None else (-1.0, 1.0)
    amount = say.money(abs(costs.difference.value), review.costs.currency if review.costs else "")
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    if high < 0:
        return f"{say.capital(model)} saves {amount} for every 1,000 {many}, against {rule}"
    if low > 0:
        return f"{say.capital(model)} costs {amount} more for every 1,000 {many} than {rule}"
    return (
        f"Can't tell yet which is cheaper: {model} and {rule} differ by no more than chance would"
    )


def switched_title(findings: Findings, review: Review, attribute: str) -> str:
    """Who gets another answer most often if the model replaces the baseline."""
    comparison = findings.comparison
    groups = comparison.switched.get(attribute, ()) if comparison else ()
    if comparison is None or not any(g.n for g in groups):
        return "Nobody's answer can be compared by group"
    able = [g for g in groups if is_comparable(g, review)]
    rates = {g.group: Estimate((g.to_positive + g.to_negative) / g.n, n=g.n) for g in able}
    if not rates:
        return f"Too few {nouns.cases(review)} to compare whose answer changes"
    most = max(rates, key=lambda group: (rates[group].value or 0.0, group))
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    counted = say.of_cases(rates[most], cases=nouns.cases(review))
    where = f"{say.readable(attribute)} {say.name(most)}"
    return f"If {model} replaces {rule}, the answer changes most often for {where}: {counted}"


def flow_title(
    candidate: str, wrong: Estimate, of: int, review: Review, *, classes: bool = False
) -> str:
    """What happens to 1,000 cases under one candidate.

    Args:
        candidate: its name.
        wrong: the share of wrong answers, as its parts are drawn, so that they add up to it.
        of: the number of cases that is drawn.
        review: the nouns.
        classes: whether there are more answers than two, of which this counts one.
    """
    about = f" about “{say.name(review.words.positive, 40)}”" if classes else ""
    return (
        f"With {say.the(candidate)}, {say.of_cases(wrong, of)} {nouns.cases(review)} get a wrong "
        f"answer{about}"
    )


def both_answered(findings: Findings, review: Review) -> str | None:
    """On which cases two are compared; None where these are all whose outcome is known."""
    comparison = findings.comparison
    if comparison is None or not 0 < comparison.n < findings.review.labelled_rows:
        return None
    return f"Compared on the {nouns.counted(comparison.n, review)} that both answered."


def auc_sentence(findings: Findings) -> str | None:
    """How well each ranks, for the appendix."""
    difference = findings.comparison.auc_difference if findings.comparison else None
    if difference is None or difference.value is None or difference.p_value is None:
        return None
    return (
        f"Area under the ROC curve, model minus baseline: {say.number(difference.value, 3)} "
        f"(DeLong, p {say.chance(difference.p_value)})."
    )


def candidate_line(
    name: str, found: CandidateFindings, review: Review, compared: int | None = None
) -> str:
    """One candidate in one line.

    Args:
        name: the candidate's.
        found: what was found of it.
        review: the nouns.
        compared: on how many cases it is compared, if it is; those it answered may be more.
    """
    right = found.metrics.get("accuracy", Estimate())
    if right.value is None or given.is_outcome(review, name):
        return f"{_said_yes(name, found, review)}."
    of = _EXACTLY if right.n >= _EXACTLY else None  # candidates that differ must not read alike
    counted = say.of_cases(right, of, nouns.cases(review))
    among = "" if compared in {None, right.n} else f", counted on all {right.n:,} that it answered"
    phrase = nouns.metric_phrase("accuracy", review)
    return f"{say.capital(say.the(name))}: {phrase} {counted}{among}."
