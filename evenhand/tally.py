"""The tally: the small table of counts that one pass over a log gives.

Everything but SHAP is worked out from it. A case is known by its groups, its label, the answers,
and how sure the candidate was; the tally says how many cases there are of each kind.

Up to 1,001 different scores are kept as they are. Above that, confidence is counted in bins whose
edges are k/1000 and the review's handoff threshold, so that what happens at a threshold stays
exact. Sums are of whole numbers, since parallel sums of DOUBLE differ from run to run.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from evenhand import arms, arrivals, counting, latencies, periods, profiles, raters, recount
from evenhand.arms import ArmCounts
from evenhand.arrays import Floats, Ints, Mask
from evenhand.arrivals import ArrivalCounts
from evenhand.counting import MISSING, Counted
from evenhand.errors import InputError
from evenhand.latencies import Latencies
from evenhand.log import Log
from evenhand.periods import PeriodCounts
from evenhand.profiles import Profile
from evenhand.raters import RaterCounts
from evenhand.review import Candidate, Review
from evenhand.sources import Problem
from evenhand.text import canonical

MOST_GROUPS: Final = 2_000
MOST_CASES: Final = 2**53
UNKNOWN: Final = "Unknown"
_NOT_POSITIVE: Final = "label equals [columns] positive; check how positive is written"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row per kind of case, for one candidate.

    Attributes:
        groups: by protected or context column, each cell's place in the tally's names for it.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the candidate said, likewise.
        other: what the baseline said of the same cases, where it rides along.
        human: what a person said of the same cases, where that rides along.
        confidence: how sure the candidate was, the lower edge of the bin; NaN where not said.
        n: how many cases.
        confidence_sum: the sum over the cases of how sure it was.
        confidence_square: the sum of its squares.
    """

    groups: Mapping[str, Ints]
    label: Ints
    answer: Ints
    other: Ints
    human: Ints
    confidence: Floats
    n: Ints
    confidence_sum: Floats
    confidence_square: Floats

    def where(self, keep: Mask) -> "Cells":
        """Only the cells for which `keep` is true."""
        return self if keep.all() else self.at(keep)

    def at(self, places: Mask | Ints) -> "Cells":
        """The cells at these places, in this order."""
        arrays = {name: getattr(self, name)[places] for name in _ARRAYS}
        return Cells(groups={name: codes[places] for name, codes in self.groups.items()}, **arrays)

    def answers(self) -> "Cells":
        """The same cases by group, label and answer alone: far fewer cells where scores are fine.

        How sure the candidate was is known of them on average, and by the two sums, which stay
        exact; what others said is not known.
        """
        told = np.isfinite(self.confidence)
        keys = (*self.groups.values(), self.label, self.answer)
        axes = [*(codes - MISSING for codes in keys), told.astype(np.int64)]
        shape = [int(axis.max(initial=0)) + 1 for axis in axes]
        if math.prod(shape) > len(self.n):
            return self
        places = np.ravel_multi_index(axes, shape)
        n, total, square = (
            np.bincount(places, amounts, math.prod(shape)).astype(np.float64)
            for amounts in (self.n, *(np.where(told, sums, 0.0) for sums in self._sums))
        )
        kept = np.flatnonzero(n)
        *others, sure = np.unravel_index(kept, shape)
        *groups, label, answer = (axis + MISSING for axis in others)
        missing = np.full(len(kept), MISSING)
        return Cells(
            groups=dict(zip(self.groups, groups, strict=True)),
            label=label,
            answer=answer,
            other=missing,
            human=missing,
            confidence=np.where(sure == 1, total[kept] / n[kept], np.nan),
            n=n[kept].astype(np.int64),
            confidence_sum=total[kept],
            confidence_square=square[kept],
        )

    @property
    def _sums(self) -> tuple[Floats, Floats]:
        return self.confidence_sum, self.confidence_square


_ARRAYS: Final = tuple(name for name in Cells.__dataclass_fields__ if name != "groups")


@dataclass(frozen=True, slots=True)
class ScorePairs:
    """Cases by both scores, the baseline's and the handoff candidate's.

    Attributes:
        own: the handoff candidate's score, or the lower edge of its step.
        other: the baseline's, likewise.
        positive: whether the label is positive.
        n: how many cases.
        exact: whether scores are as they are, and not in steps.
    """

    own: Floats
    other: Floats
    positive: Mask
    n: Ints
    exact: bool


