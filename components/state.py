"""What a visitor has chosen and brought: the only module that touches Streamlit's session state.

Shared choices are widgets bound to the address, drawn once by the router; a link reopens them.
"""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from evenhand.document import UNTOLD, Origin
from evenhand.explanation import Explanation
from evenhand.findings import Findings
from evenhand.held import Held
from evenhand.reference import Reference
from evenhand.repeated import Repeated
from evenhand.review import MOST_COST_LINES, PackAnswers, Review
from evenhand.score_gap import ScoreGap
from evenhand.tally import Tally

OWN: Final = "own"
_OWN: Final = "_own_log"
_TURN: Final = "_upload_turn"
_SEEN: Final = "_seen_logs"
_REVIEW: Final = "review"
_TRIED: Final = "_tried"
_WRITTEN: Final = "_written"
_FRESH: Final = "_fresh"
_BACK: Final = "_back"
_CHOSEN_FOR: Final = "_chosen_for"
_THRESHOLD: Final = "threshold"
_LINKS: Final = "_kept_links"
_MOST_LINKS: Final = 20
_NOTED: Final = "noted"
_WORDS: Final = "_words"
_PACKS: Final = "_packs"
_TURN_OF_CASE: Final = "turn"
_MOST_TURNS: Final = 9999
_NOTED_HERE: Final = "_noted"
_BETWEEN: Final = "."
_DIGITS: Final = 16
_MOST_NOTED: Final = 20
# What the address calls a cost that was changed, and its key in a review file.
_COSTS: Final[Mapping[str, str]] = {
    "false_alarm": "false_positive",
    "missed_case": "false_negative",
    "one_review": "review",
    "cases_a_year": "cases_per_year",
    "running": "cost_per_case",
    "waiting": "waiting_per_second",
    "worth": "positive_worth",
    "upkeep": "upkeep_per_year",
    **{f"line_{place}": f"other_{place}" for place in range(1, MOST_COST_LINES + 1)},
}
_COLUMNS: Final = ("attribute", "crossed")  # the choices of a column that an address holds
# The numbers an address holds, and the highest that each may be.
_NUMBERS: Final[Mapping[str, float]] = {
    _THRESHOLD: 1.0,
    **dict.fromkeys(_COSTS, sys.float_info.max),
}

_ASKED_PACKS: Final = "packs"
_LINKED: Final = (_REVIEW, _NOTED, _ASKED_PACKS, *_COLUMNS, *_NUMBERS)
"""All that is written into the address and read from it here."""


@dataclass(frozen=True, slots=True)
class Why:
    """What explains an own log.

    Attributes:
        explanation: all of it.
        gaps: by attribute what drives the gap, or why that can't be said.
        repeated: whether the same inputs got the same answer.
    """

    explanation: Explanation
    gaps: Mapping[str, ScoreGap | str]
    repeated: Repeated | None


@dataclass(frozen=True, slots=True)
class OwnLog:
    """What is kept of a visitor's log: counts and findings, and what explains it; not its file.

    Attributes:
        review: what its columns mean.
        tally: the counts; the file is gone.
        findings: what was found.
        keys: the keys of its review file, for the visitor to take along.
        purpose: what the audit is for, in the visitor's words.
        until: when it is forgotten, in seconds of `time.monotonic`; None: with the page.
        origin: what is said of the file that they came from.
        why: what explains it, where inputs of the model were named.
        held: the model and some cases to ask about, where its file was brought.
        reference: what was counted of an earlier log, where one was brought.
    """

    review: Review
    tally: Tally
    findings: Findings
    keys: Mapping[str, object]
    purpose: str
    until: float | None
    origin: Origin = UNTOLD
    why: Why | None = None
    held: Held | None = None
    reference: Reference | None = None


def own() -> OwnLog | None:
    """The visitor's own log, unless there is none or its time is over."""
    kept: OwnLog | None = st.session_state.get(_OWN)
    if kept is not None and kept.until is not None and time.monotonic() > kept.until:
        forget()
        return None
    return kept


def keep(log: OwnLog) -> None:
    """Keep the findings of the visitor's own log, and let go of the uploaded file."""
    st.session_state[_OWN] = log
    st.session_state[_TURN] = turn() + 1
    st.session_state[_SEEN] = {*st.session_state.get(_SEEN, ()), log.findings.review.fingerprint}


