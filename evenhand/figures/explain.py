"""Figures of why."""

from evenhand.explanation import Explanation, Follows, Importance
from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Panel, Table
from evenhand.review import Review
from evenhand.words import drives, say, surrogate
from evenhand.words import explain as said

_MOST_FEATURES = 12


def importance(explanation: Explanation, review: Review) -> Dots | Table:
    """What moves the answers most, over many cases; of a bad stand-in, how badly it follows."""
    overall = explanation.shown
    if overall is None and explanation.follows is not None:
        return _follows(explanation, explanation.follows, review)
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


def _follows(explanation: Explanation, found: Follows, review: Review) -> Table:
    """How far a stand-in follows the model, where that is too little to show what drives it."""
    title = said.explain_title(explanation, review)
    rows = tuple((what, *make.interval_cells(one)) for what, one in surrogate.follows_rows(found))
    return Table(
        title=title,
        meaning=surrogate.stand_in_line(explanation, review) or "",
        alt=f"{title}.",
        how=surrogate.HOW,
        columns=("Of 100", "How many", *make.interval_columns(review)),
        rows=rows,
    )


def _meaning(explanation: Explanation, review: Review) -> str:
    """What the longest line means; of a stand-in, first that it is one."""
    overall = explanation.overall
    if overall is None or not overall.features:
        return explanation.reason or ""
    first = surrogate.stand_in_line(explanation, review)
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
        "Contributions and base add up to the output in every case. "
        f"{f'{surrogate.HOW} ' if explanation.follows else ''}{said.NOT_REASONS}"
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
