"""Sentences on the tables of New York City's Local Law 144."""

from collections.abc import Sequence

from evenhand.findings import LocalLaw144, LocalLawRow
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.fairness import favourable

HOW = (
    "As the rule on Local Law 144 of New York City asks (6 RCNY 5-300 and following, as of July "
    "2023): rate = counted / judged, impact ratio = rate / highest rate. A calculation worksheet: "
    "independence and signature are yours."
)


def table_title(rows: Sequence[LocalLawRow], what: str) -> str:
    """The group with the lowest ratio."""
    rated = [row for row in rows if row.ratio is not None]
    if len(rated) < 2:  # noqa: PLR2004  # nothing to compare
        return f"New York table, {what}: fewer than two groups are large enough for a ratio"
    least = min(rated, key=lambda row: (row.ratio or 0.0, row.group))
    best = max(rated, key=lambda row: row.ratio or 0.0)
    return (
        f"New York table, {what}: lowest is {say.name(least.group)}, "
        f"{say.number(100 * (least.ratio or 0.0), 3)} for every 100 among {say.name(best.group)}"
    )


def selection_title(found: LocalLaw144, review: Review) -> str:
    """By the favourable answer."""
    return table_title(found.selection, favourable(review))


def scoring_title(found: LocalLaw144) -> str:
    """By a score above everybody's median."""
    return table_title(found.scoring or (), "a score above the median")


def law_meaning(found: LocalLaw144, review: Review) -> str:
    """Who is in no ratio, and that the rule sets no limit."""
    of = say.number(100 * found.least_share, 3)
    small = f"groups under {of} of 100 have no ratio, and the rule sets no limit."
    if not found.unknown:
        return say.capital(small)
    cases = nouns.counted(found.unknown, review)
    verb = "is" if found.unknown == 1 else "are"
    return f"{say.capital(cases)} {verb} of unknown group and in no row; {small}"


def median_sentence(found: LocalLaw144, review: Review) -> str:
    """What the scoring rate is counted above, and whether that is the good side."""
    if found.median is None:
        return "There are no scores."
    about = "" if found.exact else "about "
    steps = "" if found.exact else " There are too many scores to keep each; they are in steps."
    good = "" if review.columns.positive_is_good else " Here a high score is not the good one."
    return (
        f"Counted are scores strictly above {about}{say.number(found.median, 4)}, the median of "
        f"everybody.{steps}{good}"
    )
