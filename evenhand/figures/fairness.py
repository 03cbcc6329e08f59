"""Figures by group."""

from dataclasses import replace

from evenhand.figures import brief, make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel, Table
from evenhand.findings import (
    AttributeFindings,
    Estimate,
    Findings,
    Gap,
    GroupFindings,
    ImpactRatio,
)
from evenhand.review import METRICS, Review
from evenhand.tally import UNKNOWN
from evenhand.words import fairness as said
from evenhand.words import impact as hangs
from evenhand.words import nouns, say
from evenhand.words import worst as words_worst
from evenhand.words.columns import attribute_name

_FOUR_FIFTHS = 80.0
_MOST_SMALL = 8  # groups in a small panel; more are read in the table
_NOBODY = "No group has an answer."
_REAL = (
    "Beside chance: whether chance alone could give such a gap, allowing for every comparison made "
    "here. Your limit: the state of this review's own limit, where it sets one."
)


def group_metric(
    findings: Findings, review: Review, candidate: str, attribute: str, metric: str
) -> Dots:
    """One metric by group, the worst group marked."""
    found = findings.by(candidate, attribute)
    groups = found.groups if found else ()
    worst = said.ends(found, review, metric)[0] if found else None
    title = said.fairness_title(findings, review, candidate, attribute, metric)
    dots = [_dot(g, metric, worst, review) for g in groups]
    unit = f"{nouns.metric_phrase(metric, review)}, of 100"
    return Dots(
        title=title,
        meaning=" ".join(
            filter(None, (
                _meaning(found, review, attribute, metric) if found else _NOBODY,
                said.answered_sentence(findings, review, candidate),
                said.classes_sentence(findings, review, candidate),
            ))
        ),
        alt=make.alt_of(title, dots),
        how=(
            f"{nouns.metric_how(metric, review)} {nouns.what_yes_means(review)} "
            "Counts of each group are in the table; TP and FP are those rightly and wrongly said "
            f"to be a yes, TN and FN rightly and wrongly said to be a no. {said.EXPLORATORY}"
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), make.cases(review),
            say.capital(nouns.metric_phrase(metric, review)), "Counted among",
            say.capital(unit), *make.interval_columns(review), "TP", "FP", "TN", "FN", "Judged",
        ),
        rows=tuple(_row(g, metric, review, found) for g in groups),
        panels=(_with_all(make.panel(unit, dots), findings, candidate, metric),),
    )  # fmt: skip


def every_metric(findings: Findings, review: Review, candidate: str, attribute: str) -> Dots | None:
    """Every metric by group, one small panel each; None where there are too many groups to draw."""
    found = findings.by(candidate, attribute)
    if found is None or not 1 < len(found.groups) <= _MOST_SMALL:
        return None
    metrics = [m for m in METRICS if any(_known(g, m) for g in found.groups)]
    dots = {m: [_dot(g, m, said.ends(found, review, m)[0], review) for g in found.groups]
            for m in metrics}  # fmt: skip
    title = f"Every metric by {attribute_name(attribute, review)}, with {say.the(candidate)}"
    table = group_table(findings, review, candidate, attribute)
    return Dots(
        title=title,
        meaning=(
            "A diamond is the group that is worst off by that metric. Where the outcome comes more "
            "often in one group than in another, how often a yes is right, how many are wrongly "
            "flagged and how many are missed cannot all be equal, unless no answer is wrong."
        ),
        alt=f"{title}: {len(metrics)} small charts; the numbers are in the table.",
        how=table.how,
        columns=table.columns,
        rows=table.rows,
        panels=tuple(
            _with_all(
                make.panel(f"{nouns.metric_phrase(m, review)}, of 100", dots[m]),
                findings,
                candidate,
                m,
            )
            for m in metrics
        ),
    )


def _known(group: GroupFindings, metric: str) -> bool:
    return group.metrics.get(metric, Estimate()).value is not None


def _meaning(found: AttributeFindings, review: Review, attribute: str, metric: str) -> str:
    cut = said.cut_sentence(review, attribute)
    return " ".join(filter(None, (said.fairness_meaning(found, review, metric), cut)))


def _dot(group: GroupFindings, metric: str, worst: GroupFindings | None, review: Review) -> Dot:
    estimate = group.metrics.get(metric, Estimate())
    mark = Mark.WORST if group is worst else Mark.PLAIN
    note = make.mean_note if metric in nouns.MEANS else make.note
    return make.dot(
        group.group, estimate, mark if group.eligible else Mark.HOLLOW, note(estimate, review)
    )


