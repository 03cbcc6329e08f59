"""How numbers and names are written: the small pieces every sentence is made of."""

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from evenhand.findings import Estimate

CANNOT: Final = "can't be estimated"
DASH: Final = "\u2013"
MINUS: Final = "\u2212"
_RIGHT_TO_LEFT: Final = {"R", "AL", "AN"}
_STEERING: Final = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
_JOINERS: Final = {"\u200d"}  # holds an emoji together
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_FEW: Final = 100
_FINEST: Final = 7
_MOST: Final = 10_000_000


def name(text: object, width: int = 60) -> str:
    r"""A user's own word for a sentence: nothing that steers the text, shortened, isolated.

    Args:
        text: a column, group or candidate.
        width: how many characters to keep.

    >>> name("months late")
    'months late'
    >>> name("x" * 80, 10)
    'xxxxxxxxx…'
    >>> name("אב") == "\u2068אב\u2069"
    True
    """
    plain = shortened(cleaned(text), width)
    turns = not plain.isascii() and any(
        unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in plain
    )
    return f"\u2068{plain}\u2069" if turns else plain


def cleaned(text: object) -> str:
    r"""Text without line breaks, control and direction marks; `(no name)` where nothing is left.

    >>> cleaned("a\nb\u202e")
    'a b'
    """
    said = str(text)
    if not (said.isascii() and said.isprintable()):  # most are, and no letter need be looked at
        said = "".join(
            letter if unicodedata.category(letter) not in _STEERING or letter in _JOINERS else " "
            for letter in said
        )
    plain = " ".join(said.split())
    return plain if plain.strip("".join(_JOINERS)) else "(no name)"


def shortened(text: str, width: int) -> str:
    """At most so many characters, the last one an ellipsis where some are left out."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def begun(said: str, width: int) -> str:
    """At most so many characters of a sentence, which ends after a whole word; one word is cut.

    >>> begun("Race: Black 99, Hispanic 55.", 20)
    'Race: Black 99…'
    >>> begun("Race: Black 99.", 20), begun("Kraftfahrzeughaftpflicht", 10)
    ('Race: Black 99.', 'Kraftfahr…')
    """
    if len(said) <= width:
        return said
    whole, _, _ = said[:width].rpartition(" ")
    return f"{whole.rstrip(' ,;:')}…" if whole else shortened(said, width)


def readable(column: object, width: int = 60) -> str:
    """A column's name as words.

    >>> readable("months_late_september")
    'months late september'
    """
    return name(str(column).replace("_", " "), width)


def the(candidate: str) -> str:
    """A candidate's name, with an article where it is a common noun.

    Several words, none of them a name or a number, are one: a name has a capital, as a rule.

    >>> the("rule"), the("MiniLM model"), the("VADER")
    ('the rule', 'the MiniLM model', 'VADER')
    >>> the("average digit"), the("one rater"), the("xgboost v2")
    ('the average digit', 'one rater', 'xgboost v2')
    """
    words = candidate.split()
    common = bool(words) and words[-1].casefold() in _COMMON
    return f"the {name(candidate)}" if common or _is_phrase(words) else name(candidate)


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether these are several plain words, without an article or a number of their own."""
    plain = all(re.fullmatch(r"[a-z]+(-[a-z]+)*,?", word) for word in words)
    return len(words) > 1 and plain and words[0] not in _NO_ARTICLE


_NO_ARTICLE: Final = frozenset(
    {"a", "an", "the", "one", "two", "three", "no", "any", "all", "each", "every", "some", "my"}
    | {"our", "your", "their", "its", "his", "her", "this", "that", "always", "never", "nobody"}
)


_COMMON: Final = frozenset(
    {"rule", "model", "baseline", "person", "lexicon", "network", "score", "keywords"}
    | {"lender", "officer", "reviewer", "rules", "alarm", "alarms"}
)


def capital(sentence: str) -> str:
    """A sentence with its first letter upper case, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def a_or_an(noun: str) -> str:
    """A noun with its article.

    >>> a_or_an("agent"), a_or_an("credit officer"), a_or_an("user")
    ('an agent', 'a credit officer', 'a user')
    """
    low = noun.casefold()
    sounds_like_y = low.startswith(("us", "uni", "eu", "one"))
    vowel = low[:1] in {"a", "e", "i", "o", "u"} and not sounds_like_y
    return f"{'an' if vowel else 'a'} {name(noun)}"


def listed(parts: Sequence[str]) -> str:
    """Parts as one phrase.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def either(parts: Sequence[str]) -> str:
    """Several things of which each is meant by itself.

    >>> either(["sex"]), either(["sex", "age", "site"])
    ('sex', 'sex, age or site')
    """
    *first, last = parts
    return f"{', '.join(first)} or {last}" if first else last


