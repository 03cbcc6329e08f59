"""What the data answer of a rule pack is what the rows say; what they cannot, is not answered."""

import re
from typing import Final

import numpy as np
import pandas as pd
import pytest

from evenhand import packs
from evenhand.answering import Subject, answered
from evenhand.audit import Audit
from evenhand.findings import LocalLaw144
from evenhand.packs import Answered, Standing
from evenhand.words import packs as said
from evenhand.words import say
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
LAW: Final = packs.pack("nyc-ll144")
LEAST: Final = 0.02  # 6 RCNY 5-301(d)


def of(audit: Audit, pack: packs.Pack = LAW) -> dict[str, Answered]:
    """Every requirement of a pack with its answer, by its id."""
    found = answered(pack, Subject(audit.findings(), audit.review))
    return {one.requirement.id: one for one in found.answers}


# New York's numbers, straight from the rows


def people(seed: int) -> pd.DataFrame:
    """Rows with a group under two in a hundred, and people of unknown group."""
    rng = np.random.default_rng(seed)
    size = 1500
    sex = making.drawn(rng, ["F", "M", None], size, [0.46, 0.5, 0.04])
    race = rng.choice(["Asian", "Black", "Rare", "White"], size, p=[0.2, 0.29, 0.01, 0.5])
    score = rng.integers(0, 40, size) / 40
    return pd.DataFrame({"sex": sex, "race": race, "score": score, "rule": 1, "y": 1})


def oracle(rows: pd.DataFrame, columns: list[str], kind: str) -> pd.DataFrame:
    """Each known category: how many, its rate, its share of all, and its impact ratio."""
    counted = (
        rows["score"] >= 0.5 if kind == "selection" else rows["score"] > rows["score"].median()
    )
    by = rows.assign(counted=counted).groupby(columns)["counted"].agg(["size", "mean"])
    by.index = [" & ".join(one) if isinstance(one, tuple) else one for one in by.index]
    share = by["size"] / len(rows)
    best = by["mean"][share >= LEAST].max()
    return by.assign(share=share, ratio=(by["mean"] / best).where(share >= LEAST))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("columns", [["sex"], ["race"], ["sex", "race"]])
def test_new_yorks_tables_are_those_of_the_rows(seed: int, columns: list[str]) -> None:
    """Rates, scoring rates and ratios, also crossed; no ratio under two in a hundred."""
    rows = people(seed)
    audit = making.audit(rows, making.keys())
    found = audit.findings().fairness["model"][" & ".join(columns)].local_law_144
    assert isinstance(found, LocalLaw144)
    for kind in ("selection", "scoring"):
        wanted = oracle(rows, columns, kind)
        table = getattr(found, kind)
        assert [one.group for one in table] == sorted(wanted.index)
        for one in table:
            row = wanted.loc[one.group]
            assert (one.n, one.rate, one.share) == (row["size"], row["mean"], row["share"])
            assert one.ratio == (None if np.isnan(row["ratio"]) else pytest.approx(row["ratio"]))
    assert found.unknown == rows[columns].isna().any(axis=1).sum()


@pytest.mark.parametrize("seed", range(3))
def test_the_pack_answers_with_these_numbers(seed: int) -> None:
    """Lowest ratio, unknown people and small categories, as sentences."""
    rows = people(seed)
    found = of(making.audit(rows, making.keys()))
    for name, columns in (("impact-ratios", ["sex"]), ("impact-ratios", ["race"]),
                          ("intersections", ["sex", "race"])):  # fmt: skip
        wanted = oracle(rows, columns, "selection")["ratio"].dropna()
        line = (
            f"{say.capital(' & '.join(columns))}: lowest is {wanted.idxmin()}, "
            f"{say.number(100 * wanted.min(), 3)} for every 100 among {wanted.idxmax()}."
        )
        assert line in found[name].lines
    unknown = int(rows["sex"].isna().sum())
    assert f"Sex: {unknown} cases are of unknown group." in found["unknown-categories"].lines
    rare = oracle(rows, ["race"], "selection").loc["Rare"]
    (line,) = (one for one in found["small-categories"].lines if one.startswith("Race"))
    assert "Rare " in line
    assert f"({rare['size']:,.0f})" in line
    assert "Sex: none is under 2 of 100." in found["small-categories"].lines
    assert found["left-out"].standing is Standing.NOT_ANSWERED


