"""The report: one HTML file that holds everything, works from disk, and asks no network."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from evenhand import figures, plots, words
from evenhand.explanation import Explanation
from evenhand.figures import Figure
from evenhand.findings import Findings
from evenhand.review import METRICS, Review

_DRAWN_METRICS: Final = ("selection_rate", "accuracy", "true_positive_rate", "false_positive_rate")


@dataclass(frozen=True, slots=True)
class Block:
    """A figure in the report.

    Attributes:
        figure: what to show.
        number: its chart's place; None where it is a table alone.
        more: whether it is one of the tables at the section's end.
        heading: what stands above it, where a new part begins.
    """

    figure: Figure
    number: int | None = None
    more: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def html(findings: Findings, review: Review, explanation: Explanation | None = None) -> str:
    """The whole report as one self-contained HTML file.

    Args:
        findings: what was found.
        review: the nouns and limits.
        explanation: why the model decides so, where it can be said.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  # only a report needs it
    from markupsafe import Markup  # noqa: PLC0415

    charts: list[Figure] = []
    sections = _sections(findings, review, explanation, charts)
    sliders = _sliders(findings, review)
    scripts = _scripts()
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).from_string(_asset("report.html"))
    word = findings.verdict.word
    return template.render(
        title=words.report_title(findings, review),
        headline=words.overview_title(findings, review),
        review_title=words.name(review.title, 300),
        front=_front(findings, review),
        word=word,
        symbol=words.VERDICT_SYMBOLS.get(word or "", ""),
        verdict=words.verdict_sentence(findings, review),
        numbers=figures.three_numbers(findings, review),
        sections=sections,
        slider=bool(sliders),
        slider_names=[words.readable(name) for name, _ in sliders],
        cell=figures.cell,
        footer=_FOOTER,
        # What follows is ours or made safe: assets of this package, and JSON without "<".
        hashes=Markup(" ".join(_hash(script) for script in scripts)),  # noqa: S704
        style=Markup(_asset("report.css") + _asset("handoff.css")),  # noqa: S704
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        data=Markup(_json(charts, [data for _, data in sliders])),  # noqa: S704
    )


_FOOTER: Final = (
    "A calculation worksheet made with Evenhand. Independence, judgement and signature are yours. "
    "It holds counts of groups, small ones too: decide who may see it."
)


def _front(findings: Findings, review: Review) -> list[str]:
    lines = (review.question, words.synthetic(review), words.data_line(findings, review))
    return [words.name(line, 600) for line in lines if line]


# Sections


def _sections(
    findings: Findings, review: Review, explanation: Explanation | None, charts: list[Figure]
) -> tuple[Section, ...]:
    """The parts of the report; drawn figures are added to `charts` in the order of the page."""
    made = (
        _criteria(findings, review),
        _compare(findings, review),
        _handoff(findings, review),
        _fairness(findings, review),
        _explain(findings, review, explanation),
        _method(findings, review),
    )
    return tuple(_numbered(section, charts) for section in made)


def _numbered(section: Section, charts: list[Figure]) -> Section:
    """The same section with the place of each drawn chart."""
    blocks = []
    for block in section.blocks:
        drawn = not block.more and bool(plots.plot(block.figure))
        if drawn:
            charts.append(block.figure)
        number = len(charts) - 1 if drawn else None
        blocks.append(replace(block, number=number))
    return Section(section.key, section.title, tuple(blocks), section.lines, section.points)


def _missing(findings: Findings, review: Review, *blocks: str) -> tuple[str, ...]:
    """Each line on something missing, once."""
    lines = (words.missing(findings, review, block) for block in blocks)
    return tuple(dict.fromkeys(line for line in lines if line))


def _criteria(findings: Findings, review: Review) -> Section:
    table = figures.criteria(findings, review)
    return Section(
        key="criteria",
        title="Criteria",
        blocks=(Block(table),) if findings.criteria else (),
        lines=_missing(findings, review, "criteria"),
        points=words.what_would_change(findings, review),
    )


def _compare(findings: Findings, review: Review) -> Section:
    blocks: list[Figure] = []
    if words.missing(findings, review, "compare") is None:
        blocks += [*figures.flows(findings, review), figures.paired(findings, review)]
    if words.missing(findings, review, "costs") is None:
        blocks.append(figures.costs(findings, review))
    if words.missing(findings, review, "switched") is None:
        blocks += [figures.switched(findings, review, name) for name in review.attributes]
    auc = words.auc_sentence(findings)
    return Section(
        key="compare",
        title="The rule beside the model",
        blocks=tuple(map(Block, blocks)),
        lines=(
            *_missing(findings, review, "compare", "costs", "switched"),
            *(words.candidate_line(n, c, review) for n, c in findings.candidates.items()),
            *((auc,) if auc else ()),
        ),
    )


