"""The tables of the review file, each a frozen type: to add a key, add a field."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evenhand.review.kinds import (
    FINDINGS,
    METRICS,
    MOST_COST_LINES,
    PLENTY,
    Amount,
    Day,
    Edges,
    Factors,
    Finite,
    Name,
    Names,
    OtherEdges,
    Pairs,
    PictureSize,
    Share,
    Shares,
    Sizes,
    Table,
    Text,
    Texts,
    as_tuple,
)

Phase = Literal["data_feasibility", "minimum_viable_model", "production"]


class SeriesPlace(Table):
    """The series that a review belongs to, and the gate that it stands before."""

    name: Name
    phase: Phase


class TriedCandidate(Table):
    """A candidate that was tried and not kept."""

    name: Name
    why: Name
    on: Day | None = None
    phase: Phase | None = None


class Words(Table):
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


class Data(Table):
    """Where the decision log is."""

    path: Name | None = None
    reference: Name | None = None
    synthetic: Name | None = None


class Columns(Table):
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
    image_size: PictureSize = ()
    mask: Name | None = None
    immutable: Names = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The protected and context columns, each once."""
        return tuple(dict.fromkeys((*self.protected, *self.context)))

    @model_validator(mode="before")
    @classmethod
    def _has_phase(cls, given: Any) -> Any:  # noqa: ANN401  # whatever stands in the file
        """A phase is a slice like any other: it is looked at as a context column."""
        if not isinstance(given, Mapping) or not isinstance(given.get("phase"), str):
            return given
        named = (given.get("protected", ()), given.get("context", ()))
        if not all(isinstance(names, list | tuple) for names in named):
            return given
        if any(given["phase"] in names for names in named):
            return given
        return {**given, "context": [*named[1], given["phase"]]}

    @model_validator(mode="after")
    def _crosses_groups(self) -> Self:
        for pair in self.crossed:
            if len(set(pair) & set(self.groups)) < 2:  # noqa: PLR2004  # a pair
                raise ValueError(
                    "expected crossed to hold pairs of two different protected or context columns"
                )
        return self

    @model_validator(mode="after")
    def _has_pictures(self) -> Self:
        if self.image_size and self.image is None:
            raise ValueError("expected image beside image_size")
        return self


class Described(Table):
    """What the data dictionary says of one column; every part may be left out."""

    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    meaning: Name | None = None
    unit: Annotated[str, Field(min_length=1, max_length=24)] | None = None
    source: Name | None = None


class Cut(Table):
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


class Keywords(Table):
    """A rule on words: the first class, in the file's order, of which any word occurs."""

    column: Name
    words: Mapping[Name, Names]
    otherwise: Name


class Candidate(Table):
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
    planned_share: Share | None = None
    arm: Texts = ()
    labels: Annotated[int, Field(ge=0, le=PLENTY)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.score is None) == (self.prediction is None):
            raise ValueError("expected either score or prediction, the column with its answers")
        if self.score is not None and self.confidence is not None:
            raise ValueError("expected confidence only beside prediction")
        return self

    @property
    def acts_as(self) -> tuple[str, ...]:
        """What the log's column of arms says where this candidate acted: its name, unless said.

        >>> Candidate(name="new", role="model", score="p", arm=("B", "1")).acts_as
        ('B', '1')
        """
        return self.arm or (self.name,)

    @property
    def is_sure(self) -> bool:
        """Whether it says how sure it is, so that cases can be handed off."""
        return bool(self.score or self.confidence)


class HandoffPlan(Table):
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


class CostLine(Table):
    """An amount a year that nothing else in the review stands for."""

    name: Name
    per_year: Amount
    counts: Literal["against", "for"] = "against"


CostLines = Annotated[
    tuple[CostLine, ...], BeforeValidator(as_tuple), Field(max_length=MOST_COST_LINES)
]
_PRICES: Final = (
    "false_positive", "false_negative", "review", "positive_worth", "waiting_per_second",
    "upkeep_per_year", "cases_per_year",
)  # fmt: skip


