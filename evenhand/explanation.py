"""Why does the model decide as it does? SHAP, overall and for single cases.

Every explanation adds up to the model's output, or it is not shown. Only this module imports shap.
"""

import json
import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from evenhand import statistics
from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.log import Log
from evenhand.models import Model, model_of, negative_text
from evenhand.review import Review
from evenhand.sources import from_file
from evenhand.text import canonical

MOST_ROWS: Final = 200_000
SAMPLE: Final = 1_000
_TOLERANCE: Final = 1e-6
_CLEAR: Final = 0.2  # a correlation of value and contribution below this has no clear direction


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one input moves the output on average.

    Attributes:
        name: the input.
        mean_abs: the mean size of its SHAP value.
        low: lower end of that mean's interval.
        high: upper end.
        direction: `raises` or `lowers` where more of it does so clearly, else None.
    """

    name: str
    mean_abs: float
    low: float
    high: float
    direction: str | None


@dataclass(frozen=True, slots=True)
class Overall:
    """What drives a model over many cases.

    Attributes:
        candidate: whose model it is.
        target: what the amounts are of, such as the log-odds of positive.
        n: how many cases were explained.
        background: what they are compared with.
        features: most important first.
    """

    candidate: str
    target: str
    n: int
    background: str
    features: tuple[Importance, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one input of one case added to the output."""

    name: str
    value: str
    amount: float


@dataclass(frozen=True, slots=True)
class ExplainedCase:
    """One case: base + all contributions = total.

    Attributes:
        kind: why this one is shown.
        case: its id, or its place in the table.
        label: what happened, where known.
        answer: what the candidate said.
        score: the probability of positive.
        base: the output without knowing the case.
        total: the output for it.
        contributions: largest first.
        handed_off: whether it would go to a person.
        text: the text, where the model reads one.
        marks: its words with their contributions, in the order of the text.
    """

    kind: str
    case: str
    label: str | None
    answer: str
    score: float
    base: float
    total: float
    contributions: tuple[Contribution, ...]
    handed_off: bool
    text: str | None = None
    marks: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What can be said of why; `reason` is one line where nothing can."""

    overall: Overall | None
    cases: tuple[ExplainedCase, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Shap:
    """SHAP values of some cases.

    Attributes:
        names: the inputs.
        inputs: what each was, one row a case.
        amounts: what each added.
        base: the output without knowing a case.
        totals: the model's own output for each.
        background: what the base is of.
    """

    names: tuple[str, ...]
    inputs: Floats
    amounts: Floats
    base: float
    totals: Floats
    background: str

    def adds_up(self) -> bool:
        """Whether base and contributions give the model's output for every case."""
        off = np.abs(self.base + self.amounts.sum(axis=1) - self.totals)
        return bool((off <= _TOLERANCE * np.maximum(1, np.abs(self.totals))).all())


def explain(log: Log) -> Explanation:
    """Explain the model of a review, overall and in a few cases."""
    try:
        model = model_of(log.review)
        if model is None:
            return _nothing('No model file: add model = "FILE.skops" and the features it reads.')
        cases = _cases_of(log, model)
        return _explained(log.review, model, cases)
    except InputError as error:
        return _nothing(str(error))


def _nothing(reason: str) -> Explanation:
    return Explanation(None, (), reason)


def _explained(review: Review, model: Model, cases: pd.DataFrame) -> Explanation:
    if not _agrees(model, cases):
        return _nothing(
            "The model file does not give the scores in the log, so it is not explained."
        )
    cases = _answered_in_log(cases)
    picked = _picked(cases, review)
    chosen = shap_values(model, cases.loc[list(picked.values())])
    whole, overall = _overall(review, model, cases)
    if not (chosen.adds_up() and whole):
        return _nothing("The contributions do not add up to the model's output; nothing is shown.")
    shown = tuple(
        _one(review, model, cases.loc[row], kind, chosen, place)
        for place, (kind, row) in enumerate(picked.items())
    )
    return Explanation(overall, shown)


# Which cases


def _cases_of(log: Log, model: Model) -> pd.DataFrame:
    """Cases with inputs, answer, confidence and, where known, id and label."""
    review = log.review
    if review.explanation.cases is not None:
        source = from_file(review.folder / review.explanation.cases)
        frame = source.frame.collect().to_pandas()
        frame.columns = pd.Index(source.names)
        for name in (model.text,) if model.text else model.features:
            if name not in source.names:
                raise InputError(f"there is no column {name}", where=source.where)
        known = {_LABEL: None, _LOGGED: np.nan} | ({_CASE: frame["id"]} if "id" in frame else {})
        return _answered(frame.assign(**known), model)
    wanted = {name: log.number(name) for name in model.features}
    if model.text is not None:
        wanted = {model.text: log.column(model.text)}
    wanted |= {_LABEL: log.label(), _LOGGED: log.number(str(_said_column(model)))}
    if review.columns.id is not None:
        wanted[_CASE] = log.column(review.columns.id)
    inner = {f"x{i}": expression for i, expression in enumerate(wanted.values())}
    rows = log.source.frame.select(**inner).head(MOST_ROWS).collect().to_pandas()
    return _answered(rows.rename(columns=dict(zip(inner, wanted, strict=True))), model)


