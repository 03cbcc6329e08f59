"""Sentences of the first page, and a line for each block that can't be shown."""

from collections.abc import Callable, Mapping
from typing import Final

from evenhand.findings import (
    OMITTED,
    CriterionResult,
    Findings,
    Guarantee,
    Omitted,
    State,
    Value,
)
from evenhand.review import Costs, Review
from evenhand.words import (
    arms,
    baselines,
    compare,
    criteria,
    health,
    labelling,
    latency,
    nouns,
    queue,
    say,
    shadow,
)


def overview_title(findings: Findings, review: Review) -> str:
    """The finding of the whole audit in one sentence."""
    word = findings.verdict.word
    if word is None:
        return compare.compare_title(findings, review)
    decisive = _decisive(findings)
    if word == "Not yet" and (decisive is None or decisive.state is not State.OUTSIDE):
        return f"{word}: a person's answer stands in the way"
    if decisive is None:
        return f"{word}: {_otherwise(word)}"
    return f"{word}: {criteria.weighed(decisive, review)}"


_OTHERWISE: Final = {
    "Go": "every required criterion is inside its limit",
    "Go with limits": "every required criterion is inside its limit, with a handoff to a person",
    "Not yet": "a required criterion is outside its limit",
    "Can't tell yet": "a question that only a person can answer is open",
}


def _otherwise(word: str) -> str:
    return _OTHERWISE.get(word, "see the criteria")


def _decisive(findings: Findings) -> CriterionResult | None:
    """The first required criterion that is outside, else the first that can't be told."""
    required = [c for c in findings.criteria if isinstance(c, CriterionResult) and c.required]
    for state in (State.OUTSIDE, State.CANNOT_TELL):
        found = next((c for c in required if c.state is state), None)
        if found is not None:
            return found
    return None


def report_title(findings: Findings, review: Review) -> str:
    """The report's first line."""
    word = findings.verdict.word
    return f"{say.name(review.title, 200)}{f' {word}' if word else ''}".strip()


def data_line(findings: Findings, review: Review) -> str:
    """What was audited, in one line."""
    facts, check = findings.review, findings.data_check
    cases = nouns.counted(facts.rows, review)
    known = f"{facts.labelled_rows:,} with a known outcome"
    rows = say.counted(check.rows_reported, "row", "rows")
    left_out = f"{rows} left out and reported" if check.rows_reported else ""
    return ", ".join(part for part in (cases, known, left_out or "every row used") if part) + "."


_PARTS: Final[Mapping[str, str]] = {
    "compare": "how often each of the two is right on the same cases",
    "paired": "how often each of the two is right on the same cases",
    "flows": "how each of the two is right and wrong on the same cases",
    "switched": "whose answer changes, and to which",
    "costs": "what the mistakes of both on the same cases cost",
    "value": "what it is worth against today, which needs what all say of the same cases",
    "over_time": "how the two compare over time",
    "handoff": "what is handed off",
    "handoff_groups": "what is handed off by these groups",
    "reliability": "how often what the candidate is so sure of comes true",
    "fairness": "what happens by group",
    "impact_ratios": "how often each group is chosen beside the others",
    "latency": "how long answers take",
    "risk_coverage": "how many mistakes there are at each confidence",
    "tried": "what other confidences would do",
    "tried_groups": "what other confidences would do by group",
    "staffing": "how long cases wait for a person",
    "arrivals": "when cases come in",
    "guarantee": "what can be promised of mistakes",
    "roll_out": "where to start small",
}


# What a review file says, or a model file: a kept review lacks it only where there was none. What
# is never kept says so itself.
_NEVER_IN_A_LOG: Final = {
    "criteria",
    "running",
    "arms_earned",
    "explain",
    "try",
    "health",
    "shadow",
    "labelling",
}


def missing(findings: Findings, review: Review, block: str) -> str | None:
    """Why a block is not shown and what to add; None where it can be.

    Args:
        findings: what was found.
        review: the review.
        block: one of `BLOCKS`; any other has nothing to say.
    """
    why = BLOCKS[block](findings, review) if block in BLOCKS else None
    if why is None or isinstance(findings.merged, Omitted) or block in _NEVER_IN_A_LOG:
        return why
    return (
        f"Not in this kept review is {_PARTS[block]}: fewer than "
        f"{findings.merged} cases stood behind one of its counts, or it was not in the log."
    )


