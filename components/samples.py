"""The samples that come with the app: every folder with a review file is one."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import evenhand
from evenhand.audit import Audit

_FOLDER: Final = Path(__file__).resolve().parent.parent / "sample_data"


@cache
def samples() -> Mapping[str, Path]:
    """The review file of every sample, by the sample's name."""
    found = sorted(_FOLDER.glob("*/review.toml"))
    return MappingProxyType({path.parent.name: path for path in found})


@lru_cache(maxsize=32)
def audit(name: str) -> Audit:
    """The audit of one sample, read and counted once per process.

    Args:
        name: one of `samples()`; a KeyError otherwise, and no file is touched.
    """
    return evenhand.open(samples()[name])


@lru_cache(maxsize=32)
def findings_text(name: str) -> str:
    """The findings document of one sample as its canonical text."""
    return audit(name).findings().to_json()


def titles() -> dict[str, str]:
    """The title of every sample, by the sample's name."""
    return {name: audit(name).review.title for name in samples()}
