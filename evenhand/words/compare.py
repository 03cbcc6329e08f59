"""Sentences on the baseline beside the model."""

from dataclasses import astuple

from evenhand.findings import (
    OMITTED,
    CandidateFindings,
    Comparison,
    CostComparison,
    CostsBeside,
    CriterionResult,
    Estimate,
    Findings,
    Omitted,
    Paired,
    State,
)
from evenhand.review import Review
from evenhand.words import apart, arms, baselines, break_even, given, nouns, positives, say
from evenhand.words.columns import attribute_name
from evenhand.words.handoff import is_comparable
from evenhand.words.untold import untold

_EXACTLY = 1000
_FEW = 100


def compare_title(findings: Findings, review: Review) -> str:
    """Which of the two is right more often, or that one can't tell."""
    comparison = findings.comparison
    if comparison is None or baselines.stand_in(findings) is not None:
        return baselines.baselines_title(findings, review) or _alone(findings, review)
    between = arms.arms_title(findings, review)
    if between is not None:
        return between
    by = judge(comparison, review)
    if by is not None:
        return f"Nobody can say whether {say.the(by)} is right: it decided the outcome"
    if comparison.accuracy_difference.value is None or comparison.paired is None:
        return _untold(findings, comparison, review)
    return _told(findings, comparison, comparison.paired, review)


def _untold(findings: Findings, comparison: Comparison, review: Review) -> str:
    """Why it cannot be said which is right more often; of a kept review, what is left of it."""
    if positives.leads(findings) and comparison.positives is not None:
        return positives.rare_title(comparison, comparison.positives, review)
    if not isinstance(findings.merged, Omitted):
        return "How the two compare is not in this kept review"
    return _unlabelled(findings, comparison, review)


def _told(findings: Findings, comparison: Comparison, paired: Paired, review: Review) -> str:
    """How often each is right, or where positives are rare what it finds."""
    rare = comparison.positives if positives.leads(findings) else None
    if _undecided(findings, comparison.model) is not None:
        model, rule = say.the(comparison.model), say.the(comparison.baseline)
        right = _right(paired, review) if rare is None else positives.found_and_right(rare)
        return f"Can't tell yet whether {model} beats {rule} as you asked: {right}"
    if rare is None:
        return _real_ones(findings, comparison) or _paired(comparison, paired, review)
    return positives.rare_title(comparison, rare, review)


def _real_ones(findings: Findings, comparison: Comparison) -> str | None:
    """What the model finds of rare positives, where a kept review does not tell what both do."""
    found = findings.candidates[comparison.model]
    if comparison.positives is not None or not _is_rare(found):
        return None
    return (
        f"{say.capital(say.the(comparison.model))} finds "
        f"{say.of_cases(found.metrics['true_positive_rate'])} real ones; how many "
        f"{say.the(comparison.baseline)} finds beside it is not in this kept review"
    )


def judge(comparison: Comparison, review: Review) -> str | None:
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
    difference = comparison.accuracy_difference
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    right = _right(paired, review)
    said = answer(comparison)
    if said == "better":
        more = _more(difference, "more", review)
        return f"With {model}, {more} are answered rightly than with {rule}"
    if said == "worse":
        fewer = _more(difference, "fewer", review)
        return f"Keep {rule}: with {model}, {fewer} are answered rightly"
    if said == "good_enough":
        return f"Keep {rule}: {model} is good enough, but not measurably better; {right}"
    return f"Keep {rule}: {model} is not measurably better; {right}"


def answer(comparison: Comparison) -> str | None:
    """Better, good enough, not measurably better or worse; None where nothing was compared."""
    return comparison.non_inferiority.answer if comparison.non_inferiority else None


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
    of, decimals = (used.of if n >= _FEW else None), used.decimals
    own, other = (Estimate(share, n=n) for share in (model, baseline))
    right = say.of_cases(own, of, nouns.cases(review), decimals=decimals)
    return f"{right} are answered rightly, against {say.of_cases(other, of, decimals=decimals)}"


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
    return f"{_said_yes(name, found, review)}; whether rightly {untold(findings)}"


def _said_yes(name: str, found: CandidateFindings, review: Review) -> str:
    rate = found.metrics.get("selection_rate", Estimate())
    counted = say.of_cases(rate, cases=nouns.cases(review))
    return f"{say.capital(say.the(name))} says {nouns.yes(review)} of {counted}"


