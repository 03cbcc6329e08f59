"""The workbook: formulas that stand on counts, each beside the value that was worked out here.

What a formula gives is what the findings say, so that an auditor may change a count, a price or a
limit and see what follows.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from evenhand import words
from evenhand.explanation import Explanation
from evenhand.findings import (
    AttributeFindings,
    Counts,
    CriterionResult,
    Estimate,
    Findings,
    ImpactRatio,
    Omitted,
    Value,
)  # fmt: skip
from evenhand.report.sheets import Book, Entry, Formula, Input, Sheet, after, numeric
from evenhand.report.slide_charts import FIRST_DAY, plain
from evenhand.report.tree import Report, tree
from evenhand.review import Review
from evenhand.statistics import critical, wilson
from evenhand.words import nouns, say
from evenhand.words.value import step_name

_CHANGE: Final = "Cells in blue may be changed: all that stands on them is worked out again."
_NO_FORMULA: Final = "An interval that a sheet cannot work out stands as it was found."
_UNSURE: Final = "can't tell yet"
_ENDS: Final = ("from", "to")


def xlsx(findings: Findings, review: Review, explanation: Explanation | None = None) -> bytes:
    """The workbook of a review; the same findings give the same bytes.

    Args:
        findings: what was found.
        review: the nouns, limits and prices.
        explanation: why the model decides so, where it can be said.
    """
    report, out = tree(findings, review, explanation), io.BytesIO()
    book = Book(out)
    book.file.set_properties(
        {"title": plain(report.title), "created": FIRST_DAY.replace(tzinfo=None)}
    )
    _verdict(book.sheet("Verdict"), report, findings, review)
    _groups(book.sheet("Groups"), findings, review)
    _candidates(book.sheet("Candidates"), findings, review)
    _handoff(book.sheet("Handoff"), findings, review.method.interval)
    _value(book.sheet("Value"), findings, review)
    _tables(book.sheet("Tables"), report)
    _method(book, review, report)
    book.file.close()
    return out.getvalue()


def xlsx_of(report: Report) -> bytes:
    """Any tree as a workbook: what it says, and all its tables; nothing to be worked out.

    Args:
        report: what it says.
    """
    out = io.BytesIO()
    book = Book(out)
    book.file.set_properties(
        {"title": plain(report.title), "created": FIRST_DAY.replace(tzinfo=None)}
    )
    sheet = book.sheet("Summary")
    sheet.line(report.headline, "title")
    for line in (report.subject, *report.front, report.verdict):
        sheet.line(line)
    for number in report.numbers:
        sheet.line(f"{number.label}: {number.value_text} ({number.note})")
    sheet.gap()
    for line in (*report.limits, report.footer):
        sheet.line(line)
    sheet.done()
    _tables(book.sheet("Tables"), report)
    book.file.close()
    return out.getvalue()


# Shares and their intervals


@dataclass(frozen=True, slots=True)
class _Share:
    """So many of so many, as cells; what was found of them."""

    of: str
    among: str
    found: Estimate | None

    def cells(self) -> tuple[Entry, Entry, Entry]:
        """The share and the two ends of its Wilson interval."""
        if self.found is None or self.found.value is None:
            return None, None, None
        k, n = self.of, self.among
        half = f"z_value/({n}+z_value^2)*SQRT({k}*(1-{k}/{n})+z_value^2/4)"
        middle = f"({k}+z_value^2/2)/({n}+z_value^2)"
        low = f'=IF({n}=0,"",IF({k}=0,0,MAX(0,{middle}-{half})))'
        high = f'=IF({n}=0,"",IF({k}={n},1,MIN(1,{middle}+{half})))'
        return (
            Formula(f'=IF({n}=0,"",{k}/{n})', self.found.value),
            _formula(low, self.found.low),
            _formula(high, self.found.high),
        )


def _formula(text: str, value: float | None) -> Entry:
    """A formula where there is what it gives."""
    return None if value is None else Formula(text, value)


def _count(found: Estimate | None) -> float | None:
    """How many a share was counted of."""
    return None if found is None or found.value is None else round(found.value * found.n)


# Sheets


def _verdict(sheet: Sheet, report: Report, findings: Findings, review: Review) -> None:
    sheet.line(report.headline, "title")
    for line in (report.subject, *report.front, report.verdict):
        sheet.line(line)
    sheet.gap()
    for number in report.numbers:
        sheet.line(f"{number.label}: {number.value_text} ({number.note})")
    sheet.gap()
    sheet.line(_CHANGE)
    sheet.head(("Criterion", "Limit", "At", "Measured", *_ENDS, "State"), range(2, 6))
    first = sheet.row
    for result in findings.criteria:
        name = words.criterion_name(result, review)
        if isinstance(result, CriterionResult):
            sheet.add(_criterion(sheet, name, result))
        else:
            sheet.add((name, "a person's answer", None, result.answer or "not answered"))
    sheet.gap()
    told = [_said(one) for one in findings.criteria if isinstance(one, CriterionResult)]
    for state in ("inside", "outside", _UNSURE):
        found = told.count(state)
        cells = f"{sheet.at(6, first)}:{sheet.at(6, max(first, sheet.row - 1))}"
        sheet.add((state, Formula(f'=COUNTIF({cells},"{state}")', found)))
    sheet.gap()
    for line in report.limits:
        sheet.line(line)
    sheet.done()


def _criterion(sheet: Sheet, name: str, result: CriterionResult) -> Sequence[Entry]:
    limit, kind = result.at_most, "at most"
    if limit is None or isinstance(limit, Omitted):
        limit, kind = result.at_least, "at least"
    if limit is None or isinstance(limit, Omitted):
        return (name, None, None, result.value.value, result.value.low, result.value.high, None)
    value, low, high = result.value.value, result.value.low, result.value.high
    at, one, other = (sheet.at(column) for column in (2, 4, 5))
    good, bad = f"{one}>={at}", f"{other}<{at}"
    if kind == "at most":
        good, bad = f"{other}<={at}", f"{one}>{at}"
    told_apart = f'IF({good},"inside",IF({bad},"outside","{_UNSURE}"))'
    state = f'=IF(COUNT({one}:{other})<2,"{_UNSURE}",{told_apart})'
    same = _worked_out(limit, low, high, most=kind == "at most") == _said(result)
    told: Entry = Formula(state, _said(result)) if same else _said(result)
    return (name, kind, Input(float(limit)), value, low, high, told)


def _worked_out(limit: float, low: float | None, high: float | None, *, most: bool) -> str:
    """What the formula gives."""
    if low is None or high is None:
        return _UNSURE
    inside, outside = (high <= limit, low > limit) if most else (low >= limit, high < limit)
    return "inside" if inside else "outside" if outside else _UNSURE


def _said(result: CriterionResult) -> str:
    state = result.state.value
    return state if state in {"inside", "outside"} else _UNSURE


_SHARES: Final = {
    "selection_rate": "yes", "accuracy": "right", "true_positive_rate": "TP of TP+FN",
    "false_positive_rate": "FP of FP+TN", "false_negative_rate": "FN of TP+FN",
    "precision": "TP of TP+FP",
}  # fmt: skip


def _groups(sheet: Sheet, findings: Findings, review: Review) -> None:
    """Every group's counts, and every rate as a formula over them."""
    heads = [
        f"{nouns.metric_name(name, review)}{end}"
        for name in _SHARES
        for end in ("", *(f", {e}" for e in _ENDS))
    ]
    sheet.line(_CHANGE)
    fixed = (
        "Group",
        "Candidate",
        "By",
        "Judged",
        "Answered",
        "Said yes",
        "Right",
        "TP",
        "FP",
        "TN",
        "FN",
        "Known",
    )
    sheet.head(
        (*fixed, *heads, "Favourable", "Rate", "Impact ratio", *_ENDS), after(4), frozen=True
    )
    for candidate, by in findings.fairness.items():
        for attribute, found in by.items():
            for row in _group_rows(
                sheet, (candidate, words.attribute_name(attribute, review)), found
            ):
                sheet.add(row, shares=range(12, 12 + 3 * len(_SHARES) + 5))
    sheet.line(_NO_FORMULA)
    sheet.done()


