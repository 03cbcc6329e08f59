"""The report as Markdown: the same rows, its pictures beside it, and no text is markup."""

import re
from html import escape, unescape
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evenhand import figures, report
from evenhand.report.markdown import escaped
from tests import factory_findings as made

READER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE: Final = (
    "**bold** _it_ ~~gone~~ `code`",
    "<script>alert(1)</script><b>x</b>",
    "![x](http://a.b) [link](x) <http://c.d> https://e.f",
    "a | b || c",
    "# heading", "- point", "+ point", "1. point", "2) point", "---", "===", "> said",
    "&amp; &lt;b&gt; &#42;", "\\* \\", "=cmd()", "@somebody #12 :smile: $x^2$ www.x.org",
)  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """A report's Markdown and its pictures."""
    return report.markdown(made.findings(), made.review(), made.explanation())


def seen(text: str) -> str:
    """What a reader sees of Markdown, in one line."""
    shown = unescape(re.sub(r"<[^>]+>", " ", READER.render(text)))
    return " ".join(shown.replace("\u2060", "").split())


def test_every_row_of_every_figure_is_a_row_of_a_table(files: dict[str, bytes]) -> None:
    """Read back by another reader of Markdown, cell by cell."""
    page = seen(files["report.md"].decode())
    for section in report.tree(made.findings(), made.review(), made.explanation()).sections:
        assert " ".join(section.title.split()) in page
        for block in section.blocks:
            assert " ".join(block.figure.title.split()) in page
            for row in block.figure.rows:
                assert " ".join(" ".join(map(figures.cell, row)).split()) in page


def test_every_picture_that_is_shown_is_beside_it_and_no_other(files: dict[str, bytes]) -> None:
    """Each a picture with an alternative in words, none fetched from anywhere."""
    shown = re.findall(r"!\[(.+)\]\((.+)\)", files["report.md"].decode())
    assert [place for _, place in shown] == [name for name in files if name != "report.md"]
    assert all(files[place].startswith(b"<svg") for _, place in shown)
    assert not [place for _, place in shown if b"http://" in files[place].split(b">", 1)[1]]


@given(st.text(max_size=40))
@example("a\n\n# b")
@example(" - ")
def test_a_text_is_shown_letter_by_letter(text: str) -> None:
    """Alone, and as a cell of a table: no letter is lost and none marks anything up."""
    plain = " ".join("".join(c for c in text if c not in "\x00\u2060\ufffd").split())
    if not plain.isprintable() or not plain:
        return
    assert rendered(escaped(plain)) == f"<p>{as_html(plain)}</p>\n"
    cell = rendered(f"| a |\n| --- |\n| {escaped(plain)} |")
    assert f"<td>{as_html(plain)}</td>" in cell


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_name_is_text(text: str) -> None:
    """Of Markdown as GitHub reads it, and of HTML; an address is no link."""
    assert rendered(escaped(text)) == f"<p>{as_html(text)}</p>\n"
    assert not re.search(r"://|www\.|@\w|:\w+:", escaped(text))


def rendered(text: str) -> str:
    """Markdown as HTML, without the joiners that keep a text from being read as an address."""
    return str(READER.render(text)).replace("\u2060", "")


def as_html(text: str) -> str:
    """A text as the reader writes it in HTML."""
    return escape(text, quote=False).replace('"', "&quot;")


def test_the_same_findings_give_the_same_files(files: dict[str, bytes]) -> None:
    """And packed as one they are the same bytes, with the text first."""
    again = report.markdown(made.findings(), made.review(), made.explanation())
    assert again == files
    assert report.packed(again) == report.packed(files)
    assert report.packed({"a": b"alone"}) == b"alone"
