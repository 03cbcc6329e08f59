"""Figures of one case: what moved it, and what became of those like it."""

from dataclasses import replace

from evenhand.explanation import Contribution, ExplainedCase
from evenhand.figures import make
from evenhand.figures.kinds import Bar, Bars, Cell, Table
from evenhand.findings import Estimate
from evenhand.neighbours import Alike
from evenhand.review import Review
from evenhand.words import explain as said
from evenhand.words import nouns, say
from evenhand.words import one_case as words
from evenhand.words.columns import value_said

_MOST_BARS = 6


def one_case(case: ExplainedCase, review: Review) -> Bars:
    """What moved one case: at most six bars and everything else."""
    title = said.case_title(case, review)
    rest = case.contributions[_MOST_BARS:]
    bars = [_bar(c, review) for c in case.contributions[:_MOST_BARS]]
    if rest:
        bars.append(Bar(f"everything else ({len(rest)})", sum(c.amount for c in rest)))
    return Bars(
        title=title,
        meaning=_quoted(case) + " ".join((*words.in_words(case, review), words.bars(case, review))),
        alt=f"{title}. " + "; ".join(f"{b.label} {say.number(b.amount)}" for b in bars) + ".",
        how=(
            f"SHAP values of this one case{_in_unit(case)}: starting at "
            f"{say.number(case.base, 3)}, they add up to {say.number(case.total, 3)}, the model's "
            f"own output; the sum was checked. {said.NOT_REASONS}"
        ),
        columns=("Input", "Value", "Pushes by"),
        rows=tuple(
            (
                said.input_name(c.name, review),
                c.value and say.cleaned(c.value),
                make.rounded(c.amount),
            )
            for c in case.contributions
        ),
        bars=tuple(bars),
        unit=words.which_way(case, review),
    )


def drawing_of(case: ExplainedCase, review: Review) -> Bars:
    """The same without the answers, where they stand beside it: what its bars are is said."""
    return replace(one_case(case, review), meaning=words.bars(case, review))


def _in_unit(case: ExplainedCase) -> str:
    unit = words.unit_of(case)
    return f", in units of {unit}" if unit else ""


def _quoted(case: ExplainedCase) -> str:
    """The text that was read, where the case is one."""
    return f"“{say.name(case.text, 500)}” " if case.text else ""


def _bar(contribution: Contribution, review: Review) -> Bar:
    value = ""
    if contribution.value:
        value = f" = {value_said(contribution.name, contribution.value, review, 12)}"
    name = said.input_name(contribution.name, review, 26 if value else 30)
    return Bar(f"{name}{value}", contribution.amount)


def similar(found: Alike, review: Review) -> Table:
    """What became of the cases most like one: counts, each with its interval."""
    title = words.alike_title(found, review)
    rows = [("Outcome: " + nouns.yes(review), found.positive), ("The model was right", found.right)]
    if review.handoff_threshold:
        who = say.a_or_an(review.words.person)
        rows.append((f"Went to {who}", found.handed_off))
    return Table(
        title=title,
        meaning=words.alike_meaning(found, review),
        alt=f"{title}.",
        how=words.alike_how(found, review),
        columns=(
            f"Of the {found.n} most like it", "How many", "Of 100", *make.interval_columns(review)
        ),
        rows=tuple((label, _how_many(one), *_of_few(one)) for label, one in rows),
    )  # fmt: skip


def _of_few(share: Estimate) -> tuple[Cell, ...]:
    """A share of 50 and its ends, of 100: more than one decimal would be a pretence."""
    shares = make.interval_cells(share)
    return tuple(round(one, 1) if isinstance(one, float) else one for one in shares)


def _how_many(share: Estimate) -> int | None:
    return None if share.value is None else round(share.value * share.n)
