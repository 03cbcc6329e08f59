"""Sentences on kept reviews: who kept them and until when, and what is not in them."""

from collections.abc import Iterator, Mapping
from typing import Final

from evenhand.findings import CriterionResult, Findings, Lock
from evenhand.kept import Detail, Kept, Terms
from evenhand.review import Review
from evenhand.tally import VALUE
from evenhand.words import record, say

GONE_TITLE: Final = "There is no review behind this link"
NOT_OPEN_TITLE: Final = "Kept reviews are not open to you"
GONE: Final = (
    "Its time may be over, it may have been deleted, or the link may not be whole. Ask whoever "
    "gave it to you for a new one."
)
UNREADABLE_TITLE: Final = "This kept review cannot be read"
LOADING: Final = "Working out what is in the kept counts."
KEPT_NOTE: Final = (
    "Kept are the counts and the review file, with your words for columns and your answers to rule "
    "packs, never a row of the log. Everybody with the link can see them and add answers and "
    "decisions; nobody can find them without it. What was locked, answered and decided on this log "
    "goes with it, whoever wrote it; and whoever brings or keeps the very same file sees these "
    "entries too."
)
_NOT_TOLD: Final[Mapping[str, str]] = {
    "outcomes": "The outcomes are not kept: too few cases stood behind a count.",
    "others": (
        "Of the other candidates only the answers are kept, not how often they are right: too few "
        "cases stood behind a count."
    ),
    "handoff": "What would be handed off is not kept: too few cases stood behind a count.",
    "both": (
        "What the baseline and the candidate say of the same cases is not kept: too few cases "
        "stood behind a count."
    ),
    "marks": (
        "Of the baseline and the candidate on the same cases it is kept only whether each is right:"
        " too few cases stood behind a kind of mistake, so what those cost together is not told."
    ),
    "people": (
        "What people say of the candidate's answers is not kept: too few cases stood behind a "
        "count."
    ),
}
_OF_GROUPS: Final[Mapping[str, str]] = {
    "outcomes": "what really happened",
    "others": "how often other candidates are right",
    "handoff": "what is handed off",
    "both": "whose answer changes",
    "marks": "to which answer it changes",
    "people": "what people say",
}
NEVER_LOCKED: Final = "The criteria were not locked."
DECIDED_NOT: Final = "No decision is recorded yet."


def sentence(text: str) -> str:
    """An error as a sentence.

    >>> sentence("kept review: its files are damaged")
    'Kept review: its files are damaged.'
    """
    return f"{say.capital(text)}."


def own_line(purpose: str, links: int) -> str:
    """For whom an own log's counts are, and what for.

    Args:
        purpose: as its owner wrote it.
        links: how many reviews its owner has kept that others can open.
    """
    links_told = say.counted(links, "kept review", "kept reviews")
    others = f", but for {links_told} below, which whoever has the link can see" if links else ""
    return (
        f"This is your own log. Its counts are only for you{others}; what it is for: "
        f"{say.name(purpose, 200)}"
    )


def keep_note(review: Review) -> str:
    """What is merged when a review is kept.

    Args:
        review: its `privacy_cell` says what is a small count.
    """
    least = review.method.privacy_cell
    return (
        f"No count of fewer than {least} cases is kept: steps of confidence and small groups are "
        "merged until none is left, so some charts and tables show less than here. The verdict and "
        "where each limit lies stay as they are now."
    )


def terms_line(terms: Terms) -> str:
    """Who kept a review, when, what for, and until when."""
    when, until = (say.moment(one.isoformat()) for one in (terms.kept_on, terms.until))
    return (
        f"Kept by {say.name(terms.who)} on {when}, for: {say.name(terms.purpose, 200)}. "
        f"It is deleted on {until}."
    )


