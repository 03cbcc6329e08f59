"""What each column of an unknown log probably is: guesses that a person corrects.

A guess looks at the column's name and at a sample of its values, and says why it was made.
"""

import math
import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from evenhand import personal, role_words
from evenhand.role_words import LINES, Line
from evenhand.sources import Source, collected
from evenhand.text import canonical

ROLES: Final[Mapping[str, str]] = {
    "ignore": "Not used",
    "id": "Number of the case",
    "label": "What really happened",
    "protected": "Must not matter (sex, age, origin)",
    "context": "May matter (product, region)",
    "time": "When it was decided",
    "arm": "Who decided: the old way or the new (A/B test)",
    "weight": "How many cases a row stands for",
    "model_score": "Model: probability of positive",
    "model_prediction": "Model: its answer",
    "model_confidence": "Model: how sure it is",
    "model_latency_ms": "Model: milliseconds until it answered",
    "baseline_prediction": "Rule in use: its answer",
    "baseline_score": "Rule in use: its score",
    "baseline_latency_ms": "Rule in use: milliseconds until it answered",
    "human_prediction": "Person: their answer",
    "acted_prediction": "Answer of whoever decided (A/B test)",
    "acted_score": "Probability of positive, from whoever decided (A/B test)",
    "feature": "Input of the model",
}
"""Every role a column can be given, in plain words."""

GROUPS: Final = frozenset({"protected", "context"})
"""Roles of a column whose groups are compared; the model may read it all the same."""

SAMPLE: Final = 5_000
_MOST_EXAMPLES: Final = 3
_MOST_GROUPS: Final = 20
_FEW: Final = 2
_MOST_ARMS: Final = 6

_ONLY_ONE: Final = frozenset(ROLES) - {"ignore", "protected", "context", "feature"}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably is.

    Attributes:
        column: its name.
        role: a key of `ROLES`.
        why: one line.
        examples: a few of its values; none of a protected column's, nor of a personal one's.
        distinct: how many different values the sample has.
        values: the values of a column of few, to choose the positive one from.
        edges: where a protected number of many values could be cut into groups.
        personal: what it tells of who somebody is, as `personal.kind` says; None where nothing.
        also_input: whether a column of groups is an input of the model, too: never guessed.
    """

    column: str
    role: str
    why: str
    examples: tuple[str, ...]
    distinct: int
    values: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    personal: str | None = None
    also_input: bool = False

    @property
    def is_input(self) -> bool:
        """Whether the model reads it."""
        return self.role == "feature" or (self.role in GROUPS and self.also_input)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A column's values in the sample, and what they are like."""

    name: str
    values: tuple[str, ...]
    distinct: tuple[str, ...]

    def passes(self, test: str) -> bool:
        """Whether the values are as a role needs them."""
        return _TESTS[test](self)

    def numbers(self) -> list[float] | None:
        """The values as numbers; None where one is not."""
        try:
            numbers = [float(value.replace(",", ".")) for value in self.values]
        except ValueError:
            return None
        return numbers if all(map(math.isfinite, numbers)) else None


def _is_share(looked: _Looked) -> bool:
    numbers = looked.numbers()
    return bool(numbers) and all(0 <= number <= 1 for number in numbers or ())


def _is_whole(looked: _Looked) -> bool:
    numbers = looked.numbers()
    return bool(numbers) and all(number == int(number) >= 0 for number in numbers or ())


# Days as the engines read them; and whatever else people write for one, where the name says so.
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_DAY: Final = re.compile(rf"{_ISO.pattern}|(19|20)\d\d|\d{{1,4}}[./]\d\d?[./]\d{{2,4}}( .*)?")


def _all(looked: _Looked, pattern: re.Pattern[str]) -> bool:
    return bool(looked.values) and all(map(pattern.fullmatch, looked.distinct))


