"""Where the record and all else that is kept on this machine lies."""

import os
from pathlib import Path
from typing import Final

FILE: Final = "record.sqlite3"


def data_folder() -> Path:
    """The folder for what is kept: `EVENHAND_DATA`, else `evenhand` in the user's data folder.

    It need not exist: the first that writes makes it.
    """
    own = os.environ.get("EVENHAND_DATA")
    if own:
        return Path(own).expanduser().absolute()
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser().absolute() / "evenhand"


def address() -> str:
    """The record's address as a URL: `EVENHAND_RECORD`, else a file in the data folder."""
    return os.environ.get("EVENHAND_RECORD") or f"sqlite:///{data_folder() / FILE}"
