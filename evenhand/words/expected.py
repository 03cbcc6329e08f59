"""Sentences on how often a candidate should be right where outcomes are not known yet."""

from evenhand.findings import Estimate, Health, HealthPeriod
from evenhand.words import say
from evenhand.words.by_period import compared, is_late


def expected_line(found: Health) -> str:
    """What to expect where outcomes are not known, or why not; empty where all of them are."""
    of, model = found.expectation, say.the(found.candidate)
    if of is None:
        return ""
    gone = of.withdrawn
    if gone is not None:
        should, was = say.apart(
            100 * (gone.expected.value or 0.0), 100 * (gone.realised.value or 0.0)
        )
        return (
            f"How sure {model} is does not tell how often it is right any more, since "
            f"{gone.since}: there it should have been right in {should} of 100, and was in {was}. "
            "Nothing is expected of later outcomes."
        )
    if not is_late(found):
        return ""
    if not of.enough:
        return (
            f"How often {model} should be right where outcomes are not known can't be told yet: "
            f"{of.n:,} outcomes in the reference are too few."
        )
    last = [one for one in found.periods if one.cases][-1]
    if last.expected.value is None:
        return ""
    return (
        f"By how sure it is, {model} should be right in {_finer(last.expected)}, in "
        f"{last.period}, where not every outcome is known. {assumed(found)}"
    )


def _finer(estimate: Estimate) -> str:
    """A share and its interval, of 100, with a digit more than usual: most are near 100.

    >>> _finer(Estimate(0.9714, 0.9661, 0.9759, 13415))
    '97.1 of 100, between 96.6 and 97.6'
    """
    ends = (estimate.value, estimate.low, estimate.high)
    value, low, high = (say.number(100 * (end or 0.0), 3) for end in ends)
    return f"{value} of 100, between {low} and {high}"


def assumed(found: Health) -> str:
    """What an expectation takes for granted: never an all-clear."""
    return (
        "That assumes that being so sure still means what it did in the reference, "
        f"{compared(found)}; only outcomes can show it."
    )


def expected_title(found: Health) -> str:
    """How many periods are as expected, where that is known."""
    of, model = found.expectation, say.the(found.candidate)
    if of is not None and of.withdrawn is not None:
        return (
            f"{say.capital(model)} was not right as often as it should have been in "
            f"{of.withdrawn.since}"
        )
    both = [one for one in found.periods if is_compared(one)]
    if not both:
        return f"How often {model} should be right, by how sure it is"
    inside = sum(map(as_expected, both))
    periods = say.counted(len(both), found.unit, f"{found.unit}s")
    return f"{say.capital(model)} was right as often as expected in {inside:,} of {periods}"


def is_compared(one: HealthPeriod) -> bool:
    """Whether both are known: how often it should have been right, and how often it was."""
    return one.expected.value is not None and one.accuracy.value is not None


def as_expected(one: HealthPeriod) -> bool:
    """Whether it was right as often as expected, within the interval of that."""
    ends = one.expected.low, one.accuracy.value, one.expected.high
    low, value, high = (0.0 if end is None else end for end in ends)
    return low <= value <= high
