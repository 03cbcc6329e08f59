"""Figures of why."""

from evenhand.explanation import Explanation, Importance
from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Panel
from evenhand.review import Review
from evenhand.words import drives, say
from evenhand.words import explain as said
from evenhand.words.surrogate import stand_in_line

_MOST_FEATURES = 12


def importance(explanation: Explanation, review: Review) -> Dots:
    """What moves the answers most, over many cases."""
    overall = explanation.overall
    features = overall.features if overall else ()
    title = said.explain_title(explanation, review)
    dots = tuple(_feature_dot(f, review) for f in features[:_MOST_FEATURES])
    return Dots(
        title=title,
        meaning=_meaning(explanation, review),
        alt=make.alt_of(title, dots),
        how=_how(explanation, review),
        columns=("Input", "Moves the model by", *make.interval_columns(review), "More of it"),
        rows=tuple(_feature_row(f, review) for f in features),
        panels=(
            Panel(
                "moves the model by, on average",
                dots,
                left_out=max(0, len(features) - _MOST_FEATURES),
            ),
        ),
    )


def _meaning(explanation: Explanation, review: Review) -> str:
    """What the longest line means; of a stand-in, first that it is one."""
    overall = explanation.overall
    if overall is None or not overall.features:
        return explanation.reason or ""
    first = stand_in_line(explanation, review)
    longest = said.importance_meaning(overall.features[0], review)
    return f"{first} {longest}" if first else longest


def _how(explanation: Explanation, review: Review) -> str:
    overall = explanation.overall
    if overall is None:
        return explanation.reason or "There is nothing to explain."
    return (
        f"The field's term is mean absolute SHAP value, of the {say.name(overall.target, 120)}; "
        f"{drives.sizes(overall.n, overall.drawn, overall.cases, review)}, "
        f"against {say.name(overall.background)}, {say.name(overall.how)}. "
        "The interval is that of the mean over this sample. "
        f"Contributions and base add up to the output in every case. {said.NOT_REASONS}"
    )


def _feature_dot(feature: Importance, review: Review) -> Dot:
    value, low, high = (make.rounded(v) for v in (feature.mean_abs, feature.low, feature.high))
    text = f"{say.number(feature.mean_abs)} on average"
    return Dot(said.input_name(feature.name, review, make.LABEL_WIDTH), value, low, high, text)


def _feature_row(feature: Importance, review: Review) -> tuple[Cell, ...]:
    values = (feature.mean_abs, feature.low, feature.high)
    return (
        said.input_name(feature.name, review),
        *(make.rounded(v) for v in values),
        feature.direction,
    )
