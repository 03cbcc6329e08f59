"""What the findings must be, worked out from raw rows by Fairlearn, scikit-learn and fractions.

Nothing here knows the package under test. A review is a plain dictionary, as in its file; a log is
a pandas frame; a weighted row is repeated. Slow and simple on purpose.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from numbers import Number
from typing import Any

import fairlearn.metrics
import numpy as np
import pandas as pd
import sklearn.metrics
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway

UNKNOWN = "Unknown"
OTHER = "\0 not positive"
Keys = Mapping[str, Any]
Value = float | None
Column = Any  # of a frame
Floats = Any  # an array


def text(value: object) -> str | None:
    """A label, answer or group as text; None where nothing is known."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, Number):
        number = float(value)  # type: ignore[arg-type]
        if math.isnan(number):
            return None
        return str(int(number)) if number.is_integer() else repr(number)
    words = str(value).strip()
    if words.lower() in {"", "nan"}:
        return None
    return words.split(".")[0] if re.fullmatch(r"[+-]?\d+\.0+", words) else words


def texts(column: Column) -> Column:
    """A column as text."""
    return pd.Series([text(value) for value in column], index=column.index, dtype=object)


def numbers(column: Column) -> Column:
    """A column as DOUBLE."""
    found: Column = pd.to_numeric(column, errors="coerce")
    return found.astype("float64")


@dataclass(frozen=True)
class Cases:
    """One row a case: `label`, `answer NAME`, `sure NAME`, and one column an attribute."""

    rows: pd.DataFrame
    keys: Keys
    binary: bool
    classes: tuple[str, ...]
    library: bool = True  # ask Fairlearn, else divide the counts of the rows
    known: dict[Any, Any] = field(default_factory=dict)  # what was worked out before

    @property
    def positive(self) -> str:
        """How the positive class is written."""
        return str(text(self.keys["columns"].get("positive", "1")))

    @property
    def attributes(self) -> list[str]:
        """Single columns, then pairs of protected ones."""
        return attributes(self.keys)

    def method(self, key: str, default: float) -> float:
        """A key of the review's method."""
        return float(self.keys.get("method", {}).get(key, default))


def attributes(keys: Keys) -> list[str]:
    """Single columns, then pairs of protected ones."""
    protected = list(keys["columns"].get("protected", ()))
    singles = list(dict.fromkeys(protected + list(keys["columns"].get("context", ()))))
    return singles + [f"{a} & {b}" for a, b in combinations(protected, 2)]


def read(frame: pd.DataFrame, keys: Keys, *, library: bool = True) -> Cases:
    """Give the columns of a log their roles."""
    columns = keys["columns"]
    if "weight" in columns:
        frame = frame.loc[frame.index.repeat(numbers(frame[columns["weight"]]).astype(int))]
    frame = frame.reset_index(drop=True)
    label = _label(frame, columns)
    classes = sorted({value for value in label if value is not None})
    binary = len(classes) <= 2
    positive = str(text(columns.get("positive", "1")))

    def said(values: Column) -> Column:
        if not binary:
            return values
        return values.map(lambda v: v if v is None or v == positive else OTHER).astype(object)

    rows: dict[str, Column] = {"label": said(label)}
    for one in keys["candidates"]:
        rows |= _candidate(one, frame, positive, said)
    if "human" in keys.get("handoff", {}):
        rows["human"] = said(texts(frame[keys["handoff"]["human"]]))
    table = pd.DataFrame(rows | _attributes(frame, keys))
    return Cases(table, keys, binary, tuple(classes), library)


def _label(frame: pd.DataFrame, columns: Keys) -> Column:
    if "label" not in columns:
        return pd.Series([None] * len(frame), dtype=object)
    label = texts(frame[columns["label"]])
    if "observed" not in columns:
        return label
    return label.where(numbers(frame[columns["observed"]]) == 1, None)


