"""The review file: what an audit is about, what each column means, and what must hold.

Every key of the format is a field here, with its type and default. To add a key, add a field.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from evenhand.errors import InputError
from evenhand.text import canonical

PLENTY: Final = 1_000_000
MOST_OTHERS: Final = 20
_ROUNDING: Final = 1e-9
METRICS: Final = (
    "selection_rate",
    "accuracy",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "precision",
    "f1",
    "mean_score",
    "calibration",
)
UNLABELLED: Final = ("selection_rate", "mean_score")
"""Metrics that need no label."""

FINDINGS: Final = (
    *METRICS,
    "impact_ratio",
    "accuracy_difference",
    "cost_difference",
    "coverage",
    "automatic_error",
    "team_accuracy",
    "wait_minutes",
    "calibration_error",
    "latency_p95",
)


def _ascending(edges: tuple[float, ...]) -> tuple[float, ...]:
    if list(edges) != sorted(set(edges)) or not edges:
        raise ValueError("expected numbers in rising order")
    return edges


def _shares(population: Mapping[str, float]) -> Mapping[str, float]:
    """Groups of a population, of which some may be left out."""
    if not population or math.fsum(population.values()) > 1 + _ROUNDING:
        raise ValueError("expected shares of groups that add up to at most 1")
    return population


def _as_text(value: object) -> object:
    """A number or truth value stands for its text, as labels are compared as text."""
    return canonical(value) if isinstance(value, int | float) else value


def _as_tuple(value: object) -> object:
    """TOML knows only arrays; a frozen review keeps tuples."""
    return tuple(value) if isinstance(value, list) else value


Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, BeforeValidator(_as_text)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)]
Edges = Annotated[tuple[Finite, ...], BeforeValidator(_as_tuple), AfterValidator(_ascending)]
Pair = Annotated[tuple[Name, Name], BeforeValidator(_as_tuple)]
Pairs = Annotated[tuple[Pair, ...], BeforeValidator(_as_tuple)]
Population = Annotated[Mapping[Name, Annotated[float, Field(gt=0, le=1)]], AfterValidator(_shares)]


_OtherEdges = Annotated[
    tuple[Edges, ...], BeforeValidator(_as_tuple), Field(max_length=MOST_OTHERS)
]
_Shares = Annotated[tuple[Share, ...], BeforeValidator(_as_tuple), Field(max_length=MOST_OTHERS)]
_Factors = Annotated[
    tuple[Annotated[float, Field(gt=0, le=1000)], ...],
    BeforeValidator(_as_tuple),
    Field(max_length=MOST_OTHERS),
]
_Sizes = Annotated[
    tuple[Annotated[int, Field(ge=1)], ...],
    BeforeValidator(_as_tuple),
    Field(max_length=MOST_OTHERS),
]


class _Table(BaseModel):
    """A table of the review file: frozen, nothing unknown, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(_Table):
    """Nouns for screens and reports."""

    case: Name = "case"
    cases: Name | None = None
    positive: Name = "is positive"
    person: Name = "person"
    label: Name | None = None

    @property
    def plural(self) -> str:
        """The noun for several cases.

        >>> Words(case="customer").plural
        'customers'
        """
        return self.cases or f"{self.case}s"


class Data(_Table):
    """Where the decision log is."""

    path: Name | None = None
    reference: Name | None = None
    synthetic: Name | None = None


class Columns(_Table):
    """What each column of the log means."""

    id: Name | None = None
    label: Name | None = None
    positive: Text = "1"
    positive_is_good: bool = True
    out_of_scope: Text | None = None
    protected: Names = ()
    context: Names = ()
    crossed: Pairs = ()
    edges: Mapping[Name, Edges] = {}
    time: Name | None = None
    weight: Name | None = None
    observed: Name | None = None
    arm: Name | None = None
    phase: Name | None = None
    rater_agreement: Name | None = None
    features: Names = ()
    text: Name | None = None
    image: Name | None = None
    mask: Name | None = None
    immutable: Names = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The protected and context columns, each once."""
        return tuple(dict.fromkeys((*self.protected, *self.context)))

    @model_validator(mode="after")
    def _crosses_groups(self) -> Self:
        for pair in self.crossed:
            if len(set(pair) & set(self.groups)) < 2:  # noqa: PLR2004  # a pair
                raise ValueError(
                    "expected crossed to hold pairs of two different protected or context columns"
                )
        return self


class Cut(_Table):
    """A rule on a number: positive from `at_least` on, or up to `at_most`."""

    column: Name
    at_least: Finite | None = None
    at_most: Finite | None = None

    @model_validator(mode="after")
    def _has_one_end(self) -> Self:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("expected either at_most or at_least")
        return self

    def holds(self, number: float) -> bool:
        """Whether a number is on the positive side."""
        if self.at_least is not None:
            return number >= self.at_least
        return self.at_most is not None and number <= self.at_most


class Keywords(_Table):
    """A rule on words: the first class, in the file's order, of which any word occurs."""

    column: Name
    words: Mapping[Name, Names]
    otherwise: Name


