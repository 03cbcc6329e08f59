"""Sentences on how many cases a limit needs before it can be decided."""

import csv
import io
from typing import Final

from evenhand.plan import Needed, Plan, PlannedLimit, WantedColumn
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name

COLUMNS: Final = ("Column", "What it means", "Type", "Values", "Why", "Needed")
ASSUMED: Final = "What is supposed of the rates is assumed; a first log replaces it."
_TIMES: Final = 100


def limit_name(limit: PlannedLimit, review: Review) -> str:
    """What is limited, and to what.

    Args:
        limit: planned.
        review: its nouns.
    """
    plain = say.capital(nouns.metric_name(limit.finding, review))
    kind = {"difference": ": how far groups are apart", "ratio": ": lowest group against highest"}
    by = f", by {attribute_name(limit.attribute, review)}" if limit.attribute else ""
    by = f", with {say.the(limit.candidate)}{by}" if limit.candidate and by else by
    side, bound = (
        ("at most", limit.at_most)
        if isinstance(limit.at_most, int | float)
        else ("at least", limit.at_least)
    )
    said = _value(float(bound), limit) if isinstance(bound, int | float) else "no limit"
    return f"{plain}{by}{kind.get(limit.gap or '', '')}: {side} {said}"


def _is_ratio(limit: PlannedLimit) -> bool:
    return limit.finding == "impact_ratio" or limit.gap == "ratio"


def _value(value: float, limit: PlannedLimit) -> str:
    """A true value on the scale of its limit."""
    of = "for every 100" if _is_ratio(limit) else "of 100"
    return f"{say.number(value * _TIMES, 3)} {of}"


_SHARES_FROM: Final = {
    "log": " as in the log",
    "population": " as in the population",
    "edges": " as the edges cut them",
    "supposed": " (how many groups there are is supposed too)",
}


def supposed_sentence(limit: PlannedLimit) -> str:
    """What was supposed of the data."""
    groups = len(limit.shares)
    if not groups:
        kept, broken = (_value(value or 0.0, limit) for value in (limit.kept, limit.broken))
        return f"Supposed: truly {kept} where the limit is kept, {broken} where it is broken."
    rate = f"{say.number((limit.rate or 0.0) * _TIMES, 3)} of 100 over all groups"
    if len(set(limit.shares)) == 1:
        sizes = f"{groups} groups of one size"
    else:
        sizes = f"groups of {say.listed([_percent(share) for share in limit.shares])} of 100"
    sizes += _SHARES_FROM.get(limit.shares_from or "", "")
    apart = "truly" if _is_ratio(limit) else "truly apart by"
    broken = _value(limit.broken or 0.0, limit)
    return f"Supposed: {rate}, {sizes}; where the limit is broken, {apart} {broken}."


def _percent(share: float) -> str:
    return say.number(share * _TIMES, 3)


def plan_title(limit: PlannedLimit, plan: Plan) -> str:
    """How many cases it takes, in one sentence."""
    if limit.needed is None:
        return "This limit cannot be planned"
    cases = _cases(limit.needed.both, limit)
    return f"To be decided {_often(plan)}, this limit takes {cases}"


def _often(plan: Plan) -> str:
    """A chance as so many times of 10.

    >>> _often(Plan("t", 0.8, 0.95, 1, 30, (), ()))
    '8 times of 10'
    """
    return f"{say.number(plan.power * 10, 3)} times of 10"


def _cases(in_all: int | None, limit: PlannedLimit) -> str:
    """A number of cases, a group and in all."""
    if in_all is None:
        return "more than ten million cases"
    groups = len(limit.shares)
    if groups <= 1:
        return f"about {in_all:,} cases"
    per_group = say.number(in_all / groups, 2)
    each = "a group" if len(set(limit.shares)) == 1 else "a group on average"
    return f"about {per_group} cases {each} ({in_all:,} in all)"


def needed_lines(limit: PlannedLimit, plan: Plan) -> tuple[str, ...]:
    """Each number of cases with what it is for; or why there is none."""
    found = limit.needed
    if found is None:
        return (limit.reason or "This limit cannot be planned.",)
    groups = len(limit.shares) > 1
    kept = "groups are alike" if groups else f"it is truly {_value(limit.kept or 0.0, limit)}"
    apart = "the truth is " if _is_ratio(limit) or not groups else "groups are truly apart by "
    broken = f"{apart}{_value(limit.broken or 0.0, limit)}"
    often = _often(plan)
    return (
        f"{say.capital(_cases(found.inside, limit))} to be told inside, {often}, if {kept}.",
        f"{say.capital(_cases(found.outside, limit))} to be told outside, {often}, if {broken}.",
        _likelier(found, limit, kept),
    )


def _likelier(found: Needed, limit: PlannedLimit, kept: str) -> str:
    if found.likelier is None:
        return "With any number of cases up to ten million, “can't tell” is the likelier answer."
    return f"Below {_cases(found.likelier, limit)}, “can't tell” is the likelier answer if {kept}."


def among_sentence(limit: PlannedLimit, review: Review) -> str:
    """Which cases are meant."""
    return f"Counted are {nouns.filled(nouns.FINDING_TERMS[limit.finding].of, review)}."


def plan_lines(plan: Plan, review: Review) -> list[str]:
    """The plan in a few lines of plain text.

    Args:
        plan: what was worked out.
        review: its nouns.
    """
    lines = [say.cleaned(plan.title)]
    for limit in plan.limits:
        lines += [limit_name(limit, review)]
        lines += [f"- {line}" for line in needed_lines(limit, plan)]
        if limit.needed is not None:
            lines += [f"- {supposed_sentence(limit)} {among_sentence(limit, review)}"]
            lines += _table(limit)
    if not plan.limits:
        lines += ["This review sets no limits yet; nothing can be planned."]
    names = [say.name(wanted.column) for wanted in plan.columns]
    return [*lines, f"Columns to ask for: {', '.join(names)}.", ASSUMED]


def _table(limit: PlannedLimit) -> list[str]:
    """Sizes with the chances of each state, of 100, for a terminal."""
    what = "cases a group" if len(limit.shares) > 1 else "cases"
    head = f"  {what:>14}   kept: inside, can't tell, outside   broken: inside, can't tell, outside"
    rows = (
        f"  {size.per_group:>14,}{_three(size.kept):>37}{_three(size.broken):>39}"
        for size in limit.sizes
    )
    return [head, *rows]


def _three(chances: object) -> str:
    found = (getattr(chances, name) for name in ("inside", "cannot_tell", "outside"))
    return ", ".join(f"{round(_TIMES * share)}" for share in found)


def column_row(wanted: WantedColumn) -> tuple[str, ...]:
    """One column to ask for, as a row of the list."""
    need = "required" if wanted.required else "if there is one"
    plain = (say.cleaned(text) for text in (wanted.column, wanted.meaning))
    return (*plain, wanted.type, say.cleaned(wanted.values), wanted.why, need)


def columns_csv(plan: Plan) -> str:
    """The columns to ask for, as a file for whoever is to send the log."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(column_row(wanted) for wanted in plan.columns)
    return file.getvalue()
