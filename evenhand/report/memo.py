"""The go/no-go memo: what a decision rests on, on one page; HTML and PDF say the same."""

from dataclasses import dataclass
from typing import Any, Final

from evenhand import figures, words
from evenhand.figures import Number
from evenhand.findings import Attestation, CriterionResult, Findings, State
from evenhand.report.filling import asset, filled
from evenhand.report.setting import compiled
from evenhand.review import Review
from evenhand.words import memo as said

_MOST_ROWS: Final = 10
_COLUMNS: Final = ("What must hold", "Limit", "Measured", "State")


@dataclass(frozen=True, slots=True)
class Memo:
    """One page.

    Attributes:
        title: the review's own.
        question: what is to be decided; empty where the review does not say.
        word: the verdict in a word; None where there is none.
        verdict: the same in a sentence.
        finding: what was found, in one sentence.
        numbers: the few to remember.
        columns: of the criteria.
        criteria: each as text, required ones first.
        left: what the criteria without a row come to; None where all have one.
        facts: what the decision rests on: a few words, and a sentence.
        suggested: what the criteria suggest; None where somebody has decided.
        decided: the last decision; None where there is none.
        blanks: what is to be filled in by hand.
        closing: what was counted, and what tells this page from any other.
    """

    title: str
    question: str
    word: str | None
    verdict: str
    finding: str
    numbers: tuple[Number, ...]
    columns: tuple[str, ...]
    criteria: tuple[tuple[str, ...], ...]
    left: str | None
    facts: tuple[tuple[str, str], ...]
    suggested: str | None
    decided: str | None
    blanks: tuple[str, ...]
    closing: tuple[str, ...]


def memo(findings: Findings, review: Review) -> Memo:
    """All that the page says.

    Args:
        findings: what was found, with what the record has.
        review: the nouns and limits.
    """
    shown, left = _by_need(findings)
    decided = said.decided(findings)
    title, question = said.label_of(review)
    return Memo(
        title=title,
        question=question,
        word=findings.verdict.word,
        verdict=words.verdict_sentence(findings, review),
        finding=said.finding(findings, review),
        numbers=figures.three_numbers(findings, review),
        columns=_COLUMNS,
        criteria=tuple(_row(result, review) for result in shown),
        left=said.criteria_left(left),
        facts=said.facts(findings, review),
        suggested=None if decided else said.suggested(findings),
        decided=decided,
        blanks=() if decided else said.SIGN,
        closing=said.closing(findings, review),
    )


_Results = tuple[CriterionResult | Attestation, ...]


def _by_need(findings: Findings) -> tuple[_Results, _Results]:
    """The criteria that have a row, and the others: of too many, those that decide have one.

    Required ones come first; where not all have a row, of those the ones that are not inside.
    """
    many = len(findings.criteria) > _MOST_ROWS
    found = tuple(
        sorted(findings.criteria, key=lambda one: (not one.required, many and _held(one)))
    )
    return found[:_MOST_ROWS], found[_MOST_ROWS:]


def _held(result: CriterionResult | Attestation) -> bool:
    if isinstance(result, Attestation):
        return bool(result.answer) and result.stands_in_the_way is not True
    return result.state is State.INSIDE


def _row(result: CriterionResult | Attestation, review: Review) -> tuple[str, ...]:
    needed = "" if result.required else " (not required)"
    what = words.shortened(words.criterion_name(result, review), 120) + needed
    if isinstance(result, Attestation):
        state = "✓ answered" if result.answer else "? can't tell yet"
        stands = "✕ stands in the way" if result.stands_in_the_way is True else state
        return (what, "a person's answer", words.name(result.by, 40) if result.by else "", stands)
    interval = words.interval_text(result, review)
    measured = words.value_text(result, review) + (f" ({interval})" if interval else "")
    return (what, words.limit_text(result, review), measured, words.state_text(result.state))


def memo_pdf(findings: Findings, review: Review) -> bytes:
    """The memo as a PDF file of one page: A4, tagged (PDF/UA-1), its fonts in it.

    Args:
        findings: what was found, with what the record has.
        review: the nouns and limits.
    """
    return compiled("memo.typ", _document(memo(findings, review)))


def _document(page: Memo) -> dict[str, Any]:
    return {
        "title": page.title,
        "question": page.question,
        "word": f"{_symbol(page)} {page.word}" if page.word else "",
        "verdict": page.verdict,
        "finding": page.finding,
        "numbers": [
            {"label": n.label, "value": n.value_text, "note": n.note} for n in page.numbers
        ],
        "columns": page.columns,
        "criteria": page.criteria,
        "left": page.left or "",
        "facts": page.facts,
        "suggested": page.suggested or "",
        "decided": page.decided or "",
        "blanks": page.blanks,
        "closing": page.closing,
    }


def memo_html(findings: Findings, review: Review) -> str:
    """The memo as one self-contained HTML file, which prints on one page.

    Args:
        findings: what was found, with what the record has.
        review: the nouns and limits.
    """
    style = asset("report.css") + asset("memo.css")
    return filled("memo.html", {"style": style}, memo=memo(findings, review))


def _symbol(page: Memo) -> str:
    return words.VERDICT_SYMBOLS.get(page.word or "", "")