def _attributes(frame: pd.DataFrame, keys: Keys) -> dict[str, Column]:
    edges = keys["columns"].get("edges", {})
    names = attributes(keys)
    found = {name: _groups(frame[name], edges.get(name)) for name in names if name in frame}
    for name in names:
        if name not in found:
            first, second = (found[part] for part in name.split(" & "))
            unknown = (first == UNKNOWN) | (second == UNKNOWN)
            found[name] = (first + " & " + second).where(~unknown, UNKNOWN)
    return found


def _candidate(
    one: Keys, frame: pd.DataFrame, positive: str, said: Callable[..., Column]
) -> dict[str, Column]:
    name = one["name"]
    nothing = pd.Series(np.nan, index=frame.index)
    if "score" not in one:
        sure = numbers(frame[one["confidence"]]) if "confidence" in one else nothing
        answer = said(texts(frame[one["prediction"]]))
        return {f"answer {name}": answer, f"sure {name}": sure, f"score {name}": nothing}
    score = numbers(frame[one["score"]])
    yes = score >= one.get("threshold", 0.5)
    answer = pd.Series(np.where(yes, positive, OTHER), index=frame.index, dtype=object)
    return {
        f"answer {name}": answer.where(score.notna(), None),
        f"sure {name}": score.where(yes, 1 - score),
        f"score {name}": score,
    }


def _groups(column: Column, edges: Sequence[float] | None) -> Column:
    if edges is None:
        return texts(column).map(lambda name: name or UNKNOWN).astype(object)
    bounds = [-math.inf, *edges, math.inf]

    def name(value: float) -> str:
        if not math.isfinite(value):
            return UNKNOWN
        place = next(i for i in range(len(bounds) - 1) if bounds[i] <= value < bounds[i + 1])
        if place == 0:
            return f"under {edges[0]:g}"
        if place == len(edges):
            return f"{edges[-1]:g} and over"
        return f"{edges[place - 1]:g} to under {edges[place]:g}"

    return numbers(column).map(name).astype(object)


# Metrics


METRICS: dict[str, Callable[..., float]] = {
    "selection_rate": fairlearn.metrics.selection_rate,
    "accuracy": sklearn.metrics.accuracy_score,
    "true_positive_rate": fairlearn.metrics.true_positive_rate,
    "false_positive_rate": fairlearn.metrics.false_positive_rate,
    "false_negative_rate": fairlearn.metrics.false_negative_rate,
    "precision": sklearn.metrics.precision_score,
    "f1": sklearn.metrics.f1_score,
}
AMONG: dict[str, Callable[..., Any]] = {
    "selection_rate": lambda _true, said: said >= 0,
    "accuracy": lambda true, _said: true >= 0,
    "true_positive_rate": lambda true, _said: true == 1,
    "false_positive_rate": lambda true, _said: true == 0,
    "false_negative_rate": lambda true, _said: true == 1,
    "precision": lambda _true, said: said == 1,
    "f1": lambda true, said: (said == 1) | (true == 1),
}


def _defined(name: str) -> Callable[..., float]:
    """The library's metric where it is a share of some case, else NaN."""

    def metric(y_true: Any, y_pred: Any) -> float:  # noqa: ANN401
        true, said = np.asarray(y_true), np.asarray(y_pred)
        return float(METRICS[name](true, said)) if AMONG[name](true, said).any() else math.nan

    return metric


MEANS = ("mean_score", "calibration")


def told(cases: Cases, candidate: str, attribute: str | None) -> dict[str, dict[str, Floats]]:
    """By group, every case's score, and how far what was said is above what came true.

    In a class review there is no score, and what was said is the confidence of being right.
    """
    key = ("told", candidate, attribute)
    if key not in cases.known:
        cases.known[key] = _told(cases, candidate, attribute)
    found: dict[str, dict[str, Floats]] = cases.known[key]
    return found


