"""A kept review: the counts that may be shared, the review file, and what was judged on all counts.

Criteria are judged when a review is kept, on all counts. Where small groups were put together a
limit could look better than it is, so a state that the kept counts would not give is the one from
before, and says so.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from evenhand import document, roles
from evenhand.document import Origin
from evenhand.errors import InputError
from evenhand.findings import OMITTED, CriterionResult, Estimate, Findings, State, Verdict
from evenhand.handoff import arriving
from evenhand.kept import coding
from evenhand.kept.attributes import Detail
from evenhand.kept.coarsen import Coarse, coarse, masked
from evenhand.review import Review, parse
from evenhand.sources import Problem
from evenhand.tally import Tally

_T = TypeVar("_T")
FORMAT: Final = 3
REVIEW: Final = "review.toml"
COUNTS: Final = "counts.json"
ABOUT: Final = "about.json"
WHERE: Final = "kept review"
DAMAGED: Final = "its files are damaged; ask whoever kept it to keep it again"
_FLAGS: Final = (
    "classes_merged", "left_out", "is_rate_counted", "without_periods", "without_simplest"
)  # fmt: skip
JUDGED_BEFORE: Final = (
    "Judged on all counts when the review was kept; of what is shown here, small counts are merged."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person says who keeps a review.

    Attributes:
        who: their name.
        purpose: what the review is for.
        kept_on: when it was kept.
        until: when it is deleted.
    """

    who: str
    purpose: str
    kept_on: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """A review as others may see it.

    Attributes:
        review: what was audited, without the paths of files.
        tally: counts of at least the review's `privacy_cell` cases.
        origin: what is said of the data file.
        details: by attribute, what was put together; everybody under an empty name.
        classes_merged: whether all classes but the positive one are together.
        left_out: whether a few cases without label, answer or confidence are left out.
        states: of each criterion in the review's order, as judged on all counts.
        verdict: likewise.
        is_rate_counted: whether how many cases come in an hour is from the log, and not from who
            wrote the review.
        without_periods: whether the log had days, and they are not kept.
        without_simplest: whether the simplest rules were counted, and they are not kept.
    """

    review: Review
    tally: Tally
    origin: Origin
    details: Mapping[str, Detail]
    classes_merged: bool
    left_out: bool
    states: tuple[str | None, ...]
    verdict: Verdict
    is_rate_counted: bool
    without_periods: bool
    without_simplest: bool

    @property
    def asked(self) -> Review:
        """The review as it was written: what was locked and decided is about this one."""
        plan = self.review.handoff
        if plan is None or not self.is_rate_counted:
            return self.review
        written = plan.model_copy(update={"cases_per_hour": None})
        return self.review.model_copy(update={"handoff": written})

    def counted(self) -> Findings:
        """What is found in the kept counts, the verdict too."""
        made = document.from_counts(self.tally, self.review, self.origin)
        return replace(made, merged=self.review.method.privacy_cell)

    def findings(self) -> Findings:
        """What is found in the kept counts; the verdict is that of all counts."""
        found = self.counted()
        judged = tuple(map(_judged, found.criteria, self.states))
        if judged == found.criteria and found.verdict == self.verdict:
            return found
        return replace(found, criteria=judged, verdict=self.verdict, robustness=OMITTED)


@dataclass(frozen=True, slots=True)
class Kept(Shared):
    """A review as it is kept.

    Attributes:
        terms: who kept it, what for, and until when.
    """

    terms: Terms


def kept(tally: Tally, review: Review, origin: Origin, found: Findings, terms: Terms) -> Kept:
    """What is kept of a review; as `share` has it, with its terms.

    Raises:
        InputError: there are too few cases to keep anything.
    """
    return _with_terms(share(tally, review, origin, found), terms)


def _with_terms(one: Shared, terms: Terms) -> Kept:
    return Kept(**{part.name: getattr(one, part.name) for part in fields(one)}, terms=terms)


def share(tally: Tally, review: Review, origin: Origin, found: Findings) -> Shared:
    """What others may see of a review.

    Args:
        tally: all counts.
        review: of those counts.
        origin: where they came from.
        found: what was found in them.

    Raises:
        InputError: there are too few cases to keep anything.
    """
    made: Coarse = coarse(tally, review)
    least = review.method.privacy_cell
    few = 0 < origin.rows_reported < least
    shown = shareable(tally, review)
    return Shared(
        review=shown,
        tally=made.tally,
        origin=Origin(
            origin.fingerprint,
            0 if few else origin.rows_reported,
            masked(origin.of_file, least),
            (*masked(origin.of_review, least), _merged(least)),
        ),
        details=made.details,
        classes_merged=made.classes_merged,
        left_out=made.left_out,
        states=tuple(_state(one) for one in found.criteria),
        verdict=found.verdict,
        is_rate_counted=shown.handoff != review.handoff,
        without_periods=tally.periods is not None and made.tally.periods is None,
        without_simplest=tally.simplest is not None and made.tally.simplest is None,
    )


