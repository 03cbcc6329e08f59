"""What metrics and findings are called: plain words first, the field's term beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.review import Review, Words
from evenhand.words import say


@dataclass(frozen=True, slots=True)
class Term:
    """One metric or finding, in words.

    Attributes:
        plain: what it is called on the screen.
        phrase: what stands before a count: "PHRASE: 9 of 100".
        of: among which cases it is counted.
        term: what the field calls it.
        formula: how it is worked out from counts.
        high_is_good: whether more is better for the people; None where it is so if a yes is: a
            wrong yes is then a mistake in somebody's favour.
    """

    plain: str
    phrase: str
    of: str
    term: str
    formula: str
    high_is_good: bool | None = True


METRIC_TERMS: Final[Mapping[str, Term]] = {
    "selection_rate": Term(
        "how often it says yes",
        "said to be a yes",
        "all {cases} it answered",
        "selection rate",
        "(TP + FP) / n",
        None,
    ),
    "accuracy": Term(
        "how often it is right",
        "answered rightly",
        "all {cases} whose outcome is known",
        "accuracy",
        "right answers / n",
    ),
    "true_positive_rate": Term(
        "of the real ones, it finds",
        "of the real ones, found",
        "{cases} where {yes} is true",
        "recall, or true positive rate",
        "TP / (TP + FN)",
    ),
    "false_positive_rate": Term(
        "wrongly flagged",
        "wrongly flagged",
        "{cases} where {yes} is not true",
        "false positive rate",
        "FP / (FP + TN)",
        None,
    ),
    "false_negative_rate": Term(
        "of the real ones, it misses",
        "of the real ones, missed",
        "{cases} where {yes} is true",
        "false negative rate",
        "FN / (TP + FN)",
        high_is_good=False,
    ),
    "precision": Term(
        "when it says yes, it is right",
        "right when it says yes",
        "{cases} said to be {yes}",
        "precision",
        "TP / (TP + FP)",
    ),
    "f1": Term(
        "finding and being right, in one number",
        "F1",
        "{cases} where {yes} is true, or is said",
        "F1 score",
        "2 TP / (2 TP + FP + FN)",
    ),
    "mean_score": Term(
        "the score it gives, on average",
        "mean score",
        "all {cases} with a score",
        "mean prediction, or mean score",
        "sum of scores / n",
        None,
    ),
    "calibration": Term(
        "how much its score is above what came true",
        "mean score above what came true",
        "{cases} with a score whose outcome is known",
        "calibration in the large, or mean bias",
        "mean score - share of {cases} where {yes} is true; below 0 where it says too little",
        None,
    ),
}

FINDING_TERMS: Final[Mapping[str, Term]] = {
    **METRIC_TERMS,
    "impact_ratio": Term(
        "picked so many times for every 100",
        "picked, for every 100 of the most picked group",
        "all {cases} it answered",
        "impact ratio",
        "favourable rate of a group / the highest favourable rate",
    ),
    "accuracy_difference": Term(
        "more often right than the baseline",
        "right more often than the baseline",
        "{cases} that both answered",
        "paired difference of accuracy",
        "(only the model right - only the baseline right) / n",
    ),
    "cost_difference": Term(
        "dearer than the baseline",
        "cost of 1,000 {cases} above the baseline's",
        "{cases} that both answered",
        "difference of expected cost",
        "sum of cost x count, model minus baseline, for 1,000 {cases}",
        high_is_good=False,
    ),
    "outcome_difference": Term(
        "more positive outcomes than in the baseline's arm",
        "more positive outcomes than in the baseline's arm",
        "{cases} of each arm whose outcome is known",
        "difference of two shares, between arms",
        "positive outcomes / outcomes of its arm, minus those of the baseline's",
        None,
    ),
    "earned_difference": Term(
        "earned more than in the baseline's arm",
        "1,000 {cases} earn more than in the baseline's arm",
        "{cases} of each arm whose outcome is known",
        "difference of expected earnings, between arms",
        "worth of positive outcomes minus running and waiting, for 1,000 {cases}",
    ),
    "coverage": Term(
        "decided alone",
        "decided alone",
        "all {cases} it answered",
        "coverage",
        "{cases} with confidence at or above the threshold / n",
        None,
    ),
    "automatic_error": Term(
        "wrong among those decided alone",
        "wrong among those decided alone",
        "{cases} decided alone whose outcome is known",
        "automatic error, or selective risk",
        "wrong answers / answers, with confidence at or above the threshold",
        high_is_good=False,
    ),
    "team_accuracy": Term(
        "right, together with the {person}",
        "answered rightly together",
        "all {cases} it answered",
        "team accuracy",
        "coverage x automatic accuracy + (1 - coverage) x the {person}'s accuracy",
    ),
    "wait_minutes": Term(
        "how long a case waits for the {person}",
        "minutes of waiting",
        "{cases} handed off",
        "mean wait (Erlang C)",
        "Erlang C on {cases} handed off an hour, minutes a case and people",
        high_is_good=False,
    ),
    "calibration_error": Term(
        "how far off its confidence is",
        "how far off its confidence is",
        "all {cases} whose outcome is known",
        "expected calibration error",
        "mean distance between what was said and what came true, over ten bins",
        high_is_good=False,
    ),
    "latency_p95": Term(
        "how long an answer takes, 95 of 100 times at most",
        "milliseconds, 95 of 100 times at most",
        "all answers",
        "95th percentile of latency",
        "95th percentile",
        high_is_good=False,
    ),
}

SHARES: Final = frozenset({
    "selection_rate", "accuracy", "true_positive_rate", "false_positive_rate",
    "false_negative_rate", "precision", "coverage", "automatic_error", "team_accuracy",
})  # fmt: skip

_NO_WORD: Final = Words.model_fields["positive"].default
MEANS: Final = frozenset({"mean_score", "calibration"})


def cases(review: Review) -> str:
    """The review's noun for several cases."""
    return say.name(review.words.plural)


