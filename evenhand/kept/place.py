"""Where kept reviews lie: the folder or the database that `EVENHAND_KEPT` names."""

import os
from pathlib import Path
from typing import Final

from evenhand.kept.folder import Folder
from evenhand.kept.stored import Store
from evenhand.record import data_folder

NAME: Final = "EVENHAND_KEPT"


def folder() -> Path:
    """The folder of kept reviews where they lie in one; it need not exist."""
    return Path(_named() or data_folder() / "reviews").expanduser().absolute()


def store() -> Store:
    """The place of kept reviews; nothing is opened or made yet."""
    url = _named()
    if "://" not in url:
        return Folder(folder())
    from evenhand.kept.table import Table  # noqa: PLC0415  # SQLAlchemy takes time to load

    return Table(url)


def _named() -> str:
    return os.environ.get(NAME, "").strip()
