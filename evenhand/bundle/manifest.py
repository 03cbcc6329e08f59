"""What lies in a bundle: the names of its files, and the list of them with their hashes."""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from evenhand.kept.coding import written

SCHEMA: Final = "evenhand.bundle/1"
FULL: Final = "full"
SHARED: Final = "shared"

MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
REVIEW: Final = "review.toml"
COUNTS: Final = "counts.json"
ABOUT: Final = "about.json"
FINDINGS: Final = "findings.json"
WHY: Final = "explanation.json"
REPORTS: Final = "reports/"
_DRAWING: Final = ("plotly", "typst", "python-pptx", "XlsxWriter")
"""Libraries that write reports; those of the numbers stand in the findings."""


def versions(of_findings: Mapping[str, str]) -> dict[str, str]:
    """The versions of everything that numbers and reports are made with.

    Args:
        of_findings: those that the findings name.
    """
    return {**of_findings, **{name: version(name) for name in _DRAWING}}


def manifest(
    kind: str, title: str, made_with: Mapping[str, str], files: Mapping[str, bytes]
) -> bytes:
    """The list of all other files, with size and SHA-256 of each.

    Args:
        kind: `full` or `shared`.
        title: of the review.
        made_with: versions by name.
        files: contents by name.
    """
    content = {
        "schema": SCHEMA,
        "kind": kind,
        "title": title,
        "versions": dict(made_with),
        "files": {
            name: dict(zip(("sha256", "size"), digest(content), strict=True))
            for name, content in files.items()
        },
    }
    return written(content).encode()


def digest(content: bytes) -> tuple[str, int]:
    """The SHA-256 and the size of a file.

    >>> digest(b"")[1]
    0
    """
    return hashlib.sha256(content).hexdigest(), len(content)
