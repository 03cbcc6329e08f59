"""Sentences on what impact ratios hang on: a few answers, or people of unknown group."""

from evenhand.findings import AttributeFindings, ImpactRatio
from evenhand.review import Review
from evenhand.words import nouns, say

_MOST_NAMED = 3


def shortfall_sentence(found: AttributeFindings, review: Review) -> str | None:
    """How many more favourable answers would end the flag of the groups that have one."""
    short = [one for one in found.impact_ratio if one.shortfall]
    if not short:
        return None
    named = say.listed(
        [f"{say.name(one.group)} {one.shortfall:,} of {one.n:,}" for one in short[:_MOST_NAMED]]
    )
    more = f", and more in {len(short) - _MOST_NAMED} others" if len(short) > _MOST_NAMED else ""
    return (
        f"To reach four fifths, more {nouns.cases(review)} would need the favourable "
        f"answer: {named}{more}."
    )


def near_sentence(found: AttributeFindings) -> str | None:
    """Which groups the screen decides by a single answer."""
    near = [say.name(one.group) for one in found.impact_ratio if one.plus_one]
    if not near:
        return None
    if len(near) > _MOST_NAMED:
        return f"For {len(near)} groups, one answer more or fewer would change the screen."
    return f"One answer more or fewer would change the screen for {say.listed(near)}."


def flips_sentence(found: AttributeFindings) -> str | None:
    """Whether people of unknown group could change the result."""
    if not found.unknown.n or found.unknown.flips is None:
        return None
    if found.unknown.flips:
        return "Where the people of unknown group belong could change the result."
    return "Wherever the people of unknown group belong, the result stays."


def near_cell(ratio: ImpactRatio) -> str | None:
    """Whether one answer would change the screen of a group."""
    return None if ratio.plus_one is None else "yes" if ratio.plus_one else "no"
