"""The report: one file that holds everything, asks no network, and shows names letter by letter."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

import evenhand
from evenhand import figures, report
from evenhand.findings import CriterionResult, Findings
from evenhand.review import Review, parse
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


def test_what_has_no_cases_cannot_be_estimated_in_json_page_and_report() -> None:
    """Nobody of A is positive: null, no part in the gap or its state, and never 0 on a screen."""
    rows = [
        (sex, int(sex != "A" and i % 2 == 0), int(i % (3 if sex == "A" else 4) == 0))
        for sex in "ABC"
        for i in range(90)
    ]
    keys = {
        "title": "t",
        "columns": {"label": "y", "protected": ["sex"]},
        "candidates": [{"name": "m", "role": "model", "prediction": "said"}],
        "criteria": [
            {"finding": "true_positive_rate", "gap": "difference", "attribute": "sex", "at_most": 0}
        ],
    }
    audit = evenhand.open(parse(keys), frame=pd.DataFrame(rows, columns=["sex", "y", "said"]))
    found, place = audit.findings(), ("m", "sex", "true_positive_rate")
    by_sex = json.loads(found.to_json())["fairness"]["m"]["sex"]
    assert by_sex["groups"][0]["metrics"]["true_positive_rate"]["value"] is None
    [limit] = found.criteria
    assert isinstance(limit, CriterionResult)
    assert (by_sex["gaps"]["true_positive_rate"]["lowest"], limit.group) == ("B", "B / C")
    shown = figures.group_metric(found, audit.review, *place)
    assert shown.panels[0].dots[0].note == "can't be estimated"
    assert " among A" not in shown.title
    row = figures.group_table(found, audit.review, "m", "sex").rows[0]
    assert [cell for cell in row if cell == "can't be estimated"] == ["can't be estimated"] * 2
    assert "can&#39;t be estimated" in report.html(found, audit.review)