@dataclass(frozen=True, slots=True)
class OneColumn:
    """A rule on one column: what it says of some of its values, and of all others.

    Of `at_least`, `at_most` and `values` one is there; a case without a value is among the others.

    Attributes:
        column: its name.
        answer: what it says there, as a place in the tally's classes.
        otherwise: what it says elsewhere, likewise.
        at_least: it says so from this number on.
        at_most: or up to this one.
        values: or of these values, as text.
        fewest: how many of the cases on which it was fitted have the rarest of these values, or
            the very number; 0 where none has that.
    """

    column: str
    answer: int
    otherwise: int
    at_least: float | None = None
    at_most: float | None = None
    values: tuple[str, ...] = ()
    fewest: int = 0


@dataclass(frozen=True, slots=True)
class Simplest:
    """What the simplest rules are made from, and the cases on which they had no part.

    Attributes:
        split: how the halves were told apart, by `id` or `content`.
        training: by class, cases of the half on which they were fitted.
        balanced: whether the rule was chosen by balanced accuracy, since one class is rare.
        searched: the columns among which it was looked for.
        rule: the best rule on one column; None where none is better than one answer for all.
        cells: all cases of the other half; what the rule says of them rides along.
    """

    split: str
    training: Ints
    balanced: bool
    searched: tuple[str, ...]
    rule: OneColumn | None
    cells: Cells


@dataclass(frozen=True, slots=True)
class Dated:
    """Cases by day, outcome, and what two candidates said.

    Attributes:
        day: days since 1970; `MISSING` where not known.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the handoff's candidate said, likewise.
        other: what the other said, likewise.
        n: how many cases.
    """

    day: Ints
    label: Ints
    answer: Ints
    other: Ints
    n: Ints


