"""The figures of shadow mode: who would be decided otherwise, who was right, queue and trial."""

from dataclasses import replace
from typing import Final

from evenhand.figures import make, queue
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Lines, Mark, Panel, Table
from evenhand.findings import Estimate, Findings, Omitted, Shadow, ShadowGroup, Trial, TrialLook
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words import queue as waiting
from evenhand.words import shadow as said
from evenhand.words.columns import attribute_name

_MOST_PANELS: Final = 3
_MOST_LOOKS: Final = 24


def otherwise(findings: Findings, review: Review) -> Dots | Table | None:
    """By group, how often the candidate would have decided otherwise; None without such cases."""
    found = said.shadow_of(findings)
    if found is None or found.agreement.value is None:
        return None
    title = said.shadow_title(findings, review)
    single = [name for name in review.columns.groups if name in found.groups][:_MOST_PANELS]
    panels = tuple(_panel(name, found, review) for name in single)
    dots = [dot for panel in panels for dot in panel.dots]
    return make.drawn(
        Dots(
            title=title,
            meaning=said.shadow_meaning(findings, review),
            alt=make.alt_of(title, dots),
            how=(
                "Counted on the cases of shadow that both answered. Wilson's intervals; a group is "
                "compared with all others of its column (Fisher's exact test), corrected for all "
                "groups of all columns (Benjamini-Hochberg). Exploratory: no limit was set on it. "
                "Groups that are small or unknown are hollow and not tested."
            ),
            columns=(
                "By", "Group", say.capital(nouns.cases(review)), "decided otherwise, of 100",
                *make.interval_columns(review), "only it says yes, of 100",
                "it no longer does, of 100", "Chance alone (q)",
            ),
            rows=(
                ("all", "", found.agreement.n, *_apart(found.agreement),
                 *(make.of_100(one.value) for one in (found.to_positive, found.to_negative)), None),
                *(
                    _row(attribute_name(name, review), group)
                    for name, groups in found.groups.items()
                    for group in groups
                ),
            ),
            panels=panels,
        )
    )  # fmt: skip


def _panel(name: str, found: Shadow, review: Review) -> Panel:
    cases = f"by {attribute_name(name, review)}: decided otherwise, of 100 {make.cases(review)}"
    dots = [_dot(group, found, review) for group in found.groups[name]]
    usual = make.of_100(1 - (found.agreement.value or 0.0)) or 0.0
    return make.panel(cases, dots, (Line(usual, "all"),))


def _dot(group: ShadowGroup, found: Shadow, review: Review) -> Dot:
    out = said.stands_out(group, found, review)
    mark = Mark.WORST if out else Mark.HOLLOW if group.q_value is None else Mark.PLAIN
    share = group.agreement.rest()
    return make.dot(group.group, share, mark, make.note(share, review))


def _apart(same: Estimate) -> tuple[Cell, Cell, Cell]:
    return make.interval_cells(same.rest())


def _row(by: str, group: ShadowGroup) -> tuple[Cell, ...]:
    ways = (make.of_100(one.value) for one in (group.to_positive, group.to_negative))
    name = say.cleaned(group.group)
    return (by, name, group.n, *_apart(group.agreement), *ways, make.rounded(group.q_value))


def right(findings: Findings, review: Review) -> Table | None:
    """Who was right where the two differ; None without a label, or where they never do."""
    found, outcomes = said.shadow_of(findings), said.outcomes_of(findings)
    if found is None or outcomes is None or not outcomes.different:
        return None
    title = said.right_title(findings, review)
    model, live = say.the(found.candidate), say.the(found.live)
    bounds = (make.of_100(end) for end in (outcomes.bounds.low, outcomes.bounds.high))
    low, high = (make.cell(end) for end in bounds)
    rows: tuple[tuple[Cell, ...], ...] = (
        (f"{say.capital(nouns.cases(review))} decided otherwise", outcomes.different),
        ("of them with a known outcome", outcomes.labelled),
        (f"right only with {live}", outcomes.only_live),
        (f"right only with {model}", outcomes.only_candidate),
        (f"real ones found only with {live}", outcomes.found_by_live),
        (f"real ones found only with {model}", outcomes.found_by_candidate),
        ("as often the one as the other: chance alone (p)", make.rounded(outcomes.p_value)),
        (f"right more often with {model}, of 100 with an outcome",
         make.estimate_text(outcomes.difference)),
        ("the same, whatever the outcomes not known, of 100", f"{low} to {high}"),
        (f"outcome known where the answer of {live} was {nouns.yes(review, 40)}, of 100",
         make.of_100(outcomes.seen_after_yes.value)),
        ("outcome known elsewhere, of 100", make.of_100(outcomes.seen_after_no.value)),
    )  # fmt: skip
    return Table(
        title=title,
        meaning=said.right_meaning(findings, review),
        alt=f"A table: {title}.",
        how=(
            "The cases of shadow that both answered. McNemar's exact test on those with an outcome "
            "that the two decide differently; the difference has a paired interval. An outcome "
            "that is not known may be late, or never be seen because of what was decided "
            "(selective labels): the bounds give all of them to the one side, then to the other."
        ),
        columns=("What", "Number"),
        rows=rows,
    )


