"""The figures of health: faults of the data, accuracy by period, and what changed."""

from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Brief, Cell, Dot, Dots, Line, Mark, Panel, Table
from evenhand.findings import Fault, Findings, Health, HealthPeriod
from evenhand.health.cusum import LIMIT, SLACK
from evenhand.health.drift import LARGE, LEVEL
from evenhand.review import Review
from evenhand.words import health as said
from evenhand.words import nouns, say
from evenhand.words.by_period import period_name
from evenhand.words.columns import column_name
from evenhand.words.then_now import then_now_of

_FAULTS: Final = (
    "Each column is counted by calendar period, in UTC, and compared with the first third of the "
    "periods. A share (missing, below 0, no number, infinite) is a fault where it rose by at least "
    "1 of 100 and Fisher's exact test is clear among all columns and periods (Benjamini-Hochberg, "
    f"q below {LEVEL}). A unit: the middle value is 100 times as large or small. More than once: "
    "by the number of a case, or by all that is read of it, on one day, or by the number all over "
    "the log. Gives the outcome away: its values alone order the outcomes with an area under the "
    "ROC curve of 0.99."
)
_SINCE_THEN: Final = (
    "Each column of this log beside the earlier one. A share (missing, below 0, no number, "
    "infinite) is a fault where it rose by at least 1 of 100 and Fisher's exact test is clear "
    f"among all columns (Benjamini-Hochberg, q below {LEVEL}). A unit: the middle value is 100 "
    "times as large or small."
)


def faults(findings: Findings, review: Review) -> Table | None:
    """Every fault of the data; None where none was found."""
    found = said.health_of(findings)
    if found is None or not found.faults:
        return None
    title = f"{_many(found.faults)} of the data"
    return _table(found.faults, review, title, _FAULTS)


def since_then(findings: Findings, review: Review) -> Table | None:
    """Every fault of this log that the earlier one has not; None where there is none."""
    found = then_now_of(findings)
    if found is None or not found.faults:
        return None
    title = f"{_many(found.faults)} of the data that the earlier log does not have"
    return _table(found.faults, review, title, _SINCE_THEN)


def _many(found: tuple[Fault, ...]) -> str:
    return say.counted(len(found), "fault", "faults")


def _table(found: tuple[Fault, ...], review: Review, title: str, how: str) -> Table:
    """Faults, each in a sentence, with its numbers behind."""
    told = [said.fault_sentence(fault, review) for fault in found]
    return Table(
        title=title,
        meaning="Mend these first: what else is said of these columns and periods hangs on them.",
        alt=f"{title}. {'; '.join(told)}.",
        how=how,
        columns=(
            "What is wrong", "Column", "Since", "Until", "Periods or days",
            say.capital(nouns.cases(review)), "Of 100", "Before, of 100",
        ),
        rows=tuple(
            (sentence, say.cleaned(fault.column) if fault.column else None, fault.since,
             fault.until, fault.periods, fault.rows, make.of_100(fault.share),
             make.of_100(fault.before))
            for sentence, fault in zip(told, found, strict=True)
        ),
        brief=Brief(("What is wrong",), tuple((sentence,) for sentence in told)),
    )  # fmt: skip


def accuracy(findings: Findings, review: Review) -> Dots | Table | None:
    """How often the handoff's candidate is right in each period; None where no outcome is known."""
    found = said.health_of(findings)
    if found is None or not said.has_outcomes(found):
        return None
    dots = tuple(_dot(one, found, review) for one in found.periods if one.cases)
    title = _accuracy_title(found)
    unit = "right, of 100 with a known outcome"
    panel = make.near(Panel(unit, dots, _usual(found), ring="reference"))
    return make.drawn(
        Dots(
            title=title,
            meaning=" ".join(filter(None, (
                said.late(found, review) or "Periods of the reference are hollow.",
                make.FROM_NEAR if panel.is_near else "",
            ))),
            alt=make.alt_of(title, dots),
            how=(
                "Wilson's interval for each period. Whether it fell is told by Page's cumulative "
                f"sum: how many standard errors a period lies below the reference, {SLACK:g} "
                f"forgiven each time, added up; it fell where that reaches {LIMIT:g} and does not "
                "go back to 0. Without a fall about one log of 100 says so (by simulation)."
            ),
            columns=(
                say.capital(found.unit), make.cases(review), "outcome known, of 100",
                "of them positive, of 100", "right, of 100", *make.interval_columns(review),
                "sum of falls",
            ),
            rows=tuple(_row(one) for one in found.periods),
            panels=(panel,),
        )
    )  # fmt: skip


