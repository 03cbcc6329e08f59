"""Which of the two ranks cases better."""

from evenhand import ranking, statistics
from evenhand.findings import AucDifference
from evenhand.review import Method
from evenhand.tally import Tally


def auc_difference(tally: Tally, method: Method) -> AucDifference | None:
    """DeLong on the cells of both scores; None where one of the two has no score.

    Cases in the same step count as ties; how far that can move the value is the bound.
    """
    pair = tally.score_pairs
    if pair is None:
        return None
    n = int(pair.n.sum())
    found = ranking.difference(pair.other, pair.own, pair.n, pair.positive)
    if found is None:
        return AucDifference(None, None, None, n, None, pair.exact, 0.0)
    value, error, p_value = found
    tied = [ranking.tied(rank, pair.n, pair.positive) for rank in (pair.own, pair.other)]
    bound = 0.0 if pair.exact else sum(tied) / 2
    wide = statistics.critical(method.interval) * error + bound
    low, high = max(-1.0, value - wide), min(1.0, value + wide)
    return AucDifference(value, low, high, n, p_value, pair.exact, bound)
