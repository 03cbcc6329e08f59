"""A tally as text and back: the same text for the same counts, whatever machine writes it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.kept import beside, dated, simple
from evenhand.sources import Problem
from evenhand.tally import Apart, Cells, Tally

_WHOLE: Final = ("label", "answer", "other", "human", "n")
_SUMS: Final = ("confidence_sum", "confidence_square")


def written(content: Mapping[str, Any]) -> str:
    """JSON that keeps the order of keys: candidates and columns are in the review's."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


def encoded(tally: Tally) -> dict[str, Any]:
    """What is kept of a tally, as JSON can hold it.

    Args:
        tally: one that is kept apart, by attribute.
    """
    return {
        "classes": list(tally.classes),
        "positive": tally.positive,
        "binary": tally.binary,
        "groups": {name: list(names) for name, names in tally.groups.items()},
        "exact": dict(tally.exact),
        "rows": tally.rows,
        "rows_used": tally.rows_used,
        "problems": [asdict(problem) for problem in tally.problems],
        "arms": beside.encoded_arms(tally.arms),
        "latencies": beside.encoded_latencies(tally.latencies),
        "simplest": simple.encoded(tally.simplest),
        "periods": dated.encoded(tally.periods),
        "tables": {
            candidate: {
                seen: {name: _cells(cells, name) for name, cells in tables.items()}
                for seen, tables in apart.tables.items()
            }
            for candidate, apart in (tally.apart or {}).items()
        },
    }


def decoded(content: Mapping[str, Any]) -> Tally:
    """The tally that was encoded.

    Args:
        content: as `encoded` gave it.

    Raises:
        KeyError: something is missing.
        TypeError: something is not what it should be.
        ValueError: something is not what it should be, or lists do not fit together.
    """
    apart = {
        candidate: Apart({
            seen: {name: _read(cells, name) for name, cells in tables.items()}
            for seen, tables in by.items()
        })
        for candidate, by in content["tables"].items()
    }  # fmt: skip
    return Tally(
        classes=tuple(map(str, content["classes"])),
        positive=int(content["positive"]),
        binary=bool(content["binary"]),
        groups={name: tuple(map(str, names)) for name, names in content["groups"].items()},
        cells={candidate: one.of((), "") for candidate, one in apart.items()},
        exact={name: bool(exact) for name, exact in content["exact"].items()},
        rows=int(content["rows"]),
        rows_used=int(content["rows_used"]),
        problems=problems(content["problems"]),
        apart=apart,
        arms=beside.decoded_arms(content["arms"]),
        latencies=beside.decoded_latencies(content["latencies"]),
        simplest=simple.decoded(content["simplest"]),
        periods=dated.decoded(content["periods"]),
    )


def problems(content: Any) -> tuple[Problem, ...]:  # noqa: ANN401  # whatever JSON holds
    """What was said of the data.

    Raises:
        TypeError: that is not what was written.
    """
    return tuple(Problem(**one) for one in content)


def _cells(cells: Cells, name: str) -> dict[str, Any]:
    known = np.isfinite(cells.confidence)
    sure = zip(cells.confidence.tolist(), known.tolist(), strict=True)
    return {
        **{key: getattr(cells, key).tolist() for key in (*_WHOLE, *_SUMS)},
        "confidence": [value if told else None for value, told in sure],
        **({"group": cells.groups[name].tolist()} if name else {}),
    }


def _read(content: Mapping[str, Any], name: str) -> Cells:
    size = len(content["n"])

    def whole(key: str) -> Ints:
        if not all(type(one) is int for one in content[key]):
            raise TypeError(key)  # an array would cut off what is not whole
        return np.array(content[key], dtype=np.int64).reshape(size)

    def shares(key: str) -> Floats:
        said = [np.nan if one is None else one for one in content[key]]
        return np.array(said, dtype=np.float64).reshape(size)

    return Cells(
        groups={name: whole("group")} if name else {},
        label=whole("label"),
        answer=whole("answer"),
        other=whole("other"),
        human=whole("human"),
        confidence=shares("confidence"),
        n=whole("n"),
        confidence_sum=shares("confidence_sum"),
        confidence_square=shares("confidence_square"),
    )
