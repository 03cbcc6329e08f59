"""A candidate's model file: opened in a sandboxed process, and asked there for probabilities."""

import io
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenhand.arrays import Floats
from evenhand.errors import BusyError, InputError
from evenhand.log import NO_NUMBER
from evenhand.model_files import FORMATS, LARGEST, Format, format_of
from evenhand.review import Candidate, Review
from evenhand.sandbox import RefusedError, Sandbox
from evenhand.text import canonical

Heard = Callable[[int, int], None]
_SANDBOX: Final = Sandbox("evenhand.sandbox.model")
_FORMATS: Final = {each.name: each.said for each in FORMATS}
_LIMITS: Final = "takes more memory or time than a model is given"
_BROKEN: Final = "not a readable {format} file"
_SAID: Final[Mapping[str, str]] = {
    "asked": "cannot be asked about these cases ({kind})",
    "busy": "other models are being asked; try again shortly",
    "explained": "cannot be explained exactly ({kind})",
    "external": "keeps numbers in another file, which is not opened; save the model as one file",
    "inputs": "the model reads {read} inputs, and [columns] features names {given}",
    "kind": "a {kind} cannot be explained exactly; known are {known}",
    "limits": _LIMITS,
    "numbers": "the model gives numbers that are no probabilities of classes",
    "objective": "gives no probabilities of classes: it was trained for the objective {name}",
    "typed": "the model reads something else than numbers",
    "untrusted": "holds types that are not trusted: {names}",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be asked about new cases; it lives in its file only.

    Attributes:
        candidate: whose model it is.
        content: the file.
        features: the columns it reads; none for a model that reads a text.
        text: the column with the text, for a model that reads one.
        classes: the classes of its probabilities, as text.
        positive: the place of the positive class.
        format: of the file.
        picture: height, width and colours, for a model that reads pictures.
    """

    candidate: Candidate
    content: bytes = field(repr=False)
    features: tuple[str, ...]
    text: str | None
    classes: tuple[str, ...]
    positive: int
    format: Format
    picture: tuple[int, ...] = ()

    @property
    def tolerance(self) -> float:
        """How far its numbers may be from the log's, and contributions from the output."""
        return self.format.tolerance

    def probabilities(self, cases: pd.DataFrame) -> Floats:
        """The probability of each class; one row a case."""
        shape, found = self.ask("answer", cases)
        if shape["shape"] != [len(cases), len(self.classes)]:
            raise InputError(_LIMITS, where=str(self.candidate.model))
        return found.reshape(shape["shape"])

    def ask(
        self,
        task: str,
        cases: pd.DataFrame,
        usual: pd.DataFrame | None = None,
        heard: Heard | None = None,
    ) -> tuple[dict[str, Any], Floats]:
        """What a sandboxed process says of cases, and its numbers.

        Args:
            task: of `sandbox/model.py`.
            cases: one row a case.
            usual: what they are compared with, where the task does.
            heard: is told how many cases are explained, of how many; given, the last of them may be
                left out where all would take too long. What it raises ends the work.

        Raises:
            InputError: the model cannot be asked about them.
        """
        inputs = self.inputs(cases)
        beside = None if usual is None else self.inputs(usual)
        is_text = self.text is not None
        said = {
            "texts": inputs if is_text else None,
            "features": self.features,
            "positive": self.positive,
            "format": self.format.name,
            "fewer": heard is not None,
        }
        numbers = [b"" if is_text or rows is None else _bytes(rows) for rows in (inputs, beside)]
        out = io.BytesIO()
        where = str(self.candidate.model)
        found = _asked(task, said, [self.content, *numbers], out, where, heard)
        return found, np.frombuffer(out.getvalue(), dtype=np.float64)

    def ask_of_pictures(
        self, task: str, pictures: NDArray[np.uint8], places: Sequence[int] = ()
    ) -> tuple[dict[str, Any], Floats]:
        """What a sandboxed process says of pictures, and its numbers.

        Args:
            task: of `sandbox/model.py`.
            pictures: height, width and colours of each.
            places: of the classes that are meant, where the task asks for one of each picture.

        Raises:
            InputError: the model cannot be asked about them.
        """
        out, where = io.BytesIO(), str(self.candidate.model)
        said = {
            "texts": None,
            "picture": self.picture,
            "places": list(places),
            "format": self.format.name,
        }
        found = _asked(task, said, [self.content, pictures.tobytes()], out, where)
        return found, np.frombuffer(out.getvalue(), dtype=np.float64)

    def inputs(self, cases: pd.DataFrame) -> Any:  # noqa: ANN401  # what the estimator takes
        """What the estimator was trained to read: numbers in the features' order, or texts."""
        if self.text is not None:
            return cases[self.text].astype(object).fillna("").astype(str).tolist()
        wanted = cases[list(self.features)].astype(np.float64)
        if (wanted.abs() >= NO_NUMBER).to_numpy().any():
            raise InputError("a feature holds text; expected numbers", where="[columns] features")
        return wanted

    def said(self, probabilities: Floats) -> tuple[str, float]:
        """What the candidate answers to one case, as text, and how sure it is of that."""
        if self.candidate.score is None:
            best = int(np.argmax(probabilities))
            return self.classes[best], float(probabilities[best])
        score = float(probabilities[self.positive])
        positive = self.classes[self.positive]
        if score >= self.candidate.threshold:
            return positive, score
        return negative_text(positive), 1.0 - score


def negative_text(positive: str) -> str:
    """How the other answer of a binary review is written, whatever the log calls it."""
    return "1" if positive == "0" else "0"


def model_of(review: Review, attached: bytes | None = None) -> Model | None:
    """The model file of the handoff's candidate, else of the first that has one; None without any.

    Args:
        review: which names the file and what it reads.
        attached: its content, where it does not lie beside the review.

    Raises:
        InputError: the file cannot be opened, holds types we do not trust, or lacks the class.
    """
    own = review.handoff_candidate
    candidate = next((c for c in (own, *review.candidates) if c.model), None)
    if candidate is None or candidate.model is None:
        return None
    columns = review.columns
    features = columns.features
    text = columns.text if not features else None
    picture = columns.image_size if columns.image and not (features or text) else ()
    if not (text or features or picture):
        return None
    path = review.folder / candidate.model
    content = _read(path) if attached is None else attached
    form = format_of(path.name, content)
    said = {"format": form.name, "features": features or [*map(str, range(math.prod(picture)))]}
    known = _asked("describe", said, [content], io.BytesIO(), path.name)
    classes, positive = _classes(known, review, path.name)
    return Model(candidate, content, features, text, classes, positive, form, picture)


def _classes(known: Mapping[str, Any], review: Review, where: str) -> tuple[tuple[str, ...], int]:
    """The classes of a model's probabilities, and the place of the positive one.

    A file that only numbers two classes means the second where its numbers are not the log's words.

    Raises:
        InputError: it gives no probabilities, or not of the positive class.
    """
    if known["classes"] is None:
        raise InputError("gives no probabilities of classes", where=where)
    classes = tuple(canonical(value) or "" for value in known["classes"])
    positive = canonical(review.columns.positive) or ""
    if positive in classes:
        return classes, classes.index(positive)
    if not known["named"] and len(classes) == len(_BOTH):
        return (negative_text(positive), positive), 1
    if not known["named"]:
        message = f"the model numbers its {len(classes)} classes; the log must call them by number"
        raise InputError(message, where=where)
    raise InputError("the model does not know the positive class", where=where)


_BOTH: Final = ("no", "yes")


@dataclass(frozen=True, slots=True)
class StandIn:
    """What trees say that learned to answer as a model did.

    Attributes:
        outputs: for cases that they did not learn from: log-odds.
        amounts: what each input added, for the first of those.
        base: what they say without knowing a case.
    """

    outputs: Floats
    amounts: Floats
    base: float


def stand_in(cases: Floats, target: Floats, others: Floats, *, scores: bool, most: int) -> StandIn:
    """Let trees learn to answer as a model did, in a sandboxed process.

    Args:
        cases: to learn from, one row a case.
        target: the model's log-odds for each, or 1 and 0 for its answers.
        others: cases to try them on.
        scores: whether the targets are log-odds.
        most: how many of the others are explained.

    Raises:
        InputError: it takes more than it is given.
    """
    n, width = others.shape
    explained = min(most, n)
    said = {
        "features": width,
        "explained": explained,
        "target": "log-odds" if scores else "answer",
        "format": FORMATS[1].name,
    }
    parts = [np.ascontiguousarray(part, dtype=np.float64).tobytes() for part in (cases, target)]
    parts.append(np.ascontiguousarray(others, dtype=np.float64).tobytes())
    out = io.BytesIO()
    found = _asked("learn", said, parts, out, "a stand-in for the model")
    numbers = np.frombuffer(out.getvalue(), dtype=np.float64)
    amounts = numbers[n:].reshape(explained, width)
    return StandIn(numbers[:n], amounts.copy(), found["base"])


def warm() -> None:
    """Load what opens a model now, so that the first who asks need not wait for it."""
    _SANDBOX.warm()


def _bytes(rows: pd.DataFrame) -> bytes:
    return np.ascontiguousarray(rows.to_numpy(), dtype=np.float64).tobytes()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError("there is no such file", where=path.name) from None
    except OSError:
        raise InputError("not a readable file", where=path.name) from None


def _asked(
    task: str,
    said: Mapping[str, Any],
    parts: list[bytes],
    out: io.BytesIO,
    where: str,
    heard: Heard | None = None,
) -> dict[str, Any]:
    try:
        return _SANDBOX.ask(task, said, parts, out, heard)
    except RefusedError as refused:
        more = defaultdict(str, refused.more, format=_FORMATS[said["format"]])
        said_of_it = _SAID.get(refused.why, _BROKEN).format_map(more)
        kind = BusyError if refused.why == "busy" else InputError
        raise kind(said_of_it, where=where) from None
