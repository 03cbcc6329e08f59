"""Which columns tell who somebody is? By their names, and by a sample of their values."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final

_MOST: Final = 0.5  # of the values must be of a kind
_SHORT: Final = 2  # letters, of yes and no and small counts, which tell nobody whatever their name
SAMPLE: Final = 200  # values are enough to tell
# In English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Swedish without marks
# over letters; a few in Cyrillic, Greek, Chinese, Japanese, Korean and Arabic.
_NAMES: Final[Mapping[str, str]] = {
    "name": "name surname firstname lastname fullname forename middlename maidenname vorname "
    "nachname familienname nom prenom apellido apellidos nombrecompleto cognome nomecompleto "
    "sobrenome voornaam achternaam naam imie nazwisko fornamn efternamn namn имя фамилия фио "
    "όνομα επώνυμο 姓名 氏名 名前 이름 성명 اسم",
    "e-mail address": "email mail emailaddress courriel correo correoelectronico adresseemail "
    "epost почта 邮箱 メール 이메일 بريد",
    "phone number": "phone telephone mobilephone mobilenumber cellphone phonenumber telefon tel "
    "fax handynummer portable telefono celular movil cellulare telefone telemovel telefoon "
    "telefonnummer komorka "
    "телефон τηλέφωνο 电话 手机 電話 전화 هاتف",
    "bank account": "iban bban accountnumber bankaccount kontonummer creditcard cardnumber "
    "kreditkarte cartebancaire cuentabancaria tarjeta contocorrente contabancaria rekeningnummer "
    "numerkonta",
    "date of birth": "birthdate birthday birth dateofbirth dob born geburtsdatum geburtstag "
    "datedenaissance naissance fechadenacimiento fechanacimiento nacimiento datadinascita nascita "
    "datadenascimento nascimento geboortedatum dataurodzenia fodelsedatum рождения γέννησης "
    "出生日期 生年月日 생년월일",
    "national number": "ssn socialsecurity nationalid nationalnumber personalnumber passport "
    "passportnumber taxid nino bsn "
    "pesel cpf dni nie nif curp nir steuerid steuernummer ausweisnummer reisepass "
    "sozialversicherungsnummer codicefiscale numerodesecuritesociale passeport pasaporte "
    "passaporto paspoort personnummer aadhaar снилс инн паспорт 身份证 身份证号 护照 マイナンバー "
    "주민등록번호",
    "address": "address street streetaddress postcode postalcode zip zipcode adresse strasse "
    "anschrift postleitzahl plz hausnummer rue codepostal direccion calle codigopostal indirizzo "
    "viacivico cap endereco rua cep adres straat straatnaam kodpocztowy ulica adress gatuadress "
    "адрес διεύθυνση 地址 住所 주소 عنوان",
    "network address": "ip ipaddress ipadresse macaddress",
}
_BY_WORD: Final = {word: kind for kind, words in _NAMES.items() for word in words.split()}
_ALONE: Final = {
    "nombre": "name", "nome": "name", "cell": "phone number", "mobile": "phone number",
    "mobil": "phone number", "handy": "phone number", "cap": "address",
}  # fmt: skip
"""Words that mean something else beside another word."""

_NOBODY: Final = (
    "product file model brand company firm device city country region state branch campaign "
    "feature column class category group team event item store shop site page host school program "
    "course project queue channel source currency language candidate rule job department"
)
_THINGS: Final = frozenset(_NOBODY.split())
"""What has a name and is nobody."""

_MAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63})+")
_PHONE: Final = re.compile(r"(\+|00)[1-9][\d ()/.-]{6,18}\d|0\d{2,4}[ /-][\d -]{4,10}\d")
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_US: Final = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_IP: Final = re.compile(r"(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}")
_NINO: Final = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]")
_FISCAL: Final = re.compile(r"[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]")
_DNI: Final = re.compile(r"(\d{8})-?([A-Z])")
_CARD: Final = re.compile(r"[3-6]\d{3}([ -]?\d{4}){2}[ -]?\d{1,7}")


def kind(name: str, values: Sequence[str]) -> str | None:
    """What a column tells of a person; None where nothing says that it tells who somebody is.

    Args:
        name: the column's.
        values: a sample of it.

    >>> kind("Customer e-mail", []), kind("x", ["DE89370400440532013000"]), kind("age", ["41"])
    ('e-mail address', 'bank account', None)
    """
    words = _words(name)
    joined = {"".join(pair) for pair in pairwise(words)} | {"".join(words)}
    alone = _ALONE.get(words[0]) if len(words) == 1 else None
    told = (word for word in (*words, *sorted(joined)) if word in _BY_WORD)
    named = alone or next((_BY_WORD[word] for word in told if word not in _ALONE), None)
    said = [value.strip() for value in values if value.strip()]
    is_short = bool(said) and max(map(len, said)) <= _SHORT
    if is_short or (named == "name" and _THINGS & set(words)):
        named = None
    return named or _by_values(said)


def _words(name: str) -> list[str]:
    """The words of a column's name, small, without marks over Latin letters.

    >>> _words("PrénomNom"), _words("Straße_2"), _words("電話")
    (['prenom', 'nom'], ['strasse'], ['電話'])
    """
    parts = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", name).casefold()
    plain = re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", unicodedata.normalize("NFD", parts))
    whole = unicodedata.normalize("NFC", plain).replace("e-mail", "email").replace("ł", "l")
    return re.findall(r"[^\W\d_]+", whole)


def _by_values(values: Sequence[str]) -> str | None:
    counts = {kind: sum(map(test, values)) for kind, test in _TESTS.items()}
    return next((kind for kind, count in counts.items() if count > _MOST * len(values)), None)


def is_iban(text: str) -> bool:
    """Whether a text is a bank account's number: ISO 13616, the remainder by 97 is 1.

    >>> is_iban("GB82 WEST 1234 5698 7654 32"), is_iban("GB82 WEST 1234 5698 7654 33")
    (True, False)
    """
    plain = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(mark, 36)) for mark in plain[4:] + plain[:4])) % 97 == 1


def is_card(text: str) -> bool:
    """Whether a text is a payment card's number: ISO/IEC 7812, by Luhn's sum.

    >>> is_card("4111 1111 1111 1111"), is_card("4111 1111 1111 1112")
    (True, False)
    """
    if not _CARD.fullmatch(text):
        return False
    digits = [int(mark) for mark in reversed(text) if mark.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_national(text: str) -> bool:
    """Whether a text is a person's number in the United States or some countries of Europe.

    By how it is written, and by its check digit where it has one: Spain's DNI (23), Poland's PESEL
    (10), Italy's codice fiscale, the United Kingdom's NINO; Brazil's CPF (11).

    >>> [is_national(text) for text in ("078-05-1120", "12345678Z", "44051401359", "QQ123456C")]
    [True, True, True, False]
    """
    if found := _DNI.fullmatch(text):
        return "TRWAGMYFPDXBNJZSQVHLCKE"[int(found[1]) % 23] == found[2]
    written = (_US, _NINO, _FISCAL)
    return any(one.fullmatch(text) for one in written) or _is_pesel(text) or _is_cpf(text)


def _is_pesel(text: str) -> bool:
    """Eleven digits that begin with a day of birth, weighted by 1, 3, 7 and 9."""
    if not re.fullmatch(r"\d\d[0-9]\d[0-3]\d{6}", text):
        return False
    digits = [int(mark) for mark in text]
    is_day = 1 <= int(text[2:4]) % 20 <= 12 and 1 <= int(text[4:6]) <= 31  # noqa: PLR2004
    weighted = zip(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), strict=True)
    return is_day and sum(digit * weight for digit, weight in weighted) % 10 == 0


def _is_cpf(text: str) -> bool:
    """Nine digits and two that check them, written with dots and a dash."""
    if not re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d\d", text):
        return False
    digits = [int(mark) for mark in text if mark.isdigit()]

    def check(size: int) -> int:
        weighted = zip(digits[:size], range(size + 1, 1, -1), strict=True)
        return sum(digit * weight for digit, weight in weighted) * 10 % 11 % 10

    return [check(9), check(10)] == digits[9:]


_TESTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "e-mail address": lambda text: bool(_MAIL.fullmatch(text)),
    "bank account": lambda text: is_iban(text) or is_card(text),
    "national number": is_national,
    "network address": lambda text: bool(_IP.fullmatch(text)),
    "phone number": lambda text: bool(_PHONE.fullmatch(text)),
}
