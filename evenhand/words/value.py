"""Sentences on what the candidate is worth against today, step by step."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from evenhand.findings import Estimate, Findings, Omitted, Value, ValueStep
from evenhand.review import Review
from evenhand.words import break_even, prices, say

UNKNOWN: Final = "What it is worth against today can't be told yet"
_UNITS: Final = ((1e9, " billion"), (1e6, " million"))
_EXACT: Final = 3
_MOST_TOLD: Final = 2  # prices that would turn it round


def value_of(findings: Findings) -> Value | None:
    """What the candidate is worth; None where that is not asked for, or not known."""
    return findings.value if isinstance(findings.value, Value) else None


def unit_of(*amounts: float) -> tuple[float, str]:
    """What large amounts are counted in, and its name.

    >>> unit_of(14e6, -200.0), unit_of(3500.0)
    ((1000000.0, ' million'), (1.0, ''))
    """
    most = max(map(abs, amounts), default=0.0)
    return next((one for one in _UNITS if most >= one[0]), (1.0, ""))


def money(amount: float, found: Value) -> str:
    """An amount of the review's currency, in words where it is large."""
    return f"{_currency(found)}{large(amount)}"


def large(amount: float) -> str:
    """A number that may be large.

    >>> large(1_234_567), large(3500)
    ('1.2 million', '3,500')
    """
    times, unit = unit_of(amount)
    return f"{say.number(amount / times)}{unit}"


def _currency(found: Value) -> str:
    return f"{say.name(found.currency, 12)} " if found.currency else ""


def per(found: Value, review: Review) -> str:
    """How many cases the amounts are of."""
    return "a year" if found.per == "year" else f"for 1,000 {say.name(review.words.plural)}"


# Who replaces whom


def today_name(found: Value, review: Review) -> str:
    """Who decides everything today."""
    if found.against == "people":
        return f"{say.name(review.words.person)}s"
    return say.the(review.baseline.name) if review.baseline else "today's process"


def then_name(findings: Findings, review: Review) -> str:
    """Who decides with the candidate."""
    model, found, handed = say.the(review.handoff_candidate.name), findings.value, findings.handoff
    share = handed.coverage.value if handed and not handed.reason else None
    earns = isinstance(found, Value) and found.measured == "earnings"
    if earns or share is None or share == 1:
        return model
    return f"{model} and {say.a_or_an(review.words.person)}"


def value_title(findings: Findings, review: Review) -> str:
    """What the switch saves or costs, and what that could be; or that one can't tell."""
    found = value_of(findings)
    if found is None or found.net.value is None or found.net.low is None or found.net.high is None:
        return UNKNOWN
    low, high, each = found.net.low, found.net.high, per(found, review)
    subject = f"replacing {today_name(found, review)} by {then_name(findings, review)}"
    if low == high == 0:
        return f"{say.capital(subject)} makes no difference in money"
    if low <= 0 <= high:
        return f"Can't tell yet whether {subject} pays: {each}, {_either(found)}"
    verb = _VERBS[found.measured][int(low > 0)]
    amount, span = money(abs(found.net.value), found), _span(found.net)
    could = f"; it could be anything from {span}" if span else ""
    return f"{say.capital(subject)} {verb} about {amount} {each}{could}"


# By what is measured: what it does where it is worse, and where it is better.
_VERBS: Final = {"costs": ("costs", "saves"), "earnings": ("loses", "earns")}
_ENDS: Final = {"costs": ("more", "less"), "earnings": ("less", "more")}
_MEASURED: Final = {"costs": "in cost", "earnings": "earned"}


def _span(net: Estimate) -> str:
    """Both ends of what is saved, or of what is lost, without its sign."""
    ends = sorted(abs(end) for end in (net.low, net.high) if end is not None)
    times, unit = unit_of(*ends)
    low, high = say.apart(*(end / times for end in ends))
    return "" if low == high else f"{low} to {high}{unit}"


def _either(found: Value) -> str:
    """Both ends of what may be lost or saved."""
    low, high = found.net.low or 0.0, found.net.high or 0.0
    worse, better = _ENDS[found.measured]
    what = _MEASURED[found.measured]
    return (
        f"anything from {money(-low, found)} {worse} to {money(high, found)} {better} {what} "
        "is possible"
    )


# Steps


def step_name(step: ValueStep, review: Review) -> str:
    """What a step is, with how many more or fewer there are."""
    return _STEPS[step.key](step, review)


def step_text(step: ValueStep) -> str:
    """What a step saves or costs, in the unit of the chart."""
    if not step.amount:
        return "changes nothing"
    verb = _VERBS["costs"][int(step.amount > 0)]
    verb = "brings" if step.key in _BRINGING and step.amount > 0 else verb
    return f"{verb} {large(abs(step.amount))}"


def net_text(found: Value) -> str:
    """What is saved or gained in all, with both ends, in the unit of the chart."""
    value, low, high = found.net.value or 0.0, found.net.low or 0.0, found.net.high or 0.0
    if value < 0:
        word, value, low, high = "Lost", -value, -high, -low
    else:
        word = {"costs": "Saved", "earnings": "Gained"}[found.measured]
    times, unit = unit_of(value, low, high)
    ends = " to ".join(say.apart(low / times, high / times))
    return f"{word}: {say.number(value / times)} (from {ends}){unit}"


_BRINGING: Final = frozenset({"outcomes", "other"})


def _more(step: ValueStep, what: str) -> str:
    """How many more or fewer of something."""
    if not step.difference:
        return f"as many {what}"
    word = "more" if step.difference > 0 else "fewer"
    return f"{_many(abs(step.difference))} {word} {what}"


