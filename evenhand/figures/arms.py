"""Figures of an A/B test: what came of each arm, what it earns, and what is taken for granted."""

from collections.abc import Iterator

from evenhand.figures import make
from evenhand.figures.arms_found import found_apart
from evenhand.figures.compare import paired
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Number, Panel, Table
from evenhand.findings import Arm, ArmGroup, Arms, Estimate, Findings, Omitted
from evenhand.review import Review
from evenhand.words import apart, nouns, say
from evenhand.words import arms as said
from evenhand.words.columns import attribute_name

_EXPLORATORY = "Nobody wrote these questions down beforehand: they are exploratory."


def outcomes(findings: Findings, review: Review) -> Dots | None:
    """The share of positive outcomes of every arm, and of every two; None without arms."""
    arms = said.arms_of(findings)
    if arms is None:
        return None
    title, many = said.outcomes_title(findings, review), make.cases(review)
    dots = [make.dot(one.name, one.outcome, _mark(findings, one), _note(one, review))
            for one in arms.arms]  # fmt: skip
    gaps = [make.dot(_pair(pair.one, pair.other), pair.outcome,
                     note=make.mean_note(pair.outcome, review)) for pair in arms.pairs]  # fmt: skip
    return Dots(
        title=title,
        meaning=said.outcomes_meaning(findings, review),
        alt=make.alt_of(title, dots),
        how=(
            "Each arm by the cases that were assigned to it, with or without an answer. Shares "
            "with Wilson intervals, differences with Newcombe's; p of each two by Fisher's exact "
            "test, q allows for all pairs (Benjamini-Hochberg). The area under the ROC curve says "
            "how well a candidate's scores rank the cases of its own arm."
        ),
        columns=("", make.cases(review), "Outcome known", "of 100",
                 *make.interval_columns(review), "Chance alone (q)", "Area under the ROC curve",
                 "First day", "Last day"),
        rows=(*(_row(one, findings) for one in arms.arms), *_pair_rows(arms)),
        panels=(
            Panel(f"{nouns.yes(review, 30)}, of 100 {many}", tuple(dots)),
            Panel(f"difference, of 100 {many}", tuple(gaps), (Line(0.0, "no difference"),)),
        ),
    )  # fmt: skip


def _mark(findings: Findings, one: Arm) -> Mark:
    found = findings.comparison
    return Mark.BASELINE if found and one.name == found.baseline else Mark.PLAIN


def _note(one: Arm, review: Review) -> str:
    return make.note(one.outcome, review)


def _pair(one: str, other: str) -> str:
    return f"{say.name(one, 16)} {say.MINUS} {say.name(other, 16)}"


def _row(one: Arm, findings: Findings) -> tuple[Cell, ...]:
    auc = findings.candidates[one.name].auc
    days = (None if isinstance(day, Omitted) else day for day in (one.first, one.last))
    return (say.cleaned(one.name), one.n, one.outcome.n, *make.interval_cells(one.outcome),
            None, make.rounded(auc.value) if auc else None, *days)  # fmt: skip


def _pair_rows(arms: Arms) -> Iterator[tuple[Cell, ...]]:
    for pair in arms.pairs:
        ends = make.interval_cells(pair.outcome)
        name = f"{say.cleaned(pair.one)} minus {say.cleaned(pair.other)}"
        yield (name, None, pair.outcome.n, *ends, make.rounded(pair.q_value), None, None, None)


def earned(findings: Findings, review: Review) -> Dots | None:
    """What 1,000 cases of each arm earn; None where nothing says what an outcome is worth."""
    arms, title = said.arms_of(findings), said.earned_title(findings, review)
    if arms is None or title is None:
        return None
    currency = review.costs.currency if review.costs else ""
    unit = f"{currency or 'earned'} for 1,000 {make.cases(review)}"
    dots = [money_dot(one.name, _amount(one.earned), review, _mark(findings, one))
            for one in arms.arms]  # fmt: skip
    gaps = [money_dot(_pair(pair.one, pair.other), _amount(pair.earned), review)
            for pair in arms.pairs]  # fmt: skip
    return Dots(
        title=title,
        meaning=said.earned_meaning(findings, review),
        alt=make.alt_of(title, dots),
        how=said.earned_how(review),
        columns=("", unit, *make.interval_columns(review)),
        rows=tuple((dot.label, dot.value, dot.low, dot.high) for dot in (*dots, *gaps)),
        panels=(
            Panel(unit, tuple(dots)),
            Panel(f"difference, {unit}", tuple(gaps), (Line(0.0, "no difference"),)),
        ),
    )


def _amount(found: Estimate | Omitted) -> Estimate:
    return Estimate() if isinstance(found, Omitted) else found


