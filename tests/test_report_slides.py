"""The slides: native charts with the figures' own numbers, all inside the slide, no maker."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml.ns import qn

from evenhand import figures
from evenhand.figures import Dots
from evenhand.report import fitting
from evenhand.report.slide_deck import pptx, written
from evenhand.report.slides import MOST_ROWS, Deck, Points, Slide, deck
from tests import factory_findings as made

NAMES: Final = (
    "=cmd()",
    "<b>x</b>",
    "a" * 300,
    "עברית",
    "👩\u200d⚕️",
    "x\x00y\x0bz",
    "+1",
    "@a",
    "-1+1",
)


@pytest.fixture(scope="module")
def said() -> Deck:
    """What the slides of a review with everything say."""
    found = made.findings(value=made.value())
    return deck(found, made.review(), made.explanation())


@pytest.fixture(scope="module")
def show(said: Deck) -> Any:  # noqa: ANN401  # the library has half of its types
    """The same, written and read back."""
    return Presentation(io.BytesIO(written(said)))


def charts(page: Any) -> Iterator[Any]:  # noqa: ANN401  # of a slide
    """Its native charts."""
    return (shape.chart for shape in page.shapes if shape.has_chart)


def points(chart: Any) -> dict[str, list[tuple[float, float]]]:  # noqa: ANN401  # of dots
    """The points of each series of a chart with two scales, those left empty left out."""
    return {
        series.name: [
            pair
            for pair in zip(values(series, "c:xVal"), values(series, "c:yVal"), strict=True)
            if None not in pair
        ]
        for series in chart.plots[0].series
    }


def values(series: Any, tag: str) -> list[float]:  # noqa: ANN401  # of a chart
    """What a chart keeps of one of its columns."""
    found = series._element.find(qn(tag)).iter(qn("c:v"))  # noqa: SLF001  # the library has one column only
    return [float(value.text) for value in found]


def test_there_is_a_slide_for_each_question_and_its_title_is_the_claim(
    said: Deck,
    show: Any,  # noqa: ANN401  # the library has half of its types
) -> None:
    """Verdict, criteria, comparison, value, handoff, groups, reasons, decision, method."""
    kinds = {type(slide.body).__name__ for slide in said.slides}
    assert kinds >= {"Verdict", "Rows", "Beside", "Waterfall", "Lines", "Dots", "Points"}
    titles = [page.shapes.title.text_frame.text for page in show.slides]
    assert titles == [slide.title for slide in said.slides]


def test_dots_are_a_native_chart_of_the_figures_own_numbers(said: Deck, show: Any) -> None:  # noqa: ANN401
    """Every estimate, both ends of its interval, each line: in the chart and in its sheet."""
    seen = 0
    for slide, page in zip(said.slides, show.slides, strict=True):
        if not isinstance(slide.body, Dots):
            continue
        panel = slide.body.panels[0]
        kept = [
            (row, dot) for row, dot in enumerate(panel.dots[:MOST_ROWS], 1) if dot.value is not None
        ]
        drawn = points(next(charts(page)))
        every = [pair for found in drawn.values() for pair in found]
        for row, dot in kept:
            wanted = [v for v in (dot.value, dot.low, dot.high) if v is not None]
            assert all(any(at == row and x == pytest.approx(v) for x, at in every) for v in wanted)
        assert all(line.label in drawn for line in panel.lines)
        table = next(shape.table for shape in page.shapes if shape.has_table)
        cells = [[cell.text for cell in row.cells] for row in table.rows][1:]
        assert [figures.cell(dot.value) for _, dot in kept] == [
            row[2] for row in cells if row[3].strip()
        ]
        seen += 1
    assert seen > 2


def test_the_steps_of_the_value_add_up_in_the_chart(said: Deck, show: Any) -> None:  # noqa: ANN401
    """A step starts where the one before it ended, as in the figure."""
    found = next(
        (s, p)
        for s, p in zip(said.slides, show.slides, strict=True)
        if isinstance(s.body, figures.Waterfall)
    )
    slide, page = found
    series = {one.name: list(one.values) for one in next(charts(page)).plots[0].series}
    for place, rise in enumerate(slide.body.rises):  # type: ignore[union-attr]
        assert series["start"][place] == pytest.approx(min(rise.start, rise.end))
        size = sum(series[kind][place] for kind in ("total", "better", "worse"))
        assert size == pytest.approx(abs(rise.end - rise.start))


def test_everything_lies_inside_its_slide_and_no_text_over_another(show: Any) -> None:  # noqa: ANN401
    """Of every shape; a chart stands in the empty column of its table."""
    for page in show.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in page.shapes]
        assert all(left >= 0 and top >= 0 for left, top, *_ in boxes)
        assert all(
            right <= show.slide_width and foot <= show.slide_height for *_, right, foot in boxes
        )
        texts = [
            box
            for s, box in zip(page.shapes, boxes, strict=True)
            if s.has_text_frame and s.text_frame.text
        ]
        texts += [box for s, box in zip(page.shapes, boxes, strict=True) if s.has_table]
        assert not [
            1 for at, one in enumerate(texts) for other in texts[:at] if crosses(one, other)
        ]


def crosses(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two boxes share more than an edge."""
    slack = 12_700  # a point
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > slack
        and min(one[3], other[3]) - max(one[1], other[1]) > slack
    )


