"""`evenhand serve`: the app in a browser."""

import argparse

from evenhand.cli.codes import DONE, Commands


def add(commands: Commands) -> None:
    """The command's arguments."""
    serve = commands.add_parser("serve", help="serve the app in a browser")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8501, help="port to listen on")
    serve.set_defaults(command=_serve)


def _serve(asked: argparse.Namespace) -> int:
    from evenhand.serve import serve  # noqa: PLC0415

    serve(asked.host, asked.port)
    return DONE