def has_seen(fingerprint: str | None) -> bool:
    """Whether this visitor has seen results of a log, forgotten since or not.

    Args:
        fingerprint: of the file.
    """
    return fingerprint in st.session_state.get(_SEEN, ())


def forgotten() -> tuple[str | None, ...]:
    """The fingerprints of the visitor's logs whose results were seen and are held no more."""
    log = own()
    held = {log.findings.review.fingerprint} if log else set()
    return tuple(st.session_state.get(_SEEN, set()) - held)


def drop(file: UploadedFile) -> None:
    """Let go of an uploaded file at once; Streamlit would hold it until the page is closed.

    Args:
        file: what the uploader gave.
    """
    context = get_script_run_ctx()
    held = context.uploaded_file_mgr if context else None
    if context and isinstance(held, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)


def forget() -> None:
    """Let go of the visitor's own log."""
    st.session_state.pop(_OWN, None)
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How many files have been brought so far: a new turn is a new, empty form."""
    return int(st.session_state.get(_TURN, 0))


def kept(name: str, turn: int) -> dict[str, Any]:
    """What makes a widget keep what was typed for as long as the visitor stays.

    Args:
        name: the widget's, once a form.
        turn: which form it is in.
    """
    return {"key": f"own-{turn}-{name}", "persist_state": "session"}


def chosen(key: str) -> str | None:
    """What a shared choice holds now, by its key; None where it has not been drawn yet."""
    value = st.session_state.get(key)
    return None if value is None else str(value)


def is_own_open() -> bool:
    """Whether the open review is the visitor's own log."""
    return chosen(_REVIEW) == OWN


def choose(key: str, value: str) -> None:
    """Set a shared choice before its widget is drawn."""
    st.session_state[key] = value


def begin(key: str, value: str) -> None:
    """Set what a field holds before anybody typed, before it is drawn for the first time."""
    st.session_state.setdefault(key, value)


def drop_fields(beginning: str) -> None:
    """Let go of what fields hold, so that they begin anew.

    Args:
        beginning: of their keys.
    """
    for key in [str(key) for key in st.session_state if str(key).startswith(beginning)]:
        del st.session_state[key]


def choose_several(key: str, values: Sequence[str]) -> None:
    """Set what several of a choice hold, before its widget is drawn.

    Args:
        key: the widget's.
        values: all that are chosen.
    """
    st.session_state[key] = list(values)


def is_another(audit: str) -> bool:
    """Whether the choices were made for another audit; from now on they are for this one.

    Args:
        audit: the key of the one that is open.
    """
    before = st.session_state.get(_CHOSEN_FOR)
    st.session_state[_CHOSEN_FOR] = audit
    return before not in {None, audit}


def in_link(key: str) -> bool:
    """Whether the address says something of a shared choice."""
    return key in st.query_params


def hold(key: str, value: float | None) -> None:
    """Let a number that is kept here stand in its widget, before that is drawn.

    Args:
        key: the widget's.
        value: the number; None where there is none.
    """
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def asked(key: str) -> str | None:
    """What the address asks for, where nothing has been chosen yet or the visitor went back."""
    known = key in st.session_state and not st.session_state.get(_BACK)
    return None if known else st.query_params.get(key)


# What was written into the record from this browser


def noted() -> tuple[str, ...]:
    """How the entries begin that were written in this browser: the address names them too.

    Nobody can guess one, so that a link shows what its sender wrote, and of others nothing.
    """
    here = st.query_params.get(_NOTED, "").split(_BETWEEN)
    linked = [text for text in here if len(text) == _DIGITS and text.isalnum()]
    return tuple(dict.fromkeys([*st.session_state.get(_NOTED_HERE, ()), *linked]))


def note(digest: str) -> None:
    """Keep that an entry was written here.

    Args:
        digest: what seals it.
    """
    st.session_state[_NOTED_HERE] = (*noted(), digest[:_DIGITS])[-_MOST_NOTED:]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending a form.

    Attributes:
        text: what to say.
        is_done: whether it did what was asked.
    """

    text: str
    is_done: bool


def form_turn(name: str) -> int:
    """How many times a form was sent and done; every turn has empty fields.

    Args:
        name: the form's.
    """
    return int(st.session_state.get(f"_turn-{name}", 0))


def outcome(name: str) -> Outcome | None:
    """What came of sending a form last; None where it was not sent.

    Args:
        name: the form's.
    """
    said: Outcome | None = st.session_state.get(f"_said-{name}")
    return said


def finish(name: str, text: str) -> None:
    """A form did what was asked, and starts anew.

    Args:
        name: the form's.
        text: what to say.
    """
    st.session_state[f"_turn-{name}"] = form_turn(name) + 1
    st.session_state[f"_said-{name}"] = Outcome(text, is_done=True)


def refuse(name: str, text: str) -> None:
    """A form could not do what was asked, and keeps what was typed.

    Args:
        name: the form's.
        text: what to say.
    """
    st.session_state[f"_said-{name}"] = Outcome(text, is_done=False)


def threshold() -> float | None:
    """Where the handoff slider was released, or what the address says; None: the review's."""
    return _number(_THRESHOLD, _tried())


