"""An uploaded file on its way in: on disk only while it is read, under a name of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ENDINGS: Final = ("csv", "csv.gz", "tsv", "tsv.gz", "txt", "parquet", "pq", "xlsx", "xlsm")
LOG: Final = "your-log"
EARLIER: Final = "earlier-log"
"""Our names for the log and for the one that it is compared with."""


def ending(name: str) -> str:
    """The kind of file that a name says it is; what is not known is read as CSV, and fails there.

    >>> ending("Log 2026.CSV.GZ"), ending("log"), ending("../a.parquet")
    ('csv.gz', 'csv', 'parquet')
    """
    low = name.lower()
    known = (known for known in ENDINGS if low.endswith(f".{known}"))
    return next(iter(sorted(known, key=len, reverse=True)), "csv")


def named(text: str, name: str, ours: str = LOG) -> str:
    """What was said of a file by our name for it, by the visitor's own.

    Args:
        text: what was said.
        name: the visitor's.
        ours: `LOG` or `EARLIER`.

    >>> named("your-log.csv, line 3: wrong", "March.csv")
    'March.csv, line 3: wrong'
    """
    return text.replace(f"{ours}.{ending(name)}", name)


@contextmanager
def on_disk(data: bytes, kind: str, ours: str = LOG) -> Iterator[Path]:
    """A file with these bytes, gone when the block ends.

    Args:
        data: what was uploaded.
        kind: one of `ENDINGS`.
        ours: `LOG` or `EARLIER`.
    """
    with TemporaryDirectory(prefix="evenhand-") as folder:
        path = Path(folder) / f"{ours}.{kind}"
        path.write_bytes(data)
        yield path
