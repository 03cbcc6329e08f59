"""A decision log: a source whose columns have been given their roles, and checked.

Expressions here are Narwhals': the engine that holds the rows evaluates them, all in one query.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final

import narwhals as nw
import pyarrow as pa

from evenhand import cuts, personal
from evenhand.errors import InputError
from evenhand.review import Candidate, Edges, Review
from evenhand.sources import Problem, Source, collected

_NUMBER: Final = r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$"
_WHOLE: Final = r"^[+-]?[0-9]+\.0+$"
NO_NUMBER: Final = 9e99

NO_SHARE: Final = 2.0
"""What stands for a score that is not in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Log:
    """A source and the review that says what its columns mean.

    Attributes:
        source: the rows.
        review: the roles.
        problems: what the review asks for that nothing uses.
        edges: by column of numbers, where it is counted; there are more than the review's own.
        thresholds: by candidate, other thresholds that are counted.
        attached: the content of the model file, where it does not lie beside the review.
    """

    source: Source
    review: Review
    problems: tuple[Problem, ...] = ()
    edges: Mapping[str, Edges] = field(default_factory=dict)
    thresholds: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    attached: bytes | None = field(default=None, repr=False)

    def coarser(self) -> "Log":
        """The same log, counted only where the review itself cuts."""
        return replace(self, edges={}, thresholds={})

    def column(self, name: str) -> nw.Expr:
        """A column as it stands in the source."""
        return nw.col(self.source.inner(name))

    def number(self, name: str) -> nw.Expr:
        """A column as DOUBLE: NaN is null, and text that is no number is a huge one."""
        column = self.column(name)
        schema = self.source.frame.collect_schema()
        if schema[self.source.inner(name)] != nw.String():
            value = column.cast(nw.Float64())
            return nw.when(~value.is_nan()).then(value)
        if self.source.decimal == ",":
            column = column.str.replace_all(",", ".", literal=True)
        is_number = column.str.contains(_NUMBER)
        is_empty = column.str.strip_chars().str.to_lowercase().is_in(["", "nan"])
        read = nw.when(is_number).then(column.cast(nw.Float64()))
        return nw.when(~is_empty).then(read.otherwise(nw.lit(NO_NUMBER)))

    def share(self, name: str) -> nw.Expr:
        """A score or confidence as it is, null where there is none; what is no share is 2."""
        column = self.column(name)
        is_text = self.source.frame.collect_schema()[self.source.inner(name)] == nw.String()
        value = self.number(name) if is_text else column.cast(nw.Float64())
        other = nw.when(~value.is_nan()).then(nw.lit(NO_SHARE))
        return nw.when(is_share(value)).then(value).otherwise(other)

    def is_said(self, name: str) -> nw.Expr:
        """Whether a cell says anything: null, empty and `nan` do not."""
        column = self.column(name)
        kind = self.source.frame.collect_schema()[self.source.inner(name)]
        if isinstance(kind, nw.String | nw.Categorical | nw.Enum):
            return ~column.cast(nw.String()).str.strip_chars().str.to_lowercase().is_in(["", "nan"])
        return ~column.is_nan() if kind.is_float() else ~column.is_null()

    def group(self, name: str) -> nw.Expr:
        """A protected or context column; where the review gives edges, which interval it is."""
        edges = self.edges.get(name, self.review.columns.edges.get(name))
        if edges is None:
            return self.column(name)
        number = self.number(name)
        place = nw.lit(0)
        for edge in edges:
            place = place + nw.when(number >= edge).then(nw.lit(1)).otherwise(nw.lit(0))
        return nw.when(number < NO_NUMBER).then(place)

    def label(self) -> nw.Expr:
        """What really happened; null where it was not observed."""
        columns = self.review.columns
        if columns.label is None:
            return nw.lit(None, nw.String())
        label = self.column(columns.label)
        if columns.observed is None:
            return label
        return nw.when(self.number(columns.observed) == 1).then(label)

    def answer(self, candidate: Candidate) -> nw.Expr:
        """What a candidate says: its prediction, or 1 where its score reaches its threshold."""
        if candidate.prediction is not None:
            return self.acting(candidate, self.column(candidate.prediction))
        score = self.number(str(candidate.score))
        reached = nw.when(score >= candidate.threshold).then(nw.lit(1)).otherwise(nw.lit(0))
        return self.acting(candidate, nw.when(is_share(score)).then(reached))

    def arm(self) -> nw.Expr:
        """What the log says of who really acted; only for a review with arms.

        Written as labels are compared: `1.0` and true are `1`.
        """
        column = self.column(str(self.review.columns.arm))
        kind = self.source.frame.collect_schema()[self.source.inner(str(self.review.columns.arm))]
        if kind == nw.Boolean():
            column = column.cast(nw.Int64())
        text = column.cast(nw.String()).str.strip_chars()
        if isinstance(kind, nw.Categorical | nw.Enum) or kind.is_integer() or kind == nw.Boolean():
            return text
        whole = text.str.replace_all(r"\.0+$", "")
        return nw.when(text.str.contains(_WHOLE)).then(whole).otherwise(text)

    def acted(self, candidate: Candidate) -> nw.Expr:
        """Whether a candidate really acted on a case; only for a review with arms."""
        return self.arm().is_in(candidate.acts_as)

    def acting(self, candidate: Candidate, said: nw.Expr) -> nw.Expr:
        """What a candidate says, where it really acted; everywhere in a review without arms.

        What it would have said elsewhere had no effect there, and its outcome is another's.
        """
        if self.review.columns.arm is None:
            return said
        return nw.when(self.acted(candidate)).then(said)


