"""Sentences on rule packs: how a requirement stands, from which day a pack is, what is not said.

None of them says that anything keeps a rule: that is for a person to judge.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from evenhand.findings import Findings, Gap, LocalLawRow
from evenhand.packs import Answered, AnsweredPack, Pack, Requirement, Standing
from evenhand.review import Review
from evenhand.words import fairness, nouns, say
from evenhand.words.columns import attribute_name

MARKS: Final = {
    Standing.BY_DATA: "✓",
    Standing.BY_YOU: "✎",
    Standing.NOT_ANSWERED: "?",
    Standing.DOES_NOT_APPLY: say.DASH,
}
NOT_LAW: Final = (
    "This says who has answered which question, and nothing else: whether a rule is kept is a "
    "matter of judgement, and of law."
)
STILL_ASKED: Final = "Nobody has answered"
ALL_ANSWERED: Final = "Every question has an answer, or does not apply"
CHOOSE: Final = "Choose one or more"
NONE_CHOSEN: Final = (
    "A rule pack is what a law, a guide or a framework asks, as questions. Choose one to see which "
    "of them the data answer, and to answer the others; the report then has them too."
)
YOURS: Final = (
    "What you write is kept in this tab of your browser until you close it, goes into every "
    "report, bundle and review file that you take along, and is seen by nobody else here."
)
HOW: Final = (
    "Each question names where its answer comes from: a part of the findings document, under "
    "“From”, or a person alone. Where the data answer, what a person adds stands beside that and "
    "never instead of it; where they cannot tell yet, the question is not answered. The words of "
    "the questions are not those of the law: read these where each is asked."
)
ONLY_YOU: Final = "Only a person can say this, and nobody has yet."
NO_EXPLANATION: Final = "Why the model decides so was not worked out here; the report has it."
NO_POPULATION: Final = (
    "Nothing says which groups the population has. Name their shares (in a review file: "
    "[population])."
)
NO_PROTECTED: Final = (
    "No column of this review is one that must not matter (in a review file: [columns] protected)."
)
NO_CROSSED: Final = "There is one such column, so none to cross it with."
NO_SMALL: Final = "No group is that small."
NO_SCORES: Final = "The candidate gives no scores."
NOT_SYNTHETIC: Final = "The review does not say that its data were generated."
NOT_HANDED: Final = "Nothing is handed to a person in this review."
CANNOT_TELL: Final = "Can't tell yet"
NO_RATIO: Final = "Can't tell yet: fewer than two groups are large enough for a ratio."
NO_TEST: Final = "Can't tell yet: fewer than two groups are large enough to be compared."
NO_PEOPLE: Final = (
    "What people did with the answers is not in this log. Add a column of their answers (in a "
    "review file: [handoff] human)."
)
NO_LIMIT_TRIED: Final = "There is no limit in this review, so no verdict to hold or not."
NO_DECISION: Final = "Nobody has recorded a decision yet."
NO_LOCK: Final = "The record has no lock of the criteria from before results were opened."
NOTHING_MISSING: Final = "Nothing that this tool looks at is missing from the log."
NO_PROBLEM: Final = "No fault was found in the rows."
NO_ONE_ANSWER: Final = "No single answer more or fewer would change the screen."
NOT_DESCRIBED: Final = "Say what the others mean (in a review file: [dictionary])."
_MOST: Final = 8


def standing(standing_of: Standing) -> str:
    """How a requirement stands, as a sign and words.

    >>> standing(Standing.BY_DATA), standing(Standing.NOT_ANSWERED)
    ('✓ answered by the data', '? not answered')
    """
    return f"{MARKS[standing_of]} {standing_of.value}"


NOT_ANSWERED: Final = standing(Standing.NOT_ANSWERED)


def as_of(pack: Pack) -> str:
    """From which day a pack is, and until when nobody need look again."""
    return (
        f"{pack.title}, as of {on(pack.as_of)}. After {on(pack.look_up_after)} look up whether it "
        f"still holds: {pack.source}"
    )


def banner(pack: Pack, today: date) -> str | None:
    """That a pack is old; None where it is not.

    Args:
        pack: of some day.
        today: the day to judge by.
    """
    if not pack.is_old(today):
        return None
    return (
        f"{pack.title} is as of {on(pack.as_of)}, more than six months ago. Look up whether it "
        f"still holds before you rely on it: {pack.source}"
    )


def on(day: date) -> str:
    """A day in words.

    >>> on(date(2026, 3, 1))
    '1 March 2026'
    """
    return say.day(day.isoformat())


def status(requirement: Requirement) -> str:
    """Whether a requirement is in force, in words.

    >>> from evenhand.packs import pack
    >>> status(pack("eu-ai-act").requirements[0])
    'applies from 2 December 2027'
    """
    first, _, day = requirement.status.partition("applies from ")
    if day:
        return f"applies from {on(date.fromisoformat(day))}"
    return "not verified against the text" if first == "unverified" else first


def counts(answered: AnsweredPack) -> str:
    """How many requirements stand how, in one sentence."""
    found = ((one, answered.count(one)) for one in Standing)
    said = [f"{n} {_stand(one, n)}" for one, n in found if n]
    many = say.counted(len(answered.answers), "question", "questions")
    return f"Of {many}: {say.listed(said)}."


def _stand(standing_of: Standing, n: int) -> str:
    several = standing_of is Standing.DOES_NOT_APPLY and n > 1
    return "do not apply" if several else standing_of.value


def title(answered: AnsweredPack) -> str:
    """What is left to be answered of a pack."""
    left = answered.count(Standing.NOT_ANSWERED)
    name = answered.pack.title
    if not left:
        return f"{name}: every question has an answer"
    return f"{name}: {say.counted(left, 'question is', 'questions are')} not answered"


def so_far(one: Answered) -> str:
    """Where a question is asked, how it stands, and by what."""
    where = f"{one.requirement.citation} ({status(one.requirement)})"
    return f"{where}. {say.capital(one.standing.value)}: {' '.join(one.lines)}"


def too_long(letters: int, most: int) -> str | None:
    """That a text is too long to be kept; None where it is not."""
    if letters <= most:
        return None
    return f"That is {letters:,} letters; at most {most:,} are kept. Nothing of it is kept yet."


def own_lines(text: str) -> tuple[str, ...]:
    """A person's words as lines of plain text, nothing that steers among them."""
    return tuple(say.cleaned(part) for part in text.splitlines() if part.strip())


