"""Figures of the first page."""

from typing import Final

from evenhand.figures import arms
from evenhand.figures.kinds import Brief, Cell, Number, Table
from evenhand.findings import Attestation, CriterionResult, Findings, State
from evenhand.review import Review
from evenhand.words import apart, criteria, nouns, positives, say, worst
from evenhand.words.columns import attribute_name

_LONG_ANSWER: Final = 120  # characters; the whole of it stands in the numbers


def criteria_table(findings: Findings, review: Review) -> Table:
    """Every criterion, inside ones too: limit, measured, interval, state."""
    rows = tuple(_criterion(c, review) for c in findings.criteria)
    return Table(
        title="What must hold, and what was measured",
        meaning=(
            "Inside: the whole interval keeps the limit. Outside: the whole interval breaks it. "
            "Can't tell yet: the limit lies within the interval."
        ),
        alt="A table of the criteria of this review.",
        how=_criteria_how(review),
        columns=(
            "Criterion", "Limit", "Measured", "Interval", "State", "Needed", "Why",
            "In 100 logs whose groups do not differ",
        ),
        rows=rows,
        brief=_in_short(findings, review),
    )  # fmt: skip


def _in_short(findings: Findings, review: Review) -> Brief:
    """Limit, measured, interval and state; whose answer it is; what the verdict hangs on."""
    return Brief(
        ("Criterion", "Limit", "Measured", "Interval", "State"),
        tuple(_short(result, review) for result in findings.criteria),
    )


def _short(result: CriterionResult | Attestation, review: Review) -> tuple[Cell, ...]:
    what, limit, measured, interval, state, *_ = _criterion(result, review)
    needed = "" if result.required else f" ({_needed(result, review)})"
    if isinstance(result, Attestation):
        measured = say.begun(str(measured), _LONG_ANSWER)
    by = _answered_by(result) if isinstance(result, Attestation) else None
    return (f"{what}{needed}", limit, f"{measured} ({by})" if by else measured, interval, state)


def _criteria_how(review: Review) -> str:
    return (
        f"The {nouns.interval_name(review)}s of the criteria hold together: they are "
        "widened for the "
        "number of criteria and of pairs of groups (Bonferroni). Criteria were set in the review; "
        "everything else on these pages is exploratory. The last column says how often each state "
        "would come in logs of this size in which groups do not differ at all (simulated)."
    )


def _criterion(result: CriterionResult | Attestation, review: Review) -> tuple[Cell, ...]:
    needed = _needed(result, review)
    what = criteria.criterion_name(result, review)
    if isinstance(result, Attestation):
        answer = say.cleaned(result.answer) if result.answer else "not answered"
        state = _answered(result)
        return (
            what,
            "a person's answer",
            answer,
            None,
            state,
            needed,
            _answered_by(result),
            None,
        )
    limit, state = criteria.limit_text(result, review), criteria.state_text(result.state)
    measured, interval = criteria.value_text(result, review), criteria.interval_text(result, review)
    why, parity = _why(result, review), criteria.parity_text(result)
    return (what, limit, measured, interval, state, needed, why, parity)


def _needed(result: CriterionResult | Attestation, review: Review) -> str:
    """Whether the verdict hangs on it; a standard question may be none of the review's."""
    if result.required:
        return "required"
    own = {criterion.attest for criterion in review.criteria}
    is_own = isinstance(result, CriterionResult) or result.attest in own
    return "wanted" if is_own else "no criterion of this review"


def _answered_by(result: Attestation) -> str | None:
    """Who answered, and when."""
    if not result.by:
        return None
    return f"{say.cleaned(result.by)}{f', {say.moment(result.on)}' if result.on else ''}"


def _answered(result: Attestation) -> str:
    """What an answer means for the verdict."""
    if not result.answer:
        return criteria.state_text(State.CANNOT_TELL)
    symbol = criteria.MARKS[State.OUTSIDE].symbol
    return f"{symbol} stands in the way" if criteria.stands_in_the_way(result) else "✓ answered"


def _why(result: CriterionResult, review: Review) -> str | None:
    """Which group decides it, what is missing."""
    parts = [f"decided by {say.cleaned(result.group)}"] if result.group else []
    if result.reason:
        parts.append(result.reason.rstrip("."))
    settling = criteria.settling_text(result, review)
    if settling:
        parts.append(settling)
    return "; ".join(parts) or None


def three_numbers(findings: Findings, review: Review) -> tuple[Number, ...]:
    """The few numbers a person remembers: how right, how much alone, how even, how dear."""
    found = (
        *(arms.numbers(findings, review) or (_first(findings, review),)),
        _alone(findings, review),
        _widest(findings, review),
        _cost(findings, review),
    )
    return tuple(number for number in found if number is not None)


def _first(findings: Findings, review: Review) -> Number | None:
    """How often the candidate is right; where positives are rare, what it finds of them."""
    return _found(findings) or _right(findings, review)


