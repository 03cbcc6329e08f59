"""A page of one sentence for who gets no other: to log in, no room, not allowed."""

import html
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from string import Template
from typing import Final

from starlette.responses import HTMLResponse

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title - Evenhand</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem;
  color: light-dark(#10141A, #F3F5F7); background: light-dark(#FFFFFF, #10141A); }
h1 { font-size: 1.6rem; }
a { display: inline-block; margin: 0 1rem 1rem 0; padding: .5rem 1.2rem; border-radius: .5rem;
  color: #FFFFFF; background: #005A8C; text-decoration: none; }
a:focus-visible { outline: 3px solid #D55E00; outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p>$text</p>
$links
</main>
</body>
</html>
""")


def page(
    title: str,
    text: str,
    status: HTTPStatus = HTTPStatus.OK,
    links: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """An answer that a person can read; nothing of it is kept by a browser.

    Args:
        title: in a few words.
        text: in a sentence or two.
        status: of the answer.
        links: the ways on, each a label and an address of ours.
        headers: of the answer.
    """
    ways = "\n".join(f'<a href="{_text(to)}">{_text(label)}</a>' for label, to in links)
    body = _PAGE.substitute(title=_text(title), text=_text(text), links=ways)
    return HTMLResponse(body, status, {"cache-control": "no-store", **(headers or {})})


def _text(text: str) -> str:
    return html.escape(text)