def added(lines: Sequence[str]) -> tuple[str, ...]:
    """A person's words beside the data's answer."""
    first, *others = lines
    return (f"Added by you: {first}", *others)


def instead(reason: str) -> str:
    """What the data lack, beside a person's answer."""
    return f"Not from the data: {reason}"


# Answers of the data


def rates_line(attribute: str, rows: Sequence[LocalLawRow], review: Review) -> str:
    """The rate of each group of one attribute."""
    said = [_rate(row) for row in rows[:_MOST]]
    return f"{_head(attribute, review)}: {', '.join(said)}{_more(len(rows) - _MOST)}."


def _rate(row: LocalLawRow) -> str:
    of = say.denominator(row.rate)
    return f"{say.name(row.group)} {say.portion(row.rate or 0.0, of)} of {of:,} ({row.n:,})"


def _head(attribute: str, review: Review) -> str:
    return say.capital(attribute_name(attribute, review))


def _more(left: int) -> str:
    return f", and {left} more" if left > 0 else ""


def ratio_line(attribute: str, rows: Sequence[LocalLawRow], review: Review) -> str | None:
    """The lowest ratio of one attribute; None where fewer than two groups have one."""
    rated = [row for row in rows if row.ratio is not None]
    if len(rated) < 2:  # noqa: PLR2004  # nothing to compare
        return None
    least = min(rated, key=lambda row: (row.ratio or 0.0, row.group))
    best = max(rated, key=lambda row: row.ratio or 0.0)
    return (
        f"{_head(attribute, review)}: lowest is {say.name(least.group)}, "
        f"{say.number(100 * (least.ratio or 0.0), 3)} for every 100 among {say.name(best.group)}."
    )


def small_line(attribute: str, rows: Sequence[LocalLawRow], least: float, review: Review) -> str:
    """The groups of one attribute that are under the least share, with how many they are."""
    small = [row for row in rows if row.share < least]
    of = say.number(100 * least, 3)
    if not small:
        return f"{_head(attribute, review)}: none is under {of} of 100."
    named = ", ".join(_rate(row) for row in small[:_MOST])
    return f"{_head(attribute, review)}, under {of} of 100: {named}{_more(len(small) - _MOST)}."


def unknown_line(attribute: str, unknown: int, review: Review) -> str:
    """How many people are of unknown group."""
    verb = "is" if unknown == 1 else "are"
    cases = nouns.counted(unknown, review) if unknown else f"no {say.name(review.words.case)}"
    return f"{_head(attribute, review)}: {cases} {'is' if not unknown else verb} of unknown group."


def flagged_line(attribute: str, flagged: Sequence[str], review: Review) -> str:
    """Which groups have less than four fifths of the highest rate."""
    if not flagged:
        return (
            f"{_head(attribute, review)}: no group has less than four fifths of the highest rate."
        )
    named = say.listed([say.name(group) for group in flagged[:_MOST]])
    return (
        f"{_head(attribute, review)}: less than four fifths of the highest rate has "
        f"{named}{_more(len(flagged) - _MOST)}."
    )


def chance_line(attribute: str, gap: Gap, review: Review) -> str | None:
    """How far rates are apart, and whether that is more than chance gives; None without a gap."""
    if gap.difference.value is None:
        return None
    clear = "more than chance gives, allowing for every comparison made here"
    said = clear if fairness.stands_out(gap, review) else "no more than chance can give"
    apart = say.of_cases(gap.difference)
    return f"{_head(attribute, review)}: the lowest and the highest are {apart} apart, {said}."


def groups_line(attribute: str, sizes: Sequence[tuple[str, int]], review: Review) -> str:
    """The groups of one attribute with how many each has."""
    said = [f"{say.name(group)} {n:,}" for group, n in sizes[:_MOST]]
    return f"{_head(attribute, review)}: {', '.join(said)}{_more(len(sizes) - _MOST)}."


def made_line(findings: Findings) -> tuple[str, ...]:
    """Which data, seed and software the numbers are made of."""
    found = findings.review
    data = f"Data {found.fingerprint}." if found.fingerprint else "The data have no fingerprint."
    named = sorted(found.versions.items())  # as a document says them, in whichever order they came
    versions = ", ".join(f"{say.name(name)} {say.name(v)}" for name, v in named)
    return (data, f"Seed {found.seed}. {versions}.")


def about(attribute: str, sentence: str, review: Review) -> str:
    """A sentence on one attribute, with its name before it."""
    return f"{_head(attribute, review)}: {sentence}"
