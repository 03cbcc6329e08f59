"""A log of one's own in a real browser: from upload to every page, apart from other people's."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from tests.e2e import browse
from tests.e2e.browse import Visit

Visiting = Callable[..., AbstractContextManager[Visit]]

HOSTILE = (
    "<script>window.broken=1</script>",
    "<img src=x onerror=window.broken=1>",
    "![see](http://picture.invalid/a.png)",
    "[press](javascript:window.broken=1)",
    "http://link.invalid/a www.link.invalid",
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "'; DROP TABLE log; --",
    '" OR ""="',
    "$x^2$ $$\\frac{1}{2}$$",
    ":material/home: :red[red] :smile:",
    "**bold** _it_ `code` # head",
    "{{7*7}} ${7*7} %(name)s {0}",
    "\u202egnirts",
    "שלום",
    "👩‍👩‍👧‍👦 ünïcödé",
    "</table></div><h1>",
    "a\\nb \\u0000 &lt;b&gt; &amp;",
    "x" * 300,
)


def written(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """A CSV file with these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def decisions(groups: Sequence[str], n: int = 900) -> Iterator[tuple[object, ...]]:
    """Cases whose model is better than their rule: number, group, outcome, rule, score."""
    chance = random.Random(7)  # noqa: S311  # not for secrets
    for number in range(n):
        truth = chance.random()
        score = min(max(truth + chance.gauss(0, 0.15), 0.0), 1.0)
        yield (
            number, groups[number % len(groups)], int(truth > 0.5),
            int(truth + chance.gauss(0, 0.3) > 0.5), f"{score:.3f}",
        )  # fmt: skip


def own_log(path: Path, groups: Sequence[str] = ("north", "south"), column: str = "origin") -> Path:
    """A log with one column of groups."""
    head = ("number_id", column, "outcome", "rule_says", "model_score")
    return written(path, head, list(decisions(groups)))


def brought(visit: Visit, file: Path, *, purpose: str = "a test") -> Page:
    """A visitor's own log, uploaded, with the column of groups protected, and counted."""
    visit.open()
    visit.page.get_by_role("button", name="Bring your own log").click()
    visit.settled()
    browse.upload(visit, file, purpose=purpose)
    role = visit.page.get_by_test_id("stSelectbox").filter(has_text="Role of").nth(1)
    role.get_by_role("combobox").click()
    visit.page.get_by_role("option", name="Must not matter").click()
    visit.settled()
    browse.send(visit)
    visit.page.get_by_text("This is your own log").wait_for()
    return visit.settled()


def every_page(visit: Visit) -> dict[str, str]:
    """All that every page says, further blocks and tables included."""
    said = {}
    for path, title in browse.PAGES.items():
        page = visit.go(title)
        more = page.get_by_test_id("stCheckbox").filter(has_text="More")
        if more.count() and not more.get_by_role("switch").is_checked():
            more.locator("label").click()
            visit.settled()
        visit.see_the_numbers()
        visit.check()
        said[path] = page.locator("body").inner_text()
    return said


def test_own_log_goes_from_upload_through_roles_to_every_page(visit: Visit, tmp_path: Path) -> None:
    """It is counted and shown; the file is gone from the form."""
    page = brought(visit, own_log(tmp_path / "log.csv"))
    expect(page.get_by_text("900 cases")).to_be_visible()
    said = every_page(visit)
    assert "south" in said["fairness"]
    assert "There is no explanation for your own log" in said["explain"]
    assert "There is no form for your own log" in said["try"]


def test_a_log_without_limits_leads_back_to_the_form_where_they_are_written(
    visit: Visit, tmp_path: Path
) -> None:
    """In words that ask for no review file, and with one button."""
    page = brought(visit, own_log(tmp_path / "log.csv"))
    expect(page.get_by_text("This review sets no limits, so there is no verdict.")).to_be_visible()
    assert "[[" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Back to the form, to write limits").click()
    visit.settled()
    assert visit.says() == "Bring your own decision log"


def test_a_model_alone_is_set_beside_the_simplest_rules(visit: Visit, tmp_path: Path) -> None:
    """Number, score, outcome and a few inputs are enough for Compare; so the form is told first."""
    rows = [
        (place, case[2], case[4], round(float(str(case[4])) * 40) + place % 29, place % 7)
        for place, case in enumerate(decisions(("a",)))
    ]
    head = ("case_id", "approved", "model_score", "income", "branch_size")
    visit.open("?review=own")
    browse.upload(visit, written(tmp_path / "log.csv", head, rows))
    browse.send(visit)
    visit.go("Compare")
    assert "than with a simple if-then on income" in visit.says()
    said = visit.page.locator("body").inner_text()
    assert "The simplest rules were found on" in said
    assert "Always saying" in said
    visit.check()


