"""A column's name in the dictionary reaches everything that a person reads."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from skops import io as skops
from streamlit.testing.v1 import AppTest

from components import nav, upload
from components.roles_form import Meaning
from components.state import OwnLog
from components.upload import Limits
from components.why_own import ModelFile
from evenhand import dictionary, figures, report
from evenhand.explanation import Explanation
from evenhand.roles import Guess
from evenhand.score_gap import ScoreGap

ROUTER: Final = Path(__file__).parent.parent / "pages" / "main.py"
# No word of the app begins as the columns of this log do.
BARE: Final = re.compile(r"\bzq[_ ]\w+")
ROLES: Final = {
    "zq_number": "id", "zq_late": "feature", "zq_limit": "feature", "zq_truth": "label",
    "zq_sex": "protected", "zq_race": "protected", "zq_site": "context", "zq_age": "context",
    "zq_when": "time", "zq_rule": "baseline_prediction", "zq_score": "model_score",
    "zq_person": "human_prediction", "zq_ms": "model_latency_ms",
}  # fmt: skip
GIVEN: Final = {
    column: {"name": f"Given {column.removeprefix('zq_').upper()}", "unit": None,
             "meaning": None, "source": None}
    for column in ROLES
}  # fmt: skip
EVERYTHING: Final = Limits(
    5, 120, 4, 0.9, 0.8, 0.04, 0.8, not_worse=True,
    queue={"people": 3, "minutes_per_case": 12.5, "cases_per_hour": 40.0}, currency="EUR",
)  # fmt: skip


def _own() -> OwnLog:
    """A log with a column for nearly every role, in which every group fares otherwise."""
    rng, n = np.random.default_rng(7), 1500
    sex, race = rng.choice(["F", "M"], n), rng.choice(["one", "two", "three"], n)
    site = np.where(sex == "F", rng.choice(["east", "west", "west"], n), "east")
    late = (rng.poisson(1.5, n) + (sex == "F")).astype(float)
    inputs = pd.DataFrame({"zq_late": late, "zq_limit": rng.normal(size=n).round(2)})
    truth = (late - inputs["zq_limit"] + rng.normal(size=n) > 2).astype(int)
    model = LogisticRegression().fit(inputs, truth)
    days = pd.date_range("2026-01-01", periods=n, freq="3h").strftime("%Y-%m-%d %H:%M:%S")
    log = inputs.assign(
        zq_number=[f"c{place}" for place in range(n)], zq_truth=truth, zq_sex=sex, zq_race=race,
        zq_site=site, zq_age=rng.integers(18, 80, n), zq_when=days,
        zq_rule=(late > np.where(sex == "F", 1, 3)).astype(int),
        zq_score=model.predict_proba(inputs)[:, 1],
        zq_person=np.where(rng.random(n) < 0.9, truth, 1 - truth), zq_ms=rng.exponential(20, n),
    )  # fmt: skip
    edges = {"zq_age": (30.0, 50.0)}
    guesses = tuple(
        Guess(name, role, "", ("0", "1"), 2, edges=edges.get(name, ()))
        for name, role in ROLES.items()
    )
    meaning = Meaning(guesses, "mine", {}, "1", positive_is_good=False)
    file = ModelFile("model.skops", skops.dumps(model))
    return upload.counted(log.to_csv(index=False).encode(), "csv", meaning, EVERYTHING, file)


@pytest.fixture(scope="module")
def own() -> OwnLog:
    """The log, counted and explained once."""
    return _own()


@pytest.fixture(scope="module")
def worded(own: OwnLog) -> OwnLog:
    """The same, with every column named in its review's dictionary."""
    review = own.review.with_dictionary(GIVEN)
    return replace(own, review=review, findings=dictionary.worded(own.findings, review))


def _bare(said: str) -> list[str]:
    """Every column by its own name, with what stands around it."""
    return [said[max(0, m.start() - 60) : m.end() + 40] for m in BARE.finditer(said)]


def _explained(own: OwnLog) -> Explanation:
    assert own.why is not None
    return own.why.explanation