@dataclass(frozen=True, slots=True)
class Watched:
    """The cases on which the handoff's candidate only watched.

    Attributes:
        shadow: how many.
        live: how many there are of the phase in which it acted.
        neither: of neither phase.
        tally: the counts of those on which it watched; who decided is the baseline there.
        days: the same cases by day, where the log says when.
    """

    shadow: int
    live: int
    neither: int
    tally: "Tally"
    days: Dated | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Every count that findings are made from.

    Attributes:
        classes: the texts of labels and answers; a binary review has two, the positive one last.
        positive: the place of the positive class.
        binary: whether there are at most two different labels.
        groups: by column, the names of its groups, sorted.
        cells: by candidate, its cells.
        exact: by candidate, whether its scores were few enough to be kept as they are.
        rows: cases, weights counted.
        rows_used: rows of the log that were counted.
        problems: what the counting found.
        score_pairs: both scores of each case, where the baseline has one too.
        calibrating: by cell of the handoff's candidate, the cases of the half on which thresholds
            that can be promised are chosen, where the number of a case tells the halves apart.
        finer: the counts that it was made from, at every edge and threshold that was counted.
        arrivals: the handoff candidate's cases by weekday and hour, where the log says when.
        apart: where groups are not counted together, by candidate the cells of each attribute.
        simplest: what the simplest rules would have said, where that was counted.
        arms: the cases on which each candidate really acted, in an A/B test.
        latencies: by candidate, how long its answers take, where the log says so.
        periods: cases by calendar period, outcome and both answers, where the log says when.
        profile: what is in each column, by calendar period, likewise.
        watched: the cases of the phase of shadow, where that was counted.
        raters: the cases by how far raters agreed on the label, where the log says so.
    """

    classes: tuple[str, ...]
    positive: int
    binary: bool
    groups: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, Cells]
    exact: Mapping[str, bool]
    rows: int
    rows_used: int
    problems: tuple[Problem, ...]
    score_pairs: ScorePairs | None = None
    calibrating: Ints | None = None
    finer: "Finer | None" = None
    arrivals: ArrivalCounts | None = None
    apart: "Mapping[str, Apart] | None" = None
    simplest: Simplest | None = None
    arms: ArmCounts | None = None
    latencies: Latencies | None = None
    periods: PeriodCounts | None = None
    profile: Profile | None = None
    watched: Watched | None = None
    raters: RaterCounts | None = None

    def recut(self, review: Review) -> "Tally":
        """The tally that the same log gives where a column, or a score, is cut elsewhere.

        Args:
            review: the tally's own, but for edges and thresholds among those that were counted.
        """
        return self if self.finer is None else self.finer.tally(self, review)

    def by(self, candidate: str, columns: Sequence[str] = (), beside: str = "") -> Cells:
        """The cells to count groups in: all of the candidate's, where groups are counted together.

        Args:
            candidate: its name.
            columns: those of an attribute of the review; everybody as one group where not given.
            beside: what is looked at: the candidate's own answers, or those of the baseline beside
                them, `OTHER`, or only whether the two are right, `MARKS`; of people, `HUMAN`; all
                of these by side of the review's handoff threshold, `VALUE`; or what is handed off,
                `HANDOFF`, of which the cells of groups tell right and wrong alone. What else they
                tell may be unknown.
        """
        if self.apart is None:
            return self.cells[candidate]
        return self.apart[candidate].of(columns, beside)

    def tells(self, candidate: str, columns: Sequence[str], beside: str) -> bool:
        """Whether there is a table of its own for what is looked at; always, where all is counted.

        Args:
            candidate: its name.
            columns: those of an attribute of the review; everybody as one group where none.
            beside: what is looked at, as in `by`.
        """
        if self.apart is None:
            return True
        return " & ".join(columns) in self.apart[candidate].tables.get(beside, {})

    def tells_answers(self, candidate: str) -> bool:
        """Whether the cells of what is handed off tell which answer it is, for all cases.

        Args:
            candidate: whose handoff.
        """
        return self.apart is None or "" not in self.apart[candidate].tables.get(HANDOFF, {})

    def tells_people(self, candidate: str) -> bool:
        """Whether the candidate's cells tell what people said, where anything of it is kept.

        Args:
            candidate: whose handoff.
        """
        if self.apart is None or HUMAN not in self.apart[candidate].tables:
            return True
        return bool((self.by(candidate, beside=HANDOFF).human != MISSING).any())

    def answers(self) -> "Tally":
        """The same with far fewer cells, by group, label and answer alone."""
        return replace(self, cells={name: cells.answers() for name, cells in self.cells.items()})

    def attribute(self, cells: Cells, columns: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
        """The groups of one column, or of two crossed, and which of them each cell is in.

        Args:
            cells: some of those that `by` gives for these columns.
            columns: one column or two; a pair with an unknown part is unknown.
        """
        if (crossed := " & ".join(columns)) in cells.groups:
            return self.groups[crossed], cells.groups[crossed]
        first, *rest = columns
        names, codes = self.groups[first], cells.groups[first]
        for column in rest:
            joined = [joined_name(one, two) for one in names for two in self.groups[column]]
            codes = codes * len(self.groups[column]) + cells.groups[column]
            names = tuple(sorted(set(joined)))
            place = {name: i for i, name in enumerate(names)}
            codes = np.array([place[name] for name in joined], dtype=np.int64)[codes]
        return names, codes


OTHER: Final = "other"
HUMAN: Final = "human"
HANDOFF: Final = "handoff"
MARKS: Final = "marks"
VALUE: Final = "value"


@dataclass(frozen=True, slots=True)
class Apart:
    """The cells of one candidate where groups are not counted together: a table an attribute.

    Attributes:
        tables: by what is looked at beside the candidate's answers, and by attribute; that of
            everybody is named by an empty text, and so is that of the candidate's answers alone,
            which serves where there is no other.
    """

    tables: Mapping[str, Mapping[str, Cells]]

    def of(self, columns: Sequence[str], beside: str) -> Cells:
        """The table of an attribute.

        Raises:
            InputError: these columns were not counted together.
        """
        name = " & ".join(columns)
        for tables in (self.tables.get(beside, {}), self.tables[""]):
            if name in tables:
                return tables[name]
        raise InputError(f"cases by {name} were not kept; open the log itself", where="groups")


def added_up(amounts: Ints, codes: Ints, size: int, keep: Mask | None = None) -> Ints:
    """Amounts of the kept cells, added up by code.

    >>> added_up(np.array([2, 3, 4]), np.array([1, 0, 1]), 2)
    array([3, 6])
    """
    kept = amounts if keep is None else amounts * keep
    return np.bincount(codes, kept, size).astype(np.int64)  # exact: all cases are at most 2**53


def joined_name(one: str, two: str) -> str:
    """What a group of two columns crossed is called.

    >>> joined_name("F", "under 30"), joined_name("F", UNKNOWN)
    ('F & under 30', 'Unknown')
    """
    return UNKNOWN if UNKNOWN in {one, two} else f"{one} & {two}"


@dataclass(frozen=True, slots=True)
class Finer:
    """Counts by candidate at more edges and thresholds than the review's, as the engine gave them.

    Attributes:
        counted: by candidate.
        where: what to call the log in an error.
        complete: whether other edges and thresholds were counted; they may have been too many.
    """

    counted: Mapping[str, Counted]
    where: str
    complete: bool

    def tally(self, start: Tally, review: Review) -> Tally:
        """A tally at the edges and thresholds of a review; all else is the start's."""
        counted = {name: recount.at(rows, review) for name, rows in self.counted.items()}
        reading = _reading(review, self.where, counted)
        return replace(
            start,
            groups=reading.groups,
            cells=_cells(reading, counted),
            calibrating=_calibrating(reading, counted),
            simplest=None,
        )


