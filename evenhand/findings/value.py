"""What the candidate is worth against today: `value` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.findings.values import OMITTED, Estimate, Omitted

Against = Literal["baseline", "people"]
Measured = Literal["costs", "earnings"]
Per = Literal["year", "1,000 cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueStep:
    """One step from what today costs to what the candidate costs: price times how many.

    Attributes:
        key: `false_alarms`, `missed`, `reviews`, `people_false_alarms`, `people_missed`, `running`,
            `waiting`, `upkeep` or `other`; `outcomes` between arms.
        cost: which of the review's costs its price is, by its key.
        amount: what it gains; below 0, what it costs more: `price` x `difference`, with a minus
            where a price is paid.
        price: of one of them.
        count: how many there are with the candidate.
        difference: how many more than today.
        name: what the review calls it, where it is one of its own lines.
    """

    key: str
    cost: str
    amount: float
    price: float
    count: float
    difference: float
    name: str | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class OneMoreError:
    """What one more error in every 1,000 cases costs."""

    false_alarm: float
    missed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What the candidate, with its handoff, saves against today.

    Attributes:
        currency: of all amounts.
        per: of what: `year`, or `1,000 cases` where the review does not say how many come.
        cases: how many cases that is.
        measured: whether `today` and `candidate` are `costs`, or `earnings`, as between the arms
            of an A/B test.
        against: who decides everything today: the `baseline`, or `people` where there is none.
        today: what that costs, or earns.
        steps: from there to the candidate; they add up to the net.
        candidate: what the candidate costs or earns, with people for what is handed off.
        net: what is gained; below 0, what is lost. Its interval is that of the difference on the
            same cases.
        people_known: whether it is known how often people are right; if not, they are taken to be.
        one_more_error_per_1000: what one more error in every 1,000 cases costs.
        break_even: by a cost of the review, at which price of it the net would be nothing; only
            where there is one.
    """

    currency: str
    per: Per
    cases: float
    measured: Measured
    against: Against
    today: Estimate
    steps: tuple[ValueStep, ...]
    candidate: Estimate
    net: Estimate
    people_known: bool
    one_more_error_per_1000: OneMoreError
    break_even: Mapping[str, float]