def _many(count: float) -> str:
    """A number of cases, whole unless it is less than one."""
    return say.number(float(round(count)) if count >= 1 else count)


def _by_people(step: ValueStep, review: Review, what: str) -> str:
    """How many of something by people; how many fewer where they decide everything today."""
    today = step.count - step.difference
    many = f"{_many(step.count)} {what}" if not today else _more(step, what)
    return f"{many} by {say.a_or_an(review.words.person)}"


def _by_model(step: ValueStep, review: Review, what: str) -> str:
    """How many more or fewer of something; whose they are where people make some as well."""
    apart = review.handoff_threshold and review.baseline
    return f"{_more(step, what)}{f' by {_model(review)}' if apart else ''}"


def _model(review: Review) -> str:
    return say.the(review.handoff_candidate.name)


_STEPS: Final[Mapping[str, Callable[[ValueStep, Review], str]]] = {
    "false_alarms": lambda s, r: _by_model(s, r, break_even.wrong_yeses(r)),
    "missed": lambda s, r: _by_model(s, r, "missed"),
    "reviews": lambda s, r: _by_people(s, r, "looks"),
    "people_false_alarms": lambda s, r: _by_people(s, r, break_even.wrong_yeses(r)),
    "people_missed": lambda s, r: _by_people(s, r, "missed"),
    "running": lambda _, r: f"running {_model(r)}",
    "waiting": lambda _, r: f"waiting for {_model(r)}",
    "outcomes": lambda s, r: _more(s, f"{say.name(r.words.plural)} with the wanted outcome"),
    "upkeep": lambda _, r: f"upkeep of {_model(r)}",
    "other": lambda s, _: "another amount" if isinstance(s.name, Omitted) else say.name(s.name, 40),
}


# What it means


def value_meaning(findings: Findings, review: Review) -> str:
    """What one more error costs, and at which price it would be worth nothing."""
    found = value_of(findings)
    if found is None:
        return f"{UNKNOWN}."
    parts = (one_more_error(found, review), turning(found, review))
    return " ".join(part for part in parts if part) or "The costs are those of this review."


def one_more_error(found: Value, review: Review) -> str:
    """What one more error in every 1,000 cases costs; empty where mistakes cost nothing."""
    one, alarm = found.one_more_error_per_1000, break_even.wrong_yes(review).removeprefix("a ")
    among = f" in every 1,000 {say.name(review.words.plural)}"
    year = " a year" if found.per == "year" else ""
    priced = [(w, a) for w, a in ((alarm, one.false_alarm), ("missed one", one.missed)) if a]
    said = [
        f"one more {what}{'' if place else among} costs {money(amount, found)}{year}"
        for place, (what, amount) in enumerate(priced)
    ]
    return f"{say.capital('; '.join(said))}." if said else ""


def turning(found: Value, review: Review) -> str:
    """At which prices it would be worth nothing: those nearest to what they are now."""
    net = found.net.value
    if not net:
        return ""
    told = sorted(_turns(found, review))[:_MOST_TOLD]
    word = "stop paying" if net > 0 else "begin to pay"
    return f"It would {word} if {', or if '.join(text for _, text in told)}." if told else ""


def _turns(found: Value, review: Review) -> Iterator[tuple[float, str]]:
    """By how many times a price would have to change, and how that is said."""
    own = review.amounts
    for cost, name in price_names(review).items():
        then, now = found.break_even.get(cost), own.get(cost)
        if then is not None and now:
            far = max(then / now, now / then) if then else float("inf")
            instead = f" instead of {say.number(now, _EXACT)}"
            yield far, f"{name} {_currency(found)}{say.number(then, _EXACT)}{instead}"


def price_names(review: Review) -> dict[str, str]:
    """What is said of each price that may change, up to the amount."""
    person, model = say.a_or_an(review.words.person), _model(review)
    lines = review.costs.other if review.costs else ()
    alarm = break_even.wrong_yes(review)
    return {
        "false_positive": f"{alarm} cost",
        "false_negative": "a missed one cost",
        "review": f"a look by {person} cost",
        "cost_per_case": f"running {model} once cost",
        "waiting_per_second": "a second of waiting cost",
        "positive_worth": "a wanted outcome were worth",
        "upkeep_per_year": f"a year's upkeep of {model} cost",
        **{
            f"other_{place}": f"“{say.name(line.name, 40)}” came to"
            for place, line in enumerate(lines, 1)
        },
    }


def value_how(findings: Findings, review: Review) -> str:
    """Formula, what stands for what is not known, and how sure the net is."""
    found = value_of(findings)
    if found is None:
        return "No costs are set."
    taken = (
        ""
        if found.people_known
        else " People are taken to be right, since nothing says how often they are."
    )
    return (
        f"{say.capital(today_name(found, review))} deciding every one of "
        f"{say.number(found.cases, 6)} {say.name(review.words.plural)} today, beside "
        f"{then_name(findings, review)}. Each step is a price times how many more or fewer there "
        "are; the steps add up to the net. Mistakes are counted on cases whose outcome is known, "
        f"and stand for all.{taken} The interval is that of the difference on the same cases"
        f"{' of either arm' if found.measured == 'earnings' else ''}; prices and amounts by the "
        "year are taken as exact."
    )


_ALWAYS: Final = ("cost_per_case", "cases_per_year")


def value_prices(findings: Findings, review: Review) -> tuple[str, ...]:
    """Which costs the steps hang on, by their keys; none where they are not known."""
    found = value_of(findings)
    if found is None:
        return ()
    yearly = ("upkeep_per_year",) if found.per == "year" else ()
    asked = {*(step.cost for step in found.steps), *_ALWAYS, *yearly}
    return tuple(cost for cost in prices.cost_labels(review) if cost in asked)
