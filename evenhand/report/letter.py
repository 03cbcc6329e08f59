"""The letter about one case: a draft in plain words, marked as one on every page."""

from dataclasses import asdict, dataclass

from evenhand.explanation import ExplainedCase
from evenhand.report.filling import asset, filled
from evenhand.report.setting import compiled
from evenhand.review import Review
from evenhand.words import letter as said
from evenhand.words import one_case, say

_MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Attributes:
        mark: what it is not; on every page.
        title: what it is about.
        subject: the review's own title.
        to: whom it is for: a line to fill in.
        parts: the questions with their answers, the page's own sentences.
        heading: of the reasons.
        before: what stands above them.
        reasons: strongest first.
        blanks: what a person fills in by hand.
        closing: what it leaves out, and what it is not.
    """

    mark: str
    title: str
    subject: str
    to: str
    parts: tuple[tuple[str, str], ...]
    heading: str
    before: str
    reasons: tuple[str, ...]
    blanks: tuple[str, ...]
    closing: tuple[str, ...]


def letter(case: ExplainedCase, review: Review) -> Letter:
    """Everything the letter says; neither who the person is nor the number of the case.

    What really happened is not in it: it was not known when it was decided.

    Args:
        case: the case.
        review: the nouns, and the words for its columns.
    """
    told = one_case.told(case, review)
    parts = (
        ("What was decided", told.decided),
        ("How sure", told.sure),
        ("What would have changed it", told.instead),
    )
    return Letter(
        mark=said.MARK,
        title=said.letter_title(review),
        subject=say.name(review.title, 300),
        to=said.FOR_WHO,
        parts=tuple(part for part in parts if part[1]),
        heading=said.REASONS,
        before=said.reasons_line(review),
        reasons=one_case.reasons(case, review, _MOST_REASONS) or (said.NO_REASON,),
        blanks=said.BLANKS,
        closing=(said.WHY_DRAFT, *said.closing()),
    )


def letter_html(case: ExplainedCase, review: Review) -> str:
    """The letter as one self-contained HTML file.

    Args:
        case: the case.
        review: the nouns, and the words for its columns.
    """
    style = asset("report.css") + asset("letter.css")
    return filled("letter.html", {"style": style}, letter=letter(case, review))


def letter_pdf(case: ExplainedCase, review: Review) -> bytes:
    """The letter as a PDF file: A4, tagged (PDF/UA-1), its fonts in it.

    Args:
        case: the case.
        review: the nouns, and the words for its columns.
    """
    return compiled("letter.typ", asdict(letter(case, review)))
