"""What is stored of a kept review in a database: read with its link, else noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import InputError
from evenhand.kept import stored, table

NAME, SECRET = "n" * 64, "s" * 32


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=99), max_size=3))
def test_what_was_sealed_is_opened_again_by_its_link_alone(texts: dict[str, str]) -> None:
    """Whatever it is; another link's secret opens nothing."""
    sealed = table.sealed(NAME, SECRET, texts)
    assert table.opened(NAME, SECRET, sealed) == texts
    with pytest.raises(InputError, match="damaged"):
        table.opened(NAME, SECRET[:-1] + "t", sealed)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_is_damage(where: int, change: int) -> None:
    """Nothing is read in part; what was cut or lies under another name is damaged too."""
    sealed = table.sealed(NAME, SECRET, {"a": "b"})
    where %= len(sealed)
    changed = sealed[:where] + bytes([sealed[where] ^ change]) + sealed[where + 1 :]
    for name, wrong in ((NAME, changed), (NAME, sealed[:where]), ("m" * 64, sealed)):
        with pytest.raises(InputError, match="damaged"):
            table.opened(name, SECRET, wrong)


def test_what_would_be_too_large_unpacked_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can write to the database may have put it there."""
    sealed = table.sealed(NAME, SECRET, {"a": "b" * 9_999})
    monkeypatch.setattr(stored, "LARGEST", 100)
    with pytest.raises(InputError, match="damaged"):
        table.opened(NAME, SECRET, sealed)


def test_the_same_is_never_sealed_alike() -> None:
    """So nobody sees that two are the same."""
    assert len({table.sealed(NAME, SECRET, {"a": "b"}) for _ in range(9)}) == 9
