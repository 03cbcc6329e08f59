"""The invented turbines: how bearings wear, what sensors show of it, and when one fails.

Everything is drawn from seeded generators. Wear is a gamma process: it only ever grows, by random
steps, and a bearing fails when its wear reaches a limit. A few fail without any wear to be seen.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

SEED: Final = 1
START: Final = "2022-01-03"  # a Monday
WEEKS: Final = 4 * 52
TURBINES: Final = 40
# Where turbines stand, how many of them, and how much wind there is.
SITES: Final = {"coast": (16, 1.15), "hill": (14, 1.0), "plain": (10, 0.85)}

LIMIT: Final = 100.0  # wear at which a bearing fails
STEPS: Final = 0.25  # shape of a week's wear: few steps, of very different size
WEAR: Final = 0.75  # a week's wear, on average, at a site of average wind
SPREAD: Final = 0.30  # how different bearings are, by the logarithm
SUDDEN: Final = 0.0012  # share of weeks in which a bearing fails without any wear to be seen

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Worn(NamedTuple):
    """Wear of bearings, one row a bearing's place, one column a week.

    Attributes:
        wear: at the beginning of each week.
        fails: whether it fails in that week; the next week begins with a new bearing.
    """

    wear: Floats
    fails: Mask


def weeks() -> pd.DataFrame:
    """Return every turbine-week of four years, with what sensors show and whether it fails."""
    draw = np.random.default_rng(SEED)
    site = np.repeat(list(SITES), [count for count, _ in SITES.values()])
    wind = np.array([SITES[name][1] for name in site])
    season = 1 + 0.25 * np.cos(2 * np.pi * np.arange(WEEKS) / 52)
    load = wind[:, None] * season * draw.lognormal(0, 0.12, (TURBINES, WEEKS))
    worn = wearing(draw, load, draw.uniform(0, LIMIT, TURBINES), SUDDEN)
    quiet = draw.normal(0, 0.25, TURBINES)  # no two turbines are mounted alike
    shown = sensed(draw, worn.wear, load, quiet[:, None])
    turbine, week = (index.ravel() for index in np.indices(load.shape))
    begins = pd.Timestamp(START, tz="UTC") + pd.to_timedelta(7 * week, unit="D")
    return pd.DataFrame(
        {
            "turbine": turbine + 1,
            "week": week,
            "read_at": begins + pd.to_timedelta(_slot(turbine), unit="h"),
            "site": site[turbine],
            "season": _SEASONS[(begins.month.to_numpy() % 12) // 3],
            **{name: values.ravel() for name, values in shown.items()},
            "failure": worn.fails.ravel().astype("int8"),
        }
    )


_SEASONS: Final = np.array(["winter", "spring", "summer", "autumn"])


def _slot(turbine: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return when in the week a turbine is read: one an hour, Monday to Friday, 8 to 16."""
    return 24 * (turbine // 8) + 8 + turbine % 8


def wearing(draw: np.random.Generator, load: Floats, begun: Floats, sudden: float) -> Worn:
    """Return how bearings wear under a load, and when each fails and is replaced.

    Args:
        draw: what everything is drawn from.
        load: how hard each runs in each week, 1 on average.
        begun: their wear at the beginning.
        sudden: share of weeks in which one fails whatever its wear.
    """
    size, weeks = load.shape
    steps = draw.gamma(STEPS, WEAR / STEPS, load.shape) * load
    shocks = draw.random(load.shape) < sudden
    speeds = draw.lognormal(0, SPREAD, load.shape)  # of the bearing that would be new that week
    wear, fails = np.empty(load.shape), np.empty(load.shape, dtype=bool)
    now, speed = begun, np.asarray(draw.lognormal(0, SPREAD, size))
    for week in range(weeks):
        wear[:, week] = now
        now = now + speed * steps[:, week]
        fails[:, week] = (now >= LIMIT) | shocks[:, week]
        speed = np.where(fails[:, week], speeds[:, week], speed)
        now = np.where(fails[:, week], 0.0, now)
    return Worn(wear, fails)


def sensed(
    draw: np.random.Generator, wear: Floats, load: Floats, quiet: Floats
) -> dict[str, Floats]:
    """Return what sensors show of wear, with noise.

    Args:
        draw: what the noise is drawn from.
        wear: of each bearing in each week.
        load: how hard it runs.
        quiet: how much more or less than others a turbine shakes by itself.

    Returns:
        Vibration in mm/s, how warm the bearing is above the air in kelvin, metal in the oil in
        particles per ml, and power in percent of the rated power.
    """
    part = wear / LIMIT
    noise = draw.lognormal(0, 0.16, wear.shape)
    return {
        "vibration": ((1.6 + quiet + 2.6 * part**3) * (0.7 + 0.3 * load) * noise).round(2),
        "warmth": (18 * load + 9 * part**4 + draw.normal(0, 2.5, wear.shape)).round(1),
        "metal": draw.poisson((3 + 22 * part**4) * load).astype("float64"),
        "power": (38 * load).clip(max=100).round(1),
    }


def simulated(failures: int) -> pd.DataFrame:
    """Return the whole lives of so many bearings, as an engineer's model has them.

    It knows the wear of an average bearing and how sensors answer to it, but not that turbines are
    mounted differently, that the seasons change the load, or that some fail without wear.
    """
    draw = np.random.default_rng(SEED + 1)
    load = np.ones((failures, WEEKS))
    worn = wearing(draw, load, np.zeros(failures), 0.0)
    bearing, week = (index.ravel() for index in np.indices(load.shape))
    shown = sensed(draw, worn.wear, load, np.zeros((failures, 1)))
    made = pd.DataFrame(
        {
            "turbine": bearing,
            "week": week,
            **{name: values.ravel() for name, values in shown.items()},
            "failure": worn.fails.ravel().astype("int8"),
        }
    )
    ends = np.where(worn.fails.any(axis=1), worn.fails.argmax(axis=1), WEEKS)
    return made[week <= ends[bearing]].reset_index(drop=True)
