"""Every page in a real browser: for each sample, by link, by menu, and with the slider."""

import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components import samples
from evenhand import packs, report
from tests.e2e import browse
from tests.e2e.browse import Visit

# The charts of a page in which nothing is drawn but axes.
EMPTY = """() => [...document.querySelectorAll('.js-plotly-plot')]
    .filter(chart => !chart.querySelector('.trace, .sankey-link, .imagelayer image, .hm'))
    .map(chart => chart.textContent)"""
DRAWN = {"compare": 3, "handoff": 1, "fairness": 2, "explain": 1}


@pytest.mark.parametrize("review", samples.samples())
def test_every_page_of_a_sample_says_its_finding_and_draws_its_charts(
    visit: Visit, review: str
) -> None:
    """The menu leads to each page, all blocks open; a chart that is announced is not empty."""
    visit.open(f"?review={review}&more=true")
    hands_off = samples.review(review).handoff is not None
    findings = []
    for path, title in browse.PAGES.items():
        page = visit.go(title)
        findings.append(visit.says())
        visit.check()
        least = 0 if path == "handoff" and not hands_off else DRAWN.get(path, 0)
        if least:
            expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        assert page.locator(".js-plotly-plot").count() >= least
        expect(page.get_by_text("Traceback")).to_have_count(0)
        assert page.evaluate(EMPTY) == []
    assert all(findings)
    assert len(set(findings)) == len(findings)


@pytest.mark.parametrize(
    "path",
    [
        "compare?more=true",
        "fairness?metric=accuracy&candidate=rule",
        "handoff?review=sentiment",
    ],
)
def test_a_link_opens_the_same_view_again(visit: Visit, path: str) -> None:
    """Address, finding and every heading are the same after a reload."""
    page = visit.open(path)
    before = _seen(page)
    page.reload()
    visit.settled()
    assert _seen(page) == before


def test_a_choice_is_in_the_address_and_a_colleague_sees_it(
    visit: Visit, visiting: Callable[..., AbstractContextManager[Visit]]
) -> None:
    """What one visitor chose is what the link shows to another."""
    visit.open("fairness")
    visit.pick("By groups of", "education")
    visit.pick("Compare", "how often it is right")
    with visiting() as other:
        other.page.goto(visit.page.url)
        other.settled()
        assert _seen(other.page) == _seen(visit.page)


def test_another_review_starts_with_its_own_choices_and_its_link_says_so(
    visit: Visit, visiting: Callable[..., AbstractContextManager[Visit]]
) -> None:
    """What was chosen in one review does not stay on the page of another, unsaid by the address."""
    visit.open("fairness?review=card_default")
    visit.pick("By groups of", "education")
    visit.pick("Crossed with", "sex")
    assert "crossed=sex" in visit.page.url
    visit.pick("By groups of", "sex")  # cannot be crossed with itself
    assert "crossed=" not in visit.page.url
    visit.pick("Compare", "how often it is right")
    for title in (samples.titles()["lending"], samples.titles()["card_default"]):
        visit.pick("Review", title)
        with visiting() as other:
            other.page.goto(visit.page.url)
            other.settled()
            assert _seen(other.page) == _seen(visit.page)
            assert _chosen(other.page) == _chosen(visit.page)


def test_the_form_decides_a_case(visit: Visit) -> None:
    """The embedded form answers with rule and model side by side."""
    page = visit.open("try")
    form = page.frame_locator("iframe[src*='/predict/']")
    form.get_by_role("button", name="Decide").first.click()
    expect(form.get_by_role("cell", name="rule").first).to_be_visible()
    expect(form.get_by_role("cell", name="model").first).to_be_visible()


def test_the_answer_of_the_form_is_in_sight_on_a_telephone(
    visiting: Callable[..., AbstractContextManager[Visit]],
) -> None:
    """The frame grows with what is in it: nothing scrolls inside it."""
    with visiting(viewport={"width": 390, "height": 844}) as visit:
        page = visit.open("try")
        form = page.frame_locator("iframe[src*='/predict/']")
        form.get_by_role("button", name="Decide").first.click()
        form.get_by_role("cell", name="model").first.wait_for()
        frame = page.locator("iframe[src*='/predict/']")
        below = "f => f.contentDocument.querySelector('main').getBoundingClientRect().bottom"
        page.wait_for_function(
            f"() => {{const f = document.querySelector('iframe'); "
            f"return ({below})(f) <= f.clientHeight}}"
        )
        assert frame.evaluate(below) > 844


def test_presentation_mode_has_larger_type(visit: Visit) -> None:
    """`?embed=true` is for a screen across the room."""
    size = "getComputedStyle(document.querySelector('h1')).fontSize"
    plain = float(visit.open("compare").evaluate(size).removesuffix("px"))
    large = float(visit.open("compare?embed=true").evaluate(size).removesuffix("px"))
    assert large > 1.2 * plain