def merged_lines(one: Kept) -> tuple[str, ...]:
    """What is less in a kept review than in its log, one line each.

    Args:
        one: the kept review.
    """
    least, everybody = one.review.method.privacy_cell, one.details[""]
    steps = (
        f"This is a kept review: counts of fewer than {least} cases are merged, and confidence "
        "comes in wider steps. Numbers are exact at the review's own thresholds; elsewhere they "
        "are those of the next step."
    )
    lines = [
        steps,
        *(_group_line(name, found) for name, found in one.details.items() if _is_less(name, found)),
    ]
    if one.classes_merged:
        positive = say.name(one.tally.classes[one.tally.positive])
        lines.append(f"All classes but “{positive}” are merged; right and wrong stay exact.")
    lines.extend(_NOT_TOLD[what] for what in everybody.without)
    if one.left_out:
        lines.append(
            "A few cases without an outcome, an answer or a confidence are left out: those of a "
            f"kind of which there were fewer than {least}."
        )
    if one.left_out and one.tally.arms is not None:
        lines.append(
            "Cases of no arm are left out too, if they, or those of an outcome, were fewer than "
            f"{least}."
        )
    lines.extend(_small_lines(one))
    if _is_worth_asked(one):
        lines.append(
            "What it is worth against today is not kept: that needs what the baseline, the "
            f"candidate and people say of the same cases, and fewer than {least} stood behind a "
            "count of it."
        )
    lines.append(
        "Not kept are the counts for other places to cut, for the worst slices, for context "
        "columns beside groups, for AUC of one beside the other, and the hours of the week; nor "
        "what changed over time or since an earlier log, what a candidate that only watched would "
        "have done, how far raters agree, and which cases to label next. Within a step of "
        "confidence its middle stands for every case."
    )
    return tuple(lines)


def _is_worth_asked(one: Kept) -> bool:
    """Whether a value against the baseline was there, and its counts are not kept."""
    own, review = one.review.handoff_candidate, one.review
    asked = review.costs is not None and review.handoff is not None and review.baseline is not None
    return asked and own.is_sure and not one.tally.tells(own.name, (), VALUE)


def _small_lines(one: Kept) -> Iterator[str]:
    """What of the comparison is less, or not there, since counts behind it would be small."""
    least, periods = one.review.method.privacy_cell, one.tally.periods
    if one.without_periods:
        yield (
            "How the two compare over time is not kept: fewer than "
            f"{least} cases stood behind a count."
        )
    elif periods is not None and periods.ends is not None:
        count = say.counted(len(periods.starts), "period", "periods")
        yield f"Neighbouring {periods.unit}s are merged into {count}."
    if one.without_simplest:
        why = f"fewer than {least} cases stood behind a count, or behind a value that it names"
        more = ", or there are more than two classes"
        yield f"What the simplest rules would do is not kept: {why}{more}."


def _is_less(name: str, found: Detail) -> bool:
    return bool(name) and bool(found.merged or found.without)


def _group_line(name: str, found: Detail) -> str:
    """What is less of the groups of one attribute."""
    if found.merged == found.groups > 1:
        return f"By {say.name(name)} nothing is kept: its groups are too small."
    merged = f"{found.merged} of {found.groups} groups are merged into one"
    parts = [merged] if found.merged else []
    if found.without:
        parts.append(f"not kept is {say.listed([_OF_GROUPS[what] for what in found.without])}")
    return f"By {say.name(name)}: {'; '.join(parts)}."


def limits_line(findings: Findings) -> str:
    """How many limits are inside, outside and cannot be told.

    Args:
        findings: of a review.
    """
    states = [c.state.value for c in findings.criteria if isinstance(c, CriterionResult)]
    if not states:
        return "The review sets no limit."
    names = {"inside": "inside", "outside": "outside", "cannot_tell": "can't be told"}
    counts = [f"{states.count(state)} {name}" for state, name in names.items()]
    return f"Of {say.counted(len(states), 'limit', 'limits')}: {say.listed(counts)}."


def decided_line(findings: Findings) -> str:
    """What was decided last, or that nothing was."""
    return next(iter(record.decision_lines(findings)), DECIDED_NOT)


def locked_line(findings: Findings) -> str:
    """Whether the criteria are as they were locked, or that they never were."""
    lock = findings.lock
    return record.lock_sentence(lock) if isinstance(lock, Lock) else NEVER_LOCKED


def dashboard_title(reviews: Mapping[str, object]) -> str:
    """How many reviews are kept behind the links that are here.

    >>> dashboard_title({}), dashboard_title({"a": 1})
    ('Kept reviews: none here yet', 'One kept review')
    """
    if not reviews:
        return "Kept reviews: none here yet"
    return "One kept review" if len(reviews) == 1 else f"{len(reviews)} kept reviews"
