"""Rule packs on the Report page: chosen, shown with who has answered what, and filled in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from components import blocks, cached, nav, state, who, wordings
from components.cached import Opened
from components.permits import Action
from components.text import inert, label
from evenhand import figures, packs, words
from evenhand.answering import answered_all
from evenhand.documents.nyc_summary import LAW
from evenhand.packs import Answered, AnsweredPack, Standing
from evenhand.review import MOST_ANSWER, MOST_REASON, PackAnswers
from evenhand.words import packs as said

_CHOICE: Final = "Rule packs"
_KEY: Final = "packs"
_ASKING: Final = "Looking at what the data answer."
_FILL_IN: Final = "Fill in what only you can say"
_QUESTION: Final = "Question"
_KIND: Final = "You say"
_ANSWER, _REASON = "the answer is", "it does not apply, because"
_NEXT: Final = "Keep it, and go to the next open question"
_PAGES: Final = {LAW: nav.SUMMARY}
"""The page that shows what is published by a pack."""


def packed(shown: Opened) -> Opened:
    """The same audit with the packs that this visitor chose, and what they say of them.

    Draws the choice.

    Args:
        shown: the audit, as it is shown.
    """
    before = shown.review.packs
    titles = {name: packs.pack(name).title for name in packs.names() if name not in before}
    chosen = [name for name in state.chosen_packs() if name in titles]
    if state.widget(_KEY) != chosen:
        state.choose_several(_KEY, chosen)
    st.multiselect(
        _CHOICE, list(titles), format_func=titles.__getitem__, key=_KEY, on_change=_chosen,
        placeholder=said.CHOOSE,
    )  # fmt: skip
    return _with(shown, {*chosen, *before})


def _chosen() -> None:
    named = state.widget(_KEY)
    state.choose_packs(named if isinstance(named, list) else ())


def answered(shown: Opened) -> Opened:
    """The same audit with what this visitor says of packs, chosen or not.

    Args:
        shown: the audit, as it is shown.
    """
    return _with(shown, {*state.pack_answers(wordings.key(shown)), *shown.review.packs})


def _with(shown: Opened, named: Collection[str]) -> Opened:
    mine, before = state.pack_answers(wordings.key(shown)), shown.review.packs
    told = {
        name: mine.get(name) or before.get(name) or PackAnswers()
        for name in packs.names() if name in named
    }  # fmt: skip
    return replace(shown, review=shown.review.model_copy(update={"packs": told}))


def draw(shown: Opened) -> None:
    """Every pack that was chosen: how each question stands, and a form to fill in.

    Args:
        shown: the audit with its packs.
    """
    if not shown.review.packs:
        blocks.line(said.NONE_CHOSEN)
        return
    with st.spinner(_ASKING):
        found = answered_all(shown.findings, shown.review, cached.explanation(shown))
    titles = [label(one.pack.title) for one in found]
    places = st.tabs(titles) if len(found) > 1 else [st.container()]
    for place, one in zip(places, found, strict=True):
        with place:
            _draw_one(shown, one)


def _draw_one(shown: Opened, found: AnsweredPack) -> None:
    old = said.banner(found.pack, datetime.now(tz=UTC).date())
    if old is None:
        blocks.line(said.as_of(found.pack))
    else:
        st.warning(inert(old))
    blocks.line(found.pack.note)
    told = _on_form(found) if shown.is_own else found
    blocks.figure(figures.pack(told), key=f"pack-{found.pack.name}")
    if found.pack.name in _PAGES:
        st.page_link(_PAGES[found.pack.name].file, label=_PAGES[found.pack.name].title)
    if who.may(Action.PACKS):
        _fill_in(_Filled(wordings.key(shown), shown, told))
    else:
        blocks.line(who.why_not(Action.PACKS))


def _on_form(found: AnsweredPack) -> AnsweredPack:
    """The same where a form is what somebody would fill in, not a review file."""
    answers = (replace(one, lines=tuple(map(words.on_form, one.lines))) for one in found.answers)
    return replace(found, answers=tuple(answers))


# Filling in


@dataclass(frozen=True, slots=True)
class _Filled:
    """The form of one pack.

    Attributes:
        of: what the answers belong to.
        shown: the audit with its packs.
        found: the pack with its answers.
    """

    of: str
    shown: Opened
    found: AnsweredPack

    @property
    def name(self) -> str:
        """The pack's."""
        return self.found.pack.name

    @property
    def said(self) -> PackAnswers:
        """What a person says of the pack."""
        return state.pack_answers(self.of).get(self.name) or self.shown.review.packs[self.name]

    def key(self, *field: str) -> str:
        """A field's, of this audit and pack."""
        return "-".join(("pack", self.of, self.name, *field))

    def kept(self, *field: str) -> dict[str, Any]:
        """What makes a field keep what was typed for as long as the visitor stays."""
        return {"key": self.key(*field), "persist_state": "session"}

    def before(self, asked: str) -> tuple[bool, str]:
        """Whether a question has a reason why it does not apply, and that or its answer."""
        reason = self.said.does_not_apply.get(asked)
        return reason is not None, reason or self.said.answers.get(asked, "")

    def typed(self, asked: str) -> tuple[str, bool]:
        """What was typed of a question, and whether as the reason why it does not apply."""
        text = str(state.widget(self.key(asked, "text")) or "").strip()
        return text, state.widget(self.key(asked, "kind")) == _REASON

    def keep(self, asked: str) -> None:
        """Keep what was typed, unless it is too long; an empty field takes it back."""
        who.require(Action.PACKS)
        text, is_reason = self.typed(asked)
        if len(text) > _most(is_reason=is_reason):
            return
        told: dict[bool, dict[str, str]] = {
            place: {name: one for name, one in part.items() if name != asked}
            for place, part in ((False, self.said.answers), (True, self.said.does_not_apply))
        }
        if text:
            told[is_reason][asked] = text
        changed = PackAnswers(answers=told[False], does_not_apply=told[True])
        state.answer_pack(self.of, self.name, changed)

    def keep_and_go_on(self, asked: str) -> None:
        """Keep it, and choose the next question that nobody has answered."""
        self.keep(asked)
        names = [one.requirement.id for one in self.found.answers]
        after = names.index(asked) + 1
        still = {
            one.requirement.id for one in self.found.answers
            if one.standing is Standing.NOT_ANSWERED and one.requirement.id != asked
        }  # fmt: skip
        following = next((one for one in (*names[after:], *names[:after]) if one in still), asked)
        state.choose(self.key("question"), following)


