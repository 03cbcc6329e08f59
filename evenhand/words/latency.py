"""Sentences on how long answers take, what waiting and running cost, and what came of waiting."""

from evenhand.findings import Estimate, Findings, Latency, Running, Waited, WaitingBand
from evenhand.review import Review
from evenhand.words import nouns, say

_SECOND = 1000.0


def duration(ms: float) -> str:
    """A time that people read: milliseconds below a second, else seconds.

    >>> duration(59.0), duration(1880.0), duration(0.25)
    ('59 ms', '1.9 s', '0.25 ms')
    """
    return f"{say.number(ms, 3)} ms" if ms < _SECOND else f"{say.number(ms / _SECOND)} s"


def latencies_of(findings: Findings) -> dict[str, Latency]:
    """How long the answers of each candidate take, where the log says so."""
    each = {name: one.latency for name, one in findings.candidates.items()}
    return {name: one for name, one in each.items() if isinstance(one, Latency)}


def runnings_of(findings: Findings) -> dict[str, Running]:
    """What running each candidate costs, where the review says so."""
    each = {name: one.running for name, one in findings.candidates.items()}
    return {name: one for name, one in each.items() if isinstance(one, Running)}


def latency_title(findings: Findings) -> str:
    """Who takes longest, 95 of 100 times at most."""
    found = {name: one.p95.value or 0.0 for name, one in latencies_of(findings).items()}
    slow = max(found, key=lambda name: found[name])
    said = f"95 of 100 answers of {say.the(slow)} take {duration(found[slow])} at most"
    quick = min(found, key=lambda name: found[name])
    if slow == quick:
        return said
    return f"{said}; those of {say.the(quick)} {duration(found[quick])}"


def running_title(findings: Findings, review: Review) -> str:
    """Which candidate is dearest to run and wait for."""
    found = {n: one.together.value or 0.0 for n, one in runnings_of(findings).items()}
    dear = max(found, key=lambda name: found[name])
    amount = say.money(found[dear], review.costs.currency if review.costs else "")
    waits = any(isinstance(one.waiting, Estimate) for one in runnings_of(findings).values())
    what = "Running and waiting for" if waits else "Running"
    many = f"1,000 {nouns.cases(review)}"
    return f"{what} {say.the(dear)} {'cost' if waits else 'costs'} {amount} for {many}"


def slowest_waited(findings: Findings) -> tuple[str, Waited] | None:
    """The candidate whose cases waited longest, with what came of it; None where not known."""
    arms = findings.comparison.arms if findings.comparison else None
    if arms is None or not arms.waited:
        return None
    name = max(arms.waited, key=lambda name: arms.waited[name].bands[-1].high)
    return name, arms.waited[name]


def waited_title(findings: Findings, review: Review) -> str | None:
    """Whether positive outcomes are rarer where answers took longest; None where not known."""
    found = slowest_waited(findings)
    if found is None or found[1].difference.value is None:
        return None
    name, waited = found
    gap, model = waited.difference, say.the(name)
    if waited.p_value is None or waited.p_value >= 1 - review.method.interval:
        return f"Can't tell yet whether waiting for {model} goes with other outcomes"
    way = "less" if (gap.value or 0.0) < 0 else "more"
    return f"Where {model} took longest, {nouns.happens(review)} {way} often"


def band(one: WaitingBand) -> str:
    """The times of a quarter of the cases."""
    return f"{duration(one.low)} to {duration(one.high)}"


def running_meaning(findings: Findings, review: Review) -> str:
    """What waiting alone costs with the candidate that is slowest; or that it is not known."""
    found = runnings_of(findings)
    waits = {n: one.waiting.value for n, one in found.items() if isinstance(one.waiting, Estimate)}
    known = {name: amount for name, amount in waits.items() if amount is not None}
    if not known:
        return "What waiting costs is not part of it."
    dear = max(known, key=lambda name: known[name])
    amount = say.money(known[dear], review.costs.currency if review.costs else "")
    return f"Of that, waiting for {say.the(dear)} costs {amount} for 1,000 {nouns.cases(review)}."


def running_how(review: Review) -> str:
    """Prices and formula."""
    costs = review.costs
    price = costs.waiting_per_second if costs else None
    currency = costs.currency if costs else ""
    waits = "" if price is None else (
        f" plus the mean time an answer takes, a second at {say.money(price, currency)}"
    )  # fmt: skip
    arms = review.columns.arm is not None and price is not None
    again = (
        " What waiting does to outcomes is in the outcomes of each arm already, and no part of it."
        if arms
        else ""
    )
    return f"What running costs a case{waits}, for 1,000 {nouns.cases(review)}.{again}"
