"""Did the same inputs always get the same answer? Told by the log itself, without the model.

Where a model's answers vary from one asking to the next, or hang on something that is not among its
inputs, cases whose inputs are alike to the last digit get different ones.
"""

from dataclasses import dataclass

import narwhals as nw

from evenhand import statistics
from evenhand.counting import weights
from evenhand.findings import Estimate
from evenhand.log import Log
from evenhand.sources import collected


@dataclass(frozen=True, slots=True)
class Repeated:
    """How often the same inputs got the same answer.

    Attributes:
        candidate: whose answers they are.
        same: the share of different sets of inputs that were asked about more than once and always
            got the same answer; its interval takes these sets for the units.
        cases: how many cases have one of these sets.
    """

    candidate: str
    same: Estimate
    cases: int


def repeated(log: Log) -> Repeated | None:
    """Whether cases with the same inputs got the same answer, over the whole log.

    Args:
        log: the decisions.

    Returns:
        None where the inputs are not among the log's columns.

    Raises:
        InputError: the log cannot be read.
    """
    inputs = _inputs(log)
    if not inputs:
        return None
    candidate = log.review.handoff_candidate
    rows = log.source.frame.select(answer=log.answer(candidate), **inputs, **_weight(log))
    known = rows.filter(~nw.col("answer").is_null() & (nw.col("n") > 0))
    sets = known.group_by(*inputs).agg(
        cases=nw.col("n").sum(), first=nw.col("answer").min(), last=nw.col("answer").max()
    )
    again = sets.filter(nw.col("cases") > 1).select(
        "cases",
        same=nw.when(nw.col("first") == nw.col("last")).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    told = again.select(
        sets=nw.col("same").count(), same=nw.col("same").sum(), cases=nw.col("cases").sum()
    )
    [found] = collected(told, log.source.where).to_pylist()
    n, same, cases = (int(found[name] or 0) for name in ("sets", "same", "cases"))
    return Repeated(candidate.name, statistics.rate(same, n, log.review.method.interval), cases)


def _inputs(log: Log) -> dict[str, nw.Expr]:
    """What is compared, by names that no column has; nothing where the log lacks an input."""
    columns = log.review.columns
    read = columns.features or ((columns.text,) if columns.text else ())
    if not set(read) <= set(log.source.names):
        return {}
    take = log.number if columns.features else log.column
    return {f"x{place}": take(name) for place, name in enumerate(read)}


def _weight(log: Log) -> dict[str, nw.Expr]:
    return {"n": weights(log).get("n", nw.lit(1))}
