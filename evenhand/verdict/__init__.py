"""Do the review's criteria hold? Each is inside, outside or cannot be told; together, a verdict.

The criteria were written down beforehand, so they are one family: every interval here is
simultaneous over all computed criteria, and over all pairs of groups of its own.
"""

from evenhand.verdict.evidence import Evidence
from evenhand.verdict.groups import compared
from evenhand.verdict.judge import as_answered, decide, judge, state, with_answers
from evenhand.verdict.single import state_of

__all__ = [
    "Evidence",
    "as_answered",
    "compared",
    "decide",
    "judge",
    "state",
    "state_of",
    "with_answers",
]
