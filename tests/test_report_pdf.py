"""The report on paper: tagged and whole, the same numbers as the other files, no name lost."""

import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Final

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evenhand
from evenhand import figures, report, words
from evenhand.audit import Audit
from evenhand.figures import Figure
from evenhand.findings import CriterionResult, Findings
from evenhand.report import drawing, letters
from evenhand.review import METRICS, Review
from tests import factory_findings as made
from tests import test_drives_figures
from tests.input import making
from tests.server_fixture import ROOT

PLAIN: Final = [f"Group {i:02d}" for i in range(24)]
RIGHT_TO_LEFT: Final = ["עברית", "شعب عربي كبير"]
ODD: Final = [
    "x" * 300,
    "A long name that goes on and on " * 9,
    "*bold* #emph[x] $x^2$ <label> @ref \\ `raw` // c",
    "#panic()",
    "= Heading",
    "</script><b>x</b>",
    "\"quoted\", 'too'",
    "😀 smile",
    "👩\u200d⚕️ and 🇪🇸",
    "中文名字",
    "한국어",
    "हिन्दी नाम",
    "ไทย",
    "Ωmega Ünal Жук",
]
NO_FONT: Final = "𓀀 bird"
NAMES: Final = [*PLAIN, *RIGHT_TO_LEFT, *ODD, NO_FONT]
MARGIN: Final = 56.6  # points: two centimetres
SLACK: Final = 1.5  # points: a letter may lean, a line has a width
DRAWN: Final = (
    *filter(
        None,
        (
            figures.each_case(test_drives_figures.overall(), made.review()),
            figures.one_input(test_drives_figures.overall(), made.review(), "limit"),
        ),
    ),
    figures.importance(made.explanation(), made.review()),
    figures.one_case(made.case(), made.review()),
    *figures.flows(made.findings(), made.review()),
    figures.risk_coverage(made.findings(), made.review()),
    figures.reliability(made.findings(), made.review(), "model"),
    *(
        figure
        for part in figures.BY_VALUE
        for figure in part.each(made.findings(value=made.value()), made.review())
    ),
    *filter(None, (figures.handoff_curves(made.findings(), made.review(), "sex"),)),
    *figures.looked(made.looked(), made.review()),
)
LIMITS: Final = [
    {"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8},
    {"finding": "true_positive_rate", "gap": "difference", "attribute": "sex", "at_most": 0.1},
    {"finding": "automatic_error", "at_most": 0.2},
]


def log() -> str:
    """Forty groups of forty cases, each with rates of its own."""
    rows = [
        (
            name,
            case % 3 == 0,
            case % 4 == 0,
            round(((7 * case + 3 * place) % 23) / 23 * 0.6 + 0.35 * (case % 3 == 0), 3),
        )
        for place, name in enumerate(NAMES)
        for case in range(40)
    ]
    return making.table(rows)


@dataclass(frozen=True)
class Paper:
    """One audit and its report in every form."""

    audit: Audit
    file: bytes
    text: str
    html: str


def joined(text: str) -> str:
    """Text without the places where a line may break or was broken."""
    return re.sub(r"\s+", " ", text.replace("\u200b\r\n", "").replace("\u200b", ""))


def packed(text: str) -> str:
    """Text without any space or mark of style."""
    return re.sub(r"[\s\u200b\ufe0f\u2068\u2069]", "", unicodedata.normalize("NFC", text))


def html_text(page: str) -> str:
    """What a reader of the HTML file sees, in one line."""
    seen = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return joined(unescape(re.sub(r"<[^>]+>", " ", seen)))


def pages_of(file: bytes) -> tuple[str, ...]:
    """The text of each page, as a reader copies it."""
    document = pypdfium2.PdfDocument(file)
    return tuple(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review of forty groups whose names are as hostile as names come."""
    return making.saved(
        tmp_path_factory.mktemp("paper"), log(), criteria=LIMITS, title="#panic() *Forty* groups",
        handoff={"threshold": 0.6, "human_accuracy": 0.9},
    )  # fmt: skip


@pytest.fixture(scope="module")
def paper(review: Path) -> Paper:
    """Its report in every form."""
    audit = evenhand.open(review)
    found = audit.findings()
    file = report.pdf(found, audit.review, audit.explanation())
    page = html_text(report.html(found, audit.review, audit.explanation()))
    return Paper(audit, file, joined(" ".join(pages_of(file))), page)


# The file


def test_the_file_says_that_it_is_tagged_and_accessible(paper: Paper) -> None:
    """Its structure, its language, its title, and that it keeps PDF/UA-1."""
    reader = pypdf.PdfReader(io.BytesIO(paper.file))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper.file
    title = reader.metadata.title if reader.metadata else None
    assert title is not None
    assert title.startswith("#panic() *Forty* groups")


def elements(node: Any) -> Iterator[Any]:  # noqa: ANN401  # a dictionary of a PDF
    """Every element of the structure below a node."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if hasattr(found, "get") and "/S" in found:
            yield found
            yield from elements(found)


def test_its_structure_has_headings_tables_with_heads_and_words_for_drawings(paper: Paper) -> None:
    """No drawing without a text, no heading that skips a level, no table without its head."""
    root: Any = pypdf.PdfReader(io.BytesIO(paper.file)).trailer["/Root"]
    found = list(elements(root["/StructTreeRoot"]))
    kinds = [str(one["/S"]) for one in found]
    headings = [int(kind[2:]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
    assert headings[0] == 1
    assert all(two - one <= 1 for one, two in pairwise(headings))
    assert {"/TH", "/TD", "/L", "/Link", "/TOC"} <= set(kinds)
    drawn = [one for one in found if one["/S"] == "/Figure"]
    assert len(drawn) > 8
    assert all(one["/Alt"] for one in drawn)
    tables = [one for one in found if one["/S"] == "/Table"]
    assert all(any(cell["/S"] == "/TH" for cell in elements(table)) for table in tables)


def test_every_font_is_in_the_file_and_ours(paper: Paper) -> None:
    """Nothing is taken from the machine that shows it."""
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(paper.file)).pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            described = inner["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(described)
            names.add(str(inner["/BaseFont"]).partition("+")[2])
    assert any(name.startswith("NotoSans") for name in names)
    assert all(name.startswith(("NotoSans", "NotoEmoji", "DroidSansFallback")) for name in names)


def test_the_same_review_gives_the_same_bytes_in_another_process(
    paper: Paper, review: Path
) -> None:
    """No time of making, no number drawn by chance."""
    target = review.with_name("report.pdf")
    command = [sys.executable, "-m", "evenhand", "run", str(review), "--pdf", str(target)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert target.read_bytes() == paper.file


def test_nothing_lies_outside_the_page_or_its_margins(paper: Paper) -> None:
    """Every letter and every drawn thing, also with forty groups and names of 300 letters."""
    for page in pypdfium2.PdfDocument(paper.file):
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [
            text.get_charbox(i)
            for i in range(text.count_chars())
            if not text.get_text_range(i, 1).isspace()
        ]
        boxes += [thing.get_bounds() for thing in page.get_objects()]
        assert min(box[0] for box in boxes) >= MARGIN - SLACK
        assert max(box[2] for box in boxes) <= width - MARGIN + SLACK
        assert min(box[1] for box in boxes) >= 0
        assert max(box[3] for box in boxes) <= height


# What it says


def rounded(value: float) -> str:
    """A number with four significant digits, as tables show it."""
    text = f"{float(f'{value:.4g}'):,.10f}".rstrip("0").rstrip(".")
    return text.replace("-", words.say.MINUS)


def shown(estimate: dict[str, Any]) -> str:
    """A share of the findings document, as a table shows it."""
    value, low, high = (estimate[key] for key in ("value", "low", "high"))
    if value is None:
        return "can't be estimated"
    return f"{rounded(100 * value)} ({rounded(100 * low)} to {rounded(100 * high)})"


def row_of(group: dict[str, Any], metrics: Sequence[str]) -> str:
    """A group's row of counts and metrics, without its name."""
    counts = " ".join(str(group["counts"][kind]) for kind in ("tp", "fp", "tn", "fn"))
    estimates = " ".join(shown(group["metrics"][metric]) for metric in metrics)
    return f"{group['n']} {counts} {estimates} {'yes' if group['eligible'] else 'no'}"


def known(found: dict[str, Any]) -> list[str]:
    """The metrics that some group has a value of, in the order of the metrics."""
    values = [group["metrics"] for group in found["groups"]]
    return [m for m in METRICS if any(v.get(m, {}).get("value") is not None for v in values)]


def test_every_number_by_group_is_the_same_in_json_html_and_pdf(paper: Paper) -> None:
    """Counts and every metric with its interval, read back as whole rows."""
    document = json.loads(paper.audit.findings().to_json())
    for candidate in ("model", "rule"):
        found = document["fairness"][candidate]["sex"]
        assert len(found["groups"]) == len(NAMES)
        for group in found["groups"]:
            row = row_of(group, known(found))
            assert row in paper.html
            if group["group"] in RIGHT_TO_LEFT:  # such a row is copied in its script's order
                assert all(word in paper.text for word in row.split())
            else:
                assert row in paper.text


def test_every_impact_ratio_is_the_same_in_json_html_and_pdf(paper: Paper) -> None:
    """Selected, rate, ratio and interval, read back as whole rows."""
    document = json.loads(paper.audit.findings().to_json())
    for one in document["fairness"]["model"]["sex"]["impact_ratio"]:
        ratio = [one["ratio"][key] for key in ("value", "low", "high")]
        cells = [rounded(100 * one["rate"])]
        cells += [figures.cell(None) if value is None else rounded(100 * value) for value in ratio]
        row = f"{one['n']} {one['selected']} {' '.join(cells)}"
        assert row in paper.html
        if one["group"] not in RIGHT_TO_LEFT:
            assert row in paper.text


def test_a_drawing_has_its_numbers_beside_it(paper: Paper) -> None:
    """Value, interval and denominator of every group that is drawn."""
    document = json.loads(paper.audit.findings().to_json())
    for metric, name in product(("selection_rate", "accuracy"), ("ไทย", "#panic()")):
        found = document["fairness"]["model"]["sex"]["groups"]
        estimate = next(g for g in found if g["group"] == name)["metrics"][metric]
        value, low, high = (rounded(100 * estimate[key]) for key in ("value", "low", "high"))
        assert f"{value} {low} to {high} {estimate['n']}" in paper.text


def test_every_criterion_is_the_same_in_html_and_pdf_and_follows_the_json(paper: Paper) -> None:
    """Limit, measured, interval and state, row by row; the measured number is the document's."""
    found, review = paper.audit.findings(), paper.audit.review
    for result, row in zip(found.criteria, figures.criteria(found, review).rows, strict=True):
        cells = joined(" ".join(figures.cell(cell) for cell in row[1:5]))
        assert cells in paper.html
        assert cells in paper.text
        assert isinstance(result, CriterionResult)
        assert result.value.value is not None
        number, _, of = str(row[2]).replace(",", "").partition(" ")
        whole = 100.0 if "every 100" in of else float(of.split()[-1])
        assert float(number) == pytest.approx(result.value.value * whole, rel=0.05)


def test_what_the_search_and_the_choices_found_is_in_both(paper: Paper) -> None:
    """The worst slices of each candidate, and whether the verdict hangs on a choice."""
    found, review = paper.audit.findings(), paper.audit.review
    said = [words.robustness_sentence(found, review)]
    said += [
        worst.title for name in found.fairness if (worst := figures.slices(found, review, name))
    ]
    assert len(said) > 1
    for text in (paper.text, paper.html):
        assert all(packed(line) in packed(text) for line in said if line)


def test_no_name_is_lost_and_none_is_markup(paper: Paper) -> None:
    """Long, right-to-left, emoji, markup of any kind: letter by letter."""
    text = packed(paper.text)
    for name in NAMES:
        assert packed(name.replace(NO_FONT[0], letters.MISSING)) in text


@pytest.mark.parametrize(
    ("found", "review"),
    [
        (made.findings(), made.review()),
        (made.unlabelled(), made.review()),
        (
            replace(made.unlabelled(), comparison=None, handoff=None, fairness={"model": {}}),
            made.review(handoff=None, costs=None, criteria=None, columns={"protected": ["sex"]}),
        ),
    ],
)
def test_what_cannot_be_known_is_said_on_paper_too(found: Findings, review: Review) -> None:
    """With everything, without outcomes, without groups: each is whole, and nobody signed it."""
    text = joined(" ".join(pages_of(report.pdf(found, review))))
    for section in report.tree(found, review).sections:
        assert section.title in text
        assert all(packed(line) in packed(text) for line in section.lines)
    assert "Nobody has signed them" in text


# Its pieces


def test_every_kind_of_figure_is_drawn_or_is_a_table() -> None:
    """A new kind must be drawn on paper too."""
    kinds = {kind.__name__ for kind in Figure.__subclasses__() if kind.__name__ != "Table"}
    assert {type(figure).__name__ for figure in DRAWN} == kinds
    assert all(drawing.drawings(figure) for figure in DRAWN)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_printable_text_keeps_every_letter_or_shows_that_one_is_missing(text: str) -> None:
    """As many visible letters as before, and never one that a font lacks."""
    made_printable = letters.printable(text)
    assert letters.printable(text) == made_printable
    again = letters.printable(made_printable.replace("\u200b", ""))
    assert again.replace("\u200b", "") == made_printable.replace("\u200b", "")


def test_any_text_at_all_can_be_set() -> None:
    """Thousands of letters from all over Unicode, and marks where they do not belong."""
    some = "".join(map(chr, range(0x21, 0x30000, 37)))
    marks = (
        "a\u05bc \u0300 \u05d0\u0301\u0947 \U0001f469\u200d\u2695\ufe0f \u200d \u0e33 \u1100\u302e"
    )
    names = [marks, *(some[i : i + 90] for i in range(0, len(some), 90))]
    groups_of = made.attribute(*(made.group(name, 0.3) for name in names))
    found = replace(made.findings(), fairness={"model": {"sex": groups_of}})
    assert report.pdf(found, made.review()).startswith(b"%PDF-1.7")


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_a_scale_holds_every_value(values: list[float]) -> None:
    """Its ends lie at or beyond the least and the greatest, and there are few marks."""
    (low, high), marks = drawing.scale(values)
    assert 2 <= len(marks) <= 8
    assert marks == sorted(marks)
    slack = 1e-6 * (high - low)
    assert all(low - slack <= value <= high + slack for value in values)