def _told(cases: Cases, candidate: str, attribute: str | None) -> dict[str, dict[str, Floats]]:
    said, sure = f"answer {candidate}", f"sure {candidate}"
    rows = cases.rows.loc[cases.rows[said].notna() & cases.rows[sure].notna()]
    yes, true = rows[said] == cases.positive, rows["label"] == cases.positive
    score = rows[f"score {candidate}"].fillna(rows[sure].where(yes, 1 - rows[sure]))
    off = score - true if cases.binary else rows[sure] - (rows[said] == rows["label"])
    of, known = _of(rows, attribute), rows["label"].notna()
    return {
        name: {
            "mean_score": score[(of == name) & cases.binary].to_numpy(dtype=float),
            "calibration": off[(of == name) & known].to_numpy(dtype=float),
        }
        for name in groups(cases, attribute)
    }


def mean(numbers: Floats) -> Value:
    """The mean, by Fairlearn; None of nothing."""
    if not len(numbers):
        return None
    return float(fairlearn.metrics.mean_prediction(np.zeros(len(numbers)), numbers))


def student(numbers: Floats, level: float = 0.95) -> tuple[float, float]:
    """Student's interval of a mean, by scipy."""
    error = float(stats.sem(numbers))
    if not error:
        return float(numbers.mean()), float(numbers.mean())
    found = stats.t.interval(level, len(numbers) - 1, numbers.mean(), error)
    return float(found[0]), float(found[1])


def welch(samples: Sequence[Floats]) -> float | None:
    """Welch's test of one mean, by statsmodels; samples without any spread are left out."""
    some = [sample for sample in samples if np.ptp(sample)]
    if len(some) < 2:
        return None
    return float(anova_oneway(some, use_var="unequal", welch_correction=True).pvalue)


def mean_gap(cases: Cases, candidate: str, attribute: str, metric: str) -> dict[str, Any]:
    """The gap of a mean: the ends, the difference, the ratio of a score, and the test."""
    samples = told(cases, candidate, attribute)
    able = [g for g in eligible(cases, candidate, attribute) if len(samples[g][metric]) > 1]
    values = {g: float(mean(samples[g][metric]) or 0.0) for g in able}
    if len(able) < 2:
        return dict.fromkeys(("difference", "ratio", "p_value", "samples"))
    low, high = min(values.values()), max(values.values())
    return {
        "difference": high - low,
        "ratio": low / high if metric == "mean_score" and high else None,
        "p_value": welch([samples[g][metric] for g in able]),
        "values": values,
        "samples": [samples[g][metric] for g in able],
    }


def by_group(
    cases: Cases, candidate: str, attribute: str | None, positive: str | None = None
) -> dict[str, dict[str, Value]]:
    """Every metric by group, by MetricFrame on the rows."""
    key = ("by_group", candidate, attribute, positive)
    if key not in cases.known:
        compute = _by_group if cases.library else _divided
        cases.known[key] = compute(cases, candidate, attribute, positive or cases.positive)
    found: dict[str, dict[str, Value]] = cases.known[key]
    return found


def _by_group(
    cases: Cases, candidate: str, attribute: str | None, positive: str
) -> dict[str, dict[str, Value]]:
    rows = cases.rows.loc[cases.rows[f"answer {candidate}"].notna()]
    labelled = rows.loc[rows["label"].notna()]
    said, true = f"answer {candidate}", "label"
    found: dict[str, dict[str, Value]] = {
        name: dict.fromkeys(METRICS) for name in groups(cases, attribute)
    }

    def fill(names: Sequence[str], chosen: pd.DataFrame, y_true: Any, y_pred: Any) -> None:  # noqa: ANN401
        if chosen.empty:
            return
        values = _frame(names, y_true, y_pred, _of(chosen, attribute))
        for group, by_name in values.items():
            for name, value in by_name.items():
                found[group][name] = None if math.isnan(value) else value

    picked = (rows[said] == positive).astype(int)
    fill(["selection_rate"], rows, picked, picked)
    right = (labelled[said] == labelled[true]).astype(int)
    fill(["accuracy"], labelled, np.ones(len(right), dtype=int), right)
    rest = [name for name in METRICS if name not in {"selection_rate", "accuracy"}]
    fill(rest, labelled, (labelled[true] == positive) + 0, (labelled[said] == positive) + 0)
    return found


