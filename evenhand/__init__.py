"""Before a model decides about people: is it better, who should decide, is it even-handed?

>>> import evenhand
>>> audit = evenhand.open("sample_data/card_default/review.toml")
>>> audit.findings().verdict.word
"Can't tell yet"
"""

from evenhand.audit import Audit, open  # noqa: A004  # `evenhand.open` reads as what it does
from evenhand.errors import InputError
from evenhand.review import Review, load_review
from evenhand.version import __version__

__all__ = ["Audit", "InputError", "Review", "__version__", "load_review", "open"]
