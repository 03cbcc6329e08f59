"""The same tables for a reader who is no statistician: what stands on the page at first sight."""

from evenhand.figures.kinds import Brief, Cell
from evenhand.findings import AttributeFindings, Findings
from evenhand.review import METRICS, Review
from evenhand.words import apart, fairness, nouns, say, worst

_LONGEST = 60  # letters of a group's name; the full table has it whole


def gaps(findings: Findings, review: Review, candidate: str, attribute: str) -> Brief | None:
    """Every gap in counts: who is worst off, who best, how far apart; beside chance, and the limit.

    Metrics of which no group has a value are left to the full table.
    """
    found = findings.by(candidate, attribute)
    if found is None:
        return None
    metrics = [m for m in METRICS if m in found.gaps and _is_measured(found, m)]
    heads = (
        "What is compared", "Worst off", "Best off", "How far apart", "Beside chance", "Your limit",
    )  # fmt: skip
    rows = tuple(_row(findings, review, (candidate, attribute), metric) for metric in metrics)
    limited = any(row[-1] is not None for row in rows)
    wide = len(heads) if limited else len(heads) - 1
    return Brief(heads[:wide], tuple(row[:wide] for row in rows))


def _is_measured(found: AttributeFindings, metric: str) -> bool:
    return any(m[metric].value is not None for g in found.groups if metric in (m := g.metrics))


def _row(
    findings: Findings, review: Review, place: tuple[str, str], metric: str
) -> tuple[Cell, ...]:
    candidate, attribute = place
    found = findings.fairness[candidate][attribute]
    ends = fairness.ends(found, review, metric)
    worst_off, best_off = (
        say.shortened(say.cleaned(end.group), _LONGEST) if end else None for end in ends
    )
    gap = found.gaps[metric]
    return (
        say.capital(nouns.metric_name(metric, review)),
        worst_off,
        best_off,
        None if gap.difference.value is None else apart.apart_text(found, metric),
        worst.chance_text(gap, review),
        worst.limits_text(findings, review, candidate, attribute, metric),
    )
