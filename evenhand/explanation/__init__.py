"""Why does the model decide as it does? SHAP, overall and for single cases.

Every explanation adds up to the model's output, or it is not shown. SHAP itself is worked out where
the model file is opened: in a sandboxed process.
"""

from evenhand.explanation.cases import (
    ANSWER,
    MOST_ROWS,
    SAMPLE,
    SCORE,
    agrees,
    answered_in_log,
    cases_of,
    rows_of,
)
from evenhand.explanation.drives import importance, target_of
from evenhand.explanation.explaining import content_key, examples, explain, overall, picture
from evenhand.explanation.kinds import (
    LOG_ODDS,
    Contribution,
    ExplainedCase,
    Explanation,
    Follows,
    Importance,
    Overall,
    Points,
    Shap,
)
from evenhand.explanation.single import another, another_among, case, case_among, changed, in_full
from evenhand.explanation.values import shap_values

__all__ = [
    "ANSWER",
    "LOG_ODDS",
    "MOST_ROWS",
    "SAMPLE",
    "SCORE",
    "Contribution",
    "ExplainedCase",
    "Explanation",
    "Follows",
    "Importance",
    "Overall",
    "Points",
    "Shap",
    "agrees",
    "another",
    "another_among",
    "answered_in_log",
    "case",
    "case_among",
    "cases_of",
    "changed",
    "content_key",
    "examples",
    "explain",
    "importance",
    "in_full",
    "overall",
    "picture",
    "rows_of",
    "shap_values",
    "target_of",
]
