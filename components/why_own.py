"""Why, for a visitor's own log: the model's file beside it, and what is held to ask it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components import holding, measures
from components.blocks import line
from components.roles_form import Meaning
from components.state import Why
from evenhand import surrogate, words
from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.held import Held, hold
from evenhand.log import Log
from evenhand.model_files import KNOWN
from evenhand.models import model_of
from evenhand.repeated import repeated
from evenhand.score_gap import ScoreGap, score_gap
from evenhand.words import own_log

_LABEL: Final = "The model's file, to explain it (optional)"
_WHAT: Final = (
    f"A{KNOWN[1:]} that gives the answers in the log from the columns that are an “Input of the "
    "model” above, in their order or by their names."
)
_MODEL: Final = "model"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's file as it came: its name and its bytes."""

    name: str
    content: bytes = field(repr=False)


def draw(meaning: Meaning, turn: int) -> UploadedFile | None:
    """Ask for the model's file, where a column is an input of it.

    Args:
        meaning: what the columns mean.
        turn: which upload this is.
    """
    if not any(guess.is_input for guess in meaning.guesses):
        return None
    file = st.file_uploader(_LABEL, key=f"own-{turn}-model", help=_WHAT)
    line(own_log.MODEL_KEPT)
    return file


def taken(file: UploadedFile | None) -> ModelFile | None:
    """The file's name, without folders, and its bytes."""
    return None if file is None else ModelFile(Path(file.name).name, file.getvalue())


def with_model(keys: Mapping[str, Any], model: ModelFile | None) -> dict[str, Any]:
    """The keys of a review, with the model's file named beside its answers.

    Args:
        keys: of the review.
        model: the file, if there is one.

    Raises:
        InputError: the log has no answers of a model.
    """
    if model is None:
        return dict(keys)
    found = [dict(candidate) for candidate in keys["candidates"]]
    own = next((each for each in found if each["role"] == _MODEL), None)
    if own is None:
        raise InputError("choose the column with the model's answers", where=model.name)
    own["model"] = model.name
    return {**keys, "candidates": found}


def explained(audit: Audit, model: ModelFile | None) -> Why | None:
    """Why, while the log is still there; None where no column is an input of the model.

    Args:
        audit: of the log.
        model: the model's file.

    Raises:
        InputError: the file is none that can be asked.
    """
    log = replace(audit.log, attached=model.content if model else None)
    if not log.review.columns.features:
        return None
    if model is not None:
        model_of(log.review, model.content)
    with measures.stage("explain"):
        found = surrogate.explain(log)
        asked = log.review.attributes if model is not None and found.reason is None else ()
        return Why(found, {name: _gap(log, name) for name in asked}, repeated(log))


def held(audit: Audit, model: ModelFile | None, why: Why | None) -> Held | None:
    """What can be asked later; None where that is nothing, or there is no room for it.

    Args:
        audit: of the log.
        model: the model's file.
        why: what was found; where that is nothing, nothing is held.
    """
    if model is None or why is None or why.explanation.reason is not None:
        return None
    with measures.stage("explain"):
        return holding.taken(hold(replace(audit.log, attached=model.content)))


def _gap(log: Log, attribute: str) -> ScoreGap | str:
    try:
        return score_gap(log, attribute)
    except InputError as error:
        return f"{words.NO_GAP}: {str(error).rstrip('.')}."
