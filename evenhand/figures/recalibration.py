"""Figures of recalibrated confidence, beside the confidence as it is."""

from evenhand.figures import believed, make
from evenhand.figures.kinds import Cell, Lines, Reliability, Series, Stroke, Table
from evenhand.findings import Findings, GroupCurve, Recalibration
from evenhand.review import Review
from evenhand.words import nouns
from evenhand.words import recalibration as said


def recalibration(found: Recalibration, review: Review) -> Table:
    """Every number of before and after."""
    title = said.recalibration_title(found)
    return Table(
        title=title,
        meaning=said.recalibration_meaning(found, review),
        alt=f"{title}. A table of the confidence today and recalibrated.",
        how=said.recalibration_how(found, review),
        columns=("What", "Field's term", "Today", "Recalibrated", "Better"),
        rows=_rows(found),
    )


def _rows(found: Recalibration) -> tuple[tuple[Cell, ...], ...]:
    before, after = found.before, found.after
    one, two = before.believed, after.believed
    hundreds: tuple[tuple[str, str, float | None, float | None, str], ...] = (
        ("Off on average, of 100", "expected calibration error", one.error.value, two.error.value,
         "less"),
        ("Off by chance alone, of 100", "the same of perfect confidence", one.error.if_perfect,
         two.error.if_perfect, ""),
        ("Error taken away, of 100", "Brier skill score", one.skill, two.skill, "more"),
        ("Wrong on average over all coverages, of 100", "AURC", before.aurc.value,
         after.aurc.value, "less"),
        ("Decided alone, of 100", "coverage", before.coverage.value, after.coverage.value, ""),
        ("Wrong among those, of 100", "automatic error", before.automatic_error.value,
         after.automatic_error.value, "less"),
    )  # fmt: skip
    score = ("Squared distance", "Brier score", make.rounded(one.brier.value),
             make.rounded(two.brier.value), "less")  # fmt: skip
    return (
        score,
        *((what, term, make.of_100(x), make.of_100(y), b) for what, term, x, y, b in hundreds),
    )


def recalibrated_diagrams(
    findings: Findings, found: Recalibration, review: Review
) -> tuple[Reliability, ...]:
    """The reliability diagram today, and recalibrated; none without a handoff."""
    if findings.handoff is None:
        return ()
    handoff, readings = findings.handoff, (("Today", found.before), ("Recalibrated", found.after))
    return tuple(
        believed.reliability(
            handoff, one.believed, review, said.diagram_title(when, handoff, one, review)
        )
        for when, one in readings
    )


def recalibrated_curve(found: Recalibration, review: Review) -> Lines:
    """How often it is wrong against how much it decides alone, before and after."""
    today, then = (_points(reading.curve) for reading in (found.before, found.after))
    title = said.curve_title(found)
    cases = make.cases(review)
    return Lines(
        title=title,
        meaning=(
            "Where the curves lie on each other, recalibrating changes what is said and not who "
            "is surest."
        ),
        alt=f"{title}. Two curves of errors against the share decided alone; see the table.",
        how=(
            f"{nouns.metric_how('automatic_error', review)} "
            f"{said.recalibration_how(found, review)}"
        ),
        columns=(
            "Confidence needed", "Decided alone, of 100, today", "Wrong among those, today",
            "Decided alone, of 100, recalibrated", "Wrong among those, recalibrated",
        ),
        rows=tuple(
            (stop, *_shares(found.before.curve, i), *_shares(found.after.curve, i))
            for i, stop in enumerate(found.stops)
        ),
        points=then,
        marked=None,
        marked_label="",
        limit=None,
        x_unit=f"decided alone, of 100 {cases}",
        y_unit="wrong among those, of 100",
        label="recalibrated",
        others=(Series("today", today, Stroke.BASELINE),),
    )  # fmt: skip


def _shares(curve: GroupCurve, i: int) -> tuple[float | None, float | None]:
    """Decided alone and wrong at one stop, of 100."""
    wrong = curve.wrong[i] / curve.labelled[i] if curve.labelled[i] else None
    return make.of_100(curve.alone[i] / curve.n), make.of_100(wrong)


def _points(curve: GroupCurve) -> tuple[tuple[float, float], ...]:
    shares = (_shares(curve, i) for i in range(len(curve.alone)))
    return tuple(sorted({(x, y) for x, y in shares if x is not None and y is not None}))


def mapped(found: Recalibration) -> Table | None:
    """What each score would be read as; None by group, where there is more than one map."""
    if not found.mapped:
        return None
    return Table(
        title=said.mapped_title(found),
        meaning="Scores in between lie in between.",
        alt="A table of scores and what they would be read as.",
        how="Fitted on all cases; the numbers above are of fits on halves.",
        columns=("Said, of 100", "Recalibrated, of 100"),
        rows=tuple((make.of_100(said), make.of_100(becomes)) for said, becomes in found.mapped),
    )