def _with_all(panel: Panel, findings: Findings, candidate: str, metric: str) -> Panel:
    """The value over everybody, as a line to compare with."""
    overall = findings.candidates[candidate].metrics.get(metric, Estimate()).value
    lines = () if overall is None else (Line(100 * overall, "everybody"),)
    return Panel(panel.unit, panel.dots, lines, panel.left_out)


def _row(
    group: GroupFindings, metric: str, review: Review, found: AttributeFindings | None
) -> tuple[Cell, ...]:
    counts, estimate = group.counts, group.metrics.get(metric, Estimate())
    return (
        say.cleaned(group.group),
        group.n,
        _how_many(estimate, metric),
        estimate.n,
        *make.interval_cells(estimate),
        counts.tp,
        counts.fp,
        counts.tn,
        counts.fn,
        _judged(group, review) + _end(group, found, review, metric),
    )


def _end(group: GroupFindings, found: AttributeFindings | None, review: Review, metric: str) -> str:
    """Whether a group is worst or best off, in words, as the chart says it by shape."""
    worst, best = said.ends(found, review, metric) if found else (None, None)
    return ", worst off" if group is worst else ", best off" if group is best else ""


def _how_many(estimate: Estimate, metric: str) -> int | None:
    """The count that a share is of its cases; None where it is no share, or of nobody."""
    if metric not in nouns.SHARES or estimate.value is None:
        return None
    return round(estimate.value * estimate.n)


def _judged(group: GroupFindings, review: Review) -> str:
    if group.eligible:
        return "yes"
    if group.group == UNKNOWN:
        return "no: unknown"
    method = review.method
    if group.n < method.min_group:
        return f"no: fewer than {method.min_group}"
    return f"no: under {say.number(100 * method.min_share, 3)} of 100 answered"


def group_table(findings: Findings, review: Review, candidate: str, attribute: str) -> Table:
    """Every group with its counts and every metric, each with its interval."""
    found = findings.by(candidate, attribute)
    groups = found.groups if found else ()
    estimates = {m: [g.metrics.get(m, Estimate()) for g in groups] for m in METRICS}
    metrics = tuple(m for m, found in estimates.items() if any(e.value is not None for e in found))
    unknown = [nouns.metric_term(m) for m in METRICS if m not in metrics]
    who = f"{say.capital(say.the(candidate))} by {attribute_name(attribute, review)}"
    return Table(
        title=f"{who}: every count and every metric",
        meaning=" ".join(
            filter(None, (
                f"Each metric of 100, with its {nouns.interval_name(review)}.",
                said.classes_sentence(findings, review, candidate),
            ))
        ),
        alt="A table of the counts and metrics of every group.",
        how=(
            f"{nouns.what_yes_means(review)} The formula of every metric is in one table, with "
            "the method."
            f"{f' For no group: {say.listed(unknown)}.' if unknown else ''}"
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), make.cases(review),
            "TP", "FP", "TN", "FN",
            *(say.capital(nouns.metric_name(m, review)) for m in metrics), "Judged",
        ),
        rows=tuple(
            (
                say.cleaned(g.group), g.n, g.counts.tp, g.counts.fp, g.counts.tn, g.counts.fn,
                *(make.estimate_text(estimates[m][place]) for m in metrics),
                _judged(g, review),
            )
            for place, g in enumerate(groups)
        ),
    )  # fmt: skip


def gaps(findings: Findings, review: Review, candidate: str, attribute: str) -> Table:
    """The gap of every metric, with its state where the review sets a limit."""
    found = findings.by(candidate, attribute)
    rows = [
        _gap_row(
            metric,
            found.gaps[metric],
            review,
            words_worst.limits_text(findings, review, candidate, attribute, metric),
        )
        for metric in METRICS
        if found is not None and metric in found.gaps
    ]
    return Table(
        title=f"How far apart groups of {attribute_name(attribute, review)} are, by every metric",
        meaning=f"{_REAL} {said.EXPLORATORY}",
        alt="A table of the gap of every metric between the lowest and the highest group.",
        how=(
            "Difference is highest minus lowest (Newcombe interval), ratio lowest over highest "
            "(Katz interval); of F1 both by bootstrap, of means by Welch. p: no difference among "
            "all groups (Fisher's exact test for two, else chi-square; Welch's test of means); q: "
            "Benjamini-Hochberg over all gaps shown anywhere in this audit. The largest gap among "
            "many small groups is biased upward: by chance, it comes up to so much in as many logs "
            "as the interval's level says, were groups of these sizes alike (simulated from the "
            "pooled value)."
        ),
        columns=(
            "Metric", "Lowest", "Highest", "Difference, of 100", *make.interval_columns(review),
            "By chance up to, of 100", "Ratio", *make.interval_columns(review), "p", "q", "State",
        ),
        rows=tuple(rows),
        brief=brief.gaps(findings, review, candidate, attribute),
    )  # fmt: skip


