"""Pictures: a heat map adds up, what covering changes is true, and the files are as described."""

import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from skops import io as skops

import evenhand
from components import predict
from evenhand import figures, heat, picture_form, plots, raster
from evenhand import review as reviews
from evenhand.arrays import Floats
from evenhand.audit import opened_log
from evenhand.errors import InputError
from evenhand.heat import Heat, Pictures
from evenhand.models import model_of
from evenhand.report.drawing import drawings
from evenhand.review import Review, load_review
from evenhand.sandbox.grid import GRID, cells
from evenhand.words import pictures as said
from tests.input import making

SAMPLES: Final = Path(__file__).parent.parent / "sample_data"
WITH_PICTURES: Final = ("containers", "skin")
SIZE: Final = 16
N: Final = 24
RNG: Final = np.random.default_rng(3)
PIXELS: Final = RNG.integers(0, 255, (N, SIZE, SIZE, 1), dtype=np.uint8)
WHERE: Final = np.zeros((N, SIZE, SIZE), dtype=bool)
WHERE[:, 4:8, 4:8] = True


def _flat(pixels: np.ndarray) -> Floats:
    return pixels.reshape(len(pixels), -1).astype(np.float64)


def _linear() -> LogisticRegression:
    """A model that looks at the marked square and, half as much, at a corner."""
    model = LogisticRegression().fit(_flat(PIXELS), np.arange(N) % 2)
    weights = np.zeros((SIZE, SIZE))
    weights[4:8, 4:8], weights[:2, :2] = 0.002, -0.004
    model.coef_, model.intercept_ = weights.reshape(1, -1), np.array([-3.0])
    return model