def _said_column(model: Model) -> str | None:
    return model.candidate.score or model.candidate.confidence


def _answered(rows: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The rows with what the model says of them, in columns that no feature can be called."""
    probabilities = model.probabilities(rows)
    said = [model.said(row) for row in probabilities]
    numbers = pd.Series(range(1, len(rows) + 1), index=rows.index).astype(str)
    extra = pd.DataFrame(
        {
            _SCORE: probabilities[:, model.positive],
            _ANSWER: [answer for answer, _ in said],
            _SURE: [sure for _, sure in said],
            _LABEL: _labels(rows[_LABEL], model),
            _LOGGED: rows[_LOGGED],
            _CASE: rows[_CASE].map(canonical).fillna(numbers) if _CASE in rows else numbers,
        },
        index=rows.index,
    )
    inputs = rows[[model.text] if model.text else list(model.features)]
    return pd.concat([inputs, extra], axis=1)


def _labels(column: "pd.Series[Any]", model: Model) -> list[str | None]:
    """Labels as text; beside a score whatever is not positive is the other answer."""
    labels = [canonical(value) for value in column]
    if model.candidate.score is None:
        return labels
    positive = model.classes[model.positive]
    other = negative_text(positive)
    return [None if text is None else positive if text == positive else other for text in labels]


_SCORE, _ANSWER, _SURE, _LABEL, _LOGGED, _CASE = (
    f"\0{name}" for name in ("score", "answer", "sure", "label", "logged", "case")
)


def _agrees(model: Model, cases: pd.DataFrame) -> bool:
    """Whether the model gives what the log says it gave, wherever the log says anything."""
    own = cases[_SCORE if model.candidate.score else _SURE]
    off = (own - cases[_LOGGED]).abs().dropna()
    return bool((off <= _TOLERANCE).all())


def _answered_in_log(cases: pd.DataFrame) -> pd.DataFrame:
    """Those that the log has an answer for: the others may be what the model learned from."""
    logged = cases[_LOGGED].notna()
    return cases[logged] if logged.any() else cases


def _picked(cases: pd.DataFrame, review: Review) -> dict[str, Any]:
    """Which case to show for each kind: an index of the cases."""
    if review.explanation.cases is not None:
        return {f"example {place}": row for place, row in enumerate(cases.index, 1)}
    judged = cases[cases[_LABEL].notna()]
    right = judged[judged[_LABEL] == judged[_ANSWER]]
    wrong = judged[judged[_LABEL] != judged[_ANSWER]]
    chance = int(np.random.default_rng(review.method.seed).integers(len(cases)))
    picked = {"random": cases.index[chance], "close call": cases[_SURE].idxmin()}
    picked |= {"wrong and confident": wrong[_SURE].idxmax()} if len(wrong) else {}
    return picked | ({"right and confident": right[_SURE].idxmax()} if len(right) else {})


def _one(  # one call, from one place
    review: Review, model: Model, row: "pd.Series[Any]", kind: str, found: Shap, place: int
) -> ExplainedCase:
    amounts, values = found.amounts[place], found.inputs[place]
    text = str(row[model.text]) if model.text else None
    order = np.argsort(-np.abs(amounts), kind="stable")
    threshold = review.handoff_threshold
    return ExplainedCase(
        kind="example" if kind.startswith("example") else kind,
        case=str(row[_CASE]),
        label=row[_LABEL],
        answer=row[_ANSWER],
        score=float(row[_SCORE]),
        base=found.base,
        total=float(found.totals[place]),
        contributions=tuple(
            Contribution(found.names[i], "" if text else f"{values[i]:g}", float(amounts[i]))
            for i in order
            if amounts[i] or not text
        ),
        handed_off=bool(row[_SURE] < threshold),
        text=text,
        marks=tuple(_marks(model, text, found, place)) if text is not None else (),
    )


def _marks(model: Model, text: str, found: Shap, place: int) -> Iterator[tuple[str, float]]:
    """Every word that the model reads in a text, with its contribution."""
    words = _vectorizer(model).build_analyzer()(text)
    amounts = dict(zip(found.names, found.amounts[place].tolist(), strict=True))
    yield from ((word, amounts.get(word, 0.0)) for word in words)


# What drives the model overall


def _overall(review: Review, model: Model, cases: pd.DataFrame) -> tuple[bool, Overall | None]:
    """Whether all adds up, and importance: of a seeded sample, or as worked out beforehand."""
    if review.explanation.overall is not None:
        return True, _from_file(review, model)
    if review.explanation.cases is not None:
        return True, None
    rng = np.random.default_rng(review.method.seed)
    rows = np.sort(rng.choice(len(cases), size=min(SAMPLE, len(cases)), replace=False))
    found = shap_values(model, cases.iloc[rows])
    features = sorted(_importance(found, review.method.interval), key=lambda f: -f.mean_abs)
    target = f"log-odds that the {review.words.case} {review.words.positive}"
    overall = Overall(model.candidate.name, target, len(rows), found.background, tuple(features))
    return found.adds_up(), overall


def _importance(found: Shap, level: float) -> Iterator[Importance]:
    n = len(found.amounts)
    for i, name in enumerate(found.names):
        size = np.abs(found.amounts[:, i])
        mean = float(size.mean())
        error = float(size.std(ddof=1)) / math.sqrt(n) if n > 1 else 0.0
        wide = statistics.critical(level) * error
        direction = _direction(found.inputs[:, i], found.amounts[:, i])
        yield Importance(name, mean, max(0.0, mean - wide), mean + wide, direction)


def _direction(values: Floats, amounts: Floats) -> str | None:
    if np.ptp(values) == 0 or np.ptp(amounts) == 0:
        return None
    together = float(np.corrcoef(values, amounts)[0, 1])
    if abs(together) < _CLEAR:
        return None
    return "raises" if together > 0 else "lowers"


def _from_file(review: Review, model: Model) -> Overall:
    path = review.folder / str(review.explanation.overall)
    try:
        kept: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        features = tuple(Importance(**feature) for feature in kept["features"])
        return Overall(
            model.candidate.name, kept["target"], kept["n"], kept["background"], features
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("not a readable summary of SHAP values", where=path.name) from None


# SHAP itself


def shap_values(model: Model, cases: pd.DataFrame, usual: pd.DataFrame | None = None) -> Shap:
    """SHAP values with the explainer that is exact for this kind of model.

    Args:
        model: whose answers.
        cases: to explain.
        usual: what numbers are compared with, where not with these cases themselves: a single case
            compared with itself would have no reasons.

    Raises:
        InputError: there is no exact explainer for it here.
    """
    kind = type(_last(model.estimator)).__name__
    explainer = _EXPLAINERS.get(kind)
    if explainer is None:
        known = ", ".join(sorted(_EXPLAINERS))
        message = f"a {kind} cannot be explained exactly; known are {known}"
        raise InputError(message, where=str(model.candidate.model))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries that shap loads warn of their own future
        try:
            return explainer(model, cases, usual)
        except Exception as error:  # noqa: BLE001  # a pipeline may hold steps of any kind
            message = f"cannot be explained exactly ({type(error).__name__})"
            raise InputError(message, where=str(model.candidate.model)) from None


def _last(estimator: Any) -> Any:  # noqa: ANN401
    """The estimator itself, or the last step of a pipeline."""
    return estimator[-1] if hasattr(estimator, "steps") else estimator


def _vectorizer(model: Model) -> Any:  # noqa: ANN401
    return model.estimator[0]


def _trees(model: Model, cases: pd.DataFrame, _usual: pd.DataFrame | None) -> Shap:
    """Boosted trees, path-dependent: compared with the cases the trees were grown on."""
    import shap  # noqa: PLC0415

    inputs = model.inputs(cases)
    values = inputs.to_numpy()
    explainer = shap.TreeExplainer(model.estimator, feature_perturbation="tree_path_dependent")
    amounts = np.asarray(explainer.shap_values(values, check_additivity=False), dtype=np.float64)
    base = float(np.ravel(explainer.expected_value)[0])
    totals = np.ravel(model.estimator.decision_function(inputs))
    return Shap(model.features, values, amounts, base, totals, "the cases it was trained on")


def _linear(model: Model, cases: pd.DataFrame, usual: pd.DataFrame | None) -> Shap:
    """Linear models: words against a text without any, numbers against the mean of usual cases."""
    import shap  # noqa: PLC0415

    last, inputs, names, background = _linear_inputs(model, cases, usual)
    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.LinearExplainer(last, masker)
    amounts = np.asarray(explainer.shap_values(inputs), dtype=np.float64)
    base = np.ravel(explainer.expected_value)
    totals = np.asarray(model.estimator.decision_function(model.inputs(cases)), dtype=np.float64)
    if totals.ndim > 1:
        amounts, totals = amounts[:, :, model.positive], totals[:, model.positive]
        base = base[[model.positive]]
    about = "a text without words" if model.text else "the mean of these cases"
    return Shap(names, inputs, amounts, float(base[0]), np.ravel(totals), about)


def _linear_inputs(
    model: Model, cases: pd.DataFrame, usual: pd.DataFrame | None
) -> tuple[Any, Floats, tuple[str, ...], Floats]:
    if model.text is None:
        inputs = model.inputs(cases).to_numpy()
        beside = inputs if usual is None else model.inputs(usual).to_numpy()
        return _last(model.estimator), inputs, model.features, beside
    vectorizer = _vectorizer(model)
    inputs = vectorizer.transform(model.inputs(cases)).toarray()
    names = tuple(vectorizer.get_feature_names_out().tolist())
    return _last(model.estimator), inputs, names, np.zeros((1, inputs.shape[1]))


_EXPLAINERS: Final[Mapping[str, Callable[[Model, pd.DataFrame, pd.DataFrame | None], Shap]]] = {
    "GradientBoostingClassifier": _trees,
    "LogisticRegression": _linear,
}