def test_an_ab_test_of_ones_own_is_compared_arm_by_arm(visit: Visit, tmp_path: Path) -> None:
    """The form asks who is meant by each value; as it is corrected there, Compare says it."""
    rows = [
        (number, "north", "green" if place % 3 else "blue", score, truth)
        for place, (number, _, truth, _, score) in enumerate(decisions(("a",)))
    ]
    head = ("case_id", "region", "variant", "score", "bought")
    visit.open("?review=own")
    page = browse.upload(visit, written(tmp_path / "log.csv", head, rows))
    visit.pick("Where variant is blue, it was", "decided by the model (the new way)")
    browse.send(visit)
    expect(page.get_by_role("alert")).to_contain_text("an A/B test needs cases")
    visit.pick("Where variant is green, it was", "decided by the rule in use (the old way)")
    browse.send(visit)
    page.get_by_text("This is your own log").wait_for()
    visit.go("Compare")
    expect(page.get_by_text("600 with the rule and 300 with the model")).to_be_visible()
    visit.check()


def test_a_log_without_an_outcome_still_has_every_page(visit: Visit, tmp_path: Path) -> None:
    """What cannot be known says in one line what to add."""
    rows = [(group, rule, score) for _, group, _, rule, score in decisions(("a", "b"))]
    file = written(tmp_path / "log.csv", ("sex", "rule_says", "model_score"), rows)
    visit.open("?review=own")
    browse.upload(visit, file)
    browse.send(visit)
    said = every_page(visit)
    assert "on the form, under “What does each column mean?”" in said["compare"]
    assert "review file:" not in "".join(said.values())


def test_two_people_never_see_each_other(visiting: Visiting, tmp_path: Path, app_log: Path) -> None:
    """No mark of one comes to the other's browser, in whatever way, nor into the server's log.

    Each seeds more than 900: groups, columns, case ids, the file's name, what it is for, a reason.
    Their reports are larger than Streamlit's digest of a file looks at, and differ in the middle.
    """
    with visiting() as one, visiting() as two:
        marks = {"one": "MarkerOfOne", "two": "MarkerOfTwo"}
        for name, visit in (("one", one), ("two", two)):
            (tmp_path / name).mkdir()
            brought(visit, _marked(tmp_path / name, marks[name]), purpose=f"for {marks[name]}")
            _decided(visit, f"because of {marks[name]}")
        for name, other, visit in (("one", "two", one), ("two", "one", two)):
            said = "".join(every_page(visit).values()) + visit.page.content()
            taken = _downloads(visit, tmp_path / name, _ONE_OF_EACH)
            frames = b"".join(f.encode() if isinstance(f, str) else f for f in visit.received)
            assert frames.count(marks[name].encode()) > 50
            assert marks[name] in said
            assert marks[name] in taken
            assert max(file.stat().st_size for file in (tmp_path / name).glob("*.html")) > 1 << 20
            assert marks[other] not in said + taken
            assert marks[other].encode() not in frames
            assert "MarkerOf" not in visit.open("fairness?review=card_default").content()
            assert "MarkerOf" not in _beside_the_pages(visit)
    assert "MarkerOf" not in app_log.read_text(encoding="utf-8")


def _beside_the_pages(visit: Visit) -> str:
    """What the page of kept reviews, the form and REST say; a log of one's own is in none."""
    said = visit.open("kept").content()
    for path in ("predict/", "predict/config", "api/v1/reviews", "api/v1/findings"):
        said += visit.page.context.request.get(f"{visit.url}/{path}?review=own").text()
    return said


def _marked(folder: Path, mark: str) -> Path:
    """A log with a mark in its name, its groups, its columns and each of its case ids."""
    columns = ("number_id", "origin", "outcome", "rule_says", "model_score")
    more = [f"{mark}_column_{number}" for number in range(6)]
    groups = [f"{mark} {letter}" for letter in "abcd"]
    rows = [(f"{mark}{case[0]}", *case[1:], *"xyxyxy") for case in decisions(groups)]
    return written(folder / f"{mark}.csv", [*columns, *more], rows)


def _decided(visit: Visit, reason: str) -> None:
    """Record a decision, with a reason."""
    page = visit.page
    page.get_by_text("Decide, with your name").click()
    form = page.locator(".st-key-decide")
    form.locator("label", has_text=re.compile("^Not yet$")).click()
    visit.settled()
    form.get_by_role("textbox", name="Decided by").fill("A person")
    form.get_by_role("textbox", name="Because").fill(reason)
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Decided: Not yet").wait_for()
    visit.settled()


