"""Sentences on who gains and who loses by it if the model replaces the baseline."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from evenhand.findings import Estimate, Findings, FoundSwitched, Switched
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name
from evenhand.words.compare import judge
from evenhand.words.positives import leads

_COUNTED: Final = (
    "real", "newly_found", "no_longer_found", "newly_flagged", "no_longer_flagged"
)  # fmt: skip


def winners_title(findings: Findings, review: Review, attribute: str) -> str:
    """Which group loses most, if any does beyond chance; else who gains most, if anybody does."""
    found = findings.comparison
    groups = found.switched.get(attribute, ()) if found else ()
    if leads(findings):
        groups = tuple(real_ones(one) for one in groups)
    if found is None or not any(g.q_value is not None for g in groups):
        return f"Too few {_what(findings, review)} to tell by group who gains and who loses"
    swap = f"If {say.the(found.model)} replaces {say.the(found.baseline)}"
    clear = [g for g in groups if is_clear(g, review)]
    lost = min(clear, key=_net, default=None)
    if lost is not None and _net(lost) < 0:
        return (
            f"{swap}, {_named(attribute, lost, review)} loses most: {_more(lost, findings, review)}"
        )
    if not clear:
        return f"{swap}, no group by {attribute_name(attribute, review)} clearly gains or loses"
    most = max(clear, key=_net)
    return (
        f"{swap}, no group by {attribute_name(attribute, review)} clearly loses; "
        f"{_named(attribute, most, review)} gains most: {_more(most, findings, review)}"
    )


def winners_meaning(findings: Findings, review: Review, attribute: str) -> str:
    """How many answers become right and wrong, and who gains a favourable one or loses it."""
    found = findings.comparison
    groups = found.switched.get(attribute, ()) if found else ()
    if leads(findings):
        return _found_meaning(groups, review)
    right, wrong = sum(g.become_right for g in groups), sum(g.become_wrong for g in groups)
    cases = nouns.cases(review)
    become = f"{right:,} {cases} with a known outcome become right, {wrong:,} become wrong."
    moved = [favourable(g, review) for g in groups]
    gained, lost = (sum(n for n in side if n is not None) for side in zip(*moved, strict=True))
    if any(None in each for each in moved):
        return become
    of_all = f"{gained:,} of all {sum(g.n for g in groups):,} gain the favourable answer"
    return f"{become} {of_all}, {lost:,} lose it."


def _found_meaning(groups: tuple[Switched, ...], review: Review) -> str:
    """How many real ones are newly found and no longer, and of how many others one says yes."""
    parts = [g.found for g in groups if isinstance(g.found, FoundSwitched)]
    real, newly, no_longer, flagged, cleared = (
        sum(getattr(part, what) for part in parts) for what in _COUNTED
    )
    return (
        f"Of {say.counted(real, 'real one', 'real ones')}, {newly:,} are newly found and "
        f"{no_longer:,} no longer. Of the other {nouns.cases(review)}, {flagged:,} are newly said "
        f"{nouns.yes(review, 40)} and {cleared:,} no longer."
    )


def real_ones(group: Switched) -> Switched:
    """The same group by its real ones alone: found is right, and not found is wrong."""
    part = group.found
    if not isinstance(part, FoundSwitched):
        return replace(group, labelled=0, net=Estimate(), p_value=None, q_value=None)
    return replace(
        group,
        labelled=part.real,
        become_right=part.newly_found,
        become_wrong=part.no_longer_found,
        net=part.net,
        p_value=part.p_value,
        q_value=part.q_value,
    )


def losers(findings: Findings, review: Review) -> str | None:
    """Every group that loses beyond chance, whichever column it is of; None where none does.

    Nor where positives are rare: being right says little then.
    """
    found = findings.comparison
    if found is None or judge(found, review) is not None or leads(findings):
        return None
    names = [_named(attribute, one, review) for attribute, one in _losing(findings, review)]
    if not names:
        return None
    most, shown = 3, names[:3]
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    said = ", ".join(shown) if rest else say.listed(shown)
    return (
        f"Beyond chance, more answers become wrong than right for {said}{rest} "
        f"if {say.the(found.model)} replaces {say.the(found.baseline)}."
    )


def _losing(findings: Findings, review: Review) -> Iterator[tuple[str, Switched]]:
    found = findings.comparison
    every = found.switched.items() if found else ()
    clear = [(name, g) for name, groups in every for g in groups if is_clear(g, review)]
    yield from sorted((one for one in clear if _net(one[1]) < 0), key=lambda one: _net(one[1]))


def is_clear(group: Switched, review: Review) -> bool:
    """Whether a group gains or loses beyond what chance among so many groups would do."""
    return group.q_value is not None and group.q_value < 1 - review.method.interval


def favourable(group: Switched, review: Review) -> tuple[int | None, int | None]:
    """How many gain the answer that is good for them, and how many lose it; None: not kept."""
    moved = (group.to_positive, group.to_negative)
    return moved if review.columns.positive_is_good else (moved[1], moved[0])


def _net(group: Switched) -> float:
    return group.net.value or 0.0


def _named(attribute: str, group: Switched, review: Review) -> str:
    return f"{attribute_name(attribute, review)} {say.name(group.group)}"


def _what(findings: Findings, review: Review) -> str:
    """What gains and losses are counted on: where positives are rare, the real ones."""
    return "real ones" if leads(findings) else nouns.cases(review)


def _more(group: Switched, findings: Findings, review: Review) -> str:
    size = abs(_net(group))
    of = say.denominator(size)
    share, gains = say.portion(size, of), _net(group) > 0
    if leads(findings):
        return f"{share} {'more' if gains else 'fewer'} of {of:,} real ones are found"
    way = "rightly" if gains else "wrongly"
    return f"{share} more of {of:,} {nouns.cases(review)} are answered {way}"
