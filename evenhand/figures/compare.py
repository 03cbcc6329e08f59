"""Figures of the baseline beside the model."""

from evenhand import statistics
from evenhand.figures import make
from evenhand.figures.kinds import Branch, Cell, Dot, Dots, Flow, Leaf, Line, Mark, Panel
from evenhand.findings import OMITTED, Comparison, Counts, Estimate, Findings, Switched
from evenhand.review import Review
from evenhand.words import compare as said
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name
from evenhand.words.handed_over import drawn_of
from evenhand.words.handoff import is_comparable
from evenhand.words.prices import MEANS


def flows(findings: Findings, review: Review) -> tuple[Flow, ...]:
    """What happens to 1,000 cases under the baseline and under the model; none without outcomes.

    None either in an A/B test: there what came of the cases matters, and who foresaw it is beside.
    Where some of them are rarer than 1 of 1,000, both are of more cases: as many, to be compared.
    """
    found = findings.comparison
    if found is None or found.arms is not None:
        return ()
    sides = [
        (name, counts, own)
        for name, counts, own in (
            (found.baseline, found.baseline_counts, False),
            (found.model, found.model_counts, True),
        )
        if _n(counts)
    ]
    total = drawn_of(found)
    return tuple(
        _flow(name, counts, total, review, is_model=own, classes=_has_classes(findings, name))
        for name, counts, own in sides
    )


def _kinds(counts: Counts) -> tuple[int, int, int, int]:
    return (counts.tp, counts.fp, counts.tn, counts.fn)


def _has_classes(findings: Findings, name: str) -> bool:
    """Whether there are more than two answers."""
    return findings.candidates[name].classes is not OMITTED


def _n(counts: Counts) -> int:
    return sum(_kinds(counts))


def _flow(
    name: str, counts: Counts, total: int, review: Review, *, is_model: bool, classes: bool
) -> Flow:
    n, cases = _n(counts), make.cases(review)
    tp, fp, tn, fn = say.parts([k / n for k in _kinds(counts)], total)
    positive = nouns.yes(review, 40)
    wrongly = "wrongly so" if review.columns.positive_is_good else "wrongly flagged"
    leaves = (
        (Leaf("rightly so", tp, right=True), Leaf(wrongly, fp, right=False)),
        (Leaf("rightly so", tn, right=True), Leaf("missed", fn, right=False)),
    )
    branches = (
        Branch(f"said {positive}", tp + fp, leaves[0]),
        Branch(f"not said {positive}", tn + fn, leaves[1]),
    )
    wrong = Estimate((fp + fn) / total, n=n)
    title = said.flow_title(name, wrong, total, review, classes=classes)
    return Flow(
        title=title,
        meaning=(
            f"Of {total:,} {cases}, it says {positive} of {tp + fp:,}: {tp:,} rightly, "
            f"{fp:,} wrongly; "
            f"of the other {tn + fn:,}, it misses {fn:,}."
        ),
        alt=(
            f"{title}. It says {positive} of {tp:,} rightly, of {fp:,} wrongly; {tn:,} are rightly "
            f"left, {fn:,} missed."
        ),
        how=(
            f"Counted on {n:,} {cases} with a known outcome that both answered, scaled to "
            f"{total:,}: "
            f"TP {counts.tp:,}, FP {counts.fp:,}, TN {counts.tn:,}, FN {counts.fn:,}. "
            "Where there are more than two answers, this one is counted against all others."
        ),
        columns=("Answer", "Outcome", f"Of {total:,} {cases}", "Counted"),
        rows=_flow_rows(branches, counts),
        root=f"{total:,} {cases}",
        total=total,
        branches=branches,
        is_model=is_model,
    )


def _flow_rows(branches: tuple[Branch, ...], counts: Counts) -> tuple[tuple[Cell, ...], ...]:
    counted = iter(_kinds(counts))
    return tuple(
        (say.capital(branch.label), leaf.label, leaf.count, next(counted))
        for branch in branches
        for leaf in branch.leaves
    )


def same_cases(findings: Findings, review: Review) -> Dots | None:
    """The same cases judged by both; None between arms, where no case is."""
    found = findings.comparison
    return None if found is not None and found.arms is not None else paired(findings, review)


