"""A log of one's own with the file of its model, in a real browser: refused, brought, explained."""

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier
from playwright.sync_api import Page, expect

from tests.e2e import browse
from tests.e2e.browse import Visit

CASES = 600


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A log, a pickle that is called a model, and the model."""
    chance = np.random.default_rng(3)
    rows = pd.DataFrame(chance.normal(size=(CASES, 2)).round(3), columns=["late", "income"])
    outcome = (rows["late"] + rows["income"] + chance.normal(size=CASES) > 0).astype(int)
    trees = LGBMClassifier(n_estimators=10, num_leaves=5, verbose=-1, n_jobs=1).fit(rows, outcome)
    sex = np.where(rows["late"] + chance.normal(size=CASES) > 0, "F", "M")
    score = np.asarray(trees.predict_proba(rows))[:, 1]
    log = rows.assign(sex=sex, outcome=outcome, model_score=score)
    log.insert(0, "case_id", range(7001, 7001 + CASES))
    log.to_csv(tmp_path / "log.csv", index=False)
    (tmp_path / "model.onnx").write_bytes(pickle.dumps(trees))
    (tmp_path / "model.txt").write_text(trees.booster_.model_to_string(), encoding="utf-8")
    return tmp_path / "log.csv", tmp_path / "model.onnx", tmp_path / "model.txt"


def _model(visit: Visit, file: Path) -> Page:
    """Bring the file of a model, or another in its place."""
    place = visit.page.get_by_test_id("stFileUploader").filter(has_text="The model's file")
    place.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    place.get_by_text(file.name).wait_for()
    return visit.settled()


def test_a_log_with_its_model_is_explained_and_a_pickle_costs_one_line(
    visit: Visit, files: tuple[Path, Path, Path]
) -> None:
    """The pickle leaves the form as it was; the model gives bars, the gap, one case, and more."""
    log, fake, real = files
    page = visit.open("?review=own")
    browse.upload(visit, log, purpose="to see why")
    page.get_by_role("textbox", name="Title of this audit").fill("Ours")
    _model(visit, fake)
    browse.send(visit)
    expect(page.get_by_role("alert")).to_contain_text("model.onnx: this is a pickle")
    expect(page.get_by_role("textbox", name="What is it for?")).to_have_value("to see why")
    expect(page.get_by_role("textbox", name="Title of this audit")).to_have_value("Ours")
    expect(page.get_by_text("log.csv")).to_be_visible()
    _model(visit, real)
    browse.send(visit)
    page.get_by_text("This is your own log").wait_for()
    visit.go("Explain")
    for key in ("importance", "score_gap", "one_case"):
        expect(page.locator(f".st-key-block-{key} .js-plotly-plot")).to_be_visible()
    _asks_more(visit)
    visit.check()


def _asks_more(visit: Visit) -> None:
    """Another case, one by its number, the same one in another group, and one that is made up."""
    page = visit.page
    page.get_by_role("button", name="Another one").click()
    visit.settled()
    number = page.get_by_role("textbox", name="by its number")
    number.fill("7042")
    number.press("Enter")
    visit.settled()
    expect(page.get_by_text("Empty the box of the number")).to_be_visible()
    assert "7042" not in page.url
    page.get_by_test_id("stCheckbox").filter(has_text="More").locator("label").click()
    visit.settled()
    expect(page.get_by_text("does not read").first).to_be_visible()
    visit.go("Try it")
    page.get_by_role("spinbutton", name="income").fill("2")
    page.get_by_role("button", name="Decide").click()
    visit.settled()
    expect(page.get_by_text("What moved the model most")).to_be_visible()
    assert browse.violations(page, {}) == []
