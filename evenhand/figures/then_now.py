"""This log beside an earlier one: the numbers of each page, groups, criteria and columns."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Brief, Cell, Dot, Dots, Mark, Table
from evenhand.findings import CriterionResult, Estimate, Findings, ThenNumber
from evenhand.health.drift import LARGE, LEVEL
from evenhand.review import Review
from evenhand.words import criteria as limits
from evenhand.words import say
from evenhand.words import then_now as said
from evenhand.words.columns import column_name

_MONEY: Final = "cost_per_1000"
_IN_TABLE: Final = frozenset({_MONEY, "accuracy_difference"})  # on no scale of shares
_FIRST: Final = 3  # columns that a reader sees where none changed
_HOW: Final = (
    "Both logs are counted by this review, and taken for two independent samples. Of shares: "
    "Wilson's intervals, Newcombe's for the difference, Fisher's exact test. Of other numbers: the "
    "difference has an interval from those of both (MOVER), and its p-value is where 0 lies in it. "
    "All that is shown together is corrected (Benjamini-Hochberg); a change is clear where q is "
    f"below {LEVEL}. Intervals are of one difference alone, so one may leave out 0 where no change "
    "is clear. Exploratory: no limit was set on a change."
)


def numbers(page: str, findings: Findings, review: Review) -> Dots | Table | None:
    """The numbers that a page stands on, then and now; None without an earlier log.

    Args:
        page: `overview`, `compare`, `handoff` or `health`.
        findings: what was found.
        review: the nouns.
    """
    found = said.then_now_of(findings)
    shown = found.numbers.get(page, ()) if found else ()
    if found is None or not shown:
        return None
    whose = len({one.candidate for one in shown} - {None}) > 1
    title = said.then_now_title(shown, review, whose=whose)
    meaning = said.then_now_meaning(found, review)
    beside = {
        "overview": said.verdict_then(found, findings.verdict.word),
        "handoff": said.AT_OWN_THRESHOLD,
    }
    return _drawn(
        shown, review, title, " ".join(filter(None, (beside.get(page), meaning))), whose=whose
    )


def groups(
    findings: Findings, review: Review, who: str, by: str, metric: str
) -> Dots | Table | None:
    """One rate by the groups that both logs have; None without an earlier log.

    Args:
        findings: what was found.
        review: the nouns.
        who: the candidate.
        by: the attribute.
        metric: which rate.
    """
    found = said.then_now_of(findings)
    shown = found.groups.get(who, {}).get(by, {}).get(metric) if found else None
    if found is None or shown is None:
        return None
    title = said.groups_title(shown, metric, by, review)
    return _drawn(shown.numbers, review, title, said.groups_meaning(found, shown, review))


def _drawn(
    shown: tuple[ThenNumber, ...], review: Review, title: str, meaning: str, *, whose: bool = False
) -> Dots | Table:
    named = [(said.measure_name(one, review, whose=whose), one) for one in shown]
    dots = tuple(
        dot
        for name, one in named
        if one.measure not in _IN_TABLE
        for dot in _dots(name, one, review)
    )
    from_to = make.interval_columns(review)
    return make.drawn(
        Dots(
            title=title,
            meaning=meaning,
            alt=make.alt_of(title, dots),
            how=_HOW,
            columns=(
                "Of 100 (cost: as it is)", "Then", "Now", "Difference", *from_to,
                "p", "q", "Change", make.cases(review) + " then", make.cases(review) + " now",
            ),
            rows=tuple(_row(name, one) for name, one in named),
            panels=(make.panel("of 100", dots),),
        )
    )  # fmt: skip


def _dots(name: str, one: ThenNumber, review: Review) -> Iterator[Dot]:
    for when, estimate, mark in (
        ("then", one.then, Mark.HOLLOW),
        ("now", one.now, Mark.PLAIN),
    ):
        label = f"{say.name(name, make.LABEL_WIDTH - 6)}, {when}"
        yield make.dot(label, estimate, mark, _note(estimate, review))


def _note(estimate: Estimate, review: Review) -> str:
    """A dot in words; of a difference, which may be below 0, as a number."""
    below = any(end is not None and end < 0 for end in (estimate.value, estimate.low))
    return (make.mean_note if below else make.note)(estimate, review)


def _row(name: str, one: ThenNumber) -> tuple[Cell, ...]:
    scaled = make.rounded if one.measure == _MONEY else make.of_100
    ends = (one.then.value, one.now.value, *_ends(one.difference))
    return (
        name, *(scaled(end) for end in ends), make.rounded(one.p_value),
        make.rounded(one.q_value), said.CHANGES[one.change], one.then.n, one.now.n,
    )  # fmt: skip


def _ends(one: Estimate) -> tuple[float | None, float | None, float | None]:
    return one.value, one.low, one.high


def criteria(findings: Findings, review: Review) -> Table | None:
    """Every criterion in both logs; None without an earlier log, or without criteria."""
    found = said.then_now_of(findings)
    results = [one for one in findings.criteria if isinstance(one, CriterionResult)]
    if found is None or not results:
        return None
    then = [
        replace(now, value=one.value, state=one.state)
        for now, one in zip(results, found.criteria, strict=True)
    ]
    differ = sum(one.state != now.state for one, now in zip(then, results, strict=True))
    many = say.counted(len(results), "criterion", "criteria")
    title = f"{differ} of {many} came out otherwise in the earlier log"
    return Table(
        title=title,
        meaning="By the limits of this review, which the earlier log may not have been meant for.",
        alt=f"A table: {title}.",
        how="Each criterion as it is judged above, on the counts of either log.",
        columns=("Criterion", "Then", "Measured then", "Now", "Measured now"),
        rows=tuple(
            (
                limits.criterion_name(now, review),
                *(text(one) for one in (before, now) for text in (
                    _state, partial(limits.value_text, review=review)
                )),
            )
            for before, now in zip(then, results, strict=True)
        ),
    )  # fmt: skip


def _state(one: CriterionResult) -> str:
    return limits.state_text(one.state)


def columns(findings: Findings, review: Review) -> Table | None:
    """How far each column is from what it was in the earlier log; None without one."""
    found = said.then_now_of(findings)
    if found is None or not found.columns:
        return None
    ordered = sorted(found.columns, key=lambda one: (not one.matters, -one.psi))
    title = said.columns_title(found, review)
    changed = [one for one in ordered if one.matters]
    first = tuple(
        (column_name(one.column, review), make.rounded(one.psi))
        for one in changed or ordered[:_FIRST]
    )
    return Table(
        title=title,
        meaning=said.columns_meaning(found, review),
        alt=f"A table: {title}.",
        how=(
            "Bins are the tenths of the earlier log, or its most frequent values. Population "
            "stability index (PSI), with the chance of one as large without any change. The "
            "distance is Kolmogorov-Smirnov's for numbers, Jensen-Shannon's for categories. "
            "Pearson's chi-square, corrected for all columns and the numbers above "
            f"(Benjamini-Hochberg): a change counts where q is below {LEVEL} and PSI at least "
            f"{LARGE}. Exploratory: no limit was set on it."
        ),
        columns=(
            "Column", make.cases(review) + " then", make.cases(review) + " now", "PSI",
            "p of PSI", "Distance", "p", "q", "Clear and large",
        ),
        rows=tuple(
            (column_name(one.column, review), one.n_then, one.n_now, make.rounded(one.psi),
             make.rounded(one.psi_p_value), make.rounded(one.distance),
             make.rounded(one.p_value), make.rounded(one.q_value), "yes" if one.matters else "no")
            for one in ordered
        ),
        brief=Brief(("Column", "PSI"), first),
    )  # fmt: skip
