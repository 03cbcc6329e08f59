"""What every page is made of: one claim, its chart, what it means, its numbers, how it was made."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from components import cached, choices, nav, state, tables, theme
from components.choices import Chosen
from components.drawn import Drawn
from components.text import inert
from evenhand import figures, plots, spreadsheet, words
from evenhand.errors import InputError
from evenhand.figures import Figure, PagePart, Part, Table
from evenhand.review import Review

_NUMBERS: Final = "See the numbers"
_FILE: Final = "Take the numbers along"
_HOW: Final = "How is this worked out"
_MORE: Final = "More: further charts, tables and tests"
_CROSSING: Final = "Crossing the two columns."
_NO_LOG: Final = (
    "There is no log of yours here yet. Bring it on the Overview page, or choose a sample."
)
_FONT: Final = '"Source Sans", system-ui, sans-serif'
_COMPACT: Final = 210
_PLOTLY: Final = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


def opened() -> Chosen:
    """Everything that was chosen; ends the page with one line where there is no log yet."""
    shown = choices.current()
    if shown is None:
        headline("Bring your own log to see this page")
        line(_NO_LOG)
        st.page_link(nav.STOPS[0].file, label="Go to Overview")
        st.stop()
    return choices.chosen(shown)


def crossed(chosen: Chosen) -> Chosen:
    """The same choices by the groups of two columns, where a crossing was chosen.

    Args:
        chosen: what was chosen; as it is where the two make too many groups, with a line on why.
    """
    if chosen.crossed is None or chosen.attribute is None:
        return chosen
    try:
        with st.spinner(_CROSSING):
            shown, attribute = cached.crossed(chosen.shown, chosen.attribute, chosen.crossed)
    except InputError as error:
        st.error(inert(str(error)))
        return chosen
    return replace(chosen, shown=shown, attribute=attribute)


def headline(finding: str) -> None:
    """The page's finding, in one sentence.

    Args:
        finding: plain text.
    """
    st.title(inert(finding), anchor=False)


def line(text: str | None) -> None:
    """One plain sentence, inert; nothing where there is none.

    Of an own log it names the form where it would name keys of a review file.

    Args:
        text: what to say.
    """
    if text:
        st.text(words.on_form(text) if state.is_own_open() else text, width="stretch")


def notes(review: Review, *names: str) -> None:
    """What must stand beside the numbers of a page, one line each.

    Args:
        review: where they come from.
        names: the candidates that the page shows.
    """
    for note in words.notes(review, names):
        line(note)


def ready(chosen: Chosen, name: str) -> bool:
    """Whether a part of the page can be shown; if not, one line says why and what to add.

    Args:
        chosen: what was chosen.
        name: the part's name to `words.missing`.
    """
    why = words.missing(chosen.shown.findings, chosen.shown.review, name)
    line(why)
    return why is None


def block(chosen: Chosen, name: str, make: Callable[[], Figure]) -> None:
    """Draw a figure, or the one line that says why it is missing and what to add.

    Args:
        chosen: what was chosen.
        name: the figure's name to `words.missing`, and on the page.
        make: makes the figure.
    """
    if ready(chosen, name):
        figure(make(), key=name)


def pair(shown: Sequence[Figure], *, key: str) -> None:
    """Draw figures side by side; below each other where there is no room.

    Args:
        shown: the figures.
        key: their name on the page.
    """
    columns = st.columns(len(shown)) if shown else []
    for place, (column, each) in enumerate(zip(columns, shown, strict=True)):
        with column:
            figure(each, key=f"{key}-{place}")


def listed(
    chosen: Chosen, parts: Sequence[PagePart], *, first: bool, placed: Collection[str] = ()
) -> None:
    """Draw the parts of a page, or the one line that says why one is missing and what to add.

    Args:
        chosen: what was chosen.
        parts: what there is, in order.
        first: those that stand on the page at once, or those under More.
        placed: the keys of those that stand elsewhere.
    """
    for part in parts:
        if part.first == first and part.key not in placed:
            listed_one(chosen, part)


def then_now(chosen: Chosen, page: str) -> None:
    """Draw what a page stands on beside an earlier log; nothing where there is none.

    Args:
        chosen: what was chosen.
        page: a key of `figures.THEN_NOW`.
    """
    if words.then_now_of(chosen.shown.findings) is not None:
        listed(chosen, figures.THEN_NOW[page], first=True)


def listed_one(chosen: Chosen, part: PagePart, *, compact: bool = False) -> None:
    """Draw one part of a page, or the one line that says why it is missing and what to add.

    Args:
        chosen: what was chosen.
        part: the part.
        compact: whether its drawing is small and stands beside what is said.
    """
    if ready(chosen, part.key):
        made = part.make(chosen.shown.findings, chosen.shown.review, chosen.attribute)
        maybe(made, key=part.key, compact=compact)


def parts(listed: Sequence[Part], make: Callable[[Part], Figure | None], *, first: bool) -> None:
    """Draw the parts of a page that have something to show.

    Args:
        listed: what there is, in order.
        make: makes a part's figure; None where there is nothing to show.
        first: those that stand on the page at once, or those under More.
    """
    for part in listed:
        if part.first == first:
            maybe(make(part), key=part.key)


def maybe(shown: Figure | None, *, key: str, compact: bool = False) -> None:
    """Draw a figure where there is one.

    Args:
        shown: a figure, or None where there is nothing to show.
        key: its name on the page.
        compact: whether its drawing is small and stands beside what is said.
    """
    if shown is not None:
        figure(shown, key=key, compact=compact)


def more() -> bool:
    """Whether the reader wants what stands under More; the answer is in the address."""
    st.divider()
    return st.toggle(_MORE, key="more", bind="query-params")


def figure(shown: Figure, *, key: str, titled: bool = True, compact: bool = False) -> None:
    """Draw one figure.

    Args:
        shown: a figure; a table has no drawing and stands for itself.
        key: its name on the page, once a page.
        titled: false where the page's own finding is its claim.
        compact: whether its drawing is small and stands beside what is said.
    """
    with st.container(key=f"block-{key}"):
        said, drawn = st.columns([3, 2]) if compact else (st.container(), st.container())
        with said:
            if titled:
                st.subheader(inert(shown.title), anchor=False)
            if compact:
                line(shown.meaning)
        with drawn:
            is_drawn = _drawing(shown, key, _COMPACT if compact else None)
        with said if compact else st.container(gap="xxsmall"):
            line(figures.left_out(shown))
            if not compact:
                line(shown.meaning)
            _details(shown, key, drawn=is_drawn)


def _drawing(shown: Figure, key: str, height: int | None) -> bool:
    """The drawing of a figure, or its short table; its whole table where it has neither.

    Returns:
        Whether the whole table is still to be shown.
    """
    drawing = plots.plot(shown, dark=theme.is_dark())
    brief = shown.brief if isinstance(shown, Table) else None
    if drawing:
        made = Drawn(_in_our_font(drawing, height))
        st.plotly_chart(made, theme=None, config=_PLOTLY, key=f"chart-{key}", alt=shown.alt)
    elif brief is not None:
        tables.show(brief.columns, brief.rows, name=f"{shown.title}, in short", key=f"{key}-0")
    else:
        tables.show(shown.columns, shown.rows, name=shown.title, key=key)
    return bool(drawing or brief)


def _in_our_font(drawing: dict[str, Any], height: int | None) -> dict[str, Any]:
    """The drawing in the font of the page, which came with the app; lower where asked."""
    layout = drawing["layout"]
    changed = {"font": {**layout.get("font", {}), "family": _FONT}}
    return {**drawing, "layout": {**layout, **changed, **({"height": height} if height else {})}}


def _details(shown: Figure, key: str, *, drawn: bool) -> None:
    """The numbers and the method, one click away."""
    with st.container(gap="xxsmall"):
        _numbers(shown, key, drawn=drawn)
        with st.expander(_HOW, type="compact"):
            line(shown.how)


def _numbers(shown: Figure, key: str, *, drawn: bool) -> None:
    """The table behind a drawing, and its file."""
    with st.expander(_NUMBERS if drawn else _FILE, type="compact"):
        if drawn:
            tables.show(shown.columns, shown.rows, name=shown.title, key=key)
        st.download_button(
            "Download as CSV",
            spreadsheet.as_csv(shown.columns, shown.rows),
            f"evenhand-{key}.csv",
            "text/csv",
            key=f"csv-{key}",
            on_click="ignore",
        )