def _gap_row(metric: str, gap: Gap, review: Review, state: str | None) -> tuple[Cell, ...]:
    lowest, highest = (name and say.cleaned(name) for name in (gap.lowest, gap.highest))
    ratio = gap.ratio
    return (
        say.capital(nouns.metric_name(metric, review)),
        lowest,
        highest,
        *make.interval_cells(gap.difference),
        make.of_100(gap.no_difference.upper if gap.no_difference else None),
        *(make.rounded(v) for v in (ratio.value, ratio.low, ratio.high)),
        gap.p_value if gap.p_value is None else say.chance(gap.p_value),
        gap.q_value if gap.q_value is None else say.chance(gap.q_value),
        state,
    )


def impact_ratios(findings: Findings, review: Review, candidate: str, attribute: str) -> Dots:
    """How often the favourable answer comes, for every 100 of the most favoured group."""
    found = findings.by(candidate, attribute)
    ratios = found.impact_ratio if found else ()
    title = said.impact_title(found, review) if found else _NOBODY
    able = [i for i in ratios if i.four_fifths is not None and i.ratio.value is not None]
    least = min(able, key=lambda i: i.ratio.value or 0.0, default=None)
    dots = [_ratio_dot(i, least, review) for i in ratios]
    of = said.reference_name(found) if found else "the highest group"
    drawn = make.panel(f"{said.favourable(review)}, for every 100 of {of}", dots)
    guide = said.guide(review, attribute)
    lines = (
        *((Line(_FOUR_FIFTHS, "four fifths, a guide"),) if guide else ()),
        *_ratio_limit(review, candidate, attribute),
    )
    open_ones = (said.unknown_sentence(found, review), hangs.flips_sentence(found)) if found else ()
    near = (hangs.shortfall_sentence(found, review), hangs.near_sentence(found)) if found else ()
    return Dots(
        title=title,
        meaning=" ".join(filter(None, (guide, *open_ones))),
        alt=make.alt_of(title, dots),
        how=(
            f"{nouns.metric_how('impact_ratio', review)} The favourable answer is: "
            f"{said.favourable(review)}. Katz log {nouns.interval_name(review)}s, which hold the "
            f"uncertainty of {of} too. Four fifths is compared in whole numbers. "
            + " ".join(filter(None, (*near, said.EXPLORATORY)))
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), make.cases(review),
            say.capital(said.favourable(review)),
            "Of 100", f"For every 100 of {of}", *make.interval_columns(review), "Four fifths",
            "Needed for four fifths", "One answer decides",
        ),
        rows=tuple(_ratio_row(i) for i in ratios),
        panels=(Panel(drawn.unit, drawn.dots, lines, drawn.left_out),),
    )  # fmt: skip


def _ratio_limit(review: Review, candidate: str, attribute: str) -> tuple[Line, ...]:
    own = review.handoff_candidate.name
    return tuple(
        Line(100 * c.at_least, "the limit you set", is_limit=True)
        for c in review.criteria
        if (c.finding, c.candidate or own, c.attribute) == ("impact_ratio", candidate, attribute)
        and c.at_least is not None
    )


def _ratio_dot(ratio: ImpactRatio, least: ImpactRatio | None, review: Review) -> Dot:
    estimate = ratio.ratio
    mark = Mark.WORST if ratio is least else Mark.PLAIN
    text = f"{ratio.selected:,} of {ratio.n:,} {make.cases(review)}"
    if estimate.value is not None:
        text += f"; {say.number(100 * estimate.value, 3)} for every 100"
    drawn = make.dot(ratio.group, estimate, mark if ratio.four_fifths else Mark.HOLLOW, text)
    # A ratio's own n has the reference group in it too. The interval of a group too small to judge
    # is so wide that all others would be a line; it is in the table.
    judged = ratio.four_fifths is not None
    low, high = (drawn.low, drawn.high) if judged else (None, None)
    return replace(drawn, n=ratio.n, low=low, high=high)


_SCREEN = {"flagged": "below: look closer", "not_flagged": "not below", None: "not judged"}


def _ratio_row(ratio: ImpactRatio) -> tuple[Cell, ...]:
    return (
        say.cleaned(ratio.group),
        ratio.n,
        ratio.selected,
        make.of_100(ratio.rate),
        *make.interval_cells(ratio.ratio),
        _SCREEN[ratio.four_fifths],
        ratio.shortfall,
        hangs.near_cell(ratio),
    )
