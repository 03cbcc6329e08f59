"""The report as one HTML file that holds everything, works from disk, and asks no network."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from evenhand import figures, plots, words
from evenhand.explanation import Explanation
from evenhand.figures import Figure
from evenhand.findings import Findings
from evenhand.report.filling import asset, filled
from evenhand.report.tree import Block, Report, Section, tree
from evenhand.review import Review

_Sliders = Sequence[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block with its chart's place in the file; None where it is a table alone."""

    block: Block
    number: int | None


def html(findings: Findings, review: Review, explanation: Explanation | None = None) -> str:
    """The whole report as one self-contained HTML file.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    return html_of(tree(findings, review, explanation), _sliders(findings, review))


def html_of(report: Report, sliders: _Sliders = ()) -> str:
    """Any tree as one self-contained HTML file; one without a chart needs no script.

    Args:
        report: what it says.
        sliders: by how attributes are called, the data of a handoff that can be tried.
    """
    charts: list[Figure] = []
    sections = [(section, _placed(section, charts)) for section in report.sections]
    scripts = _scripts() if charts or sliders else ("", "")
    hashes = " ".join(_hash(script) for script in scripts if script)
    allowed = f"script-src {hashes}; " if hashes else ""
    return filled(
        "report.html",
        {
            "style": asset("report.css") + asset("handoff.css"),
            "policy": f"{allowed}img-src data: blob:; ",
            "plotly": scripts[0],
            "ours": scripts[1],
            "data": _json(charts, [data for _, data in sliders]),  # JSON without "<"
        },
        report=report,
        sections=sections,
        slider=bool(sliders),
        slider_names=[name for name, _ in sliders],
        cell=figures.cell,
        left_out=figures.left_out,
    )


def _placed(section: Section, charts: list[Figure]) -> list[_Placed]:
    """The blocks of a section; drawn figures are added to `charts` in the order of the page."""
    placed = []
    for block in section.blocks:
        drawn = not block.more and bool(plots.plot(block.figure))
        if drawn:
            charts.append(block.figure)
        placed.append(_Placed(block, len(charts) - 1 if drawn else None))
    return placed


def _sliders(findings: Findings, review: Review) -> _Sliders:
    """The slider's data for each attribute; for nobody where there are no groups."""
    names: list[str | None] = [*review.attributes] or [None]
    made = [(n, words.handoff_widget(findings, review, n, dark=None)) for n in names]
    return [(words.attribute_name(n, review) if n else "", data) for n, data in made if data]


def _json(charts: list[Figure], sliders: list[dict[str, Any]]) -> str:
    """JSON for a script element: no character in it can end that element."""
    drawn = [{"light": plots.plot(c), "dark": plots.plot(c, dark=True)} for c in charts]
    text = json.dumps(
        {"charts": drawn, "sliders": sliders}, ensure_ascii=False, allow_nan=False, sort_keys=True
    )
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@lru_cache(maxsize=1)
def _scripts() -> tuple[str, str]:
    """Plotly's own script, and ours as one module."""
    drawing = resources.files("plotly") / "package_data" / "plotly.min.js"
    ours = f"{asset('handoff.js')}\n{asset('report.js')}"
    return drawing.read_text(encoding="utf-8").replace("</script", "<\\/script"), ours


def _hash(script: str) -> str:
    """A script's hash for the Content-Security-Policy."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
