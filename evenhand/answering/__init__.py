"""What is answered of a rule pack: by the data, by a person, not at all, or it does not apply.

Each requirement names an answerer. These are a table; a pack knows them by name alone.
"""

from evenhand.answering.answerers import ANSWERERS, YOU, Answerer
from evenhand.answering.conditions import CONDITIONS
from evenhand.answering.subject import Said, Subject, Unsaid
from evenhand.answering.whole import answered, answered_all, with_answers

__all__ = [
    "ANSWERERS",
    "CONDITIONS",
    "YOU",
    "Answerer",
    "Said",
    "Subject",
    "Unsaid",
    "answered",
    "answered_all",
    "with_answers",
]
