"""Does a bundle hold together? Every number worked out again from its own counts."""

import json
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pydantic import ValidationError

from evenhand import decisions
from evenhand.answering import with_answers
from evenhand.bundle import coding, comparing, exact, making, manifest, opening, sound
from evenhand.bundle.manifest import FULL, SHARED
from evenhand.bundle.opening import Contents
from evenhand.errors import InputError
from evenhand.explanation import Explanation
from evenhand.findings import (
    Attestation,
    BundleCheck,
    Decision,
    Difference,
    Findings,
    Gate,
    Lock,
    Series,
)
from evenhand.findings.verified import ReportState
from evenhand.kept import shared as sharing
from evenhand.review import Review, parse
from evenhand.words import bundle as words

_TEXTS: Final = (
    manifest.MANIFEST, manifest.REVIEW, manifest.COUNTS, manifest.ABOUT, manifest.FINDINGS,
    manifest.WHY,
)  # fmt: skip
_DAMAGED: Final = (
    ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError,
    pa.ArrowException, ValidationError,
)  # fmt: skip
"""What counts that somebody made up can lead to; each is said in one line."""


def verify(path: Path) -> BundleCheck:
    """Check every file of a bundle, and work every number out again.

    Args:
        path: of the bundle.

    Raises:
        InputError: it is no bundle, or so damaged that nothing can be worked out.
    """
    found = opening.contents(path, _TEXTS)
    listed = _list(found, path.name)
    hashed = _hashed(found, listed)
    if listed["schema"] != manifest.SCHEMA:
        return replace(hashed, unread=f"it is of form {_short(listed['schema'])}")
    try:
        return _worked_out(found, listed, hashed)
    except InputError as error:
        if hashed.is_intact:
            raise InputError(str(error), where=path.name) from None
        return replace(hashed, unread=str(error))


# Its list


def _list(found: Contents, where: str) -> Mapping[str, Any]:
    """The list of files, whatever version wrote it.

    Raises:
        InputError: there is none, or it is no list.
    """
    try:
        content = exact.loaded(found.texts[manifest.MANIFEST])
        files = {
            name: (str(one["sha256"]), int(one["size"])) for name, one in content["files"].items()
        }
        versions = {str(name): str(said) for name, said in content["versions"].items()}
        told = {key: str(content[key]) for key in ("schema", "kind", "title")}
    except KeyError:
        raise InputError(
            f"not a bundle: it has no whole {manifest.MANIFEST}", where=where
        ) from None
    except (TypeError, ValueError, AttributeError):
        raise InputError(f"not a bundle: {manifest.MANIFEST} is damaged", where=where) from None
    if not told["schema"].startswith("evenhand.bundle/"):
        raise InputError("not a bundle of Evenhand", where=where)
    return {**told, "files": files, "versions": versions}


def _hashed(found: Contents, listed: Mapping[str, Any]) -> BundleCheck:
    files = listed["files"]
    there = found.digests.keys() - {manifest.MANIFEST}
    return BundleCheck(
        title=listed["title"],
        kind=listed["kind"],
        versions=listed["versions"],
        is_same_version=False,
        files=len(files),
        changed=tuple(name for name in sorted(files) if found.digests.get(name) != files[name]),
        unlisted=tuple(sorted(there - files.keys())),
    )


def _short(text: str) -> str:
    return text.removeprefix("evenhand.bundle/")[:20]


# Its numbers


@dataclass(frozen=True, slots=True)
class _Again:
    """What a bundle's counts give.

    Attributes:
        review: as the bundle has it.
        found: the findings.
        why: the explanation that its reports show.
        given: what of the findings cannot be worked out again.
        small: that a count is too small to be shared, where that is so.
    """

    review: Review
    found: Findings
    why: Explanation
    given: tuple[str, ...]
    small: tuple[Difference, ...] = ()


def _worked_out(found: Contents, listed: Mapping[str, Any], hashed: BundleCheck) -> BundleCheck:
    """Everything worked out again, and compared.

    Raises:
        InputError: that cannot be.
    """
    said = _json(found, manifest.FINDINGS)
    makers: Mapping[str, Callable[[Contents], _Again]] = {FULL: _full, SHARED: _shared}
    if listed["kind"] not in makers:
        raise InputError("it is neither full nor shared", where=manifest.MANIFEST)
    try:
        again = makers[listed["kind"]](found)
        again = _with_packs(_with_people(again, said))
        text = again.found.to_json()  # no document, where a sum is no number
    except InputError:
        raise
    except _DAMAGED:
        raise InputError(
            "what stands there are no counts of its review", where=manifest.COUNTS
        ) from None
    given = json.loads(text)
    is_same_version = manifest.versions(again.found.review.versions) == listed["versions"]
    numbers, others = comparing.counted(comparing.without(given, again.given))
    differ = (*again.small, *comparing.differences(said, given))
    is_exact = text == found.texts[manifest.FINDINGS]
    can = is_same_version and (is_exact or bool(differ))
    return replace(
        hashed,
        is_same_version=is_same_version,
        numbers=numbers,
        others=others,
        differences=differ,
        given=again.given,
        reports=tuple(_reports(again, found, listed["kind"], can=can)),
    )