def no_label(findings: Findings, review: Review) -> str | None:
    """Why no answer can be called right; None where some outcomes are known."""
    if findings.review.labelled_rows:
        return None
    if review.columns.label is None:
        return (
            "What really happened is not in this log, so nobody can say which answers were right. "
            "Add a column that says it (in a review file: [columns] label)."
        )
    return "The outcome is known for no row, so nobody can say which answers were right."


def _no_compare(findings: Findings, review: Review) -> str | None:
    if findings.comparison is None:
        found = ", or let the simplest rules be found (evenhand run --baselines)"
        return (
            "There is nothing to compare with. Add the answers of the rule in use "
            '(in a review file: [[candidates]] with role = "baseline")'
            f"{found if findings.review.labelled_rows else ''}."
        )
    why = no_label(findings, review)
    if why is None and not findings.comparison.n:
        return "No case with a known outcome was answered by both, so they cannot be compared."
    return why


def _no_switched(findings: Findings, review: Review) -> str | None:
    if findings.comparison is None:
        return _no_compare(findings, review)
    if findings.comparison.arms is not None:
        return "No case was answered by two in an A/B test, so no answer can be seen to change."
    return None if findings.comparison.switched else _no_attributes(findings, review)


def _is_free(findings: Findings, costs: Costs) -> bool:
    """Whether an A/B test has prices for outcomes alone, and none for mistakes."""
    between = arms.arms_of(findings) is not None
    return between and not (costs.false_positive or costs.false_negative)


def _no_costs(findings: Findings, review: Review) -> str | None:
    if review.costs is None or _is_free(findings, review.costs):
        return (
            "What a mistake costs is not in this review. "
            "Say what a false alarm and a missed case cost "
            "(in a review file: [costs] false_positive and false_negative)."
        )
    return _no_compare(findings, review)


def _no_latency(findings: Findings, review: Review) -> str | None:
    del review
    if latency.latencies_of(findings):
        return None
    return (
        "How long answers take is not in this log. Add a column of milliseconds "
        "(in a review file: [[candidates]] latency_ms)."
    )


def _no_running(findings: Findings, review: Review) -> str | None:
    del review
    if latency.runnings_of(findings):
        return None
    return (
        "What running and waiting cost is not in this review. Say what a case costs, and a second "
        "of waiting (in a review file: [[candidates]] cost_per_case, [costs] waiting_per_second)."
    )


def _no_earned(findings: Findings, review: Review) -> str | None:
    if arms.arms_of(findings) is None or (review.costs and review.costs.positive_worth is not None):
        return None
    return (
        "What each arm earns is not known. Say what one positive outcome is worth "
        "(in a review file: [costs] positive_worth)."
    )


def _no_value(findings: Findings, review: Review) -> str | None:
    if isinstance(findings.value, Value):
        return None
    if review.costs is None:
        return _no_costs(findings, review)
    if not findings.review.labelled_rows:
        return no_label(findings, review)
    return (
        "What it is worth against today is not known, since nothing says who decides today. "
        "Add the answers of the rule in use, or say what a look by a person costs (in a review "
        'file: [[candidates]] with role = "baseline", or [costs] review).'
    )


def _no_time(findings: Findings, review: Review) -> str | None:
    found = findings.comparison
    if found is None or found.over_time is not OMITTED:
        return _no_compare(findings, review)
    if baselines.stand_in(findings) is not None:
        return (
            "Whether the model keeps its lead over time is counted beside the answers of a rule in "
            "use, not beside the simplest rules. Add them (in a review file: [[candidates]] with "
            'role = "baseline").'
        )
    if review.columns.time is not None:
        return (
            "Whether the difference holds over time can't be told: all cases whose outcome is "
            "known are of one period, or have no date."
        )
    return (
        "Whether the difference holds over time is not known. Add a column that says when each "
        f"{say.name(review.words.case)} was decided (in a review file: [columns] time)."
    )


def _no_handoff(findings: Findings, review: Review) -> str | None:
    handoff = findings.handoff
    if handoff is None:
        return (
            f"Nothing says when {say.a_or_an(review.words.person)} takes over. "
            "Add how sure the model is, and from where on it decides alone "
            "(in a review file: score or confidence, and [handoff] threshold)."
        )
    return handoff.reason