def count(log: Log) -> Tally:
    """Count a log: one query for the handoff's candidate, and one for each that needs its own.

    Raises:
        InputError: a column does not hold what its role asks for.
    """
    own = log.review.handoff_candidate
    read = {
        query.candidate.name: counting.run(log, query) for query in counting.queries(log.review)
    }
    _check_cases(log, read[own.name])
    finer = {name: rows.weighing() for name, rows in read.items()}
    counted = {name: recount.at(rows, log.review) for name, rows in finer.items()}
    reading = _reading(log.review, log.source.where, counted)
    cells = _cells(reading, counted)
    acted, misnamed = arms.count(log, reading)
    waited, unread = latencies.count(log, reading)
    dated, undated = periods.count(log, reading)
    came, untimed = arrivals.count(log)
    kept = Finer(finer, log.source.where, all(_is_fine(log, rows) for rows in finer.values()))
    return _with_raters(
        log,
        reading,
        Tally(
            classes=reading.classes,
            positive=reading.classes.index(reading.positive),
            binary=reading.binary,
            groups=reading.groups,
            cells=cells,
            exact={name: name not in counted or not counted[name].query.binned for name in cells},
            rows=int(cells[own.name].n.sum()),
            rows_used=int(read[own.name].column("rows").sum()),
            problems=(
                *_found(log, reading, cells, counted, acted),
                *misnamed,
                *untimed,
                *unread,
                *undated,
                *_cut_problems(kept),
            ),
            score_pairs=_score_pairs(
                log, reading, few=not any(c.query.binned for c in counted.values())
            ),
            calibrating=_calibrating(reading, counted),
            finer=kept,
            arrivals=came,
            arms=acted,
            latencies=waited,
            periods=dated,
            profile=profiles.count(log, reading, binary=reading.binary),
        ),
    )


def _with_raters(log: Log, reading: "_Reading", made: Tally) -> Tally:
    """The tally with what was counted by how far raters agree."""
    found, said = raters.count(log, reading)
    return replace(made, raters=found, problems=(*made.problems, *said))


def _cells(reading: "_Reading", counted: Mapping[str, Counted]) -> dict[str, Cells]:
    """The cells of every candidate; a baseline that only rode along has those of who it rode on."""
    review = reading.review
    cells = {name: reading.cells(rows) for name, rows in counted.items()}
    rider = review.baseline
    if rider is not None and rider.name not in cells:
        cells[rider.name] = alone(cells[review.handoff_candidate.name])
    return {c.name: cells[c.name] for c in review.candidates}


def _calibrating(reading: "_Reading", counted: Mapping[str, Counted]) -> Ints | None:
    """The cases of the calibration half, in the order of the cells."""
    rows = counted[reading.review.handoff_candidate.name]
    return reading.cells(rows.calibrating()).n if rows.has("half") else None


