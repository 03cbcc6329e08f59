"""What each column of an unknown log probably is: guesses that a person corrects.

A guess looks at the column's name and at a sample of its values, and says why it was made.
"""

import math
import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evenhand.sources import Source
from evenhand.text import canonical

ROLES: Final[Mapping[str, str]] = {
    "ignore": "Not used",
    "id": "Number of the case",
    "label": "What really happened",
    "protected": "Must not matter (sex, age, origin)",
    "context": "May matter (product, region)",
    "time": "When it was decided",
    "weight": "How many cases a row stands for",
    "model_score": "Model: probability of positive",
    "model_prediction": "Model: its answer",
    "model_confidence": "Model: how sure it is",
    "baseline_prediction": "Rule in use: its answer",
    "baseline_score": "Rule in use: its score",
    "human_prediction": "Person: their answer",
    "feature": "Input of the model",
}
"""Every role a column can be given, in plain words."""

SAMPLE: Final = 5_000
_MOST_EXAMPLES: Final = 3
_MOST_GROUPS: Final = 20
_FEW: Final = 2

# The first line of which a word occurs in a column's name, and whose test its values pass, decides.
# Words are the parts of a name: `hired_at` has "hired" and "at".
_NAMES: Final = tuple(
    (role, frozenset(words.split()), test)
    for role, words, test in (
        ("weight", "n weight weights count freq frequency cases", "whole"),
        ("id", "id key uuid number nr no", "many"),
        (
            "protected",
            "sex gender race ethnicity age origin nationality religion disability marital veteran",
            "groups",
        ),
        ("time", "date time timestamp at day month year", "any"),
        ("model_confidence", "confidence certainty sure", "share"),
        ("baseline_score", "baseline_score rule_score old_score", "share"),
        ("model_score", "score prob proba probability risk", "share"),
        ("human_prediction", "human person reviewer officer agent rater analyst manual", "few"),
        (
            "baseline_prediction",
            "rule rules baseline incumbent keyword keywords current old",
            "few",
        ),
        (
            "label",
            (
                "label outcome target actual truth true defaulted repaid happened result y class "
                "hire hired"
            ),
            "few",
        ),
        (
            "model_prediction",
            "model pred prediction predicted ai decision approved selected",
            "few",
        ),
    )
)
_ONLY_ONE: Final = frozenset(ROLES) - {"ignore", "protected", "context", "feature"}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably is.

    Attributes:
        column: its name.
        role: a key of `ROLES`.
        why: one line.
        examples: a few of its values; none of a protected column's.
        distinct: how many different values the sample has.
        values: the values of a column of few, to choose the positive one from.
        edges: where a protected number of many values could be cut into groups.
    """

    column: str
    role: str
    why: str
    examples: tuple[str, ...]
    distinct: int
    values: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()


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


_TESTS: Final[Mapping[str, Callable[[_Looked], bool]]] = {
    "any": lambda _looked: True,
    "share": lambda looked: _is_share(looked) and len(looked.distinct) > _FEW,
    "whole": _is_whole,
    "few": lambda looked: 1 < len(looked.distinct) <= _MOST_GROUPS,
    "groups": lambda looked: len(looked.distinct) > 1,
    "many": lambda looked: len(looked.distinct) > 0.9 * len(looked.values) > 0,
}


def guess(source: Source) -> tuple[Guess, ...]:
    """Guess the role of every column, each role that only one can have given once.

    Args:
        source: the log.
    """
    taken: set[str] = set()
    guesses = []
    for looked in _look(source):
        role, why = _role(looked, taken)
        taken |= {role} & _ONLY_ONE
        few = len(looked.distinct) <= _MOST_GROUPS
        guesses.append(
            Guess(
                looked.name,
                role,
                why,
                () if role == "protected" else looked.distinct[:_MOST_EXAMPLES],
                len(looked.distinct),
                looked.distinct if few else (),
                _edges(looked) if role == "protected" else (),
            )
        )
    return tuple(guesses)


def _look(source: Source) -> Iterator[_Looked]:
    rows = source.frame.head(SAMPLE).collect()
    for place, name in enumerate(source.names):
        texts = (canonical(value) for value in rows[f"c{place}"].to_list())
        values = tuple(text for text in texts if text is not None)
        yield _Looked(name, values, tuple(sorted(set(values))))


def _role(looked: _Looked, taken: set[str]) -> tuple[str, str]:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", looked.name).lower()
    words = {name, *re.split(r"[^a-z0-9]+", name)}
    for role, known, test in _NAMES:
        if role not in taken and words & known and looked.passes(test):
            return role, "its name and its values say so"
    if not looked.values:
        return "ignore", "it is empty"
    if 1 < len(looked.distinct) <= _MOST_GROUPS and looked.numbers() is None:
        return "context", "it has a few different texts"
    return "ignore", "nothing says what it is"


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
    path: str | None = None,
    edges: Mapping[str, tuple[float, ...]] | None = None,
) -> dict[str, Any]:
    """The keys of a review from the roles of its columns, as `review.parse` takes them.

    Args:
        roles: by column, a key of `ROLES`.
        title: of the review.
        positive: the value that counts as positive.
        positive_is_good: whether a positive answer is good for the person.
        path: the log, as the review file should name it.
        edges: by protected or context column, where its numbers are cut into groups.
    """
    columns: dict[str, Any] = {"positive_is_good": positive_is_good}
    if positive is not None:
        columns["positive"] = positive
    for role in ("id", "label", "time", "weight"):
        if named := _with(roles, role):
            columns[role] = named[0]
    for key, role in (("protected", "protected"), ("context", "context"), ("features", "feature")):
        if named := _with(roles, role):
            columns[key] = list(named)
    sliced = {name for name, role in roles.items() if role in {"protected", "context"}}
    cut = {name: list(at) for name, at in (edges or {}).items() if at and name in sliced}
    if cut:
        columns["edges"] = cut
    keys: dict[str, Any] = {"title": title} | ({"data": {"path": path}} if path else {})
    keys |= {"columns": columns, "candidates": _candidates(roles)}
    if any("score" in c or "confidence" in c for c in keys["candidates"]):
        keys["handoff"] = {"threshold": 0.8} | _reviewer(roles)
    return keys


def _with(roles: Mapping[str, str], role: str) -> tuple[str, ...]:
    return tuple(name for name, given in roles.items() if given == role)


def _candidates(roles: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for name, role, prefix in (
        ("rule", "baseline", "baseline"),
        ("model", "model", "model"),
        ("person", "human", "human"),
    ):
        said = {
            key: column
            for key in ("score", "prediction", "confidence")
            for column in _with(roles, f"{prefix}_{key}")[:1]
        }
        if "score" in said:
            said = {"score": said["score"]}
        if "score" in said or "prediction" in said:
            found.append({"name": name, "role": role} | said)
    return found


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
    label = next((g for g in found if g.role == "label"), None)
    positive = None
    if label is not None and label.values:
        positive = "1" if "1" in label.values else label.values[-1]
    given = {g.column: g.role for g in found}
    title = f"Review of {Path(path).name}"
    edges = {g.column: g.edges for g in found}
    keys = draft(given, title=title, positive=positive, path=path, edges=edges)
    notes = {g.column: f"guessed to be {_plain(g.role)}, because {g.why}" for g in found}
    head = (
        "# A first review, with guessed roles. Correct what is wrong; delete what is not needed.\n"
    )
    rest = [
        f"# {_one_line(g.column)}: not used, because {g.why}" for g in found if g.role == "ignore"
    ]
    left = "\n# Columns without a role:\n" + "\n".join(rest) + "\n" if rest else ""
    missing = "" if keys["candidates"] else _NO_CANDIDATE
    return head + toml({k: v for k, v in keys.items() if v != []}, notes) + missing + left


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
