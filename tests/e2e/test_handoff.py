"""The handoff slider in a real browser: it answers there, and the link follows."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e import browse, movements
from tests.e2e.browse import Visit
from tests.e2e.movements import HEADLINE, SLIDER


def test_keys_change_the_headline_at_once_and_tell_the_server_nothing(visit: Visit) -> None:
    """Thirty presses; the times are printed beside what a run on the server takes."""
    page = visit.open("handoff")
    quiet = len(visit.sent)
    found = movements.moved(page)
    assert len(visit.sent) == quiet
    assert len(found) == movements.TIMES
    assert all(one["changed"] for one in found)
    visit.page.wait_for_timeout(1000)  # keys are released only after a while without any
    visit.settled()
    ran = movements.rerun(visit)
    took = movements.middle(found)
    print(f"slider: {took:.1f} ms to the headline; by the server {ran:.0f} ms")  # noqa: T201


def test_dragging_changes_the_headline_and_tells_the_server_nothing(visit: Visit) -> None:
    """Only where it is released reaches Python; then the link holds it and reopens it."""
    page = visit.open("handoff")
    slider, headline = page.locator(SLIDER), page.locator(HEADLINE)
    first, quiet = headline.inner_text(), len(visit.sent)
    seen = _drag(page, slider)
    assert len(seen - {first}) >= 3
    assert len(visit.sent) == quiet
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"threshold=0\.\d+"))
    visit.settled()
    last, claim = headline.inner_text(), visit.says()
    assert len(visit.sent) > quiet
    assert page.get_by_text("Tried here: ").count() == 1
    page.reload()
    visit.settled()
    expect(headline).to_have_text(last)
    assert visit.says() == claim


def test_the_slider_answers_to_keys_buttons_and_settings(visit: Visit) -> None:
    """Nobody needs a mouse; a setting jumps to its stop, and Today leads back."""
    page = visit.open("handoff")
    slider = page.locator(SLIDER)
    before = slider.input_value()
    steps = {"ArrowRight": 1, "ArrowLeft": -1, "PageUp": 2, "PageDown": -2, "End": 9, "Home": -9}
    for key, way in steps.items():
        at = float(slider.input_value())
        slider.press(key)
        assert (float(slider.input_value()) - at) * way > 0
    for name, way in (("Raise the confidence needed", 1), ("Lower the confidence needed", -1)):
        at = float(slider.input_value())
        page.get_by_role("button", name=name).click()
        assert float(slider.input_value()) == at + way if at or way > 0 else True
    page.get_by_role("button", name="Cheapest").click()
    assert slider.input_value() != before
    page.get_by_role("button", name="Today").click()
    assert slider.input_value() == before


def test_the_way_back_leads_to_where_the_slider_was(visit: Visit) -> None:
    """Back moves the slider and every figure; the same place can be released again after it."""
    page = visit.open("handoff?review=card_default&threshold=0.9")
    slider = page.locator(SLIDER)
    first, claim = slider.input_value(), visit.says()
    slider.press("End")
    expect(page).to_have_url(re.compile("threshold=0.99"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("From 99 %")
    visit.settled()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(claim)
    assert slider.input_value() == first
    visit.settled()
    slider.press("End")
    expect(page.get_by_role("heading", level=1)).to_contain_text("From 99 %")


def test_the_way_to_another_page_is_one_step_of_history(visit: Visit) -> None:
    """The page and what its address holds: Back leads to the page before with one press."""
    page = visit.open("handoff?review=card_default&threshold=0.9&missed_case=9000")
    before, claim = page.evaluate("history.length"), visit.says()
    visit.go("Report")
    expect(page).to_have_url(re.compile("missed_case=9000"))
    visit.go("Fairness")
    assert page.evaluate("history.length") == before + 2
    for url in ("report", "handoff"):
        page.go_back()
        expect(page).to_have_url(re.compile(f"/{url}\\?"))
        visit.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text(claim)


def test_a_link_keeps_its_groups_on_a_page_without_them(visit: Visit) -> None:
    """Whoever opens the report by it and goes on to the groups finds those that were sent."""
    page = visit.open("report?review=lending&attribute=sex")
    expect(page).to_have_url(re.compile("attribute=sex"))
    visit.go("Fairness")
    expect(page).to_have_url(re.compile("attribute=sex"))
    expect(page.get_by_role("combobox", name="By groups of")).to_have_value("sex")


def test_a_link_with_a_threshold_that_cannot_be_leaves_the_slider_where_it_is(visit: Visit) -> None:
    """Slider, page and address agree on the review's own."""
    page = visit.open("handoff?review=card_default&threshold=7")
    expect(page.get_by_role("heading", level=1)).to_contain_text("From 80 %")
    expect(page.locator(SLIDER)).to_have_attribute("aria-valuetext", "80 %")
    expect(page).not_to_have_url(re.compile("threshold"))