def test_the_report_works_from_disk_without_a_network(
    visit: Visit, visiting: Callable[..., AbstractContextManager[Visit]], tmp_path: Path
) -> None:
    """One file: charts are drawn, the slider moves, and nothing is asked of anybody."""
    page = visit.open("report")
    button = page.get_by_role("button", name="Download the report (HTML)")
    file = browse.saved(page, button, tmp_path)
    with visiting(offline=True) as reader:
        reader.url = "file://"
        reader.page.goto(file.as_uri())
        for chart in reader.page.locator(".chart").all()[:6]:
            chart.scroll_into_view_if_needed()  # each is drawn when it is first seen
            expect(chart.locator(".main-svg").first).to_be_visible()
        slider = reader.page.get_by_role("slider").first
        headline = reader.page.locator(".eh-headline")
        before = headline.inner_text()
        for _ in range(5):
            slider.press("ArrowLeft")
        assert headline.inner_text() != before


def test_the_report_on_paper_is_written_when_asked_for(visit: Visit, tmp_path: Path) -> None:
    """The same as the command line writes, and named by what is in it."""
    page = visit.open("report")
    button = page.get_by_role("button", name="Download the report (PDF)")
    file = browse.saved(page, button, tmp_path)
    audit = samples.audit(next(iter(samples.samples())))
    again = report.pdf(audit.findings(), audit.review, audit.explanation())
    assert file.read_bytes() == again
    assert re.fullmatch(r"evenhand-[0-9a-f]{16}\.pdf", file.name)


def test_the_findings_of_a_download_are_those_of_the_service(visit: Visit, tmp_path: Path) -> None:
    """The file, the service and the command line say the same, byte for byte."""
    page = visit.open("report")
    button = page.get_by_role("button", name="Download the findings (JSON)")
    file = browse.saved(page, button, tmp_path)
    name = next(iter(samples.samples()))
    answer: Any = page.request.get(f"{visit.url}/api/v1/findings?review={name}")
    assert file.read_bytes() == answer.body()


KINDS = {
    ".html": b"<!doctype html>", ".pdf": b"%PDF-", ".json": b"{", ".zip": b"PK", ".pptx": b"PK",
    ".xlsx": b"PK",
}  # fmt: skip
"""What a file of each kind begins with; of those packed, whether they unpack is asked too."""


def test_every_download_of_the_report_page_gives_a_file_of_its_kind(
    visit: Visit, tmp_path: Path
) -> None:
    """Of a sample: each button is pressed once, and each gives another file."""
    page = visit.open("report?review=turbine")
    buttons = page.get_by_test_id("stDownloadButton").get_by_role("button").all()
    files = [browse.saved(page, button, tmp_path) for button in buttons]
    assert len({file.name for file in files}) == len(files)
    assert {form.ending for form in report.FORMATS.values()} <= {
        file.suffix.removeprefix(".") for file in files
    }
    for file in files:
        content = file.read_bytes()
        assert content.lower().startswith(KINDS[file.suffix].lower()), file.name
        if content.startswith(b"PK"):
            assert zipfile.ZipFile(file).testzip() is None


def _seen(page: Page) -> tuple[str, list[str]]:
    """What a reader would compare: the address and every heading."""
    return page.url, page.get_by_role("heading").all_inner_texts()


def _chosen(page: Page) -> list[str | None]:
    """What every choice above the page holds."""
    boxes = page.locator(".st-key-choices").get_by_role("combobox").all()
    return [box.get_attribute("aria-label") for box in boxes]


def test_what_is_said_of_a_rule_pack_stays_until_it_is_taken_along(
    visit: Visit, tmp_path: Path
) -> None:
    """By a link, to another page, back, by the menu: the packs are there, and so are the words."""
    page = visit.open("report?review=lending&packs=nyc-ll144.gdpr")
    page.get_by_role("tab", name="New York City Local Law 144").click()
    scope = packs.pack("nyc-ll144").requirements[0]
    page.get_by_label(scope.question).last.fill("=cmd() <b>Ours</b>")
    page.get_by_role("button", name="Keep it").last.click()
    visit.still()
    page.get_by_role("link", name="The summary for New York City").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("New York City")
    visit.still()
    page.go_back()
    expect(page.get_by_role("tab")).to_have_count(2)
    visit.still()
    visit.go("Compare")
    visit.go("Report")
    expect(page.get_by_role("tab")).to_have_count(2)
    button = page.get_by_role("button", name="Download the report (HTML)")
    text = browse.saved(page, button, tmp_path).read_text(encoding="utf-8")
    assert "=cmd() &lt;b&gt;Ours&lt;/b&gt;" in text
