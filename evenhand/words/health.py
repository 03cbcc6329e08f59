"""Sentences on health: has it changed, since when, does it matter?"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from evenhand.findings import AccuracyFell, ColumnDrift, Fault, Findings, Health, Omitted
from evenhand.findings.health import FaultKind
from evenhand.review import Review
from evenhand.words import gaps_over_time, label_quality, nouns, say, then_now
from evenhand.words.by_period import compared, is_late
from evenhand.words.columns import column_name
from evenhand.words.expected import expected_line
from evenhand.words.untold import NOT_KEPT

_UNTOLD: Final = "Whether anything changed over time can't be told"
_NO_FAULT: Final = "No fault of the data was found."
_NAMED: Final = 2


def health_of(findings: Findings) -> Health | None:
    """What is known of health; None where the log does not say when."""
    return None if isinstance(findings.health, Omitted) else findings.health


def is_told(findings: Findings) -> bool:
    """Whether there is anything to say of change, if only that there is none."""
    found = health_of(findings)
    if then_now.then_now_of(findings) is not None:
        return True
    return found is not None and bool(
        found.faults or found.fell or found.drift or _is_judged(found)
    )


def health_title(findings: Findings, review: Review) -> str:
    """The worst first: a fault of the data, a fall of accuracy, a gap, a column that changed.

    Without a time and an earlier log, how far raters agree on the labels, where the log says so.
    """
    found, fault = health_of(findings), _worst_fault(findings, review)
    if found is None:
        return fault or _undated_title(findings, review)
    fell = fall_sentence(found.fell, found) if found.fell else ""
    gap = gaps_over_time.leading(found, review)
    apart = gaps_over_time.gap_sentence(gap, found, review) if gap else ""
    return fault or fell or apart or _columns_title(found, review)


def place_of_gaps(findings: Findings, review: Review) -> Literal["first", "second", "more"]:
    """Where gaps between groups stand: first where the title is on them; More if none changed."""
    found = health_of(findings)
    if found is None or gaps_over_time.leading(found, review) is None:
        return "more"
    return "second" if _worst_fault(findings, review) or found.fell else "first"


def _columns_title(found: Health, review: Review) -> str:
    """Which columns changed, and what became of accuracy."""
    changed = drifted(found)
    if changed:
        return f"{_columns(changed, review)}; {_whether_it_matters(found)}"
    if not found.drift and not _is_judged(found):
        return f"Too few {nouns.cases(review)} a {found.unit} to tell whether anything changed"
    return (
        f"No column changed by much, compared with {compared(found)}; {_whether_it_matters(found)}"
    )


def _undated_title(findings: Findings, review: Review) -> str:
    """Of a log that does not say when: what an earlier log tells, else how far raters agree."""
    earlier, rated = then_now.then_now_of(findings), label_quality.label_quality_of(findings)
    if earlier is not None:
        return then_now.columns_title(earlier, review)
    return _UNTOLD if rated is None else label_quality.label_quality_title(rated, review)


def faults_since_then(findings: Findings, review: Review) -> tuple[str, ...]:
    """What is wrong with the data and was not in the earlier log, a sentence each."""
    earlier = then_now.then_now_of(findings)
    faults = earlier.faults if earlier else ()
    start = "Compared with the earlier log: "
    return tuple(f"{start}{fault_sentence(one, review)}." for one in faults)


def _worst_fault(findings: Findings, review: Review) -> str:
    """The first, and how many more there are: of this log, else of it beside an earlier one.

    Empty where there is none.
    """
    found = health_of(findings)
    told = [fault_sentence(one, review) for one in found.faults] if found else []
    since = [one.removesuffix(".") for one in faults_since_then(findings, review)]
    if not told and not since:
        return ""
    first, *more = told or since
    others = say.counted(len(more), "further fault", "further faults")
    return first + (f"; {others} of the data" if more else "")


def health_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What the title leaves open, each once: the first on what the title says, if there is more.

    Accuracy, gaps, columns; what was looked for and not found in one line; what to expect.
    """
    found = health_of(findings)
    if found is None:
        return ()
    fault = bool(_worst_fault(findings, review))
    fell, gap = found.fell is not None, gaps_over_time.leading(found, review) is not None
    rest_in_title = not (fault or fell or gap)
    changed, told_or_drawn = drifted(found), rest_in_title or has_outcomes(found)
    said = (
        _fall(found.fell, found, review, titled=not fault) if found.fell else "",
        gaps_over_time.gap_line(found, review, titled=not (fault or fell)) if gap else "",
        f"{_columns(changed, review)}." if changed and not rest_in_title else "",
    )
    quiet = (
        "" if fault else _NO_FAULT,
        "" if told_or_drawn else f"{say.capital(_whether_it_matters(found))}.",
        "" if gap else gaps_over_time.none_changed(found, review),
        gaps_over_time.not_followed(found, review),
        "" if changed or rest_in_title else _none_changed(found),
    )
    lines = (*said, " ".join(filter(None, quiet)), expected_line(found))
    return tuple(filter(None, lines))


def fall_sentence(fell: AccuracyFell, found: Health) -> str:
    """Since when the candidate is right less often, and how often it is."""
    before, after = say.apart(100 * (fell.before.value or 0.0), 100 * (fell.after.value or 0.0))
    model = say.capital(say.the(found.candidate))
    since = f"{model} is right less often since {fell.since}"
    return f"{since}: that fell from {before} to {after} of 100"


