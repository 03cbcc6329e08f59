"""The report: one file that holds everything, asks no network, and shows names letter by letter."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from evenhand import report
from evenhand.findings import Findings
from evenhand.review import Review
from tests import factory_findings as made

HOSTILE = "</script><img src=x onerror=alert(1)>"


Tags = list[tuple[str, dict[str, str | None]]]


def read(text: str) -> Tags:
    """The elements of a report, in order."""
    tags: Tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append((tag, dict(attrs)))  # type: ignore[method-assign]
    parser.feed(text)
    return tags


def embedded(text: str) -> dict[str, list[Any]]:
    """The data of a report's charts and sliders."""
    found = re.search(r'id="report-data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data: dict[str, list[Any]] = json.loads(found[1])
    return data


@pytest.fixture(scope="module")
def whole() -> str:
    """A report of a complete review."""
    return report.html(made.findings(), made.review(), made.explanation())


def test_the_report_says_the_verdict_and_every_criterion(whole: str) -> None:
    """Verdict, who decides, criteria, the handoff's headline and the data's fingerprint."""
    for said in (
        "by the criteria of this review; a person decides",
        "Of those decided alone, how many are wrong",
        "Of 100 customers, 70 are answered well, 2 wrongly, 28 go to a credit officer",
        "sha256:ab",
        "a screen, not a finding",
    ):
        assert said in whole


def test_every_chart_has_its_data_in_both_themes(whole: str) -> None:
    """Each drawn place has a light and a dark chart, and words for those who cannot see it."""
    charts = [attrs for _, attrs in read(whole) if "data-chart" in attrs]
    data = embedded(whole)
    assert [int(c["data-chart"] or -1) for c in charts] == list(range(len(data["charts"])))
    assert all(c["aria-label"] for c in charts)
    assert all(chart["light"] and chart["dark"] for chart in data["charts"])


def test_the_slider_comes_with_the_report(whole: str) -> None:
    """With finished sentences for every stop, and the reader's own theme."""
    (slider,) = embedded(whole)["sliders"]
    assert slider["dark"] is None
    assert len(slider["stops"]) == 4
    assert "export function mount" in whole


def test_nothing_is_fetched(whole: str) -> None:
    """No address in any element, and a policy that forbids every request."""
    tags = read(whole)
    addresses = [a.get("src") or a.get("href") for _, a in tags if a.get("src") or a.get("href")]
    assert all(str(address).startswith("#") for address in addresses)
    policy = next(a["content"] for t, a in tags if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy


def test_the_policy_names_exactly_our_scripts(whole: str) -> None:
    """Every script that runs has its hash in the policy."""
    hashes = re.search(r"script-src ([^;]*);", whole)
    running = [a for t, a in read(whole) if t == "script" and a.get("type") != "application/json"]
    assert hashes is not None
    assert len(hashes[1].split()) == len(running) == 2


def test_hostile_names_are_inert() -> None:
    """In titles, tables, charts and the slider's data."""
    groups = made.attribute(made.group(HOSTILE, 0.3), made.group("b", 0.2))
    found = replace(made.findings(), fairness={"model": {"sex": groups}})
    review = made.review(title=HOSTILE, words={"case": HOSTILE, "positive": HOSTILE})
    text = report.html(found, review, None)
    assert not [attrs for tag, attrs in read(text) if tag == "img"]
    assert HOSTILE not in text
    assert embedded(text)["charts"]


@pytest.mark.parametrize(
    ("found", "review"),
    [
        (made.unlabelled(), made.review()),
        (
            replace(made.unlabelled(), comparison=None, handoff=None, fairness={"model": {}}),
            made.review(handoff=None, costs=None, criteria=None, columns={"protected": ["sex"]}),
        ),
    ],
)
def test_a_report_without_outcomes_says_what_is_missing(found: Findings, review: Review) -> None:
    """Each missing block has one line, and the file is still whole."""
    text = report.html(found, review)
    assert "nobody can say which answers were right" in text or "nothing to compare" in text
    assert text.rstrip().endswith("</html>")


def test_a_reason_stands_where_nothing_can_be_explained() -> None:
    """The section on why is never empty."""
    text = report.html(
        made.findings(), made.review(), made.explanation(overall=None, reason="No model file.")
    )
    assert "No model file." in text
    few = report.html(made.findings(), made.review(), made.explanation(overall=None))
    assert "Wrong, and sure of it" in few
    assert "It was not worked out" in report.html(made.findings(), made.review())


def test_the_same_findings_give_the_same_report(whole: str) -> None:
    """No time of making is in it."""
    assert report.html(made.findings(), made.review(), made.explanation()) == whole