def _json(found: Contents, name: str) -> Any:  # noqa: ANN401  # any JSON
    try:
        return exact.loaded(found.texts[name])
    except KeyError:
        raise InputError("is missing", where=name) from None
    except ValueError:
        raise InputError("is no JSON that can be read", where=name) from None


def _full(found: Contents) -> _Again:
    review = _review(found)
    content = _json(found, manifest.COUNTS)
    if content["schema"] != exact.SCHEMA:
        raise InputError("in a form that this version does not read", where=manifest.COUNTS)
    counts = exact.read(content, review)
    why = coding.decoded(_json(found, manifest.WHY), Explanation)
    return _Again(review, counts.findings(review), why, _MEASURED)


def _review(found: Contents) -> Review:
    try:
        keys = tomllib.loads(found.texts[manifest.REVIEW])
    except KeyError:
        raise InputError("is missing", where=manifest.REVIEW) from None
    except (tomllib.TOMLDecodeError, RecursionError):
        raise InputError("is no TOML that can be read", where=manifest.REVIEW) from None
    return parse(keys, name=manifest.REVIEW)


_FILE: Final = ("review.fingerprint", "data_check.rows_reported", "data_check.problems")
_MEASURED: Final = (*_FILE, "dictionary")


def _shared(found: Contents) -> _Again:
    _json(found, manifest.COUNTS)
    _json(found, manifest.ABOUT)
    one = sharing.read_shared(found.texts)
    sound.check(one.tally, one.review)
    judged, counted = one.findings(), one.counted()
    before = tuple(
        f"criteria[{place}]"
        for place, (ours, theirs) in enumerate(zip(judged.criteria, counted.criteria, strict=True))
        if ours != theirs
    )
    verdict = ("verdict",) if judged.verdict != counted.verdict else ()
    given = (*_FILE, *before, *verdict)
    return _Again(one.review, judged, making.NO_WHY, given, _small(one))


def _small(one: sharing.Shared) -> tuple[Difference, ...]:
    least = one.review.method.privacy_cell
    if not sound.has_small(one.tally, least):
        return ()
    return (Difference(manifest.COUNTS, "counts that may be of few", f"none below {least}"),)


def _with_people(again: _Again, said: Any) -> _Again:  # noqa: ANN401  # any JSON
    """What was found with what people locked, answered and decided, which no count gives."""
    answers = {
        f"criteria[{place}]": _answer(one)
        for place, one in enumerate(said["criteria"])
        if one.get("answer") is not None
    }
    found = decisions.answered(again.found, {one.attest: one for one in answers.values()})
    versions = coding.decoded(said["review"]["versions"], Mapping[str, str])
    changes: dict[str, Any] = {"review": replace(found.review, versions=versions)}
    for name, kind in (("lock", Lock), ("decisions", tuple[Decision, ...])):
        if name in said:
            changes[name] = coding.decoded(said[name], kind)
    gates = said.get("series", {}).get("gates") if isinstance(found.series, Series) else None
    if gates and isinstance(found.series, Series):
        told = coding.decoded(gates, tuple[Gate, ...])
        changes["series"] = replace(found.series, gates=told)
    people = (*answers, *(name for name in ("lock", "decisions") if name in changes))
    given = ("review.versions", *again.given, *people, *(("series.gates",) if gates else ()))
    return replace(again, found=replace(found, **changes), given=given)


def _with_packs(again: _Again) -> _Again:
    """With what rule packs ask, answered by these counts and by the review's own answers."""
    return replace(again, found=with_answers(again.found, again.review, again.why))


def _answer(one: Mapping[str, Any]) -> Attestation:
    """What a person answered."""
    texts = (coding.decoded(one[name], str) for name in ("attest", "answer", "by", "on"))
    told = (coding.decoded(one[name], bool) for name in ("required", "stands_in_the_way"))
    return Attestation(*texts, *told)


# What a reader reads


_DATA: Final[Mapping[str, Collection[str]]] = {
    FULL: (manifest.REVIEW, manifest.COUNTS, manifest.FINDINGS, manifest.WHY),
    SHARED: (manifest.REVIEW, manifest.COUNTS, manifest.FINDINGS, manifest.ABOUT),
}


def _reports(
    again: _Again, found: Contents, kind: str, *, can: bool
) -> Iterator[tuple[str, ReportState]]:
    """Of every file that is written for readers, whether it is what the counts give.

    Also of one that no bundle has. Only where the same bytes come of it.
    """
    there = found.digests.keys() - {manifest.MANIFEST, *_DATA[kind]}
    if not can:
        yield from ((name, "not compared") for name in sorted(there))
        return
    ours = making.reports(again.found, again.review, again.why)
    listed = sorted({*ours, *_DATA[kind]})
    ours[manifest.README] = words.readme(again.found, again.review, kind, listed).encode()
    for name in sorted({*there, *ours}):
        is_same = name in ours and found.digests.get(name) == manifest.digest(ours[name])
        yield name, "same" if is_same else "differs"