class Candidate(_Table):
    """Something that decides: a rule, a model or a person."""

    name: Name
    role: Literal["baseline", "model", "human"]
    prediction: Name | None = None
    confidence: Name | None = None
    score: Name | None = None
    threshold: Share = 0.5
    model: Name | None = None
    rule: Cut | Keywords | None = None
    latency_ms: Name | None = None
    cost_per_case: Amount | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.score is None) == (self.prediction is None):
            raise ValueError("expected either score or prediction, the column with its answers")
        if self.score is not None and self.confidence is not None:
            raise ValueError("expected confidence only beside prediction")
        return self

    @property
    def is_sure(self) -> bool:
        """Whether it says how sure it is, so that cases can be handed off."""
        return bool(self.score or self.confidence)


class HandoffPlan(_Table):
    """When a case goes to a person, and what that person can do."""

    candidate: Name | None = None
    threshold: Share = 0.0
    human_accuracy: Share | None = None
    human: Name | None = None
    saw_answer: bool | None = None
    cases_per_hour: Annotated[float, Field(ge=0, le=PLENTY)] | None = None
    minutes_per_case: Annotated[float, Field(gt=0, le=PLENTY)] | None = None
    people: Annotated[int, Field(ge=0, le=PLENTY)] | None = None
    shrinkage: Annotated[float, Field(ge=0, le=0.99)] = 0.0
    service_level: Share | None = None
    within_minutes: Annotated[float, Field(ge=0, le=PLENTY)] | None = None
    max_error: Share | None = None
    assurance: Annotated[float, Field(gt=0, lt=1)] = 0.9


class Costs(_Table):
    """What a mistake and a review cost."""

    currency: Name = ""
    false_positive: Amount = 0.0
    false_negative: Amount = 0.0
    review: Amount = 0.0
    cases_per_year: Amount | None = None


class Method(_Table):
    """How numbers are worked out."""

    interval: Annotated[float, Field(ge=0.5, le=0.9999)] = 0.95
    seed: Annotated[int, Field(ge=0)] = 1
    min_group: Annotated[int, Field(ge=1)] = 30
    min_share: Share = 0.0
    privacy_cell: Annotated[int, Field(ge=1)] = 11
    reference: Name = "most_selected"
    margin: Share = 0.01


class Choices(_Table):
    """Which other choices would have been as reasonable; an empty list: none of that kind."""

    edges: Mapping[Name, _OtherEdges] = {}
    thresholds: _Shares | None = None
    costs: _Factors | None = None
    min_group: _Sizes | None = None


class Explained(_Table):
    """What SHAP is shown on where the log itself holds no features."""

    cases: Name | None = None
    overall: Name | None = None


class Criterion(_Table):
    """A limit on a finding, written down before results are seen; or a question to a person."""

    finding: Literal[FINDINGS] | None = None  # type: ignore[valid-type]  # one list serves both
    candidate: Name | None = None
    attribute: Name | None = None
    gap: Literal["difference", "ratio"] | None = None
    at_most: Finite | None = None
    at_least: Finite | None = None
    required: bool = True
    attest: Name | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if self.attest is not None:
            if self.model_fields_set - {"attest", "required"}:
                raise ValueError("expected attest alone, without a finding or a limit")
            return self
        if self.finding is None:
            raise ValueError("expected finding or attest")
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("expected either at_most or at_least")
        by_group = self.finding == "impact_ratio" or self.gap is not None
        if by_group != (self.attribute is not None):
            raise ValueError("expected attribute with impact_ratio or gap, and only there")
        if self.gap is not None and self.finding not in METRICS:
            raise ValueError("expected gap only with a metric")
        return self


