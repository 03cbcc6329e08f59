"""Figures of what acting on an answer is worth, and of who ranks better."""

from evenhand.figures import make
from evenhand.figures.kinds import Dots, Line, Lines, Mark, Panel, Series, Stroke
from evenhand.findings import Auc, Estimate, Findings
from evenhand.review import Review
from evenhand.words import benefit as said
from evenhand.words import say
from evenhand.words.prices import MEANS

_MANY = 1000


def net_benefit(findings: Findings, review: Review) -> Lines | None:
    """Net benefit along the chance from which on one would act; None without a score."""
    found, compared = said.benefit_of(findings), findings.comparison
    if found is None or compared is None:
        return None
    title = said.benefit_title(found, compared, review)
    rule, model = say.capital(say.the(compared.baseline)), say.capital(say.the(compared.model))
    highest = _MANY * max(point.model for point in found.curve)
    top = max(highest, _MANY * max(point.baseline for point in found.curve), 1e-9)
    shown = [p.threshold for p in found.curve if max(p.model, p.baseline) > top / _MANY / 50]
    last = 100 * min(1.0, max([*shown, 1.5 * found.threshold]))
    value = found.model.value or 0.0
    unit = "worth, in right yeses of 1,000"
    others = (("baseline", rule, Stroke.BASELINE), ("everybody", "Everybody", Stroke.PERSON))
    return Lines(
        title=title,
        meaning=said.benefit_meaning(found, compared),
        alt=f"{title}. Curves along the chance from which on one would act; see the table.",
        how=_HOW + ("" if found.exact else " Scores were counted in steps of 0.001."),
        columns=("Acting from a chance of, of 100", rule, model, "Everybody", "Nobody"),
        rows=tuple(
            (
                make.of_100(p.threshold),
                *(make.rounded(_MANY * v) for v in (p.baseline, p.model, p.everybody)),
                0,
            )
            for p in found.curve
        ),
        points=tuple((100 * p.threshold, _MANY * p.model) for p in found.curve),
        marked=(100 * found.threshold, _MANY * value),
        marked_label="this review",
        limit=Line(0.0, "nobody"),
        x_unit="chance from which on one would act, of 100",
        y_unit=unit,
        x_range=(0.0, last),
        y_range=(-0.15 * top, 1.2 * top),
        label=model,
        others=tuple(
            Series(
                label,
                tuple((100 * p.threshold, _MANY * getattr(p, pick)) for p in found.curve),
                stroke,
            )
            for pick, label, stroke in others
        ),
    )


_HOW = (
    "The field's term is decision curve: net benefit TP/n - FP/n x p/(1 - p), where p is the "
    "chance from which on one would act (Vickers and Elkin 2006). This review's is the price of "
    "a wrong yes over both prices, or without prices the model's own threshold. A candidate with "
    "a score says yes from p on; one without stands by its answers. "
    f"{say.capital(MEANS)}."
)


def ranking(findings: Findings, review: Review) -> Dots | None:
    """Area under the ROC curve of both, and DeLong's test; None where one gives no score."""
    compared = findings.comparison
    gap = compared.auc_difference if compared else None
    if compared is None or gap is None or gap.value is None:
        return None
    title = said.ranking_title(gap, compared)
    alone = [
        (name, _estimate(findings.candidates[name].auc), mark)
        for name, mark in ((compared.baseline, Mark.BASELINE), (compared.model, Mark.PLAIN))
    ]
    dots = tuple(
        make.dot(say.capital(say.the(name)), auc, mark, make.note(auc, review))
        for name, auc, mark in alone
    )
    change = Estimate(gap.value, gap.low, gap.high, gap.n)
    label = f"{say.capital(say.the(compared.model))} minus {say.the(compared.baseline)}"
    moved = make.dot(label, change, note=make.mean_note(change, review))
    p = "" if gap.p_value is None else f" p {say.chance(gap.p_value)}."
    return Dots(
        title=title,
        meaning=(
            "A pair is a real one and another: the right order puts the real one on top. Ties "
            "count half."
        ),
        alt=make.alt_of(title, [*dots, moved]),
        how=(
            "The field's terms are area under the ROC curve (AUC) and DeLong's test for two "
            f"{'on the same cases' if compared.arms is None else 'samples, each of its own arm'}."
            f"{p}"
            + ("" if gap.exact else f" Counted in steps: off by {say.number(gap.bound)} at most.")
        ),
        columns=("", "Pairs in order, of 100", *make.interval_columns(review), "Counted among"),
        rows=tuple(
            (name, *make.interval_cells(one), one.n)
            for name, one in (
                *((say.capital(say.the(n)), auc) for n, auc, _ in alone),
                (label, change),
            )
        ),
        panels=(
            Panel("pairs in the right order, of 100", dots),
            Panel("more pairs, of 100", (moved,), (Line(0.0, "no difference"),)),
        ),
    )


def _estimate(auc: Auc | None) -> Estimate:
    return Estimate() if auc is None else Estimate(auc.value, auc.low, auc.high, auc.n)
