"""Which cases would be most worth labelling next, and what do labels bring?

`yardstick` tries each way to choose on the cases whose outcome is known, beside chance; `learned`
is what labels brought to candidates that learned from them; `choosing` asks the engine for the list
itself, which no finding holds.
"""

from evenhand.labelling.build import labelling
from evenhand.labelling.choosing import MOST, WAYS, Listed, Row, listed, possible

__all__ = ["MOST", "WAYS", "Listed", "Row", "labelling", "listed", "possible"]
