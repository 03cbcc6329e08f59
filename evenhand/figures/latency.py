"""Figures on how long answers take, what running and waiting cost, and what came of waiting."""

from evenhand.figures import make
from evenhand.figures.arms import money_dot
from evenhand.figures.kinds import Cell, Dot, Dots, Mark, Panel
from evenhand.findings import Estimate, Findings, Latency, Omitted, Running, WaitingBand
from evenhand.review import Review
from evenhand.words import latency as said
from evenhand.words import nouns, say

_KINDS = (("p50", "half take at most"), ("p95", "95 of 100 take at most"))


def latency(findings: Findings, review: Review) -> Dots | None:
    """How long the answers of each candidate take; None where the log does not say."""
    found = said.latencies_of(findings)
    if not found:
        return None
    title = said.latency_title(findings)
    panels = tuple(
        Panel(
            f"{text}, ms", tuple(_dot(findings, n, getattr(one, key)) for n, one in found.items())
        )
        for key, text in _KINDS
    )
    ends = make.interval_columns(review)
    return Dots(
        title=title,
        meaning="One in twenty answers takes longer than the second of the two numbers.",
        alt=make.alt_of(title, panels[1].dots),
        how=(
            "The field's terms are median, 95th percentile (p95) and mean latency. Intervals of "
            "the first two are pairs of the ordered times themselves, by the binomial "
            "distribution, whatever the times' own; that of the mean is Student's. Times are "
            "counted to three significant digits."
        ),
        columns=("", "Answers", "Half, ms", *ends, "95 of 100, ms", *ends, "Mean, ms", *ends),
        rows=tuple(_row(name, one) for name, one in found.items()),
        panels=panels,
    )


def _dot(findings: Findings, name: str, time: Estimate) -> Dot:
    value, low, high = _ends(time)
    note = say.CANNOT if value is None else said.duration(value)
    if low is not None and high is not None:
        note += f", between {said.duration(low)} and {said.duration(high)}"
    return Dot(say.name(name, make.LABEL_WIDTH), value, low, high, note, _mark(findings, name))


def _mark(findings: Findings, name: str) -> Mark:
    return Mark.BASELINE if findings.candidates[name].role == "baseline" else Mark.PLAIN


def _ends(found: Estimate) -> tuple[float | None, float | None, float | None]:
    return make.rounded(found.value), make.rounded(found.low), make.rounded(found.high)


def _row(name: str, one: Latency) -> tuple[Cell, ...]:
    times = (cell for time in (one.p50, one.p95, one.mean) for cell in _ends(time))
    return (say.cleaned(name), one.p50.n, *times)


def running(findings: Findings, review: Review) -> Dots | None:
    """What running each candidate, and waiting for it, costs; None where nothing says so."""
    found = said.runnings_of(findings)
    if not found:
        return None
    title, many = said.running_title(findings, review), make.cases(review)
    unit = f"{(review.costs and review.costs.currency) or 'cost'} for 1,000 {many}"
    dots = tuple(
        money_dot(name, one.together, review, _mark(findings, name)) for name, one in found.items()
    )
    return Dots(
        title=title,
        meaning=said.running_meaning(findings, review),
        alt=make.alt_of(title, dots),
        how=said.running_how(review),
        columns=("", "Running", "Waiting", "Together", *make.interval_columns(review)),
        rows=tuple(_running_row(name, one) for name, one in found.items()),
        panels=(Panel(unit, dots),),
    )


def _running_row(name: str, one: Running) -> tuple[Cell, ...]:
    run = None if isinstance(one.running, Omitted) else make.rounded(one.running)
    wait = None if isinstance(one.waiting, Omitted) else make.rounded(one.waiting.value)
    return (say.cleaned(name), run, wait, *_ends(one.together))


def waited(findings: Findings, review: Review) -> Dots | None:
    """In an A/B test: positive outcomes by how long the slowest candidate took; else None."""
    found, title = said.slowest_waited(findings), said.waited_title(findings, review)
    arms = findings.comparison.arms if findings.comparison else None
    if found is None or arms is None or title is None:
        return None
    dots = tuple(_band(band, review) for band in found[1].bands)
    unit = f"{nouns.yes(review, 30)}, of 100 {make.cases(review)}"
    rows = (
        (say.cleaned(name), said.band(band), band.outcome.n, *make.interval_cells(band.outcome))
        for name, one in arms.waited.items()
        for band in one.bands
    )
    return Dots(
        title=title,
        meaning=(
            "An association, not proof: when answers are slow, other things may differ too. Only a "
            "test that makes some wait by lot would show what waiting does."
        ),
        alt=make.alt_of(title, dots),
        how=(
            "The cases of each arm in quarters, from the quickest answers to the slowest; Wilson "
            "intervals. The title compares the slowest quarter with the quickest (Fisher's exact "
            "test)."
        ),
        columns=("", "Time taken", make.cases(review), "of 100", *make.interval_columns(review)),
        rows=tuple(rows),
        panels=(Panel(unit, dots),),
    )


def _band(band: WaitingBand, review: Review) -> Dot:
    return make.dot(said.band(band), band.outcome, note=make.note(band.outcome, review))
