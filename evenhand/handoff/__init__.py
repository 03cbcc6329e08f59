"""When should a case go to a person? What is decided alone, how well, at what cost, for whom.

`build` puts the parts together, a module each: who is decided alone (`sweep`, `curves`), how good
people and the model are together (`people`), what it costs (`costs`), what can be promised
(`promise`: chosen on one of two `halves` by a `sequence` of tests; `roll_out`: what to start with),
how long cases wait (`queue`), which thresholds are worth a button (`presets`), and what a threshold
does that somebody tries (`tried`).
"""

from evenhand.handoff.build import WouldBe, hand_off, would_be
from evenhand.handoff.capacity import capacity
from evenhand.handoff.people import team_accuracy
from evenhand.handoff.recalibrate import recalibrated
from evenhand.handoff.subject import Subject, subject
from evenhand.handoff.sweep import THRESHOLDS, Point, Sweep, at, sure, sweep
from evenhand.handoff.tried import nearest, tried

__all__ = [
    "THRESHOLDS",
    "Point",
    "Subject",
    "Sweep",
    "WouldBe",
    "at",
    "capacity",
    "hand_off",
    "nearest",
    "recalibrated",
    "subject",
    "sure",
    "sweep",
    "team_accuracy",
    "tried",
    "would_be",
]
