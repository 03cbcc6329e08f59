"""Sentences on the simplest rules: what a log itself suggests that a model must beat."""

from dataclasses import astuple

from evenhand.baselines import strongest
from evenhand.findings import (
    AutomaticBaseline,
    Comparison,
    Counts,
    Estimate,
    Findings,
    Omitted,
    OneColumnRule,
)
from evenhand.review import Review
from evenhand.words import apart, nouns, say
from evenhand.words.columns import column_name

_MOST_NAMED = 3
_WOULD = "What the simplest rules would do"


def stand_in(findings: Findings) -> AutomaticBaseline | None:
    """The simplest rule that the comparison is with, where the review has none of its own."""
    found = () if isinstance(findings.baselines, Omitted) else findings.baselines
    return next((one for one in found if one.comparison == findings.comparison), None)


def simplest_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What must be said where one of the simplest rules stands in for a baseline; else nothing."""
    if stand_in(findings) is None:
        return ()
    lines = (if_then(findings, review), fitted(findings, review))
    return tuple(line for line in lines if line)


def summary_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What a terminal shows of them; nothing where none was counted."""
    one = strongest(findings)
    if one is None:
        return ()
    lines = (if_then(findings, review), _what_it_says(one, review), fitted(findings, review))
    return tuple(line for line in lines if line)


def _what_it_says(one: AutomaticBaseline, review: Review) -> str | None:
    return f"The one-column rule says {rule_text(one.rule, review)}." if one.rule else None


def rule_text(rule: OneColumnRule, review: Review) -> str:
    """A rule on one column in words: what it says, where, and what elsewhere."""
    answer, otherwise = (nouns.answer(text, review) for text in (rule.answer, rule.otherwise))
    where = f"{column_name(rule.column, review)} is {_where(rule)}"
    return f"{answer} where {where}, else {otherwise}"


def _where(rule: OneColumnRule) -> str:
    if rule.at_least is not None:
        return f"{say.number(rule.at_least, 6)} or more"
    if rule.at_most is not None:
        return f"{say.number(rule.at_most, 6)} or less"
    values = [f"\u201c{say.name(value, 24)}\u201d" for value in rule.values or ()]
    if len(values) > _MOST_NAMED:
        values = [*values[: _MOST_NAMED - 1], f"{len(values) - _MOST_NAMED + 1} others"]
    return " or ".join((", ".join(values[:-1]), values[-1])) if len(values) > 1 else values[0]


def doing(one: AutomaticBaseline, review: Review) -> str:
    """What a simple rule is, after "than".

    Args:
        one: the rule.
        review: what its column is called.
    """
    if one.rule is not None:
        return f"with a simple if-then on {column_name(one.rule.column, review)}"
    return f"by {one.name}"


def _if_then(one: AutomaticBaseline, review: Review) -> str:
    """The same as the subject of a sentence."""
    if one.rule is not None:
        return f"a simple if-then on {column_name(one.rule.column, review)}"
    return one.name


def baselines_title(findings: Findings, review: Review) -> str | None:
    """Whether the model beats the best of the simplest rules; None where none was counted."""
    one = strongest(findings)
    if one is None or one.comparison.accuracy_difference.value is None:
        return None
    return _rare_title(one, review) if is_rare(one) else _title(one, review)


def is_rare(one: AutomaticBaseline) -> bool:
    """Whether being right says little, since one of two classes is rare."""
    return one.training_measure == "balanced_accuracy"


def _title(one: AutomaticBaseline, review: Review) -> str:
    difference = one.comparison.accuracy_difference
    model, cases = say.the(one.comparison.model), nouns.cases(review)
    low, high = difference.low or 0.0, difference.high or 0.0
    if low > 0 or high < 0:
        size = abs(difference.value or 0.0)
        of = say.denominator(size)
        so_many = f"{say.portion(size, of)} {'more' if low > 0 else 'fewer'} of {of:,} {cases}"
        return f"With {model}, {so_many} are answered rightly than {doing(one, review)}"
    than, right = _if_then(one, review), _right(one.comparison, review)
    return f"Can't tell whether {model} beats {than}: {right}"


def _right(found: Comparison, review: Review) -> str:
    model, rule = (_accuracy(c) for c in (found.model_counts, found.baseline_counts))
    if found.paired is not None:
        n = max(found.n, 1)
        model = (found.paired.both_right + found.paired.only_model) / n
        rule = (found.paired.both_right + found.paired.only_baseline) / n
    used = apart.of_shares(model, rule)
    said = [used.share(Estimate(share, n=max(found.n, 100))) for share in (model, rule)]
    return f"{said[0]} {nouns.cases(review)} are answered rightly, against {said[1]}"


def _accuracy(counts: Counts) -> float:
    n = counts.tp + counts.fp + counts.tn + counts.fn
    return (counts.tp + counts.tn) / n if n else 0.0


def _rare_title(one: AutomaticBaseline, review: Review) -> str:
    """Of the real ones, how many each finds, and how many it names for that: few are positive."""
    found, cases = one.comparison, nouns.cases(review)
    model, rule = found.model_counts, found.baseline_counts
    real = f"{cases} where {nouns.yes(review, 40)} is true"
    return (
        f"{say.capital(say.the(found.model))} finds {_found_of(model)} {real}, saying so of "
        f"{_said_of(model)}; {_if_then(one, review)} finds {_found_of(rule)}, "
        f"saying so of {_said_of(rule)}"
    )


def _found_of(counts: Counts) -> str:
    real = counts.tp + counts.fn
    return say.of_cases(Estimate(counts.tp / real, n=real)) if real else say.CANNOT


