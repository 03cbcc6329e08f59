"""The samples that come with the app: every folder with a review file is one."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import evenhand
from components import measures
from evenhand.audit import Audit
from evenhand.review import Review, load_review

_FOLDER: Final = Path(__file__).resolve().parent.parent / "sample_data"


@cache
def samples() -> Mapping[str, Path]:
    """The review file of every sample, by the sample's name."""
    found = sorted(_FOLDER.glob("*/review.toml"))
    return MappingProxyType({path.parent.name: path for path in found})


@cache
def review(name: str) -> Review:
    """The review file of one sample, read once per process; its log is not touched."""
    return load_review(samples()[name])


@cache
def rows(name: str) -> int | None:
    """How many rows the log of a sample has, by the file's own footer; None of other kinds."""
    from pyarrow import parquet  # noqa: PLC0415  # only where cards are shown

    found = review(name)
    path = found.folder / (found.data.path or "")
    return int(parquet.read_metadata(path).num_rows) if path.suffix == ".parquet" else None


@lru_cache(maxsize=32)
def audit(name: str) -> Audit:
    """The audit of one sample, read and counted once per process.

    Args:
        name: one of `samples()`; a KeyError otherwise, and no file is touched.
    """
    with measures.stage("count"):
        return evenhand.open(samples()[name])


@lru_cache(maxsize=32)
def findings_text(name: str) -> str:
    """The findings document of one sample as its canonical text."""
    return audit(name).findings().to_json()


def titles() -> dict[str, str]:
    """The title of every sample, by the sample's name."""
    return {name: review(name).title for name in samples()}
