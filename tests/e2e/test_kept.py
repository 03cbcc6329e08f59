"""A review kept in one browser, opened in another one after the server started anew, deleted."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests import server_fixture
from tests.e2e import browse
from tests.e2e.browse import Visit
from tests.e2e.test_own_log import brought, own_log

MARKERS = ("Quillfeather", "check of Xylophonia", "Zanzibar")


def made(page: Page) -> list[str]:
    """The links that were made: the one for others, the one that deletes."""
    codes = page.get_by_test_id("stCode")
    expect(codes).to_have_count(2)
    return codes.all_inner_texts()


def taken(visit: Visit, url: str, review: str, folder: Path) -> bytes:
    """The findings document as a visitor takes it away."""
    visit.page.goto(f"{url}/report?review={review}")
    visit.settled()
    button = visit.page.get_by_role("button", name="Download the findings (JSON)")
    return browse.saved(visit.page, button, folder).read_bytes()


def stored(folder: Path) -> bytes:
    """Every byte of every file in a folder, and their names."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


def keep(visit: Visit, folder: Path) -> tuple[str, str, str]:
    """Bring a log and keep its review: the link, the address that deletes it, what it says."""
    log = own_log(folder / "log.csv", (MARKERS[2], "south"))
    page = brought(visit, log, purpose=MARKERS[1])
    page.get_by_text("Keep on this server and share").click()
    visit.settled()
    page.get_by_role("button", name="Keep it, and make a link").click()
    expect(page.get_by_text("Say who keeps it")).to_be_visible()
    page.get_by_role("textbox", name="Your name").fill(MARKERS[0])
    page.get_by_role("textbox", name="Your name").press("Enter")
    visit.settled()
    page.get_by_role("button", name="Keep it, and make a link").click()
    view, manage = made(page)
    assert browse.violations(page, {}) == []
    return parse_qs(urlsplit(view).query)["review"][0], manage, visit.says()


def test_a_review_is_kept_opened_elsewhere_after_a_restart_and_deleted(
    visiting: Callable[..., AbstractContextManager[Visit]],
    browser: Browser,
    app_url: str,
    app_log: Path,
    data_folder: Path,
    tmp_path: Path,
) -> None:
    """The same numbers to the byte; after delete nothing of it is left in the data folder."""
    with visiting() as visit:
        link, manage, headline = keep(visit, tmp_path)
    written = stored(data_folder)
    assert [marker.encode() in written for marker in MARKERS] == [True] * 3
    with visiting() as visit:
        before = taken(visit, app_url, link, tmp_path)
    port, again = server_fixture.free_port(), tmp_path / "again.log"
    command = server_fixture.streamlit_command(port)
    with (
        server_fixture.running(command, port, tmp_path, again) as url,
        browse.visiting(browser, url, viewport=browse.NARROW, color_scheme="dark") as visit,
    ):
        assert taken(visit, url, link, tmp_path) == before
        seen_by_a_colleague(visit, url, link, headline)
        deleted(visit, url, manage)
        visit.open(f"?review={link}")
        assert visit.says() == "There is no review behind this link"
    left = stored(data_folder)
    assert not [marker for marker in MARKERS if marker.encode() in left]
    secrets = (link.removeprefix("kept-"), manage.rpartition(".")[2])
    said = app_log.read_text(encoding="utf-8") + again.read_text(encoding="utf-8")
    assert not [secret for secret in secrets if secret in said]
    assert json.loads(before)["review"]["rows"] == 900


def seen_by_a_colleague(visit: Visit, url: str, link: str, headline: str) -> None:
    """Who kept it and what for, the same claim, and the page of kept reviews."""
    assert visit.url == url
    page = visit.open(f"?review={link}")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    expect(page.get_by_text(f"Kept by {MARKERS[0]}")).to_be_visible()
    expect(page.get_by_text(f"for: {MARKERS[1]}")).to_be_visible()
    page.get_by_text("See all kept reviews").click()
    visit.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text("One kept review")
    expect(page.get_by_role("button", name="Delete now")).to_have_count(0)
    assert f"links={link}" in page.url
    page.reload()
    visit.settled()
    page.get_by_role("button", name="Open this review").click()
    visit.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)


def deleted(visit: Visit, url: str, manage: str) -> None:
    """Delete with the link for that, which does not stay in the address."""
    parts = urlsplit(manage)
    visit.page.goto(f"{url}{parts.path}?{parts.query}")
    page = visit.settled()
    assert "manage" not in page.url
    page.get_by_text("Delete this review").click()
    visit.settled()
    assert browse.violations(page, {}) == []
    page.get_by_text("Yes, delete it for everybody").click()
    visit.settled()
    page.get_by_role("button", name="Delete now").click()
    visit.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept reviews: none here yet")