def _divided(
    cases: Cases, candidate: str, attribute: str | None, positive: str
) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    counted: dict[str, dict[str, Any]] = dict(shares(cases, candidate, attribute, positive))
    for group, kinds in counted.items():
        tp, fp, _, fn = kinds["counts"]
        pairs = kinds | {"f1": (2 * tp, 2 * tp + fp + fn)}
        found[group] = {
            name: pairs[name][0] / pairs[name][1] if pairs[name][1] else None for name in METRICS
        }
    return found


def _frame(names: Sequence[str], y_true: Any, y_pred: Any, of: Column) -> Column:  # noqa: ANN401
    """The metrics of each group, all at once: a MetricFrame copies the rows for each of its own."""
    metrics = {name: _defined(name) for name in names}

    def every(y_true: Any, y_pred: Any) -> dict[str, float]:  # noqa: ANN401
        return {name: metric(y_true, y_pred) for name, metric in metrics.items()}

    return fairlearn.metrics.MetricFrame(
        metrics=every,
        y_true=y_true,
        y_pred=y_pred,
        sensitive_features=pd.DataFrame({"group": of.to_numpy()}),  # an array of one is squeezed
    ).by_group


def groups(cases: Cases, attribute: str | None) -> list[str]:
    """The groups of an attribute, sorted; crossed ones even where empty, as Fairlearn has them."""
    present = set(_of(cases.rows, attribute))
    if attribute is None or attribute in cases.keys["columns"].get("protected", ()):
        return sorted(present)
    parts = [
        set(cases.rows[part]) - {UNKNOWN} for part in attribute.split(" & ") if part in cases.rows
    ]
    if len(parts) == 2:  # a context column's name may hold an ampersand too
        present |= {f"{one} & {two}" for one, two in product(*parts)}
    return sorted(present)


def _of(rows: pd.DataFrame, attribute: str | None) -> Column:
    return pd.Series("all", index=rows.index) if attribute is None else rows[attribute]


def shares(
    cases: Cases, candidate: str, attribute: str | None, positive: str | None = None
) -> dict[str, dict[str, tuple[int, int]]]:
    """How many of how many each metric is, by group."""
    key = ("shares", candidate, attribute, positive)
    if key not in cases.known:
        cases.known[key] = _shares(cases, candidate, attribute, positive or cases.positive)
    found: dict[str, dict[str, tuple[int, int]]] = cases.known[key]
    return found


def _shares(
    cases: Cases, candidate: str, attribute: str | None, positive: str
) -> dict[str, dict[str, tuple[int, int]]]:
    found: dict[str, dict[str, Any]] = {}
    for group in groups(cases, attribute):
        rows = cases.rows.loc[_of(cases.rows, attribute) == group]
        rows = rows.loc[rows[f"answer {candidate}"].notna()]
        picked = rows[f"answer {candidate}"] == positive
        known, true = rows["label"].notna(), rows["label"] == positive
        right = rows[f"answer {candidate}"] == rows["label"]
        tp, fp = int((known & picked & true).sum()), int((known & picked & ~true).sum())
        tn, fn = int((known & ~picked & ~true).sum()), int((known & ~picked & true).sum())
        found[group] = {
            "selection_rate": (int(picked.sum()), len(rows)),
            "accuracy": (int((known & right).sum()), int(known.sum())),
            "true_positive_rate": (tp, tp + fn),
            "false_positive_rate": (fp, fp + tn),
            "false_negative_rate": (fn, tp + fn),
            "precision": (tp, tp + fp),
            "f1": (tp, int(known.sum())),
            "counts": (tp, fp, tn, fn),
        }
    return found


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval, from its formula."""
    z = float(stats.norm.ppf((1 + level) / 2))
    p = k / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def newcombe(
    one: tuple[int, int], two: tuple[int, int], level: float = 0.95
) -> tuple[float, float]:
    """Newcombe's interval for a difference (1998, method 10), from its formula."""
    (l1, u1), (l2, u2) = wilson(*one, level), wilson(*two, level)
    p1, p2 = one[0] / one[1], two[0] / two[1]
    return (
        p1 - p2 - math.hypot(p1 - l1, u2 - p2),
        p1 - p2 + math.hypot(u1 - p1, p2 - l2),
    )


