"""The forms for one case, opened once for the page and for programs alike."""

import threading
from collections.abc import Mapping
from functools import cache
from typing import Final

from components import samples
from evenhand import picture_form
from evenhand.audit import opened_log
from evenhand.picture_form import PictureForm
from evenhand.scoring import Form, open_form

_OPENING: Final = threading.Lock()


def of_samples() -> Mapping[str, Form]:
    """The form of every sample that can decide a new case; a sample is counted when it is shown."""
    with _OPENING:
        found = {name: _form(name) for name in samples.samples()}
    return {name: form for name, form in found.items() if form.fields}


def of(name: str) -> Form:
    """The form of one sample; it has no fields where nothing can be run.

    Args:
        name: of the sample.
    """
    with _OPENING:
        return _form(name)


@cache
def _form(name: str) -> Form:
    return open_form(opened_log(samples.review(name)))


def of_pictures() -> Mapping[str, PictureForm]:
    """The form of every sample whose model reads pictures; for people alone."""
    with _OPENING:
        found = {name: _picture_form(name) for name in samples.samples()}
    return {name: form for name, form in found.items() if form is not None}


@cache
def _picture_form(name: str) -> PictureForm | None:
    return picture_form.opened(opened_log(samples.review(name)))
