"""Is the model better than the rule it would replace? Both on the same cases."""

from evenhand.comparison import arms, both, outcomes
from evenhand.comparison.build import compare
from evenhand.comparison.either import cost_difference
from evenhand.comparison.paired import accuracy_difference, answer, mcnemar, paired_of

__all__ = [
    "accuracy_difference",
    "answer",
    "arms",
    "both",
    "compare",
    "cost_difference",
    "mcnemar",
    "outcomes",
    "paired_of",
]
