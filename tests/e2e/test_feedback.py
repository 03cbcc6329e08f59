"""What a person says of an answer of the form stands in the export."""

import csv
import json
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e import browse
from tests.e2e.browse import Visit

REASON = '=cmd("never mind")'


def test_not_useful_is_found_in_the_export(visit: Visit, tmp_path: Path) -> None:
    """Fill in the form, read both answers, press "not useful" twice, find it once in the file.

    Beside it, the command for programs runs as it stands there.
    """
    page = visit.open("try?review=card_default")
    page.get_by_text("For programs", exact=True).click()
    asked = page.get_by_test_id("stCode").locator("code").inner_text()
    answered = subprocess.run(["bash", "-c", asked], capture_output=True, check=True)  # noqa: S607
    assert json.loads(answered.stdout)["candidates"][1]["role"] == "model"
    form = page.frame_locator("iframe[src*='/predict/']")
    limit = form.get_by_role("spinbutton", name="credit limit").locator("visible=true")
    limit.fill("123456")
    form.get_by_role("button", name="Decide").locator("visible=true").click()
    for name in ("rule", "model"):
        expect(form.get_by_role("cell", name=name).locator("visible=true")).to_be_visible()
    form.get_by_role("textbox", name="Why").locator("visible=true").fill(REASON)
    form.get_by_role("button", name="Not useful").locator("visible=true").dblclick()
    form.get_by_text("Kept: not useful").locator("visible=true").wait_for()
    rows = _exported(visit.open("record"), tmp_path)
    [row] = [row for row in rows if row["reason"] == f"'{REASON}"]
    assert (row["useful"], row["is_last"], row["review"]) == ("no", "yes", "card_default")
    assert float(row["input.credit_limit"]) == 123456
    assert row["baseline_answer"] in {"0", "1"}
    assert (float(row["score"]) >= 0.5) == (row["model_answer"] == "1")


def _exported(page: Page, folder: Path) -> list[dict[str, str]]:
    """The rows of the file that the Record page offers."""
    button = page.get_by_role("button", name="Download the feedback as CSV")
    file = browse.saved(page, button, folder)
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
