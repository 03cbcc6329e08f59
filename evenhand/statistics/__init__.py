"""Intervals and tests on counts, of many groups or pairs of groups at once.

Every function takes counts, never rows, and a confidence level such as 0.95. Where nothing can be
estimated the answer is empty, never 0. The formulas are a few lines on arrays: statsmodels, which
has most of them, takes 20 MB and a second to import, works on one pair at a time, and is wrong for
one of them; it is the tests' oracle.
"""

from evenhand.statistics.anytime import difference_sequence, share_sequence
from evenhand.statistics.detectable import POWER, between, paired
from evenhand.statistics.draws import (
    FEWEST,
    REPLICATES,
    f1,
    f1_draws,
    replicates_for,
    resampled,
    spread,
)
from evenhand.statistics.gains import gains, no_worse
from evenhand.statistics.hypotheses import (
    MOST_EXACT,
    adjusted,
    binomial,
    each_way,
    equal_means,
    mcnemar,
    no_difference,
)
from evenhand.statistics.intervals import (
    Counted,
    Estimates,
    apart,
    critical,
    difference,
    differences,
    f1_shares,
    over,
    rate,
    rates,
    ratio,
    ratios,
    ratios_beside,
    welch,
    wilson,
)
from evenhand.statistics.kinds import UNSEEN, bounded_means, score_means, standing_in
from evenhand.statistics.matthews import matthews
from evenhand.statistics.means import means, standard_errors
from evenhand.statistics.order import quantile
from evenhand.statistics.rising import FEW, Map, isotonic, platt
from evenhand.statistics.tails import at_most

__all__ = [
    "FEW",
    "FEWEST",
    "MOST_EXACT",
    "POWER",
    "REPLICATES",
    "UNSEEN",
    "Counted",
    "Estimates",
    "Map",
    "adjusted",
    "apart",
    "at_most",
    "between",
    "binomial",
    "bounded_means",
    "critical",
    "difference",
    "difference_sequence",
    "differences",
    "each_way",
    "equal_means",
    "f1",
    "f1_draws",
    "f1_shares",
    "gains",
    "isotonic",
    "matthews",
    "mcnemar",
    "means",
    "no_difference",
    "no_worse",
    "over",
    "paired",
    "platt",
    "quantile",
    "rate",
    "rates",
    "ratio",
    "ratios",
    "ratios_beside",
    "replicates_for",
    "resampled",
    "score_means",
    "share_sequence",
    "spread",
    "standard_errors",
    "standing_in",
    "welch",
    "wilson",
]