def _fall(fell: AccuracyFell, found: Health, review: Review, *, titled: bool) -> str:
    """How much less often, with its interval, and whether the review calls that good enough.

    Args:
        fell: how far.
        found: what is known of health.
        review: its margin.
        titled: whether the title says already that it fell.
    """
    start = "" if titled else f"{fall_sentence(fell, found)}. "
    gap, margin = fell.difference, review.method.margin
    small = gap.low is not None and gap.low >= -margin
    near = f" That is within the {say.number(100 * margin)} of 100 that count as no worse here."
    return f"{start}The difference is {say.mean(gap)}." + (near if small else "")


def has_outcomes(found: Health) -> bool:
    """Whether any is known, so that accuracy is drawn and its chart says whether it fell."""
    return any(one.labelled.value for one in found.periods)


def _is_judged(found: Health) -> bool:
    return any(one.cusum is not None for one in found.periods)


def _whether_it_matters(found: Health) -> str:
    """Of accuracy that did not fall."""
    model = say.the(found.candidate)
    if _is_judged(found):
        return f"no lasting fall in how often {model} is right can be seen"
    return f"how often {model} is right can't be told yet, as too few outcomes are known"


def drifted(found: Health) -> dict[str, ColumnDrift]:
    """The columns whose change matters, each with the first period in which it does."""
    first: dict[str, ColumnDrift] = {}
    for one in found.drift:
        if one.matters:
            first.setdefault(one.column, one)
    return first


def _columns(changed: Mapping[str, ColumnDrift], review: Review) -> str:
    """That they changed, and since when; of many the first by name."""
    names = [column_name(column, review) for column in changed]
    if len(names) > _NAMED:
        names = [names[0], say.counted(len(names) - 1, "further column", "further columns")]
    start = min(one.period for one in changed.values())
    since = f" since {start}" if len(changed) == 1 else f", the first in {start}"
    return f"{say.capital(say.listed(names))} changed{since}"


def _none_changed(found: Health) -> str:
    return "No column changed by much." if found.drift else ""


def late(found: Health, review: Review) -> str:
    """Of which last period clearly fewer outcomes are known; empty where of none."""
    if not is_late(found):
        return ""
    last = [one for one in found.periods if one.cases][-1]
    known = say.of_cases(last.labelled)
    return (
        f"Of {last.period}, the outcome is known for {known} {nouns.cases(review)} so far; the "
        "others count as not known, never as mistakes."
    )


def fault_sentence(fault: Fault, review: Review) -> str:
    """One fault: what, of which column, since when."""
    name = column_name(fault.column, review) if fault.column else ""
    return say.capital(_when(fault) + _FAULTS[fault.kind](fault, name, review))


def _when(fault: Fault) -> str:
    """Since when, or from when to when; empty of a whole log."""
    if not fault.since:
        return ""
    if fault.kind == "repeated" and fault.periods == 1:
        return f"On {fault.since}, "
    if fault.until is None:
        return f"Since {fault.since}, "
    if fault.until == fault.since:
        return f"In {fault.since} alone, "
    return f"From {fault.since} to {fault.until}, "


def _of_100(share: float | None) -> str:
    """A share of a fault, never 0."""
    of = say.denominator(share)
    return f"{say.portion(share or 0.0, of)} of {of:,}"


def _holed(kind: str) -> Callable[[Fault, str, Review], str]:
    """Of so many cases a column has no good value."""

    def said(fault: Fault, name: str, review: Review) -> str:
        cases = f"{_of_100(fault.share)} {nouns.cases(review)}"
        before = "" if fault.before is None else f"; before, in {_before(fault)}"
        return f"{name} {kind} in {cases}{before}"

    return said


def _before(fault: Fault) -> str:
    return _of_100(fault.before) if fault.before else "none"


def _unit(fault: Fault, name: str, _review: Review) -> str:
    times = fault.factor or 1.0
    size, how = (times, "larger") if times > 1 else (1 / times, "smaller")
    return f"{name} is about {size:,.0f} times {how}: its unit may have changed"


def _rate(fault: Fault, _name: str, review: Review) -> str:
    every = "every" if fault.share else "no"
    return (
        f"{every} known outcome is {nouns.yes(review)}: that looks like a fault in collecting, and "
        "nothing is said of accuracy there"
    )


def _repeated(fault: Fault, _name: str, review: Review) -> str:
    some = fault.since is not None and fault.periods > 1
    days = f" on {fault.periods:,} days" if some else ""
    return f"{nouns.counted(fault.rows, review)} are in the log more than once{days}"


def _leak(_fault: Fault, name: str, _review: Review) -> str:
    return f"{name} alone gives the outcome away nearly always: was it known before?"


def _mail(fault: Fault, name: str, review: Review) -> str:
    return f"{name} has e-mail addresses in {nouns.counted(fault.rows, review)}"


_FAULTS: Final[Mapping[FaultKind, Callable[[Fault, str, Review], str]]] = {
    "label_rate": _rate,
    "unit": _unit,
    "missing": _holed("is missing"),
    "no_number": _holed("is no number"),
    "infinite": _holed("is infinite"),
    "negative": _holed("is below 0"),
    "repeated": _repeated,
    "leak": _leak,
    "mail": _mail,
}


def no_health(findings: Findings, review: Review) -> str | None:
    """Why there is nothing to show, and what to add; None where there is."""
    if health_of(findings) is not None:
        return None
    if not isinstance(findings.merged, Omitted):
        return f"Whether anything changed is {NOT_KEPT}: open the log itself."
    if review.columns.time is None:
        return (
            "When cases were decided is not in this log. Add a column that says it "
            "(in a review file: [columns] time)."
        )
    return "All cases are of one period, or no day can be read, so nothing can be compared."