def is_share(number: nw.Expr) -> nw.Expr:
    """Whether a number lies in [0, 1]."""
    return (number >= 0.0) & (number <= 1.0)


def answered(log: Log, frame: nw.LazyFrame[Any]) -> pa.Table:
    """Run a query about a log.

    Args:
        log: whose rows it is about.
        frame: the query.

    Raises:
        InputError: the engine cannot answer it.
    """
    return collected(frame, log.source.where, "counted")


def check(source: Source, review: Review) -> Log:
    """Give the columns of a source their roles; only those that have one can be asked for.

    Raises:
        InputError: the review names a column that the source does not have.
    """
    for key, name in _named(review):
        if name not in source.names:
            near = get_close_matches(name, source.names, n=1)
            hint = f"did you mean {near[0]}?" if near else "check the spelling"
            message = f"there is no column {name}, which {key} names; {hint}"
            raise InputError(message, where=source.where)
    _check_types(source, review)
    thresholds = {c.name: cuts.thresholds(review, c) for c in review.candidates}
    narrowed = source.only(mapped(review))
    problems = (*_not_used(review), *_personal(source, narrowed, mapped(review)))
    return Log(narrowed, review, problems, cuts.counted(review), thresholds)


def _personal(source: Source, narrowed: Source, used: Collection[str]) -> Iterator[Problem]:
    """Columns that may tell who somebody is: by the name of each, by the values of those in use."""
    values = _values(narrowed)
    for name in source.names:
        kind = personal.kind(name, values.get(source.inner(name), []))
        if kind is not None:
            severity = "warning" if name in used else "note"
            message = f"may tell who somebody is ({kind}); leave it out of the file"
            yield Problem(severity, name, None, message)


def _values(source: Source) -> dict[str, list[str]]:
    """A few values of each column of texts and of whole numbers."""
    schema = source.frame.collect_schema()
    asked = [name for name, kind in schema.items() if kind.is_integer() or kind == nw.String()]
    if not asked:
        return {}
    rows = source.frame.select(*asked).head(personal.SAMPLE)
    columns = collected(rows, source.where).to_pydict()
    return {name: [str(v) for v in held if v is not None] for name, held in columns.items()}


