"""What may stand in a rule pack: every key typed, nothing unknown."""

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

MONTHS: Final = 6
"""How long after its date a pack is to be looked up again."""

_APPLIES: Final = re.compile(r"applies from (\d{4}-\d\d-\d\d)")
_WORDS: Final = ("in force", "proposed", "guidance", "unverified")


def _status(said: str) -> str:
    found = _APPLIES.fullmatch(said)
    if said in _WORDS or (found and _is_day(found[1])):
        return said
    raise ValueError(
        f"expected one of {', '.join(_WORDS)}, or applies from a day such as 2027-01-31"
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


Line = Annotated[str, Field(min_length=1, max_length=400)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Status = Annotated[str, AfterValidator(_status)]


class _Told(BaseModel):
    """A part of a pack: frozen, nothing unknown, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Requirement(_Told):
    """One thing that is asked.

    Attributes:
        id: its name in the review file, once a pack.
        citation: where it stands.
        question: what it asks, in plain words of our own.
        answered_by: the name of an answerer, or `you` where only a person can say.
        status: whether it is in force; as the pack says, unless it has its own.
        as_of: the day of what is said here; likewise.
        applies_when: the name of a condition; None: always.
    """

    id: Identifier
    citation: Line
    question: Line
    answered_by: Line
    status: Status
    as_of: date
    applies_when: Line | None = None


class Pack(_Told):
    """A law, a guide or a framework, and what it asks.

    Attributes:
        name: of its file, without the ending.
        title: what people call it.
        jurisdiction: where it holds.
        as_of: the day of the newest source that was looked at.
        source: the address where its text stands.
        status: of every requirement that has none of its own.
        note: what to know of its state and of what could not be looked up.
        requirements: in the order of its text.
    """

    name: Identifier
    title: Line
    jurisdiction: Line
    as_of: date
    source: Annotated[str, Field(pattern=r"^https://[^\s<>\"']+$", max_length=300)]
    status: Status
    note: Annotated[str, Field(min_length=1, max_length=900)] | None = None
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _shares_its_date(cls, given: Any) -> Any:  # noqa: ANN401  # whatever stands in the file
        """A requirement without a date or status of its own has the pack's."""
        asked = given.get("requirements") if isinstance(given, dict) else None
        if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
            return given
        shared = {key: given[key] for key in ("status", "as_of") if key in given}
        return {**given, "requirements": tuple(shared | one for one in asked)}

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        names = [one.id for one in self.requirements]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(
                f"expected a different id for every requirement; {twice} is there twice"
            )
        return self

    @property
    def look_up_after(self) -> date:
        """The day after which its text is to be looked up again.

        >>> from evenhand.packs import pack
        >>> found = pack("nist-ai-rmf")
        >>> found.look_up_after > found.as_of
        True
        """
        return later(self.as_of, MONTHS)

    def is_old(self, today: date) -> bool:
        """Whether that day is over.

        Args:
            today: the day to judge by.
        """
        return today > self.look_up_after

    def requirement(self, name: str) -> Requirement | None:
        """A requirement by its id; None where there is none."""
        return next((one for one in self.requirements if one.id == name), None)


def later(day: date, months: int) -> date:
    """So many months after a day; the last day of a month that is too short.

    >>> later(date(2026, 8, 31), 6), later(date(2026, 1, 15), 6)
    (datetime.date(2027, 2, 28), datetime.date(2026, 7, 15))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
