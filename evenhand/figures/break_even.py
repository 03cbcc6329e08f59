"""The figure of the ratio of prices at which baseline and model cost the same."""

from evenhand.figures import make
from evenhand.figures.kinds import Dot, Dots, Line, Panel
from evenhand.findings import Findings
from evenhand.review import Review
from evenhand.words import break_even as said


def break_even(findings: Findings, review: Review) -> Dots | None:
    """The ratio with its interval, and this review's own; None without costs or cases."""
    found, title = said.break_even_of(findings), said.break_even_title(findings, review)
    if found is None or title is None or found.ratio.value is None:
        return None
    meaning = said.break_even_meaning(findings, review)
    value, low, high = (
        make.rounded(end) for end in (found.ratio.value, found.ratio.low, found.ratio.high)
    )
    unit = f"price of a missed one, in prices of {said.wrong_yes(review)}"
    dot = Dot("As dear as each other at", value, low, high, meaning, n=found.ratio.n)
    lines = () if found.here is None else (Line(found.here, "this review", is_limit=True),)
    return Dots(
        title=title,
        meaning=meaning,
        alt=make.alt_of(title, (dot,)),
        how=_HOW,
        columns=("", unit, *make.interval_columns(review)),
        rows=(
            ("As dear as each other at", value, low, high),
            ("This review", make.rounded(found.here), None, None),
        ),
        panels=(Panel(unit, (dot,), lines),),
    )


_HOW = (
    "The field's term is break-even cost ratio: the wrong yeses that one has more, over the missed "
    "ones that it has fewer, counted on the cases with a known outcome that both answered; what "
    "running a candidate costs counts as so many wrong yeses. Interval by Fieller's method: the "
    "ratios at which the difference of costs may be 0."
)
