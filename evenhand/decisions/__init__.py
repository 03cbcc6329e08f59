"""What people add to the numbers: criteria locked, questions answered, and what was decided.

All of it stands in the record, about a `Dossier`: a review and the name it has there. The findings
of an audit know nothing of it; `recorded` puts it into them.

>>> from evenhand import decisions, record, review
>>> asked = review.load_review("sample_data/card_default/review.toml")
>>> dossier = decisions.Dossier(record.open("sqlite:////nowhere/record.sqlite3"), asked)
>>> decisions.locked(dossier) is None
True
"""

from evenhand.decisions.answers import (
    STANDARD,
    Standard,
    answered,
    answers,
    attest,
    questions,
)
from evenhand.decisions.chosen import WORDS, decide, decisions
from evenhand.decisions.dossier import LONGEST, Dossier
from evenhand.decisions.locks import lock, locked, opened
from evenhand.decisions.opinions import (
    LONGEST_REASON,
    Opinion,
    feedback,
    given,
    new_id,
    subject_of,
    table,
)
from evenhand.decisions.terms import fingerprint, terms
from evenhand.decisions.whole import recorded

__all__ = [
    "LONGEST",
    "LONGEST_REASON",
    "STANDARD",
    "WORDS",
    "Dossier",
    "Opinion",
    "Standard",
    "answered",
    "answers",
    "attest",
    "decide",
    "decisions",
    "feedback",
    "fingerprint",
    "given",
    "lock",
    "locked",
    "new_id",
    "opened",
    "questions",
    "recorded",
    "subject_of",
    "table",
    "terms",
]