def release(value: float) -> None:
    """Keep where the slider was released."""
    _try({**_tried(), _THRESHOLD: f"{value:g}"})


def costs() -> Mapping[str, float]:
    """The costs that were changed on the page, by their keys in a review file."""
    found = {cost: _number(key, _tried()) for key, cost in _COSTS.items()}
    return {cost: value for cost, value in found.items() if value is not None}


def edit_costs(changed: Mapping[str, float]) -> None:
    """Keep costs that were changed on the page; those not named are the review's again.

    Args:
        changed: by their keys in a review file.
    """
    texts = {key: f"{changed[cost]:.10g}" for key, cost in _COSTS.items() if cost in changed}
    kept = {key: text for key, text in _tried().items() if key not in _COSTS}
    _try(kept | texts)


def reset_tried() -> None:
    """Back to the review's own threshold and costs, as after choosing another review."""
    _try({key: text for key, text in _tried().items() if key not in _NUMBERS})


def chosen_packs() -> tuple[str, ...]:
    """The rule packs that were chosen on the page, or that the address names."""
    return tuple(filter(None, _tried().get(_ASKED_PACKS, "").split(_BETWEEN)))


def choose_packs(names: Iterable[str]) -> None:
    """Keep which rule packs were chosen; any page's address names them.

    Args:
        names: of packs.
    """
    others = {key: text for key, text in _tried().items() if key != _ASKED_PACKS}
    text = _BETWEEN.join(names)
    _try({**others, **({_ASKED_PACKS: text} if text else {})})


def follow_link(page: str) -> None:
    """Take what the address says where it is not what was written there: a link, or the way back.

    The menu leads to a page without these parameters; what was tried then stays.

    Args:
        page: the path of the page that is open.
    """
    here, written = _in_link(), st.session_state.get(_WRITTEN)
    is_ours = st.session_state.pop(_FRESH, False) or written == (page, here)
    by_menu = written is not None and written[0] != page and not here
    went = not is_ours and not by_menu
    st.session_state[_BACK] = went and written is not None
    if went:
        kept = {key: here[key] for key in _NUMBERS if _number(key, here) is not None}
        packs = {key: here[key] for key in (_ASKED_PACKS,) if key in here}
        st.session_state[_TRIED] = kept | packs


def link() -> Mapping[str, str]:
    """What the address of any page holds: the open review, and what was tried."""
    review = chosen(_REVIEW)
    noted_here = {_NOTED: _BETWEEN.join(noted())} if noted() else {}
    return {**({} if review is None else {_REVIEW: review}), **_tried(), **noted_here}


def write_link(page: str, columns: Mapping[str, str]) -> None:
    """Put the open review, chosen columns, the released threshold and costs into the address.

    A select box that is bound to the address would write the review's title there, and nothing
    where a link chose the review; a v2 component cannot write by itself.

    Args:
        page: the path of the page that is open.
        columns: those that were chosen on it, by the choice.
    """
    wanted, here = {**link(), **columns}, _in_link()
    for key in here.keys() - wanted.keys():
        st.query_params.pop(key)
    if changed := dict(wanted.items() - here.items()):
        # All at once: every write of its own is a step in the browser's history.
        st.query_params.update(changed)
    st.session_state[_WRITTEN] = (page, wanted)


def _in_link() -> Mapping[str, str]:
    found = {key: st.query_params.get(key) for key in _LINKED}
    return {key: text for key, text in found.items() if text is not None}


def _tried() -> Mapping[str, str]:
    """What was tried, by its name in the address, and as it stands there."""
    kept: Mapping[str, str] = st.session_state.get(_TRIED, {})
    return kept


def _try(changed: Mapping[str, str]) -> None:
    """Keep what was just tried, which is newer than any address."""
    st.session_state[_TRIED] = dict(changed)
    st.session_state[_FRESH] = True


