"""Figures of whether confidence can be believed, and of what no threshold can reach."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Reliability, Table
from evenhand.findings import Believed, BestCut, Findings, Handoff
from evenhand.review import Review
from evenhand.words import believed as said
from evenhand.words import nouns, say


def confidence(findings: Findings, review: Review) -> Reliability | None:
    """What is said of being right against how often it is right."""
    handoff = findings.handoff
    if handoff is None or handoff.believed is None:
        return None
    return reliability(handoff, handoff.believed, review)


def reliability(handoff: Handoff, found: Believed, review: Review, title: str = "") -> Reliability:
    """The diagram of one confidence.

    Args:
        handoff: whose it is.
        found: what was found of it.
        review: the nouns.
        title: another claim than whether it can be believed.
    """
    claim = title or said.confidence_title(handoff, review)
    drawn = [b for b in found.bins if not b.few] or list(found.bins)
    return Reliability(
        title=claim,
        meaning=f"{said.confidence_meaning(found, review)} {said.error_sentence(found)}",
        alt=f"{claim}. Dots of what was said against how often it was right; see the table.",
        how=_how(found, review),
        columns=(
            "Confidence from", "to", "Said, of 100", "Right, of 100",
            *make.interval_columns(review), make.cases(review), "Enough to judge",
        ),
        rows=tuple(
            (
                make.of_100(b.low), make.of_100(b.high), make.of_100(b.mean),
                *make.interval_cells(b.observed), b.observed.n, "no" if b.few else "yes",
            )
            for b in found.bins
        ),
        points=tuple(
            (
                100 * b.mean, 100 * (b.observed.value or 0.0), 100 * (b.observed.low or 0.0),
                100 * (b.observed.high or 0.0), make.note(b.observed, review),
            )
            for b in drawn
        ),
        x_unit="said: chance that it is right, of 100",
        y_unit="right, of 100",
    )  # fmt: skip


def _how(found: Believed, review: Review) -> str:
    return (
        "The field's term is calibration of the confidence, drawn as a reliability diagram. "
        f"Expected calibration error over these bins {say.number(found.error.value, 3)}; that of "
        f"perfect confidence is the mean deviation of binomial counts, "
        f"{say.number(found.error.if_perfect, 3)}, and its upper end is simulated, seed "
        f"{review.method.seed}. Wilson {nouns.interval_name(review)}s. {found.n:,} "
        f"{nouns.cases(review)} whose outcome is known."
    )


def brier(findings: Findings, review: Review) -> Table | None:
    """What the Brier score is made of."""
    handoff = findings.handoff
    if handoff is None or handoff.believed is None:
        return None
    found = handoff.believed
    title = said.skill_title(handoff, found)
    return Table(
        title=title,
        meaning=said.SKILL_MEANING,
        alt=f"{title}. A table of the parts of the Brier score.",
        how=(
            "Brier score = reliability - resolution + uncertainty, and two terms for what differs "
            "inside bins, so that the parts add up exactly (Murphy 1973; Stephenson, Coelho and "
            "Jolliffe 2008). Skill = 1 - Brier score / uncertainty. Student's "
            f"{nouns.interval_name(review)} for the score."
        ),
        columns=("Part", "Field's term", "Amount", "Better"),
        rows=_brier_rows(found),
    )


def _brier_rows(found: Believed) -> tuple[tuple[Cell, ...], ...]:
    parts = found.parts
    rows: tuple[tuple[str, str, float | None, str], ...] = (
        ("Error of saying the average every time", "uncertainty", parts.uncertainty, ""),
        (
            "Added: what is said and what comes true differ",
            "reliability",
            parts.reliability,
            "less",
        ),
        (
            "Taken off: right and wrong told apart",
            "resolution",
            -parts.resolution,
            "more taken off",
        ),
        ("Added: what is said differs inside bins", "within-bin variance", parts.within_spread, ""),
        ("Taken off: and rightly so", "within-bin covariance", -parts.within_match, ""),
        ("Error of its confidence", "Brier score", found.brier.value, "less"),
        ("The same, from", "interval", found.brier.low, ""),
        ("to", "interval", found.brier.high, ""),
        ("Share of the error taken away", "Brier skill score", found.skill, "more"),
    )
    return tuple((what, term, make.rounded(x), better) for what, term, x, better in rows)


def best_cut(findings: Findings, review: Review) -> Table | None:
    """What the best cut of the scores reaches, and why it is not everything."""
    handoff = findings.handoff
    if handoff is None or handoff.believed is None or handoff.believed.best_cut is None:
        return None
    found = handoff.believed.best_cut
    title = said.best_cut_title(handoff, found, review)
    return Table(
        title=title,
        meaning=said.best_cut_meaning(found, review),
        alt=f"{title}. A table of accuracy and F1 today and at the best threshold.",
        how=(
            f"{nouns.metric_how('f1', review)} Accuracy and F1 at every cut of the scores; the "
            "highest of each was chosen on the cases it is counted from, so expect less on the "
            "next log. No intervals for the same reason. The highest accuracy over all cuts is "
            "the mean of max(p, 1 - p), with p the scores recalibrated by isotonic regression; the "
            "last line takes the scores as they are."
        ),
        columns=("What", "Today", "At best", "Yes from score"),
        rows=_cut_rows(found),
    )


def _cut_rows(found: BestCut) -> tuple[tuple[Cell, ...], ...]:
    never = None if found.best_accuracy_at is None else make.rounded(found.best_accuracy_at)
    return (
        (
            "Right, of 100", make.of_100(found.accuracy), make.of_100(found.best_accuracy),
            "never" if never is None else never,
        ),
        (
            "F1, from 0 to 1", make.rounded(found.f1), make.rounded(found.best_f1),
            make.rounded(found.best_f1_at),
        ),
        ("Right, of 100, were every score right", None, make.of_100(found.if_scores_right), None),
    )  # fmt: skip