def _handoff(findings: Findings, review: Review) -> Section:
    title = f"What goes to {words.a_or_an(review.words.person)}"
    absent = _missing(findings, review, "handoff")
    if absent:
        return Section("handoff", title, (), absent)
    own = review.handoff_candidate.name
    parts: dict[str, Any] = {
        "reliability": lambda: [figures.reliability(findings, review, own)],
        "risk_coverage": lambda: [figures.risk_coverage(findings, review)],
        "handoff_groups": lambda: [
            figures.handoff_groups(findings, review, name) for name in review.attributes
        ],
        "guarantee": lambda: [figures.guarantee(findings, review)],
        "staffing": lambda: [figures.staffing(findings, review)],
    }
    shown = [p for name, p in parts.items() if words.missing(findings, review, name) is None]
    said = (words.team_sentence(findings, review), words.cost_sentence(findings, review))
    return Section(
        key="handoff",
        title=title,
        blocks=tuple(Block(figure) for part in shown for figure in part()),
        lines=(
            words.handoff_meaning(findings, review),
            *(line for line in said if line),
            *_missing(findings, review, *parts),
        ),
    )


def _fairness(findings: Findings, review: Review) -> Section:
    return Section(
        key="fairness",
        title="By group",
        blocks=tuple(_by_group(findings, review)),
        lines=_missing(findings, review, "fairness") or (words.EXPLORATORY,),
    )


def _by_group(findings: Findings, review: Review) -> Iterator[Block]:
    """The handoff's candidate first, with charts; the others as tables."""
    own = review.handoff_candidate.name
    for candidate in sorted(findings.fairness, key=lambda name: name != own):
        for attribute in findings.fairness[candidate]:
            first, *others = _one_attribute(findings, review, candidate, attribute)
            heading = f"{words.capital(words.the(candidate))}, by {words.readable(attribute)}"
            yield replace(first, heading=heading)
            yield from others


def _one_attribute(
    findings: Findings, review: Review, candidate: str, attribute: str
) -> Iterator[Block]:
    more = candidate != review.handoff_candidate.name
    for metric in METRICS:
        figure = figures.group_metric(findings, review, candidate, attribute, metric)
        yield Block(figure, more=more or metric not in _DRAWN_METRICS)
    for part in figures.BY_ATTRIBUTE:
        made = part.make(findings, review, candidate, attribute)
        if made is not None:
            yield Block(made, more=more)


def _explain(findings: Findings, review: Review, explanation: Explanation | None) -> Section:
    title = "Why it decides so"
    reason = explanation.reason if explanation else words.missing(findings, review, "explain")
    if explanation is None or explanation.reason:
        return Section("explain", title, (), (reason or "It was not worked out for this report.",))
    overall = [figures.importance(explanation, review)] if explanation.overall else []
    cases = [figures.one_case(case, review) for case in explanation.cases]
    return Section("explain", title, tuple(map(Block, [*overall, *cases])), (words.NOT_REASONS,))


def _method(findings: Findings, review: Review) -> Section:
    return Section(
        key="data",
        title="The data and the method",
        blocks=(Block(figures.data_check(findings, review)),),
        lines=(
            (
                f"Every interval is a {words.interval_name(review)}: Wilson for a share, Newcombe "
                "for a difference, Katz for a ratio; costs, F1 and team accuracy by bootstrap "
                f"with seed {review.method.seed}."
            ),
            (
                f"Groups below {review.method.min_group} {words.name(review.words.plural)} and "
                "those of unknown group are listed, and take no part in gaps, tests or criteria."
            ),
            words.FOUR_FIFTHS,
        ),
    )


# The file


def _sliders(findings: Findings, review: Review) -> list[tuple[str, dict[str, Any]]]:
    """The slider's data for each attribute; for nobody where there are no groups."""
    names: list[str | None] = [*review.attributes] or [None]
    made = [(n, words.handoff_widget(findings, review, n, dark=None)) for n in names]
    return [(name or "", data) for name, data in made if data]


def _json(charts: list[Figure], sliders: list[dict[str, Any]]) -> str:
    """JSON for a script element: no character in it can end that element."""
    drawn = [{"light": plots.plot(c), "dark": plots.plot(c, dark=True)} for c in charts]
    text = json.dumps(
        {"charts": drawn, "sliders": sliders}, ensure_ascii=False, allow_nan=False, sort_keys=True
    )
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _asset(name: str) -> str:
    return (resources.files("evenhand") / "assets" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _scripts() -> tuple[str, str]:
    """Plotly's own script, and ours as one module."""
    drawing = resources.files("plotly") / "package_data" / "plotly.min.js"
    ours = f"{_asset('handoff.js')}\n{_asset('report.js')}"
    return drawing.read_text(encoding="utf-8").replace("</script", "<\\/script"), ours


def _hash(script: str) -> str:
    """A script's hash for the Content-Security-Policy."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