_TESTS: Final[Mapping[str, Callable[[_Looked], bool]]] = {
    "any": lambda _looked: True,
    "share": lambda looked: _is_share(looked) and len(looked.distinct) > _FEW,
    "whole": _is_whole,
    "amounts": lambda looked: min(looked.numbers() or [-1.0]) >= 0,
    "two": lambda looked: len(looked.distinct) == _FEW,
    "few": lambda looked: 1 < len(looked.distinct) <= _MOST_GROUPS,
    "some": lambda looked: 1 < len(looked.distinct) <= _MOST_ARMS,
    "arms": lambda looked: (
        1 < len(looked.distinct) <= _MOST_ARMS and all(map(role_words.is_arm, looked.distinct))
    ),
    "groups": lambda looked: len(looked.distinct) > 1,
    "many": lambda looked: len(looked.distinct) > 0.9 * len(looked.values) > 0,
    "dates": lambda looked: _all(looked, _ISO),
    "when": lambda looked: _all(looked, _DAY),
}


def guess(source: Source) -> tuple[Guess, ...]:
    """Guess the role of every column, each role that only one can have given once.

    Args:
        source: the log.
    """
    every = tuple(_look(source))
    plainly = any(_is_plainly_outcome(looked) for looked in every)
    taken: set[str] = set()
    found: dict[str, tuple[str, str]] = {}
    for looked in sorted(every, key=_rank):  # whoever's name says it best comes first
        found[looked.name] = _role(looked, taken, plainly=plainly)
        taken |= {found[looked.name][0]} & _ONLY_ONE
    shared = _of_whoever_decided(taken)
    return tuple(_guess(looked, *found[looked.name], shared) for looked in every)


def _guess(looked: _Looked, role: str, why: str, shared: Mapping[str, str]) -> Guess:
    few, given = len(looked.distinct) <= _MOST_GROUPS, shared.get(role, role)
    tells = personal.kind(looked.name, looked.values[: personal.SAMPLE])
    hidden = given == "protected" or tells is not None
    return Guess(
        looked.name,
        given,
        why,
        () if hidden else looked.distinct[:_MOST_EXAMPLES],
        len(looked.distinct),
        looked.distinct if few else (),
        _edges(looked) if given == "protected" else (),
        tells,
    )


def _of_whoever_decided(taken: set[str]) -> Mapping[str, str]:
    """In an A/B test with one column of answers, they are those of whoever decided."""
    if "arm" not in taken or taken & {"baseline_score", "baseline_prediction"}:
        return {}
    return {"model_score": "acted_score", "model_prediction": "acted_prediction"}


def _listed(column: pa.ChunkedArray) -> list[Any]:
    """A column's values; none of one with dates that Python does not have."""
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        return []


def _look(source: Source) -> Iterator[_Looked]:
    rows = collected(source.frame.head(SAMPLE), source.where)
    for place, name in enumerate(source.names):
        texts = map(canonical, _listed(rows[f"c{place}"]))
        values = tuple(text for text in texts if text is not None)
        yield _Looked(name, values, tuple(sorted(set(values))))


def _rank(looked: _Looked) -> int:
    """The first line that its name and its values fit; the last, where none."""
    fitting = (place for place, (_, passed) in _named(looked).items() if passed)
    return next(fitting, len(LINES))


def _is_plainly_outcome(looked: _Looked) -> bool:
    """Whether the name alone says that it is the outcome, so that no other name may suggest it."""
    fitting = (line for line, passed in _named(looked).values() if passed)
    first = next(fitting, None)
    return first is not None and (first.role, first.test) == ("label", "few")


def _named(looked: _Looked) -> dict[int, tuple[Line, bool]]:
    """Each line that the name suggests, by its place, and whether the values pass its test."""
    return {
        place: (line, looked.passes(line.test))
        for place, line in enumerate(LINES)
        if line.suggested_by(looked.name)
    }


def _role(looked: _Looked, taken: set[str], *, plainly: bool) -> tuple[str, str]:
    suggested = False
    for line, passed in _named(looked).values():
        suggested |= passed or line.role not in {"label", "time"}
        weak = plainly and (line.role, line.test) == ("label", "two")
        if line.role not in taken and passed and not weak:
            return line.role, _WHY.get(line.role, _SAID)
    if not looked.values:
        return "ignore", "it is empty"
    numbers = looked.numbers()
    if 1 < len(looked.distinct) <= _MOST_GROUPS and numbers is None:
        return "context", "it has a few different texts"
    if numbers and len(looked.distinct) > 1 and not suggested:
        return "feature", "it has numbers that no other role explains"
    return "ignore", "nothing says what it is"


