"""How often does a page cry wolf, and does it see what changed? `python -m benchmarks.no_change`.

Whole logs through the whole pipeline, from the rows to the findings: twelve columns, a score, its
outcome and two groups, drawn from one process. Months in one log, and a log beside an earlier one.
No page may say in more than 10 of 200 logs without any change that something changed, fell or is at
fault; where one column of 2,000 cases moves by half a standard deviation, more than 95 of 100 must
name it. It ends with 1 where one of these does not hold. Takes about six minutes.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

import evenhand
from evenhand import review as reviews
from evenhand.findings import Findings, Health, ThenNow
from evenhand.findings.then_now import ThenNumber

Said = tuple[str, str]

_COLUMNS: Final = [f"column_{place}" for place in range(12)]
_MOVED: Final = _COLUMNS[5]
_LOGS: Final = 200
_SHIFTED: Final = 100
_MOST: Final = 10
_LEAST: Final = 95
_YES: Final = 0.5
_KEYS: Final[dict[str, Any]] = {
    "title": "No change",
    "columns": {
        "label": "happened", "protected": ["group"], "features": _COLUMNS, "time": "at",
    },
    "candidates": [
        {"name": "rule", "role": "baseline", "prediction": "rule"},
        {"name": "model", "role": "model", "score": "score"},
    ],
    "handoff": {"threshold": 0.7},
}  # fmt: skip


def drawn(rng: np.random.Generator, size: int, month: int, shift: float = 0.0) -> pd.DataFrame:
    """A month of cases: the score is calibrated, and columns say nothing of the outcome.

    Args:
        rng: where chance comes from.
        size: how many cases.
        month: of 2026.
        shift: by how many standard deviations one column is moved.
    """
    score = rng.beta(2, 2, size)
    columns = {name: rng.normal(size=size) for name in _COLUMNS}
    columns[_MOVED] = columns[_MOVED] + shift
    start = pd.Timestamp(2026, month, 1)
    return pd.DataFrame(
        columns
        | {
            "happened": (rng.random(size) < score).astype(int),
            "score": score,
            "rule": (score + rng.normal(0, 0.3, size) > _YES).astype(int),
            "group": rng.choice(["A", "B"], size),
            "at": start + pd.to_timedelta(rng.integers(0, 28 * 24 * 60, size), unit="min"),
        }
    )


def in_months(seed: int, size: int, shift: float = 0.0) -> set[Said]:
    """What is said of two months of one log.

    Args:
        seed: of this log.
        size: cases of a month.
        shift: of one column in the second.
    """
    rng = np.random.default_rng(seed)
    months = [drawn(rng, size, 1), drawn(rng, size, 2, shift)]
    return set(said(evenhand.open(reviews.parse(_KEYS), frame=pd.concat(months)).findings()))


def beside_an_earlier_one(seed: int, size: int, shift: float = 0.0) -> set[Said]:
    """What is said of a log beside an earlier one, likewise; neither says when.

    Args:
        seed: of this pair.
        size: cases of a log.
        shift: of one column in the second.
    """
    rng = np.random.default_rng(seed)
    then, now = (drawn(rng, size, 1, by).drop(columns="at") for by in (0.0, shift))
    columns = {key: name for key, name in _KEYS["columns"].items() if key != "time"}
    review = reviews.parse(_KEYS | {"columns": columns})
    return set(said(evenhand.open(review, frame=now, reference=then).findings()))


def said(found: Findings) -> Iterator[Said]:
    """All that is said to have changed or to be wrong: the page, and the column or the part.

    Fairness shows one rate of one candidate at a time, so that each is a page of its own.

    Args:
        found: what was found.
    """
    if isinstance(found.health, Health):
        yield from (("health", told) for told in _over_time(found.health))
    beside = found.then_now
    if isinstance(beside, ThenNow):
        yield from (("health", f"fault {one.kind}") for one in beside.faults)
        yield from (("health", one.column) for one in beside.columns if one.matters)
        for page, numbers in beside.numbers.items():
            yield from ((page, told) for told in _moved(numbers))
        for candidate, attributes in beside.groups.items():
            for metric, by_group in attributes["group"].items():
                page = f"{metric} of the {candidate}"
                yield from ((page, told) for told in _moved(by_group.numbers))


def _over_time(found: Health) -> Iterator[str]:
    yield from (f"fault {one.kind}" for one in found.faults)
    yield from (one.column for one in found.drift if one.matters)
    yield from (f"gap {one.metric}" for one in found.gaps if one.matters)
    if found.fell:
        yield "fell"
    if found.expectation and found.expectation.withdrawn:
        yield "expectation withdrawn"


def _moved(numbers: Iterable[ThenNumber]) -> Iterator[str]:
    return (one.measure for one in numbers if one.change in {"higher", "lower"})


def _holds(name: str, of: Callable[..., set[Said]]) -> bool:
    alarms = [of(seed, 500) for seed in range(_LOGS)]
    pages = Counter(page for told in alarms for page in {page for page, _ in told})
    named = sum(("health", _MOVED) in of(seed, 2_000, 0.5) for seed in range(_SHIFTED))
    print(f"{name}: of {_LOGS} logs without a change {sum(map(bool, alarms))} say so anywhere;")
    print(f"  by page: {dict(pages.most_common())}")
    print(f"  a shift of half a standard deviation is named in {named} of {_SHIFTED}", flush=True)
    return max(pages.values(), default=0) <= _MOST and named > _LEAST


if __name__ == "__main__":
    found = [_holds("months", in_months), _holds("an earlier log", beside_an_earlier_one)]
    sys.exit(not all(found))
