"""Sentences on a bundle: what lies in it, and what came out of checking it."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenhand.findings import BundleCheck, Difference, Findings
from evenhand.findings.verified import ReportState
from evenhand.review import Review
from evenhand.words import say

NO_WHY: Final = "There is no explanation here: this holds counts, and no case or model."
_MOST: Final = 20  # lines of one kind
_WIDTH: Final = 96
_COLUMN: Final = 18
_FULL: Final = (
    "This is the full bundle, for inside use: its counts are exact, some may be of one person, and "
    "its reports show single explained cases where the model could be asked. Do not publish it; "
    "the shared bundle is for that."
)
_SHARED: Final = (
    "This bundle is for sharing: counts of fewer than {least} cases are merged, and everything "
    "else in it is found in these merged counts. The verdict, and where each limit lies, are those "
    "of all counts."
)
_PEOPLE: Final = "What people locked, answered and decided stands in it with their names."
_FILES: Final[Mapping[str, str]] = {
    "review.toml": "what was asked: roles of columns, costs, limits; names of files, no paths",
    "counts.json": "the counts, from which every number is worked out; no row of the log",
    "about.json": "what was merged, and what is said of the file that the counts are of",
    "findings.json": "everything that was found, numbers with intervals",
    "explanation.json": "why the model decides so; that needs the model, and no count gives it",
    "reports/": "the same to read: one report in several kinds of file, documents made of it",
    "manifest.json": "every other file with its size and SHA-256, and what they were made with",
}
_CHECK: Final = """To check it:

    evenhand bundle verify FILE"""
_CHECKED: Final = (
    "That looks at every file, works every number out again from the counts, without any row, "
    "writes the reports and this text again, and names all that differs."
)
_PROVES: Final = (
    "It shows that findings and reports are what these counts and this review give. It does not "
    "show that the counts are those of the log, who made this file, or that nobody changed counts "
    "and numbers together: a hash is no signature. So ask whoever made it for the SHA-256 of the "
    "file by another way. Whoever has the log can run the review on it and compare."
)


def readme(found: Findings, review: Review, kind: str, names: Sequence[str]) -> str:
    """What lies in a bundle and how to check it, as a text file.

    Args:
        found: what was found.
        review: of the bundle.
        kind: `full` or `shared`.
        names: of its files.
    """
    told = _FULL if kind == "full" else _SHARED.format(least=review.method.privacy_cell)
    there = (*names, "manifest.json")
    lines = (
        f"{name:<{_COLUMN}}{meaning}" for name, meaning in _FILES.items()
        if any(one.startswith(name) for one in there)
    )  # fmt: skip
    return "\n\n".join((
        say.cleaned(review.title),
        f"Made by Evenhand {found.review.versions.get('evenhand', '')}.",
        textwrap.fill(f"{told} {_PEOPLE}", _WIDTH),
        "\n".join(lines),
        _CHECK,
        textwrap.fill(_CHECKED, _WIDTH),
        textwrap.fill(_PROVES, _WIDTH),
    )) + "\n"  # fmt: skip


# What came out


def written_line(name: str, kind: str, least: int) -> str:
    """That a bundle was written, and for whom it is.

    Args:
        name: of its file.
        kind: `full` or `shared`.
        least: the smallest count that is shared.
    """
    if kind == "full":
        return f"Full bundle written to {name}: exact counts, for inside use."
    return f"Bundle written to {name}: counts of fewer than {least} cases are merged."


def verified_lines(found: BundleCheck) -> tuple[str, ...]:
    """What came out of checking a bundle, line by line.

    Args:
        found: what came out.
    """
    title, kind = say.cleaned(found.title), say.cleaned(found.kind)
    version = say.cleaned(found.versions.get("evenhand", "of an unknown version"))
    return (
        f"{title}: {kind} bundle, made by Evenhand {version}.",
        *_of_files(found),
        *(_of_numbers(found) if found.unread is None else (_unread(found),)),
    )


def _of_files(found: BundleCheck) -> Iterator[str]:
    files = say.counted(found.files, "file", "files")
    if found.is_intact:
        yield f"Every file is as the list says: {files}."
        return
    yield f"Not every file is as the list says, of {files}:"
    yield from _some([
        *(f"- {name} is not what the list says, or is missing" for name in found.changed),
        *(f"- {say.cleaned(name)} is not in the list" for name in found.unlisted),
    ])  # fmt: skip


def _unread(found: BundleCheck) -> str:
    return f"Nothing was worked out again: {say.cleaned(found.unread)}."


def _of_numbers(found: BundleCheck) -> Iterator[str]:
    amounts = f"{found.numbers:,} numbers and {found.others:,} words"
    if found.differences:
        differ = say.counted(len(found.differences), "place differs", "places differ")
        yield f"Of {amounts} that the counts give, {differ}:"
        yield from _some([f"- {_difference(one)}" for one in found.differences])
        if not found.is_same_version:
            yield "It was made with other versions than these; a method may have changed."
    else:
        yield f"findings.json is what the counts give: {amounts} worked out again, without any row."
    yield from _of_reports(found)
    yield f"Taken as it stands, since no count gives it: {', '.join(dict.fromkeys(found.given))}."


def _difference(one: Difference) -> str:
    path = say.cleaned(one.path)
    if one.said is None:
        return f"{path} is missing; the counts give {say.cleaned(one.given)}"
    if one.given is None:
        return f"{path} is {say.cleaned(one.said)}; the counts give nothing there"
    return f"{path} is {say.cleaned(one.said)}; the counts give {say.cleaned(one.given)}"


_REPORTS: Final[Mapping[ReportState, str]] = {
    "differs": "Not what the counts give: {names}.",
    "same": "To the byte what the counts give: {names}.",
    "not compared": (
        "Not compared, since made with other versions, or numbers end otherwise here: {names}. "
        "They may say anything; check them with the versions that made them."
    ),
}


def _of_reports(found: BundleCheck) -> Iterator[str]:
    for state, sentence in _REPORTS.items():
        names = [say.cleaned(name) for name, one in found.reports if one == state]
        if names:
            yield sentence.format(names=", ".join(_in_folders(names)[:_MOST]))


def _in_folders(names: list[str]) -> list[str]:
    """Names of files; of those in a folder beside a report, only how many."""
    folders = Counter(name.rpartition("/")[0] for name in names if name.count("/") > 1)
    inside = [f"{folder}/ ({say.counted(n, 'file', 'files')})" for folder, n in folders.items()]
    return [name for name in names if name.count("/") <= 1] + inside


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"- and {len(lines) - _MOST:,} more"
