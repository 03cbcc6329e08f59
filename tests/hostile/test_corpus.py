"""Whatever file is brought: no crash, one short line without a cell, and no row is lost."""

from pathlib import Path
from typing import Final

import pytest

from tests.hostile.corpus import MARKER, Hostile, every
from tests.hostile.reading import MOST, SLOWEST, Read, read

FILES: Final = every()
PARTS: Final = 4


def test_the_corpus_is_large_and_each_file_has_its_name() -> None:
    """At least 300 files, and the same bytes whenever they are made."""
    names = {file.name for file in FILES}
    assert len(names) == len(FILES) >= 300
    assert all(file.make() == file.make() for file in FILES[::40] if not file.heavy)


@pytest.mark.filterwarnings("ignore::UserWarning")  # zipfile's, of a name that stands twice
@pytest.mark.parametrize("part", range(0, PARTS, 2))
def test_a_hostile_file_costs_one_line(part: int, tmp_path: Path) -> None:
    """Half of the light files of every kind; `python -m benchmarks.hostile` reads them all."""
    light = [file for file in FILES if not file.heavy][part::PARTS]
    found = [read(file, tmp_path) for file in light]
    assert {one.name: one.wrong for one in found if one.wrong} == {}
    assert any(one.refusal for one in found)
    assert any(one.refusal is None and one.lost == 0 for one in found)
    assert any(one.memory for one in found)


def test_an_answer_of_any_length_can_be_audited(tmp_path: Path) -> None:
    """Three answers, the most frequent one longer than any name may be."""
    body = "".join(f"{'x' * 400 if i % 3 else 'ab'[i % 2]},{'ab'[i % 2]},F\n" for i in range(60))
    file = Hostile("log.csv", f"label,prediction,sex\n{body}".encode)
    found = read(file, tmp_path, whole=True)
    assert (found.refusal, found.wrong) == (None, "")


GOOD: Final = Read("a.csv", None, (), "", 0, 1.0, 1.0, 0, 0, "")
LINE: Final = "a.csv: column 1 has no name"
REFUSED: Final = GOOD._replace(refusal=LINE, said=(LINE,), lost=None)


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD._replace(crash="ValueError"),
        GOOD._replace(lost=3),
        GOOD._replace(lost=None),
        GOOD._replace(computing=SLOWEST + 1),
        GOOD._replace(memory=MOST),
        GOOD._replace(grown=MOST),
        GOOD._replace(logged=f"read {MARKER}"),
        GOOD._replace(said=(f"{MARKER} is no number",)),
        GOOD._replace(said=("two\nlines",)),
        REFUSED._replace(refusal="a.csv: it is wrong"),
        REFUSED._replace(refusal="column 1 is wrong"),
        REFUSED._replace(said=("a.csv: column 1 " + "x" * 200,)),
    ],
)
def test_what_a_file_must_not_do_is_seen(wrong: Read) -> None:
    """A crash, a lost row, too much time or memory, a quoted cell, a line that names nothing."""
    assert not GOOD.wrong
    assert not REFUSED.wrong
    assert wrong.wrong
