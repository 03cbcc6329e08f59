"""From Overview in three clicks: which group is worst, by how much, whether it is real, from what.

The first click opens the Fairness page where the worst group was found, the second shows the
counts, the third how they were worked out.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components import samples
from evenhand import words
from tests.e2e import browse
from tests.e2e.browse import Visit
from tests.e2e.test_own_log import brought, own_log, written


def walked(visit: Visit) -> Page:
    """The three clicks, from an open Overview."""
    page = visit.page
    page.get_by_role("button", name="See this group beside the others").click()
    page.get_by_role("link", name="Fairness", exact=True).first.wait_for(state="attached")
    page.wait_for_url("**/fairness**")
    visit.settled()
    block = page.locator(".st-key-block-group_metric")
    block.locator("summary", has_text="See the numbers").click()
    expect(block.get_by_role("table")).to_be_visible()
    block.locator("summary", has_text="How is this worked out").click()
    return page


def counted(page: Page, group: str) -> list[str]:
    """All cases of a group, how many of which its rate is, and its four counts, as shown."""
    block = page.locator(".st-key-block-group_metric")
    row = block.get_by_role("row").filter(has=page.get_by_role("rowheader", name=group, exact=True))
    cells = row.locator("td").all_inner_texts()
    return [*cells[:3], *cells[-5:-1]]


def test_three_clicks_lead_from_the_overview_of_a_sample_to_the_counts(visit: Visit) -> None:
    """What stands there is what the findings say, to the case."""
    audit = samples.audit("card_default")
    worst = words.worst_group(audit.findings(), audit.review)
    assert worst is not None
    page = visit.open("?review=card_default")
    expect(page.get_by_role("heading", name=words.worst_title(worst, audit.review))).to_be_visible()
    expect(page.get_by_text(worst.is_real)).to_be_visible()
    page = walked(visit)
    assert worst.sentence.rstrip(".") in visit.says()
    expect(page.get_by_text(worst.is_real)).to_be_visible()
    groups = audit.findings().fairness[worst.candidate][worst.attribute].groups
    own = next(one for one in groups if one.group == worst.group)
    share = own.metrics[worst.metric]
    behind = round((share.value or 0) * share.n)
    counts = (own.counts.tp, own.counts.fp, own.counts.tn, own.counts.fn)
    shown = (own.n, behind, share.n, *counts)
    assert counted(page, worst.group) == [f"{n:,}" for n in shown]
    visit.check()


def test_three_clicks_lead_from_an_own_log_to_its_counts(visit: Visit, tmp_path: Path) -> None:
    """The same way for a log that was brought: nothing about it is made for a sample."""
    brought(visit, own_log(tmp_path / "log.csv", ("north", "south", "far east")))
    page = visit.go("Report")
    button = page.get_by_role("button", name="Download the findings (JSON)")
    file = browse.saved(page, button, tmp_path)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    visit.go("Overview")
    title = page.locator(".st-key-worst").get_by_role("heading").inner_text()
    group = title.rpartition(": ")[2]
    page = walked(visit)
    assert f"among {group}" in visit.says()
    groups = found["fairness"][found["handoff"]["candidate"]]["origin"]["groups"]
    own = next(one for one in groups if one["group"] == group)
    n, *behind, tp, fp, tn, fn = counted(page, group)
    assert [n, tp, fp, tn, fn] == [
        str(n) for n in (own["n"], *(own["counts"][k] for k in ("tp", "fp", "tn", "fn")))
    ]
    share = int(behind[0]) / int(behind[1])
    assert any(e["value"] == pytest.approx(share) for e in own["metrics"].values())


def test_any_two_columns_are_crossed_and_a_link_opens_them_again(visit: Visit) -> None:
    """A crossing that the review does not name is one choice away, and in the address."""
    visit.open("fairness?review=card_default&attribute=sex")
    visit.pick("Crossed with", "education")
    said = visit.says()
    assert "&" in said
    page = visit.page
    page.reload()
    visit.settled()
    assert visit.says() == said


def test_the_choice_of_the_card_replaces_what_was_chosen_before(
    visit: Visit, app_log: Path
) -> None:
    """Whoever looked at something else first is still led to the worst group, and in silence."""
    visit.open("fairness?review=card_default&attribute=education&metric=accuracy&candidate=rule")
    visit.go("Overview")
    audit = samples.audit("card_default")
    worst = words.worst_group(audit.findings(), audit.review)
    assert worst is not None
    walked(visit)
    assert worst.sentence.rstrip(".") in visit.says()
    assert "created with a default value" not in app_log.read_text(encoding="utf-8")


def test_a_log_without_groups_has_no_worst_group(visit: Visit, tmp_path: Path) -> None:
    """The card is not there, rather than empty."""
    rows = [(i, i % 2, f"0.{(i * 37) % 90 + 10}") for i in range(200)]
    file = written(tmp_path / "log.csv", ("number_id", "outcome", "model_score"), rows)
    page = visit.open("?review=own")
    browse.upload(visit, file)
    browse.send(visit)
    assert page.locator(".st-key-worst").count() == 0
