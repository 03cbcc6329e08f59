"""The figure of whether the same case gets the same answer in another group."""

from evenhand.consistency import Consistency
from evenhand.figures import make
from evenhand.figures.kinds import Dots
from evenhand.review import Review
from evenhand.words import consistency as said
from evenhand.words import nouns, say


def consistency(found: Consistency, review: Review) -> Dots:
    """How many cases of all other groups would get another answer, were they of each one."""
    title = said.swap_title(found, review)
    dots = tuple(
        make.dot(one.group, one.changed, note=said.swap_note(one, review)) for one in found.swapped
    )
    return Dots(
        title=title,
        meaning=said.swap_meaning(found, review),
        alt=make.alt_of(title, dots),
        how=said.swap_how(found, review),
        columns=(
            "Taken to be of", "Cases of other groups", "Another answer, of 100",
            *make.interval_columns(review), f"Would be {nouns.yes(review)}", "Would no longer be",
        ),
        rows=tuple(
            (say.cleaned(one.group), one.changed.n, *make.interval_cells(one.changed), one.to_yes,
             one.to_no)
            for one in found.swapped
        ),
        panels=(make.panel(f"of 100 {nouns.cases(review)} of other groups", dots),),
    )  # fmt: skip