def _most(*, is_reason: bool) -> int:
    return MOST_REASON if is_reason else MOST_ANSWER


def _fill_in(form: _Filled) -> None:
    """One question at a time: what it is answered by so far, and what a person says."""
    by_id = {one.requirement.id: one for one in form.found.answers}
    first = next((n for n, one in by_id.items() if one.standing is Standing.NOT_ANSWERED), None)
    st.subheader(_FILL_IN, anchor=False)
    blocks.line(said.YOURS)
    if state.chosen(form.key("question")) not in by_id:
        state.choose(form.key("question"), first or next(iter(by_id)))
    asked = st.selectbox(
        _QUESTION, list(by_id), format_func=lambda name: label(by_id[name].requirement.question),
        **form.kept("question"),
    )  # fmt: skip
    _one_question(form, by_id[asked])


def _one_question(form: _Filled, one: Answered) -> None:
    asked = one.requirement.id
    blocks.line(said.so_far(one))
    is_reason, before = form.before(asked)
    state.begin(form.key(asked, "kind"), _REASON if is_reason else _ANSWER)
    state.begin(form.key(asked, "text"), before)
    st.radio(
        _KIND, (_ANSWER, _REASON), horizontal=True,
        on_change=form.keep, args=(asked,), **form.kept(asked, "kind"),
    )  # fmt: skip
    st.text_area(
        label(one.requirement.question),
        on_change=form.keep,
        args=(asked,),
        **form.kept(asked, "text"),
    )
    text, is_reason = form.typed(asked)
    blocks.line(said.too_long(len(text), _most(is_reason=is_reason)))
    st.button(_NEXT, key=form.key(asked, "next"), on_click=form.keep_and_go_on, args=(asked,))