def spoke(parts: Sequence[tuple[str, float]], most: int) -> str:
    """What spoke most for an answer; or against it, where all together did and it was given anyhow.

    None of these is the reason of an answer that the model starts from.

    Args:
        parts: largest first, each with how far it moved the model towards the answer.
        most: how many to name.

    >>> spoke([("late", 0.9), ("paid", -0.3)], 2), spoke([("late", -0.9), ("paid", 0.3)], 2)
    ('; late spoke most for that', ', although late spoke against it')
    """
    way = 1 if sum(amount for _, amount in parts) > 0 else -1
    named = [name for name, amount in parts if amount * way > 0][:most]
    if not named:
        return ""
    return (
        f"; {listed(named)} spoke most for that"
        if way > 0
        else (f", although {listed(named)} spoke against it")
    )


def counted(n: int, one: str, many: str) -> str:
    """A number of things.

    >>> counted(1, "customer", "customers"), counted(2400, "customer", "customers")
    ('1 customer', '2,400 customers')
    """
    return f"{n:,} {one if n == 1 else many}"


def unit(amount: float, named: str) -> str:
    """The unit of an amount, in the number that the amount asks for.

    Args:
        amount: of which it is the unit.
        named: as a review's dictionary names it, of one or of many; a sign stays as it is.

    >>> unit(1, "months"), unit(-1, "months"), unit(2, "month"), unit(1.5, "months")
    ('month', 'month', 'months', 'months')
    >>> unit(1, "thousand dollars"), unit(1, "hours a week"), unit(1, "TWD"), unit(1, "% of rated")
    ('thousand dollars', 'hour a week', 'TWD', '% of rated')
    """
    first, *rest = name(named, 24).split(" ")
    one = next((word for word in _UNITS if first in {word, f"{word}s"}), None)
    counted_as = first if one is None else one if abs(amount) == 1 else f"{one}s"
    return " ".join((counted_as, *rest))


_UNITS: Final = (
    "second", "minute", "hour", "day", "week", "month", "quarter", "year", "cent", "dollar", "euro",
    "pound", "point", "page", "item", "piece", "payment", "account", "loan", "claim", "order",
    "visit", "call", "word", "letter", "mile", "metre", "meter", "kilometre", "gram", "kilogram",
    "litre", "degree", "unit", "time",
)  # fmt: skip


def number(value: float, digits: int = 2) -> str:
    """A number with so many significant digits, never in powers of ten.

    >>> number(12345.0), number(0.01234), number(0.0), number(99.6)
    ('12,000', '0.012', '0', '100')
    >>> number(-3.0) == MINUS + "3"
    True
    """
    if not math.isfinite(value):
        return "without end"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))))
    decimals = digits - 1 - exponent
    text = f"{round(abs(value), decimals):,.{max(decimals, 0)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{MINUS}{text}" if value < 0 else text


def apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as few digits as tell them apart.

    >>> apart(0.9381, 0.9423), apart(99.1, 99.4), apart(1.0, 1.0)
    (('0.938', '0.942'), ('99.1', '99.4'), ('1', '1'))
    """
    pairs = ((number(one, digits), number(other, digits)) for digits in range(2, _FINEST))
    return next((pair for pair in pairs if pair[0] != pair[1]), (number(one), number(other)))


def denominator(*shares: float | None) -> int:
    """100, or the power of ten of which the smallest share that is not nothing is at least 1.

    >>> denominator(0.2, 0.0042), denominator(0.0, 0.5), denominator(1e-12)
    (1000, 100, 10000000)
    """
    some = [share for share in shares if share]
    of = _FEW
    while some and min(some) * of < 1 and of < _MOST:
        of *= 10
    return of


def portion(share: float, of: int, decimals: int = 0) -> str:
    """How many of so many; never 0 where there are some, never all where some are not.

    >>> portion(0.0042, 100), portion(0.702, 100), portion(0.9999, 100), portion(0, 100)
    ('fewer than 1', '70', 'more than 99', '0')
    >>> portion(0.7024, 100, 1), portion(0.0004, 100, 1)
    ('70.2', 'fewer than 0.1')
    """
    count, least = round(share * of, decimals), 10.0**-decimals
    if share > 0 and count == 0:
        return f"fewer than {least:.{decimals}f}"
    if share < 1 and count == of:
        return f"more than {of - least:,.{decimals}f}"
    return f"{count:,.{decimals}f}"


def of_cases(
    estimate: Estimate, of: int | None = None, cases: str = "", *, decimals: int = 0
) -> str:
    """Counts first: an estimate as so many of 100, or of a number in which its count is seen.

    Args:
        estimate: a share and the cases it was counted from.
        of: the denominator to use, where several are compared.
        cases: the noun for them.
        decimals: of the count, where several are compared.

    >>> of_cases(Estimate(0.094, 0.08, 0.11, 5000))
    '9 of 100'
    >>> of_cases(Estimate(0.0042, 0.002, 0.007, 5000), cases="customers")
    '4 of 1,000 customers'
    >>> of_cases(Estimate(0.15, 0.05, 0.36, 20))
    '3 of 20'
    >>> of_cases(Estimate(0.0, 0.0, 0.16, 120))
    'none of 120 (up to 3 of 120 is possible)'
    >>> of_cases(Estimate(n=0))
    "can't be estimated"
    """
    share, n = estimate.value, estimate.n
    if share is None:
        return CANNOT
    noun = f" {cases}" if cases else ""
    if share == 0 and n:
        return f"none of {n:,}{noun}{_at_most(n)}"
    if share == 1 and n:
        return f"all of {n:,}{noun}"
    if of is None and 0 < n < _FEW:
        return f"{round(share * n):,} of {n:,}{noun}"
    of = of or denominator(share)
    return f"{portion(share, of, decimals)} of {of:,}{noun}"


def ranged(estimate: Estimate) -> str:
    """Counts first, with the interval in the same counts.

    >>> ranged(Estimate(0.094, 0.08, 0.11, 5000))
    '9 of 100 (8 to 11)'
    >>> ranged(Estimate(0.15, 0.052, 0.36, 20))
    '3 of 20 (1 to 7.2)'
    >>> ranged(Estimate(0.858, 0.855, 0.861, 15000))
    '86 of 100 (85.5 to 86.1)'
    """
    said = of_cases(estimate)
    if not estimate.value or estimate.low is None or estimate.high is None:
        return said
    of = estimate.n if 0 < estimate.n < _FEW else denominator(estimate.value)
    ends = [max(end, 0.0) * of for end in (estimate.low, estimate.high)]
    alike = number(ends[0]) == number(ends[1])
    low, high = (number(end, 3 if alike else 2) for end in ends)
    return f"{said} ({low} to {high})"


def _at_most(n: int) -> str:
    """What none of n still allows (the rule of three)."""
    return f" (up to 3 of {n:,} is possible)" if n > 3 else ""  # noqa: PLR2004  # else: all


def span(estimate: Estimate) -> str:
    """The interval of a share, as counts of the same denominator.

    >>> span(Estimate(0.094, 0.08, 0.11, 5000))
    'between 8 and 11 of 100'
    """
    if estimate.low is None or estimate.high is None:
        return "without an interval"
    of = denominator(estimate.low, estimate.high)
    low, high = (number(max(end, 0.0) * of) for end in (estimate.low, estimate.high))
    return f"between {low} and {high} of {of:,}"


def mean(estimate: Estimate) -> str:
    """A mean that is no count, of 100, with its interval.

    >>> mean(Estimate(-0.05, -0.08, 0.01, 40)) == f"{MINUS}5 of 100, between {MINUS}8 and 1"
    True
    """
    if estimate.value is None:
        return CANNOT
    said = f"{number(100 * estimate.value)} of 100"
    if estimate.low is None or estimate.high is None:
        return said
    return f"{said}, between {number(100 * estimate.low)} and {number(100 * estimate.high)}"


def parts(shares: Sequence[float], of: int) -> tuple[int, ...]:
    """Shares of a whole as counts that add up; each that is not nothing stays at least 1.

    >>> parts([0.704, 0.016, 0.28], 100)
    (70, 2, 28)
    >>> parts([0.996, 0.004], 100)
    (99, 1)
    """
    exact = [share * of for share in shares]
    floors = [max(math.floor(value), int(value > 0)) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: max(of - sum(floors), 0)]:
        floors[i] += 1
    floors[floors.index(max(floors))] -= max(sum(floors) - of, 0)
    return tuple(floors)


def only_in_table(drawn: int, left_out: int) -> str | None:
    """How many of a chart's rows are drawn; None where all are.

    >>> only_in_table(30, 10), only_in_table(30, 0)
    ('Drawn are 30 of 40; the others are in the table only.', None)
    """
    if not left_out:
        return None
    return f"Drawn are {drawn:,} of {drawn + left_out:,}; the others are in the table only."


def money(amount: float, currency: str) -> str:
    """An amount of money.

    >>> money(1234.5, "EUR"), money(20, ""), money(0.5, "EUR")
    ('EUR 1,200', '20', 'EUR 0.5')
    """
    text = number(amount)
    return f"{name(currency, 12)} {text}" if currency else text


def chance(p_value: float) -> str:
    """A p-value as text.

    >>> chance(0.00001), chance(0.0321)
    ('below 0.001', '0.032')
    """
    least = 0.001
    return f"below {least}" if p_value < least else number(p_value)


def day(at: str) -> str:
    """The day of a time, in UTC.

    >>> day("2026-11-02T09:50:48Z")
    '2 November 2026'
    """
    when = datetime.fromisoformat(at)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(at: str) -> str:
    """A time to the minute, in UTC.

    >>> moment("2026-11-02T09:50:48Z")
    '2 November 2026, 09:50 UTC'
    """
    return f"{day(at)}, {datetime.fromisoformat(at):%H:%M} UTC"