def test_two_tabs_keep_their_own_threshold(visit: Visit) -> None:
    """What is tried in one is not seen in the other, after a reload neither."""
    page = visit.open("handoff?threshold=0.7")
    other = Visit(page.context.new_page(), visit.url)
    other.open("handoff?threshold=0.95")
    page.locator(SLIDER).press("ArrowLeft")
    expect(page).to_have_url(re.compile("threshold=0.69"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("From 69 %")
    other.page.reload()
    other.settled()
    assert "From 95 %" in other.says()


def test_a_changed_cost_moves_the_slider_and_is_in_the_link(
    visit: Visit, visiting: Callable[..., AbstractContextManager[Visit]]
) -> None:
    """Its cost changes in one step, a colleague sees the same, and a button takes it back."""
    page = visit.open("handoff?review=card_default&more=true")
    cost = page.locator(".eh-figures dd").nth(8)
    before = cost.inner_text()
    field = page.get_by_label("A missed case costs")
    field.fill("9000")
    field.press("Enter")
    expect(cost).not_to_have_text(before)
    visit.settled()
    with visiting() as other:
        other.page.goto(page.url)
        other.settled()
        expect(other.page.locator(".eh-figures dd").nth(8)).to_have_text(cost.inner_text())
    page.get_by_role("button", name="Take the changed costs back").last.click()
    expect(cost).to_have_text(before)
    expect(page).not_to_have_url(re.compile("missed_case"))


def test_a_report_opens_its_slider_where_it_was_released(
    visit: Visit, visiting: Callable[..., AbstractContextManager[Visit]], tmp_path: Path
) -> None:
    """The page that was tried, forwarded: the same headline, from disk and without a network."""
    page = visit.open("handoff?review=card_default&threshold=0.9")
    headline = page.locator(HEADLINE).inner_text()
    visit.go("Report")
    button = page.get_by_role("button", name="Download the report (HTML)")
    file = browse.saved(page, button, tmp_path)
    with visiting(offline=True) as reader:
        reader.url = "file://"
        reader.page.goto(file.as_uri())
        expect(reader.page.locator(HEADLINE)).to_have_text(headline)
        expect(
            reader.page.get_by_role("heading", name="Tried: 90 % instead").first
        ).to_be_attached()


def _drag(page: Page, slider: Locator) -> set[str]:
    """Press the slider's thumb and move it along, without letting go; the headlines on the way."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    headline = page.locator(HEADLINE)
    page.mouse.move(box["x"] + box["width"] * 0.6, middle)
    page.mouse.down()
    seen = set()
    for share in (0.5, 0.4, 0.3, 0.2):
        page.mouse.move(box["x"] + box["width"] * share, middle, steps=4)
        page.wait_for_timeout(60)
        seen.add(headline.inner_text())
    return seen


def test_where_the_colours_of_the_system_change_everything_is_drawn_in_the_new_ones(
    visit: Visit,
) -> None:
    """Nothing is pressed and nothing chosen: the slider follows, and follows back."""
    page = visit.open("handoff?review=lending")
    expect(page.locator(".eh-dark")).to_have_count(0)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".eh-dark")).to_have_count(1)
    page.emulate_media(color_scheme="light")
    expect(page.locator(".eh-dark")).to_have_count(0)