def _group_rows(
    sheet: Sheet, whose: tuple[str, str], found: AttributeFindings
) -> Iterator[Sequence[Entry]]:
    first, ratios = sheet.row, {one.group: one for one in found.impact_ratio}
    for group in found.groups:
        counts, metrics = group.counts, group.metrics
        tp, fp, tn, fn = (sheet.at(column) for column in range(7, 11))
        known = sum((counts.tp, counts.fp, counts.tn, counts.fn))
        cells = {
            "selection_rate": (sheet.at(5), sheet.at(4)),
            "accuracy": (sheet.at(6), sheet.at(11)),
            "true_positive_rate": (tp, f"({tp}+{fn})"),
            "false_positive_rate": (fp, f"({fp}+{tn})"),
            "false_negative_rate": (fn, f"({tp}+{fn})"),
            "precision": (tp, f"({tp}+{fp})"),
        }
        shares = (_Share(*cells[name], metrics.get(name)).cells() for name in _SHARES)
        yield (
            group.group, words.the(whose[0]), whose[1], "yes" if group.eligible else "no",
            Input(group.n), _input(_count(metrics.get("selection_rate"))),
            _right(sheet, counts, metrics.get("accuracy")),
            *map(Input, (counts.tp, counts.fp, counts.tn, counts.fn)),
            Formula(f"=SUM({tp}:{fn})", known),
            *(cell for share in shares for cell in share),
            *_ratio(sheet, first, found, ratios.get(group.group)),
        )  # fmt: skip