def _number(key: str, texts: Mapping[str, str]) -> float | None:
    """A number that an address holds; None where it is none, or none that can be asked for."""
    try:
        value = float(texts[key])
    except (KeyError, ValueError):
        return None
    return value if 0 <= value <= _NUMBERS[key] else None


def wordings(of: str) -> Mapping[str, Mapping[str, str | None]]:
    """The words that this visitor gave columns: by column, the parts that are said otherwise.

    Args:
        of: what the columns belong to.
    """
    found: Mapping[str, Mapping[str, Mapping[str, str | None]]] = st.session_state.get(_WORDS, {})
    return found.get(of, {})


def reword(of: str, changed: Mapping[str, Mapping[str, str | None]]) -> None:
    """Keep the words that this visitor gives columns, instead of those given before.

    Args:
        of: what the columns belong to.
        changed: by column, the parts that are said otherwise.
    """
    st.session_state[_WORDS] = {**st.session_state.get(_WORDS, {}), of: changed}


def pack_answers(of: str) -> Mapping[str, PackAnswers]:
    """What this visitor says of rule packs, by the pack's name.

    Args:
        of: what the answers belong to.
    """
    found: Mapping[str, Mapping[str, PackAnswers]] = st.session_state.get(_PACKS, {})
    return found.get(of, {})


def answer_pack(of: str, name: str, answers: PackAnswers) -> None:
    """Keep what this visitor says of a rule pack, instead of what was said before.

    Args:
        of: what the answers belong to.
        name: the pack's.
        answers: all of them.
    """
    kept = {**pack_answers(of), name: answers}
    st.session_state[_PACKS] = {**st.session_state.get(_PACKS, {}), of: kept}


def has_written(of: str) -> bool:
    """Whether this visitor said anything of a review, taken back since or not.

    Args:
        of: what it belongs to.
    """
    return any(of in st.session_state.get(kept, {}) for kept in (_WORDS, _PACKS))


def case_turn() -> int:
    """How many times another case was picked by chance; the address has it, so a link does."""
    text = st.query_params.get(_TURN_OF_CASE, "0")
    return min(int(text), _MOST_TURNS) if text.isascii() and text.isdigit() else 0


def another_case() -> None:
    """Ask for another case picked by chance."""
    st.query_params[_TURN_OF_CASE] = str(case_turn() % _MOST_TURNS + 1)


def widget(key: str) -> object:
    """What a widget inside a component reported last, by its key."""
    return st.session_state.get(key)


# Kept reviews: the links that this visitor has


def asked_review() -> str | None:
    """The review that the address or an earlier choice asks for, whether it exists or not."""
    return asked(_REVIEW) or chosen(_REVIEW)


def remember(link: str, manage: str | None = None) -> None:
    """Keep the link of a kept review for as long as the visitor stays.

    Args:
        link: the one that opens it.
        manage: the one that deletes it, for who kept it.
    """
    links: dict[str, str | None] = dict(st.session_state.get(_LINKS, {}))
    links[link] = manage or links.get(link)
    st.session_state[_LINKS] = links


def links() -> Mapping[str, str | None]:
    """The links of kept reviews that the visitor has, each with what deletes it, if known."""
    found: Mapping[str, str | None] = st.session_state.get(_LINKS, {})
    return found


def let_go(link: str) -> None:
    """Forget the link of a kept review."""
    kept_links = {one: manage for one, manage in links().items() if one != link}
    st.session_state[_LINKS] = kept_links
    if chosen(_REVIEW) == link:
        st.session_state.pop(_REVIEW)


def linked(key: str) -> tuple[str, ...]:
    """What the address lists under a key, at most a few.

    Args:
        key: `links` on the page of kept reviews, `manage` for the one to delete.
    """
    text = st.query_params.get(key, "")
    return tuple(part for part in text.split(",")[:_MOST_LINKS] if part)


def unlink(key: str) -> None:
    """Take a key out of the address.

    Args:
        key: its name there.
    """
    if key in st.query_params:
        st.query_params.pop(key)


def write_links() -> None:
    """Put all links into the address, so that it opens the same page of kept reviews again."""
    wanted = ",".join(links())
    if wanted != st.query_params.get("links", ""):
        if wanted:
            st.query_params["links"] = wanted
        else:
            st.query_params.pop("links")


def origin() -> str:
    """The address of the app, without a page."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