def would_wait(findings: Findings, review: Review) -> Table | None:
    """What would have gone to a person, and the queue of it; None without a handoff."""
    found = said.shadow_of(findings)
    if found is None or isinstance(found.handed_off, Omitted):
        return None
    title, there = said.queue_title(findings, review), _in_shadow(findings)
    a_day = found.handed_off_per_day
    rows: tuple[tuple[Cell, ...], ...] = (
        (f"Would have gone to {say.a_or_an(review.words.person)}, of 100",
         make.estimate_text(found.handed_off)),
        (f"{say.capital(nouns.cases(review))} of this log a day",
         make.rounded(a_day) if isinstance(a_day, float) else None),
        *queue.staffing(there, review).rows,
    )  # fmt: skip
    return Table(
        title=title,
        meaning=waiting.staffing_sentence(there, review) or "",
        alt=f"A table: {title}.",
        how=(
            "The cases of shadow of which it was less sure than the review's threshold. How many "
            "cases come in an hour is the review's, where it says so; the queue is Erlang C."
        ),
        columns=("What", "Number"),
        rows=rows,
    )


def would_come(findings: Findings, review: Review) -> Lines | None:
    """When cases would have gone to a person; None where no hours are known."""
    made = queue.arrivals(_in_shadow(findings), review)
    return None if made is None else replace(made, title=f"In shadow mode: {made.title}")


def _in_shadow(findings: Findings) -> Findings:
    """The findings, with the queue of the cases of shadow for that of all cases."""
    found, handed = said.shadow_of(findings), findings.handoff
    if found is None or handed is None:
        return replace(findings, handoff=None)
    return replace(
        findings, handoff=replace(handed, staffing=found.staffing, arrivals=found.arrivals)
    )


def trial(findings: Findings, review: Review) -> Dots | Table | None:
    """The looks at the trial, each with what its rule limits; None without a rule."""
    found = said.trial_of(findings)
    if found is None or not found.looks:
        return None
    title = said.trial_title(findings, review)
    panels = tuple(_limited(found))
    dots = [dot for panel in panels for dot in panel.dots]
    return make.drawn(
        Dots(
            title=title,
            meaning=said.trial_meaning(findings, review),
            alt=make.alt_of(title, dots),
            how=_HOW,
            columns=(
                "Look on", say.capital(nouns.cases(review)), "with a known outcome",
                "both agree, of 100", "from", "to", "it is wrong more often, of 100", "from", "to",
                "The rule says",
            ),
            rows=tuple(_look(one) for one in found.looks),
            panels=panels,
        )
    )  # fmt: skip


_HOW: Final = (
    "All cases up to each look. The intervals are confidence sequences (method of mixtures with "
    "Jeffreys' prior; Robbins 1970, Howard et al. 2021): with their probability they hold at all "
    "looks together, so looking often does not stop a good trial. The error is shared by the two "
    "limits. The trial stops at the first look at which a limit is wholly left. An outcome counts "
    "on the day of its case, though it may have come later; cases without one tell nothing of "
    "harm. Cases are taken to be alike."
)
_SAYS: Final = {
    "go_on": "go on", "stop": "stop", "enough": "enough", "cannot_tell": "can't tell yet",
}  # fmt: skip


def _limited(found: Trial) -> tuple[Panel, ...]:
    """A panel for each limit."""
    looks = found.looks[-_MOST_LOOKS:]
    left = len(found.looks) - len(looks)
    most = None if found.min_agreement is None else 1 - found.min_agreement
    made = (
        ("decided otherwise, of 100", most, [(one, one.agreement.rest()) for one in looks]),
        ("wrong more often, of 100", found.max_harm, [(one, one.harm) for one in looks]),
    )
    return tuple(
        Panel(
            unit,
            tuple(make.dot(_named(one), value) for one, value in told),
            (Line(make.of_100(limit) or 0.0, f"at most {say.number(100 * limit)}", is_limit=True),),
            left_out=left,
        )
        for unit, limit, told in made
        if limit is not None
    )


def _named(one: TrialLook) -> str:
    return one.on or f"{one.cases:,}"


def _look(one: TrialLook) -> tuple[Cell, ...]:
    shares = (*make.interval_cells(one.agreement), *make.interval_cells(one.harm))
    return (one.on, one.cases, one.labelled, *shares, _SAYS[one.state])
