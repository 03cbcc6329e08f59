"""What a visitor wrote of a review, kept by their own browser, so that a reload gives it back.

The server keeps it no longer than the visit. Nobody else sees it; it is gone with the browser's
tab, and of a log of one's own when that is forgotten.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st
from pydantic import BaseModel, ConfigDict, ValidationError

from components import cached, state, who, wordings
from components.cached import Opened
from components.permits import Action
from evenhand import dictionary, packs
from evenhand.review import Described, PackAnswers

_browser = st.components.v2.component(
    "evenhand.drafts", js=Path(__file__).with_name("drafts.js").read_text(encoding="utf-8")
)
_KEY: Final = "drafts"


class _Draft(BaseModel):
    """What a browser kept; it is checked, since whoever sits there can change it."""

    model_config = ConfigDict(extra="forbid")
    packs: dict[str, PackAnswers] = {}
    words: dict[str, Described] = {}


def keep(shown: Opened) -> None:
    """Have the browser keep what was written of a review, or take what it kept before a reload.

    Args:
        shown: the audit, before anybody's words.
    """
    of = wordings.key(shown)
    place = _place(shown.findings.review.fingerprint if shown.is_own else of)
    key = f"{_KEY}-{cached.digest(of)}"
    data = {"place": place, "text": _written(of), "gone": _gone()}
    _browser(data=data, key=key, on_found_change=partial(_take_back, shown, key))


def forget() -> None:
    """Have the browser let go of what was written of logs that are forgotten."""
    _browser(data={"gone": _gone()}, key=_KEY)


def _gone() -> list[str]:
    return [*map(_place, state.forgotten())]


def _place(of: object) -> str:
    """Where a browser keeps what one visitor wrote of one review; it tells neither."""
    return f"evenhand-{cached.digest(f'{who.current().name} {of}')}"


def _written(of: str) -> str | None:
    """All that was written in this visit; None where nothing was, nor taken back."""
    if not state.has_written(of):
        return None
    draft = {"packs": state.pack_answers(of), "words": state.wordings(of)}
    return _Draft.model_validate(draft).model_dump_json(exclude_defaults=True)


def _take_back(shown: Opened, key: str) -> None:
    """Go on with what the browser kept, unless something was written since."""
    of, text = wordings.key(shown), getattr(state.widget(key), "found", None)
    if not isinstance(text, str) or state.has_written(of):
        return
    try:
        draft = _Draft.model_validate_json(text)
    except ValidationError:
        return
    if who.may(Action.WORDS):
        columns = dictionary.described(shown.review)
        said = {name: one.model_dump() for name, one in draft.words.items() if name in columns}
        state.reword(of, said)
    if who.may(Action.PACKS):
        for name in draft.packs.keys() & packs.names():
            state.answer_pack(of, name, _known(name, draft.packs[name]))
            state.drop_fields(f"pack-{of}-{name}-")


def _known(name: str, told: PackAnswers) -> PackAnswers:
    """What is said of the requirements that the pack has today."""
    asked = {one.id for one in packs.pack(name).requirements}

    def of_it(part: Mapping[str, str]) -> dict[str, str]:
        return {one: text for one, text in part.items() if one in asked}

    return PackAnswers(answers=of_it(told.answers), does_not_apply=of_it(told.does_not_apply))
