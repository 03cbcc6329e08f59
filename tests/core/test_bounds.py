"""What tables tell of a small count is found by asking for the hardest of them alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from evenhand.arrays import Floats, Ints
from evenhand.kept.bounds import Table, is_exposed

LEAST = 5


def table(counts: Ints, codes: Ints) -> Table:
    """Counts by what a table tells of each kind."""
    return Table(codes, np.bincount(codes, counts).astype(np.int64))


def least_of(what: Floats, matrix: Floats, values: Floats) -> float:
    """The least that a sum can be."""
    found = linprog(what, A_eq=matrix, b_eq=values)
    assert found.fun is not None
    return found.fun


def told(known: list[Table], asked: list[Table]) -> bool:
    """Whether the ends of any small count are not 1 and the largest one, asked one by one."""
    cells = [(one.codes, at) for one in known for at in range(len(one.counts))]
    matrix = np.array([codes == at for codes, at in cells], dtype=float)
    values = np.concatenate([one.counts for one in known]).astype(float)
    for one in asked:
        for at in np.flatnonzero((one.counts > 0) & (one.counts < LEAST)):
            inside = (one.codes == at).astype(float)
            least, most = least_of(inside, matrix, values), -least_of(-inside, matrix, values)
            if least > 1 + 1e-6 or most < LEAST - 1 - 1e-6:
                return True
    return False


@given(st.integers(0, 100_000), st.sampled_from([4, 8, 12]), st.integers(1, 3))
def test_a_small_count_is_exposed_where_any_alone_is(seed: int, size: int, tables: int) -> None:
    """Also where some are asked for twice, and some are parts of others."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, size + 1, 12)
    a, b, c = (each.ravel() for each in np.indices((2, 3, 2)))
    ways = [a, b, c, 3 * a + b, 2 * b + c, 2 * a + c, 6 * a + 2 * b + c]
    known = [table(counts, ways[at]) for at in rng.choice(6, tables, replace=False)]
    asked = [table(counts, way) for way in (*ways, ways[3])]
    assert is_exposed(known, asked, LEAST) == told(known, asked)
