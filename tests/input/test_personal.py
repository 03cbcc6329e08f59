"""Columns that tell who somebody is are known by name or by value; others are not accused."""

from pathlib import Path

import pytest

from evenhand import personal, roles, sources
from tests.input import making


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("First Name", "name"),
        ("lastName", "name"),
        ("customer_email", "e-mail address"),
        ("E-Mail", "e-mail address"),
        ("tel", "phone number"),
        ("IBAN", "bank account"),
        ("date_of_birth", "date of birth"),
        ("Geburtsdatum", "date of birth"),
        ("DOB", "date of birth"),
        ("SSN", "national number"),
        ("street", "address"),
        ("ip", "network address"),
        ("Prénom", "name"),
        ("Téléphone", "phone number"),
        ("Straße", "address"),
        ("fecha_de_nacimiento", "date of birth"),
        ("Codice fiscale", "national number"),
        ("Número de DNI", "national number"),
        ("sobrenome", "name"),
        ("achternaam", "name"),
        ("Imię", "name"),
        ("efternamn", "name"),
        ("nombre", "name"),
        ("Адрес", "address"),
        ("фамилия", "name"),
        ("氏名", "name"),
        ("电话", "phone number"),
        ("이메일", "e-mail address"),
        ("personnummer", "national number"),
        ("mobile", "phone number"),
    ],
)
def test_a_name_says_it(name: str, kind: str) -> None:
    """In any case of letters, as a part of the name, and in other languages."""
    assert personal.kind(name, []) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a@b.example", "c.d@e.example", ""], "e-mail address"),
        (["+49 30 1234567", "0044 20 7946 0958"], "phone number"),
        (["DE89 3704 0044 0532 0130 00", "FR1420041010050500013M02606"], "bank account"),
        (["4111111111111111", "5500-0000-0000-0004"], "bank account"),
        (["078-05-1120", "219-09-9999"], "national number"),
        (["12345678Z", "87654321X"], "national number"),
        (["44051401359"], "national number"),
        (["111.444.777-35", "529.982.247-25"], "national number"),
        (["RSSMRA85T10A562S"], "national number"),
        (["AB 12 34 56 C"], "national number"),
        (["10.0.0.1", "192.168.1.254"], "network address"),
    ],
)
def test_values_say_it(values: list[str], kind: str) -> None:
    """Whatever the column is called."""
    assert personal.kind("x", values) == kind


@pytest.mark.parametrize(
    "name", ["sex", "age", "score", "model_score", "outcome", "region", "label"]
)
def test_ordinary_columns_are_not_accused(name: str) -> None:
    """Neither by name nor by numbers, dates, answers and wrong check digits."""
    for values in (
        ["0.5", "0.25"],
        ["1", "0"],
        ["2026-01-31", "2026-02-01"],
        ["yes", "no"],
        [],
        ["DE89 3704 0044 0532 0130 01"],
        ["4111111111111112"],
        ["2026-11-22 10:30:00"],
        ["300.1.1.1"],
        ["12345678", "20261122"],
        ["12345678A", "87654321B"],
        ["44051401358"],
        ["111.444.777-36"],
    ):
        assert personal.kind(name, values) is None


@pytest.mark.parametrize(
    "name", ["product_name", "Model name", "nombre_hijos", "cell_size", "is_mobile", "branch name"]
)
def test_what_has_a_name_and_is_nobody_is_not_accused(name: str) -> None:
    """Nor what means something else beside another word."""
    assert personal.kind(name, []) is None


def test_yes_and_no_tell_nobody() -> None:
    """Whether somebody has an address is none; a name that says address is not enough."""
    assert personal.kind("email", ["1", "0", "1"]) is None
    assert personal.kind("phone", []) == "phone number"


def _saved(folder: Path) -> Path:
    rows = [(*row, f"p{i}@a.example", f"Q-{i}") for i, row in enumerate(making.rows(60))]
    log = making.table(rows, (*making.COLUMNS, "contact", "Nachname"))
    return making.saved(folder, log, columns={"id": "contact"})


def test_run_says_which_columns_tell_who_somebody_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One in use by its values, one that nobody uses by its name; no value is said."""
    found = making.run(capsys, _saved(tmp_path)).document["data_check"]["problems"]
    said = {one["column"]: (one["severity"], one["message"]) for one in found}
    assert said["contact"] == (
        "warning", "may tell who somebody is (e-mail address); leave it out of the file"
    )  # fmt: skip
    assert said["Nachname"][0] == "note"
    assert set(said) == {"contact", "Nachname"}
    assert "@" not in str(said)


def test_the_form_and_init_flag_them_and_show_none_of_their_values(tmp_path: Path) -> None:
    """A guess has no example of such a column; the review file that init writes says what it is."""
    _saved(tmp_path)
    guesses = roles.guess(sources.from_file(tmp_path / "log.csv"))
    told = {one.column: (one.personal, one.examples) for one in guesses if one.personal}
    assert told == {"contact": ("e-mail address", ()), "Nachname": ("name", ())}
    written = roles.review_file(guesses, path="log.csv")
    assert "may tell who somebody is (e-mail address)" in written
    assert "@" not in written
