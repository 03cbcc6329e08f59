"""Make the turbine sample: `python -m sample_data.turbine.make` (some seconds).

What is invented and how is in the README beside this file. Both models learned from the first two
years, one of them from simulated failures as well; the log is of the two years after.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

from sample_data.download import check_invented, check_versions, write_model, write_sample
from sample_data.turbine.sensors import SEED, WEEKS, simulated, weeks

HERE: Final = Path(__file__).parent
INVENTED: Final = "c78180a54ae47b8187f7b8cc9c2c9558f6a9febdbfaa81ab12e2a030211b5283"
SIMULATED: Final = "f45c7e68569552ff877058d00b99aab258e68f7c52172a1a8d8b462923a59f7b"
FIRST_WEEK: Final = WEEKS // 2  # of the log; both models learned from the weeks before
EXTRA: Final = 150  # simulated bearings
ALARM: Final = 4.0  # mm/s
THRESHOLD: Final = 0.04
MONTH, USUAL = 4, 13  # weeks
FEATURES: Final = ("vibration", "vibration_rise", "warmth", "metal", "metal_month", "power")
LOGGED: Final = (
    "turbine_week", "turbine", "read_at", "site", "season", *FEATURES,
    "failure", "alarm_says", "model_score", "with_simulations_score",
)  # fmt: skip
SAID: Final = {
    "alarm": ("alarm_says", 1),
    "model": ("model_score", THRESHOLD),
    "model with simulations": ("with_simulations_score", THRESHOLD),
}


def described(made: pd.DataFrame) -> pd.DataFrame:
    """Return turbine-weeks in order of turbine and week, with what the weeks before say.

    The rise of vibration is against the mean of up to 13 weeks before, metal that of four weeks.
    """
    told = made.sort_values(["turbine", "week"], kind="stable", ignore_index=True)
    by = told["turbine"]
    before = told.groupby("turbine")["vibration"].shift()
    usual = before.groupby(by).transform(lambda own: own.rolling(USUAL, min_periods=1).mean())
    metal = (
        told["metal"].groupby(by).transform(lambda own: own.rolling(MONTH, min_periods=1).mean())
    )
    return told.assign(
        vibration_rise=(told["vibration"] - usual.fillna(told["vibration"])).round(2),
        metal_month=metal.round(2),
        alarm_says=(told["vibration"] >= ALARM).astype("int8"),
    )


def trained(rows: pd.DataFrame) -> GradientBoostingClassifier:
    """Return a small boosted model of what sensors show; site, season and date it does not see."""
    model = GradientBoostingClassifier(
        n_estimators=60,
        learning_rate=0.05,
        max_depth=2,
        min_samples_leaf=40,
        subsample=0.5,
        random_state=SEED,
    )
    return model.fit(rows[list(FEATURES)], rows["failure"])


def learned_from(told: pd.DataFrame) -> pd.DataFrame:
    """Return the turbine-weeks of the first two years."""
    return told[told["week"] < FIRST_WEEK]


def with_simulations(rows: pd.DataFrame) -> pd.DataFrame:
    """Return these turbine-weeks and those of simulated bearings; the latter are never in a log."""
    extra = described(check_invented(simulated(EXTRA), SIMULATED, "simulated bearings"))
    return pd.concat([rows, extra], ignore_index=True)


def logged(told: pd.DataFrame) -> pd.DataFrame:
    """Return the turbine-weeks of the last two years in order of time, each with a number."""
    own = told[told["week"] >= FIRST_WEEK].sort_values("read_at", ignore_index=True)
    return own.assign(turbine_week=np.arange(1, len(own) + 1, dtype="int32"))


def figures(log: pd.DataFrame) -> pd.DataFrame:
    """Return what each candidate finds, for the README."""
    failure = log["failure"] == 1
    rows = []
    for name, (column, cut) in SAID.items():
        said = log[column] >= cut
        counts = [(said & failure).sum(), (~said & failure).sum(), (said & ~failure).sum()]
        rows.append([name, *(f"{count:,}" for count in counts)])
    return pd.DataFrame(rows, columns=["candidate", "found", "missed", "false alarms"])


def main() -> None:
    """Write the log, the model and the README's figures."""
    check_versions()
    told = described(check_invented(weeks(), INVENTED, "turbine-weeks"))
    learned, log = learned_from(told), logged(told)
    plain = write_model(trained(learned), HERE / "model.skops")
    extra = trained(with_simulations(learned))
    for name, model in (("model_score", plain), ("with_simulations_score", extra)):
        log[name] = model.predict_proba(log[list(FEATURES)])[:, 1]
    log = log[list(LOGGED)]
    write_sample(HERE, log, figures(log))


if __name__ == "__main__":
    main()