def _input(value: float | None) -> Entry:
    return None if value is None else Input(value)


def _right(sheet: Sheet, counts: Counts, found: Estimate | None) -> Entry:
    """With two classes those found and those rightly left; else counted by the exact class."""
    right = _count(found)
    if right is None:
        return None
    same = right == counts.tp + counts.tn
    return Formula(f"={sheet.at(7)}+{sheet.at(9)}", right) if same else Input(right)


def _ratio(
    sheet: Sheet, first: int, found: AttributeFindings, one: ImpactRatio | None
) -> tuple[Entry, ...]:
    """The favourable rate over that of the group with the highest, among those judged."""
    column = 12 + 3 * len(_SHARES)
    if one is None:
        return (None,) * 5
    last = first + len(found.groups) - 1
    rates = f"{sheet.at(column + 1, first)}:{sheet.at(column + 1, last)}"
    judged = f"{sheet.at(3, first)}:{sheet.at(3, last)}"
    rate = _formula(f"={sheet.at(column)}/{sheet.at(4)}", one.rate)
    ratio: Entry = one.ratio.value
    if one.ratio.value is not None and found.reference == "most_selected":
        highest = f'SUMPRODUCT(MAX(({judged}="yes")*{rates}))'
        ratio = Formula(f"={sheet.at(column + 1)}/{highest}", one.ratio.value)
    return (Input(one.selected), rate, ratio, one.ratio.low, one.ratio.high)


def _candidates(sheet: Sheet, findings: Findings, review: Review) -> None:
    """Each candidate on all that it answered, then the two beside each other."""
    sheet.line(_CHANGE)
    sheet.head(
        (
            "Candidate",
            "TP",
            "FP",
            "TN",
            "FN",
            "Right",
            "Known",
            "Right, share",
            *_ENDS,
            "Found, share",
            *_ENDS,
        ),
        after(1),
        frozen=True,
    )
    for name, one in findings.candidates.items():
        tp, _fp, tn, fn = (sheet.at(column) for column in range(1, 5))
        counts, right = one.counts, _count(one.metrics.get("accuracy"))
        same = right == counts.tp + counts.tn
        total = counts.tp + counts.fp + counts.tn + counts.fn
        sheet.add(
            (
                words.the(name), *map(Input, (counts.tp, counts.fp, counts.tn, counts.fn)),
                Formula(f"={tp}+{tn}", right) if same and right is not None else _input(right),
                Formula(f"=SUM({tp}:{fn})", total),
                *_Share(sheet.at(5), sheet.at(6), one.metrics.get("accuracy")).cells(),
                *_Share(tp, f"({tp}+{fn})", one.metrics.get("true_positive_rate")).cells(),
            ),
            shares=range(7, 13),
        )  # fmt: skip
    _paired(sheet, findings, review)
    sheet.done()


def _paired(sheet: Sheet, findings: Findings, review: Review) -> None:
    found = findings.comparison
    if found is None or found.paired is None:
        return
    pair = found.paired
    sheet.gap()
    sheet.line(words.compare_title(findings, review), "part")
    sheet.head(
        (
            "Both right",
            "Only the first",
            "Only the second",
            "Both wrong",
            "Counted",
            "Second minus first",
            *_ENDS,
        ),
        after(0),
    )
    cells = [sheet.at(column) for column in range(4)]
    sheet.add(
        (
            *map(Input, (pair.both_right, pair.only_baseline, pair.only_model, pair.both_wrong)),
            Formula(f"=SUM({cells[0]}:{cells[3]})", found.n),
            _formula(f"=({cells[2]}-{cells[1]})/{sheet.at(4)}", found.accuracy_difference.value),
            found.accuracy_difference.low, found.accuracy_difference.high,
        ),
        shares=range(5, 8),
    )  # fmt: skip
    sheet.line(f"{words.the(found.baseline)}, {words.the(found.model)}. {_NO_FORMULA}")


