"""Sentences on the time in which the candidate only watched: would it have decided otherwise?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from evenhand.findings import (
    Findings,
    Omitted,
    Shadow,
    ShadowGroup,
    ShadowOutcomes,
    Trial,
    TrialState,
)
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name
from evenhand.words.untold import NOT_KEPT

_SEEN_LESS: Final = 0.8


def shadow_of(findings: Findings) -> Shadow | None:
    """What is known of the phase of shadow; None where there is none."""
    return None if isinstance(findings.shadow, Omitted) else findings.shadow


def trial_of(findings: Findings) -> Trial | None:
    """The trial by its rule; None where the review has none."""
    found = shadow_of(findings)
    return None if found is None or isinstance(found.trial, Omitted) else found.trial


def outcomes_of(findings: Findings) -> ShadowOutcomes | None:
    """Who was right; None without a label."""
    found = shadow_of(findings)
    return None if found is None or isinstance(found.outcomes, Omitted) else found.outcomes


def no_shadow(findings: Findings, review: Review) -> str | None:
    """Why there is nothing to show, and what to add; None where there is."""
    if shadow_of(findings) is not None:
        return None
    if not isinstance(findings.merged, Omitted):
        return f"What a candidate would have done while it only watched is {NOT_KEPT}."
    if review.columns.phase is None:
        return (
            "Whether a candidate only watched is not in this log. Add a column that says shadow "
            "or live (in a review file: [columns] phase)."
        )
    return (
        "No case is of the phase of shadow, or nobody else decided there: shadow mode is not shown."
    )


def shadow_lines(findings: Findings, review: Review) -> tuple[str, ...]:
    """What is said before the charts: which cases, and whether the trial's rule came in time."""
    found = shadow_of(findings)
    if found is None:
        return ()
    return tuple(line for line in (_which(found, review), *_written(findings, review)) if line)


def _which(found: Shadow, review: Review) -> str:
    """Which cases are of shadow, and which numbers are only of these."""
    model, live = say.the(found.candidate), say.the(found.live)
    every = found.cases + found.live_cases + found.neither
    when = f" ({found.first} to {found.last})" if found.first else ""
    of = f"{found.cases:,} of {nouns.counted(every, review)}"
    start = f"Shadow mode: in {of}{when}, {model} only watched, and {live} decided."
    if found.cases == every:
        return start
    rest = "All other numbers of this review count both phases together"
    return f"{start} What is said of shadow mode is of these alone. {rest}."


def shadow_title(findings: Findings, review: Review) -> str:
    """How often the two would have decided differently."""
    found = shadow_of(findings)
    if found is None or found.agreement.value is None:
        return "How often the two decide differently can't be told"
    apart = found.agreement.rest()
    model, live = say.capital(say.the(found.candidate)), say.the(found.live)
    if not apart.value:
        every = nouns.counted(apart.n, review)
        return f"{model} would have decided none of {every} otherwise than {live}"
    return (
        f"{model} would have decided {say.of_cases(apart, cases=nouns.cases(review))} otherwise "
        f"than {live}"
    )


def shadow_meaning(findings: Findings, review: Review) -> str:
    """Which way decisions would have changed, and for which group most."""
    found = shadow_of(findings)
    if found is None:
        return ""
    newly, no_longer = found.to_positive, found.to_negative
    of = say.denominator(newly.value, no_longer.value)
    first = say.of_cases(newly, of, nouns.cases(review))
    second = say.of_cases(no_longer, of)
    only = (
        f"Only {say.the(found.candidate)} says {nouns.yes(review, 40)} on {first}, only "
        f"{say.the(found.live)} on {second}"
    )
    return f"{only}. {_groups(found, review)}"


def _groups(found: Shadow, review: Review) -> str:
    """Which group is decided otherwise most, of those that stand out."""
    clear = [
        (name, group)
        for name, groups in found.groups.items()
        for group in groups
        if stands_out(group, found, review)
    ]
    if not clear:
        return "No group clearly more often than the others."
    name, group = max(clear, key=lambda one: 1 - (one[1].agreement.value or 0.0))
    by = f"{attribute_name(name, review)} {say.name(group.group)}"
    return f"Most of all {by}: {say.of_cases(group.agreement.rest())}."


def stands_out(group: ShadowGroup, found: Shadow, review: Review) -> bool:
    """Whether a group is decided otherwise more often than others, beyond chance among all."""
    same, usual = group.agreement.value, found.agreement.value
    clear = group.q_value is not None and group.q_value < 1 - review.method.interval
    return clear and same is not None and usual is not None and same < usual


# Who was right


def right_title(findings: Findings, review: Review) -> str:
    """Who was right more often, where the two differ."""
    found, outcomes = shadow_of(findings), outcomes_of(findings)
    if found is None or outcomes is None or not outcomes.different:
        return "The two never differ, so neither is right more often"
    model, live = say.the(found.candidate), say.the(found.live)
    if not outcomes.labelled:
        different = nouns.counted(outcomes.different, review)
        return f"Of {different} decided otherwise, no outcome is known yet"
    if outcomes.p_value is None or outcomes.p_value >= 1 - review.method.interval:
        known = nouns.counted(outcomes.labelled, review)
        return f"Where the two differ, who is right more often can't be told yet ({known})"
    better = outcomes.only_candidate > outcomes.only_live
    first, second = (model, live) if better else (live, model)
    most, fewest = sorted((outcomes.only_candidate, outcomes.only_live), reverse=True)
    return (
        f"Where the two differ, more {nouns.cases(review)} are answered rightly with {first} than "
        f"with {second}: {most:,} against {fewest:,}"
    )


