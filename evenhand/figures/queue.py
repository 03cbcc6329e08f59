"""Figures of the queue of cases that wait for a person."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Table
from evenhand.findings import Findings, Staffing
from evenhand.review import Review
from evenhand.words import queue, say


def staffing(findings: Findings, review: Review) -> Table:
    """Whether the people are enough for what is handed off."""
    handoff = findings.handoff
    found = handoff.staffing if handoff else None
    title = queue.staffing_sentence(findings, review) or "How long cases wait is not worked out."
    return Table(
        title=title,
        meaning="Waiting counts only the cases handed off, arriving by chance at an even rate.",
        alt=title,
        how=(
            "Erlang C on the cases handed off an hour, the minutes a case takes and the people at "
            "the queue. Arrivals with peaks wait longer than this."
        ),
        columns=("What", "Number"),
        rows=_staffing_rows(found, review) if isinstance(found, Staffing) else (),
    )


def _staffing_rows(found: Staffing, review: Review) -> tuple[tuple[Cell, ...], ...]:
    busy = None if found.utilisation is None else make.of_100(found.utilisation)
    rows: tuple[tuple[Cell, ...], ...] = (
        (
            f"{say.capital(make.cases(review))} handed off an hour",
            make.rounded(found.cases_per_hour),
        ),
        ("People", found.people),
        ("People needed", found.people_needed),
        ("Busy, of 100 minutes", busy),
        ("Mean wait in minutes", make.rounded(found.wait_minutes)),
        ("Have to wait, of 100", make.of_100(found.probability_of_waiting)),
        ("The queue grows by, a day", make.rounded(found.grows_per_day)),
    )
    return rows