def _handoff(sheet: Sheet, findings: Findings, level: float) -> None:
    """At each threshold: how many are decided alone, and how many of those are wrong."""
    found = findings.handoff
    curve = found.all_cases if found else None
    if found is None or curve is None:
        sheet.line("Nothing is handed off.")
        return
    sheet.line(_CHANGE)
    columns = ("Confidence needed", "Answered", "Decided alone", "Known of those", "Wrong of those")
    sheet.head((*columns, "Alone, share", *_ENDS, "Wrong, share", *_ENDS), after(0), frozen=True)
    for at, alone, known, wrong in zip(
        found.stops, curve.alone, curve.labelled, curve.wrong, strict=True
    ):
        shares = (
            _Share(sheet.at(2), sheet.at(1), _wilson(alone, curve.n, level)).cells(),
            _Share(sheet.at(4), sheet.at(3), _wilson(wrong, known, level)).cells(),
        )
        sheet.add(
            (at, *map(Input, (curve.n, alone, known, wrong)), *chain.from_iterable(shares)),
            shares=range(5, 11),
        )
    sheet.done()


def _wilson(k: int, n: int, level: float) -> Estimate:
    return wilson(([k], [n]), level).one(0)


def _value(sheet: Sheet, findings: Findings, review: Review) -> None:
    """From what today costs, step by step: counts times prices."""
    found = findings.value
    if not isinstance(found, Value) or found.today.value is None or found.candidate.value is None:
        sheet.line("What it is worth is not known: the review has no prices.")
        return
    sheet.line(words.value_title(findings, review), "part")
    sheet.line(_CHANGE)
    sheet.head(
        (
            "Step",
            "With the candidate",
            "More than today",
            "Price of one",
            f"{found.currency} gained, a {found.per}",
            *_ENDS,
        ),
        after(1),
        frozen=True,
    )
    first = sheet.row + 1
    sheet.add(("Today", None, None, None, Input(found.today.value)))
    for step in found.steps:
        product = step.price * step.difference
        sign = "-" if product * step.amount < 0 else ""
        name = step_name(step, review)
        text = f"={sign}{sheet.at(2)}*{sheet.at(3)}"
        sheet.add(
            (
                say.capital(name),
                step.count,
                Input(step.difference),
                Input(step.price),
                Formula(text, step.amount),
            )
        )
    steps = f"{sheet.at(4, first)}:{sheet.at(4, sheet.row - 1)}"
    sign = "-" if found.measured == "costs" else "+"
    total = f"={sheet.at(4, first - 1)}{sign}SUM({steps})"
    sheet.add(
        (
            "Then",
            None,
            None,
            None,
            Formula(total, found.candidate.value),
            found.candidate.low,
            found.candidate.high,
        )
    )
    sheet.add(
        (
            "Gained in all",
            None,
            None,
            None,
            _formula(f"=SUM({steps})", found.net.value),
            found.net.low,
            found.net.high,
        )
    )
    sheet.line(_NO_FORMULA)
    sheet.done()


def _tables(sheet: Sheet, report: Report) -> None:
    """Every table of the report, one below the other, as it stands there."""
    for section in report.sections:
        sheet.line(section.title, "title")
        for line in (*section.lines, *section.points):
            sheet.line(line)
        for blank in section.blanks:
            sheet.add((blank, None))
        for block in section.blocks:
            sheet.gap()
            sheet.line(" · ".join(filter(None, (block.heading, block.figure.title))), "part")
            if block.figure.rows:
                sheet.head(block.figure.columns, numeric(block.figure.rows))
            for row in block.figure.rows:
                sheet.add(row)
        sheet.gap()
    sheet.done()


def _method(book: Book, review: Review, report: Report) -> None:
    """The level of every interval, from which its width comes; and how all is worked out."""
    sheet = book.sheet("Method")
    level = review.method.interval
    sheet.add(("Level of each interval", Input(level)))
    book.file.define_name("level", "=Method!$B$1")
    sheet.add(
        (
            "Standard errors to each side",
            Formula("=NORMSINV(1-(1-level)/2)", float(critical(level))),
        )
    )
    book.file.define_name("z_value", "=Method!$B$2")
    sheet.line("Shares have Wilson's interval.")
    sheet.gap()
    method = next(section for section in report.sections if section.key == "data")
    for line in (*method.lines, report.footer):
        sheet.line(line)
    sheet.done()
