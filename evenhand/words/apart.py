"""Two values and how far apart they are, written so that all three agree as a reader sees them."""

from dataclasses import dataclass
from typing import Final

from evenhand.findings import AttributeFindings, ClassGroups, Estimate
from evenhand.words import nouns, say

_MOST: Final = 3  # decimals
_SMALL: Final = 2  # of 100


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely values that stand beside each other are written.

    Attributes:
        of: so many of this number.
        decimals: of each count.
    """

    of: int = 100
    decimals: int = 0

    def text(self, value: float) -> str:
        """A value that need not be a share.

        >>> Grain(100, 1).text(0.1234), Grain(100, 1).text(-0.0001)
        ('12.3', '0.0')
        """
        count = round(value * self.of, self.decimals)
        return f"{say.MINUS if count < 0 else ''}{abs(count):,.{self.decimals}f}"

    def tells(self, value: float) -> bool:
        """Whether a value that is not nothing is written as more than nothing.

        >>> Grain().tells(0.004), Grain(100, 1).tells(0.004)
        (False, True)
        """
        return not value or bool(round(value * self.of, self.decimals))

    def share(self, estimate: Estimate) -> str:
        """A share, counts first."""
        return say.of_cases(estimate, self.of, decimals=self.decimals)

    def apart(self, one: float, other: float) -> str:
        """How far apart two values are as written, so that a reader who subtracts is not misled.

        >>> Grain(100, 1).apart(0.226, 0.034)
        '19.2 of 100'
        """
        low, high = self._ends(one, other)
        return f"{high - low:,.{self.decimals}f} of {self.of:,}"

    def agrees(self, one: float, other: float) -> bool:
        """Whether two values, as written, differ by what their distance would be written as.

        >>> Grain().agrees(0.226, 0.034), Grain(100, 1).agrees(0.226, 0.034)
        (False, True)
        """
        low, high = self._ends(one, other)
        gap = round(abs(one - other) * self.of, self.decimals)
        return low != high and round(high - low - gap, self.decimals) == 0

    def _ends(self, one: float, other: float) -> tuple[float, float]:
        counts = (round(value * self.of, self.decimals) for value in sorted((one, other)))
        low, high = counts
        return low, high


def of_shares(one: float, other: float) -> Grain:
    """The coarsest way to write two shares that tells them apart and adds up.

    >>> of_shares(0.23, 0.03), of_shares(0.226, 0.034), of_shares(0.701, 0.696)
    (Grain(of=100, decimals=0), Grain(of=100, decimals=1), Grain(of=1000, decimals=0))
    """
    of = say.denominator(one, other)
    if one != other and round(one * of) == round(other * of):
        of *= 10
    return _finer(one, other, Grain(of))


def of_means(one: float, other: float) -> Grain:
    """The same for means, which may lie below 0: always of 100, small distances with a decimal."""
    return _finer(one, other, Grain(100, int(100 * abs(one - other) < _SMALL)))


def _finer(one: float, other: float, start: Grain) -> Grain:
    """One decimal more where whole counts would not add up."""
    return start if start.agrees(one, other) else Grain(start.of, start.decimals + 1)


def apart_text(found: AttributeFindings | ClassGroups, metric: str) -> str:
    """How far apart the lowest and the highest group are, as a count that agrees with both."""
    low, high = _extremes(found, metric)
    if low is None or high is None:
        return say.CANNOT
    return _grain(low, high, metric).apart(low, high)


def chance_text(found: AttributeFindings | ClassGroups, metric: str, upper: float) -> str:
    """How far apart chance brings them: so finely that it is not taken for the gap itself."""
    low, high = _extremes(found, metric)
    gap = (high or 0.0) - (low or 0.0)
    used = _grain(low or 0.0, high or 0.0, metric)
    tried = (Grain(used.of, decimals) for decimals in range(used.decimals, _MOST + 1))
    told = next(
        (one for one in tried if one.tells(upper) and one.text(gap) != one.text(upper)), used
    )
    return f"{say.portion(upper, told.of, told.decimals)} of {told.of:,}"


def _grain(low: float, high: float, metric: str) -> Grain:
    return (of_shares if metric in nouns.SHARES else of_means)(low, high)


def _extremes(
    found: AttributeFindings | ClassGroups, metric: str
) -> tuple[float | None, float | None]:
    """The lowest and the highest value of a group that takes part; None with fewer than two."""
    able = [e.value for g in found.groups if g.eligible and (e := g.metrics.get(metric))]
    values = sorted(value for value in able if value is not None)
    return (values[0], values[-1]) if len(values) > 1 else (None, None)
