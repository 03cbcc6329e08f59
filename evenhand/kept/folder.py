"""Kept reviews in a folder: one folder each, written whole or not at all, without locks.

Several servers may mount the same folder; a review appears and goes by renaming its own.
"""

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from evenhand.errors import InputError
from evenhand.kept import shared, stored
from evenhand.kept.stored import Label

_OWNER: Final = "owner.json"
_HALF_DONE: Final = ".new-"
_GONE: Final = ".gone-"
_STALE: Final = 3600.0  # seconds
_FILES: Final = (shared.REVIEW, shared.COUNTS, shared.ABOUT)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of kept reviews.

    Attributes:
        path: it need not exist; the first review makes it.
    """

    path: Path

    def put(self, name: str, secret: str, texts: Mapping[str, str], label: Label) -> None:
        """Write a review; see `Store`. The secret is not needed: whoever may read files reads it.

        Raises:
            InputError: it cannot be written.
        """
        del secret
        target, owner = self.path / name, json.dumps({"manage": label.owner})
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            _put(target, {**texts, _OWNER: owner})
        except OSError as error:
            kept = "what was kept of it could not be removed" if target.exists() else _NOTHING
            message = f"the review cannot be written ({error.strerror}); {kept}"
            raise InputError(message, where=stored.WHERE) from None

    def label(self, name: str) -> Label | None:
        """What is known of a review; see `Store`. What is damaged is opened, and then says so."""
        folder = self.path / name
        if not folder.is_dir():
            return None
        about = _read(folder / shared.ABOUT)
        owner = _read(folder / _OWNER).get("manage", "")
        return Label(_when(about, "kept_on"), _when(about, "until"), str(owner))

    def texts(self, name: str, secret: str) -> Mapping[str, str] | None:
        """The texts of a review; see `Store`.

        Raises:
            InputError: it is damaged.
        """
        del secret
        folder = self.path / name
        try:
            return {file: _text(folder / file) for file in _FILES}
        except (OSError, ValueError):
            if not folder.is_dir():
                return None
            raise InputError(shared.DAMAGED, where=shared.WHERE) from None

    def remove(self, name: str) -> bool:
        """Remove a review; see `Store`.

        Raises:
            InputError: something of it cannot be removed.
        """
        gone = self.path / f"{_GONE}{secrets.token_hex(8)}"
        try:
            (self.path / name).rename(gone)
            shutil.rmtree(gone)
            _settle(self.path)
        except FileNotFoundError:
            return False  # somebody else was quicker
        except OSError as error:
            message = f"not all of it could be removed ({error.strerror}); it is tried again later"
            raise InputError(message, where=stored.WHERE) from None
        return True

    def labels(self) -> Iterable[tuple[str, Label]]:
        """Every review's name and label; see `Store`."""
        names = [one.name for one in self._folders() if not _is_passing(one)]
        found = ((name, self.label(name)) for name in names)
        return [(name, label) for name, label in found if label is not None]

    def tidy(self) -> None:
        """Remove what a crash left half done; see `Store`."""
        for folder in filter(_is_passing, self._folders()):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > _STALE:  # else somebody is at it
                    shutil.rmtree(folder)

    def used(self) -> tuple[int, int]:
        """How many folders, and bytes in all files; what goes meanwhile counts nothing.

        Raises:
            InputError: the folder cannot be read.
        """
        with _told():
            many = sum(1 for _ in self.path.iterdir()) if self.path.is_dir() else 0
            files = (Path(at, name) for at, _, names in os.walk(self.path) for name in names)
            return many, sum(map(_size, files))

    def _folders(self) -> list[Path]:
        try:
            return sorted(one for one in self.path.iterdir() if one.is_dir())
        except OSError:
            return []


_NOTHING: Final = "nothing was kept"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror}); nothing was kept"
        raise InputError(message, where=stored.WHERE) from None


def _is_passing(folder: Path) -> bool:
    return folder.name.startswith((_HALF_DONE, _GONE))


def _put(target: Path, texts: Mapping[str, str]) -> None:
    """Write a review under its name; where the disk does not confirm the name it is taken back.

    Raises:
        OSError: it cannot be written.
    """
    started = target.with_name(f"{_HALF_DONE}{secrets.token_hex(8)}")
    _write(started, texts)
    started.rename(target)
    try:
        _settle(target.parent)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files and wait until the disk has them; on an error nothing stays."""
    try:
        folder.mkdir(mode=0o700)
        for name, text in texts.items():
            with (folder / name).open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        _settle(folder)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _settle(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(file: Path) -> dict[str, Any]:
    """What a file holds; nothing where it is damaged."""
    try:
        found = json.loads(_text(file))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _when(about: Mapping[str, Any], key: str) -> datetime | None:
    try:
        return shared.moment(about[key])
    except (KeyError, TypeError, ValueError):
        return None


def _text(file: Path) -> str:
    if file.stat().st_size > stored.LARGEST:
        raise ValueError(file.name)
    return file.read_text(encoding="utf-8")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