def _no_staffing(findings: Findings, review: Review) -> str | None:
    handoff = findings.handoff
    if handoff is None or handoff.reason:
        return _no_handoff(findings, review)
    if handoff.staffing is OMITTED or handoff.staffing is None:
        return (
            "How long cases wait is not worked out. "
            "Say how many come in, how long one takes, and how many people there are "
            "(in a review file: [handoff] cases_per_hour, minutes_per_case and people)."
        )
    return None


def _no_arrivals(findings: Findings, review: Review) -> str | None:
    handoff = findings.handoff
    if handoff is None or handoff.reason:
        return _no_handoff(findings, review)
    return queue.no_arrivals(review) if handoff.arrivals is OMITTED else None


def _no_guarantee(findings: Findings, review: Review) -> str | None:
    handoff = findings.handoff
    if handoff is None or handoff.reason:
        return _no_handoff(findings, review)
    if handoff.guarantee is OMITTED:
        return (
            "No promise was asked for. Say how many may be wrong at most "
            "(in a review file: [handoff] max_error)."
        )
    return no_label(findings, review) if handoff.guarantee is None else None


def _no_roll_out(findings: Findings, review: Review) -> str | None:
    handoff = findings.handoff
    if handoff is None or handoff.roll_out is not OMITTED or review.columns.context:
        return None
    if not isinstance(handoff.guarantee, Guarantee):
        return None
    return (
        "Where to start small is not known. Add a column that says what kind of "
        f"{say.name(review.words.case)} it is, such as its topic "
        "(in a review file: [columns] context)."
    )


def _no_attributes(findings: Findings, review: Review) -> str | None:
    if any(findings.fairness.values()):
        return None
    del review
    return (
        "No column says which groups people belong to. Add one that must not matter, or one that "
        "may (in a review file: [columns] protected or context)."
    )


def _no_impact(findings: Findings, review: Review) -> str | None:
    return _no_attributes(findings, review)


def _no_reliability(findings: Findings, review: Review) -> str | None:
    if any(c.calibration for c in findings.candidates.values()):
        return None
    return no_label(findings, review) or (
        "No candidate says how sure it is. Add a column with its probability or its confidence "
        "(in a review file: score, or confidence beside prediction)."
    )


def _no_criteria(findings: Findings, review: Review) -> str | None:
    del review
    if findings.criteria:
        return None
    return (
        "This review sets no limits, so there is no verdict. Limits are written down before "
        "results are looked at: on the form for a log of your own, under "
        "“Costs, handoff and limits”."
    )


def _no_explain(findings: Findings, review: Review) -> str | None:
    del findings
    if review.explanation.overall or any(c.model for c in review.candidates):
        return None
    return (
        "Why a candidate decides as it does can't be shown without its model file. "
        "Add it in a review file: [[candidates]] model."
    )


def _no_form(findings: Findings, review: Review) -> str | None:
    del findings
    if any(c.model or c.rule for c in review.candidates):
        return None
    return (
        "There is no candidate that can be run on a new case. "
        "Add its model file, or its rule, in a review file: [[candidates]] model or rule."
    )


BLOCKS: Final[Mapping[str, Callable[[Findings, Review], str | None]]] = {
    "compare": _no_compare,
    "paired": _no_compare,
    "flows": _no_compare,
    "switched": _no_switched,
    "costs": _no_costs,
    "health": health.no_health,
    "shadow": shadow.no_shadow,
    "labelling": labelling.no_labelling,
    "latency": _no_latency,
    "running": _no_running,
    "arms_earned": _no_earned,
    "value": _no_value,
    "over_time": _no_time,
    "handoff": _no_handoff,
    "handoff_groups": lambda f, r: _no_handoff(f, r) or _no_attributes(f, r),
    "risk_coverage": lambda f, r: _no_handoff(f, r) or no_label(f, r),
    "tried": _no_handoff,
    "tried_groups": _no_handoff,
    "staffing": _no_staffing,
    "arrivals": _no_arrivals,
    "guarantee": _no_guarantee,
    "roll_out": _no_roll_out,
    "reliability": _no_reliability,
    "fairness": _no_attributes,
    "impact_ratios": _no_impact,
    "criteria": _no_criteria,
    "explain": _no_explain,
    "try": _no_form,
}
