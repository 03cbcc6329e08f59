"""The invented visits to a shop: who comes, what they like, and how long they wait.

Everything is drawn from one seeded generator. A visitor buys what is shown with a probability that
hangs on taste, and falls with every second of waiting, faster on a phone. Age plays into taste and
into nothing else; region into nothing but how far the server is.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

SEED: Final = 5
START: Final = "2026-03-02"  # a Monday
WEEKS: Final = 4
SIZE: Final = 30_000

AGES: Final = {"under 30": 0.30, "30 to 49": 0.40, "50 and over": 0.30}
DEVICES: Final = {"phone": 0.55, "computer": 0.35, "tablet": 0.10}
REGIONS: Final = {"north": 0.30, "south": 0.30, "east": 0.20, "west": 0.20}
RETURNING: Final = {"returning": 0.6, "new": 0.4}
# Seconds of waiting after which so many are left as one in 2.7 of those who would have bought.
PATIENCE: Final = {"phone": 3.5, "computer": 8.0, "tablet": 5.0}
# How much further away the server is, in milliseconds.
FAR: Final = {"north": 0, "south": 15, "east": 5, "west": 25}
# Milliseconds that an answer takes in the middle, and how much it varies (log-normal).
TAKES: Final = {"popular items": (12, 0.3), "light model": (45, 0.4), "heavy model": (1800, 0.45)}

KINDS: Final = 6  # of goods: every item is of one
PRICES: Final = np.array([9, 25, 60, 12, 35, 90, 8, 20, 45, 15, 30, 70], dtype=float)
KIND_OF: Final = np.arange(len(PRICES)) % KINDS
LIKED: Final = np.array([0.8, 0.2, -0.3, 0.5, 0.1, -0.6, 0.7, 0.3, 0.0, 0.4, -0.1, -0.4])
USUALLY: Final = -3.75
FEATURES: Final = ["pages", "is_returning", "same_kind", "shown_price", "shown_liked", "price_gap"]
FURTHER: Final = ["kind_viewed", "hour", "is_phone", "days_since", "shown"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def visits(draw: np.random.Generator, size: int) -> pd.DataFrame:
    """Return so many visitors: what the shop knows of them, in order of time."""
    shape = 1 + np.sin((np.arange(24) - 9) / 24 * 2 * np.pi) / 2
    rate = np.tile(shape / shape.sum(), 7 * WEEKS)
    hour = np.sort(draw.choice(len(rate), size, p=rate / rate.sum()))
    second = 3600 * hour + draw.integers(3600, size=size)
    at = pd.Timestamp(START) + pd.to_timedelta(np.sort(second), unit="s")
    made = pd.DataFrame({
        "visit": np.arange(1, size + 1, dtype="int32"),
        "visited_at": at,
        "age": drawn(draw, AGES, size),
        "device": drawn(draw, DEVICES, size),
        "region": drawn(draw, REGIONS, size),
        "visitor": drawn(draw, RETURNING, size),
        "pages": 1 + draw.poisson(3.0, size),
        "kind_viewed": draw.integers(KINDS, size=size),
        "price_viewed": np.exp(draw.normal(3.2, 0.7, size)).round(2),
    })  # fmt: skip
    back = made["visitor"] == "returning"
    made["days_since"] = np.where(back, draw.geometric(0.12, size).clip(max=60), 0)
    made["hour"] = made["visited_at"].dt.hour
    made["is_returning"], made["is_phone"] = (
        made[column].eq(value).astype("int64")
        for column, value in (("visitor", "returning"), ("device", "phone"))
    )
    return made


def drawn(
    draw: np.random.Generator, shares: Mapping[str, float], size: int
) -> npt.NDArray[np.object_]:
    """Return so many names, each as often as its share."""
    return draw.choice(np.array(list(shares), dtype=object), size, p=list(shares.values()))


def shown(made: pd.DataFrame, item: Ints) -> pd.DataFrame:
    """Return what a model is told of visits that are shown these items."""
    gap = np.abs(np.log(PRICES[item] / made["price_viewed"].to_numpy()))
    return made.assign(
        shown=item,
        same_kind=(KIND_OF[item] == made["kind_viewed"]).astype("int64"),
        shown_price=PRICES[item],
        shown_liked=LIKED[item],
        price_gap=gap.round(2),
    )


def buys(made: pd.DataFrame, waited_ms: Floats) -> Floats:
    """Return the probability that each visit ends in a purchase of what it is shown.

    Args:
        made: visits with what they are shown.
        waited_ms: how long each waited for it.
    """
    item = made["shown"].to_numpy()
    evening = (made["hour"] >= 17).to_numpy()
    young, old = (made["age"].eq(band).to_numpy() for band in ("under 30", "50 and over"))
    dear = PRICES[item] >= 45
    taste = (
        USUALLY
        + 0.9 * made["same_kind"]
        - 0.55 * made["price_gap"]
        + 0.6 * LIKED[item]
        + 0.12 * made["pages"]
        + 0.25 * made["is_returning"]
        - 0.8 * (dear & (made["is_phone"] == 1))
        + 1.4 * (evening & (KIND_OF[item] == 2))
        + 1.3 * ((made["kind_viewed"] == 1) & (KIND_OF[item] == 4))
        + 1.3 * ((made["kind_viewed"] == 3) & (KIND_OF[item] == 0))
        + 1.2 * ((made["days_since"] > 14) & (KIND_OF[item] == 5))
        + 0.3 * (young & (KIND_OF[item] == 3))
        + 0.3 * (old & (KIND_OF[item] == 1))
    )
    patience = made["device"].map(PATIENCE).to_numpy() * 1000
    return np.asarray(np.exp(-waited_ms / patience) / (1 + np.exp(-taste)), dtype=np.float64)


def waits(draw: np.random.Generator, made: pd.DataFrame, candidate: str) -> Floats:
    """Return how long a candidate takes for each visit, in whole milliseconds."""
    middle, varies = TAKES[candidate]
    busy = 1 + 0.2 * np.sin((made["hour"].to_numpy() - 9) / 24 * 2 * np.pi)
    taken = middle * busy * np.exp(draw.normal(0, varies, len(made)))
    return np.asarray((taken + made["region"].map(FAR)).round(), dtype=np.float64)
