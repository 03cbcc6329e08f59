"""An attacker who has everything that is stored of a kept review, and a solver of linear programs.

The unknowns are the cells of the true cross table of all columns of a log, of all candidates, days,
arms and times. Every number that is stored is an equation in them, or is listed in `MEANINGS` as
what tells nothing. Written from the stored text and the rows, without the code that made it.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from evenhand.audit import Audit
from evenhand.kept import MERGED, coarse
from evenhand.kept.coding import encoded
from tests.core.making import MODEL, RULE, audit, drawn, keys

EDGE: Final = 0.8
Equation = tuple[Any, int]
SAID: Final = ("label", "answer", "other", "human")
# Every place of a number in what is stored: an equation, the name of one, or told in words why not.
MEANINGS: Final[Mapping[str, str]] = {
    r"tables\.[^.]+\.[^.]*\.[^.]*\.n": "equation",
    r"tables\.[^.]+\.[^.]*\.[^.]*\.(label|answer|other|human|group|confidence)": "name",
    r"tables\.[^.]+\.[^.]*\.[^.]*\.confidence_(sum|square)": "a step's middle times n",
    r"arms\.(cases|nobody)": "equation",
    r"arms\.groups\.[^.]+": "equation",
    r"periods\.n": "equation",
    r"periods\.(period|label|answer|other)": "name",
    r"periods\.earlier": "not small",
    r"latencies\.[^.]+\.(n|positive|known)": "equation",
    r"latencies\.[^.]+\.(ms|total)": "a step's middle times n",
    r"simplest\.half": "equation",
    r"simplest\.training": "not small",
    r"simplest\.rule\..*": "name",
    r"rows(_used)?": "equation",
    r"problems\.rows": "not small",
    r"positive": "name",
}


def numbers(content: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401
    """The places of all numbers in a JSON document; those of a list are one place."""
    if isinstance(content, dict):
        for key, each in content.items():
            yield from numbers(each, f"{path}.{key}" if path else key)
    elif isinstance(content, list):
        for each in content:
            yield from numbers(each, path)
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield path


def without_meaning(content: Any) -> set[str]:  # noqa: ANN401
    """The places of numbers that this attacker does not know what to do with."""
    return {
        place for place in numbers(content)
        if not any(re.fullmatch(pattern, place) for pattern in MEANINGS)
    }  # fmt: skip


def log(seed: int) -> tuple[pd.DataFrame, dict[str, Any], int]:
    """A log with groups of very different size, its review, and its smallest count."""
    rng = np.random.default_rng(seed)
    size, least = int(rng.choice([150, 400, 900, 2_000])), int(rng.choice([3, 5, 11]))
    score = (rng.random(size) ** 0.5).round(2)
    some = [[0.6, 0.3, 0.1], [0.9, 0.08, 0.02], [0.97, 0.02, 0.01]][seed % 3]
    frame = pd.DataFrame({
        "y": (rng.random(size) < score).astype(int),
        "sex": drawn(rng, ["f", "m"], size, [0.7, 0.3]),
        "race": drawn(rng, ["A", "B", "C"], size, some),
        "rule": (score + rng.normal(0, 0.2, size) > 0.6).astype(int),
        "score": score,
        "third": (score + rng.normal(0, 0.4, size) > 0.5).astype(int),
        "person": rng.integers(0, 2, size),
        "at": pd.Timestamp("2026-01-05") + pd.to_timedelta(rng.integers(0, 28, size), "D"),
        "arm": drawn(rng, ["rule", "model"], size),
        "ms": rng.choice([10.0, 20.0, 40.0], size, p=[0.6, 0.38, 0.02]),
    })  # fmt: skip
    columns: dict[str, Any] = {"protected": ["sex", "race"]}
    if seed % 4 == 1:  # by themselves, not crossed
        columns = {"protected": ["sex"], "context": ["race"]}
    candidates = [RULE, MODEL | {"latency_ms": "ms"}]
    if seed % 5 < 2:  # two of five
        candidates.insert(1, {"name": "third", "role": "model", "prediction": "third"})
    columns |= {"time": "at"} if seed % 2 else {"arm": "arm"} if len(candidates) == 2 else {}
    frame.loc[: [0, least - 1, 4 * least][(seed // 2 + 2) % 3] - 1, "arm"] = ""
    plan = {"threshold": EDGE, "human": "person", "candidate": "model"}
    given = keys(
        columns=columns, candidates=candidates, handoff=plan, method={"privacy_cell": least}
    )
    return frame, given, least


class Attacker:
    """Who has what is stored, and the cross table's cells as unknowns; the truth beside it."""

    def __init__(self, frame: pd.DataFrame, one: Audit) -> None:
        """Lay out the unknowns.

        Args:
            frame: the rows.
            one: their audit; all of its counts are looked at only for what it is of.
        """
        self.tally = coarse(one.tally, one.review).tally
        self.stored = encoded(self.tally)
        self.review = one.review
        self.least = one.review.method.privacy_cell
        self.kinds = self._crossed(self._rows(frame))

    def _rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """What each row is, by all that is told somewhere; cases of no arm may be left out."""
        positive = self.stored["positive"]
        arms = self.stored["arms"] is not None
        if arms and not self.stored["arms"]["nobody"]:
            frame = frame[frame["arm"] != ""].reset_index(drop=True)
        acts = {name: (frame["arm"] == name) | (not arms) for name in ("rule", "model")}
        coded = {
            "label": frame["y"],
            "answer": (frame["score"] >= 0.5).astype(int),
            "other": frame["rule"],
            "human": frame["person"],
            "third": frame["third"],
        }
        found = pd.DataFrame(
            {k: np.where(v == 1, positive, 1 - positive) for k, v in coded.items()}
        )
        found["answer"] = found["answer"].where(acts["model"], -1)
        found["other"] = found["other"].where(acts["rule"], -1)
        sure = frame["score"].where(coded["answer"] == 1, 1 - frame["score"])
        found["at"] = self._steps(found, sure)
        found[["sex", "race"]] = frame[["sex", "race"]]
        used = {"third"} if "third" not in self.stored["tables"] else set()
        found["period"] = frame["at"].dt.to_period("W").dt.start_time.dt.date
        found["arm"], found["ms"] = frame["arm"], frame["ms"]
        used |= {"period"} if self.stored["periods"] is None else set()
        used |= set() if arms else {"arm"}
        used |= {"ms"} if not self.stored["latencies"] else set()
        return found.drop(columns=sorted(used))

    def _steps(self, rows: pd.DataFrame, sure: pd.Series) -> pd.Series:
        """The finest step that a row's confidence is told in; -1 where none is."""
        tables = self.stored["tables"]["model"]
        told, by = tables[""][""], "answer"
        if not any(each is not None for each in told["confidence"]):
            told, by = tables.get("handoff", {}).get("", told), ""
        frame = pd.DataFrame({"by": told[by] if by else 1, "at": told["confidence"]})
        found = pd.Series(np.where(rows["answer"] < 0, -1.0, np.where(sure >= EDGE, EDGE, 0.0)))
        for answer, edges in frame.dropna().groupby("by")["at"]:
            steps = np.unique([0.0, EDGE, *edges])
            inside = (rows["answer"] == answer) | (by == "")
            found[inside & (rows["answer"] >= 0)] = steps[
                np.searchsorted(steps, sure[inside & (rows["answer"] >= 0)], side="right") - 1
            ]
        return found

    def _crossed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Every kind that there could be, with how many cases there are."""
        own = ["answer", "at", *(["other", "arm"] if "arm" in rows else [])]
        free = [column for column in rows if column not in own]
        counts = rows.value_counts()
        pairs = rows[own].drop_duplicates().itertuples(index=False, name=None)
        rest = product(*(sorted(rows[column].unique()) for column in free))
        every = pd.DataFrame(
            [(*a, *b) for a, b in product(list(pairs), list(rest))], columns=[*own, *free]
        )[list(rows.columns)]
        n = counts.reindex(pd.MultiIndex.from_frame(every), fill_value=0).to_numpy()
        return every.assign(n=n)

    # What is stored

    def known(self) -> list[Equation]:
        """All that is stored, as equations: kinds that are counted, and how many cases they are."""
        found: list[Equation] = [(np.ones(len(self.kinds), dtype=bool), self.stored["rows"])]
        for candidate, by in self.stored["tables"].items():
            for seen, tables in by.items():
                for name, cells in tables.items():
                    found += self._table(candidate, seen, name, cells)
        return [*found, *self._periods(), *self._arms(), *self._latencies()]

    def _table(self, candidate: str, seen: str, name: str, cells: Any) -> Iterator[Equation]:  # noqa: ANN401
        said = pd.DataFrame({axis: cells[axis] for axis in (*SAID, "n")})
        said["at"] = pd.Series(cells["confidence"], dtype=float).fillna(-1.0)
        names = self.stored["groups"][name] if name else [""]
        said["group"] = np.array(names)[cells.get("group", np.zeros(len(said), dtype=int))]
        of = self._seen(candidate, seen)
        group = self.groups(name)
        of["group"] = group.where(group.isin(names), MERGED)
        told = ["group", *(axis for axis in (*SAID, "at") if (said[axis] >= 0).any())]
        if "at" in told:
            edges = np.unique(np.append(said["at"], EDGE if seen != "value" else 1.0))
            sure = (self.kinds["at"] >= EDGE) * 1.0 if seen == "value" else self.kinds["at"]
            of["at"] = edges[np.searchsorted(edges, sure, side="right") - 1]
            of.loc[self.kinds["at"] < 0, "at"] = -1.0
        counts = said.groupby(told)["n"].sum()
        codes, every = _coded(of, told)
        for place, key in enumerate(every):
            value = counts.get(key if len(told) > 1 else key[0], 0)
            yield codes == place, int(value)

    def _seen(self, candidate: str, seen: str) -> pd.DataFrame:
        """What the tables of a candidate say of each kind."""
        found = self.kinds[list(SAID)].copy()
        if candidate != "model":
            found["answer"] = self.kinds["other" if candidate == "rule" else "third"]
        known = (found["answer"] >= 0) & (found["other"] >= 0)
        right = found["label"] == found["answer"]
        one, none = self.stored["positive"], 1 - self.stored["positive"]
        if seen == "marks":
            other = found["label"] == found["other"]
            found["label"] = np.where(known, one, -1)
            found["answer"] = np.where(known, np.where(right, one, none), -1)
            found["other"] = np.where(known, np.where(other, one, none), -1)
        if seen == "handoff":
            mark = np.where(right, one, none)
            person = found["human"] == found["label"]
            found["label"], found["human"] = mark, np.where(person, mark, 1 - mark)
            found["answer"] = np.where(found["answer"] < 0, -1, one)
        return found

    def groups(self, name: str) -> pd.Series:
        """The name of each kind's group by an attribute."""
        parts = [self.kinds[column] for column in name.split(" & ") if column]
        if not parts:
            return pd.Series("", self.kinds.index)
        return parts[0] if len(parts) == 1 else parts[0] + " & " + parts[1]

    def _periods(self) -> Iterator[Equation]:
        found = self.stored["periods"]
        if found is None:
            return
        starts = [pd.Timestamp(day).date() for day in found["starts"]]
        place = np.searchsorted(np.array(starts), self.kinds["period"].to_numpy(), side="right") - 1
        three = ("label", "answer", "other")
        told = pd.DataFrame({axis: found[axis] for axis in ("period", *three, "n")})
        counts = told.groupby(["period", *three])["n"].sum()
        frame = self.kinds[list(three)].assign(period=place)[["period", *three]]
        codes, every = _coded(frame, ["period", *three])
        for at, key in enumerate(every):
            if key[0] >= 0:
                yield codes == at, int(counts.get(key, 0))

    def _arms(self) -> Iterator[Equation]:
        found = self.stored["arms"]
        if found is None:
            return
        yield (self.kinds["arm"] == "").to_numpy(), found["nobody"]
        outcome = 1 + (self.kinds["label"] == self.stored["positive"])
        tables = [("", [""], [found["cases"]])]
        tables += [(name, *each) for name, each in found["groups"].items()]
        for name, names, cases in tables:
            for g, a, o in product(range(len(names)), range(len(found["names"])), (1, 2)):
                mask = (self.groups(name) == names[g]) & (self.kinds["arm"] == found["names"][a])
                yield (mask & (outcome == o)).to_numpy(), cases[g][a][o]

    def _latencies(self) -> Iterator[Equation]:
        for name, found in (self.stored["latencies"] or {}).items():
            mine = self.kinds["arm"] == name if "arm" in self.kinds else self.kinds["label"] >= 0
            values = np.unique(self.kinds["ms"])
            pieces = self._pieces(found, values)
            for place, ms in enumerate(pieces):
                inside = mine & self.kinds["ms"].isin(ms)
                yield inside.to_numpy(), found["n"][place]
                if "arm" in self.kinds:
                    yes = inside & (self.kinds["label"] == self.stored["positive"])
                    yield yes.to_numpy(), found["positive"][place]

    def _pieces(self, found: Any, values: Any) -> list[list[float]]:  # noqa: ANN401
        """The times of each step, of which the middle is told: neighbours that have it."""
        every = [
            [list(values[a:b]) for a, b in zip([0, *cuts], [*cuts, len(values)], strict=True)]
            for cuts in ([], [1], [2], [1, 2])
        ]
        return next(
            one for one in every
            if [(part[0] + part[-1]) / 2 for part in one] == found["ms"]
        )  # fmt: skip

    # What nobody may know

    def asked(self) -> list[Any]:
        """The kinds behind each small count that a review of the whole log shows."""
        kinds = self.kinds
        found: list[Any] = []
        right = kinds["label"] == kinds["answer"]
        said = kinds.assign(right=right, person=kinds["human"] == kinds["label"])
        shown = [["label", "answer", "other"], ["label", "answer", "human"], ["label", "answer"],
                 ["label", "other"]]  # fmt: skip
        shown += [["label", "third"]] if "third" in kinds else []
        shown += [["label", "arm"]] if "arm" in kinds else []
        for name in ("", *self.review.attributes):
            for told in shown:
                found += self._small(said.assign(group=self.groups(name)), ["group", *told])
            for mask in self._runs():
                part = said.assign(group=self.groups(name), part=mask)
                for told in (["label", "answer"], ["right", "person"]):
                    found += self._small(part, ["group", "part", *told])
        if "period" in kinds:
            found += self._small(said, ["period", "label", "answer", "other"])
        if "ms" in kinds:
            own = ["arm", "label"] if "arm" in kinds else []
            found += self._small(said, ["ms", *own])
        return found

    def _runs(self) -> Iterator[Any]:
        """Cases that lie above each threshold of a curve, and between two that are neighbours."""
        at = self.kinds["at"]
        for edge in np.unique(at[at >= 0]).tolist():
            yield at >= edge
            yield at == edge

    def _small(self, said: pd.DataFrame, told: list[str]) -> Iterator[Any]:
        codes = said.groupby(told, sort=False).ngroup().to_numpy()
        sums = np.bincount(codes, self.kinds["n"])
        for place in np.flatnonzero((sums > 0) & (sums < self.least)).tolist():
            yield codes == place

    def learned(self, known: list[Equation], asked: list[Any]) -> int:
        """How many small counts are known to be more than 1, or less than k-1."""
        if not asked:
            return 0
        masks = np.unique(np.array(asked), axis=0)
        possible = np.ones(len(self.kinds), dtype=bool)
        for mask, value in known:
            possible &= ~mask if value == 0 else True
        matrix = sparse.csr_array(np.array([m[possible] for m, v in known if v], dtype=float))
        values = np.array([value for _, value in known if value], dtype=float)
        sums = sparse.csr_array(masks[:, possible].astype(float))
        return sum(
            _never_reached(matrix, values, sums, end, sign)
            for end, sign in ((1, 1), (self.least - 1, -1))
        )