_SAID: Final = "its name and its values say so"
_WHY: Final = {"ignore": "it may be a date of birth; a column of ages can be compared"}


def _edges(looked: _Looked) -> tuple[float, ...]:
    """The quartiles of a column of many numbers, rounded to two digits."""
    numbers = looked.numbers()
    if not numbers or len(looked.distinct) <= _MOST_GROUPS // 2:
        return ()
    quartiles = statistics.quantiles(numbers, n=4) if len(numbers) > 1 else numbers
    return tuple(sorted({float(f"{edge:.2g}") for edge in quartiles}))


def draft(
    roles: Mapping[str, str],
    *,
    title: str,
    positive: str | None = None,
    positive_is_good: bool = True,
    edges: Mapping[str, tuple[float, ...]] | None = None,
    arms: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Any]:
    """The keys of a review from the roles of its columns, as `review.parse` takes them.

    Args:
        roles: by column, a key of `ROLES`.
        title: of the review.
        positive: the value that counts as positive.
        positive_is_good: whether a positive answer is good for the person.
        edges: by protected or context column, where its numbers are cut into groups.
        arms: in an A/B test, by `rule`, `model` and `person` what the column of arms says where
            they decided; each is its own name where not given.
    """
    columns: dict[str, Any] = {"positive_is_good": positive_is_good}
    if positive is not None:
        columns["positive"] = positive
    for role in ("id", "label", "time", "weight", "arm"):
        if named := _with(roles, role):
            columns[role] = named[0]
    for key, role in (("protected", "protected"), ("context", "context"), ("features", "feature")):
        if named := _with(roles, role):
            columns[key] = list(named)
    sliced = {name for name, role in roles.items() if role in GROUPS}
    cut = {name: list(at) for name, at in (edges or {}).items() if at and name in sliced}
    if cut:
        columns["edges"] = cut
    keys: dict[str, Any] = {
        "title": title,
        "columns": columns,
        "candidates": _candidates(roles, arms),
    }
    if any("score" in c or "confidence" in c for c in keys["candidates"]):
        keys["handoff"] = {"threshold": 0.8} | _reviewer(roles)
    return keys


def with_inputs(keys: Mapping[str, Any], guesses: Iterable[Guess]) -> dict[str, Any]:
    """The keys of a review whose model also reads some of the columns with groups.

    Args:
        keys: as `draft` gives them.
        guesses: every column of the log, in its order.

    >>> sex = Guess("sex", "protected", "", (), 2, also_input=True)
    >>> keys = draft({"sex": "protected", "y": "label"}, title="t")
    >>> found = with_inputs(keys, [sex])["columns"]
    >>> found["protected"], found["features"]
    (['sex'], ['sex'])
    """
    inputs = [guess.column for guess in guesses if guess.is_input]
    more = {"features": inputs} if inputs else {}
    return {**keys, "columns": {**keys["columns"], **more}}


def _with(roles: Mapping[str, str], role: str) -> tuple[str, ...]:
    return tuple(name for name, given in roles.items() if given == role)


def _candidates(
    roles: Mapping[str, str], arms: Mapping[str, tuple[str, ...]] | None
) -> list[dict[str, Any]]:
    """Everybody who answers; in an A/B test whose arms are given, everybody who acted."""
    acting = arms if arms is not None and _with(roles, "arm") else None
    before = "human" if acting is None or acting.get("rule") else "baseline"  # else nobody else is
    found = []
    for name, role, prefix in (*_CANDIDATES, ("person", before, "human")):
        said = _said_by(roles, prefix) or (_said_by(roles, "acted") if acting else {})
        if said and (acting is None or acting.get(name)):
            arm = {} if acting is None else {"arm": list(acting[name])}
            found.append({"name": name, "role": role} | said | arm)
    return found


_CANDIDATES: Final = (
    ("rule", "baseline", "baseline"),
    ("model", "model", "model"),
)


