"""A candidate's model file: opened in a sandboxed process, and asked there for probabilities."""

import io
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenhand.arrays import Floats, Ints
from evenhand.errors import BusyError, InputError
from evenhand.log import NO_NUMBER
from evenhand.model_files import FORMATS, LARGEST, Format, format_of
from evenhand.review import Candidate, Review
from evenhand.sandbox import RefusedError, Sandbox
from evenhand.text import canonical, negative_text

Heard = Callable[[int, int], None]
_SANDBOX: Final = Sandbox("evenhand.sandbox.model")
_FORMATS: Final = {each.name: each.said for each in FORMATS}
_LIMITS: Final = "takes more memory or time than a model is given"
_BROKEN: Final = "not a readable {format} file"
_SAID: Final[Mapping[str, str]] = {
    "asked": "cannot be asked about these cases ({kind})",
    "busy": "other models are being asked; try again shortly",
    "classless": "gives no probabilities of classes",
    "explained": "cannot be explained exactly ({kind})",
    "external": "keeps numbers in another file, which is not opened; save the model as one file",
    "inputs": "the model reads {read} inputs, and [columns] features names {given}",
    "kind": "a {kind} cannot be explained exactly; known are {known}",
    "limits": _LIMITS,
    "numbered": "the model numbers its {many} classes; the log must call them by number",
    "numbers": "the model gives numbers that are no probabilities of classes",
    "objective": "gives no probabilities of classes: it was trained for the objective {name}",
    "strange": "the model does not know the positive class",
    "typed": "the model reads something else than numbers",
    "untrusted": "holds types that are not trusted: {names}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unopened:
    """A candidate's model file, of which nothing is known but its format.

    Attributes:
        candidate: whose model it is.
        content: the file.
        features: the columns it reads; none for a model that reads a text.
        text: the column with the text, for a model that reads one.
        format: of the file.
        picture: height, width and colours, for a model that reads pictures.
        wanted: the positive class, as text.
    """

    candidate: Candidate
    content: bytes = field(repr=False)
    features: tuple[str, ...]
    text: str | None
    format: Format
    picture: tuple[int, ...] = ()
    wanted: str

    @property
    def tolerance(self) -> float:
        """How far its numbers may be from the log's, and contributions from the output."""
        return self.format.tolerance

    @property
    def where(self) -> str:
        """The file's name, for a line on what is wrong with it."""
        return Path(str(self.candidate.model)).name

    def opened(self) -> "Model":
        """The model that the file holds.

        Raises:
            InputError: it can't be opened, holds types that are not trusted, or lacks the class.
        """
        read = self.features or [*map(str, range(math.prod(self.picture)))]
        return self._model(self._asked("describe", {"features": read}, [], io.BytesIO()))

    def studied(self, cases: pd.DataFrame, places: Ints, heard: Heard) -> "Studied":
        """The model, its answers, and why to some of them: the file is opened once for all.

        Args:
            cases: to answer, one row a case.
            places: of those to explain, in an order by chance: the last of them may be left out
                where all would take too long.
            heard: is told how many are explained, of how many; what it raises ends the work.

        Raises:
            InputError: as `opened`, or the model cannot be asked about these cases.
        """
        out = io.BytesIO()
        inputs = self.inputs(cases)
        said = {**self._said(inputs), "fewer": True}
        parts = [_bytes(inputs), np.ascontiguousarray(places, dtype=np.int64).tobytes()]
        told = self._asked("study", said, parts, out, heard)
        model, shape = self._model(told), told["answered"]
        numbers = np.frombuffer(out.getvalue(), dtype=np.float64)
        first = len(cases) * len(model.classes)
        model.check_answers(shape, len(cases))
        why = (told, numbers[first:]) if "shape" in told else None
        return Studied(model, numbers[:first].reshape(shape), why)

    def inputs(self, cases: pd.DataFrame) -> Any:  # noqa: ANN401  # what the estimator takes
        """What the estimator was trained to read: numbers in the features' order, or texts."""
        if self.text is not None:
            return cases[self.text].astype(object).fillna("").astype(str).tolist()
        wanted = cases[list(self.features)].astype(np.float64)
        if (wanted.abs() >= NO_NUMBER).to_numpy().any():
            raise InputError("a feature holds text; expected numbers", where="[columns] features")
        return wanted

    def _model(self, told: Mapping[str, Any]) -> "Model":
        own = {each.name: getattr(self, each.name) for each in fields(Unopened)}
        return Model(**own, classes=tuple(told["classes"]), positive=told["positive"])

    def _said(self, inputs: Any) -> dict[str, Any]:  # noqa: ANN401
        return {"texts": inputs if self.text is not None else None, "features": self.features}

    def _asked(
        self,
        task: str,
        said: Mapping[str, Any],
        parts: Sequence[bytes],
        out: io.BytesIO,
        heard: Heard | None = None,
    ) -> dict[str, Any]:
        more = {"format": self.format.name, "wanted": self.wanted}
        return _asked(task, {**said, **more}, [self.content, *parts], out, self.where, heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Unopened):
    """A model that can be asked about new cases; it lives in its file only.

    Attributes:
        classes: the classes of its probabilities, as text.
        positive: the place of the positive class.
    """

    classes: tuple[str, ...]
    positive: int

    def probabilities(self, cases: pd.DataFrame) -> Floats:
        """The probability of each class; one row a case."""
        told, found = self.ask("answer", cases)
        self.check_answers(told["shape"], len(cases))
        return found.reshape(told["shape"])

    def check_answers(self, shape: Sequence[int], cases: int) -> None:
        """See whether there is an answer to each case, with a number for each class.

        Raises:
            InputError: there is not.
        """
        if list(shape) != [cases, len(self.classes)]:
            raise InputError(_LIMITS, where=self.where)

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
        said = self._said(inputs) | {"positive": self.positive, "fewer": heard is not None}
        beside = b"" if usual is None else _bytes(self.inputs(usual))
        out = io.BytesIO()
        told = self._asked(task, said, [_bytes(inputs), beside], out, heard)
        return told, np.frombuffer(out.getvalue(), dtype=np.float64)

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
        out = io.BytesIO()
        said = {"texts": None, "picture": self.picture, "places": list(places)}
        told = self._asked(task, said, [pictures.tobytes()], out)
        return told, np.frombuffer(out.getvalue(), dtype=np.float64)

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


@dataclass(frozen=True, slots=True)
class Studied:
    """What one process told of a model.

    Attributes:
        model: the model.
        probabilities: of each class, a row a case.
        why: what it said of the explained cases, and its numbers; None where the answers alone took
            most of the time that a process has.
    """

    model: Model
    probabilities: Floats
    why: tuple[dict[str, Any], Floats] | None


def model_of(review: Review, attached: bytes | None = None) -> Model | None:
    """The model of the file that `file_of` finds; None without any.

    Args:
        review: which names the file and what it reads.
        attached: its content, where it does not lie beside the review.

    Raises:
        InputError: the file cannot be opened, holds types we do not trust, or lacks the class.
    """
    found = file_of(review, attached)
    return found.opened() if found else None


def file_of(review: Review, attached: bytes | None = None) -> Unopened | None:
    """The model file of the handoff's candidate, else of the first that has one; None without any.

    Args:
        review: which names the file and what it reads.
        attached: its content, where it does not lie beside the review.

    Raises:
        InputError: there is no such file, or its format is none that is opened.
    """
    own = review.handoff_candidate
    candidate = next((c for c in (own, *review.candidates) if c.model), None)
    if candidate is None or candidate.model is None:
        return None
    columns = review.columns
    text = columns.text if not columns.features else None
    picture = columns.image_size if columns.image and not (columns.features or text) else ()
    if not (text or columns.features or picture):
        return None
    path = review.folder / candidate.model
    content = _read(path) if attached is None else attached
    return Unopened(
        candidate=candidate,
        content=content,
        features=columns.features,
        text=text,
        format=format_of(path.name, content),
        picture=picture,
        wanted=canonical(columns.positive) or "",
    )


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


def _bytes(rows: pd.DataFrame | list[str]) -> bytes:
    """Numbers as they lie in memory; texts go another way."""
    if isinstance(rows, list):
        return b""
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
