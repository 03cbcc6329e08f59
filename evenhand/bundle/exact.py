"""Everything that the findings of a log are worked out from, exactly, and as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath, PureWindowsPath
from typing import Any, Final

from evenhand import document, roles
from evenhand.bundle import coding, sound
from evenhand.document import Origin
from evenhand.findings import ColumnFacts, Findings
from evenhand.kept.coding import written
from evenhand.reference import Reference
from evenhand.review import Review
from evenhand.tally import Tally

SCHEMA: Final = "evenhand.counts/1"


@dataclass(frozen=True, slots=True)
class Exact:
    """The counts of a log and what was measured beside them.

    Attributes:
        origin: what is said of the data file.
        columns: what was measured of each column.
        tally: the counts.
        reference: those of the earlier log that it is compared with, if of any.
    """

    origin: Origin
    columns: Mapping[str, ColumnFacts]
    tally: Tally
    reference: Reference | None

    def findings(self, review: Review) -> Findings:
        """What is found in them.

        Args:
            review: of these counts.
        """
        return document.of_parts(self.tally, review, self.origin, self.columns, self.reference)


def text(exact: Exact) -> str:
    """The counts as JSON."""
    return written({"schema": SCHEMA, **coding.encoded(_placeless(exact), Exact)})


def read(content: Mapping[str, Any], review: Review) -> Exact:
    """The counts that somebody wrote down.

    Args:
        content: as `text` has it, or whatever else it is.
        review: of those counts.

    Raises:
        KeyError: something is missing.
        TypeError: something is not what it should be.
        ValueError: likewise, or codes are no places in the lists that they are for.
    """
    parts = {key: value for key, value in content.items() if key != "schema"}
    found: Exact = coding.decoded(parts, Exact)
    sound.check(found.tally, review)
    if found.reference is not None:
        sound.check(found.reference.tally, review)
    return found


def _placeless(exact: Exact) -> Exact:
    """The same without where files lie."""
    if exact.reference is None:
        return replace(exact, tally=_of_log(exact.tally))
    earlier = replace(exact.reference, tally=_of_log(exact.reference.tally))
    return replace(exact, tally=_of_log(exact.tally), reference=earlier)


def _of_log(tally: Tally) -> Tally:
    return tally if tally.finer is None else replace(tally, finer=replace(tally.finer, where="log"))


def review_text(review: Review) -> str:
    """The review as a file; of the files that it names only the names.

    Args:
        review: to write.
    """
    return roles.toml(
        named(review).model_dump(mode="json", exclude_defaults=True, exclude_none=True), {}
    )


def named(review: Review) -> Review:
    """The review with names of files in place of paths.

    Args:
        review: as it was read.

    >>> from evenhand.review import parse
    >>> asked = parse({"title": "t", "columns": {"protected": ["sex"]},
    ...                "data": {"path": "/home/ann/log.csv"},
    ...                "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
    >>> named(asked).data.path
    'log.csv'
    """
    data, told = review.data, review.explanation
    return review.model_copy(
        update={
            "data": data.model_copy(
                update={"path": _name(data.path), "reference": _name(data.reference)}
            ),
            "candidates": tuple(
                one.model_copy(update={"model": _name(one.model)}) for one in review.candidates
            ),
            "explanation": told.model_copy(
                update={"cases": _name(told.cases), "overall": _name(told.overall)}
            ),
        }
    )


def _name(path: str | None) -> str | None:
    return None if path is None else PureWindowsPath(PurePath(path).name).name


def loaded(document_text: str) -> Any:  # noqa: ANN401  # any JSON
    """JSON that somebody else wrote: no key twice, nothing that JSON does not have.

    Args:
        document_text: the text.

    Raises:
        ValueError: it is none, or too deep.
    """
    if document_text.count("{") + document_text.count("[") > _MOST_PARTS:
        raise ValueError("too many parts")
    try:
        return json.loads(document_text, object_pairs_hook=_once, parse_constant=_refused)
    except RecursionError:
        raise ValueError("too deep") from None


_MOST_PARTS: Final = 2_000_000


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _refused(name: str) -> Any:  # noqa: ANN401  # never comes back
    raise ValueError(f"{name} is not JSON")