def right_meaning(findings: Findings, review: Review) -> str:
    """What it finds, of how many outcomes are known, and what the unknown ones could change."""
    found, outcomes = shadow_of(findings), outcomes_of(findings)
    if found is None or outcomes is None:
        return ""
    model, live = say.the(found.candidate), say.the(found.live)
    real = (
        f"Of the real ones among them {outcomes.found_by_candidate:,} are found only with {model}, "
        f"and {outcomes.found_by_live:,} only with {live}."
    )
    return " ".join((real, *_unseen(found, outcomes, review)))


def _unseen(found: Shadow, outcomes: ShadowOutcomes, review: Review) -> Iterator[str]:
    unknown = outcomes.different - outcomes.labelled
    if not unknown:
        return
    yield f"Of {nouns.counted(unknown, review)} decided otherwise no outcome is known."
    yes, no = (each.value for each in (outcomes.seen_after_yes, outcomes.seen_after_no))
    live = say.the(found.live)
    if yes is not None and no is not None and min(yes, no) < _SEEN_LESS * max(yes, no):
        of = say.denominator(yes, no)
        known = [say.of_cases(e, of) for e in (outcomes.seen_after_yes, outcomes.seen_after_no)]
        yield (
            f"Outcomes are seen less often on one side: of {known[0]} where the answer of {live} "
            f"was {nouns.yes(review, 40)}, of {known[1]} elsewhere."
        )
    elif not outcomes.selective:
        yield "They may only be late."
    low, high = outcomes.bounds.low, outcomes.bounds.high
    if low is not None and high is not None:
        between = f"{say.number(100 * low)} and {say.number(100 * high)}"
        yield (
            f"Whatever they are, with {say.the(found.candidate)} between {between} more of 100 "
            f"{nouns.cases(review)} are answered rightly."
        )


# The queue


def queue_title(findings: Findings, review: Review) -> str:
    """How many cases a day would have gone to a person."""
    found = shadow_of(findings)
    person = say.a_or_an(review.words.person)
    if found is None or isinstance(found.handed_off, Omitted) or found.handed_off.value is None:
        return f"How many would have gone to {person} can't be told"
    share = say.of_cases(found.handed_off, cases=nouns.cases(review))
    start = f"{say.capital(share)} would have gone to {person}"
    if not isinstance(found.handed_off_per_day, float):
        return start
    return f"{start}: {say.number(found.handed_off_per_day)} of this log a day"


# The trial

_BROKEN: Final = {
    "agreement": "the two clearly agree less often than its rule asks",
    "harm": "the candidate is clearly wrong more often than its rule allows",
}


def _going_on(found: Trial, review: Review) -> str:
    return (
        f"The trial goes on: no limit is clearly broken, and it is not over{_left(found, review)}"
    )


def _stopped(found: Trial, _review: Review) -> str:
    when = f"on {found.on}, " if found.on else ""
    return f"Stop the trial: {when}{_BROKEN[found.limit or 'harm']}"


def _enough(found: Trial, _review: Review) -> str:
    when = f" since {found.on}" if found.on else ""
    return (
        f"Enough: the trial is over{when} and its limits are kept; a person decides whether the "
        "candidate goes live"
    )


def _open(found: Trial, _review: Review) -> str:
    when = f" since {found.on}" if found.on else ""
    return f"The trial is over{when}, and whether its limits are kept can't be told yet"


_STATES: Final[Mapping[TrialState, Callable[[Trial, Review], str]]] = {
    "go_on": _going_on, "stop": _stopped, "enough": _enough, "cannot_tell": _open,
}  # fmt: skip


def _left(found: Trial, review: Review) -> str:
    """How many cases, or until when."""
    done = found.looks[-1].cases if found.looks else 0
    ends = []
    if found.cases is not None:
        ends.append(f"{done:,} of {nouns.counted(found.cases, review)}")
    if found.until is not None:
        ends.append(f"until {found.until}")
    return f" ({', '.join(ends)})"


def trial_title(findings: Findings, review: Review) -> str:
    """What the rule of the trial says now."""
    found = trial_of(findings)
    if found is None:
        return "No rule says when the trial stops"
    return _STATES[found.state](found, review)


def trial_meaning(findings: Findings, review: Review) -> str:
    """The limits, in words."""
    found = trial_of(findings)
    if found is None:
        return ""
    limits = []
    if found.min_agreement is not None:
        limits.append(f"they agree on at least {say.number(100 * found.min_agreement)} of 100")
    if found.max_harm is not None:
        most = say.number(100 * found.max_harm)
        limits.append(f"the candidate is wrong more often in at most {most} of 100")
    rule = f"The rule: {say.listed(limits)} {nouns.cases(review)}."
    undated = (
        f" In no look: {nouns.counted(found.undated, review)} without a day."
        if found.undated
        else ""
    )
    return (
        f"{rule} A trial within its limits is stopped by chance in at most "
        f"{say.number(100 * found.error)} of 100.{undated}"
    )


def _written(findings: Findings, review: Review) -> Iterator[str]:
    """Whether the rule of the trial was written in time and waited for; its chart has the rest."""
    found, trial = shadow_of(findings), trial_of(findings)
    if found is None:
        return
    if trial is None:
        if not found.live_cases:
            yield (
                "No rule says when this trial stops; it should be written beforehand (in a review "
                "file: [shadow])."
            )
        return
    if trial.state == "go_on" and found.live_cases:
        live = nouns.counted(found.live_cases, review)
        yield f"Live already: {live}, though by its rule the trial is not over."
    locked = None if isinstance(findings.lock, Omitted) else findings.lock.locked_on[:10]
    written = locked or trial.planned_on
    how = "locked" if locked else "written, as the review says,"
    if written is None:
        yield "When its rule was written is not known: lock the review before the trial begins."
    elif found.first is not None and written > found.first:
        yield f"Its rule was {how} on {written}, after the trial's first day, {found.first}."
