"""How groups fare: `fairness.NAME.ATTRIBUTE` of the document, and the search for slices."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.findings.values import OMITTED, Counts, Estimate, Omitted

# Groups and gaps


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what a number must lie, whatever could not be seen."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class GroupFindings:
    """One group: how the candidate did on it.

    Attributes:
        group: its name.
        n: answered cases.
        eligible: large enough, and known, to take part in gaps and tests.
        counts: labelled cases, positive against the rest.
        metrics: by metric.
        bounds: by metric, where it must lie whatever the outcomes that were not observed; only
            where the review names an `observed` column.
    """

    group: str
    n: int
    eligible: bool
    counts: Counts
    metrics: Mapping[str, Estimate]
    bounds: Mapping[str, Bounds] | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class NoDifference:
    """How large the largest gap would come by chance alone (simulated from the pooled rate).

    Attributes:
        expected: the mean.
        upper: what it stays under in as many of 100 logs as the interval's level says.
    """

    expected: float
    upper: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance of a metric between the lowest and the highest eligible group.

    Attributes:
        difference: highest minus lowest.
        ratio: lowest over highest; empty for a metric whose ratio means nothing.
        lowest: the group with the lowest value.
        highest: the group with the highest.
        p_value: of no difference among all eligible groups.
        q_value: the same, corrected over all gaps of the document.
        no_difference: the largest gap to expect by chance; None where it cannot be simulated.
    """

    difference: Estimate
    ratio: Estimate
    lowest: str | None
    highest: str | None
    p_value: float | None
    q_value: float | None
    no_difference: NoDifference | None = None


@dataclass(frozen=True, slots=True)
class ClassGroups:
    """One class against the rest, by group; for reviews with three or more classes."""

    groups: tuple[GroupFindings, ...]
    gaps: Mapping[str, Gap]


# Impact ratios


@dataclass(frozen=True, slots=True)
class ImpactRatio:
    """A group's favourable rate against the reference; `four_fifths` is a screen, never a finding.

    Attributes:
        group: its name.
        n: answered cases.
        selected: those with the favourable answer.
        rate: their share.
        ratio: the rate over the reference's.
        four_fifths: `flagged` or `not_flagged`; None where it is not judged.
        shortfall: how many more favourable answers would lift it to four fifths; 0 where not
            flagged, None where not judged.
        plus_one: whether the flag would change with one favourable answer more or fewer; None
            where not judged.
    """

    group: str
    n: int
    selected: int
    rate: float | None
    ratio: Estimate
    four_fifths: str | None
    shortfall: int | None = None
    plus_one: bool | None = None


@dataclass(frozen=True, slots=True)
class UnknownBounds:
    """What the smallest impact ratio could be if the unknown people's groups were known.

    Attributes:
        n: how many are unknown.
        ratio_low: the lowest that the smallest ratio can be.
        ratio_high: the highest.
        flips: whether the four-fifths screen could come out otherwise; None where not known.
    """

    n: int
    ratio_low: float | None
    ratio_high: float | None
    flips: bool | None = None


@dataclass(frozen=True, slots=True)
class LocalLawRow:
    """A group in a table of New York City's Local Law 144.

    Attributes:
        group: its name.
        n: how many were judged.
        selected: those with the favourable answer, or above the median score.
        rate: their share.
        ratio: the rate over the highest; None for a group that may be left out.
        share: of everybody judged.
    """

    group: str
    n: int
    selected: int
    rate: float | None
    ratio: float | None
    share: float


@dataclass(frozen=True, slots=True)
class LocalLaw144:
    """The tables of New York City's Local Law 144 (6 RCNY 5-300 and following).

    Attributes:
        selection: by the favourable answer.
        scoring: by the score above the sample's median; None without scores.
        median: that median; None without scores.
        exact: whether scores were few enough to know the median exactly.
        unknown: how many are of unknown group.
        least_share: groups under this share are listed without a ratio.
    """

    selection: tuple[LocalLawRow, ...]
    scoring: tuple[LocalLawRow, ...] | None
    median: float | None
    exact: bool
    unknown: int
    least_share: float


# Scores, population, strata


