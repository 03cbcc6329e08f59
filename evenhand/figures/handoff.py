"""Figures of sending unsure cases to a person."""

from dataclasses import replace

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Line, Lines, Reliability
from evenhand.findings import Findings, Handoff
from evenhand.review import Review
from evenhand.words import believed, nouns, say
from evenhand.words import handoff as said

_MOST_POINTS = 250
_EVERY = 20


def risk_coverage(findings: Findings, review: Review) -> Lines:
    """How often it is wrong, against how much it decides alone."""
    handoff = findings.handoff
    title, cases = said.risk_title(findings, review), make.cases(review)
    points = _points(handoff)
    return Lines(
        title=title,
        meaning=_risk_meaning(handoff, review),
        alt=(
            f"{title}. A curve of errors against the share decided alone; the numbers are in "
            "the table."
        ),
        how=(
            f"{nouns.metric_how('coverage', review)} {nouns.metric_how('automatic_error', review)} "
            "The curve is called risk-coverage curve, one point per confidence of k/1000."
            f"{believed.order_how(handoff) if handoff else ''}"
        ),
        columns=("Confidence needed", "Decided alone, of 100", "Wrong among those, of 100"),
        rows=_curve_rows(handoff),
        points=points,
        marked=_marked(handoff),
        marked_label=said.risk_marked(handoff, review) if handoff else "",
        limit=error_limit(review),
        x_unit=f"decided alone, of 100 {cases}",
        y_unit="wrong among those, of 100",
    )


def _risk_meaning(handoff: Handoff | None, review: Review) -> str:
    if handoff is None:
        return "No case is handed off."
    order = believed.order_sentence(handoff, review)
    return " ".join(filter(None, (said.risk_meaning(handoff, review), order)))


def _points(handoff: Handoff | None) -> tuple[tuple[float, float], ...]:
    """The curve from left to right, equal points once, thinned where there are many."""
    curve = handoff.curve if handoff else ()
    found = sorted({
        (make.of_100(p.coverage) or 0.0, make.of_100(p.automatic_error) or 0.0)
        for p in curve
        if p.automatic_error is not None
    })  # fmt: skip
    step = max(1, len(found) // _MOST_POINTS)
    return tuple(point for i, point in enumerate(found) if i % step == 0 or i == len(found) - 1)


def _marked(handoff: Handoff | None) -> tuple[float, float] | None:
    if handoff is None or handoff.coverage.value is None or handoff.automatic_error.value is None:
        return None
    return (100 * handoff.coverage.value, 100 * handoff.automatic_error.value)


def _curve_rows(handoff: Handoff | None) -> tuple[tuple[Cell, ...], ...]:
    """The curve at every 0.02, as long as anything changes."""
    curve = handoff.curve[::_EVERY] if handoff else ()
    changing = [
        p for p, after in zip(curve, (*curve[1:], None), strict=False)
        if after is None or after.coverage != p.coverage
    ]  # fmt: skip
    return tuple(
        (p.threshold, make.of_100(p.coverage), make.of_100(p.automatic_error)) for p in changing
    )


def error_limit(review: Review) -> Line | None:
    """The review's own limit on the automatic error, if it sets one."""
    for criterion in review.criteria:
        if criterion.finding == "automatic_error" and criterion.at_most is not None:
            return Line(100 * criterion.at_most, "the limit you set", is_limit=True)
    return None


def scores(findings: Findings, review: Review) -> Reliability | None:
    """Whether the scores of a binary review can be believed, where there are some to judge."""
    name = review.handoff_candidate.name
    calibration = findings.candidates[name].calibration
    if calibration is None or calibration.of != "score":
        return None
    figure = reliability(findings, review, name)
    return replace(figure, meaning=f"{figure.meaning} {said.SCORES_ARE_NOT_CONFIDENCE}")


def reliability(findings: Findings, review: Review, candidate: str) -> Reliability:
    """Whether the confidence can be believed."""
    calibration = findings.candidates[candidate].calibration
    bins = [b for b in calibration.bins if b.observed.value is not None] if calibration else []
    title, cases = said.reliability_title(findings, candidate), make.cases(review)
    of_what = "that it is right" if calibration and calibration.of == "confidence" else "of a yes"
    return Reliability(
        title=title,
        meaning=(
            "On the line, what it says comes true as often as it says; below the line it is "
            "too sure."
        ),
        alt=f"{title}. Dots of what was said against what came true; the numbers are in the table.",
        how=_reliability_how(findings, candidate),
        columns=(
            "Said, of 100", "Came true, of 100", *make.interval_columns(review), cases,
        ),
        rows=tuple(
            (make.of_100(b.mean), *make.interval_cells(b.observed), b.observed.n) for b in bins
        ),
        points=tuple(
            (
                100 * b.mean,
                100 * (b.observed.value or 0.0),
                100 * (b.observed.low or 0.0),
                100 * (b.observed.high or 0.0),
                make.note(b.observed, review),
            )
            for b in bins
        ),
        x_unit=f"said: chance {of_what}, of 100",
        y_unit="came true, of 100",
    )  # fmt: skip


def _reliability_how(findings: Findings, candidate: str) -> str:
    calibration = findings.candidates[candidate].calibration
    if calibration is None:
        return "There is nothing to judge."
    parts = [
        f"{name} {say.number(value, 3)}"
        for name, value in (
            ("Brier score", calibration.brier),
            ("skill against always saying the base rate", calibration.skill),
            ("expected calibration error over ten bins", calibration.error),
        )
        if value is not None
    ]
    return (
        f"The field's term is calibration. {say.capital('; '.join(parts))}. Wilson intervals. "
        "The calibration error is biased upward in small samples: perfect confidence shows about "
        "0.10 at 100 cases."
    )