def paired(findings: Findings, review: Review) -> Dots:
    """Who is right how often, and the difference; on the same cases, or each on its own arm."""
    found = findings.comparison
    difference = found.accuracy_difference if found else Estimate()
    label = f"{say.the(found.model)} minus {say.the(found.baseline)}" if found else "difference"
    one = make.dot(say.capital(label), difference, note=_difference_note(difference, review))
    title = said.paired_title(findings, review)
    margin = 100 * review.method.margin
    lines = (Line(0.0, "no difference"), Line(-margin, f"{said.whose_margin(review)} margin"))
    return Dots(
        title=title,
        meaning=said.paired_meaning(findings, review),
        alt=make.alt_of(title, (one,)),
        how=_paired_how(found, review),
        columns=("", make.cases(review), "of 100"),
        rows=_paired_rows(found),
        panels=(Panel(f"more answered rightly, of 100 {make.cases(review)}", (one,), lines),),
    )


def _difference_note(difference: Estimate, review: Review) -> str:
    if difference.value is None:
        return say.CANNOT
    ends = [difference.low or 0.0, difference.high or 0.0]
    low, high = (say.number(100 * end) for end in ends)
    value = say.number(100 * difference.value)
    return f"{value} of 100, from {low} to {high} ({difference.n:,} {make.cases(review)})"


def _paired_how(found: Comparison | None, review: Review) -> str:
    if found is not None and found.arms is not None:
        return (
            "The field's terms are difference of accuracy between two samples, right / n of one "
            "minus that of the other, and Newcombe's interval. Each counts on its own cases; where "
            "these differ in kind, so do the shares."
        )
    term = (
        "The field's terms are paired difference of accuracy, (only the model right - only the "
        "baseline right) / n, and McNemar's exact test"
    )
    p = f", p {say.chance(found.mcnemar_p)}" if found and found.mcnemar_p is not None else ""
    margin = say.number(100 * review.method.margin)
    whose, good = said.whose_margin(review), found.non_inferiority if found else None
    one_sided = (
        f" (non-inferior: the whole interval lies above minus the margin; one-sided p "
        f"{say.chance(good.p_value)})"
        if good and good.p_value is not None
        else ""
    )
    return (
        f"{term}{p}. Good enough means: worse by less than {whose} margin of {margin} of "
        f"100{one_sided}."
    )


def _paired_rows(found: Comparison | None) -> tuple[tuple[Cell, ...], ...]:
    if found is not None and found.arms is not None:
        sides = ((found.baseline, found.baseline_counts), (found.model, found.model_counts))
        return tuple(_right_row(name, counts) for name, counts in sides)
    if found is None or found.paired is None or not found.n:
        return ()
    pair, n = found.paired, found.n
    rows = (
        ("Both right", pair.both_right),
        (f"Only {say.cleaned(found.baseline)} right", pair.only_baseline),
        (f"Only {say.cleaned(found.model)} right", pair.only_model),
        ("Both wrong", pair.both_wrong),
    )
    return tuple((label, count, make.of_100(count / n)) for label, count in rows)


def _right_row(name: str, counts: Counts) -> tuple[Cell, ...]:
    right, n = counts.tp + counts.tn, _n(counts)
    return f"{say.cleaned(name)} right, of {n:,}", right, make.of_100(right / n if n else None)


def costs(findings: Findings, review: Review) -> Dots:
    """What 1,000 cases cost under the baseline, the model, and the model with handoff."""
    found, currency = findings.comparison, review.costs.currency if review.costs else ""
    title = said.costs_title(findings, review)
    dots = _cost_dots(findings, currency)
    unit = f"{currency or 'cost'} for 1,000 {make.cases(review)}"
    worth = found.cost_per_1000 if found else None
    rows: list[tuple[Cell, ...]] = [(d.label, d.value, d.low, d.high) for d in dots]
    if worth is not None and worth.difference.value is not None:
        gap = worth.difference
        rows.append(("Model minus baseline", *_ends(gap)))
        year = worth.per_year
        if year is not OMITTED:
            rows += [
                (f"{label}, in a year", *_ends(amount))
                for label, amount in (
                    (say.capital(say.the(found.baseline)) if found else "", year.baseline),
                    (say.capital(say.the(found.model)) if found else "", year.model),
                    ("Model minus baseline", year.difference),
                )
            ]
    return Dots(
        title=title,
        meaning=said.costs_meaning(findings, review),
        alt=make.alt_of(title, dots),
        how=_cost_how(review),
        columns=("", unit, *make.interval_columns(review)),
        rows=tuple(rows),
        panels=(Panel(unit, dots),),
    )


