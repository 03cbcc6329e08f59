"""Sentences on single classes by group, in a review with three classes or more."""

from collections.abc import Mapping

from evenhand.findings import ClassGroups
from evenhand.review import Review
from evenhand.words import fairness, say
from evenhand.words.columns import attribute_name

FOUND = "true_positive_rate"


def classes_title(found: Mapping[str, ClassGroups], review: Review, attribute: str) -> str:
    """The class that groups are furthest apart in being found, with the two groups."""
    furthest = in_order(found)[0]
    one = found[furthest]
    worst, best = fairness.ends(one, review, FOUND)
    said = f"What is really “{say.name(furthest)}”, found"
    if worst is None or best is None:
        return f"Each class by {attribute_name(attribute, review)}: too few to compare"
    chance = fairness.could_be_chance(one.gaps.get(FOUND), review)
    return f"{said}: {fairness.pair(worst, best, FOUND)}{chance}"


def in_order(found: Mapping[str, ClassGroups]) -> list[str]:
    """The classes, those first that groups are furthest apart in being found."""

    def apart(name: str) -> float:
        gap = found[name].gaps.get(FOUND)
        return -1.0 if gap is None or gap.difference.value is None else gap.difference.value

    return sorted(found, key=lambda name: (-apart(name), name))


def classes_meaning(found: Mapping[str, ClassGroups], drawn: int) -> str:
    """What each panel counts, and what is only in the table."""
    more = len(found) - drawn
    rest = f" {say.counted(more, 'class is', 'classes are')} only in the table." if more else ""
    return (
        "Each class against the rest: of the cases that really are of it, how many are found. "
        f"The class with the widest gap comes first.{rest}"
    )
