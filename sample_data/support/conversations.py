"""The invented conversations: who writes when, about what, and how it is written.

Everything is drawn from one seeded generator. How well a customer writes the language sets how many
words have a typo and how many are missing, and plays into nothing else: what is found between the
three language groups has that cause and no other.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

HERE: Final = Path(__file__).parent
SEED: Final = 1
START: Final = "2026-01-05"  # a Monday
WEEKS: Final = 12
PER_HOUR: Final = 18.0
# How busy an hour of the day (UTC) and a day of the week is, against the others.
HOURS: Final = (
    0.20, 0.15, 0.10, 0.10, 0.10, 0.20, 0.40, 0.80, 1.30, 1.80, 2.00, 1.90,
    1.60, 1.50, 1.60, 1.60, 1.60, 1.70, 1.60, 1.40, 1.10, 0.80, 0.50, 0.30,
)  # fmt: skip
DAYS: Final = (1.35, 1.15, 1.10, 1.05, 1.05, 0.75, 0.55)

LANGUAGES: Final = {"native speakers": 0.60, "fluent speakers": 0.25, "learners": 0.15}
# Share of words of a native speaker with a typo, and left out (by speech recognition, too) ...
TYPOS: Final = {"chat": 0.020, "e-mail": 0.010, "voice": 0.015}
MISSING: Final = {"chat": 0.015, "e-mail": 0.010, "voice": 0.030}
# ... and how many times as many there are in each language group.
SLIPS: Final = {"native speakers": 1, "fluent speakers": 2, "learners": 7}

RIGHT_PICK: Final = 0.85  # of the menu's entries; else any entry, "Something else" as often as not
OUTSIDE: Final = "another matter"
UNSURE: Final = "Something else"
ASIDE: Final = 0.35  # share of conversations with a sentence beside the point
VAGUE: Final = 0.14  # share that says what several topics share

_SLOT: Final = re.compile(r"\{(\w+)\}")
_SHORTEST: Final = 3  # letters of a word that may have a typo

Grammar = Mapping[str, Any]
Mask = npt.NDArray[np.bool_]


def grammar() -> Grammar:
    """Return what customers may say, as it is written down."""
    return tomllib.loads((HERE / "grammar.toml").read_text(encoding="utf-8"))


def conversations() -> pd.DataFrame:
    """Return every conversation of twelve weeks, in order of time."""
    draw = np.random.default_rng(SEED)
    return slipped(draw, intended(draw))


def intended(draw: np.random.Generator) -> pd.DataFrame:
    """Return every conversation as it would be written without slips."""
    arrived, said = arrivals(draw), grammar()
    size = len(arrived)
    channels = {name: channel["share"] for name, channel in said["channels"].items()}
    made = pd.DataFrame(
        {
            "conversation": np.arange(1, size + 1, dtype="int32"),
            "arrived_at": arrived,
            "channel": drawn(draw, channels, size),
            "language": drawn(draw, LANGUAGES, size),
            "topic": drawn(draw, said["shares"], size),
        }
    )
    pairs = zip(made["topic"], made["channel"], strict=True)
    return made.assign(
        category=picked(draw, said["menu"], made["topic"]),
        text=[spoken(draw, said, topic, channel) for topic, channel in pairs],
    )


def arrivals(draw: np.random.Generator) -> pd.DatetimeIndex:
    """Return when conversations begin: a Poisson process with a shape by hour and weekday."""
    shape = np.outer(DAYS, HOURS)
    rate = np.tile(PER_HOUR * shape.ravel() / shape.mean(), WEEKS)
    hour = np.repeat(np.arange(rate.size), draw.poisson(rate))
    seconds = np.sort(3600 * hour + draw.integers(3600, size=hour.size))
    return pd.DatetimeIndex(pd.Timestamp(START, tz="UTC") + pd.to_timedelta(seconds, unit="s"))


def drawn(
    draw: np.random.Generator, shares: Mapping[str, float], size: int
) -> npt.NDArray[np.object_]:
    """Return so many names, each as often as its share."""
    names = np.array(list(shares), dtype=object)
    return draw.choice(names, size, p=list(shares.values()))


def picked(
    draw: np.random.Generator, menu: Mapping[str, Sequence[str]], topics: pd.Series
) -> npt.NDArray[np.object_]:
    """Return which entry of the menu each customer picked, before anything was written."""
    entry = {topic: name for name, topics_of in menu.items() for topic in topics_of}
    right, unsure = (draw.random(len(topics)) < share for share in (RIGHT_PICK, 0.5))
    other = np.where(unsure, UNSURE, drawn(draw, dict.fromkeys(menu, 1 / len(menu)), len(topics)))
    return np.where(right, topics.map(entry), other)


def spoken(draw: np.random.Generator, said: Grammar, topic: str, channel: str) -> str:
    """Return one conversation's first words, without slips."""
    frame, own = said["channels"][channel], said["says"][_begun(draw, said, topic)]
    aside, vague = draw.random(2) < (ASIDE, VAGUE)
    parts = [
        _one(draw, frame["begin"]),
        _one(draw, said["slots"]["aside"]) if aside else "",
        _one(draw, own["vague" if vague else "plain"]),
        _one(draw, frame["end"]),
    ]
    return " ".join(_filled(draw, said["slots"], " ".join(parts)).split())


def _begun(draw: np.random.Generator, said: Grammar, topic: str) -> str:
    """Return the topic in whose words a conversation begins, mostly its own."""
    begins = said["begins"].get(topic)
    return _one(draw, begins["with"]) if begins and draw.random() < begins["share"] else topic


def _one(draw: np.random.Generator, of: Sequence[str]) -> str:
    return of[int(draw.integers(len(of)))]


def _filled(draw: np.random.Generator, slots: Grammar, text: str) -> str:
    """Return a text with every name in braces replaced, until none is left."""
    while _SLOT.search(text):
        text = _SLOT.sub(lambda name: _one(draw, slots[name[1]]), text)
    return text


def slipped(draw: np.random.Generator, made: pd.DataFrame) -> pd.DataFrame:
    """Return conversations with words missing and mistyped, as channel and language have it."""
    words = [text.split() for text in made["text"]]
    case = np.repeat(np.arange(len(words)), [len(own) for own in words])
    flat = np.array([word for own in words for word in own], dtype=object)
    times = made["language"].map(SLIPS)
    typo, missing = (
        draw.random(len(flat)) < (made["channel"].map(rate) * times).to_numpy()[case]
        for rate in (TYPOS, MISSING)
    )
    long = np.array([len(word) >= _SHORTEST for word in flat])
    flat[typo & long] = [mistyped(draw, word) for word in flat[typo & long]]
    kept = pd.Series(flat[~missing]).groupby(case[~missing]).agg(" ".join)
    return made.assign(text=kept.reindex(range(len(words)), fill_value="").to_numpy())


def mistyped(draw: np.random.Generator, word: str) -> str:
    """Return a word with a letter missing, doubled, or changed for the next one."""
    place = int(draw.integers(len(word) - 1))
    head, one, two, tail = word[:place], word[place], word[place + 1], word[place + 2 :]
    return head + (two, one + one + two, two + one)[draw.integers(3)] + tail
