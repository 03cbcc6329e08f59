"""What is said, below an answer of the form, of what moved the model."""

from typing import Final

NOT_TOLD: Final = "What moved the model can't be told for this case."
NOTHING_MOVED: Final = (
    "Nothing in this case moved the model: it is like the one it is compared with."
)
SIGN: Final = "A plus moves the model towards {}, a minus away from it."
HOW: Final = (
    "SHAP values of the model's output, its log-odds where it gives them, against the case that "
    "the form begins with; they add up to what sets the two apart."
)
WHO_SAYS: Final = ("Who", "Answer", "How sure")
WHAT_MOVED: Final = ("What moved the model most", "By how much, in the model's own units")
YES_OR_NO: Final = (("yes (1)", 1), ("no (0)", 0))
"""What an input that is 1 or 0 can be, as it is said and as the model reads it."""
MOST: Final = 6
"""Reasons that are shown; a reader takes in no more."""
