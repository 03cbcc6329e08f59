"""How long cases wait for a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Staffing:
    """The queue of cases handed off (Erlang C).

    Attributes:
        people: how many there are.
        utilisation: share of their time at the queue; 1 or more never settles.
        wait_minutes: mean wait; None where it never settles.
        probability_of_waiting: None where it never settles.
        people_needed: the fewest that reach the service level, or that settle where none is set.
        cases_per_hour: how many are handed off.
        grows_per_day: cases a day by which an unsettled queue grows; 0 where it settles.
    """

    people: int
    utilisation: float | None
    wait_minutes: float | None
    probability_of_waiting: float | None
    people_needed: int | None
    cases_per_hour: float
    grows_per_day: float
