"""What a slide is made of: texts that fit, plain surfaces, tables without a style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.table import Table
from pptx.util import Pt

from evenhand.plots.style import LIGHT
from evenhand.report import fitting
from evenhand.report.slide_charts import Box, plain

WIDE, HIGH = 960.0, 540.0  # points: 16 to 9
EDGE: Final = 48.0
ROOM: Final = WIDE - 2 * EDGE
TOP, BOTTOM = 128.0, 452.0  # of the body
FONT: Final = "Arial"
NO_LETTER: Final = "\u00a0"
LINE_SIZES: Final = (14, 13, 12, 11, 10)


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is written: `gap` is in points, between paragraphs."""

    bold: bool = False
    colour: str = LIGHT.text
    gap: float = 0.0
    right: bool = False


PLAIN: Final = Look()
SOFT: Final = Look(colour=LIGHT.grey)
STRONG: Final = Look(bold=True)


def table(page: Page, box: Box, sizes: tuple[Sequence[float], Sequence[float]], alt: str) -> Table:
    """An empty table without the program's own style.

    Args:
        page: to draw on.
        box: where.
        sizes: how wide each column is, and how high each row.
        alt: what it says in words.
    """
    widths, heights = sizes
    frame: Any = page.shapes.add_table(len(heights), len(widths), *box.sides)
    described(frame, alt)
    made: Table = frame.table
    made._tbl.tblPr.remove(made._tbl.tblPr[0])  # noqa: SLF001  # the style
    made.horz_banding = False
    for place, wide in enumerate(widths):
        made.columns[place].width = Pt(wide)
    for place, high in enumerate(heights):
        made.rows[place].height = Pt(high)
    return made


def cell(where: Any, said: str, size: float, look: Look) -> None:  # noqa: ANN401  # the library's own
    """A text in a cell, and a line below it."""
    where.margin_left = where.margin_right = Pt(5)
    where.margin_top = where.margin_bottom = Pt(1)
    where.vertical_anchor = MSO_ANCHOR.MIDDLE
    where.fill.background()
    # A cell without a letter would be as high as one of the program's own size.
    filled(where.text_frame, (said or NO_LETTER,), size, look)
    line = etree.Element(qn("a:lnB"))
    line.set("w", str(int(Pt(0.75))))
    colour = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    colour.set("val", LIGHT.faint.removeprefix("#"))
    where._tc.get_or_add_tcPr().insert(0, line)  # noqa: SLF001  # the library has no lines of a cell


def surface(page: Page, box: Box, fill: str, line: str = "") -> None:
    """A plain surface, which is nothing to be read."""
    shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.sides)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(fill)
    style = shape._element.find(qn("p:style"))  # noqa: SLF001  # a shadow, which some programs draw
    if style is not None:
        shape._element.remove(style)  # noqa: SLF001
    if line:
        shape.line.color.rgb = rgb(line)
        shape.line.width = Pt(0.75)
    else:
        shape.line.fill.background()


def text(
    page: Page, box: Box, texts: Sequence[str], sizes: Sequence[float], look: Look = PLAIN
) -> None:
    """Paragraphs at the largest of the sizes that fits; nothing where there is none."""
    if texts:
        room = (box.width, box.height)
        kept, size = fitting.fitted(texts, room, sizes, bold=look.bold, gap=look.gap)
        filled(page.shapes.add_textbox(*box.sides).text_frame, kept, size, look)


def filled(frame: Any, texts: Sequence[str], size: float, look: Look) -> None:  # noqa: ANN401  # of a shape or a cell
    """Paragraphs in a frame that keeps its size."""
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    if hasattr(frame._parent, "left"):  # noqa: SLF001  # a cell has margins of its own
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, said in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = plain(said)
        run.font.size, run.font.bold, run.font.name = Pt(size), look.bold, FONT
        run.font.color.rgb = rgb(look.colour)
        paragraph.alignment = PP_ALIGN.RIGHT if look.right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(look.gap)


def described(frame: Any, alt: str) -> None:  # noqa: ANN401  # of a chart or a table
    """What a reader needs who cannot see it."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt))  # noqa: SLF001  # the library has none


def rgb(colour: str) -> RGBColor:
    """A colour as the library takes it."""
    return RGBColor.from_string(colour.removeprefix("#"))
