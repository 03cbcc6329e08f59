"""Where a model that reads pictures looks: over all of them, and in one."""

from functools import partial
from typing import Final

import streamlit as st

from components import cached, watch
from components.blocks import figure, headline, line, notes
from components.cached import Opened
from components.choices import Chosen
from evenhand import figures, words
from evenhand.heat import Heat, PictureCase
from evenhand.words import pictures as said

_WORKING: Final = "Covering one part of the picture after another."


def instead(chosen: Chosen) -> None:
    """Draw the page of a model that reads pictures, and end it there; nothing for any other.

    Args:
        chosen: what was chosen.
    """
    shown = chosen.shown
    if not shown.review.columns.image_size:
        return
    job = cached.looked(shown)
    found = job.future.result() if job.is_soon_done() and not job.has_failed else None
    if found is not None and found.pictures is not None:
        _draw(found.pictures, shown)
        st.stop()
    headline(words.explain_title(found, shown.review))
    notes(shown.review)
    if found is None:
        watch.until_done(job, partial(words.explained_so_far, review=shown.review))
    else:
        line(found.reason)
    st.stop()


def _draw(heat: Heat, shown: Opened) -> None:
    review = shown.review
    headline(said.look_title(heat, review))
    notes(review)
    overall = figures.on_region(heat, review)
    if overall is not None:
        figure(overall, key="on_region", titled=False)
    case = _one_of(heat, shown)
    if case is not None:
        figure(figures.picture(case, review, heat), key="picture")


def _one_of(heat: Heat, shown: Opened) -> PictureCase | None:
    """Let the reader choose a picture, which stands in the address."""
    review = shown.review
    listed = [said.picture_name(case, review) for case in heat.cases]
    every = [f"Picture {place}" for place in range(1, heat.n + 1)]
    label = f"Which {words.name(review.words.case)}"
    picked = st.selectbox(label, [*listed, *every], key="case", bind="query-params", width=420)
    if picked in listed:
        return heat.cases[listed.index(picked)]
    with st.spinner(_WORKING):
        found = cached.picture(shown, every.index(picked) + 1)
    if isinstance(found, str):
        line(f"{words.capital(found).rstrip('.')}.")
        return None
    return found