def _gaps(own: OwnLog) -> Mapping[str, ScoreGap | str]:
    assert own.why is not None
    return own.why.gaps


DICTIONARY: Final = "Columns: what each means"  # whose own first column is the file's
DRAFTS: Final = "evenhand.drafts"
KEYS: Final = re.compile(r"^\s*(id|form_id|user_key): .*$", re.MULTILINE)


def test_reports_say_the_given_names(worded: OwnLog) -> None:
    """Every sentence, table, chart and heading of the report and of the memo."""
    own = figures.dictionary(worded.findings, worded.review)
    said = report.tree(worded.findings, worded.review, _explained(worded))
    for section in said.sections:
        shown = [block for block in section.blocks if block.figure != own]
        assert not _bare(repr(replace(section, blocks=tuple(shown)))), section.title
    assert not _bare(repr(report.memo(worded.findings, worded.review)))


def test_gaps_and_letters_say_the_given_names(worded: OwnLog) -> None:
    """What drives the gap with its proxies, each case with what would change it, its letter."""
    found = [one for one in _gaps(worded).values() if isinstance(one, ScoreGap)]
    assert found
    for gap in found:
        assert not _bare(repr(figures.score_gap(gap, worded.review)))
    for case in _explained(worded).cases:
        assert not _bare(report.letter_html(case, worded.review))


def test_what_is_data_keeps_the_names_of_the_log(worded: OwnLog) -> None:
    """The findings document is read by programs, and is about the file."""
    assert '"zq_sex"' in json.dumps(list(worded.findings.fairness["model"]))


def _texts(node: Any) -> Iterator[str]:  # noqa: ANN401  # any element of the page
    if getattr(node, "label", "") == DICTIONARY:
        return
    for child in getattr(node, "children", {}).values():
        yield from _texts(child)
    proto = getattr(node, "proto", None)
    if getattr(proto, "component_name", "").endswith(DRAFTS):
        return  # nothing of it is seen: a browser keeps what was written, by the log's own names
    if proto is not None and not getattr(node, "children", None):
        yield KEYS.sub("", re.sub(r"\\(.)", r"\1", str(proto).replace("\\\\", "\\")))


@pytest.mark.parametrize("stop", nav.STOPS, ids=lambda stop: stop.path)
def test_pages_say_the_names_that_a_visitor_gives(own: OwnLog, stop: nav.Stop) -> None:
    """Choices, titles, tables, charts and forms, with More open; the file's own list aside."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.session_state["_own_log"] = own
    app.session_state["_words"] = {"own-0": GIVEN}
    app.query_params["review"] = "own"
    app.run().switch_page(stop.file).run()
    more = [one for one in app.toggle if one.key == "more"]
    if more:
        more[0].set_value(True).run()
    assert not app.exception
    wrong = [bare for said in _texts(app.main) for bare in _bare(said)]
    assert not wrong, wrong


def test_an_address_has_a_column_by_its_own_name(own: OwnLog) -> None:
    """What one visitor calls a column is on their screen; a link of it opens for everybody."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.session_state["_own_log"] = own
    app.session_state["_words"] = {"own-0": GIVEN}
    app.query_params["review"] = "own"
    app.run().switch_page("fairness.py")
    app.query_params.update(review="own", attribute="zq_race", crossed="zq sex")
    app.run()
    assert app.selectbox(key="attribute").value == "zq_race"
    assert "Given RACE" in app.selectbox(key="attribute").options
    assert app.selectbox(key="crossed").value == "zq_sex"
    app.selectbox(key="attribute").set_value("zq_site").run()
    assert "zq_site" in app.query_params["attribute"]
    assert app.selectbox(key="crossed").value == "zq_sex"


def test_no_column_is_said_past_the_dictionary() -> None:
    """A name as words is for what no dictionary can know; all else is asked of one module."""
    folder = ROUTER.parent.parent / "evenhand"
    users = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if re.search(r"\b(say|words)\.readable\(", path.read_text(encoding="utf-8"))
    }
    assert users == {"words/columns.py", "words/record.py"}