def test_where_no_category_is_small_nobody_is_asked_why_one_is_left_out() -> None:
    """That question then does not apply, and says so; an answer that is there is kept."""
    rows = people(0).query("race != 'Rare' and sex == sex")
    assert of(making.audit(rows, making.keys()))["left-out"].lines == (said.NO_SMALL,)
    mine = {"nyc-ll144": {"answers": {"left-out": "None is."}}}
    kept = of(making.audit(rows, making.keys(packs=mine)))["left-out"]
    assert (kept.standing, kept.lines) == (Standing.BY_YOU, ("None is.",))


# What is not answered


def bare() -> Audit:
    """A log without people: outcomes, answers and the month."""
    columns = {"protected": [], "context": ["month"]}
    candidates = [{"name": "model", "role": "model", "prediction": "said"}]
    rows = pd.DataFrame({"y": 1, "said": [1, 0] * 50, "month": ["a", "b"] * 50})
    return making.audit(rows, making.keys(columns=columns, candidates=candidates))


def test_what_is_asked_of_groups_stays_asked_where_the_review_looks_at_none() -> None:
    """Not to look is no reason why it does not apply; each question says what is missing."""
    asked = [one for name in packs.names() for one in of(bare(), packs.pack(name)).values()]
    groups = [one for one in asked if one.requirement.answered_by.startswith("groups.")]
    assert len(groups) > 10
    for one in groups:
        if one.requirement.applies_when != "scores":
            assert one.standing is Standing.NOT_ANSWERED
            assert one.lines == (said.NO_PROTECTED,)


def test_no_question_of_any_pack_is_left_without_a_line() -> None:
    """An answer, or what is missing, or why it does not apply."""
    for audit in (bare(), making.audit(people(1), making.keys())):
        for name in packs.names():
            for one in of(audit, packs.pack(name)).values():
                assert one.lines
                assert all(line.strip() for line in one.lines)
                assert one.standing is not Standing.BY_YOU


def test_a_reason_goes_before_what_the_data_say() -> None:
    """A person may say that a question does not apply, also where the data would answer it."""
    mine = {"nyc-ll144": {"does_not_apply": {"applicants": "A trial without\npeople."}}}
    one = of(making.audit(people(0), making.keys(packs=mine)))["applicants"]
    assert one.standing is Standing.DOES_NOT_APPLY
    assert not one.where


# Words

CLAIMS: Final = r"\bcompl(?:y|ies|ied|iant|iance|ying)\b|\bconform|\bcertifi(?:ed|es)|\bfulfil"


def written() -> dict[str, str]:
    """Everything that we wrote and a person may read."""
    parts = ("evenhand/**/*.py", "evenhand/**/*.yaml", "evenhand/assets/*.typ",
             "evenhand/assets/*.html", "components/*.py", "pages/*.py", "docs/*.md",
             "README.md")  # fmt: skip
    files = (path for part in parts for path in making.ROOT.glob(part))
    return {str(path): path.read_text(encoding="utf-8") for path in files}


def test_no_word_of_ours_says_that_a_rule_is_kept() -> None:
    """In packs, answers, sentences, pages and documentation."""
    found = written()
    assert len([name for name in found if name.endswith(".yaml")]) == len(packs.names())
    claims = {name: re.findall(CLAIMS, text, re.IGNORECASE) for name, text in found.items()}
    assert {name: words for name, words in claims.items() if words} == {}


@pytest.mark.parametrize(
    "claim",
    ["It is compliant.", "This complies with GDPR", "Compliance", "conforms to", "certified"],
)
def test_a_claim_would_be_seen(claim: str) -> None:
    """The words that are looked for are those that make one."""
    assert re.search(CLAIMS, claim, re.IGNORECASE)
