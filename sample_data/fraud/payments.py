"""The invented card payments: who pays how much where, and which payments are fraud.

Everything is drawn from one seeded generator. Three mechanisms make fraud, and nothing else does:
large amounts, terminals that were tampered with, and stolen cards.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

SEED: Final = 1
START: Final = "2025-09-01"
DAYS: Final = 181

CUSTOMERS: Final = 800
TERMINALS: Final = 400
NEAR: Final = 15  # terminals that a customer goes to, the nearest ones
# How many customers are of an age, what they pay on average (EUR), and how often a day.
AGES: Final = {
    "18 to 29": (0.22, 34.0, 0.80),
    "30 to 49": (0.36, 46.0, 0.70),
    "50 to 64": (0.25, 60.0, 0.55),
    "65 and over": (0.17, 78.0, 0.35),
}
CHANNELS: Final = {"shop": 0.66, "online": 0.24, "cash machine": 0.10}
# How busy an hour of the day is (UTC), against the others.
HOURS: Final = (
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.0, 1.4, 1.6, 1.7, 1.9,
    2.0, 1.8, 1.6, 1.5, 1.6, 1.9, 2.0, 1.6, 1.2, 0.9, 0.7, 0.5,
)  # fmt: skip

LARGE, LARGE_SHARE = 220.0, 0.18  # from this amount on, so many payments are fraud
TAMPERED_EVERY, TAMPERED_DAYS, TAMPERED_SHARE = 10, 28, 0.40
STOLEN_FROM, STOLEN_DAYS, STOLEN_SHARE, STOLEN_TIMES = 120, 14, 0.40, 5.0

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class World(NamedTuple):
    """Who pays, and where.

    Attributes:
        customers: one row a customer: age, region, usual amount, payments a day.
        channels: the channel of every terminal.
        near: the terminals that each customer goes to.
    """

    customers: pd.DataFrame
    channels: npt.NDArray[np.object_]
    near: Ints


def payments() -> pd.DataFrame:
    """Return every payment of 181 days, in order of time."""
    draw = np.random.default_rng(SEED)
    return defrauded(draw, world(draw))


def world(draw: np.random.Generator) -> World:
    """Return customers and terminals, each with a place."""
    ages = list(AGES)
    age = draw.choice(len(ages), CUSTOMERS, p=[share for share, _, _ in AGES.values()])
    usual, rate = (np.array([own[i] for own in AGES.values()])[age] for i in (1, 2))
    home, place = draw.random((CUSTOMERS, 2)), draw.random((TERMINALS, 2))
    north, east = (np.where(home[:, i] < 0.5, *names) for i, names in enumerate(_SIDES))
    customers = pd.DataFrame(
        {
            "age_band": np.array(ages)[age],
            "region": north + east,
            "usual": usual * draw.lognormal(0, 0.3, CUSTOMERS),
            "rate": rate * draw.gamma(4, 1 / 4, CUSTOMERS),
        }
    )
    apart = np.hypot(*(home[:, None, i] - place[None, :, i] for i in (0, 1)))
    near = np.argsort(apart, axis=1, kind="stable")[:, :NEAR]
    channels = draw.choice(
        np.array(list(CHANNELS), dtype=object), TERMINALS, p=[*CHANNELS.values()]
    )
    return World(customers, channels, near)


_SIDES: Final = (("south-", "north-"), ("west", "east"))


def defrauded(draw: np.random.Generator, of: World) -> pd.DataFrame:
    """Return all payments of a world, with fraud in it."""
    made = genuine(draw, of)
    stolen = _in_spell(made["customer"], made["day"], stolen_cards(draw)) & _some(
        draw, made, STOLEN_SHARE
    )
    amount = (made["amount"] * np.where(stolen, STOLEN_TIMES, 1)).astype("float32")
    tampered = _in_spell(made["terminal"], made["day"], tampered_terminals(draw)) & _some(
        draw, made, TAMPERED_SHARE
    )
    large = (amount >= LARGE).to_numpy() & _some(draw, made, LARGE_SHARE)
    how = np.select([stolen, tampered, large], ["stolen card", "terminal", "large"], "")
    return made.assign(amount=amount, how=how, fraud=(how != "").astype("int8"))


def genuine(draw: np.random.Generator, of: World) -> pd.DataFrame:
    """Return what customers would pay without fraud: a Poisson process with a shape by hour."""
    count = draw.poisson(of.customers["rate"].to_numpy()[:, None], (CUSTOMERS, DAYS))
    customer, day = (np.repeat(index.ravel(), count.ravel()) for index in np.indices(count.shape))
    size = len(day)
    hour = draw.choice(24, size, p=np.array(HOURS) / sum(HOURS))
    minute = 60 * hour + draw.integers(60, size=size)
    order = np.lexsort((customer, minute, day))
    made = pd.DataFrame({"customer": customer, "day": day, "minute": minute}).iloc[order]
    return _paid(draw, of, made.reset_index(drop=True))


def _paid(draw: np.random.Generator, of: World, made: pd.DataFrame) -> pd.DataFrame:
    """Return payments with their number, time, amount, terminal and customer's groups."""
    customer, size = made["customer"].to_numpy(), len(made)
    terminal = of.near[customer, draw.integers(NEAR, size=size)]
    usual = of.customers["usual"].to_numpy()[customer]
    minutes = 1440 * made["day"] + made["minute"]
    return made.assign(
        payment=np.arange(1, size + 1, dtype="int32"),
        paid_at=pd.Timestamp(START, tz="UTC") + pd.to_timedelta(minutes, unit="min"),
        amount=(usual * draw.gamma(2.5, 1 / 2.5, size)).clip(min=1).round(),
        terminal=terminal,
        channel=of.channels[terminal],
        age_band=of.customers["age_band"].to_numpy()[customer],
        region=of.customers["region"].to_numpy()[customer],
    )


def tampered_terminals(draw: np.random.Generator) -> Mask:
    """Return on which days each terminal is one that was tampered with."""
    starts = np.arange(0, DAYS, TAMPERED_EVERY)
    return _spells(TERMINALS, draw.integers(TERMINALS, size=len(starts)), starts, TAMPERED_DAYS)


def stolen_cards(draw: np.random.Generator) -> Mask:
    """Return on which days each customer's card is stolen: one more card a day, from a day on."""
    starts = np.arange(STOLEN_FROM, DAYS)
    return _spells(CUSTOMERS, draw.integers(CUSTOMERS, size=len(starts)), starts, STOLEN_DAYS)


def _spells(size: int, who: Ints, starts: Ints, days: int) -> Mask:
    """Return who is affected on which day: each for so many days from a start on."""
    day = np.arange(DAYS)
    affected = np.zeros((size, DAYS), dtype=bool)
    np.logical_or.at(affected, who, (day >= starts[:, None]) & (day < starts[:, None] + days))
    return affected


def _in_spell(who: pd.Series, day: pd.Series, affected: Mask) -> Mask:
    found: Mask = affected[who.to_numpy(), day.to_numpy()]
    return found


def _some(draw: np.random.Generator, made: pd.DataFrame, share: float) -> Mask:
    return draw.random(len(made)) < share
