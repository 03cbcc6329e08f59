"""Make the skin sample: `python -m sample_data.skin.make` (about two minutes).

Everything is drawn, and nothing is medical. What is drawn and how is in the README beside this
file. Both models really learned from drawn pictures; no score is drawn.
"""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import FeatureAgglomeration
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from sample_data.download import check_invented, check_versions, write_model, write_sample
from sample_data.pictures import write_pictures, write_shares
from sample_data.skin.spots import SIZE, Plan, pictures, spots

HERE: Final = Path(__file__).parent
LEARNED: Final = "a2e1a4a3496f79f9101e4f2898bf3537223c2ed56794899666b599cc285d743c"
EVENLY: Final = "f4a746ba4091461c9687534abb9ddb20918cb0770d5ce65c9bb0c06fe80078ac"
LOGGED: Final = "26dadfcd9b1bb5d6654cec37b013ef435c6b8b11e8cbce67c71e52efa6a99977"
LEARN_FROM: Final = Plan(1, 4000, (0.72, 0.24, 0.04), (0.15, 0.40), 1)
LEARN_EVENLY: Final = Plan(2, 4000, (0.34, 0.33, 0.33), (0.30, 0.30), 20_001)
LOG: Final = Plan(3, 6000, (0.50, 0.30, 0.20), (0.30, 0.30), 100_001)
SEED: Final = 1
SHOWN: Final = 40  # pictures of each skin tone
WIDE: Final = 6.0  # mm
STEP: Final = 4  # pixels that are averaged, in each direction
COLOURS: Final = 3
KEPT: Final = (
    "picture", "skin_tone", "ruler", "width_mm", "second_look", "rule_says", "model_score",
    "evenly_score",
)  # fmt: skip
BATCH: Final = 500

Floats = npt.NDArray[np.float64]


def averaged() -> FeatureAgglomeration:
    """Return the step that averages a picture over squares of four by four pixels."""
    step = FeatureAgglomeration(n_clusters=(SIZE // STEP) ** 2 * COLOURS)
    y, x, colour = np.mgrid[:SIZE, :SIZE, :COLOURS]
    step.labels_ = (((y // STEP) * (SIZE // STEP) + x // STEP) * COLOURS + colour).ravel()
    step.n_features_in_ = step.labels_.size
    return step


def read(step: FeatureAgglomeration, made: pd.DataFrame) -> Floats:
    """Return what a model sees of pictures, drawn some at a time."""
    parts = (made.iloc[at : at + BATCH] for at in range(0, len(made), BATCH))
    return np.concatenate([step.transform(pictures(p)[0].reshape(len(p), -1)) for p in parts])


def trained(seen: Floats, label: pd.Series) -> Pipeline:
    """Return logistic regression on forty principal components, their squares and products."""
    steps = [
        ("components", PCA(40, random_state=SEED)),
        ("scale", StandardScaler()),
        ("products", PolynomialFeatures(2)),
        ("classes", LogisticRegression(C=0.01, max_iter=1000)),
    ]
    return Pipeline(steps).fit(seen, label)


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return what is missed and what is sent for nothing, for the README."""
    said = {"rule": log["rule_says"] == 1}
    said |= {name: log[f"{name}_score"] >= 0.5 for name in ("model", "evenly")}
    groups = {"all": log.index}
    groups |= {name: log.index[log[column] == name] for column in ("skin_tone", "ruler")
               for name in log[column].unique()}  # fmt: skip
    needed = log["second_look"] == 1
    rows = [
        [
            group,
            f"{len(at):,}",
            *(text for hit in said.values() for text in _rates(hit[at], needed[at])),
        ]
        for group, at in groups.items()
    ]
    names = [f"{name} {what}" for name in said for what in ("missed", "for nothing")]
    return pd.DataFrame(rows, columns=["", "pictures", *names])


def _rates(said: pd.Series, needed: pd.Series) -> tuple[str, str]:
    return f"{1 - said[needed].mean():.3f}", f"{said[~needed].mean():.3f}"


def main() -> None:
    """Write the model, the log, the pictures and the README's figures."""
    check_versions()
    plans = {"learned": (LEARN_FROM, LEARNED), "even": (LEARN_EVENLY, EVENLY), "log": (LOG, LOGGED)}
    made = {name: check_invented(spots(plan), sha, name) for name, (plan, sha) in plans.items()}
    step = averaged()
    seen = {name: read(step, rows) for name, rows in made.items()}
    models = {name: trained(seen[name], made[name]["second_look"]) for name in ("learned", "even")}
    whole = Pipeline([("averages", step), *models["learned"].steps])
    write_model(whole, HERE / "model.skops")
    log = made["log"].assign(rule_says=lambda rows: (rows["width_mm"] >= WIDE).astype("int8"))
    log["model_score"] = models["learned"].predict_proba(seen["log"])[:, 1]
    log["evenly_score"] = models["even"].predict_proba(seen["log"])[:, 1]
    some = log.groupby("skin_tone").sample(SHOWN, random_state=SEED).sort_index()
    shown = ["picture", "skin_tone", "ruler", "width_mm", "second_look"]
    pixels, spot = pictures(some)
    write_pictures(some[shown], pixels, HERE / "pictures.parquet", spot)
    write_sample(HERE, log[list(KEPT)], figures(log))
    write_shares(HERE)


if __name__ == "__main__":
    main()
