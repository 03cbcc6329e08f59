"""Figures of why."""

from evenhand.explanation import Contribution, ExplainedCase, Explanation, Importance
from evenhand.figures import make
from evenhand.figures.kinds import Bar, Bars, Cell, Dot, Dots, Panel
from evenhand.review import Review
from evenhand.words import explain as said
from evenhand.words import nouns, say

_MOST_FEATURES = 12
_MOST_BARS = 6


def importance(explanation: Explanation, review: Review) -> Dots:
    """What moves the answers most, over many cases."""
    overall = explanation.overall
    features = overall.features if overall else ()
    title = said.explain_title(explanation, review)
    dots = tuple(_feature_dot(f, review) for f in features[:_MOST_FEATURES])
    target = say.name(overall.target, 120) if overall else "answer"
    return Dots(
        title=title,
        meaning=said.importance_meaning(features[0], target, review)
        if features
        else explanation.reason or "",
        alt=make.alt_of(title, dots),
        how=_how(explanation, review),
        columns=("Input", f"Moves the {target} by", *make.interval_columns(review), "More of it"),
        rows=tuple(_feature_row(f) for f in features),
        panels=(
            Panel(
                f"moves the {target} by, on average",
                dots,
                left_out=max(0, len(features) - _MOST_FEATURES),
            ),
        ),
    )


def _how(explanation: Explanation, review: Review) -> str:
    overall = explanation.overall
    if overall is None:
        return explanation.reason or "There is nothing to explain."
    return (
        f"The field's term is mean absolute SHAP value, on {overall.n:,} {make.cases(review)}, "
        f"against {say.name(overall.background)}. The interval is that of the mean over "
        "this sample. "
        f"Contributions and base add up to the model's own output in every case. {said.NOT_REASONS}"
    )


def _feature_dot(feature: Importance, review: Review) -> Dot:
    value, low, high = (make.rounded(v) for v in (feature.mean_abs, feature.low, feature.high))
    text = f"{say.number(feature.mean_abs)} on average"
    return Dot(said.input_name(feature.name, review, make.LABEL_WIDTH), value, low, high, text)


def _feature_row(feature: Importance) -> tuple[Cell, ...]:
    values = (feature.mean_abs, feature.low, feature.high)
    return (say.cleaned(feature.name), *(make.rounded(v) for v in values), feature.direction)


def one_case(case: ExplainedCase, review: Review) -> Bars:
    """What moved one case: at most six bars and everything else."""
    title = said.case_title(case, review)
    rest = case.contributions[_MOST_BARS:]
    bars = [_bar(c, review) for c in case.contributions[:_MOST_BARS]]
    if rest:
        bars.append(Bar(f"everything else ({len(rest)})", sum(c.amount for c in rest)))
    return Bars(
        title=title,
        meaning=_quoted(case) + said.case_sentence(case, review),
        alt=f"{title}. " + "; ".join(f"{b.label} {say.number(b.amount)}" for b in bars) + ".",
        how=(
            f"SHAP values of this one case: starting at {say.number(case.base, 3)}, they add up to "
            f"{say.number(case.total, 3)}, the model's own output; the sum was checked. "
            f"{said.NOT_REASONS}"
        ),
        columns=("Input", "Value", "Pushes by"),
        rows=tuple(
            (say.cleaned(c.name), c.value and say.cleaned(c.value), make.rounded(c.amount))
            for c in case.contributions
        ),
        bars=tuple(bars),
        unit=f"pushes towards {nouns.yes(review, 40)} (right) or away (left)",
    )


def _quoted(case: ExplainedCase) -> str:
    """The text that was read, where the case is one."""
    return f"“{say.name(case.text, 500)}” " if case.text else ""


def _bar(contribution: Contribution, review: Review) -> Bar:
    width = 22 if contribution.value else 30
    value = f" = {say.name(contribution.value, 12)}" if contribution.value else ""
    return Bar(f"{said.input_name(contribution.name, review, width)}{value}", contribution.amount)
