"""A bundle written: the same bytes for the same review, log and record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from evenhand import document, kept, report
from evenhand.answering import with_answers
from evenhand.audit import Audit
from evenhand.bundle import coding, exact, manifest, opening
from evenhand.bundle.exact import Exact
from evenhand.bundle.manifest import FULL, SHARED
from evenhand.document import Origin
from evenhand.documents import DOCUMENTS
from evenhand.errors import InputError
from evenhand.explanation import Explanation
from evenhand.findings import ColumnFacts, Findings
from evenhand.kept.coding import written
from evenhand.kept.shared import files as shared_files
from evenhand.reference import Reference
from evenhand.review import Review
from evenhand.tally import Tally
from evenhand.words import bundle as words

Told = Callable[[Findings], Findings]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bundle is made from.

    Attributes:
        review: what was asked.
        tally: all counts.
        origin: where they came from.
        columns: what was measured of each column.
        reference: the counts of an earlier log, if there is one.
        found: what was found in all of it, without what the record has.
    """

    review: Review
    tally: Tally
    origin: Origin
    columns: Mapping[str, ColumnFacts]
    reference: Reference | None
    found: Findings


def of_audit(audit: Audit) -> Parts:
    """What a bundle of an audit is made from.

    Args:
        audit: a log that was counted.
    """
    found = audit.findings()
    columns = found.dictionary if isinstance(found.dictionary, Mapping) else {}
    start = document.origin(audit.log)
    return Parts(audit.review, audit.tally, start, columns, audit.reference, found)


def _as_found(found: Findings) -> Findings:
    return found


def full(parts: Parts, why: Explanation, told: Told = _as_found) -> bytes:
    """The bundle for inside use: exact counts, what was found in them, and the explanation.

    Args:
        parts: of the review.
        why: why the model decides so.
        told: adds to findings what the record has of the review.

    Raises:
        InputError: there are too many counts for a bundle to be read again.
    """
    review, seen = exact.named(parts.review), placeless(why)
    counted = Exact(parts.origin, parts.columns, parts.tally, parts.reference)
    texts = {
        manifest.COUNTS: exact.text(counted),
        manifest.WHY: written(coding.encoded(seen, Explanation)),
    }
    return _written(FULL, review, told(parts.found), seen, texts)


def shared(one: kept.Shared, told: Told = _as_found) -> bytes:
    """The bundle for others: small counts are merged, and all that is in it is found in those.

    Args:
        one: the review as others may see it.
        told: adds to findings what the record has of the review.

    Raises:
        InputError: there are too many counts for a bundle to be read again.
    """
    texts = shared_files(_without_terms(one))
    return _written(SHARED, one.review, told(one.findings()), NO_WHY, texts)


def _without_terms(one: kept.Shared) -> kept.Shared:
    """The same without who kept it, what for and until when: a file has no such end."""
    return kept.Shared(**{part.name: getattr(one, part.name) for part in fields(kept.Shared)})


def nothing(why: str) -> bytes:
    """A file in place of a bundle to share, where nothing can be told without small counts.

    Args:
        why: in one line.
    """
    return report.zipped({manifest.README: f"{why}\n".encode()})


NO_WHY: Final = Explanation(None, (), words.NO_WHY)
"""What stands in for the explanation where there are only counts."""


def placeless(why: Explanation) -> Explanation:
    """An explanation as reports show it: without numbers of cases, and points that no report has.

    Args:
        why: of a model.
    """
    overall = None if why.overall is None else replace(why.overall, points=None)
    cases = tuple(replace(one, case="") for one in why.cases)
    seen = why.pictures
    if seen is not None:
        seen = replace(seen, cases=tuple(replace(one, case=None, known={}) for one in seen.cases))
    return replace(why, overall=overall, cases=cases, pictures=seen)


def _written(
    kind: str, review: Review, found: Findings, why: Explanation, texts: Mapping[str, str]
) -> bytes:
    texts = {
        manifest.FINDINGS: with_answers(found, review, why).to_json(),
        manifest.REVIEW: exact.review_text(review),
        **texts,
    }
    for name, text in texts.items():
        if len(text.encode()) > opening.LARGEST_TEXT:
            message = "too many counts to be read again; give edges, or name coarser columns"
            raise InputError(message, where=name)
    files = {name: text.encode() for name, text in texts.items()} | reports(found, review, why)
    made_with = manifest.versions(found.review.versions)
    files[manifest.README] = words.readme(found, review, kind, sorted(files)).encode()
    listed = manifest.manifest(kind, review.title, made_with, files)
    return report.zipped({manifest.MANIFEST: listed, **files})


def reports(found: Findings, review: Review, why: Explanation) -> dict[str, bytes]:
    """Every kind of report, and each other document, by its name in the bundle.

    Args:
        found: what they say.
        review: its nouns and limits.
        why: why the model decides so.
    """
    return {
        f"{manifest.REPORTS}{place}": content
        for one in DOCUMENTS.values()
        for form in one.bundled
        for place, content in one.formats[form].write(found, review, why).items()
    }  # fmt: skip