def _ends(amount: Estimate) -> tuple[Cell, Cell, Cell]:
    """An amount and its interval."""
    return make.rounded(amount.value), make.rounded(amount.low), make.rounded(amount.high)


def _cost_dots(findings: Findings, currency: str) -> tuple[Dot, ...]:
    found = findings.comparison
    worth = found.cost_per_1000 if found else None
    dots = []
    if found is not None and worth is not None:
        dots.append(_cost_dot(say.the(found.baseline), worth.baseline, currency, Mark.BASELINE))
        dots.append(_cost_dot(say.the(found.model), worth.model, currency))
    cost = findings.handoff.cost_per_1000 if findings.handoff else None
    if findings.handoff is not None and cost is not None and cost.total is not None:
        name = f"{say.the(findings.handoff.candidate)} with handoff"
        dots.append(_cost_dot(name, Estimate(cost.total), currency))
    return tuple(dots)


def _cost_dot(label: str, amount: Estimate, currency: str, mark: Mark = Mark.PLAIN) -> Dot:
    value, low, high = (make.rounded(v) for v in (amount.value, amount.low, amount.high))
    text = say.CANNOT if value is None else say.money(value, currency)
    if low is not None and high is not None:
        text += f", from {say.money(low, currency)} to {say.money(high, currency)}"
    return Dot(say.capital(say.shortened(label, make.LABEL_WIDTH)), value, low, high, text, mark)


def _cost_how(review: Review) -> str:
    costs = review.costs
    if costs is None:
        return "No costs are set."
    prices = [
        f"a {what} costs {say.money(price, costs.currency)}"
        for what, price in (
            ("wrong yes", costs.false_positive),
            ("missed one", costs.false_negative),
            ("review", costs.review),
        )
    ]
    return (
        f"In this review {say.listed(prices)}. Expected cost is the sum of cost x count, for 1,000 "
        f"{make.cases(review)}; {MEANS}."
    )


def switched(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """Who gets another answer if the model replaces the baseline, by group."""
    found = findings.comparison
    if attribute is None or (found is not None and found.arms is not None):
        return None
    groups = found.switched.get(attribute, ()) if found else ()
    if any(g.to_positive is None for g in groups):  # a kept review that tells right and wrong alone
        return None
    title = said.switched_title(findings, review, attribute)
    positive = nouns.yes(review, 40)
    become = [_switch_dot(g, g.to_positive or 0, review) for g in groups]
    stop = [_switch_dot(g, g.to_negative or 0, review) for g in groups]
    names = (f"now said {positive}", f"no longer said {positive}")
    panels = tuple(
        make.panel(f"{name}, of 100 {make.cases(review)}", dots)
        for name, dots in zip(names, (become, stop), strict=True)
    )
    return Dots(
        title=title,
        meaning=(
            f"A new answer is not yet a better one: it says for how many {make.cases(review)} "
            "the change is felt."
        ),
        alt=make.alt_of(title, [*become, *stop]),
        how=(
            "Counted on the same cases, answered by both; Wilson intervals; a group with few of "
            "them is hollow."
        ),
        columns=(say.capital(attribute_name(attribute, review)), make.cases(review), *names),
        rows=tuple((say.cleaned(g.group), g.n, g.to_positive, g.to_negative) for g in groups),
        panels=panels,
    )


def _switch_dot(group: Switched, count: int, review: Review) -> Dot:
    share = statistics.rate(count, group.n, review.method.interval)
    mark = Mark.PLAIN if is_comparable(group, review) else Mark.HOLLOW
    return make.dot(group.group, share, mark, say.of_cases(share))
