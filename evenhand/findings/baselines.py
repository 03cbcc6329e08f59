"""The simplest rules beside the model: `baselines` of the document."""

from dataclasses import dataclass, field

from evenhand.findings.candidates import CandidateFindings
from evenhand.findings.comparison import Comparison
from evenhand.findings.values import OPTIONAL


@dataclass(frozen=True, slots=True)
class OneColumnRule:
    """A rule on one column; `at_least`, `at_most` or `values`, whichever it has.

    Attributes:
        column: its name.
        answer: what it says of the values named.
        otherwise: what it says of all others, and where there is no value.
        at_least: it says so from this number on.
        at_most: or up to this one.
        values: or of these values.
    """

    column: str
    answer: str
    otherwise: str
    at_least: float | None = field(default=None, metadata=OPTIONAL)
    at_most: float | None = field(default=None, metadata=OPTIONAL)
    values: tuple[str, ...] | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticBaseline:
    """A rule that the log itself suggests: fitted on one half, compared on the other.

    Attributes:
        name: what it is called in sentences.
        kind: `majority`, `base_rate` or `one_column`.
        says: the one answer it gives to all; None of a rule on a column.
        base_rate: the score it gives to all, of a base rate.
        rule: of a rule on one column.
        split: how the halves were told apart, by `id` or `content`.
        training_rows: the cases it was fitted on.
        training_measure: by what it was chosen, `accuracy` or `balanced_accuracy`.
        searched: among how many columns a rule was looked for.
        alone: how it did on the half where it is compared.
        comparison: the model beside it, on that half.
    """

    name: str
    kind: str
    says: str | None = field(default=None, metadata=OPTIONAL)
    base_rate: float | None = field(default=None, metadata=OPTIONAL)
    rule: OneColumnRule | None = field(default=None, metadata=OPTIONAL)
    split: str
    training_rows: int
    training_measure: str
    searched: int
    alone: CandidateFindings
    comparison: Comparison