def part(log: Log, whole: Tally) -> Tally:
    """Count some rows of a log, in the groups and classes of all of them.

    Args:
        log: those rows; its review may name fewer candidates than that of all rows.
        whole: the tally of all rows.

    Raises:
        InputError: the columns cannot be counted.
    """
    review = log.review
    read = {query.candidate.name: counting.run(log, query) for query in counting.queries(review)}
    counted = {name: recount.at(rows.weighing(), review) for name, rows in read.items()}
    reading = _of_tally(review, whole)
    cells = _cells(reading, counted)
    came, _ = arrivals.count(log)
    own = review.handoff_candidate.name
    return Tally(
        classes=whole.classes,
        positive=whole.positive,
        binary=whole.binary,
        groups=whole.groups,
        cells=cells,
        exact={name: whole.exact[name] for name in cells},
        rows=int(cells[own].n.sum()),
        rows_used=int(read[own].column("rows").sum()),
        problems=(),
        arrivals=came,
    )


def read_days(counted: Counted, review: Review, whole: Tally) -> Dated:
    """Counts by day, as places in the classes of a tally.

    Args:
        counted: by day, label and both answers.
        review: of those counts, with a baseline.
        whole: the tally that has the classes.
    """
    reading = _of_tally(review, whole)
    day = np.asarray(counted.column("day"), dtype=np.float64)
    answers = (
        counted.reached(key)
        if one is not None and one.score is not None
        else reading.said(counted, key)
        for key, one in (("answer", review.handoff_candidate), ("other", review.baseline))
    )
    answer, other = answers
    return Dated(
        day=np.where(np.isnan(day), MISSING, np.nan_to_num(day)).astype(np.int64),
        label=reading.said(counted, "label"),
        answer=answer,
        other=other,
        n=counted.cases(),
    )


def _of_tally(review: Review, whole: Tally) -> "_Reading":
    positive = canonical(review.columns.positive) or ""
    return _Reading(review, whole.classes, positive, whole.binary, whole.groups)


def further(tally: Tally, review: Review, counted: Counted, other: Ints) -> Cells:
    """The cells of a further count of the same log, in the tally's groups and classes.

    Args:
        tally: of that log.
        review: of those counts.
        counted: with the groups, `label`, `answer` and a `code` of nothing.
        other: by row, what is said beside, as a place in the tally's classes.
    """
    return _of_tally(review, tally).plain(counted, other)


# From what the engine answered to the tally


@dataclass(frozen=True, slots=True)
class _Reading:
    """How raw keys become places in lists of names."""

    review: Review
    classes: tuple[str, ...]
    positive: str
    binary: bool
    groups: Mapping[str, tuple[str, ...]]

    def cells(self, counted: Counted) -> Cells:
        """The cells of one candidate, in one order, equal kinds of case put together."""
        query = counted.query
        scored = query.candidate.score is not None
        keys = [self.group(counted, place, name) for place, name in enumerate(self.groups)]
        answer = counted.reached() if scored else self.said(counted, "answer")
        by_score = query.other is not None and query.other.score is not None
        other = counted.reached("other") if by_score else self.said(counted, "other")
        keys += [self.said(counted, "label"), answer, other, self.said(counted, "human")]
        return _put_together(tuple(self.groups), keys, counted)

    def plain(self, counted: Counted, other: Ints) -> Cells:
        """Cells of answers alone, without how sure anybody was."""
        keys = [self.group(counted, place, name) for place, name in enumerate(self.groups)]
        answer = arms.answers(self, counted)
        missing = np.full(len(other), MISSING, dtype=np.int64)
        keys += [self.said(counted, "label"), answer, other, missing]
        return _put_together(tuple(self.groups), keys, counted)

    def said(self, counted: Counted, key: str) -> Ints:
        """Labels or predictions, compared as text."""
        if not counted.has(key):
            return np.full(len(counted.table), MISSING, dtype=np.int64)
        values, places = counted.texts(key)
        return np.array([self.place(value) for value in values], dtype=np.int64)[places]

    def place(self, text: str | None) -> int:
        """The class a text stands for; in a binary review, all that is not positive is negative."""
        if text is None:
            return MISSING
        return int(text == self.positive) if self.binary else self.classes.index(text)

    def group(self, counted: Counted, place: int, name: str) -> Ints:
        """Which of a column's groups each row is in."""
        values, places = counted.texts(f"g{place}")
        names = self.groups[name]
        edges = self.review.columns.edges.get(name)
        known = [names.index(group_name(value, edges)) for value in values]
        return np.array(known, dtype=np.int64)[places]


