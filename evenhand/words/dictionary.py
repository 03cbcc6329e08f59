"""What is said of columns: their roles, what they hold, and what is not told of them."""

from collections.abc import Mapping
from typing import Final

from evenhand.findings import ColumnFacts, Findings
from evenhand.review import Review
from evenhand.words import say
from evenhand.words.columns import column_name, value_said

ROLES: Final = {
    "features": "input of the model",
    "protected": "must not matter",
    "context": "may matter",
    "label": "outcome",
    "id": "number of the case",
    "time": "when it came in",
    "weight": "how many cases a row stands for",
    "observed": "whether the outcome was seen",
    "arm": "who acted",
    "phase": "phase",
    "rater_agreement": "how far raters agree",
    "text": "text",
    "image": "picture",
    "mask": "marked region",
    "prediction": "an answer",
    "score": "a score",
    "confidence": "how sure an answer is",
    "latency_ms": "how long an answer took",
    "human": "a person's answer",
}
_HELD: Final = {
    "times": "times", "text": "texts", "case numbers": "numbers of cases", "yes or no": "1 or 0",
    "nothing": "nothing",
}  # fmt: skip
_WITHHELD: Final = {
    "personal": "not shown, since it may tell who somebody is",
    "few": "not shown, since there are too few",
}
HOW: Final = (
    "The field's term is data dictionary. Words come from the review file, in [dictionary], or "
    "were changed on the Overview page. The rest is measured on the rows of the log. A range "
    "leaves out 1 of 100 values at either end, and never so few that something were told of them; "
    "its ends are rounded outwards, so that they are nobody's own value. Of columns that may tell "
    "who somebody is, no range is shown."
)
UNMEASURED: Final = "Ranges and missing values are not measured here: there are counts, and no log."


def role_said(facts: ColumnFacts) -> str:
    """What a column is for.

    >>> role_said(ColumnFacts(("features", "protected")))
    'Input of the model; must not matter'
    """
    return say.capital("; ".join(ROLES.get(role, role) for role in facts.roles))


def held(column: str, facts: ColumnFacts, review: Review) -> str:
    """What a column holds: a range, so many values, or why that is not told."""
    if facts.withheld:
        return _WITHHELD[facts.withheld]
    if facts.low is not None and facts.high is not None:
        return f"{value_said('', facts.low, review)} to {value_said(column, facts.high, review)}"
    if facts.different is not None:
        return say.counted(facts.different, "different value", "different values")
    return _HELD.get(facts.kind or "", say.DASH)


def dictionary_title(facts: Mapping[str, ColumnFacts]) -> str:
    """How many columns are described."""
    said = sum(one.meaning is not None for one in facts.values())
    if said == len(facts):
        return f"All {len(facts)} columns are described" if facts else "There are no columns"
    return f"{say.capital(str(said) if said else 'none')} of {len(facts)} columns are described"


def dictionary_meaning(facts: Mapping[str, ColumnFacts], review: Review) -> str:
    """Which column is missing most often, and on how many rows that was measured."""
    counted = {name: one for name, one in facts.items() if one.missing is not None}
    if not counted:
        return UNMEASURED
    rows = max(one.rows or 0 for one in counted.values())
    worst = max(counted, key=lambda name: counted[name].missing or 0.0)
    share = counted[worst].missing or 0.0
    on = f"Measured on {say.counted(rows, 'row', 'rows')} of the log."
    if not share:
        return f"{on} No column that has a role is missing anywhere."
    of = say.denominator(share)
    name = say.capital(column_name(worst, review))
    return f"{on} {name} is missing most often: in {say.portion(share, of)} of {of:,} rows."


def facts_of(found: Findings) -> Mapping[str, ColumnFacts]:
    """The dictionary of findings; empty where there is none."""
    return found.dictionary if isinstance(found.dictionary, Mapping) else {}