def _coded(frame: pd.DataFrame, told: list[str]) -> tuple[Any, list[Any]]:
    """Of each row the number of what it tells, and what that is."""
    codes = frame.groupby(told, sort=False).ngroup().to_numpy()
    first = frame[told].iloc[np.unique(codes, return_index=True)[1]]
    return codes, list(first.itertuples(index=False, name=None))


def _never_reached(matrix: Any, values: Any, sums: Any, end: int, sign: int) -> int:  # noqa: ANN401
    """How many sums no counts that fulfil all equations can bring to an end, or beyond."""
    while True:
        size, kinds = sums.shape
        wide = sparse.hstack([sign * sums, -sparse.eye_array(size)], format="csr")
        equal = sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], size))], format="csr")
        found = milp(
            np.concatenate([np.zeros(kinds), np.ones(size)]),
            constraints=[
                LinearConstraint(equal, values, values),
                LinearConstraint(wide, -np.inf, sign * end),
            ],
            bounds=Bounds(0, np.inf),
        )
        assert found.x is not None, found.message
        there = sign * (sums @ found.x[:kinds]) <= sign * end + 1e-6
        if there.all():
            return 0
        left = sums[np.flatnonzero(~there)]
        if not there.any():
            if size == 1:
                return 1
            return sum(
                _never_reached(matrix, values, left[[each]], end, sign) for each in range(size)
            )
        sums = left


def attacked(seed: int) -> tuple[Attacker, list[Equation], list[Any]]:
    """Whoever has the kept review of a random log, what is stored, and what nobody may know.

    Raises:
        InputError: so few cases are alike that the log is not kept.
    """
    frame, given, _ = log(seed)
    attacker = Attacker(frame, audit(frame, given))
    return attacker, attacker.known(), attacker.asked()