def yes(review: Review, width: int = 60) -> str:
    """The positive answer in the review's own word, in quotes; yes where it has none."""
    own = review.words.positive
    return "yes" if own == _NO_WORD else f"“{say.name(own, width)}”"


def answer(text: str, review: Review, width: int = 40) -> str:
    """An answer or a label as it is counted, in the review's own word where it means yes or no."""
    if text == review.columns.positive:
        return yes(review, width)
    if text == f"not {review.columns.positive}":
        return "no"
    return f"\u201c{say.name(text, width)}\u201d"


def happens(review: Review) -> str:
    """A positive outcome as a clause: a case, and what it then is or does."""
    return f"{say.a_or_an(review.words.case)} {say.name(review.words.positive)}"


def counted(n: int, review: Review) -> str:
    """A number of cases, in the review's nouns."""
    return say.counted(n, say.name(review.words.case), cases(review))


def metric_name(metric: str, review: Review | None = None) -> str:
    """What a metric or finding is called, in plain words.

    >>> metric_name("precision")
    'when it says yes, it is right'
    """
    return filled(_own_word(metric, review) or FINDING_TERMS[metric].plain, review)


def _own_word(metric: str, review: Review | None) -> str | None:
    """A yes that is good for people flags nobody; the word for the rest of such a review."""
    if review is None or not review.columns.positive_is_good:
        return None
    return {"false_positive_rate": "wrongly said {yes}"}.get(metric)


def metric_term(metric: str) -> str:
    """What the field calls it.

    >>> metric_term("true_positive_rate")
    'recall, or true positive rate'
    """
    return FINDING_TERMS[metric].term


def metric_how(metric: str, review: Review) -> str:
    """Term, formula and denominator of a metric: the first lines of "How is this worked out"."""
    term = FINDING_TERMS[metric]
    return (
        f"The field's term is {term.term}: {filled(term.formula, review)}. "
        f"Counted among {filled(term.of, review)}."
    )


def metric_phrase(metric: str, review: Review) -> str:
    """What stands before a count, with the review's own word for a yes."""
    if metric == "selection_rate":
        return f"said {yes(review)}"
    return filled(_own_word(metric, review) or FINDING_TERMS[metric].phrase, review)


def worst_is_high(metric: str, review: Review) -> bool:
    """Whether the group with the highest value is the one that is worst off."""
    good = FINDING_TERMS[metric].high_is_good
    return not (review.columns.positive_is_good if good is None else good)


def filled(text: str, review: Review | None) -> str:
    """A text with the review's nouns in it."""
    words = review.words if review else None
    many = cases(review) if review else "cases"
    person = say.name(words.person) if words else "person"
    said = yes(review) if review else "yes"
    for noun, word in (("{cases}", many), ("{person}", person), ("{yes}", said)):
        text = text.replace(noun, word)
    return text


def what_yes_means(review: Review) -> str:
    """One sentence on what a yes is in this review."""
    if yes(review) == "yes":
        return "“Yes” is the answer that this review counts as positive."
    return f"“Yes” means: {say.name(review.words.case)} {say.name(review.words.positive)}."


def interval_name(review: Review) -> str:
    """How sure an interval is.

    >>> from evenhand.review import parse
    >>> interval_name(parse({"title": "t", "columns": {"label": "y"},
    ...                      "candidates": [{"name": "m", "role": "model", "prediction": "p"}]}))
    '95 % interval'
    """
    return f"{say.number(100 * review.method.interval, 3)} % interval"
