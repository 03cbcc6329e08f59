"""Everybody can use it: no violation of WCAG 2.2 AA that axe can find, on any page."""

import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from evenhand import document, kept, record
from tests.core.making import audit, keys
from tests.core.test_coarsen import random_log
from tests.e2e import browse
from tests.e2e.browse import NARROW, PAGES, TALL, Visit
from tests.server_fixture import ROOT

# Debts of the frameworks: the rule, a part of the element, and why it is not ours to mend.
KNOWN: dict[tuple[str, str], str] = {}

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = {"desk": TALL, "phone": NARROW}
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_violation(
    visiting: Callable[..., AbstractContextManager[Visit]], size: str
) -> None:
    """Every page, light and dark, at a desk and on a telephone."""
    found = {}
    with visiting(viewport=SIZES[size]) as visit:
        visit.open("?more=true")
        for theme, (path, title) in product(THEMES, PAGES.items()):
            visit.page.emulate_media(color_scheme=theme)
            visit.go(title)
            found[theme, path] = looked_at(visit, theme)
    assert {where: nodes for where, nodes in found.items() if nodes} == {}


def looked_at(visit: Visit, theme: Theme) -> list[str]:
    """What axe finds on a page that is there, once it has the colours of a theme."""
    visit.page.emulate_media(color_scheme=theme)
    ground = bytes.fromhex(SETTINGS["theme"][theme]["backgroundColor"].removeprefix("#"))
    app = visit.page.get_by_test_id("stApp")
    expect(app).to_have_css("background-color", f"rgb({', '.join(map(str, ground))})")
    visit.settled()
    visit.still()
    return browse.violations(visit.page, KNOWN)


def test_the_menu_of_a_narrow_window_makes_room_for_the_page_that_was_chosen(
    visiting: Callable[..., AbstractContextManager[Visit]],
) -> None:
    """Also where the browser does not call itself a telephone, as one enlarged by four."""
    with visiting(viewport=NARROW) as visit:
        visit.open("?review=card_default")
        page = visit.go("Fairness")
        expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
        expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()


def test_the_record_and_what_is_kept_have_no_violation(visit: Visit) -> None:
    """As whoever runs the server sees them, with entries and a review that can be deleted."""
    made = audit(random_log(4, 900), keys(title="A title", criteria=[]))
    now = datetime.now(tz=UTC)
    terms = kept.Terms("Ann", "a test", now, now + timedelta(days=1))
    one = kept.kept(made.tally, made.review, document.origin(made.log), made.findings(), terms)
    links = kept.keep(one)
    record.open().append("note", "a review", "Ann", {"question": "Is it so?"})
    found = {}
    for size, path in product(SIZES, ("record", f"kept?manage={links.manage}")):
        visit.page.set_viewport_size(SIZES[size])
        page = visit.open(path)
        expect(page.get_by_text("Delete").first).to_be_visible()
        for theme in THEMES:
            found[theme, size, path.partition("?")[0]] = looked_at(visit, theme)
    kept.delete(links.manage)
    assert {look: nodes for look, nodes in found.items() if nodes} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_form_has_no_violation(
    visiting: Callable[..., AbstractContextManager[Visit]], theme: str
) -> None:
    """The form is a page of its own inside ours, and is looked at by itself."""
    with visiting() as visit:
        page = visit.page
        page.goto(f"{visit.url}/predict/?review=card_default&__theme={theme}")
        page.get_by_role("button", name="Decide").first.click()
        page.get_by_role("cell", name="model").first.wait_for()
        assert browse.violations(page, KNOWN) == []


def test_rule_packs_that_are_chosen_have_no_violation(visit: Visit) -> None:
    """By a link that names two of them: their tables, the warning of an old one, and the form.

    And what New York City asks to publish, with its files.
    """
    chosen = "packs=nyc-ll144.gdpr"
    found = {}
    for size, pixels in SIZES.items():
        visit.page.set_viewport_size(pixels)
        page = visit.open(f"report?review=lending&{chosen}")
        expect(page.get_by_role("tab")).to_have_count(2)
        for theme in THEMES:
            found[theme, size, "report"] = looked_at(visit, theme)
        page = visit.open("nyc-summary?review=lending")
        expect(page.get_by_role("button", name="New York summary: PDF")).to_be_visible()
        for theme in THEMES:
            found[theme, size, "summary"] = looked_at(visit, theme)
    assert {look: nodes for look, nodes in found.items() if nodes} == {}


def test_the_report_has_no_violation(visit: Visit, browser: Browser, tmp_path: Path) -> None:
    """The file that is forwarded is held to the same."""
    page = visit.open("report")
    button = page.get_by_role("button", name="Download the report (HTML)")
    file = browse.saved(page, button, tmp_path)
    reader = browser.new_page(bypass_csp=True)  # else axe itself would be kept out
    reader.goto(file.as_uri())
    found = {}
    for theme, size in product(THEMES, SIZES):
        reader.emulate_media(color_scheme=theme)
        reader.set_viewport_size(SIZES[size])
        reader.wait_for_timeout(300)
        found[theme, size] = browse.violations(reader, KNOWN)
    reader.close()
    assert {look: nodes for look, nodes in found.items() if nodes} == {}


def test_the_form_of_an_own_log_has_no_violation(visit: Visit, tmp_path: Path) -> None:
    """Where a file is brought, and its columns get their roles."""
    file = tmp_path / "log.csv"
    rows = [f"{i},{'ab'[i % 2]},{i % 2},0.{i + 10}" for i in range(80)]
    file.write_text("\n".join(["n_id,sex,outcome,model_score", *rows]), encoding="utf-8")
    page = visit.open("?review=own")
    assert browse.violations(page, KNOWN) == []
    browse.upload(visit, file)
    visit.still()
    assert browse.violations(page, KNOWN) == []
