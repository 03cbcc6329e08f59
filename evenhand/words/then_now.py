"""Sentences on this log beside an earlier one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenhand.findings import Findings, Omitted, ThenGroups, ThenNow, ThenNumber
from evenhand.findings.then_now import Change
from evenhand.review import METRICS, Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name, column_name

CHANGES: Final[Mapping[Change, str]] = {
    "higher": "higher",
    "lower": "lower",
    "no_clear_change": "no clear change",
    "cannot_tell": "can't tell yet",
}
_MEASURES: Final[Mapping[str, str]] = {
    "outcome_rate": "{cases} that are {yes}",
    "labelled": "{cases} whose outcome is known",
    "accuracy": "right answers",
    "selection_rate": "answers that say yes",
    "true_positive_rate": "real ones found",
    "precision": "yes that is right",
    "accuracy_difference": "right more often than the baseline",
    "handed_off": "{cases} handed off",
    "automatic_accuracy": "right where decided alone",
    "team_accuracy": "right together with people",
    "cost_per_1000": "cost of 1,000 {cases}",
    "gap": "gap between groups",
}
AT_OWN_THRESHOLD: Final = "Both at the review's own threshold."
_NAMED: Final = 3


def then_now_of(findings: Findings) -> ThenNow | None:
    """What is known of an earlier log; None where none was given."""
    return None if isinstance(findings.then_now, Omitted) else findings.then_now


def measure_name(one: ThenNumber, review: Review, *, whose: bool = False) -> str:
    """What a number is, of whom where that is asked for; a group by its name."""
    if one.group is not None:
        return say.name(one.group)
    known = _MEASURES.get(one.measure, one.measure)
    if "{yes}" in known:
        known = known.replace("{yes}", nouns.yes(review, 30))
    plain = nouns.filled(known, review)
    return f"{say.name(one.candidate, 24)}: {plain}" if whose and one.candidate else plain


def then_now_title(numbers: Sequence[ThenNumber], review: Review, *, whose: bool = False) -> str:
    """Which of the numbers that are shown together changed since the earlier log."""
    ways = {
        way: [measure_name(one, review, whose=whose) for one in numbers if one.change == way]
        for way in CHANGES
    }
    parts = [
        f"{CHANGES[way]} now: {_few(names)}"
        for way, names in ways.items()
        if names and way in {"higher", "lower"}
    ]
    if parts:
        return f"Since the earlier log, {'; '.join(parts)}"
    if ways["no_clear_change"]:
        return "Since the earlier log, nothing here changed clearly"
    return "Whether anything here changed since the earlier log can't be told yet"


def _few(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return say.listed(names) if more < 1 else f"{', '.join(names[:_NAMED])} and {more} more"


def then_now_meaning(found: ThenNow, review: Review) -> str:
    """How large both logs are, and what makes the comparison weaker than it looks."""
    return " ".join(_said(found, review))


def _said(found: ThenNow, review: Review) -> Iterator[str]:
    yield f"Then: {nouns.counted(found.rows_then, review)}, hollow. Now: {found.rows_now:,}."
    if found.same_file:
        yield "Both are the same file, so nothing can differ."
    elif found.in_both:
        both = nouns.counted(found.in_both, review)
        yield (
            f"{both} stand in both logs, while the intervals take them for two samples: a change "
            "is seen less easily so. Leave them out of one of the two to see it sooner."
        )
    if found.missing:
        names = [column_name(one, review) for one in found.missing]
        yield f"The earlier log does not have {_few(names)}: what hangs on that can't be told."


def verdict_then(found: ThenNow, now: str | None) -> str | None:
    """The verdict in both logs; None where no limit was set.

    >>> verdict_then(None, None) is None
    True
    """
    if now is None:
        return None
    if found.verdict == now:
        return f"The verdict on the earlier log is the same: {now}."
    return f"The verdict on the earlier log is: {found.verdict}; on this one: {now}."


def then_line(findings: Findings, review: Review) -> str | None:
    """What a terminal says of the earlier log; None without one."""
    found = then_now_of(findings)
    if found is None:
        return None
    verdict = verdict_then(found, findings.verdict.word)
    told = f"{then_now_title(found.numbers['overview'], review)}."
    return " ".join(one for one in (told, verdict) if one)


def groups_meaning(found: ThenNow, groups: ThenGroups, review: Review) -> str:
    """The same of groups, with those that only one of the two logs has."""
    only = (
        (f"Only in {where}: {_few([say.name(one) for one in names])}.")
        for where, names in (("the earlier log", groups.only_then), ("this log", groups.only_now))
        if names
    )
    return " ".join((then_now_meaning(found, review), *only))


def groups_title(groups: ThenGroups, metric: str, by: str, review: Review) -> str:
    """In which groups a rate changed since the earlier log."""
    name = nouns.metric_name(metric, review) if metric in METRICS else metric
    said = then_now_title(groups.numbers, review)
    return f"By {attribute_name(by, review)}, {name}: {said[:1].lower()}{said[1:]}"


def columns_title(found: ThenNow, review: Review) -> str:
    """Which columns changed since the earlier log."""
    changed = [column_name(one.column, review) for one in found.columns if one.matters]
    if changed:
        return f"Since the earlier log, {_few(changed)} changed clearly and by much"
    if found.columns:
        return "Since the earlier log, no column changed by much"
    return "Whether a column changed since the earlier log can't be told yet"


def columns_meaning(found: ThenNow, review: Review) -> str:
    """What a changed column means, and which could not be compared."""
    said = "A column that changed is a reason to look; it need not make answers wrong."
    if not found.not_compared:
        return said
    names = [column_name(one, review) for one in found.not_compared]
    return f"{said} Not compared, as their values are of another kind: {_few(names)}."


def explain_then(findings: Findings) -> str | None:
    """Why nothing is said of what drove the model then; None without an earlier log."""
    if then_now_of(findings) is None:
        return None
    return (
        "What drives the model is worked out from this log alone: of the earlier one only counts "
        "are made, and the model is the same."
    )