_Candidates = Annotated[tuple[Candidate, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
_Criteria = Annotated[tuple[Criterion, ...], BeforeValidator(_as_tuple)]


class Review(_Table):
    """One audit: a title, a decision log, what each column means, costs and criteria."""

    title: Name
    question: Name | None = None
    words: Words = Words()
    data: Data = Data()
    columns: Columns
    candidates: _Candidates
    handoff: HandoffPlan | None = None
    costs: Costs | None = None
    method: Method = Method()
    population: Mapping[Name, Population] = {}
    criteria: _Criteria = ()
    robustness: Choices = Choices()
    explanation: Explained = Explained()
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.columns.label is None and not self.columns.protected:
            raise ValueError("expected [columns] label or protected: without both nothing is left")
        names = [candidate.name for candidate in self.candidates]
        if len(set(names)) < len(names):
            raise ValueError("expected a different name for every [[candidates]]")
        if self.handoff and self.handoff.candidate not in {None, *names}:
            raise ValueError("expected [handoff] candidate to be the name of a candidate")
        if len(self.attributes) < len(self._crossed):
            raise ValueError("expected no column to be called like a pair of others: rename it")
        if not set(self.robustness.edges) <= set(self.columns.edges):
            raise ValueError("expected [robustness] edges of columns that have [columns] edges")
        unknown = next((name for name in self.population if name not in self.attributes), None)
        if unknown is not None:
            raise ValueError(f"[population.{unknown}]: expected a protected or context column")
        self._check_criteria(names)
        return self

    def _check_criteria(self, names: list[str]) -> None:
        for number, criterion in enumerate(self.criteria, 1):
            where = f"[[criteria]] number {number}"
            if criterion.candidate not in {None, *names}:
                raise ValueError(f"{where}: expected candidate to be the name of a candidate")
            if criterion.attribute is not None and criterion.attribute not in self.attributes:
                raise ValueError(f"{where}: expected attribute to be a protected or context column")

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the review start from."""
        return self._folder

    @property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """Every attribute by name, with its column or two: single ones, protected pairs, crossed.

        >>> review = parse({"title": "t", "columns": {"protected": ["race", "sex"]},
        ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
        >>> list(review.attributes)
        ['race', 'sex', 'race & sex']
        """
        return {" & ".join(columns): columns for columns in self._crossed}

    @property
    def _crossed(self) -> tuple[tuple[str, ...], ...]:
        protected = tuple(dict.fromkeys(self.columns.protected))
        pairs = (*combinations(protected, 2), *self.columns.crossed)
        once: dict[frozenset[str], tuple[str, ...]] = {}
        for pair in pairs:
            once.setdefault(frozenset(pair), pair)
        return (*((name,) for name in self.columns.groups), *once.values())

    def crossing(self, columns: Sequence[str]) -> str | None:
        """The attribute that these columns make, in whichever order; None where there is none.

        >>> review = parse({"title": "t", "columns": {"protected": ["race", "sex"]},
        ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
        >>> review.crossing(["sex", "race"]), review.crossing(["sex", "age"])
        ('race & sex', None)
        """
        wanted = set(columns)
        return next((n for n, made in self.attributes.items() if set(made) == wanted), None)

    def crossed_with(self, columns: tuple[str, str]) -> Self:
        """The same review with two more columns crossed, in the order of its columns.

        Args:
            columns: two protected or context columns, in either order.
        """
        if self.crossing(columns) is not None:
            return self
        pair = tuple(sorted(columns, key=self.columns.groups.index))
        crossed = {"crossed": (*self.columns.crossed, pair)}
        return self.model_copy(update={"columns": self.columns.model_copy(update=crossed)})

    def with_costs(self, changed: Mapping[str, float]) -> Self:
        """The same review with other costs.

        Args:
            changed: by their keys; nothing changes in a review without costs.
        """
        if self.costs is None or not changed:
            return self
        return self.model_copy(update={"costs": self.costs.model_copy(update=dict(changed))})

    def with_threshold(self, threshold: float) -> Self:
        """The same review, handed off at another threshold.

        Args:
            threshold: the confidence that is needed to decide alone; nothing changes in a review
                without a handoff.
        """
        if self.handoff is None:
            return self
        return self.model_copy(
            update={"handoff": self.handoff.model_copy(update={"threshold": threshold})}
        )

    @property
    def handoff_candidate(self) -> Candidate:
        """The candidate whose cases are handed off: the one named, else the first model."""
        named = self.handoff.candidate if self.handoff else None
        return next(
            (c for c in self.candidates if c.name == named),
            next((c for c in self.candidates if c.role == "model"), self.candidates[0]),
        )

    @property
    def handoff_threshold(self) -> float:
        """The confidence that is needed to decide alone; 0 where nothing is handed off."""
        return self.handoff.threshold if self.handoff else 0.0

    @property
    def baseline(self) -> Candidate | None:
        """The first baseline that is not itself the handoff's candidate."""
        own = self.handoff_candidate.name
        return next((c for c in self.candidates if c.role == "baseline" and c.name != own), None)


def load_review(path: str | Path) -> Review:
    """Read a review file.

    Args:
        path: a `review.toml`; relative paths in it start from its folder.

    Raises:
        InputError: the file cannot be read, or a key is unknown, missing or of the wrong type.
    """
    file = Path(path)
    try:
        keys = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("there is no such file", where=file.name) from None
    except (OSError, UnicodeDecodeError):
        raise InputError("cannot be read as text", where=file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", where=file.name) from None
    return parse(keys, folder=file.parent, name=file.name)


def parse(keys: Mapping[str, Any], *, folder: Path | None = None, name: str = "review") -> Review:
    """Check the keys of a review.

    Args:
        keys: what the file holds.
        folder: where its relative paths start.
        name: what to call the file in an error.

    Raises:
        InputError: names the key, its table and what was expected.
    """
    try:
        review = Review.model_validate(dict(keys))
    except ValidationError as error:
        raise InputError(_explained(error.errors()[0], keys), where=name) from None
    review._folder = folder or Path()  # noqa: SLF001  # set once, here
    return review


_EXPECTED: Final = {
    "string_type": "expected text in quotes",
    "bool_type": "expected true or false",
    "float_type": "expected a number",
    "int_type": "expected a whole number",
    "tuple_type": 'expected a list, such as ["a", "b"]',
    "missing": "is missing; it is required",
    "finite_number": "expected a finite number",
}


def _explained(error: ErrorDetails, keys: Mapping[str, Any]) -> str:
    where = _place(error["loc"], keys)
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key{_similar(error['loc'])}"
    said = _EXPECTED.get(error["type"])
    if said is None:
        said = error["msg"].removeprefix("Value error, ").replace("Input should", "should")
    return f"{where}: {said}" if where else said


def _place(loc: tuple[int | str, ...], keys: Mapping[str, Any]) -> str:
    """The table and key of an error, as they stand in the file."""
    match loc:
        case ():
            return ""
        case (str(table), int(index), *rest):
            return (
                f"[[{table}]] number {index + 1}{_called(keys, table, index)} {_key(rest)}".rstrip()
            )
        case (str(table), str(), *_) if isinstance(keys.get(table), Mapping):
            return f"[{table}] {_key(loc[1:])}"
        case _:
            return _key(loc)


def _called(keys: Mapping[str, Any], table: str, index: int) -> str:
    entry = keys[table][index]
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return f" ({name})" if isinstance(name, str) else ""


def _key(loc: tuple[int | str, ...] | list[int | str]) -> str:
    """Pydantic adds the names of union members to a place; a reader knows only keys."""
    members = {"Cut", "Keywords", "constrained-str", "constrained-float", "constrained-int"}
    return ".".join(str(part) for part in loc if part not in members)


_TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "words": Words,
    "data": Data,
    "columns": Columns,
    "candidates": Candidate,
    "handoff": HandoffPlan,
    "costs": Costs,
    "method": Method,
    "criteria": Criterion,
    "robustness": Choices,
    "explanation": Explained,
}


def _similar(loc: tuple[int | str, ...]) -> str:
    table = _TABLES.get(str(loc[0]), Review) if len(loc) > 1 else Review
    known = sorted(table.model_fields)
    near = get_close_matches(str(loc[-1]), known, n=1)
    return f"; did you mean {near[0]}" if near else f"; known are {', '.join(known)}"