def katz(one: tuple[int, int], two: tuple[int, int], level: float = 0.95) -> tuple[float, float]:
    """Katz's log interval for a ratio, from its formula."""
    (k1, n1), (k2, n2) = one, two
    z = float(stats.norm.ppf((1 + level) / 2))
    wide = z * math.sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2)
    middle = math.log(k1 / n1 / (k2 / n2))
    return math.exp(middle - wide), math.exp(middle + wide)


def koopman(one: tuple[int, int], two: tuple[int, int], level: float = 0.95) -> float:
    """The upper end of the score interval for a ratio (Koopman 1984), by a root search."""
    (k1, n1), (k2, n2) = one, two
    most = float(stats.norm.ppf((1 + level) / 2)) ** 2

    def beyond(ratio: float) -> float:
        a, b, c = (n1 + n2) * ratio, ratio * (n1 + k2) + k1 + n2, k1 + k2
        q = (b - math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
        p = min(1.0, ratio * q)
        spread = p * (1 - p) / n1 + ratio**2 * q * (1 - q) / n2
        return (k1 / n1 - ratio * k2 / n2) ** 2 - most * spread

    return float(optimize.brentq(beyond, (k1 / n1) / (k2 / n2) + 1e-9, 1e4, xtol=1e-12))


# Fairness


def eligible(cases: Cases, candidate: str, attribute: str) -> list[str]:
    """Groups that take part in gaps."""
    sizes = {g: m["selection_rate"][1] for g, m in shares(cases, candidate, attribute).items()}
    least = cases.method("min_group", 30)
    share = Fraction(str(cases.method("min_share", 0.0)))
    total = sum(sizes.values())
    return [
        g
        for g, n in sizes.items()
        if g != UNKNOWN and n >= least and n > 0 and Fraction(n, total) >= share
    ]


def gap(cases: Cases, candidate: str, attribute: str, metric: str) -> dict[str, Any]:
    """Difference, ratio, p-value and the two groups of a metric's gap."""
    nothing = {"difference": None, "ratio": None, "lowest": None, "highest": None, "p_value": None}
    values = by_group(cases, candidate, attribute)
    known = {
        g: values[g][metric]
        for g in eligible(cases, candidate, attribute)
        if values[g][metric] is not None
    }
    if len(known) < 2:
        return nothing
    low, high = min(known.values()), max(known.values())  # type: ignore[type-var]
    found = shares(cases, candidate, attribute)
    tables = [tested(found[g], metric) for g in known]
    return {
        "difference": high - low,  # type: ignore[operator]
        "ratio": low / high if high else None,  # type: ignore[operator]
        "lowest": {g for g in known if known[g] == low},
        "highest": {g for g in known if known[g] == high},
        "p_value": no_difference(tables),
    }


def tested(kinds: Mapping[str, Any], metric: str) -> tuple[int, int]:
    """What a metric's test is on: for F1, true positives of those positive by either."""
    tp, fp, _, fn = kinds["counts"]
    k, n = (tp, tp + fp + fn) if metric == "f1" else kinds[metric]
    return k, n


def no_difference(tables: Sequence[tuple[int, int]]) -> float:
    """Fisher's exact test for two groups, else Pearson's chi-square, from its formula."""
    if len(tables) == 2:
        (k1, n1), (k2, n2) = tables
        return float(stats.fisher_exact(np.array([[k1, n1 - k1], [k2, n2 - k2]])).pvalue)
    k, n = sum(t[0] for t in tables), sum(t[1] for t in tables)
    if k in {0, n}:
        return 1.0
    expected = [(m * k / n, m * (n - k) / n) for _, m in tables]
    distance = sum(
        (a - e) ** 2 / e + (m - a - f) ** 2 / f
        for (a, m), (e, f) in zip(tables, expected, strict=True)
    )
    return float(stats.chi2.sf(distance, len(tables) - 1))


def q_values(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg, by statsmodels."""
    return list(multipletests(p_values, method="fdr_bh")[1]) if p_values else []


def impact(cases: Cases, candidate: str, attribute: str) -> dict[str, dict[str, Any]]:
    """Favourable counts, ratio to the best eligible group, and the four-fifths screen."""
    good = cases.keys["columns"].get("positive_is_good", True)
    found = shares(cases, candidate, attribute)
    picked = {g: m["selection_rate"] for g, m in found.items()}
    rates = {g: (k if good else n - k, n) for g, (k, n) in picked.items()}
    able = eligible(cases, candidate, attribute)
    best = max((Fraction(*rates[g]) for g in able), default=None)
    first = min((g for g in able if Fraction(*rates[g]) == best), default=None)
    result: dict[str, dict[str, Any]] = {}
    for g, (k, n) in rates.items():
        ratio = None if not best or not n else float(Fraction(k, n) / best)
        flag = None
        if g in able and best:  # of nobody there is no ratio
            flag = "flagged" if Fraction(k, n) < Fraction(4, 5) * best else "not_flagged"
        result[g] = {"n": n, "selected": k, "ratio": ratio, "flag": flag}
        result[g]["reference"] = g == first
    return result


# Comparison and handoff


def compared(cases: Cases) -> tuple[str, str]:
    """The baseline and the model of the comparison."""
    named = cases.keys.get("handoff", {}).get("candidate")
    models = [c["name"] for c in cases.keys["candidates"] if c["role"] == "model"]
    rules = [c["name"] for c in cases.keys["candidates"] if c["role"] == "baseline"]
    return rules[0], named or models[0]


def paired(cases: Cases) -> dict[str, int]:
    """The 2 by 2 of right and wrong."""
    rule, model = compared(cases)
    rows = cases.rows.dropna(subset=["label", f"answer {rule}", f"answer {model}"])
    one = rows[f"answer {rule}"] == rows["label"]
    two = rows[f"answer {model}"] == rows["label"]
    return {
        "both_right": int((one & two).sum()),
        "only_baseline": int((one & ~two).sum()),
        "only_model": int((~one & two).sum()),
        "both_wrong": int((~one & ~two).sum()),
    }


def spent(cases: Cases, candidate: str, rows: pd.DataFrame) -> float:
    """What 1,000 of these cases cost when the candidate decides them."""
    costs = cases.keys["costs"]
    said, true = rows[f"answer {candidate}"] == cases.positive, rows["label"] == cases.positive
    wrong = (said & ~true) * costs.get("false_positive", 0.0)
    missed = (~said & true) * costs.get("false_negative", 0.0)
    return float(1000 * (wrong + missed).mean())


def alone(
    cases: Cases, candidate: str, threshold: float, group: tuple[str, str] | None = None
) -> tuple[int, int, int, int]:
    """Cases, those decided alone, of these the labelled ones, and of these the wrong ones."""
    rows = cases.rows
    if group is not None:
        rows = rows.loc[rows[group[0]] == group[1]]
    rows = rows.loc[rows[f"answer {candidate}"].notna() & rows[f"sure {candidate}"].notna()]
    kept = rows.loc[rows[f"sure {candidate}"] >= threshold]
    known = kept.loc[kept["label"].notna()]
    wrong = known[f"answer {candidate}"] != known["label"]
    return len(rows), len(kept), len(known), int(wrong.sum())


def delong(positive: Floats, one: Floats, two: Floats) -> tuple[float, float, float]:
    """AUC of two minus AUC of one, its standard error and p-value, over all pairs of cases."""

    def parts(score: Floats) -> tuple[Floats, ...]:
        ahead = score[positive][:, None] - score[~positive][None, :]
        wins = (ahead > 0) + 0.5 * (ahead == 0)
        return wins.mean(axis=1), wins.mean(axis=0)

    (a1, b1), (a2, b2) = parts(one), parts(two)
    variance = np.var(a2 - a1, ddof=1) / len(a1) + np.var(b2 - b1, ddof=1) / len(b1)
    value, error = float((a2 - a1).mean()), float(np.sqrt(variance))
    return value, error, float(2 * stats.norm.sf(abs(value) / error))
