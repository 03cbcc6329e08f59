"""Make the fraud sample: `python -m sample_data.fraud.make` (about a minute).

What is invented and how is in the README beside this file. Every score in the log is that of the
model which was trained for its day, on nothing but the labels that had arrived by then.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

from evenhand.explanation import shap_values
from evenhand.models import Model, model_of
from evenhand.review import load_review
from sample_data.download import check_invented, check_versions, write_model, write_sample
from sample_data.fraud.payments import DAYS, SEED, payments
from sample_data.words import largest

HERE: Final = Path(__file__).parent
INVENTED: Final = "b200aa4aebbdc292ea19b1629ef270f22bab3b6c713b6d860bf5ed3dd99f76fe"
FIRST_DAY: Final = 61  # of the log; before that there is only something to learn from
LIVE_FROM: Final = 122  # until then the model only watches: shadow
LATE: Final = 7  # days until a label arrives
LEARN_DAYS: Final = 60  # how far back the model learns from
KNOWN_DAYS: Final = 28  # how far back known fraud counts
USUAL_DAYS: Final = 30  # how far back a customer's usual amount goes
ONE_IN: Final = 4  # of the genuine payments the model learns from one in so many, with that weight
THRESHOLD: Final = 0.05
LARGE, TIMES = 250.0, 6.0  # what the rules stop
FEATURES: Final = (
    "amount",
    "times_usual",
    "payments_today",
    "hour",
    "terminal_frauds",
    "card_frauds",
)
LOGGED: Final = (
    "payment", "paid_at", "age_band", "region", "channel", "month", "phase",
    *FEATURES, "fraud", "rules_say", "model_score",
)  # fmt: skip
EXAMPLES: Final = 12
EXPLAINED_CASES: Final = 2000
EXPLAINED: Final = {
    "background": "the payments it was trained on",
    "target": "log-odds that the payment is fraud",
}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def described(made: pd.DataFrame) -> pd.DataFrame:
    """Return the payments with what a bank knows of each when it is made, and the rules' answer."""
    amount, day = made["amount"].to_numpy(), made["day"].to_numpy()
    usual = _recent(made, "customer", amount, USUAL_DAYS, 0) / np.maximum(
        _recent(made, "customer", np.ones(len(made)), USUAL_DAYS, 0), 1
    )
    told = made.assign(
        times_usual=(amount / np.where(usual > 0, usual, amount)).round(1).astype("float32"),
        payments_today=made.groupby(["customer", "day"]).cumcount().astype("int8"),
        hour=(made["minute"] // 60).astype("int8"),
        terminal_frauds=_known_frauds(made, "terminal"),
        card_frauds=_known_frauds(made, "customer"),
        month=made["paid_at"].dt.strftime("%Y-%m"),
        phase=np.where(day < LIVE_FROM, "shadow", "live"),
    )
    stopped = (told["amount"] >= LARGE) | (told["times_usual"] >= TIMES)
    return told.assign(rules_say=stopped.astype("int8"))


def _known_frauds(made: pd.DataFrame, who: str) -> npt.NDArray[np.int8]:
    """Return how many frauds of 28 days were known, at a terminal or of a card, that morning."""
    return _recent(made, who, made["fraud"].to_numpy(), KNOWN_DAYS, LATE).astype("int8")


def _recent(made: pd.DataFrame, who: str, what: Floats | Ints, days: int, late: int) -> Floats:
    """Return the sum over a payment's customer or terminal in so many days, as known that morning.

    Args:
        made: the payments.
        who: the column that names the customer or the terminal.
        what: what is added up, one number a payment.
        days: how many days are added up.
        late: how many days it takes until a payment's number is known.
    """
    of, day = made[who].to_numpy(), made["day"].to_numpy()
    by_day = np.zeros((of.max() + 1, DAYS + 1))
    np.add.at(by_day, (of, day + 1), what)
    until = by_day.cumsum(axis=1)  # column d: everything before day d
    end = np.maximum(day - late, 0)
    found: Floats = until[of, end] - until[of, np.maximum(end - days, 0)]
    return found


def known(told: pd.DataFrame, day: int) -> pd.DataFrame:
    """Return the payments whose label has arrived on the morning of a day, 60 days of them.

    A payment of day p is made before p + 1 begins, so its label is there when p + 1 + 7 begins.
    """
    last = day - LATE - 1
    return told[told["day"].between(last - LEARN_DAYS + 1, last)]


def trained(rows: pd.DataFrame) -> GradientBoostingClassifier:
    """Return a small boosted model of these payments: all fraud, and one in four of the others."""
    picked = rows[(rows["fraud"] == 1) | (rows["payment"] % ONE_IN == 0)]
    weight = np.where(picked["fraud"] == 1, 1, ONE_IN)
    model = GradientBoostingClassifier(
        n_estimators=40, min_samples_leaf=40, subsample=0.5, random_state=SEED
    )
    return model.fit(inputs(picked), picked["fraud"], sample_weight=weight)


def inputs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the model reads: neither age nor region, channel or time."""
    return rows[list(FEATURES)].astype("float64")


def scored(told: pd.DataFrame, day: int) -> pd.Series:
    """Return the scores of one day's payments by the model that was trained that morning."""
    own = told[told["day"] == day]
    score = trained(known(told, day)).predict_proba(inputs(own))[:, 1]
    # The last digits of the arithmetic differ from machine to machine.
    return pd.Series(score.round(4), index=own.index)


def logged(told: pd.DataFrame) -> pd.DataFrame:
    """Return the payments of the log; the labels of its last seven days have not arrived."""
    own = told[told["day"] >= FIRST_DAY]
    return own.assign(fraud=own["fraud"].where(own["day"] < DAYS - LATE).astype("Int8"))


def explained(model: Model | None, cases: pd.DataFrame) -> dict[str, Any]:
    """Return which inputs drive the last day's model, over these payments.

    Raises:
        SystemExit: The parts of an explanation do not add up to what the model computed.
    """
    found = shap_values(model, cases) if model else None
    if found is None or not found.adds_up():
        raise SystemExit("explanation: the parts do not add up to the model's output")
    amounts, values = found.amounts.T, found.inputs.T
    towards = [_towards(value, amount) for value, amount in zip(values, amounts, strict=True)]
    features = largest(found.names, np.abs(found.amounts), towards)
    return {"features": features, "n": len(cases), **EXPLAINED}


def _towards(values: Floats, amounts: Floats) -> str | None:
    """Return where more of an input moves the answer; None where there is no clear direction."""
    if np.ptp(values) == 0 or np.ptp(amounts) == 0:
        return None
    together = np.corrcoef(values, amounts)[0, 1]
    return None if abs(together) < 0.2 else "raises" if together > 0 else "lowers"


def examples(log: pd.DataFrame) -> pd.DataFrame:
    """Return twelve payments of the last day: the most suspicious, and some of the others."""
    last = log[log["paid_at"] >= log["paid_at"].max().normalize()]
    order = last.sort_values(["model_score", "payment"], ascending=[False, True], kind="stable")
    half = EXAMPLES // 2
    places = [*range(half), *np.linspace(20, len(order) - 1, half).astype(int)]
    rows: pd.DataFrame = order.iloc[places]
    return rows.rename(columns={"payment": "id"}).filter(["id", *FEATURES])


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return what each candidate finds and stops wrongly, by phase, for the README."""
    told = log[log["fraud"].notna()]
    parts = [("all", told), *((str(name), own) for name, own in told.groupby("phase", sort=False))]
    return pd.DataFrame([_figures_of(name, own) for name, own in parts])


def _figures_of(name: str, own: pd.DataFrame) -> dict[str, str]:
    fraud = own["fraud"].to_numpy() == 1
    said = {"rules": own["rules_say"] == 1, "model": own["model_score"] >= THRESHOLD}
    counted = {
        f"{who} {what}": f"{(stopped.to_numpy() & cases).sum():,}"
        for who, stopped in said.items()
        for what, cases in (("find", fraud), ("stop wrongly", ~fraud))
    }
    return {"": name, "payments": f"{len(own):,}", "fraud": f"{fraud.sum():,}", **counted}


def main() -> None:
    """Write the log, the last day's model, examples, its explanation and the README's figures."""
    check_versions()
    told = described(check_invented(payments(), INVENTED, "payments"))
    log = logged(told)
    log["model_score"] = pd.concat([scored(told, day) for day in range(FIRST_DAY, DAYS)])
    log = log[list(LOGGED)].reset_index(drop=True)
    write_model(trained(known(told, DAYS - 1)), HERE / "model.skops")
    model = model_of(load_review(HERE / "review.toml"))
    cases = log[log["fraud"].isna()].sample(EXPLAINED_CASES, random_state=SEED)
    summary = explained(model, cases)
    write_sample(HERE, log, figures(log), examples=examples(log), summary=summary)


if __name__ == "__main__":
    main()