def mapped(review: Review) -> frozenset[str]:
    """The columns of the log that a review gives a role; nothing else of it is read."""
    inputs = review.columns.features  # of the form to try a case, also where others are explained
    return frozenset((*(name for _, name in _named(review)), *inputs))


def _check_types(source: Source, review: Review) -> None:
    schema = source.frame.collect_schema()
    for key, name in _named(review):
        kind = schema[source.inner(name)]
        wanted = "numbers" if key in _NUMBERS or name in review.columns.edges else "single values"
        wanted = "names" if key == _ARM else wanted
        if not _TYPES[wanted](kind):
            message = f"expected {wanted}, and its type is {type(kind).__name__}"
            raise InputError(message, where=f"{source.where}: column {name}")


_NUMBERS: Final = {
    "[columns] weight", "[columns] observed", "[[candidates]] score", "[[candidates]] confidence",
    "[[candidates]] latency_ms", "[columns] rater_agreement",
}  # fmt: skip
_ARM: Final = "[columns] arm"
# Text may hold numbers; a column without any value has no type that every engine knows.
_ALSO_NUMBERS: Final = (nw.Boolean, nw.String, nw.Categorical, nw.Enum, nw.Unknown)
_NAMES: Final = (nw.String, nw.Categorical, nw.Enum, nw.Unknown)
_TYPES: Final[Mapping[str, Callable[[nw.dtypes.DType], bool]]] = {
    "numbers": lambda kind: kind.is_numeric() or isinstance(kind, _ALSO_NUMBERS),
    "names": lambda kind: isinstance(kind, (*_NAMES, nw.Boolean)) or kind.is_numeric(),
    "single values": lambda kind: not (kind.is_nested() or isinstance(kind, nw.Binary | nw.Object)),
}


def _named(review: Review) -> Iterator[tuple[str, str]]:
    """Every key of the review that names a column, with that name."""
    in_log = set() if review.explanation.cases else {"text"}
    columns = review.columns.model_dump(include=_SINGLE_COLUMNS | in_log, exclude_none=True)
    yield from ((f"[columns] {key}", name) for key, name in columns.items())
    for key in ("protected", "context", *(() if review.explanation.cases else ("features",))):
        yield from ((f"[columns] {key}", name) for name in getattr(review.columns, key))
    for candidate in review.candidates:
        said = candidate.model_dump(include=_CANDIDATE_COLUMNS, exclude_none=True)
        yield from ((f"[[candidates]] {key}", name) for key, name in said.items())
    if review.handoff and review.handoff.human:
        yield "[handoff] human", review.handoff.human


_SINGLE_COLUMNS: Final = {
    "id", "label", "time", "weight", "observed", "arm", "phase", "rater_agreement",
}  # fmt: skip
_CANDIDATE_COLUMNS: Final = {"prediction", "confidence", "score", "latency_ms"}


def _has_pictures(review: Review) -> bool:
    """Pictures stand in a file of their own."""
    return bool(review.columns.image_size and review.explanation.cases)


def _not_used(review: Review) -> Iterator[Problem]:
    """What a review may say already, though nothing is worked out from it yet."""
    columns = review.columns
    given = {
        "[columns] rater_agreement": columns.label is None and columns.rater_agreement,
        "[columns] image": None if _has_pictures(review) else columns.image,
        "[columns] mask": None if _has_pictures(review) else columns.mask,
        "[columns] edges of a column that is no group": set(columns.edges) - set(columns.groups),
        "[costs] cases_per_year": review.handoff is None
        and review.baseline is None
        and review.costs
        and review.costs.cases_per_year,
        "[[candidates]] cost_per_case": review.costs is None
        and any(c.cost_per_case for c in review.candidates),
    }
    for key, value in given.items():
        if value:
            yield Problem("note", None, None, f"{key} is given, and nothing here uses it.")