def _review(folder: Path, pixels: list[bytes] | None = None, **explained: str) -> Review:
    model = _linear()
    skops.dump(model, folder / "model.skops")
    table = pd.DataFrame({"id": range(N), "sex": ["F", "M"] * (N // 2), "y": np.arange(N) % 2})
    table["photo"] = pixels or [one.tobytes() for one in PIXELS]
    table["where"] = [one.astype(np.uint8).tobytes() for one in WHERE]
    table.to_parquet(folder / "pictures.parquet")
    columns = {"id": "id", "image": "photo", "image_size": [SIZE, SIZE], "mask": "where"}
    candidates = [{"name": "m", "role": "model", "score": "score", "model": "model.skops"}]
    keys = making.keys(
        columns=columns,
        candidates=candidates,
        explanation={"cases": "pictures.parquet"} | explained,
    )
    return reviews.parse(keys, folder=folder)


@pytest.fixture(name="shown")
def shown_pictures(tmp_path: Path) -> Pictures:
    """Return pictures of noise with a model of them."""
    review = _review(tmp_path)
    model = model_of(review)
    assert model is not None
    return heat.pictures(review, model)


@pytest.fixture(name="sample", params=WITH_PICTURES, scope="module")
def sample_pictures(request: pytest.FixtureRequest) -> tuple[Pictures, Heat]:
    """Return the pictures of a sample, and what is found of them."""
    review = load_review(SAMPLES / request.param / "review.toml")
    model = model_of(review)
    assert model is not None
    return heat.pictures(review, model), heat.explain(review, model)


def test_a_heat_map_is_that_of_a_linear_model(shown: Pictures) -> None:
    """Each cell's amount is its weights times how far its pixels are from the picture's middle."""
    model = _linear()
    weights = model.coef_.reshape(SIZE, SIZE)
    for place, one in enumerate(shown.explained({str(n): n for n in range(4)})):
        pixels = PIXELS[place, :, :, 0].astype(float)
        apart = weights * (pixels - np.median(pixels).round())
        expected = np.bincount(cells(SIZE, SIZE).ravel(), weights=apart.ravel())
        np.testing.assert_allclose(one.amounts.ravel(), expected, atol=1e-9)
        total = model.decision_function(_flat(PIXELS[[place]]))[0]
        assert one.total == pytest.approx(total, abs=1e-9)
        assert one.base + one.amounts.sum() == pytest.approx(total, abs=1e-9)


def test_every_heat_map_of_a_sample_adds_up(sample: tuple[Pictures, Heat]) -> None:
    """To the log-odds of the model's own answer, within a millionth."""
    shown, found = sample
    for one in found.cases:
        [row] = heat.probabilities(shown.model, one.pixels[np.newaxis])
        chance = row[shown.model.classes.index(one.of)]
        log_odds = np.log(chance) - np.log1p(-chance)
        assert one.base + one.amounts.sum() == pytest.approx(log_odds, abs=1e-6)


def test_a_heat_map_that_does_not_add_up_is_an_error(
    shown: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no picture."""
    ask = type(shown.model).ask_of_pictures

    def off(*given: object, **more: object) -> object:
        told, numbers = ask(*given, **more)  # type: ignore[arg-type]
        return told, numbers + 1e-3

    monkeypatch.setattr(type(shown.model), "ask_of_pictures", off)
    with pytest.raises(InputError, match="do not add up"):
        shown.explained({"random": 0})


def test_covering_what_is_named_changes_the_answer(sample: tuple[Pictures, Heat]) -> None:
    """Fed back through the model, the covered picture gets the other answer; fewer parts do not."""
    shown, found = sample
    named = [one for one in found.cases if one.covered and one.covered.cells]
    assert named
    for one in named:
        assert one.covered is not None
        tries = [one.covered.cells, one.covered.cells[:-1]]
        pixels = np.stack([heat.covered(one.pixels, each) for each in tries])
        answers = [shown.model.said(row)[0] for row in heat.probabilities(shown.model, pixels)]
        assert answers == [one.covered.answer, one.answer]
        assert one.covered.answer != one.answer


def test_the_share_on_the_mark_is_counted_over_all_pictures(tmp_path: Path) -> None:
    """Two thirds of this model's weights lie on the square: most of it, in nearly all pictures."""
    review = _review(tmp_path)
    log = pd.DataFrame({"y": [0, 1] * 60, "sex": ["F", "M"] * 60, "score": 0.5, "id": range(120)})
    found = evenhand.open(review, frame=log).explanation()
    assert found.pictures is not None
    marked = found.pictures.on_mask
    assert marked is not None
    assert (marked.all.n, found.pictures.n) == (N, N)
    assert marked.area == pytest.approx(1 / 16)
    hits = round((marked.all.value or 0) * N)
    by_sex = marked.groups["sex"]
    assert sum(round((rate.value or 0) * rate.n) for rate in by_sex.values()) == hits
    title = said.look_title(found.pictures, review)
    assert title.startswith(f"In {hits} of {N} ")
    assert title.endswith("lies on the where")


def test_shares_kept_beforehand_are_those_that_would_be_worked_out() -> None:
    """The sample's summary is that of its pictures, its model and its marks."""
    review = load_review(SAMPLES / "skin" / "review.toml")
    model = model_of(review)
    assert model is not None
    shown = heat.pictures(review, model)
    kept = heat._from_file(SAMPLES / "skin" / "overall.json", len(shown.rows))  # noqa: SLF001
    some = (0, 60, 119)
    found = shown.explained({str(place): place for place in some})
    assert [one.on_mask for one in found] == pytest.approx([kept[n] for n in some], abs=1e-5)


@pytest.mark.parametrize("summary", ["{", "{}", '{"on_mask": [0.5]}', '{"on_mask": [2]}'])
def test_a_summary_that_is_wrong_is_named(summary: str, tmp_path: Path) -> None:
    """Broken, or of other pictures."""
    (tmp_path / "overall.json").write_text(summary)
    review = _review(tmp_path, overall="overall.json")
    model = model_of(review)
    assert model is not None
    with pytest.raises(InputError, match=r"overall\.json: not a readable summary of heat maps"):
        heat.explain(review, model)


def test_pictures_of_another_size_are_refused(tmp_path: Path) -> None:
    """In one line that says what was expected, and quotes nothing."""
    review = _review(tmp_path, [b"\x00" * 7] * N)
    model = model_of(review)
    assert model is not None
    with pytest.raises(InputError, match="column photo: expected 16 by 16 by 1 bytes in each row"):
        heat.pictures(review, model)


def test_a_picture_that_is_not_there_is_an_error(shown: Pictures) -> None:
    """Pictures count from 1."""
    for place in (0, N + 1):
        with pytest.raises(InputError, match=f"expected 1 to {N}"):
            heat.one(shown.review, shown.model, place)
    assert heat.one(shown.review, shown.model, N).place == N


def test_a_png_holds_the_pixels() -> None:
    """Unpacked by hand it is the same picture."""
    pixels = RNG.integers(0, 255, (5, 7, 3), dtype=np.uint8)
    content = raster.png(pixels)
    start = content.index(b"IDAT")
    (size,) = struct.unpack(">I", content[start - 4 : start])
    rows = np.frombuffer(zlib.decompress(content[start + 4 : start + 4 + size]), dtype=np.uint8)
    np.testing.assert_array_equal(rows.reshape(5, -1)[:, 1:].reshape(5, 7, 3), pixels)


def test_heat_is_told_apart_by_signs_and_not_by_colour_alone() -> None:
    """In the middle of a part that raised the output stands a plus; that lowered it, a minus."""
    amounts = np.zeros((GRID, GRID))
    amounts[1, 1], amounts[5, 5] = 1.0, -1.0
    drawn = raster.shaded(np.full((SIZE, SIZE, 1), 200, dtype=np.uint8), amounts)
    black = (drawn == 0).all(axis=2)
    each = len(drawn) // GRID
    up, down = (black[at : at + each, at : at + each] for at in (each, 5 * each))
    assert up.sum() > down.sum() > 0
    assert black.sum() == up.sum() + down.sum()
    assert up[each * 3 // 8, each // 2]
    assert not down[each * 3 // 8, each // 2]


def test_the_figure_says_in_words_and_numbers_what_it_shows(
    sample: tuple[Pictures, Heat],
) -> None:
    """Title, alternative text, a table of all parts; drawn on a page and on paper alike."""
    shown, found = sample
    titles = [figure.title for figure in figures.looked(found, shown.review)]
    assert len(set(titles)) == len(titles)
    for one in found.cases:
        figure = figures.picture(one, shown.review, found)
        assert len(figure.rows) == GRID * GRID
        assert figure.title in figure.alt
        assert sum(float(row[1] or 0) for row in figure.rows) == pytest.approx(
            one.total - one.base, abs=0.05
        )
        chart = plots.plot(figure)
        assert [image["source"][:22] for image in chart["layout"]["images"]] == (
            ["data:image/png;base64,"] * 2
        )
        [drawing] = drawings(figure)
        assert bytes(drawing["files"][1]) == figure.shaded


def test_an_answer_is_said_as_it_was_given(sample: tuple[Pictures, Heat]) -> None:
    """A class by its name, also where it is 0 or 1; of two answers the review's own words."""
    shown, found = sample
    one = found.cases[0]
    if shown.model.candidate.score is None:
        assert said.answer("0", replace(one, of="0"), shown.review) == "said “0”"
    else:
        assert said.answer("0", one, shown.review).startswith("not said ")


@pytest.mark.parametrize("name", WITH_PICTURES)
def test_a_picture_is_tried_with_its_heat_map(name: str) -> None:
    """Rule and model answer, what moved the model is drawn, and another value is refused."""
    form = picture_form.opened(opened_log(load_review(SAMPLES / name / "review.toml")))
    assert form is not None
    [asked] = form.fields
    assert len(asked.choices) == 120
    page = predict.decide(form, asked.choices[6])
    assert page.count('src="data:image/png;base64,') == 2
    assert page.count('alt="') == 2
    assert f"{asked.choices[6]}&quot;" not in page
    assert ("<td>rule</td>" in page) == (name == "skin")
    assert "pushed towards" in page
    assert "choose one of the pictures" in predict.decide(form, "Picture 0")
    before, after = (
        each(form, form.fields[0].default) for each in (predict.undecided, predict.decide)
    )
    [seen] = re.findall(r'src="([^"]+)"', before)
    assert seen in after
    assert "choose one of the pictures" in predict.undecided(form, "Picture 0")
