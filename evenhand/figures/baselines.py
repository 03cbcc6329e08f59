"""The figure of the simplest rules beside the model."""

from collections.abc import Iterator

from evenhand import statistics
from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel
from evenhand.findings import AutomaticBaseline, Comparison, Counts, Findings, Omitted
from evenhand.review import Review
from evenhand.words import baselines as said
from evenhand.words import nouns, say
from evenhand.words.compare import whose_margin


def simplest(findings: Findings, review: Review) -> Dots | None:
    """How much more often the model is right than each of the simplest rules.

    Args:
        findings: what was found.
        review: the nouns and the margin.

    Returns:
        None where they were not counted.
    """
    found = () if isinstance(findings.baselines, Omitted) else findings.baselines
    if not found or found[0].comparison.accuracy_difference.value is None:
        return None
    title = said.simplest_title(findings, review)
    panels = _found_and_flagged(found, review) if said.is_rare(found[0]) else _right(found, review)
    model = say.the(found[0].comparison.model)
    return Dots(
        title=title,
        meaning=said.simplest_meaning(findings, review),
        alt=make.alt_of(title, panels[0].dots),
        how=_how(findings, review),
        columns=(
            "",
            "What it says",
            "answered rightly, of 100",
            f"of those where {nouns.yes(review, 24)} is true, found, of 100",
            f"{model} right more often, of 100",
            *make.interval_columns(review),
        ),
        rows=tuple(_rows(found, review)),
        panels=panels,
    )


def _right(found: tuple[AutomaticBaseline, ...], review: Review) -> tuple[Panel, ...]:
    """How much more often the model is right than each."""
    dots = tuple(
        make.dot(
            say.capital(one.name),
            one.comparison.accuracy_difference,
            Mark.BASELINE if one.rule is None else Mark.PLAIN,
            make.mean_note(one.comparison.accuracy_difference, review),
        )
        for one in found
    )
    margin = Line(100 * review.method.margin, f"{whose_margin(review)} margin")
    model, cases = say.the(found[0].comparison.model), make.cases(review)
    unit = f"more answered rightly with {model}, of 100 {cases}"
    return (Panel(unit, dots, (Line(0.0, "no difference"), margin)),)


def _found_and_flagged(found: tuple[AutomaticBaseline, ...], review: Review) -> tuple[Panel, ...]:
    """Where few are positive: of the real ones, what each finds; of the others, what it flags."""
    compared = found[0].comparison
    each = [(say.capital(one.name), one.comparison.baseline_counts) for one in found]
    each.append((say.capital(say.the(compared.model)), compared.model_counts))
    marks = [*(Mark.BASELINE for _ in found), Mark.PLAIN]
    named = list(zip(each, marks, strict=True))
    real = tuple(_share(name, mark, c.tp, c.tp + c.fn, review) for (name, c), mark in named)
    others = tuple(_share(name, mark, c.fp, c.fp + c.tn, review) for (name, c), mark in named)
    wrongly = nouns.metric_name("false_positive_rate", review)
    return Panel("of 100 real ones, found", real), Panel(f"of 100 others, {wrongly}", others)


def _share(name: str, mark: Mark, k: int, n: int, review: Review) -> Dot:
    share = statistics.rate(k, n, review.method.interval)
    return make.dot(name, share, mark, make.note(share, review))


def _how(findings: Findings, review: Review) -> str:
    return (
        f"{said.fitted(findings, review) or ''} In the field: majority class, prior, and a "
        "decision stump, which is a tree of depth one, here with the cut that is right most often. "
        "Paired difference of accuracy on the same cases, on which none of them was fitted."
    )


def _rows(found: tuple[AutomaticBaseline, ...], review: Review) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        compared = one.comparison
        yield (
            say.capital(one.name),
            _says(one, review),
            *_shares(compared.baseline_counts, compared, own=False),
            *make.interval_cells(compared.accuracy_difference),
        )
    compared = found[0].comparison
    shares = _shares(compared.model_counts, compared, own=True)
    yield (say.capital(say.cleaned(compared.model)), say.DASH, *shares, None, None, None)


def _says(one: AutomaticBaseline, review: Review) -> str:
    if one.rule is not None:
        return said.rule_text(one.rule, review)
    if one.base_rate is not None:
        return f"the score {say.number(one.base_rate)} for everyone"
    return "the same for everyone"


def _shares(counts: Counts, found: Comparison, *, own: bool) -> tuple[Cell, Cell]:
    """Right of all, and found of the real ones."""
    pair, real = found.paired, counts.tp + counts.fn
    right = None
    if pair is not None and found.n:
        right = (pair.both_right + (pair.only_model if own else pair.only_baseline)) / found.n
    return make.of_100(right), make.of_100(counts.tp / real if real else None)
