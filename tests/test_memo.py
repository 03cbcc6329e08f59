"""The one-page memo: one page whatever stands in it, and the same numbers in every file."""

import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any, Final

import pypdf
import pytest

from components import samples
from evenhand import report
from evenhand.cli import main
from evenhand.findings import (
    Decision,
    Dropped,
    Findings,
    Gate,
    Lock,
    LockChange,
    Series,
    Since,
)
from evenhand.report import letters
from evenhand.review import Review
from evenhand.words import memo as words
from evenhand.words.criteria import PERSON_DECIDES
from evenhand.words.say import MINUS
from tests import factory_findings as made
from tests.test_report_pdf import NAMES

LONGEST: Final = " ".join(NAMES)[-300:]
SAMPLE: Final = "card_default"
DECIDED: Final = Decision(
    7, "Can't tell yet", "Go with limits", "Ada", "2026-05-03T10:00:00Z", "Enough is known.",
    ("Only by day", "Looked at again in May"), "f" * 64, "sha256:" + "d" * 64, "c" * 64,
)  # fmt: skip
LOCK: Final = Lock(
    "c" * 64, "2026-05-01T08:00:00Z", "Ben", "changed",
    (LockChange("changed", "handoff.threshold", "0.8", "0.9", None, None),), None,
)  # fmt: skip
GATE: Final = Gate(
    "data_feasibility",
    DECIDED,
    ("rule",),
    {"accuracy": made.share(0.8)},
    (Since("candidates", "rule", "rule, model"),),
)
SERIES: Final = Series(
    "Calls", "production", (GATE,), (Dropped("forest", "no better", None, "data_feasibility"),)
)


def recorded(**more: Any) -> Findings:  # noqa: ANN401
    """Findings together with all that the record may have."""
    parts = {"lock": LOCK, "decisions": (DECIDED, DECIDED), "series": SERIES}
    criteria = (made.criterion(), made.question("Yes."))
    return made.findings(**({"criteria": criteria} | parts | more))


def printed(findings: Findings, review: Review) -> str:
    """What a memo of one page says on paper, in one line."""
    file = report.memo_pdf(findings, review)
    pages = pypdf.PdfReader(io.BytesIO(file)).pages
    assert len(pages) == 1
    width, height = (float(side) for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)
    return flat(pages[0].extract_text())


def flat(text: str) -> str:
    """A text without spaces, breaks and signs that nobody sees: lines may break anywhere."""
    return re.sub(r"[\s\u200b\u2060\u2068\u2069]", "", text)


def shown(findings: Findings, review: Review) -> str:
    """What a memo says in a browser, alike."""
    page = report.memo_html(findings, review).partition("<body")[2].partition(">")[2]
    return flat(unescape(re.sub(r"<[^>]+>", "", page)))


def pieces(page: report.Memo) -> list[str]:
    """Every text of a memo."""
    numbers = [part for n in page.numbers for part in (n.label, n.value_text, n.note)]
    cells = [cell for row in page.criteria for cell in row]
    facts = [part for fact in page.facts for part in fact]
    said = [page.title, page.question, page.word, page.verdict, page.finding, page.left]
    ends = [page.suggested, page.decided, *page.blanks, *page.closing]
    return [piece for piece in (*said, *numbers, *cells, *facts, *ends) if piece]


def test_paper_and_browser_and_findings_say_the_same_numbers() -> None:
    """Every text of the page is in both, and every limit's number is the document's."""
    audit = samples.audit(SAMPLE)
    found, review = audit.findings(), audit.review
    page = report.memo(found, review)
    paper, browser = printed(found, review), shown(found, review)
    for piece in pieces(page):
        assert flat(letters.printable(piece)) in paper
        assert flat(piece) in browser
    document = [c for c in found.to_dict()["criteria"] if "value" in c]
    measured = [row[2] for row in page.criteria if row[2] and row[1] != "a person's answer"]
    for text, result in zip(measured, document, strict=True):
        value, of, low, high = (
            float(part.replace(",", "").replace(MINUS, "-")) for part in _numbers_in(text)
        )
        ends = [result["value"][key] for key in ("value", "low", "high")]
        assert [value / of, low / of, high / of] == pytest.approx(ends, rel=0.05, abs=5e-4)