def paired_meaning(findings: Findings, review: Review) -> str:
    """What the paired table means, in one sentence."""
    comparison = findings.comparison
    if comparison is not None and comparison.arms is not None:
        return (
            "Each on the cases of its own arm, so that these are two samples. What came of the "
            "cases matters more in an A/B test than who foresaw it."
        )
    if comparison is None or comparison.paired is None:
        return "The same cases judged by both are not in this log."
    paired = comparison.paired
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    undecided = _undecided(findings, comparison.model) is not None
    return (
        f"On the same {comparison.n:,} {nouns.cases(review)}, only {model} is right "
        f"{_times(paired.only_model)}, and only {rule} {_times(paired.only_baseline)}."
        f"{_within(comparison, review)}{_TOGETHER if undecided else ''}"
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
    difference, said = comparison.accuracy_difference, answer(comparison)
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    if said in {"better", "worse"}:
        more = _more(difference, "more" if said == "better" else "fewer", review)
        return f"{say.capital(model)} is right for {more} than {rule}"
    if said == "good_enough":
        return f"{say.capital(model)} is good enough beside {rule}: not worse by {_margin(review)}"
    return f"Can't tell yet: the difference between {model} and {rule} could be chance"


def _margin(review: Review) -> str:
    """The margin, in counts."""
    return f"{whose_margin(review)} margin of {say.number(100 * review.method.margin)} of 100"


def _within(comparison: Comparison, review: Review) -> str:
    """That a measurable loss is smaller than the margin, where it is."""
    low = comparison.accuracy_difference.low
    if answer(comparison) != "worse" or low is None or low <= -review.method.margin:
        return ""
    return f" That is measurably worse, but by less than {_margin(review)}."


def costs_title(findings: Findings, review: Review) -> str:
    """Which is cheaper, for 1,000 cases."""
    comparison, many = findings.comparison, nouns.cases(review)
    costs = comparison.cost_per_1000 if comparison else None
    if comparison is None or costs is None or costs.difference.value is None:
        return "What mistakes cost is not known"
    low, high = _ends(costs.difference) if costs.difference.low is not None else (-1.0, 1.0)
    amount = say.money(abs(costs.difference.value), review.costs.currency if review.costs else "")
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    model += break_even.alone(review)
    if high < 0:
        return f"{say.capital(model)} saves {amount} for every 1,000 {many}, against {rule}"
    if low > 0:
        return f"{say.capital(model)} costs {amount} more for every 1,000 {many} than {rule}"
    return (
        f"Can't tell yet which is cheaper: {model} and {rule} differ by no more than chance would"
    )


def costs_meaning(findings: Findings, review: Review) -> str:
    """What that comes to in a year, with its interval, and what is assumed."""
    worth = findings.comparison.cost_per_1000 if findings.comparison else None
    given = (
        "Mistakes and reviews by the costs of this review; what is assumed there is assumed here."
    )
    parts = (
        _telling(worth, review),
        _in_a_year(worth, review),
        break_even.dominates(findings, review),
        given,
    )
    return " ".join(part for part in parts if part)


def _telling(worth: CostComparison | None, review: Review) -> str:
    """How many more cases would tell which is cheaper, where that can't be told."""
    if worth is None or not worth.cases_needed:
        return ""
    more = say.number(float(worth.cases_needed))
    return f"About {more} more {nouns.cases(review)} would tell, if the rates stay."


def _in_a_year(worth: CostComparison | None, review: Review) -> str:
    """What the model saves in a year, or costs more."""
    year, costs = worth.per_year if worth else OMITTED, review.costs
    if not isinstance(year, CostsBeside) or year.difference.value is None or costs is None:
        return ""
    cases = costs.cases_per_year or 0.0
    gap, currency = year.difference, costs.currency
    word = "less" if (gap.value or 0.0) < 0 else "more"
    ends = sorted(abs(end) for end in (gap.low or 0.0, gap.high or 0.0))
    apart = (gap.low or 0.0) * (gap.high or 0.0) > 0
    low, high = (say.money(end, currency) for end in ends)
    told = "" if low == high else f" (from {low} to {high})"
    spread = told if apart or gap.low == gap.high else ", which could be chance"
    return (
        f"For the {say.number(cases)} {nouns.cases(review)} of a year that is "
        f"{say.money(abs(gap.value or 0.0), currency)} {word}{spread}."
    )


def switched_title(findings: Findings, review: Review, attribute: str) -> str:
    """Who gets another answer most often if the model replaces the baseline."""
    comparison = findings.comparison
    groups = comparison.switched.get(attribute, ()) if comparison else ()
    if comparison is None or not any(g.n for g in groups):
        return "Nobody's answer can be compared by group"
    able = [g for g in groups if is_comparable(g, review)]
    rates = {
        g.group: Estimate(((g.to_positive or 0) + (g.to_negative or 0)) / g.n, n=g.n) for g in able
    }
    if not rates:
        return f"Too few {nouns.cases(review)} to compare whose answer changes"
    most = max(rates, key=lambda group: (rates[group].value or 0.0, group))
    model, rule = say.the(comparison.model), say.the(comparison.baseline)
    counted = say.of_cases(rates[most], cases=nouns.cases(review))
    where = f"{attribute_name(attribute, review)} {say.name(most)}"
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
    if comparison.arms is not None:
        return None
    if baselines.stand_in(findings) is not None:
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
    return f"{say.capital(say.the(name))}: {phrase} {counted}{among}.{_of_rare(found, review)}"


def _of_rare(found: CandidateFindings, review: Review) -> str:
    """What is found of positives that are rare: being right often says little then."""
    if not _is_rare(found):
        return ""
    said = (
        f"{nouns.metric_phrase(metric, review)} {say.of_cases(found.metrics[metric])}"
        for metric in ("true_positive_rate", "precision")
    )
    return f" {say.capital('; '.join(said))}."


def _is_rare(found: CandidateFindings) -> bool:
    """Whether there are positives, and so few that being right often says little."""
    real, n = found.counts.tp + found.counts.fn, sum(astuple(found.counts))
    return found.classes is OMITTED and 0 < positives.RARE_OF * real < n
