"""Whatever a kept review says agrees with the rest of it: sums over groups are those of all."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest

import evenhand
from evenhand import document, kept, words
from evenhand.findings import Comparison, Findings, Value
from evenhand.kept import Kept, Terms
from evenhand.words import kept as said
from tests.core.making import ROOT

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def kept_sample(name: str) -> tuple[Findings, Kept]:
    """What is found in a sample, and what is kept of it."""
    audit = evenhand.open(ROOT / "sample_data" / name / "review.toml")
    found = audit.findings()
    terms = Terms("a", "b", NOW, NOW + timedelta(days=1))
    origin = document.origin(audit.log)
    return found, kept.kept(audit.tally, audit.review, origin, found, terms)


@pytest.mark.parametrize("name", ["lending", "card_default"])
def test_every_sum_over_groups_is_the_number_of_all(name: str) -> None:
    """Winners and losers, whose answer changes, what is handed off; and no group has no case."""
    was, one = kept_sample(name)
    found = one.findings()
    compared, before = found.comparison, was.comparison
    assert compared is not None
    assert before is not None
    assert compared.paired == before.paired  # it is kept last of all, and whole
    assert words.compare_title(found, one.review) == words.compare_title(was, one.review)
    paired_agrees(compared)
    assert found.handoff is not None
    for groups in found.handoff.groups.values():
        assert sum(group.n for group in groups) == found.handoff.n
        assert all(group.n for group in groups)
    told = isinstance(found.value, Value)
    assert told == (name == "card_default")
    missed = any("against today is not kept" in line for line in said.merged_lines(one))
    assert missed == (isinstance(was.value, Value) and not told)
    if isinstance(found.value, Value) and isinstance(was.value, Value):
        assert found.value.net.value == pytest.approx(was.value.net.value, rel=1e-9)


def paired_agrees(compared: Comparison) -> None:
    """The table of both, each one's counts, and every attribute add up to the same."""
    pair = compared.paired
    assert pair is not None
    assert sum(astuple(pair)) == compared.n
    for counts, alone in (
        (compared.baseline_counts, pair.only_baseline),
        (compared.model_counts, pair.only_model),
    ):
        if not any(astuple(counts)):
            continue  # each is counted on other cases: neither is drawn beside the other
        assert sum(astuple(counts)) == compared.n
        assert counts.tp + counts.tn == pair.both_right + alone
    assert compared.switched
    for groups in compared.switched.values():
        if not any(group.labelled for group in groups):
            continue  # outcomes are not told by these groups: of none of them
        assert sum(group.labelled for group in groups) == compared.n
        assert sum(group.become_right for group in groups) == pair.only_model
        assert sum(group.become_wrong for group in groups) == pair.only_baseline