def _said_by(roles: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The columns with what one says; none where that is neither a score nor an answer."""
    said = {
        key: column
        for key in ("score", "prediction", "confidence", "latency_ms")
        for column in _with(roles, f"{prefix}_{key}")[:1]
    }
    if "score" in said:
        said = {k: v for k, v in said.items() if k in {"score", "latency_ms"}}
    return said if "score" in said or "prediction" in said else {}


def _reviewer(roles: Mapping[str, str]) -> dict[str, str]:
    named = _with(roles, "human_prediction")
    return {"human": named[0]} if named else {}


def review_file(guesses: Iterable[Guess], *, path: str) -> str:
    """A first review file for a log: every guess with a note, and what is left over listed.

    Args:
        guesses: what its columns probably are.
        path: the log, as seen from the review file.
    """
    found = tuple(guesses)
    keys = draft(
        {g.column: g.role for g in found},
        title=f"Review of {Path(path).name}",
        positive=_positive(_values_of("label", found)),
        edges={g.column: g.edges for g in found},
        arms=acting(role_words.who_acted(_values_of("arm", found))),
    )
    keys = {"title": keys["title"], "data": {"path": path}} | keys
    notes = {g.column: f"guessed to be {_plain(g.role)}, because {g.why}{_tells(g)}" for g in found}
    head = (
        "# A first review, with guessed roles. Correct what is wrong; delete what is not needed.\n"
    )
    rest = [
        f"# {_one_line(g.column)}: not used, because {g.why}{_tells(g)}"
        for g in found
        if g.role == "ignore"
    ]
    left = "\n# Columns without a role:\n" + "\n".join(rest) + "\n" if rest else ""
    missing = "" if keys["candidates"] else _NO_CANDIDATE
    return head + toml({k: v for k, v in keys.items() if v != []}, notes) + missing + left


def _tells(one: Guess) -> str:
    return f"; it may tell who somebody is ({one.personal})" if one.personal else ""


def _values_of(role: str, guesses: Iterable[Guess]) -> tuple[str, ...]:
    return next((guess.values for guess in guesses if guess.role == role), ())


def _positive(values: Sequence[str]) -> str | None:
    """The value that usually means yes, else the last; None where nothing is known of them."""
    first = next(iter(role_words.by_likely_yes(values)), None)
    return first if first is None or role_words.is_yes(first) else values[-1]


def acting(who: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By who decided in an A/B test, what its column of arms says then.

    Args:
        who: by what it says, `rule`, `model`, `person`, or nothing where it is left out.
    """
    found: dict[str, tuple[str, ...]] = {}
    for value, one in who.items():
        if one:
            found[one] = (*found.get(one, ()), value)
    return found


_NO_CANDIDATE: Final = """
# Nothing in the log looks like a model's answer. Name the column with its score or its prediction:
# [[candidates]]
# name = "model"
# role = "model"
# score = "COLUMN"
"""


def _plain(role: str) -> str:
    return ROLES[role][0].lower() + ROLES[role][1:]


def toml(keys: Mapping[str, Any], notes: Mapping[str, str]) -> str:
    """A review file, with a note above the keys that name a column.

    Args:
        keys: of the review.
        notes: by column, one line on how it was guessed.
    """
    lines = [f"{key} = {_value(value)}" for key, value in keys.items() if not _is_table(value)]
    for name, table in keys.items():
        if isinstance(table, Mapping):
            lines += ["", f"[{name}]", *_entries(table, notes)]
        elif _is_table(table):
            for entry in table:
                lines += ["", f"[[{name}]]", *_entries(entry, notes)]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:  # noqa: ANN401  # any value of a review
    rows = isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    return isinstance(value, Mapping) or rows


_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def _entries(table: Mapping[str, Any], notes: Mapping[str, str]) -> Iterator[str]:
    for key, value in table.items():
        for column in value if isinstance(value, list) else [value]:
            if isinstance(column, str) and column in notes:
                yield f"# {_one_line(column)}: {notes[column]}"
        yield f"{key if _BARE.fullmatch(key) else _quoted(key)} = {_value(value)}"


def _one_line(text: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text)


def _value(value: Any) -> str:  # noqa: ANN401  # any value of a review
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case Mapping():
            pairs = (f"{_quoted(str(name))} = {_value(item)}" for name, item in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list() | tuple():
            return f"[{', '.join(_value(item) for item in value)}]"
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    """A TOML basic string: control characters, quotes and backslashes escaped."""
    marks: Iterable[str] = (
        f"\\u{ord(mark):04x}" if ord(mark) < ord(" ") or mark in '"\\\x7f' else mark
        for mark in text
    )
    return '"' + "".join(marks) + '"'