def _reading(review: Review, where: str, counted: Mapping[str, Counted]) -> _Reading:
    own = counted[review.handoff_candidate.name]
    positive = canonical(review.columns.positive) or ""
    labels = sorted({text for text in own.texts("label")[0] if text is not None})
    binary = len(labels) <= 2  # noqa: PLR2004  # two labels: a binary review
    if not binary:
        _check_classes(review, where, len(labels))
        answers = {text for rows in counted.values() for text in _said_by(rows)}
        classes = tuple(sorted({*labels, *answers, positive}))
    else:
        _check_positive(review, where, labels, positive)
        classes = (f"not {positive}", positive)
    groups = {
        name: _names(own.texts(f"g{i}")[0], review.columns.edges.get(name))
        for i, name in enumerate(review.columns.groups)
    }
    _check_groups(review, where, groups)
    return _Reading(review, classes, positive, binary, groups)


def _check_groups(review: Review, where: str, groups: Mapping[str, tuple[str, ...]]) -> None:
    for columns in review.attributes.values():
        message = misfit(columns, groups)
        if message is not None:
            raise InputError(message, where=where)


def misfit(columns: Sequence[str], groups: Mapping[str, tuple[str, ...]]) -> str | None:
    """Why columns cannot be crossed: too many groups, or two that would be counted as one.

    Args:
        columns: one column, or two to cross.
        groups: by column, the names of its groups.

    >>> misfit(["a", "b"], {"a": ("x", "x & y"), "b": ("y & z", "z")})
    'two groups of a & b read alike; rename one that holds an ampersand'
    """
    name, size = " & ".join(columns), math.prod(len(groups[column]) for column in columns)
    if size > MOST_GROUPS:
        return (
            f"column {name} makes {size:,} groups, more than {MOST_GROUPS:,}; give it edges, "
            "or name a coarser column"
        )
    pairs = [p for p in product(*(groups[c] for c in columns)) if UNKNOWN not in p]
    if len({" & ".join(pair) for pair in pairs}) < len(pairs):
        return f"two groups of {name} read alike; rename one that holds an ampersand"
    return None


def _said_by(counted: Counted) -> Iterator[str]:
    for key in ("answer", "other", "human"):
        if counted.has(key):
            yield from (text for text in counted.texts(key)[0] if text is not None)


def _check_classes(review: Review, where: str, labels: int) -> None:
    for candidate in review.candidates:
        if candidate.score is not None:
            raise InputError(
                f"column {review.columns.label} has {labels} different labels, and a score is "
                f"the probability of one; give prediction (and confidence) for {candidate.name}",
                where=where,
            )


def _check_positive(review: Review, where: str, labels: Sequence[str], positive: str) -> None:
    """Where two labels are known and neither is positive, every case would count as negative."""
    if len(labels) > 1 and positive not in labels:
        raise InputError(f"no {_NOT_POSITIVE}", where=f"{where}: column {review.columns.label}")


def _names(values: Sequence[str | None], edges: tuple[float, ...] | None) -> tuple[str, ...]:
    return tuple(sorted({group_name(value, edges) for value in values}))


def group_name(value: str | None, edges: tuple[float, ...] | None) -> str:
    """What a group is called.

    Args:
        value: what the column says, as text; where it has edges, the number of the interval.
        edges: where the intervals of a column of numbers begin.

    >>> group_name("F", None), group_name("0", (30, 60)), group_name("1", (30, 60))
    ('F', 'under 30', '30 to under 60')
    """
    if value is None:
        return UNKNOWN
    if edges is None:
        return value
    place = int(value)
    if place == 0:
        return f"under {canonical(edges[0])}"
    if place == len(edges):
        return f"{canonical(edges[-1])} and over"
    return f"{canonical(edges[place - 1])} to under {canonical(edges[place])}"


