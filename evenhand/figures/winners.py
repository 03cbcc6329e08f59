"""The figure of who gains and who loses by it if the model replaces the baseline, by group."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark
from evenhand.findings import Findings, FoundSwitched, Switched
from evenhand.review import Review
from evenhand.words import compare, say
from evenhand.words import winners as said
from evenhand.words.columns import attribute_name
from evenhand.words.positives import leads


def winners(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """By group, how many become right minus how many become wrong; None without outcomes."""
    found = findings.comparison
    groups = found.switched.get(attribute, ()) if found and attribute is not None else ()
    if found is None or attribute is None or not any(g.labelled for g in groups):
        return None
    if compare.judge(found, review) is not None:
        return None
    if leads(findings):
        return _found(findings, review, attribute)
    title = said.winners_title(findings, review, attribute)
    dots = _dots(groups, review)
    unit = f"more become right than wrong, of 100 {make.cases(review)}"
    drawn = make.panel(unit, dots, (Line(0.0, "as many each way"),))
    return Dots(
        title=title,
        meaning=said.winners_meaning(findings, review, attribute),
        alt=make.alt_of(title, dots),
        how=_HOW,
        columns=(
            say.capital(attribute_name(attribute, review)), "Outcome known", "Become right",
            "Become wrong", "More right than wrong, of 100", *make.interval_columns(review),
            "Chance alone (q)", "Answered by both", "Gain the favourable answer", "Lose it",
        ),
        rows=tuple(_row(g, review) for g in groups),
        panels=(drawn,),
    )  # fmt: skip


def _found(findings: Findings, review: Review, attribute: str) -> Dots:
    """Where positives are rare: by group, how many real ones more are found."""
    groups = findings.comparison.switched.get(attribute, ()) if findings.comparison else ()
    title = said.winners_title(findings, review, attribute)
    dots = _dots(tuple(said.real_ones(one) for one in groups), review, *_FINDS)
    return Dots(
        title=title,
        meaning=said.winners_meaning(findings, review, attribute),
        alt=make.alt_of(title, dots),
        how=_FOUND_HOW,
        columns=(
            say.capital(attribute_name(attribute, review)), "Real ones", "Newly found",
            "No longer found",
            "More found, of 100 real ones", *make.interval_columns(review), "Chance alone (q)",
            "Others newly said yes", "Others no longer said yes",
        ),
        rows=tuple(_found_row(g) for g in groups),
        panels=(make.panel("more found, of 100 real ones", dots, (Line(0.0, "as many"),)),),
    )  # fmt: skip


def _dots(
    groups: tuple[Switched, ...], review: Review, gained: str = "become right", lost: str = "wrong"
) -> list[Dot]:
    """Each group, the one that loses most marked."""
    worst = min(
        (g for g in groups if said.is_clear(g, review) and (g.net.value or 0.0) < 0),
        key=lambda g: g.net.value or 0.0,
        default=None,
    )
    return [_dot(g, g is worst, review, (gained, lost)) for g in groups]


_FINDS = ("newly found", "no longer")
_FOUND_HOW = (
    "Counted on the real ones that both answered: being right says little where real ones are "
    "rare. Net is (newly found - no longer found) / n, with a paired interval; a group is named "
    "where McNemar's exact test stands out after Benjamini-Hochberg over all groups of all "
    "columns. Groups that are small or unknown are hollow and not tested. Nobody wrote these "
    "questions down beforehand: they are exploratory."
)
_HOW = (
    "Counted on the cases with a known outcome that both answered. Net gain is (become right - "
    "become wrong) / n, with a paired interval; a group is named where McNemar's exact test stands "
    "out after Benjamini-Hochberg over all groups of all columns. Groups that are small or unknown "
    "are hollow and not tested. Nobody wrote these questions down beforehand: they are exploratory."
)


def _dot(
    group: Switched,
    is_worst: bool,  # noqa: FBT001
    review: Review,
    called: tuple[str, str],
) -> Dot:
    mark = Mark.WORST if is_worst else Mark.HOLLOW if group.q_value is None else Mark.PLAIN
    counts = f"{group.become_right:,} {called[0]}, {group.become_wrong:,} {called[1]}; "
    note = f"{counts}{make.mean_note(group.net, review)}"
    return make.dot(group.group, group.net, mark, note)


def _row(group: Switched, review: Review) -> tuple[Cell, ...]:
    return (*_balance(group), group.n, *said.favourable(group, review))


def _found_row(group: Switched) -> tuple[Cell, ...]:
    part = group.found
    others: tuple[Cell, Cell] = (None, None)
    if isinstance(part, FoundSwitched):
        others = part.newly_flagged, part.no_longer_flagged
    return (*_balance(said.real_ones(group)), *others)


def _balance(group: Switched) -> tuple[Cell, ...]:
    """What both tables begin with: how many become right and wrong, and whether by chance."""
    return (
        say.cleaned(group.group),
        group.labelled,
        group.become_right,
        group.become_wrong,
        *make.interval_cells(group.net),
        make.rounded(group.q_value),
    )
