"""The table of all candidates beside each other."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Table
from evenhand.findings import Beside, CandidateFindings, Estimate, Findings
from evenhand.review import Review
from evenhand.words import given, say
from evenhand.words import several as said


def several(findings: Findings, review: Review) -> Table | None:
    """Right, found, cost and decided alone, of every candidate; None where none is compared."""
    compared = findings.comparison
    if compared is None or not compared.candidates:
        return None
    title = said.several_title(findings, review)
    rule = say.the(compared.baseline)
    heads = (
        "Candidate", "Answered", "Right, of 100", "Real ones found, of 100",
        "Right when it says yes, of 100", f"More right than {rule}, of 100", "p",
        "Decided alone, of 100", f"Cost of 1,000 {make.cases(review)}",
    )  # fmt: skip
    rows = tuple(
        _row(name, findings.candidates[name], one, review, is_rule=name == compared.baseline)
        for name, one in compared.candidates.items()
    )
    wide = len(heads) if review.costs is not None else len(heads) - 1
    return Table(
        title=title,
        meaning=(
            "Each is counted on all cases with a known outcome that it answered; what it is more "
            f"often right than {rule}, on those that both answered."
        ),
        alt=f"{title}. A table with a row for each candidate.",
        how=(
            "Accuracy, recall and precision with Wilson intervals; paired difference of accuracy "
            "and McNemar's exact test, or without a p-value the interval of two samples, where "
            "there were too many kinds of case to count two together. Decided alone: answers as "
            "sure as the handoff's threshold asks. Cost: mistakes and running."
        ),
        columns=heads[:wide],
        rows=tuple(row[:wide] for row in rows),
    )


def _row(
    name: str, alone: CandidateFindings, one: Beside, review: Review, *, is_rule: bool
) -> tuple[Cell, ...]:
    metrics = ("accuracy", "true_positive_rate", "precision")
    outcome = given.is_outcome(review, name)
    judged = [
        "decided the outcome" if outcome else make.estimate_text(alone.metrics[metric])
        for metric in metrics
    ]
    apart = None if is_rule or outcome else make.estimate_text(one.accuracy_difference)
    return (
        say.capital(say.the(name)),
        alone.n,
        *judged,
        apart,
        None if one.mcnemar_p is None or outcome else say.chance(one.mcnemar_p),
        None if one.automatic is None else make.estimate_text(one.automatic),
        None if outcome else _money(one.cost_per_1000, review),
    )


def _money(amount: Estimate | None, review: Review) -> str | None:
    if amount is None or amount.value is None or amount.low is None or amount.high is None:
        return None
    currency = review.costs.currency if review.costs else ""
    low, high = say.number(amount.low), say.number(amount.high)
    return f"{say.money(amount.value, currency)} ({low} to {high})"