def money_dot(label: str, amount: Estimate, review: Review, mark: Mark = Mark.PLAIN) -> Dot:
    """An amount of money as a dot.

    Args:
        label: whose it is.
        amount: with its interval.
        review: its currency.
        mark: how it stands out.
    """
    currency = review.costs.currency if review.costs else ""
    value, low, high = (make.rounded(end) for end in (amount.value, amount.low, amount.high))
    text = say.CANNOT if value is None else say.money(value, currency)
    if low is not None and high is not None:
        text += f", from {say.money(low, currency)} to {say.money(high, currency)}"
    return Dot(say.capital(say.shortened(label, make.LABEL_WIDTH)), value, low, high, text, mark)


def assumptions(findings: Findings, review: Review) -> Table | None:
    """What an A/B test takes for granted, and what its log says of it; None without arms."""
    arms = said.arms_of(findings)
    if arms is None:
        return None
    return Table(
        title=said.assumptions_title(arms, review),
        meaning=(
            "Whatever came of an arm is put down to its candidate alone; that holds only where all "
            "else is alike."
        ),
        alt="A table of what an A/B test takes for granted, and what this log says of it.",
        how=(
            "Shares of arms against the planned ones: exact binomial test for two arms, chi-square "
            "for more. Groups by arm: chi-square, q over all columns (Benjamini-Hochberg), and the "
            "largest difference of a group's share between two arms, in standard deviations; "
            "0.1 is often taken for small."
        ),
        columns=("Taken for granted", "What this log says"),
        rows=(
            *said.assumptions(arms, review),
            *(said.balanced(one, review) for one in arms.balance),
        ),
    )


def groups(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """The difference of outcomes within each group; None for a crossing, and without arms."""
    arms = said.arms_of(findings)
    found = arms.groups.get(attribute, ()) if arms and attribute is not None else ()
    if not found or attribute is None:
        return None
    title, many = said.groups_title(findings, review, attribute), make.cases(review)
    dots = [_group_dot(one, review) for one in found]
    unit = f"more {nouns.yes(review, 30)}, of 100 {many}"
    compared = findings.comparison
    names = (compared.model, compared.baseline) if compared else ("", "")
    return Dots(
        title=title,
        meaning="Each group's own arms beside each other: who gains most by the model.",
        alt=make.alt_of(title, dots),
        how=(
            "Share of positive outcomes, model minus baseline, within each group, with Newcombe's "
            f"interval; a group with few cases is hollow. {_EXPLORATORY}"
        ),
        columns=(
            say.capital(attribute_name(attribute, review)), many,
            *(f"{say.cleaned(name)}, of 100" for name in names),
            "Difference, of 100", *make.interval_columns(review),
        ),
        rows=tuple(
            (say.cleaned(g.group), g.n, make.of_100(g.model.value), make.of_100(g.baseline.value),
             *make.interval_cells(g.difference))
            for g in found
        ),
        panels=(make.panel(unit, dots, (Line(0.0, "no difference"),)),),
    )  # fmt: skip


def _group_dot(one: ArmGroup, review: Review) -> Dot:
    small = min(one.model.n, one.baseline.n) < review.method.min_group
    mark = Mark.HOLLOW if small else Mark.PLAIN
    return make.dot(one.group, one.difference, mark, make.mean_note(one.difference, review))


def answers(findings: Findings, review: Review) -> Dots | None:
    """Who is right more often, each on its own arm, or finds more of rare ones; None without."""
    arms, found = said.arms_of(findings), findings.comparison
    if arms is None or found is None:
        return None
    return found_apart(found, review) if said.is_rare(findings) else paired(findings, review)


def numbers(findings: Findings, review: Review) -> tuple[Number, ...]:
    """What to remember of an A/B test: outcomes and earnings of the two that are compared."""
    arms, found = said.arms_of(findings), findings.comparison
    if arms is None or found is None:
        return ()
    own, other = arms.arm(found.model), arms.arm(found.baseline)
    made = []
    if own.outcome.value is not None and other.outcome.value is not None:
        used = apart.of_shares(own.outcome.value, other.outcome.value)
        rule = used.share(other.outcome)
        label = say.capital(say.name(review.words.positive, 30))
        note = f"with {say.the(own.name)}; {say.the(other.name)} {rule}"
        made.append(Number(label, used.share(own.outcome), note))
    if isinstance(own.earned, Estimate) and own.earned.value is not None:
        rule = said.money(_amount(other.earned).value, review)
        label = f"Earned by 1,000 {say.name(review.words.plural, 20)}"
        note = f"with {say.the(own.name)}; {say.the(other.name)} {rule}"
        made.append(Number(label, said.money(own.earned.value, review), note))
    return tuple(made)
