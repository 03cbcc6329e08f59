"""The path that the app is served under, such as `/evenhand` behind a company's proxy."""

from collections.abc import Iterator, Sequence

from starlette.routing import Mount, Route
from streamlit import config


def prefix() -> str:
    """`server.baseUrlPath` with a slash before it; nothing where the app has an address alone."""
    named = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{named}" if named else ""


def local(path: str) -> str:
    """A path as it would be without the prefix: what is closed is closed under both.

    Args:
        path: of a request.

    >>> local("/handoff")
    '/handoff'
    """
    before = prefix()
    return path.removeprefix(before) if before and path.startswith(f"{before}/") else path


def everywhere(routes: Sequence[Route | Mount]) -> list[Route | Mount]:
    """Routes as they are, for who asks the container itself, and once more under the prefix.

    Args:
        routes: of the app, beside its pages.
    """
    return [*routes, *_under(prefix(), routes)]


def _under(before: str, routes: Sequence[Route | Mount]) -> Iterator[Route | Mount]:
    for route in routes if before else ():
        path = f"{before}{route.path}"
        if isinstance(route, Mount):
            yield Mount(path, route.app)
        else:
            yield Route(path, route.endpoint)
