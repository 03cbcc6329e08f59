"""What the candidate is worth is counted with people, the comparison without: both are named."""

import html
import re
from dataclasses import replace

import pandas as pd
import pytest

from components import samples
from evenhand import figures, report
from evenhand.findings import OMITTED, Findings, Value
from evenhand.report.tree import tree
from evenhand.review import Review
from evenhand.words.handed_over import with_people

NAMES = sorted(samples.samples())


def opened(name: str) -> tuple[Findings, Review]:
    """What is found in a sample, and its review."""
    audit = samples.audit(name)
    return audit.findings(), audit.review


def changes(found: Findings) -> list[tuple[float, float]]:
    """How many more mistakes of a kind, in the waterfall's bars and on Compare."""
    value, compared = found.value, found.comparison
    if not isinstance(value, Value) or compared is None or compared.arms is not None:
        return []
    steps = {step.key: step.difference for step in value.steps}
    two = (compared.baseline_counts, compared.model_counts)
    (fp, fp_then), (fn, fn_then) = ((getattr(c, kind) for c in two) for kind in ("fp", "fn"))
    return [(steps["false_alarms"], fp_then - fp), (steps["missed"], fn_then - fn)]


@pytest.mark.parametrize("name", NAMES)
def test_bars_and_compare_never_differ_without_the_sentence_that_says_why(name: str) -> None:
    """Both counts of every kind of mistake, as Compare draws them, wherever people decide some."""
    found, review = opened(name)
    said = with_people(found, review)
    apart = [one for one in changes(found) if round(one[0]) != round(one[1])]
    assert (said is not None) == bool(apart)
    if said is None:
        return
    here, there = said.split(" In the comparison ")
    flows = figures.flows(found, review)
    for flow, told in zip(flows, reversed(there.split(", against ")), strict=True):
        wrong, missed = (branch.leaves[1].count for branch in flow.branches)
        assert re.search(rf"(^|: ){wrong:,} (\w+ \w+ )?and {missed:,} (missed|today)", told)
    assert f"of {flows[0].total:,} " in here


@pytest.mark.parametrize("name", NAMES)
def test_it_stands_on_page_report_and_memo(name: str) -> None:
    """Whole, wherever the waterfall or its net is; on the page below its bars."""
    found, review = opened(name)
    said = with_people(found, review)
    if said is None:
        return
    assert said in html.unescape(report.memo_html(found, review))
    assert said in dict(report.memo(found, review).facts).values()
    (worth,) = (one for one in tree(found, review).sections if one.key == "value")
    assert said in worth.lines


def test_its_counts_are_those_of_the_rows() -> None:
    """Of the card log, counted anew; people are taken to be wrong on as many of each kind."""
    found, review = opened("card_default")
    log = pd.read_parquet(review.folder / str(review.data.path))
    real, score = log.defaulted == 1, log.model_score
    alone = score.where(score >= 0.5, 1 - score) >= review.handoff_threshold
    assert review.handoff is not None
    erring = 1 - (review.handoff.human_accuracy or 1.0)
    counted = [
        (~alone).sum(), len(log),
        *_three((alone & (score >= 0.5) & ~real).sum(), erring * (~alone & ~real).sum()),
        *_three((alone & (score < 0.5) & real).sum(), erring * (~alone & real).sum()),
    ]  # fmt: skip
    here = (with_people(found, review) or "").split(" In the comparison ")[0]
    told = [float(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", here)]
    # Counts that add up to their sum are rounded up or down.
    assert told == pytest.approx([1000 * count / len(log) for count in counted], abs=0.999)


def _three(by_model: float, by_people: float) -> tuple[float, float, float]:
    return by_model + by_people, by_model, by_people


def test_nothing_is_said_where_the_model_decides_all() -> None:
    """Without a handoff the bars are those of the comparison; without costs there are none."""
    found, review = opened("card_default")
    assert isinstance(found.value, Value)
    steps = tuple(step for step in found.value.steps if not step.key.startswith("people"))
    assert with_people(found, review) is not None
    assert with_people(replace(found, value=replace(found.value, steps=steps)), review) is None
    assert with_people(replace(found, value=OMITTED), review) is None
    assert with_people(replace(found, comparison=None), review) is None