def test_hostile_names_are_inert_and_readable_everywhere(
    visit: Visit, tmp_path: Path, app_log: Path
) -> None:
    """Twenty of them as groups and as columns do nothing and can be read."""
    head = ["number_id", "sex", "outcome", "rule_says", "model_score", *HOSTILE]
    rows = [
        (*row, *("ab"[(place + shift) % 2] for shift, _ in enumerate(HOSTILE)))
        for place, row in enumerate(decisions(HOSTILE, 2000))
    ]
    page = brought(visit, written(tmp_path / "log.csv", head, rows), purpose=HOSTILE[2])
    said = every_page(visit)
    for name in HOSTILE:
        assert _readable(name)[:40] in _readable(said["fairness"]), name
    visit.go("Fairness")
    for name in HOSTILE[:3]:
        page.get_by_role("combobox", name="By groups of").click()
        page.get_by_role("option").filter(has_text=name).first.click()
        visit.settled()
        assert page.get_by_role("option").count() == 0
        visit.check()
        assert _readable(name)[:20] in _readable(page.locator("body").inner_text())
    assert page.evaluate("window.broken") is None
    assert page.locator("a[href*='.invalid'], img[src*='.invalid']").count() == 0
    assert "<script>window.broken" not in _downloads(visit, tmp_path, re.compile("HTML"))
    assert ".invalid" not in app_log.read_text(encoding="utf-8")


def _readable(text: str) -> str:
    """A text without the signs that nobody sees, as far as a title shows a name."""
    unseen = dict.fromkeys(map(ord, "\u2060\u2068\u2069\u202e"))
    return " ".join(text.translate(unseen).split())


def test_another_file_is_guessed_afresh_and_the_same_one_keeps_what_was_corrected(
    visit: Visit, tmp_path: Path
) -> None:
    """A second file over the first has roles of its own, whatever stood in its places before."""
    first = own_log(tmp_path / "first.csv")
    rows = [(score, truth, group) for _, group, truth, _, score in decisions(("a", "b"))]
    second = written(tmp_path / "second.csv", ("model_score", "outcome", "sex"), rows)
    page = visit.open("?review=own")
    browse.upload(visit, first)
    visit.pick("Role of origin", "May matter (product, region)")
    for file, column, role in (
        (second, "model score", "Model: probability of positive"),
        (first, "origin", "May matter (product, region)"),
    ):
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
        box = page.get_by_role("combobox", name=f"Role of {column}")
        expect(box).to_have_value(role)


def test_a_bad_file_gets_one_line_and_loses_nothing(visit: Visit, tmp_path: Path) -> None:
    """What was typed stays, and the next file is taken."""
    bad = tmp_path / "bad.csv"
    bad.write_text("a,a\n1,2\n", encoding="utf-8")
    page = visit.open("?review=own")
    page.get_by_role("textbox", name="What is it for?").fill("yearly check")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(bad)
    expect(page.get_by_role("alert")).to_have_count(1)
    visit.settled()
    assert page.get_by_role("textbox", name="What is it for?").input_value() == "yearly check"


# Slides, workbook and Markdown are written as the PDF is, and are in the bundle to share.
_ONE_OF_EACH = re.compile(r"HTML|PDF|JSON|TOML|CSV|to share")


def _downloads(visit: Visit, folder: Path, of: re.Pattern[str]) -> str:
    """What can be taken away by buttons of such names, as one text."""
    texts = []
    for title in ("Report", "Fairness"):
        page = visit.go(title)
        visit.see_the_numbers()
        buttons = page.get_by_test_id("stDownloadButton").get_by_role("button")
        for button in buttons.filter(has_text=of).all():
            file = browse.saved(page, button, folder)
            texts.append(file.name + _text(file))
    return "".join(texts)


def _text(file: Path | io.BytesIO) -> str:
    """What a file says; of a PDF, the text of its pages; of an archive, that of all in it."""
    content = file.getvalue() if isinstance(file, io.BytesIO) else file.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(content)):
        whole = zipfile.ZipFile(io.BytesIO(content))
        return "".join(name + _text(io.BytesIO(whole.read(name))) for name in whole.namelist())
    if not content.startswith(b"%PDF"):
        return content.decode(errors="replace")
    pages = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_file_that_the_browser_refuses_is_refused_in_words_that_can_be_seen(
    visit: Visit, tmp_path: Path
) -> None:
    """Of the wrong kind or too large: not by a red sign alone."""
    file = tmp_path / "log.pdf"
    file.write_bytes(b"%PDF-1.4")
    page = visit.open("?review=own")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    said = page.get_by_test_id("stFileUploader").get_by_role("alert")
    expect(said).to_contain_text("files are not allowed")
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > 100
