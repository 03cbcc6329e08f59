"""Make the recommender sample: `python -m sample_data.recommender.make` (about ten seconds).

What is invented and how is in the README beside this file. The lists are chosen, and the scores in
the log given, by models that were really trained on invented visits of the weeks before.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from sample_data.download import check_invented, check_versions, write_model, write_sample
from sample_data.recommender.visits import (
    FEATURES,
    FURTHER,
    PRICES,
    SEED,
    SIZE,
    TAKES,
    Floats,
    Ints,
    buys,
    shown,
    visits,
    waits,
)

HERE: Final = Path(__file__).parent
INVENTED: Final = "95d16172ac876331a7d4636b2ba812330d7e4253f3d344b1c9a01c33f0374fd9"
LEARNED_FROM: Final = 60_000
LOOKED_AT: Final = 20_000
POPULAR, LIGHT, HEAVY = TAKES
LOGGED: Final = [
    "visit", "visited_at", "age", "device", "region", "visitor", *FEATURES, "arm", "score",
    "latency_ms", "bought",
]  # fmt: skip

Models = Mapping[str, Any]


def before(draw: np.random.Generator) -> pd.DataFrame:
    """Return visits of the weeks before, each shown an item at random, at once."""
    made = visits(draw, LEARNED_FROM)
    made = shown(made, draw.integers(len(PRICES), size=len(made)))
    return made.assign(bought=draw.random(len(made)) < buys(made, np.zeros(len(made))))


def trained(past: pd.DataFrame) -> Models:
    """Return the two models; neither is told age or region."""
    light = LogisticRegression(solver="newton-cholesky")
    heavy = HistGradientBoostingClassifier(
        max_iter=250,
        learning_rate=0.06,
        max_leaf_nodes=12,
        l2_regularization=5.0,
        random_state=SEED,
    )
    light.fit(past[FEATURES].astype("float64"), past["bought"])
    heavy.fit(past[[*FEATURES, *FURTHER]], past["bought"])
    return {LIGHT: light, HEAVY: heavy}


def scores(model: Any, made: pd.DataFrame, name: str) -> Floats:  # noqa: ANN401 - as scikit-learn
    """Return the probability of a purchase that a model gives to each visit and every item."""
    columns = FEATURES if name == LIGHT else [*FEATURES, *FURTHER]
    said = [
        model.predict_proba(shown(made, np.full(len(made), item))[columns].astype("float64"))[:, 1]
        for item in range(len(PRICES))
    ]
    return np.stack(said, axis=1)


def offered(
    models: Models, past: pd.DataFrame, made: pd.DataFrame, name: str
) -> tuple[Ints, Floats]:
    """Return what a candidate shows to each visit, and the probability of a purchase it gives."""
    if name == POPULAR:
        best = int(past.groupby("shown")["bought"].mean().to_numpy().argmax())
        rates = past[past["shown"] == best].groupby("visitor")["bought"].mean()
        return np.full(len(made), best), made["visitor"].map(rates).to_numpy()
    said = scores(models[name], made, name)
    best_of = said.argmax(axis=1)
    return best_of, said[np.arange(len(made)), best_of]


def tested(draw: np.random.Generator, models: Models, past: pd.DataFrame) -> pd.DataFrame:
    """Return the log: every visit gets one candidate at random, and waits for it."""
    made = visits(draw, SIZE)
    arm = draw.choice(list(TAKES), SIZE)
    chance = draw.random(SIZE)
    parts = []
    for name in TAKES:
        own = made[arm == name]
        item, score = offered(models, past, own, name)
        own = shown(own, item)
        waited = waits(draw, own, name)
        bought = chance[arm == name] < buys(own, waited)
        # The last digits of a solver's arithmetic differ from machine to machine.
        parts.append(own.assign(arm=name, score=score.round(6), latency_ms=waited, bought=bought))
    return pd.concat(parts).sort_index()[LOGGED]


def as_written(log: pd.DataFrame) -> pd.DataFrame:
    """Return the log with small types."""
    whole = ["pages", "is_returning", "same_kind", "shown_price", "bought"]
    kinds = dict.fromkeys(whole, "int16") | {"latency_ms": "int32"}
    return log.astype(kinds)


def figures(log: pd.DataFrame, models: Models, past: pd.DataFrame) -> pd.DataFrame:
    """Return what came of each arm, and what would have if nobody waited, for the README."""
    anew = visits(np.random.default_rng(SEED + 1), LOOKED_AT)
    rows = []
    for name in TAKES:
        own = log[log["arm"] == name]
        at_once = buys(shown(anew, offered(models, past, anew, name)[0]), np.zeros(LOOKED_AT))
        rows.append({
            "": name,
            "visits": f"{len(own):,}",
            "bought": f"{own['bought'].mean():.4f}",
            "half wait at most, ms": f"{own['latency_ms'].median():,.0f}",
            "95 of 100 at most, ms": f"{own['latency_ms'].quantile(0.95):,.0f}",
            "AUC": f"{roc_auc_score(own['bought'], own['score']):.3f}",
            "would buy if nobody waited": f"{at_once.mean():.4f}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def main() -> None:
    """Write the model, the log and the README's figures."""
    check_versions()
    draw = np.random.default_rng(SEED)
    past = check_invented(before(draw), INVENTED, "visits of the weeks before")
    models = dict(trained(past))
    models[LIGHT] = write_model(models[LIGHT], HERE / "model.skops")
    log = as_written(tested(draw, models, past))
    write_sample(HERE, log, figures(log, models, past))


if __name__ == "__main__":
    main()
