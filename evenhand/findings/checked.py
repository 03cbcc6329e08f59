"""What a nightly check says: is anything breached, and what can't be told yet?"""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from evenhand.findings.values import plain

CHECK_SCHEMA: Final = "evenhand.check/1"

NoticeKind = Literal[
    "criterion", "attestation", "fault", "accuracy", "gap", "expected", "drift", "shadow"
]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a check says.

    Attributes:
        kind: what it is about.
        says: in one sentence.
        since: the first period with it; None where it is about the whole log.
        attribute: of a `gap`, the protected column.
        groups: of a `gap`, the two that are compared; None is all others together.
        rates: of a `gap`, all that moved apart; those that moved together are last.
    """

    kind: NoticeKind
    says: str
    since: str | None = None
    attribute: str | None = None
    groups: tuple[str | None, ...] = ()
    rates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer of `evenhand check`.

    Attributes:
        review: its `id`, else its title.
        fingerprint: of the data file.
        verdict: the verdict's word; None where there are no criteria.
        is_breached: whether a required criterion is outside, or a change matters.
        breaches: what makes it so.
        cannot_tell: required criteria that can't be told yet, and questions without an answer.
        noted: what is outside or changed, and no breach.
    """

    review: str
    fingerprint: str | None
    verdict: str | None
    is_breached: bool
    breaches: tuple[Notice, ...]
    cannot_tell: tuple[Notice, ...]
    noted: tuple[Notice, ...]
    schema: str = CHECK_SCHEMA

    def to_json(self) -> str:
        """The check as a document: sorted keys, no timings, the same bytes for the same data."""
        made: dict[str, Any] = plain(self)
        return json.dumps(made, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)

    def to_message(self) -> bytes:
        """What a webhook is told: how many notices of which kind; no sentence, group or column."""
        kinds = {
            name: {kind: [one.kind for one in told].count(kind) for kind in {n.kind for n in told}}
            for name, told in (("breaches", self.breaches), ("cannot_tell", self.cannot_tell))
        }
        said = {"schema": CHECK_SCHEMA, "review": self.review, "fingerprint": self.fingerprint}
        said["verdict"] = self.verdict
        more = {"is_breached": self.is_breached, **kinds}
        return json.dumps(said | more, sort_keys=True, ensure_ascii=False).encode()