def _numbers_in(text: str) -> tuple[str, ...]:
    """What was measured, of how many, and its interval."""
    found = re.match(r"(\S+) (?:of|for every) ([\d,]+) \((\S+) to (\S+) ", text)
    assert found is not None
    return found.groups()


def test_it_says_who_answered_locked_and_decided() -> None:
    """The record's part: on the page, in the browser and in the long report alike."""
    found, review = recorded(), made.review()
    paper = printed(found, review)
    for said in (
        "Decided: Go with limits, by Ada on 3 May 2026",
        "Because: Enough is known. On condition: Only by day; Looked at again in May.",
        "1 earlier decision is in the record.",
        "The criteria are not as Ben locked them on 1 May 2026, 08:00 UTC: 1 change since.",
        "data feasibility: Go with limits (Ada, 3 May 2026; since then other candidates)",
        "this review stands before production",
        "Forest (no better).",
        PERSON_DECIDES,
    ):
        assert flat(said) in paper, said
        assert flat(said) in shown(found, review), said
    assert "Signature" not in paper
    long = flat(re.sub(r"<[^>]+>", "", unescape(report.html(found, review))))
    assert flat("Decided: Go with limits, by Ada on 3 May 2026") in long
    assert flat("Handoff threshold was changed from 0.8 to 0.9 (not locked)") in long
    assert flat("Calls: at production after data feasibility, nothing is decided yet") in long


def test_lines_to_sign_stand_where_nobody_has_decided() -> None:
    """With what the criteria say; without criteria nothing is suggested."""
    paper = printed(made.findings(), made.review())
    assert all(flat(blank) in paper for blank in words.SIGN)
    none = made.findings(criteria=(), verdict=replace(made.findings().verdict, word=None))
    assert flat("No criterion of this review decides.") in printed(none, made.review())


def test_whatever_stands_in_it_it_is_one_page() -> None:
    """Long titles, forty criteria, markup, other scripts and emoji; all of them are left text."""
    asked = tuple(
        made.criterion(group=name, required=number % 2 == 0) for number, name in enumerate(NAMES)
    )
    long = " ".join(NAMES)
    questions = tuple(replace(made.question(long), attest=f"{i} {long}") for i in range(5))
    made_by = replace(DECIDED, by=NAMES[24], because=long, conditions=tuple(NAMES))
    dropped = tuple(Dropped(name, long, "2026-01-31", None) for name in NAMES)
    found = recorded(
        criteria=(*questions, *asked),
        decisions=(made_by,),
        series=replace(
            SERIES, name=long, dropped=dropped, gates=(replace(GATE, decision=made_by),)
        ),
    )
    for title in (LONGEST, "שלום 👩\u200d⚕️ <b>#panic()</b>"):
        review = made.review(title=title, question=LONGEST)
        paper = printed(found, review)
        assert flat(f"And {len(asked) + 5 - 10:,} more in the report") in paper
        assert "<b>x" not in report.memo_html(found, review)
        assert "#panic()" in paper


def test_the_command_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as from Python; it says where."""
    review = str(samples.samples()[SAMPLE])
    audit = samples.audit(SAMPLE)
    assert main(["memo", review, "--html", str(tmp_path / "m.html")]) == 0
    assert main(["memo", review, "--pdf", str(tmp_path / "m.pdf")]) == 0
    assert "Memo written to" in capsys.readouterr().out
    written = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert written == report.memo_html(audit.findings(), audit.review)
    assert (tmp_path / "m.pdf").read_bytes() == report.memo_pdf(audit.findings(), audit.review)


def test_a_sentence_too_many_is_left_out_whole() -> None:
    """Nothing stops in the middle of a word unless a single sentence is too long."""
    assert words.whole("One. Two. Three.", 10) == "One. Two."
    assert words.whole("One long sentence", 8) == "One lon…"
