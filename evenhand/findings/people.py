"""People and the model together, and what people do with its answers: parts of `handoff`."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.findings.values import OMITTED, Estimate, Omitted


@dataclass(frozen=True, slots=True)
class TeamPoint:
    """How often both together are right at one stop of the slider."""

    threshold: float
    team: Estimate


@dataclass(frozen=True, slots=True)
class Team:
    """The model and the people together, beside each of them alone; on cases with a label.

    Attributes:
        team: share decided rightly, the model alone where it is sure, a person elsewhere.
        model_alone: were nothing handed off.
        people_alone: on all cases that people judged; without an interval where it is assumed.
        people_on_handed_off: on the cases handed off that they judged; likewise.
        people_on_automatic: on the cases decided alone that they judged; empty where assumed.
        team_minus_model: on the same cases.
        team_minus_people: on the same cases; people's part on the cases decided alone is that of
            those they judged there.
        worse_than: `model`, `people`, or both: whom alone the team is measurably worse than.
        better_than: whom it is measurably better than.
        cannot_tell: from whom it cannot be told apart.
    """

    team: Estimate
    model_alone: Estimate
    people_alone: Estimate
    people_on_handed_off: Estimate
    people_on_automatic: Estimate
    team_minus_model: Estimate
    team_minus_people: Estimate
    worse_than: tuple[str, ...]
    better_than: tuple[str, ...]
    cannot_tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverruledAnswer:
    """How often people gave another answer than the model, where the model said this."""

    answer: str
    n: int
    overruled: Estimate


@dataclass(frozen=True, slots=True)
class OverrideGroup:
    """What people changed in one group.

    Attributes:
        group: the group.
        n: cases that both answered.
        eligible: large enough, and known, to take part in tests.
        overruled: share in which people gave another answer.
        helped: of the cases with a label, the share that people put right.
        harmed: the share in which the model was right, and people were not.
    """

    group: str
    n: int
    eligible: bool
    overruled: Estimate
    helped: Estimate
    harmed: Estimate


@dataclass(frozen=True, slots=True)
class OverrideTest:
    """Whether all eligible groups of an attribute have one share."""

    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class OverridesBy:
    """What people changed, by the groups of one attribute.

    Attributes:
        groups: sorted by name.
        tests: of `overruled`, `helped` and `harmed`: no difference among eligible groups.
    """

    groups: tuple[OverrideGroup, ...]
    tests: Mapping[str, OverrideTest]


@dataclass(frozen=True, slots=True)
class SharedErrors:
    """Of the cases that the model got wrong: how often people gave the same wrong answer.

    Attributes:
        followed: that share.
        expected: what it would be, did the two err independently of each other among the cases of
            one label.
        beyond: the first minus the second.
    """

    followed: Estimate
    expected: float | None
    beyond: Estimate


@dataclass(frozen=True, slots=True)
class Overrides:
    """What people did with the model's answers; on all cases that both answered.

    Attributes:
        saw_answer: whether people saw the model's answer first; None where the review says nothing.
        n: cases that both answered.
        overruled: share in which people gave another answer.
        by_answer: the same by what the model said.
        labelled: those of the cases that have a label.
        helped: of those, cases that the model got wrong and people right.
        harmed: cases that the model got right and people wrong.
        gain: people's accuracy minus the model's, on the same cases.
        p_value: exact McNemar: as many helped as harmed.
        groups: by attribute.
        automation_bias: left out where the review says that people did not see the answer.
        independent_errors: the same numbers under their other name, where it does.
    """

    saw_answer: bool | None
    n: int
    overruled: Estimate
    by_answer: tuple[OverruledAnswer, ...]
    labelled: int
    helped: int
    harmed: int
    gain: Estimate
    p_value: float | None
    groups: Mapping[str, OverridesBy]
    automation_bias: SharedErrors | Omitted | None = OMITTED
    independent_errors: SharedErrors | Omitted | None = OMITTED
