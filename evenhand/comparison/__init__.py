"""Is the model better than the rule it would replace? Both on the same cases."""

from evenhand.comparison import arms, outcomes
from evenhand.comparison.build import compare
from evenhand.comparison.either import cost_difference
from evenhand.comparison.paired import accuracy_difference, answer, paired_of

__all__ = [
    "accuracy_difference",
    "answer",
    "arms",
    "compare",
    "cost_difference",
    "outcomes",
    "paired_of",
]
