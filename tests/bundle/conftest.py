"""Bundles of one small review, made once."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

import evenhand
from evenhand import bundle, document, kept, report
from evenhand.audit import Audit
from evenhand.bundle import making
from evenhand.documents import DOCUMENTS, REPORT
from evenhand.explanation import Explanation
from tests.core.test_coarsen import random_log

EVERY: Final = DOCUMENTS
QUICK: Final = {REPORT: replace(DOCUMENTS[REPORT], bundled=("html",))}
"""The one file that is quick to write."""

GROUPS: Final = ("=cmd()", "<b>x</b>", "*a*", "ألف", "🙂", "a\u202eb")
KEYS: Final[Mapping[str, Any]] = {
    "title": "=1+1 <i>t</i> #set",
    "columns": {
        "label": "y",
        "protected": ["sex", "race"],
        "time": "day",
        "features": ["score"],
    },
    "candidates": [
        {"name": "rule", "role": "baseline", "prediction": "rule"},
        {"name": "model", "role": "model", "score": "score"},
        {"name": "another", "role": "model", "prediction": "person"},
    ],
    "handoff": {"threshold": 0.8, "human_accuracy": 0.9},
    "costs": {"false_positive": 5, "false_negative": 20, "review": 1},
    "criteria": [
        {"finding": "automatic_error", "at_most": 0.5},
        {"finding": "accuracy", "attribute": "race", "gap": "difference", "at_most": 0.5},
        {"attest": "Is the data sourced legally?"},
    ],
    "packs": {
        "nyc-ll144": {
            "answers": {"auditor": "=cmd() of *Ann*"},
            "does_not_apply": {"notice": "A trial."},
        },
        "eu-ai-act": {},
    },
}


def log(seed: int, size: int = 1_500) -> Any:  # noqa: ANN401
    """A log with days, and groups with odd names."""
    frame = random_log(seed, size, fine=False)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(size) // 8, "D")
    races = sorted(set(frame["race"].dropna()))
    names = dict(zip(races, GROUPS, strict=False))
    return frame.assign(
        y=frame["y"].map({True: 1, False: 0}),  # as text, True would be no "1"
        day=days.strftime("%Y-%m-%d"),
        race=frame["race"].map(lambda r: names.get(r, r)),
    )


@pytest.fixture(autouse=True, scope="package")
def short() -> Any:  # noqa: ANN401
    """Reports are the one file that is quick to write; every kind has a test of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "DOCUMENTS", QUICK)
        yield


@pytest.fixture(scope="package")
def review_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review with an earlier log, in files."""
    from tests.input.making import review  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("audited")
    log(4).to_csv(folder / "log.csv", index=False)
    log(5).to_csv(folder / "before.csv", index=False)
    data = {"path": str(folder / "log.csv"), "reference": str(folder / "before.csv")}
    return review(folder, {**KEYS, "data": data})


@pytest.fixture(scope="package")
def counted(review_file: Path) -> Audit:
    """Its audit."""
    return evenhand.open(review_file)


@pytest.fixture(scope="package")
def why(counted: Audit) -> Explanation:
    """Why a stand-in decides so."""
    return counted.explanation()


@pytest.fixture(scope="package")
def full(counted: Audit, why: Explanation) -> bytes:
    """The bundle with exact counts."""
    return bundle.full(bundle.of_audit(counted), why)


@pytest.fixture(scope="package")
def shared(counted: Audit) -> bytes:
    """The bundle with merged counts."""
    start = document.origin(counted.log)
    return bundle.shared(kept.share(counted.tally, counted.review, start, counted.findings()))


def opened(made: bytes) -> dict[str, bytes]:
    """Every file of a bundle."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as a bundle."""
    return report.zipped(files)


def forged(made: bytes, name: str, change: Callable[[Any], None]) -> bytes:
    """A bundle with one JSON file changed, and its list brought up to date."""
    files = opened(made)
    content = json.loads(files[name])
    change(content)
    files[name] = json.dumps(content, ensure_ascii=False).encode()
    return listed_again(files)


def listed_again(files: Mapping[str, bytes]) -> bytes:
    """The files as a bundle whose list has the hashes that they have now."""
    listed = json.loads(files["manifest.json"])
    others = {name: content for name, content in files.items() if name != "manifest.json"}
    again = bundle.manifest.manifest(listed["kind"], listed["title"], listed["versions"], others)
    return packed({"manifest.json": again, **others})


def saved(folder: Path, made: bytes) -> Path:
    """A bundle as a file."""
    path = folder / "bundle.zip"
    path.write_bytes(made)
    return path
