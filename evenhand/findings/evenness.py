"""Whether the handoff is even-handed: `handoff.fairness` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class Agnostic:
    """What a group would get from a handoff that is blind to groups, at the same threshold.

    Such a handoff keeps the same share of right answers, and the same share of wrong ones, of
    every group. Source: Jones et al., ICLR 2021. None where nothing can be estimated.

    Attributes:
        handed_off: share of cases that go to a person.
        automatic_error: share of those decided alone that are wrong.
        team_error: share of all that are wrong in the end.
        wait_minutes: expected wait of a case, those that never wait among them.
    """

    handed_off: float | None
    automatic_error: float | None
    team_error: float | None
    wait_minutes: float | None


@dataclass(frozen=True, slots=True)
class EvenGroup:
    """The handoff in one group, beside a handoff that is blind to groups.

    Attributes:
        group: the group.
        n: answered cases of the group of which the candidate said how sure it was.
        handed_off: share of cases that go to a person.
        automatic_error: share of those decided alone that are wrong.
        team_error: share of all that are wrong in the end.
        wait_minutes: expected wait of a case, those that never wait among them.
        agnostic: the same from a handoff that is blind to groups.
        gain: how much more often the cases decided alone are right than all the group's cases
            would be; its interval holds for all eligible groups of the attribute together.
        lowers: whether the handoff lowers the group's automatic accuracy: the whole interval of
            the gain is below 0; None where that can't be told, or the group is too small.
        lowered: the lowest and the highest stop of the slider at which it does so; None: at none.
    """

    group: str
    n: int
    handed_off: Estimate
    automatic_error: Estimate
    team_error: Estimate
    wait_minutes: float | None
    agnostic: Agnostic
    gain: Estimate
    lowers: bool | None
    lowered: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class EvenGap:
    """How far the eligible groups are apart.

    Attributes:
        difference: highest minus lowest.
        agnostic: the same two groups' difference in a handoff that is blind to groups.
        lowest: the group with the lowest value.
        highest: the group with the highest.
        p_value: no difference among all eligible groups; None for the team, which is no count.
    """

    difference: Estimate
    agnostic: float | None
    lowest: str | None
    highest: str | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class EvenCurve:
    """One group along the slider's stops, beside a handoff that is blind to groups.

    Attributes:
        group: the group.
        team_error: share of all cases that are wrong in the end; None where not known.
        wait_minutes: expected wait of a case, those that never wait among them, at each stop.
        agnostic: what a handoff blind to groups would give, at each stop.
    """

    group: str
    team_error: tuple[Estimate, ...]
    wait_minutes: tuple[float | None, ...]
    agnostic: tuple[Agnostic, ...]


@dataclass(frozen=True, slots=True)
class Evenness:
    """The handoff by the groups of one attribute.

    Attributes:
        groups: sorted by name.
        gaps: by measure: `handed_off`, `automatic_error`, `team_error`.
    """

    groups: tuple[EvenGroup, ...]
    gaps: Mapping[str, EvenGap]
