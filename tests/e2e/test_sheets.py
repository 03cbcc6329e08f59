"""A workbook in a real browser: a good one goes all the way, a hostile one costs a line."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.e2e.browse import Visit, send, upload
from tests.e2e.test_own_log import decisions
from tests.input import workbooks

HEAD = ("number_id", "sex", "outcome", "rule_says", "model_score")


def test_a_workbook_goes_from_upload_to_fairness(visit: Visit, tmp_path: Path) -> None:
    """Its roles are guessed, its rows are counted, its groups are shown."""
    rows = [(*row[:4], float(str(row[4]))) for row in decisions(("north", "south"))]
    file = workbooks.write(tmp_path / "log.xlsx", workbooks.sheet([HEAD, *rows]))
    visit.open("?review=own")
    upload(visit, file)
    send(visit)
    expect(visit.page.get_by_text("900 cases")).to_be_visible()
    page = visit.go("Fairness")
    visit.check()
    assert "south" in page.locator("body").inner_text()


@pytest.mark.parametrize("make", [workbooks.one_cell_bomb, workbooks.zip_bomb])
def test_a_hostile_workbook_costs_one_line_and_the_server_lives(
    make: workbooks.Maker, visit: Visit, tmp_path: Path, app_log: Path
) -> None:
    """The line says what to do; another visitor's page and the health check answer."""
    page = visit.open("?review=own")
    page.get_by_role("textbox", name="What is it for?").fill("yearly check")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(make(tmp_path / "log.xlsx"))
    page.get_by_role("alert").wait_for()
    expect(page.get_by_role("alert")).to_contain_text("save it as CSV")
    visit.settled()
    assert page.get_by_role("textbox", name="What is it for?").input_value() == "yearly check"
    with urlopen(f"{visit.url}/healthz") as answer:  # noqa: S310  # our own server
        assert answer.status == 200
    assert "Traceback" not in app_log.read_text(encoding="utf-8")
    visit.open("fairness?review=card_default")
    visit.check()