class Costs(Table):
    """What a mistake, a review and a year of the candidate cost."""

    currency: Name = ""
    false_positive: Amount = 0.0
    false_negative: Amount = 0.0
    review: Amount = 0.0
    positive_worth: Amount | None = None
    waiting_per_second: Amount | None = None
    cases_per_year: Amount | None = None
    upkeep_per_year: Amount | None = None
    other: CostLines = ()

    @model_validator(mode="after")
    def _has_a_year(self) -> Self:
        if self.cases_per_year is None and (self.upkeep_per_year is not None or self.other):
            raise ValueError("expected cases_per_year beside upkeep_per_year and other")
        return self

    @property
    def amounts(self) -> dict[str, float | None]:
        """Every number that may be changed on a page, by its key; a further line by its place.

        >>> Costs(review=4.0).amounts["review"]
        4.0
        """
        lines = {f"other_{place}": line.per_year for place, line in enumerate(self.other, 1)}
        return {key: getattr(self, key) for key in _PRICES} | lines

    def changed(self, amounts: Mapping[str, float]) -> Self:
        """The same with other numbers.

        Args:
            amounts: by the keys of `amounts`; others change nothing.
        """
        lines = tuple(
            line.model_copy(update={"per_year": amounts.get(f"other_{place}", line.per_year)})
            for place, line in enumerate(self.other, 1)
        )
        own = {key: amounts[key] for key in _PRICES if key in amounts}
        return self.model_copy(update={**own, "other": lines})


class Method(Table):
    """How numbers are worked out."""

    interval: Annotated[float, Field(ge=0.5, le=0.9999)] = 0.95
    seed: Annotated[int, Field(ge=0)] = 1
    min_group: Annotated[int, Field(ge=1)] = 30
    min_share: Share = 0.0
    privacy_cell: Annotated[int, Field(ge=1)] = 11
    reference: Name = "most_selected"
    margin: Share = 0.01


class ShadowTrial(Table):
    """When a trial in shadow ends, and what stops it before: written before its first case."""

    cases: Annotated[int, Field(ge=1, le=PLENTY)] | None = None
    until: Day | None = None
    min_agreement: Annotated[float, Field(gt=0, lt=1)] | None = None
    max_harm: Annotated[float, Field(ge=0, lt=1)] | None = None
    look_days: Annotated[int, Field(ge=1, le=366)] = 7
    error: Annotated[float, Field(gt=0, le=0.5)] = 0.05
    planned_on: Day | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.cases is None and self.until is None:
            raise ValueError("expected cases or until: when is the trial over?")
        if self.min_agreement is None and self.max_harm is None:
            raise ValueError("expected min_agreement or max_harm: what stops the trial?")
        return self


class Choices(Table):
    """Which other choices would have been as reasonable; an empty list: none of that kind."""

    edges: Mapping[Name, OtherEdges] = {}
    thresholds: Shares | None = None
    costs: Factors | None = None
    min_group: Sizes | None = None


MOST_ANSWER: Final = 2000
MOST_REASON: Final = 600
Answer = Annotated[str, Field(min_length=1, max_length=MOST_ANSWER)]
Reason = Annotated[str, Field(min_length=1, max_length=MOST_REASON)]


class PackAnswers(Table):
    """What a person says of the requirements of one rule pack."""

    answers: Mapping[Name, Answer] = {}
    does_not_apply: Mapping[Name, Reason] = {}

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        both = next((name for name in self.answers if name in self.does_not_apply), None)
        if both is not None:
            raise ValueError(f"expected {both} in answers or in does_not_apply, not in both")
        return self


class Explained(Table):
    """What SHAP is shown on where the log itself holds no features."""

    cases: Name | None = None
    overall: Name | None = None


class Criterion(Table):
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


Candidates = Annotated[tuple[Candidate, ...], BeforeValidator(as_tuple), Field(min_length=1)]
Criteria = Annotated[tuple[Criterion, ...], BeforeValidator(as_tuple)]
TriedOut = Annotated[tuple[TriedCandidate, ...], BeforeValidator(as_tuple)]
