"""What people added to the numbers, as the record has it: `lock` and `decisions`."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LockChange:
    """One thing that is no longer as it was when the criteria were locked.

    Attributes:
        kind: whether a criterion or a setting was added, removed or changed.
        what: which: `accuracy_difference · model`, or a key such as `handoff.threshold`.
        was: what it was; None where there was none.
        now: what it became; None where there is none any more.
        on: when that was first locked or seen with results; None where the record has not seen it.
        by: who locked it; None where it was only seen.
    """

    kind: Literal["added", "removed", "changed"]
    what: str
    was: str | None
    now: str | None
    on: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether the criteria are as they were locked, before results were opened.

    Attributes:
        hash: of what was locked first.
        locked_on: when, UTC.
        by: who locked it.
        state: whether the review's criteria, and what they hang on, are still the same.
        changes: each later change, in order.
        opened_on: when results of the same data were first opened, where that was before the lock.
    """

    hash: str
    locked_on: str
    by: str
    state: Literal["unchanged", "changed"]
    changes: tuple[LockChange, ...]
    opened_on: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided.

    Attributes:
        number: of its entry in the record.
        suggested: the verdict's word; None where there was none.
        decided: `Go`, `Go with limits` or `Not yet`.
        by: who decided.
        on: when, UTC.
        because: why; always there where decided and suggested differ.
        conditions: what it hangs on.
        findings: SHA-256 of the findings document it was decided on.
        data: the fingerprint of the decision log.
        criteria: the hash of the criteria, as they were then.
    """

    number: int
    suggested: str | None
    decided: str
    by: str
    on: str
    because: str
    conditions: tuple[str, ...]
    findings: str
    data: str | None
    criteria: str
