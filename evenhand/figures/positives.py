"""Figures of how well baseline and model find the positive cases, which may be rare."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Lines, Mark, Panel, Series, Stroke
from evenhand.findings import Comparison, Estimate, Findings, Positives, Retrieved, TopShare
from evenhand.review import Review
from evenhand.words import positives as said
from evenhand.words import say

_MOST = 0.5
_Side = tuple[str, Retrieved, Mark]


def found(findings: Findings, review: Review) -> Dots | None:
    """Of the real ones, found; of the yeses, right; and by how much the two differ."""
    known = _known(findings)
    if known is None:
        return None
    compared, positives = known
    sides = _sides(compared, positives)
    gaps = (
        ("found", positives.recall_difference),
        ("right when it says yes", positives.precision_difference),
    )
    panels = (
        Panel("of 100 real ones, found", tuple(_dot(s, s[1].recall, review) for s in sides)),
        Panel("of 100 yeses, right", tuple(_dot(s, s[1].precision, review) for s in sides)),
        Panel(
            f"{say.the(compared.model)} minus {say.the(compared.baseline)}, of 100",
            tuple(make.dot(name, gap, note=make.mean_note(gap, review)) for name, gap in gaps),
            (Line(0.0, "no difference"),),
        ),
    )
    title = said.found_title(findings, review)
    return Dots(
        title=title,
        meaning=said.found_meaning(findings, review),
        alt=make.alt_of(title, [dot for panel in panels for dot in panel.dots]),
        how=_found_how(positives, review),
        columns=("", "Counted among", "of 100", *make.interval_columns(review)),
        rows=_found_rows(sides, gaps),
        panels=panels,
    )


def _known(findings: Findings) -> tuple[Comparison, Positives] | None:
    compared, positives = findings.comparison, said.positives_of(findings)
    return None if compared is None or positives is None else (compared, positives)


def _sides(compared: Comparison, positives: Positives) -> tuple[_Side, _Side]:
    return (
        (say.the(compared.baseline), positives.baseline, Mark.BASELINE),
        (say.the(compared.model), positives.model, Mark.PLAIN),
    )


def _dot(side: _Side, share: Estimate, review: Review) -> Dot:
    name, _, mark = side
    return make.dot(say.capital(name), share, mark, make.note(share, review))


def _found_how(positives: Positives, review: Review) -> str:
    p = positives.recall_p
    test = f" McNemar's exact test on the real ones: p {say.chance(p)}." if p is not None else ""
    return (
        "The field's terms are recall, TP / (TP + FN), and precision, TP / (TP + FP), with Wilson "
        "intervals; Matthews correlation (MCC), 1 where every answer is right and 0 where answers "
        f"tell nothing, with a multinomial bootstrap, seed {review.method.seed}. Both are counted "
        "on the same cases: the difference of recall is paired on the real ones, that of precision "
        f"allows for the yeses that both share (MOVER).{test}"
    )


def _found_rows(
    sides: tuple[_Side, _Side], gaps: tuple[tuple[str, Estimate], ...]
) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = [
        (f"{say.capital(name)}: {what}", share.n, *make.interval_cells(share))
        for what, pick in (("real ones found", "recall"), ("right when it says yes", "precision"))
        for name, side, _ in sides
        for share in (getattr(side, pick),)
    ]
    rows += [(f"Difference: {name}", gap.n, *make.interval_cells(gap)) for name, gap in gaps]
    rows += [
        (f"{say.capital(name)}: MCC x 100", side.mcc.n, *make.interval_cells(side.mcc))
        for name, side, _ in sides
    ]
    return tuple(rows)


def curve(findings: Findings, review: Review) -> Lines | None:
    """Precision against recall along the model's ranking.

    None where it gives no scores, and where most are positive: precision says little there.
    """
    known = _known(findings)
    if known is None or not _has_curve(known[1]):
        return None
    compared, positives = known
    model, rule = positives.model, positives.baseline
    scored = rule.ranked_by == "score"
    marked, name = (model, compared.model) if scored else (rule, compared.baseline)
    other = Series(say.capital(say.the(compared.baseline)), _points(rule), Stroke.BASELINE)
    title = said.curve_title(findings, review)
    return Lines(
        title=title,
        meaning=(
            "The further down the ranking one says yes, the more real ones are found, and the "
            "fewer of the yeses are right; the line is what saying yes to everybody gives."
        ),
        alt=f"{title}. A falling curve; the numbers are in the table.",
        how=_curve_how(positives, compared),
        columns=("", "Real ones found, of 100", "Yeses right, of 100"),
        rows=_curve_rows(compared, positives),
        points=_points(model),
        marked=_at_answers(marked),
        marked_label=f"{say.the(name)} as it answers",
        limit=Line(make.of_100(positives.prevalence.value) or 0.0, "everybody"),
        x_unit="of 100 real ones, found",
        y_unit="of 100 yeses, right",
        x_range=(0.0, 102.0),
        y_range=(0.0, 105.0),
        label=say.capital(say.the(compared.model)),
        others=(other,) if scored else (),
    )


def _has_curve(positives: Positives) -> bool:
    """Whether the model ranks by a score, and positives are not the most."""
    ranked = positives.model.ranked_by == "score" and bool(positives.model.curve)
    return ranked and (positives.prevalence.value or 0.0) <= _MOST


def _curve_rows(compared: Comparison, positives: Positives) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (say.capital(who), *(make.of_100(v) for v in (p.recall, p.precision)))
        for who, side, _ in _sides(compared, positives)
        for p in side.curve
        if side.ranked_by == "score"
    )


def _points(side: Retrieved) -> tuple[tuple[float, float], ...]:
    return tuple((100 * p.recall, 100 * p.precision) for p in side.curve)


def _at_answers(side: Retrieved) -> tuple[float, float] | None:
    if side.recall.value is None or side.precision.value is None:
        return None
    return 100 * side.recall.value, 100 * side.precision.value


def _curve_how(positives: Positives, compared: Comparison) -> str:
    averages = say.listed([
        f"{say.the(name)} {make.cell(make.of_100(side.average_precision.value))}"
        for name, side in (
            (compared.model, positives.model),
            (compared.baseline, positives.baseline),
        )
    ])  # fmt: skip
    off = 100 * max(positives.model.bound, positives.baseline.bound)
    steps = (
        f" Scores were counted in steps: off by {say.number(off)} of 100 at most." if off else ""
    )
    return (
        "The field's terms are precision-recall curve and average precision: precision at each "
        f"cut, weighted by the recall it adds. Of 100: {averages}. One that gives no score ranks "
        f"in two steps, by its answer.{steps} The line is the prevalence."
    )


def top(findings: Findings, review: Review) -> Dots | None:
    """What people find who look at the cases that rank highest.

    None without a ranking, and where positives are not rare and no people are short.
    """
    known = _known(findings)
    if known is None or known[1].model.ranked_by != "score":
        return None
    if not said.is_short(known[1].capacity) and not known[1].lead:
        return None
    compared, positives = known
    sides = _sides(compared, positives)
    looks = [(s, said.top_of(s[1], capacity=positives.capacity)) for s in sides]
    panels = tuple(
        Panel(
            unit,
            tuple(_dot(side, getattr(look, pick), review) for side, look in looks if look),
        )
        for unit, pick in (
            ("of 100 real ones, among those looked at", "recall"),
            ("of 100 looked at, real ones", "precision"),
        )
    )
    title = said.top_title(findings, review)
    return Dots(
        title=title,
        meaning=said.top_meaning(findings, review),
        alt=make.alt_of(title, [dot for panel in panels for dot in panel.dots]),
        how=(
            "The field's terms are recall and precision at k, and lift: precision over prevalence. "
            "Cases of one score are taken in any order, on average; one that gives no score ranks "
            "in two steps, by its answer. Wilson intervals, for so many looks at cases like these."
        ),
        columns=(
            "Looked at, of 100", "Whose ranking", "Real ones found, of 100",
            *make.interval_columns(review), "Real, of 100 looked at", "Times as many as at random",
        ),
        rows=tuple(_top_row(name, look) for name, side, _ in sides for look in side.top),
        panels=panels,
    )  # fmt: skip


def _top_row(name: str, look: TopShare) -> tuple[Cell, ...]:
    kept = " (as many as there are people for)" if look.capacity else ""
    return (
        f"{make.cell(make.of_100(look.share))}{kept}",
        say.capital(name),
        *make.interval_cells(look.recall),
        make.of_100(look.precision.value),
        make.rounded(look.lift),
    )
