"""What `evenhand serve` does: start the app that came with the package, from any folder."""

import runpy
import sys
from pathlib import Path
from typing import Final

from evenhand.errors import InputError

_PACKAGE: Final = Path(__file__).resolve().parent
_HOMES: Final = (_PACKAGE / "_app" / "app.py", _PACKAGE.parent / "app.py")  # wheel, checkout


def serve(host: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve the app until it is stopped.

    Args:
        host: the address to listen on; only this machine unless another is given.
        port: the port to listen on.
    """
    sys.stdout.write(f"Evenhand serves at http://{host}:{port} - stop it with Ctrl-C.\n")
    sys.argv = command(find_app(), host, port)
    # By name and late: the core does without Streamlit, and this is the one place that starts it.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def command(app: Path, host: str, port: int) -> list[str]:
    """The command line that starts Streamlit on the app.

    Args:
        app: the launcher.
        host: the address to listen on.
        port: the port to listen on.

    >>> command(Path("app.py"), "127.0.0.1", 80)
    ['streamlit', 'run', 'app.py', '--server.address=127.0.0.1', '--server.port=80']
    """
    return ["streamlit", "run", str(app), f"--server.address={host}", f"--server.port={port}"]


def find_app(homes: tuple[Path, ...] = _HOMES) -> Path:
    """The launcher, in the wheel or in a checkout.

    Args:
        homes: where it may be, best first.

    Raises:
        InputError: it is in neither.
    """
    for home in homes:
        if home.is_file():
            return home
    raise InputError("the app is missing; install the package again", where="evenhand serve")
