"""The slides as a PowerPoint file: native charts and tables, sizes worked out so that all fits."""

import io
import re
import zipfile
from itertools import cycle
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.slide import Slide as Page
from pptx.util import Pt

from evenhand.explanation import Explanation
from evenhand.findings import Findings
from evenhand.plots.style import LIGHT
from evenhand.report import fitting, slide_bodies
from evenhand.report import slide_pieces as pieces
from evenhand.report.slide_charts import FIRST_DAY, Box, plain
from evenhand.report.slides import Deck, Slide, deck, deck_of
from evenhand.report.tree import Report
from evenhand.review import Review

_TITLE: Final = Box(pieces.EDGE, 50.0, pieces.ROOM, 66.0)
_PART: Final = Box(pieces.EDGE, 30.0, pieces.ROOM, 18.0)
_LINE: Final = Box(pieces.EDGE, 460.0, pieces.ROOM, 42.0)
_FOOT: Final = Box(pieces.EDGE, 510.0, pieces.ROOM - 90.0, 16.0)
_NUMBER: Final = Box(pieces.WIDE - pieces.EDGE - 80.0, 510.0, 80.0, 16.0)
_BAR: Final = Box(0.0, 36.0, 10.0, 80.0)
_TITLE_SIZES: Final = (28, 26, 24, 22, 20, 18, 16)
_SMALL: Final = 9.5
_FIRST_ENTRY: Final = (1980, 1, 1, 0, 0, 0)


def pptx(findings: Findings, review: Review, explanation: Explanation | None = None) -> bytes:
    """The slides of a review as a PowerPoint file.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    return written(deck(findings, review, explanation))


def pptx_of(report: Report) -> bytes:
    """Any tree as a PowerPoint file.

    Args:
        report: what it says.
    """
    return written(deck_of(report))


def written(made: Deck) -> bytes:
    """Slides as a file; the same slides give the same bytes.

    Args:
        made: what they say.
    """
    show: Any = Presentation()
    show.slide_width, show.slide_height = Pt(pieces.WIDE), Pt(pieces.HIGH)
    layout = _prepared(show, made.title)
    for number, slide in enumerate(made.slides, 1):
        _page(show.slides.add_slide(layout), slide, made.foot, f"{number} / {len(made.slides)}")
    out = io.BytesIO()
    show.save(out)
    return _timeless(out.getvalue())


# The file


def _prepared(show: Any, title: str) -> Any:  # noqa: ANN401  # the library's own
    """One layout, our colours and font, and nothing of who made it when."""
    layouts = show.slide_layouts
    layout = next(one for one in layouts if one.name == "Title Only")
    for other in [one for one in layouts if one is not layout]:
        layouts.remove(other)
    for place in [*layout.placeholders, *show.slide_master.placeholders]:
        if place.placeholder_format.type == PP_PLACEHOLDER.TITLE:
            place.left, place.top, place.width, place.height = _TITLE.sides
        else:
            place._element.getparent().remove(place._element)  # noqa: SLF001  # a date, a foot
    parts = show.slide_master.part.rels.values()
    theme = next(rel.target_part for rel in parts if rel.reltype == RELATIONSHIP_TYPE.THEME)
    theme._blob = _themed(theme.blob)  # noqa: SLF001  # the library keeps it as it is
    package = show.part.package
    for key, rel in [*package._rels.items()]:  # noqa: SLF001
        if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(key)  # noqa: SLF001
    about = show.core_properties
    about.title, about.author, about.last_modified_by, about.revision = plain(title), "", "", 1
    about.created = about.modified = FIRST_DAY.replace(tzinfo=None)
    return layout


def _themed(theme: bytes) -> bytes:
    """Our colours and font, for whoever goes on with the file."""
    text = theme.decode()
    accents = cycle((LIGHT.blue, LIGHT.vermillion, LIGHT.grey))
    for number, colour in zip(range(1, 7), accents, strict=False):
        tag, value = f"a:accent{number}", colour.removeprefix("#")
        ours = f'<{tag}><a:srgbClr val="{value}"/></{tag}>'
        text = re.sub(rf"<{tag}>.*?</{tag}>", ours, text, flags=re.DOTALL)
    return re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{pieces.FONT}"', text).encode()


def _timeless(file: bytes) -> bytes:
    """The same without the time of writing that a ZIP file has."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_ENTRY)
            entry.external_attr = 0o644 << 16
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# A page


def _page(page: Page, slide: Slide, foot: str, number: str) -> None:
    pieces.surface(page, _BAR, LIGHT.blue)
    pieces.text(page, _PART, (slide.part,), (12, 11, 10), pieces.SOFT)
    _title(page, slide.title)
    slide_bodies.draw(page, slide.body, slide.alt or slide.title)
    pieces.text(page, _LINE, tuple(filter(None, (slide.line,))), pieces.LINE_SIZES)
    cut = fitting.one_line(foot, _SMALL, _FOOT.width)
    pieces.text(page, _FOOT, (cut,), (_SMALL,), pieces.SOFT)
    pieces.text(page, _NUMBER, (number,), (_SMALL,), pieces.Look(colour=LIGHT.grey, right=True))
    notes = page.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = "\n".join(map(plain, slide.notes))


def _title(page: Page, title: str) -> None:
    shape = page.shapes.title
    if shape is not None:
        shape.left, shape.top, shape.width, shape.height = _TITLE.sides
        room = (_TITLE.width, _TITLE.height)
        kept, size = fitting.fitted((title,), room, _TITLE_SIZES, bold=True)
        pieces.filled(shape.text_frame, kept, size, pieces.STRONG)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
