"""The figure of what the candidate is worth: from today to the candidate, step by step."""

from collections.abc import Iterator

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Rise, Waterfall
from evenhand.findings import Estimate, Findings, Value
from evenhand.review import Review
from evenhand.words import say
from evenhand.words import value as said


def waterfall(findings: Findings, review: Review) -> Waterfall | None:
    """From what today costs to what the candidate costs; None where that is not known."""
    found = said.value_of(findings)
    if found is None or found.today.value is None or found.candidate.value is None:
        return None
    title, names = said.value_title(findings, review), _names(found, findings, review)
    rises = tuple(_rises(found, names, review))
    times, unit = said.unit_of(*(end for rise in rises for end in (rise.start, rise.end)))
    currency = say.name(found.currency, 12) if found.currency else "cost"
    each = said.per(found, review)
    return Waterfall(
        title=title,
        meaning=said.value_meaning(findings, review),
        alt=f"{title}. {'; '.join(rise.label for rise in rises)}.",
        how=said.value_how(findings, review),
        columns=(
            "Step", "With the candidate", "More than today", "Price of one",
            f"{currency} {each}", *make.interval_columns(review),
        ),
        rows=tuple(_rows(found, names, review)),
        rises=tuple(_scaled(rise, times) for rise in rises),
        net=_net(found, times, review),
        unit=f"{unit.strip()} {currency} {each}".strip(),
    )  # fmt: skip


def _names(found: Value, findings: Findings, review: Review) -> tuple[str, str]:
    """What today, and what comes then, is called."""
    today, then = said.today_name(found, review), said.then_name(findings, review)
    return f"Today, with {today}", f"With {then}"


def _rises(found: Value, names: tuple[str, str], review: Review) -> Iterator[Rise]:
    """Every bar; those that change nothing are in the table only."""
    at, then = found.today.value or 0.0, found.candidate.value or 0.0
    yield Rise(f"{names[0]}: {said.large(at)}", 0.0, at, is_total=True, better=None)
    sign = -1.0 if found.measured == "costs" else 1.0
    for step in found.steps:
        if step.amount:
            end = at + sign * step.amount
            label = f"{'▼' if end < at else '▲'} {say.capital(said.step_name(step, review))}"
            text = f"{label}: {said.step_text(step)}"
            yield Rise(text, at, end, is_total=False, better=step.amount > 0)
            at = end
    yield Rise(f"{names[1]}: {said.large(then)}", 0.0, then, is_total=True, better=None)


def _scaled(rise: Rise, times: float) -> Rise:
    return Rise(
        rise.label, rise.start / times, rise.end / times,
        is_total=rise.is_total, better=rise.better,
    )  # fmt: skip


def _net(found: Value, times: float, review: Review) -> Dot:
    """Where the end may lie, seen from today."""
    today, sign = found.today.value or 0.0, -1.0 if found.measured == "costs" else 1.0
    ends = [today + sign * end for end in (found.net.low, found.net.high) if end is not None]
    low, high = (min(ends) / times, max(ends) / times) if ends else (None, None)
    text = said.net_text(found)
    at = (today + sign * (found.net.value or 0.0)) / times
    return Dot(text, at, low, high, f"{text} {said.per(found, review)}")


def _rows(found: Value, names: tuple[str, str], review: Review) -> Iterator[tuple[Cell, ...]]:
    """Today, every step with its sign, the candidate, and the net."""
    yield (names[0], None, None, None, *_cells(found.today))
    for step in found.steps:
        counts = (make.rounded(step.count), make.rounded(step.difference), step.price)
        name = say.capital(said.step_name(step, review))
        sign = -1.0 if found.measured == "costs" else 1.0
        yield (name, *counts, make.rounded(sign * step.amount), None, None)
    yield (names[1], None, None, None, *_cells(found.candidate))
    word = "Saved" if found.measured == "costs" else "Gained"
    yield (f"{word} in all", None, None, None, *_cells(found.net))


def _cells(one: Estimate) -> tuple[Cell, Cell, Cell]:
    return make.rounded(one.value), make.rounded(one.low), make.rounded(one.high)
