"""Sentences on the search for the worst slices."""

from evenhand.findings import Slice, SliceSearch
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import column_name
from evenhand.words.strata import EXPLORATORY


def slice_name(found: Slice, review: Review, width: int = 60) -> str:
    """A slice by its group, which must be readable where there is little room, and its columns.

    >>> from evenhand.findings import Estimate
    >>> from evenhand.review import parse
    >>> review = parse({"title": "t", "columns": {"protected": ["race"]},
    ...                 "candidates": [{"name": "m", "role": "model", "prediction": "p"}]})
    >>> found = Slice(("race", "age_band"), "X & 25", 40, 9, Estimate(), Estimate(), 0.1, 1.0)
    >>> slice_name(found, review)
    'X & 25 (race & age band)'
    """
    columns = " & ".join(column_name(column, review) for column in found.columns)
    return say.name(f"{found.group} ({columns})", width)


def stands_out(found: Slice, review: Review) -> bool:
    """Whether a slice has more errors than elsewhere, with all that was searched allowed for."""
    return found.adjusted < 1 - review.method.interval


def slices_title(found: SliceSearch, review: Review) -> str:
    """The worst slice beside everybody else, or that none stands out."""
    sure = [one for one in found.worst if stands_out(one, review)]
    searched = say.counted(found.searched, "slice", "slices")
    if not sure:
        return f"No slice clearly has more errors than the rest, of {searched} searched"
    worst, rest = sure[0].error, sure[0].rest
    of = say.denominator(worst.value, rest.value)
    among = f"{say.of_cases(worst, of)} among {slice_name(sure[0], review)}"
    if worst.low is not None and _is_passed(found):
        among += f", surely at least {say.portion(worst.low, of)}"
    return f"Wrong most often: {among}, {say.of_cases(rest, of)} elsewhere"


def _is_passed(found: SliceSearch) -> bool:
    """Whether some slice has a higher share than the one that leads by what is sure."""
    first, *others = (one.error.value or 0.0 for one in found.worst)
    return any(other > first for other in others)


def none_stands_out(found: SliceSearch, review: Review) -> str | None:
    """That no slice has more errors than the rest, and what was searched; None where one has."""
    if found.worst:
        return None
    if not found.searched:
        return (
            "No slice was searched for errors: no group of one column or two, beside others, has "
            f"at least {review.method.min_group:,} {nouns.cases(review)} of known outcome."
        )
    slices = say.counted(found.searched, "slice", "slices")
    return (
        f"No slice has more errors than the rest, of {slices} of one column or two that were "
        f"searched: those with at least {review.method.min_group:,} {nouns.cases(review)}."
    )


def slices_meaning(found: SliceSearch, review: Review) -> str:
    """What was searched, and what the marks mean."""
    sure = sum(stands_out(one, review) for one in found.worst)
    shown = "none of those shown stands out" if not sure else f"{sure} of those shown stand out"
    shown = "1 of those shown stands out" if sure == 1 else shown
    return (
        f"{say.capital(say.counted(found.searched, 'slice', 'slices'))} of one column or two "
        f"{'was' if found.searched == 1 else 'were'} searched; each interval holds for all of them "
        f"at once, and {shown} after allowing for the search. {_order(found)}It says where "
        "to look, not why."
    )


def _order(found: SliceSearch) -> str:
    """Why a slice with a higher share may stand below; nothing where none does."""
    if not _is_passed(found):
        return ""
    return (
        "First is the slice that is wrong most often for sure, by the lower end of its interval; "
        "one with a higher share and fewer cases may stand below. "
    )


def slices_how(review: Review) -> str:
    """Terms and method."""
    among = nouns.filled("all {cases} whose outcome is known", review)
    return (
        f"Counted among {among}. Every group of a protected or context column, and of two of them, "
        f"with at least {review.method.min_group:,} {nouns.cases(review)}; none of "
        "unknown group. p: no more errors than among everybody else (Fisher's exact test, "
        "one-sided), corrected for the search (Holm). The "
        f"{nouns.interval_name(review)}s are Wilson's, widened for the search (Bonferroni). Order: "
        "by the lower end of the interval, so that a slice leads by what is sure and not by luck. "
        f"{EXPLORATORY}"
    )
