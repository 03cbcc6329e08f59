"""What people of unknown group could change."""

from itertools import permutations

from evenhand.arrays import Mask
from evenhand.fairness.impact import Rate
from evenhand.findings import UnknownBounds
from evenhand.tally import UNKNOWN


def unknown(names: tuple[str, ...], rates: list[Rate], large: Mask) -> UnknownBounds:
    """Bounds on the smallest impact ratio, wherever the unknown people belong.

    With u unknown of whom s were picked, a group's rate lies in [k/(n+u-s), (k+s)/(n+s)].
    """
    s, u = rates[names.index(UNKNOWN)] if UNKNOWN in names else (0, 0)
    ranges = [
        (k / (n + u - s), (k + s) / (n + s)) for i, (k, n) in enumerate(rates) if large[i] and n
    ]
    pairs = list(permutations(ranges, 2))
    if not pairs or not any(high for _, high in ranges):
        return UnknownBounds(u, None, None)
    lowest = min(one[0] / other[1] for one, other in pairs if other[1])
    highest = min((one[1] / other[0] for one, other in pairs if other[0]), default=1.0)
    return UnknownBounds(u, min(1.0, lowest), min(1.0, highest))