def test_what_cannot_be_seen_is_said_in_words_and_numbers_stand_in_the_notes(
    said: Deck,
    show: Any,  # noqa: ANN401  # the library has half of its types
) -> None:
    """Every chart and table has its words; a speaker has every row."""
    for slide, page in zip(said.slides, show.slides, strict=True):
        frames = [s for s in page.shapes if s.has_chart or s.has_table]
        assert all(s._element.nvGraphicFramePr.cNvPr.get("descr") for s in frames)  # noqa: SLF001
        assert page.notes_slide.notes_text_frame.text.splitlines() == [*slide.notes]


def test_the_file_says_nothing_of_who_made_it_when(said: Deck) -> None:
    """The same slides are the same bytes; no name, no day, no picture of another file."""
    file = written(said)
    assert written(said) == file
    about = Presentation(io.BytesIO(file)).core_properties
    assert (about.author, about.last_modified_by, about.created) == ("", "", about.modified)
    names = zipfile.ZipFile(io.BytesIO(file)).namelist()
    assert not [name for name in names if "thumbnail" in name]
    assert {info.date_time[0] for info in zipfile.ZipFile(io.BytesIO(file)).infolist()} == {1980}


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_text(name: str) -> None:
    """In titles, tables, charts and their sheets: no formula, no markup, no broken file."""
    found = made.findings()
    rate = made.attribute(made.group(name, 0.3), made.group("other", 0.5))
    odd = replace(found, fairness={"model": {"sex": rate}})
    file = pptx(odd, made.review(title=name), None)
    for part in zipfile.ZipFile(io.BytesIO(file)).namelist():
        if part.endswith(".xlsx"):
            book = zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(io.BytesIO(file)).read(part)))
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    texts = [
        s.text_frame.text
        for page in Presentation(io.BytesIO(file)).slides
        for s in page.shapes
        if s.has_text_frame
    ]
    plain = " ".join("".join(c if c.isprintable() or c == "\u200d" else " " for c in name).split())
    assert any(plain[:50] in text for text in texts)


@given(
    st.lists(st.text(max_size=300), min_size=1, max_size=5), st.floats(40, 900), st.floats(20, 300)
)
def test_a_fitted_text_fits(texts: list[str], wide: float, high: float) -> None:
    """Whatever the text: it is set smaller, then left out, until it fits."""
    kept, size = fitting.fitted(texts, (wide, high), (20, 10))
    fits = fitting.height(kept, size, wide) <= high
    assert fits or (len(kept) == 1 and len(kept[0]) <= 3)
    assert len(kept) <= len(texts)


def test_a_list_that_is_too_long_says_that_it_goes_on() -> None:
    """What does not fit is not lost without a sign."""
    body = Points(
        (("Head", tuple(f"A point with the number {n}, and more of it" for n in range(90))),)
    )
    show = Presentation(io.BytesIO(written(Deck("t", "f", (Slide("p", "t", body),)))))
    texts = [s.text_frame.text for s in show.slides[0].shapes if s.has_text_frame]
    assert any("A point with the number 0" in text and text.endswith("…") for text in texts)


def test_of_many_groups_those_that_the_title_names_are_drawn() -> None:
    """The worst first, the best last, and a line that says how many are left out."""
    rates = made.attribute(*(made.group(f"g{place}", 0.2 + place / 100) for place in range(20)))
    found = replace(made.findings(), fairness={"model": {"sex": rates}}, criteria=())
    by_group = [
        slide for slide in deck(found, made.review()).slides
        if isinstance(slide.body, Dots) and slide.body.panels[0].left_out
    ]  # fmt: skip
    assert by_group
    for slide in by_group:
        panel = slide.body.panels[0]  # type: ignore[union-attr]
        assert len(panel.dots) == MOST_ROWS
        named = [dot.label for dot in (panel.dots[0], panel.dots[-1])]
        assert all(name in slide.title for name in named)
        assert f"Drawn are {MOST_ROWS} of 20" in slide.line


def test_of_groups_that_are_alike_those_that_the_title_names_are_drawn() -> None:
    """Fourteen have the lowest rate, fourteen the highest: the title names one of each."""
    rates = made.attribute(
        *(made.group(f"low {place}.", 0.2) for place in range(14)),
        *(made.group(f"high {place}.", 0.6) for place in range(14)),
    )
    found = replace(made.findings(), fairness={"model": {"sex": rates}}, criteria=())
    drawn = [
        slide for slide in deck(found, made.review()).slides
        if isinstance(slide.body, Dots) and slide.body.panels[0].left_out
    ]  # fmt: skip
    assert drawn
    for slide in drawn:
        labels = {dot.label for dot in slide.body.panels[0].dots}  # type: ignore[union-attr]
        named = {group.group for group in rates.groups if group.group in slide.title}
        assert len(named) == 2
        assert named <= labels
