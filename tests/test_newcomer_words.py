"""Sentences that a newcomer stumbled over, as they are now."""

from dataclasses import replace
from typing import Final

import pytest

from evenhand import personal, words
from evenhand.findings import Estimate, State, Verdict
from evenhand.kept.shared import JUDGED_BEFORE
from tests import factory_findings as made

_NAMES: Final = ["national_number", "Personal number", "nationalNumber"]


@pytest.mark.parametrize("name", _NAMES)
def test_a_column_called_a_person_s_number_is_named_and_not_shown(name: str) -> None:
    """Whatever country its numbers are of."""
    assert personal.kind(name, ["101611511", "105430746"]) == "national number"


def test_without_criteria_nothing_suggests() -> None:
    """A review that sets no limit does not say what its criteria do."""
    with_them = made.findings(verdict=Verdict("Go", ()))
    none = replace(with_them, verdict=Verdict(None, ()))
    assert words.not_decided(none) == "Nothing was decided yet. A person decides."
    assert "The criteria suggest; a person decides." in words.not_decided(with_them)


def test_a_short_wait_and_its_interval_are_in_the_same_unit() -> None:
    """Seconds beside seconds, not beside parts of a minute."""
    waits = Estimate(0.165, 0.13, 0.21, 900)
    result = made.criterion(finding="wait_minutes", value=waits, at_most=5.0)
    assert words.interval_text(result, made.review()) == "7.8 to 13 seconds"


def test_a_reason_that_is_a_sentence_begins_as_one() -> None:
    """After a full stop, not after a semicolon."""
    result = made.criterion(
        value=Estimate(n=0), state=State.OUTSIDE, at_most=0.02, reason=JUDGED_BEFORE
    )
    assert f". {JUDGED_BEFORE}" in words.criterion_sentence(result, made.review())


@pytest.mark.parametrize("block", sorted(words.BLOCKS))
def test_a_kept_review_names_every_part_that_is_not_in_it(block: str) -> None:
    """Or says, where the review file lacks it, what it always says."""
    kept = replace(made.findings(comparison=None, handoff=None), merged=11)
    said = words.missing(kept, made.review(), block)
    assert said is None or "what stood here" not in said


def test_a_kept_review_does_not_say_too_few_where_it_was_merged() -> None:
    """What is not kept is not the same as what could not be told."""
    one = made.attribute(made.group("a", 0.3), made.group("b", None))
    log = made.findings(fairness={"model": {"sex": one}})
    titles = [
        words.fairness_title(found, made.review(), "model", "sex", "accuracy")
        for found in (log, replace(log, merged=11))
    ]
    assert titles == [
        "Answered rightly: too few customers to compare by sex",
        "Answered rightly: by sex that is not in this kept review",
    ]
