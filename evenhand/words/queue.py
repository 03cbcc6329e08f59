"""Sentences on the queue of cases that wait for a person."""

from evenhand.findings import Findings, Staffing
from evenhand.review import Review
from evenhand.words import say


def staffing_sentence(findings: Findings, review: Review) -> str | None:
    """Whether the people are enough."""
    handoff = findings.handoff
    staffing = handoff.staffing if handoff else None
    if handoff is None or not isinstance(staffing, Staffing):
        return None
    person, one = say.name(review.words.person), say.name(review.words.case)
    people = say.counted(staffing.people, person, f"{person}s")
    arrive = f"{say.number(staffing.cases_per_hour)} {say.name(review.words.plural)}"
    enough = _needed(staffing)
    if staffing.wait_minutes is None:
        grows = say.number(staffing.grows_per_day)
        return (
            f"{say.capital(people)} can't keep up with {arrive} an hour: "
            f"the queue grows by {grows} a day.{enough}"
        )
    wait = say.number(staffing.wait_minutes)
    return (
        f"With {people} and {arrive} an hour, a handed-off {one} waits {wait} minutes on "
        f"average.{enough}"
    )


def _needed(staffing: Staffing) -> str:
    needed = staffing.people_needed
    if needed is None or needed == staffing.people:
        return ""
    return (
        f" {needed:,} {'are' if needed > 1 else 'is'} needed."
        if needed > staffing.people
        else (f" {needed:,} would be enough.")
    )