def _found(findings: Findings) -> Number | None:
    """Of the real ones, found; None where they are not rare, or there is none."""
    compared, rare = findings.comparison, positives.positives_of(findings)
    if compared is None or rare is None or not rare.lead or rare.model.recall.value is None:
        return None
    rule = say.of_cases(rare.baseline.recall)
    note = (
        f"by {say.the(compared.model)}; {say.the(compared.baseline)} {rule}. Of its yeses "
        f"{say.of_cases(rare.model.precision)} are right"
    )
    return Number("Of the real ones, found", say.of_cases(rare.model.recall), note)


def _right(findings: Findings, review: Review) -> Number | None:
    """How often the candidate is right, beside the baseline; else how often it says yes."""
    own = review.handoff_candidate.name
    right = findings.candidates[own].metrics["accuracy"]
    if right.value is None:
        rate = findings.candidates[own].metrics["selection_rate"]
        label = f"Said {nouns.yes(review, 40)}"
        return Number(label, say.of_cases(rate), f"by {say.the(own)}; outcomes are not known")
    comparison = findings.comparison
    if comparison is None or comparison.paired is None or not comparison.n:
        return Number("Answered rightly", say.of_cases(right), f"by {say.the(own)}")
    paired = comparison.paired
    model, baseline = (
        (paired.both_right + one) / comparison.n
        for one in (paired.only_model, paired.only_baseline)
    )
    used = apart.of_shares(model, baseline)
    value, rule = (say.portion(share, used.of, used.decimals) for share in (model, baseline))
    note = f"by {say.the(comparison.model)}; {say.the(comparison.baseline)} {rule}"
    if comparison.n < findings.review.labelled_rows:
        note += f"; of the {comparison.n:,} that both answered"
    return Number("Answered rightly", f"{value} of {used.of:,}", note)


def _alone(findings: Findings, review: Review) -> Number | None:
    found = findings.handoff
    if found is None or found.reason or found.coverage.value is None:
        return None
    del review
    wrong = f"{say.of_cases(found.automatic_error)} of those are wrong"
    if found.automatic_error.value is None:
        wrong = "how many of those wrongly can't be told"
    return Number("Decided alone", say.of_cases(found.coverage), wrong)


def _widest(findings: Findings, review: Review) -> Number | None:
    """How far the group to look at first is behind, by the rule that names it everywhere."""
    first = worst.worst_group(findings, review)
    found = findings.by(first.candidate, first.attribute) if first else None
    if first is None or found is None:
        return None
    behind = "worst off" if first.named else "could be chance; furthest behind"
    other = first.candidate != review.handoff_candidate.name
    whose = f"with {say.the(first.candidate)}: " if other else ""
    phrase = whose + nouns.metric_phrase(first.metric, review)
    return Number(
        f"Apart by {attribute_name(first.attribute, review, 30)}",
        apart.apart_text(found, first.metric),
        f"{phrase}; {behind}: {say.name(first.group, 40)}",
    )


def _cost(findings: Findings, review: Review) -> Number | None:
    comparison, found = findings.comparison, findings.handoff
    if review.costs is None or arms.numbers(findings, review):
        return None
    label, money = f"Cost of 1,000 {say.name(review.words.plural, 20)}", review.costs.currency
    cost = found.cost_per_1000 if found else None
    if cost is not None and cost.total is not None:
        return Number(
            label, say.money(cost.total, money), f"with the handoff{_versus(findings, money)}"
        )
    costs = comparison.cost_per_1000 if comparison else None
    if costs is None or costs.model.value is None:
        return None
    return Number(
        label, say.money(costs.model.value, money), f"deciding alone{_versus(findings, money)}"
    )


def _versus(findings: Findings, currency: str) -> str:
    comparison = findings.comparison
    costs = comparison.cost_per_1000 if comparison else None
    if comparison is None or costs is None or costs.baseline.value is None:
        return ""
    return f"; {say.the(comparison.baseline)} {say.money(costs.baseline.value, currency)}"


def data_check(findings: Findings, review: Review) -> Table:
    """Every row accounted for, and what a reader should know of the data."""
    check = findings.data_check
    signs = {"error": "✕ error", "warning": "! warning", "note": "i note"}
    return Table(
        title=(
            f"{check.rows_read:,} rows read: {check.rows_used:,} used, "
            f"{check.rows_reported:,} left out and reported"
        ),
        meaning="Every row is used or reported; nothing is dropped in silence.",
        alt="A table of what was found while reading the data.",
        how=_data_how(findings, review),
        columns=("What", "Column", "Rows", "Message"),
        rows=tuple(
            (
                signs.get(p.severity, p.severity),
                p.column and say.cleaned(p.column),
                p.rows,
                p.message,
            )
            for p in check.problems
        )
        or (("✓ in order", None, None, "Nothing stood out while the rows were read."),),
    )


def _data_how(findings: Findings, review: Review) -> str:
    facts = findings.review
    versions = ", ".join(f"{name} {version}" for name, version in sorted(facts.versions.items()))
    return (
        f"Fingerprint of the data: {facts.fingerprint or 'none'}. Seed {facts.seed}. "
        f"{say.capital(nouns.interval_name(review))}s. Worked out with {versions or 'no versions'}."
    )
