"""Sentences on whether the verdict hangs on choices that could have been made otherwise."""

from collections.abc import Mapping
from typing import Final

from evenhand.findings import Choice, Findings, Robustness
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import column_name

REVIEW_ITSELF: Final = "The review as it is"
_EDGES: Final = "columns.edges."
_CANDIDATE: Final = "candidates."
_THRESHOLD: Final = ".threshold"
_PLAIN: Final[Mapping[str, str]] = {
    "method.min_group": "the smallest size of a group",
    "costs.false_positive": "the cost of a false alarm",
    "costs.false_negative": "the cost of a missed case",
    "unknown": "what becomes of people of unknown group",
}
_COMBINED: Final[Mapping[str, str]] = {
    "all": "Every combination of the choices was tried",
    "pairs": "At most two choices were changed at once, since there are too many combinations",
    "single": "One choice was changed at a time, since there are too many combinations",
}


def robustness_title(found: Robustness) -> str:
    """In how many choices the verdict holds.

    >>> robustness_title(Robustness(46, 48, (), "all"))
    'The verdict holds in 46 of 48 reasonable choices'
    """
    if found.holds == found.of:
        return f"The verdict holds in all {found.of:,} reasonable choices"
    return f"The verdict holds in {found.holds:,} of {found.of:,} reasonable choices"


def robustness_sentence(findings: Findings, review: Review) -> str | None:
    """In how many choices the verdict holds, and with what it changes; None where not known.

    Args:
        findings: what was found.
        review: its nouns.
    """
    found = findings.robustness
    if not isinstance(found, Robustness):
        return None
    return f"{robustness_title(found)}{_changes(found, findings.verdict.word, review)}."


def _changes(found: Robustness, own: str | None, review: Review) -> str:
    """Which choices change it, each by itself."""
    other = [choice for choice in found.choices if choice.word != own]
    if not other:
        return ""
    single = [next(iter(choice.changed)) for choice in other if len(choice.changed) == 1]
    if not single:
        return "; it changes only where several are made otherwise at once"
    said = [changed_what(key, review) for key in dict.fromkeys(single)]
    return f"; it changes with {say.listed(said)}"


def changed_what(key: str, review: Review) -> str:
    """A choice in plain words, by its key in the review file."""
    if key.startswith(_EDGES):
        return f"where {column_name(key.removeprefix(_EDGES), review)} is cut"
    if key.startswith(_CANDIDATE):
        name = key.removeprefix(_CANDIDATE).removesuffix(_THRESHOLD)
        return f"the score from which {say.the(name)} says {nouns.yes(review)}"
    return _PLAIN[key]


def choice_text(choice: Choice, review: Review) -> str:
    """What one choice changes, with the review's own value beside the other."""
    if not choice.changed:
        return REVIEW_ITSELF
    parts = []
    for key, value in choice.changed.items():
        own = _own(key, review)
        parts.append(
            f"{changed_what(key, review)}: {_parted(value)}{f', not {own}' if own else ''}"
        )
    return say.capital("; ".join(parts))


def _own(key: str, review: Review) -> str:
    """What the review itself says."""
    if key.startswith(_EDGES):
        edges = review.columns.edges[key.removeprefix(_EDGES)]
        return ", ".join(map(_plainly, edges))
    if key.startswith(_CANDIDATE):
        name = key.removeprefix(_CANDIDATE).removesuffix(_THRESHOLD)
        return next(_plainly(c.threshold) for c in review.candidates if c.name == name)
    table, _, field = key.partition(".")
    value = getattr(getattr(review, table, None), field or "-", None)
    return "left out" if value is None else _plainly(value)


def _parted(value: str) -> str:
    """The same of a number that is text already.

    >>> _parted("16000"), _parted("25, 45")
    ('16,000', '25, 45')
    """
    return _plainly(float(value)) if value.replace(".", "", 1).isdigit() else value


def _plainly(value: float) -> str:
    """A number as it stands in the review, its thousands apart.

    >>> _plainly(16000), _plainly(0.45)
    ('16,000', '0.45')
    """
    return f"{value:,.10g}"


def robustness_how(found: Robustness) -> str:
    """How the choices were tried."""
    return (
        f"{_COMBINED[found.combined]}. Each criterion that a choice touches is judged again on the "
        "same log, by the same rules, with intervals that hold together. Only choices that some "
        "criterion depends on are listed. A limit on groups holds for every pair of them, so there "
        "is no reference group to choose. Other choices can be named in the review file under "
        "[robustness]."
    )