def _said_of(counts: Counts) -> str:
    n = counts.tp + counts.fp + counts.tn + counts.fn
    return say.of_cases(Estimate((counts.tp + counts.fp) / n, n=n)) if n else say.CANNOT


def fitted(findings: Findings, review: Review) -> str | None:
    """How the simplest rules were found, and on which cases they are compared."""
    one = strongest(findings)
    if one is None:
        return None
    by = "their number" if one.split == "id" else "a hash of what their rows say"
    half = (
        f"The simplest rules were found on {nouns.counted(one.training_rows, review)} and are "
        f"compared with the model on {one.comparison.n:,} others, told apart by {by}."
    )
    return f"{half} {_searched(one)}"


def _searched(one: AutomaticBaseline) -> str:
    if not one.searched:
        return (
            "No column was there to make an if-then of: say which are inputs of the model "
            "(in a review file: [columns] features)."
        )
    among = say.counted(one.searched, "column", "columns")
    if one.rule is None:
        return f"No if-then on one of {among} was right more often than one answer for all."
    by = " by balanced accuracy, since few are positive" if is_rare(one) else ""
    return (
        f"The if-then is the best on one of {among}{by}; columns that must not matter were left "
        "out, and one that is only known afterwards should have no part in it."
    )


def if_then(findings: Findings, review: Review) -> str | None:
    """Whether a simple if-then does almost as well, so that the model may not be needed."""
    one = strongest(findings)
    if one is None or one.comparison.accuracy_difference.low is None:
        return None
    if is_rare(one):
        return _rare_meaning(one, review)
    return _needed(one, review)


def _needed(one: AutomaticBaseline, review: Review) -> str:
    difference, margin = one.comparison.accuracy_difference, review.method.margin
    model, simple = say.the(one.comparison.model), say.capital(_if_then(one, review))
    low, high = difference.low or 0.0, difference.high or 0.0
    within = f"the margin of {say.number(100 * margin)} of 100"
    if low > margin:
        return f"{simple} does not do as well: {model} is right more often by more than {within}."
    if high < 0:
        return f"{simple} is right more often: you may not need {model}."
    if high <= margin:
        return f"{simple} does almost as well, within {within}: you may not need {model}."
    return (
        f"Whether {_if_then(one, review)} does almost as well can't be told: the difference may be "
        f"more than {within}, or less."
    )


def _rare_meaning(one: AutomaticBaseline, review: Review) -> str:
    model, rule = one.comparison.model_counts, one.comparison.baseline_counts
    said = [f"{c.tp + c.fp:,}, rightly of {c.tp:,}" for c in (model, rule)]
    name = say.capital(say.the(one.comparison.model))
    return (
        f"Few are positive, so being right says little. {name} says {nouns.yes(review, 40)} of "
        f"{said[0]}; {_if_then(one, review)} of {said[1]}.{_by_costs(one, review)}"
    )


def _by_costs(one: AutomaticBaseline, review: Review) -> str:
    """Which of the two is cheaper, where the review says what mistakes cost."""
    worth = one.comparison.cost_per_1000
    costs = review.costs
    if worth is None or worth.difference.value is None or costs is None:
        return ""
    if not (costs.false_positive or costs.false_negative):
        return ""  # else the dearer of two is only the one that is run
    low, high = worth.difference.low or 0.0, worth.difference.high or 0.0
    if low <= 0 <= high:
        return " By the costs of this review, one can't tell which is cheaper."
    amount = say.money(abs(worth.difference.value), costs.currency)
    so_much = f"{amount} {'less' if high < 0 else 'more'} for 1,000 {nouns.cases(review)}"
    ending = "" if high < 0 else ": you may not need it"
    return f" By the costs of this review, {say.the(one.comparison.model)} costs {so_much}{ending}."


def simplest_meaning(findings: Findings, review: Review) -> str:
    """What the rule on one column says, and whether it does almost as well, if not said above."""
    one = strongest(findings)
    says = _what_it_says(one, review) if one else None
    if stand_in(findings) is not None:
        return says or ""
    parts = (says, if_then(findings, review), _on_which(findings, review))
    return " ".join(part for part in parts if part)


def _on_which(findings: Findings, review: Review) -> str | None:
    """That this is one half of the cases, and what the model does on all, as it stands above."""
    one, compared = strongest(findings), findings.comparison
    if one is None or compared is None or not sum(astuple(compared.model_counts)):
        return None
    counts, model = compared.model_counts, say.the(compared.model)
    found = f"finds {_found_of(counts)} real ones"
    right = say.of_cases(Estimate(_accuracy(counts), n=compared.n))
    return (
        f"All of this is on the {nouns.counted(one.comparison.n, review)} that no rule was found "
        f"on; on all that are compared above, {model} "
        f"{found if is_rare(one) else f'is right for {right}'}."
    )


def simplest_title(findings: Findings, review: Review) -> str:
    """The claim of the chart of all of them."""
    one = strongest(findings)
    difference = one.comparison.accuracy_difference if one else Estimate()
    if one is None or difference.value is None:
        return f"{_WOULD} is not known"
    if is_rare(one):
        rare = _rare_title(one, review)
        return f"{_WOULD}: {rare[:1].lower()}{rare[1:]}"
    model, of = say.the(one.comparison.model), nouns.cases(review)
    if (difference.low or 0.0) <= 0 <= (difference.high or 0.0):
        return f"{_WOULD}: can't tell whether {model} beats the best of them"
    size = say.number(100 * abs(difference.value))
    way = "more" if difference.value >= 0 else "fewer"
    return f"{_WOULD}: {model} answers {size} {way} of 100 {of} rightly than the best of them"