@dataclass(frozen=True, slots=True)
class ScoreDistribution:
    """The scores of one group.

    Attributes:
        group: its name.
        n: cases with a score.
        mean: the mean score.
        quantiles: the scores below which 10, 25, 50, 75 and 90 of 100 cases lie.
    """

    group: str
    n: int
    mean: Estimate
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Represented:
    """How large a group is beside the population the review names.

    Attributes:
        group: its name.
        n: cases of this group.
        share: of all cases of known group.
        population: its share in the population; None where the review does not say.
        ratio: share over population.
    """

    group: str
    n: int
    share: Estimate
    population: float | None
    ratio: Estimate


@dataclass(frozen=True, slots=True)
class Representation:
    """Whether the log holds groups as the population does.

    Attributes:
        groups: one row each.
        p_value: of "as in the population" (chi-square goodness of fit).
    """

    groups: tuple[Represented, ...]
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Two groups within one value of a context column: favourable answers, of how many."""

    stratum: str
    n_one: int
    selected_one: int
    n_two: int
    selected_two: int


@dataclass(frozen=True, slots=True)
class Stratified:
    """Two groups compared within each value of a context column (Mantel-Haenszel).

    Attributes:
        one: the group with the lowest pooled favourable rate.
        two: the group with the highest.
        strata: their counts by value.
        pooled_odds_ratio: odds of two over odds of one, all together.
        odds_ratio: the same within strata (Mantel-Haenszel).
        pooled_difference: rate of two minus rate of one.
        difference: the same within strata (Mantel-Haenszel).
        statistic: Cochran-Mantel-Haenszel, with continuity correction.
        p_value: of "no difference within any stratum".
        pooled_p_value: of "no difference", all together.
        disagree: whether pooled and stratified clearly go different ways, and the pooled interval
            rules out the stratified difference; None where the groups cannot be compared within
            strata.
    """

    one: str
    two: str
    strata: tuple[Stratum, ...]
    pooled_odds_ratio: Estimate
    odds_ratio: Estimate
    pooled_difference: Estimate
    difference: Estimate
    statistic: float | None
    p_value: float | None
    pooled_p_value: float | None
    disagree: bool | None


@dataclass(frozen=True, slots=True)
class AttributeFindings:
    """One candidate by the groups of one attribute.

    Attributes:
        groups: one entry a group, by name.
        gaps: by metric.
        impact_ratio: one entry a group.
        unknown: what people of unknown group could change.
        reference: what groups are compared with: `most_selected`, `overall` or a group's name.
        classes: by class, in a review with three or more.
        local_law_144: New York City's tables.
        scores: by group, where the candidate gives scores.
        representation: where the review names a population for this attribute.
        stratified: by context column; None where fewer than two groups can be compared.
    """

    groups: tuple[GroupFindings, ...]
    gaps: Mapping[str, Gap]
    impact_ratio: tuple[ImpactRatio, ...]
    unknown: UnknownBounds
    reference: str = "most_selected"
    classes: Mapping[str, ClassGroups] | Omitted = OMITTED
    local_law_144: LocalLaw144 | Omitted = OMITTED
    scores: tuple[ScoreDistribution, ...] | Omitted = OMITTED
    representation: Representation | Omitted = OMITTED
    stratified: Mapping[str, Stratified | None] | Omitted = OMITTED


# slices.NAME


@dataclass(frozen=True, slots=True)
class Slice:
    """A group of cases cut out by one column or two.

    Attributes:
        columns: which.
        group: its name.
        n: labelled cases in it.
        wrong: those answered wrongly.
        error: their share, with an interval simultaneous over all slices searched.
        rest: the error of everybody else.
        p_value: of "no more errors than elsewhere" (exact, one-sided).
        adjusted: the same, corrected for having searched (Holm).
    """

    columns: tuple[str, ...]
    group: str
    n: int
    wrong: int
    error: Estimate
    rest: Estimate
    p_value: float
    adjusted: float


@dataclass(frozen=True, slots=True)
class SliceSearch:
    """The slices with the worst error, of all that were searched.

    Attributes:
        searched: how many slices were large enough to be judged.
        worst: those with more errors than elsewhere, by the lower end of their interval.
    """

    searched: int
    worst: tuple[Slice, ...]