def _put_together(names: tuple[str, ...], keys: Sequence[Ints], counted: Counted) -> Cells:
    """Sort the rows by their keys and add up those that are alike."""
    sure = counted.sure()
    amounts = (counted.cases(), *counted.sums())
    order = np.lexsort((*amounts, sure, *reversed(keys)))  # no tie is left to the engine's order
    starts = _starts([*(key[order] for key in keys), np.nan_to_num(sure[order], nan=-1.0)])
    n, total, square = (np.add.reduceat(amount[order], starts) for amount in amounts)
    kept = order[starts]
    label, answer, other, human = (key[kept] for key in keys[len(names) :])
    groups = {name: key[kept] for name, key in zip(names, keys, strict=False)}
    return Cells(groups, label, answer, other, human, sure[kept], n, total, square)


def _starts(keys: Sequence[Ints | Floats]) -> Ints:
    """Where a row of sorted keys differs from the one before."""
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = np.any([np.diff(key) != 0 for key in keys], axis=0)
    return np.flatnonzero(new)


def _score_pairs(log: Log, reading: _Reading, *, few: bool) -> ScorePairs | None:
    """Both scores of each labelled case, in one order; None where one of the two has no score."""
    own, other = log.review.handoff_candidate, log.review.baseline
    if other is None or not own.score or not other.score or log.review.columns.label is None:
        return None
    if log.review.columns.arm is not None:  # no case was answered by both
        return None
    counted, steps = counting.score_pairs(log, own, other, exact=few)
    label, n = reading.said(counted, "label"), counted.cases()
    mine, theirs = (
        counted.column(name).astype(np.float64) / (steps or 1) for name in ("own", "other")
    )
    order = np.lexsort((n, theirs, mine, label))
    order = order[((label != MISSING) & np.isfinite(mine) & np.isfinite(theirs))[order]]
    positive = label == reading.classes.index(reading.positive)
    return ScorePairs(mine[order], theirs[order], positive[order], n[order], exact=not steps)


def alone(cells: Cells) -> Cells:
    """A baseline that rode along, as a candidate of its own that does not say how sure it is."""
    nothing = np.zeros(len(cells.n))
    missing = np.full(len(cells.n), MISSING, dtype=np.int64)
    return Cells(
        groups=cells.groups,
        label=cells.label,
        answer=cells.other,
        other=missing,
        human=cells.human,
        confidence=np.full(len(cells.n), np.nan),
        n=cells.n,
        confidence_sum=nothing,
        confidence_square=nothing,
    )


# What is to be said about the data


def _found(
    log: Log,
    reading: _Reading,
    cells: Mapping[str, Cells],
    counted: Mapping[str, Counted],
    acted: ArmCounts | None,
) -> Iterator[Problem]:
    """What the counting found, worst first.

    Raises:
        InputError: scores that are no shares.
    """
    own = cells[log.review.handoff_candidate.name]
    for candidate in log.review.candidates:
        _check_shares(log, candidate, cells[candidate.name])
    yield from _id_problems(log)
    yield from _label_problems(log.review, reading, own)
    yield from _scope_problems(log.review, reading, own)
    yield from _confidence_problems(log.review.handoff_candidate, own)
    for candidate in log.review.candidates:
        elsewhere = 0 if acted is None else int(own.n.sum()) - acted.of(candidate.name)
        yield from _answer_problems(candidate, reading, cells[candidate.name], elsewhere)
    for name in reading.groups:
        yield from _group_problems(name, reading, own)
    for name, rows in counted.items():
        if rows.query.binned:
            message = (
                f"More than {counting.MOST_VALUES:,} different scores: counted in steps of 0.001."
            )
            exact = "What happens at a threshold stays exact; AUC has a bound."
            column = rows.query.candidate.score or rows.query.candidate.confidence
            yield Problem("note", column, None, f"{name}: {message} {exact}")


def _is_fine(log: Log, counted: Counted) -> bool:
    """Whether a count has every edge and threshold that was asked for."""
    thresholds = log.thresholds.get(counted.query.candidate.name, ())
    return counted.edges == log.edges and counted.thresholds == thresholds


def _cut_problems(kept: Finer) -> Iterator[Problem]:
    if not kept.complete:
        message = (
            "Too many kinds of case to count at other edges and thresholds as well: whether the "
            "verdict changes with where one cuts is not known."
        )
        yield Problem("note", None, None, message)


