"""Answers on groups: who they are, their rates and ratios, and how far apart they lie."""

from collections.abc import Iterable

from evenhand.answering.subject import Answer, Said, Subject, Unsaid
from evenhand.fairness.impact import FLAGGED
from evenhand.findings import AttributeFindings
from evenhand.words import impact, overview, worst
from evenhand.words import packs as said
from evenhand.words.criteria import lowered
from evenhand.words.fairness import FOUR_FIFTHS, fairness_title


def _all(s: Subject, lines: Iterable[str | None], otherwise: str) -> Answer:
    """The lines that there are; else why there is none, which is no groups before all else."""
    found = tuple(line for line in lines if line)
    return Said(found) if found else _unsaid(s, otherwise)


def _unsaid(s: Subject, otherwise: str) -> Unsaid:
    if any(s.protected()):
        return Unsaid(otherwise)
    return Unsaid(overview.missing(s.findings, s.review, "fairness") or said.NO_PROTECTED)


def sizes(s: Subject) -> Answer:
    """Which groups there are, and how many each has."""
    return _all(
        s,
        (
            said.groups_line(name, [(g.group, g.n) for g in found.groups], s.review)
            for name, found in s.protected()
        ),
        said.NO_TEST,
    )


def selection(s: Subject) -> Answer:
    """The rate of each group."""
    return _all(
        s,
        (said.rates_line(name, t.selection, s.review) for name, t in s.tables() if t.selection),
        said.NO_TEST,
    )


def scoring(s: Subject) -> Answer:
    """The share of each group with a score above the median of all."""
    return _all(
        s,
        (said.rates_line(name, t.scoring, s.review) for name, t in s.tables() if t.scoring),
        said.NO_SCORES,
    )


def ratios(s: Subject) -> Answer:
    """The lowest ratio of each attribute."""
    lines = (said.ratio_line(name, table.selection, s.review) for name, table in s.tables())
    return _all(s, lines, said.NO_RATIO)


def crossed(s: Subject) -> Answer:
    """Rates and lowest ratio of two columns crossed."""
    tables = [*s.tables(crossed=True)]
    rates = [said.rates_line(name, t.selection, s.review) for name, t in tables if t.selection]
    lines = (said.ratio_line(name, t.selection, s.review) for name, t in tables)
    return _all(s, (*rates, *lines), said.NO_RATIO if tables else said.NO_CROSSED)


def small(s: Subject) -> Answer:
    """Which groups are under the least share."""
    return _all(
        s,
        (said.small_line(n, t.selection, t.least_share, s.review) for n, t in s.tables()),
        said.NO_TEST,
    )


def unknown(s: Subject) -> Answer:
    """How many are of unknown group."""
    lines = (said.unknown_line(n, t.unknown, s.review) for n, t in s.tables())
    return _all(s, lines, said.NO_TEST)


def four_fifths(s: Subject) -> Answer:
    """Which groups have less than four fifths of the highest rate, where two can be compared."""
    judged = [(name, found) for name, found in s.protected() if _is_judged(found)]
    lines = (said.flagged_line(name, _flagged(found), s.review) for name, found in judged)
    return Said((*lines, FOUR_FIFTHS)) if judged else _unsaid(s, said.NO_TEST)


def _is_judged(found: AttributeFindings) -> bool:
    return sum(one.four_fifths is not None for one in found.impact_ratio) > 1


def _flagged(found: AttributeFindings) -> list[str]:
    return [one.group for one in found.impact_ratio if one.four_fifths == FLAGGED]


def one_answer(s: Subject) -> Answer:
    """Whether one answer more or fewer would change the screen."""
    judged = [(name, found) for name, found in s.protected() if _is_judged(found)]
    near = [(name, impact.near_sentence(found)) for name, found in judged]
    lines = tuple(said.about(name, line, s.review) for name, line in near if line)
    return Said(lines or (said.NO_ONE_ANSWER,)) if judged else _unsaid(s, said.NO_TEST)


def by_chance(s: Subject) -> Answer:
    """Whether chance gives so wide a gap."""
    found = ((name, one.gaps.get("selection_rate")) for name, one in s.protected())
    return _all(s, (said.chance_line(n, gap, s.review) for n, gap in found if gap), said.NO_TEST)


def accuracy(s: Subject) -> Answer:
    """For which group it is right least often."""
    return _by_metrics(s, ("accuracy",))


def errors(s: Subject) -> Answer:
    """For which group it is wrong most often, and in which way."""
    return _by_metrics(s, ("accuracy", "false_positive_rate", "false_negative_rate"))


def _by_metrics(s: Subject, metrics: tuple[str, ...]) -> Answer:
    """Two groups of each attribute by each metric that they can be compared by."""
    why = _unlabelled(s)
    lines = (
        said.about(name, f"{_lowered(s, name, metric)}.", s.review)
        for name, found in s.protected()
        for metric in metrics
        if (gap := found.gaps.get(metric)) and gap.difference.value is not None
    )
    return Unsaid(why) if why else _all(s, lines, said.NO_TEST)


def _lowered(s: Subject, attribute: str, metric: str) -> str:
    return lowered(fairness_title(s.findings, s.review, s.model, attribute, metric))


def first(s: Subject) -> Answer:
    """The group to look at first, by the rule that names it everywhere."""
    found = worst.worst_group(s.findings, s.review)
    if found is None or not any(s.protected()):
        return _unsaid(s, said.NO_TEST)
    return Said((f"{worst.worst_title(found, s.review)}.", found.sentence, found.is_real))


def _unlabelled(s: Subject) -> str | None:
    return overview.missing(s.findings, s.review, "fairness") or overview.no_label(
        s.findings, s.review
    )
