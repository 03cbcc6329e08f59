"""The past process in a real browser: flagged on Fairness, and never called right."""

from playwright.sync_api import expect

from tests.e2e import browse
from tests.e2e.browse import Visit

NOTE = "The outcome here is what the lender decided then, not whether the loan was repaid."
BY_DEFINITION = "right by definition: that is no finding"


def test_the_past_process_is_flagged_on_fairness(visit: Visit) -> None:
    """As a candidate among the others, by race, with the counts behind it."""
    page = visit.open("fairness?review=lending&candidate=lender&attribute=race&metric=accuracy")
    visit.see_the_numbers()
    row = page.locator("tr", has_text="below: look closer")
    expect(row).to_contain_text("Black")
    expect(row).to_contain_text("133")
    expect(row).to_contain_text("197")
    expect(page.get_by_text(BY_DEFINITION)).to_have_count(1)
    assert "says yes" in page.get_by_role("combobox", name="Compare").input_value()
    assert visit.says().startswith("Said “is approved”: 68 of 100 among Black")


def test_every_page_says_what_the_outcome_is(visit: Visit) -> None:
    """Once, beside the numbers; that the lender is right by definition only where it is shown."""
    visit.open("?review=lending")
    for title in browse.PAGES.values():
        page = visit.go(title)
        expect(page.get_by_text(NOTE)).to_have_count(1)
        expect(page.get_by_text(BY_DEFINITION)).to_have_count(int(title == "Compare"))