def _check_cases(log: Log, counted: Counted) -> None:
    if not len(counted.table):
        raise InputError("has columns but no rows", where=log.source.where)
    if counted.has("bad") and (bad := int(counted.column("bad").sum())):
        message = f"weights must be whole numbers of at least 0; {bad:,} rows are not"
        raise InputError(message, where=f"{log.source.where}: column {log.review.columns.weight}")
    if counted.has("n") and counted.column("n").sum(dtype=np.float64) > MOST_CASES:
        message = f"the weights add up to more than {MOST_CASES:,} cases"
        raise InputError(message, where=f"{log.source.where}: column {log.review.columns.weight}")
    if counted.has("n") and not counted.column("n").any():
        raise InputError("no case is left to count: every weight is 0", where=log.source.where)


def _check_shares(log: Log, candidate: Candidate, cells: Cells) -> None:
    outside = int(cells.n[np.isinf(cells.confidence)].sum())
    if outside:
        kind = "score" if candidate.score else "confidence"
        message = f"a {kind} must be a number from 0 to 1; {outside:,} rows are not"
        column = candidate.score or candidate.confidence
        raise InputError(message, where=f"{log.source.where}: column {column}")


def _id_problems(log: Log) -> Iterator[Problem]:
    column = log.review.columns.id
    if column is None:
        return
    repeated = counting.repeated(log, column)
    if repeated is None:
        message = f"More than {counting.MOST_IDS:,} rows: not checked for repeated cases."
        yield Problem("note", column, None, message)
    elif repeated:
        message = "rows have the number of another case, or none; each row is counted."
        yield Problem("warning", column, repeated, message)


def _label_problems(review: Review, reading: _Reading, own: Cells) -> Iterator[Problem]:
    column = review.columns.label
    if column is None:
        message = (
            "No label is mapped: error rates, accuracy and the handoff's errors cannot be known."
        )
        yield Problem("note", None, None, message)
        return
    missing = int(own.n[own.label == MISSING].sum())
    if missing:
        message = "cases have no known outcome; they count where no outcome is needed."
        yield Problem("warning", column, missing, message)
    if not (own.label == reading.classes.index(reading.positive)).any():
        yield Problem("error", column, None, f"No {_NOT_POSITIVE}.")


def _scope_problems(review: Review, reading: _Reading, own: Cells) -> Iterator[Problem]:
    label = canonical(review.columns.out_of_scope)
    if label is None or review.columns.label is None:
        return
    if reading.binary:
        message = "[columns] out_of_scope is for three or more different labels; it is not used."
        yield Problem("warning", review.columns.label, None, message)
    elif label not in reading.classes or not (own.label == reading.classes.index(label)).any():
        message = "No label equals [columns] out_of_scope; check how it is written."
        yield Problem("warning", review.columns.label, None, message)


def _answer_problems(
    candidate: Candidate, reading: _Reading, cells: Cells, elsewhere: int
) -> Iterator[Problem]:
    """What is to be said of a candidate's answers; elsewhere, in other arms, none is expected."""
    column = candidate.score or candidate.prediction
    missing = int(cells.n[cells.answer == MISSING].sum()) - elsewhere
    if missing:
        message = f"cases have no answer of {candidate.name}; it is judged on the others."
        yield Problem("warning", column, missing, message)
    if candidate.prediction and not (cells.answer == reading.classes.index(reading.positive)).any():
        message = f"No answer of {candidate.name} equals [columns] positive."
        yield Problem("warning", column, None, message)


def _confidence_problems(candidate: Candidate, own: Cells) -> Iterator[Problem]:
    unsure = (own.answer != MISSING) & np.isnan(own.confidence)
    if candidate.is_sure and unsure.any():
        message = (
            f"cases have an answer of {candidate.name} but no confidence; no part in the handoff."
        )
        yield Problem("warning", candidate.confidence, int(own.n[unsure].sum()), message)


def _group_problems(name: str, reading: _Reading, own: Cells) -> Iterator[Problem]:
    names = reading.groups[name]
    if UNKNOWN in names:
        unknown = int(own.n[own.groups[name] == names.index(UNKNOWN)].sum())
        message = "cases have no group here; they are kept as Unknown."
        yield Problem("note", name, unknown, message)
    if len(names) == 1:
        yield Problem("warning", name, None, "All cases are in one group; nothing can be compared.")
