"""The whole of an explanation, or the parts of it that a page asks for by themselves."""

import hashlib
from collections.abc import Callable
from typing import Final

from evenhand import heat
from evenhand.errors import BusyError, InputError
from evenhand.explanation.cases import asked, model_in
from evenhand.explanation.drives import drives
from evenhand.explanation.kinds import Explanation
from evenhand.explanation.single import picked, shown
from evenhand.log import Log
from evenhand.models import Heard

_METHOD: Final = 1  # raised wherever the same content would give another explanation


def unheard(done: int, of: int) -> None:
    """Nobody listens."""


def explain(log: Log, heard: Heard = unheard) -> Explanation:
    """Explain the model of a review, overall and in a few cases.

    Args:
        log: the decisions.
        heard: is told how many cases are explained, of how many; what it raises ends the work.
    """
    if log.review.columns.image_size:
        return _said(lambda: Explanation(None, (), pictures=_looked(log, heard)))
    return _said(lambda: _explained(log, heard))


def _looked(log: Log, heard: Heard) -> heat.Heat:
    return heat.explain(log.review, model_in(log), heard)


def picture(log: Log, place: int) -> heat.PictureCase:
    """Explain one of the pictures that a review's file has.

    Args:
        log: the decisions.
        place: which, from 1.

    Raises:
        InputError: there are fewer, or nothing can be said of it.
    """
    return heat.one(log.review, model_in(log), place)


def overall(log: Log, heard: Heard = unheard) -> Explanation:
    """What drives the model of a review over many cases, without single ones.

    Args:
        log: the decisions.
        heard: is told how many cases are explained, of how many; what it raises ends the work.
    """
    return _said(lambda: Explanation(drives(log, heard)[-1], ()))


def examples(log: Log) -> Explanation:
    """A few cases of a review's log, and why its model answered as it did, nothing overall."""

    def few() -> Explanation:
        model, cases = asked(log)
        return Explanation(None, shown(log.review, model, cases, picked(cases, log.review)))

    return _said(few)


def content_key(log: Log, fingerprint: str | None) -> str:
    """A name for what an explanation is worked out of, which nothing else has.

    Args:
        log: the decisions.
        fingerprint: of their file, which decides rows and background.
    """
    review = log.review
    own = review.handoff_candidate
    named = next((c for c in (own, *review.candidates) if c.model), own)
    path = review.folder / (named.model or "")
    beside = path.read_bytes() if path.is_file() else b""
    content = beside if log.attached is None else log.attached
    asked = (_METHOD, fingerprint, named, review.columns, review.words, review.attributes)
    with_method = (*asked, review.method, review.handoff_threshold, review.explanation)
    return hashlib.sha256(repr(with_method).encode() + b"\0" + content).hexdigest()


def _said(work: Callable[[], Explanation]) -> Explanation:
    """What can be explained, or the one line that says why it can't be.

    Raises:
        BusyError: others are being answered.
    """
    try:
        return work()
    except BusyError:
        raise
    except InputError as error:
        return Explanation(None, (), str(error))


def _explained(log: Log, heard: Heard) -> Explanation:
    review = log.review
    model, cases, found = drives(log, heard)
    return Explanation(found, shown(review, model, cases, picked(cases, review)))
