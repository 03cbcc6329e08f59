"""LibreOffice, asked once for several files: what its own hands make of what we wrote."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from evenhand.report.letters import FOLDER
from tests.server_fixture import ROOT

_ALWAYS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>"""
_FONTS: Final = """<?xml version="1.0"?>
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def program() -> str:
    """The command that starts it: of `make test`, or the one found here."""
    noted = ROOT / ".office" / "path"
    found = os.environ.get("OFFICE") or shutil.which("soffice")
    return found or noted.read_text(encoding="utf-8").strip()


def converted(files: Sequence[Path], form: str, home: Path) -> list[Path]:
    """Files in another form, worked out and drawn anew, with our own fonts alone.

    Args:
        files: what to read.
        form: `xlsx` or `pdf`.
        home: an empty folder for what it keeps, and for what it writes.
    """
    settings = home / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS, encoding="utf-8")
    fonts = home / "fonts.conf"
    fonts.write_text(_FONTS.format(fonts=FOLDER, cache=home / "cache"), encoding="utf-8")
    command = [program(), f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(home / "out"), *map(str, files)]
    env = {**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(home)}
    subprocess.run(command, check=True, capture_output=True, env=env, timeout=180)
    return [home / "out" / f"{file.stem}.{form}" for file in files]