def _merged(least: int) -> Problem:
    """That counts are merged, for whoever has only the report."""
    message = (
        f"Counts of fewer than {least} cases are merged, so that they can be shared. The verdict "
        "and where each limit lies are those of all counts."
    )
    return Problem("note", None, None, message)


def shareable(tally: Tally, review: Review) -> Review:
    """The review without the paths of files; what comes in an hour is as counted.

    Args:
        tally: all counts.
        review: of those counts.
    """
    plan = arriving.planned(tally, review)
    return review.model_copy(
        update={
            "data": review.data.model_copy(update={"path": None, "reference": None}),
            "candidates": tuple(c.model_copy(update={"model": None}) for c in review.candidates),
            "handoff": plan,
            "explanation": type(review.explanation)(),
        }
    )


def _state(result: object) -> str | None:
    return result.state.value if isinstance(result, CriterionResult) else None


def _judged(result: Any, state: str | None) -> Any:  # noqa: ANN401  # a criterion or an attestation
    """A criterion with the state that it had on all counts."""
    if not isinstance(result, CriterionResult) or result.state.value == state:
        return result
    return replace(
        result,
        state=State(state),
        value=Estimate(),
        cases_needed=None,
        needed_of=None,
        group=None,
        at_parity=OMITTED,
        reason=JUDGED_BEFORE,
    )


# As files


def files(one: Shared) -> dict[str, str]:
    """The text of each file of a review that others may see, by its name; its terms if it has any.

    Args:
        one: the review.
    """
    keys = one.review.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    about = {
        "format": FORMAT,
        **(_told(one.terms) if isinstance(one, Kept) else {}),
        "origin": asdict(one.origin),
        "details": {name: asdict(detail) for name, detail in one.details.items()},
        "states": list(one.states),
        "verdict": asdict(one.verdict),
        **{key: getattr(one, key) for key in _FLAGS},
    }
    return {
        REVIEW: roles.toml(keys, {}),
        COUNTS: coding.written(coding.encoded(one.tally)),
        ABOUT: coding.written(about),
    }


def _told(terms: Terms) -> dict[str, str]:
    return {
        "who": terms.who,
        "purpose": terms.purpose,
        "kept_on": terms.kept_on.isoformat(),
        "until": terms.until.isoformat(),
    }


def read(texts: Mapping[str, str]) -> Kept:
    """The kept review that some files hold.

    Args:
        texts: as `files` gave them.

    Raises:
        InputError: they are damaged, or were written by another version of Evenhand.
    """
    return _with_terms(*_opened(texts, lambda about: (_read(about, texts), _terms(about))))


def read_shared(texts: Mapping[str, str]) -> Shared:
    """The same without terms.

    Args:
        texts: as `files` gave them.

    Raises:
        InputError: they are damaged, or were written by another version of Evenhand.
    """
    return _opened(texts, lambda about: _read(about, texts))


def _opened(texts: Mapping[str, str], reading: Callable[[Mapping[str, Any]], _T]) -> _T:
    try:
        about = json.loads(texts[ABOUT])
        known = about["format"] == FORMAT
    except (KeyError, TypeError, ValueError):
        raise InputError(DAMAGED, where=WHERE) from None
    if not known:
        message = (
            f"kept by another version of Evenhand, in a form that this one does not read "
            f"(it reads form {FORMAT}); open it with that version"
        )
        raise InputError(message, where=WHERE)
    try:
        return reading(about)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError(DAMAGED, where=WHERE) from None


def _terms(about: Mapping[str, Any]) -> Terms:
    return Terms(
        str(about["who"]),
        str(about["purpose"]),
        moment(about["kept_on"]),
        moment(about["until"]),
    )


def _read(about: Mapping[str, Any], texts: Mapping[str, str]) -> Shared:
    found = about["origin"]
    return Shared(
        review=parse(tomllib.loads(texts[REVIEW]), name=WHERE),
        tally=coding.decoded(json.loads(texts[COUNTS])),
        origin=Origin(
            found["fingerprint"],
            int(found["rows_reported"]),
            coding.problems(found["of_file"]),
            coding.problems(found["of_review"]),
        ),
        details={name: _detail(one) for name, one in about["details"].items()},
        states=tuple(about["states"]),
        verdict=Verdict(about["verdict"]["word"], tuple(about["verdict"]["reasons"])),
        **{key: bool(about[key]) for key in _FLAGS},
    )


def _detail(content: Mapping[str, Any]) -> Detail:
    without = tuple(map(str, content["without"]))
    return Detail(int(content["groups"]), int(content["merged"]), without)


def moment(text: str) -> datetime:
    """A time that was written down, in UTC.

    Raises:
        ValueError: it is none.
    """
    return datetime.fromisoformat(text).astimezone(UTC)
