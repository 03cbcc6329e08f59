"""What a key of the review file may hold: names, shares, amounts, lists of edges."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from evenhand.text import canonical

PLENTY: Final = 1_000_000
MOST_OTHERS: Final = 20
MOST_COST_LINES: Final = 9
LEAST_PIXELS: Final = 8
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
PHASES: Final = ("data_feasibility", "minimum_viable_model", "production")
"""The gates of a series of reviews, in their order."""

UNLABELLED: Final = ("selection_rate", "mean_score")
"""Metrics that need no label."""

FINDINGS: Final = (
    *METRICS,
    "impact_ratio",
    "accuracy_difference",
    "cost_difference",
    "outcome_difference",
    "earned_difference",
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


def _picture_size(size: tuple[int, ...]) -> tuple[int, ...]:
    """Height and width, and how many numbers a pixel has: one of grey or three of a colour."""
    if len(size) not in {2, 3} or min(size[:2]) < LEAST_PIXELS or size[2:] not in {(), (1,), (3,)}:
        raise ValueError("expected height and width, 8 to 512 pixels, and 3 for colours")
    return (*size, 1)[:3]


def _shares(population: Mapping[str, float]) -> Mapping[str, float]:
    """Groups of a population, of which some may be left out."""
    if not population or math.fsum(population.values()) > 1 + _ROUNDING:
        raise ValueError("expected shares of groups that add up to at most 1")
    return population


def _as_text(value: object) -> object:
    """A number or truth value stands for its text, as labels are compared as text."""
    return canonical(value) if isinstance(value, int | float) else value


def _as_day(value: object) -> object:
    """A day as TOML has it, or written as text."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("expected a day such as 2026-01-31") from None
    return day.isoformat()[:10]


def as_tuple(value: object) -> object:
    """TOML knows only arrays; a frozen review keeps tuples."""
    return tuple(value) if isinstance(value, list) else value


def _as_list(value: object) -> object:
    """One text or number alone stands for a list of it."""
    return as_tuple(value) if isinstance(value, list | tuple) else (value,)


Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Day = Annotated[str, BeforeValidator(_as_day)]
Text = Annotated[str, BeforeValidator(_as_text)]
Names = Annotated[tuple[Name, ...], BeforeValidator(as_tuple)]
Edges = Annotated[tuple[Finite, ...], BeforeValidator(as_tuple), AfterValidator(_ascending)]
Texts = Annotated[
    tuple[Annotated[str, BeforeValidator(_as_text), Field(min_length=1)], ...],
    BeforeValidator(_as_list),
]
Pair = Annotated[tuple[Name, Name], BeforeValidator(as_tuple)]
Pairs = Annotated[tuple[Pair, ...], BeforeValidator(as_tuple)]
Population = Annotated[Mapping[Name, Annotated[float, Field(gt=0, le=1)]], AfterValidator(_shares)]


OtherEdges = Annotated[tuple[Edges, ...], BeforeValidator(as_tuple), Field(max_length=MOST_OTHERS)]
Shares = Annotated[tuple[Share, ...], BeforeValidator(as_tuple), Field(max_length=MOST_OTHERS)]
Factors = Annotated[
    tuple[Annotated[float, Field(gt=0, le=1000)], ...],
    BeforeValidator(as_tuple),
    Field(max_length=MOST_OTHERS),
]
PictureSize = Annotated[
    tuple[Annotated[int, Field(ge=1, le=512)], ...],
    BeforeValidator(as_tuple),
    AfterValidator(_picture_size),
]
Sizes = Annotated[
    tuple[Annotated[int, Field(ge=1)], ...],
    BeforeValidator(as_tuple),
    Field(max_length=MOST_OTHERS),
]


class Table(BaseModel):
    """A table of the review file: frozen, nothing unknown, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
