"""Pictures of every page: both samples, light and dark, at a desk and on a telephone.

Run it with `make screenshots`; `--url` takes a server that runs already, `--only` some pages.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from components import samples
from tests import server_fixture
from tests.e2e import browse

_FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
_WIDTHS: Final = {"desk": browse.TALL, "phone": browse.NARROW}
_THEMES: Final = ("light", "dark")
_LONGEST: Final = 6000  # pixels of a page


def main() -> None:
    """Take the pictures."""
    asked = _arguments()
    with _server(asked.url) as url, sync_playwright() as playwright:
        browser = browse.launch(playwright)
        for theme, width in product(asked.themes, asked.widths):
            for name in _pictures(browser, url, asked, theme, width):
                print(name)


def _pictures(
    browser: Browser, url: str, asked: argparse.Namespace, theme: str, width: str
) -> Iterator[str]:
    """Every page of every sample for one visitor."""
    options = {"viewport": _WIDTHS[width], "color_scheme": theme}
    with browse.visiting(browser, url, **options) as visit:
        for sample, path in product(asked.samples, asked.only):
            visit.page.set_viewport_size(_WIDTHS[width])
            visit.open(f"{path}?review={sample}{asked.query}")
            visit.page.wait_for_timeout(asked.wait)
            _unroll(visit, width)
            name = f"{sample}-{path or 'overview'}-{theme}-{width}.png"
            _keep(visit.page.screenshot(), asked.folder / name)
            yield name


def _unroll(visit: browse.Visit, width: str) -> None:
    """Make the window as tall as the page."""
    tall = visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    visit.page.set_viewport_size(
        {"width": _WIDTHS[width]["width"], "height": min(tall + 8, _LONGEST)}
    )
    visit.page.wait_for_timeout(400)


def _keep(picture: bytes, path: Path) -> None:
    """Save a picture in few colours: a page has no more, and the repository stays small."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(128).save(path, optimize=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--folder", type=Path, default=_FOLDER)
    parser.add_argument("--only", nargs="*", default=list(browse.PAGES))
    parser.add_argument("--samples", nargs="*", default=list(samples.samples()))
    parser.add_argument("--themes", nargs="*", default=list(_THEMES))
    parser.add_argument("--widths", nargs="*", default=list(_WIDTHS))
    parser.add_argument("--query", default="", help="more of the address, such as &more=true")
    parser.add_argument(
        "--wait", type=int, default=1500, help="milliseconds for a page to be drawn"
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    return asked


@contextmanager
def _server(url: str | None) -> Iterator[str]:
    """A server that runs already, or one for these pictures."""
    if url is not None:
        yield url
        return
    port = server_fixture.free_port()
    with TemporaryDirectory() as folder:
        command, log = server_fixture.streamlit_command(port), Path(folder) / "server.log"
        with server_fixture.running(command, port, Path(folder), log) as started:
            yield started


if __name__ == "__main__":
    main()