def _accuracy_title(found: Health) -> str:
    model = say.the(found.candidate)
    if found.fell is not None:
        return f"How often {model} is right fell in {found.fell.since}"
    if any(one.cusum is not None for one in found.periods):
        return f"No lasting fall in how often {model} is right can be seen"
    return f"Whether {model} is right less often can't be told yet"


def _usual(found: Health) -> tuple[Line, ...]:
    """What accuracy was in the reference."""
    of = [one.accuracy for one in found.periods if one.is_reference]
    n = sum(one.n for one in of)
    right = sum((one.value or 0.0) * one.n for one in of)
    return (Line(make.of_100(right / n) or 0.0, "in the reference"),) if n else ()


def _dot(one: HealthPeriod, found: Health, review: Review) -> Dot:
    mark = Mark.HOLLOW if one.is_reference else Mark.PLAIN
    note = make.note(one.accuracy, review)
    return make.dot(period_name(one.period, found), one.accuracy, mark, note)


def _row(one: HealthPeriod) -> tuple[Cell, ...]:
    shares = (make.of_100(rate.value) for rate in (one.labelled, one.positive))
    right = make.interval_cells(one.accuracy)
    return (one.period, one.cases, *shares, *right, make.rounded(one.cusum))


def drift(findings: Findings, review: Review) -> Table | None:
    """How far each column changed in each period; None where there was too little to compare."""
    found = said.health_of(findings)
    if found is None or not found.drift:
        return None
    changed = said.drifted(found)
    every = len({one.column for one in found.drift})
    columns = say.counted(every, "column", "columns")
    title = f"{len(changed)} of {columns} changed clearly and by much"
    largest = {
        column: max((one.psi for one in found.drift if one.column == column), default=0.0)
        for column in changed
    }
    return Table(
        title=title,
        meaning="A column that changed is a reason to look; it need not make answers wrong.",
        alt=f"A table: {title}.",
        how=(
            "Bins are the tenths of the reference, or its most frequent values. Population "
            "stability index (PSI), with the chance of one as large without any change: its own "
            "null, chi-square times (1/N + 1/M). The distance is Kolmogorov-Smirnov's for numbers, "
            "Jensen-Shannon's for categories. Wasserstein's, of numbers: how far the average case "
            "moved in the order of 100 cases of the reference. Pearson's chi-square, corrected for "
            "all columns and periods (Benjamini-Hochberg): a change counts where q is below "
            f"{LEVEL} and PSI at least {LARGE}. Exploratory: no limit was set on it."
        ),
        columns=(
            "Column", say.capital(found.unit), say.capital(nouns.cases(review)), "PSI",
            "p of PSI", "Distance", "Wasserstein, of 100", "p", "q", "Clear and large",
        ),
        rows=tuple(
            (column_name(one.column, review), one.period, one.n, make.rounded(one.psi),
             make.rounded(one.psi_p_value), make.rounded(one.distance),
             make.of_100(one.wasserstein), make.rounded(one.p_value), make.rounded(one.q_value),
             "yes" if one.matters else "no")
            for one in found.drift
        ),
        brief=Brief(
            ("Column", "Changed since", "Largest PSI"),
            tuple(
                (column_name(column, review), one.period, make.rounded(largest[column]))
                for column, one in changed.items()
            ),
        ) if changed else None,
    )  # fmt: skip
