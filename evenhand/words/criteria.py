"""Sentences on criteria and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.findings import Attestation, CriterionResult, Estimate, Findings, Omitted, State
from evenhand.review import Review
from evenhand.words import fairness, nouns, queue, say
from evenhand.words.columns import attribute_name
from evenhand.words.untold import NOT_KEPT

TOO_SMALL: Final = "A log this small can never show that this limit is kept"
PERSON_DECIDES: Final = "by the criteria of this review; a person decides"


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as a word and a shape, so that colour is never the message."""

    word: str
    symbol: str


MARKS: Final[Mapping[State, Mark]] = {
    State.INSIDE: Mark("inside", "✓"),
    State.OUTSIDE: Mark("outside", "✕"),
    State.CANNOT_TELL: Mark("can't tell yet", "?"),
}
VERDICT_SYMBOLS: Final[Mapping[str, str]] = {
    "Go": "✓",
    "Go with limits": "◐",
    "Not yet": "✕",
    "Can't tell yet": "?",
}


def state_text(state: State) -> str:
    """A state as symbol and word.

    >>> state_text(State.OUTSIDE)
    '✕ outside'
    """
    return f"{MARKS[state].symbol} {MARKS[state].word}"


def criterion_name(result: CriterionResult | Attestation, review: Review) -> str:
    """What a criterion is about, in plain words."""
    if isinstance(result, Attestation):
        return say.name(result.attest, 300)
    plain = _NAMES.get(result.finding, nouns.metric_phrase(result.finding, review))
    plain = _whose(result, review, plain) + plain
    words = {
        "{model}": say.the(result.candidate or review.handoff_candidate.name),
        "{rule}": say.the(review.baseline.name if review.baseline else "baseline"),
        "{favourable}": fairness.favourable(review),
        "{happens}": nouns.happens(review),
    }
    for noun, word in words.items():
        plain = plain.replace(noun, word)
    plain = nouns.filled(plain, review)
    by = f", by {attribute_name(result.attribute, review)}" if result.attribute else ""
    kind = {"difference": ": how far groups are apart", "ratio": ": lowest group against highest"}
    return f"{say.capital(plain)}{by}{kind.get(result.gap or '', '')}"


def _whose(result: CriterionResult, review: Review, sentence: str) -> str:
    """Whose answers a limit is on, where a sentence leaves it open and it is not the usual one."""
    named = "{model}" in sentence or result.candidate in {None, review.handoff_candidate.name}
    return "" if named else "with {model}: "


_NAMES: Final[Mapping[str, str]] = {
    "impact_ratio": "{favourable}, for every 100 of the highest group",
    "accuracy_difference": "how many more {cases} {model} answers rightly than {rule}",
    "cost_difference": "what 1,000 {cases} cost more with {model} than with {rule}",
    "outcome_difference": "how much more often {happens} with {model} than with {rule}",
    "earned_difference": "what 1,000 {cases} earn more with {model} than with {rule}",
    "coverage": "how many {cases} {model} decides alone",
    "automatic_error": "of those decided alone, how many are wrong",
    "team_accuracy": "how many {cases} {model} and the {person} together answer rightly",
    "wait_minutes": "how long a handed-off case waits",
    "calibration_error": "how far off the confidence of {model} is",
    "latency_p95": "how many milliseconds 95 of 100 answers take at most",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of one criterion are written, so that they can be compared.

    Attributes:
        times: what a value is multiplied by.
        unit: what stands behind it.
        before: what stands before it.
        lasts: whether it is a time in minutes, said in the unit that people would say.
    """

    times: float = 1.0
    unit: str = ""
    before: str = ""
    lasts: bool = False

    def text(self, value: float | None, digits: int = 2) -> str:
        """One value with its unit."""
        if value is None:
            return say.CANNOT
        return queue.lasting(value) if self.lasts else f"{self.bare(value, digits)}{self.unit}"

    def between(self, low: float, high: float) -> str:
        """Two values with their unit, which is said once where both have the same.

        >>> Scale(lasts=True).between(0.13, 0.21), Scale(lasts=True).between(0.5, 4.2)
        ('7.8 to 13 seconds', '30 seconds to 4.2 minutes')
        """
        if not self.lasts:
            return f"{self.bare(low)} to {self.bare(high)}{self.unit}"
        first, last = queue.lasting(low), queue.lasting(high)
        number, _, unit = first.rpartition(" ")
        return f"{number if last.endswith(f' {unit}') else first} to {last}"

    def bare(self, value: float, digits: int = 2) -> str:
        """One value without its unit."""
        return f"{self.before}{say.number(value * self.times, digits)}"


def scale(result: CriterionResult, review: Review) -> Scale:
    """The scale of a criterion: so many of 100, for every 100, money, minutes or a plain number."""
    if result.finding in {"cost_difference", "earned_difference"}:
        currency = review.costs.currency if review.costs else ""
        return Scale(before=f"{say.name(currency, 12)} " if currency else "")
    if result.finding == "wait_minutes":
        return Scale(unit=" minutes", lasts=True)
    if result.finding == "latency_p95":
        return Scale(unit=" milliseconds")
    if _is_ratio(result):
        return Scale(100, " for every 100")
    of = say.denominator(abs(result.value.value or 0.0), abs(_limit(result) or 0.0))
    return Scale(of, f" of {of:,}")


def _limit(result: CriterionResult) -> float | None:
    """The limit itself, whichever side it is on."""
    limits = (result.at_most, result.at_least)
    return next((limit for limit in limits if isinstance(limit, int | float)), None)


def limit_text(result: CriterionResult, review: Review) -> str:
    """The limit of a criterion, on the same scale as what was measured."""
    limit = _limit(result)
    side = "at most" if isinstance(result.at_most, int | float) else "at least"
    return "no limit" if limit is None else f"{side} {scale(result, review).text(limit, 4)}"


def value_text(result: CriterionResult, review: Review) -> str:
    """What was measured, on the criterion's scale."""
    value = result.value.value
    return _unmeasured(result) if value is None else scale(result, review).text(value)


def _unmeasured(result: CriterionResult) -> str:
    """Why there is no number: one that was judged by was there, before small counts were merged."""
    return say.CANNOT if result.state is State.CANNOT_TELL else NOT_KEPT


def interval_text(result: CriterionResult, review: Review) -> str | None:
    """The interval of what was measured; None where there is none, or it is a single point."""
    low, high = result.value.low, result.value.high
    if low is None or high is None or low == high:
        return None
    used = scale(result, review)
    return used.between(low, high)


def measured_text(result: CriterionResult, review: Review) -> str:
    """What was measured, with its interval."""
    interval = interval_text(result, review)
    return f"{value_text(result, review)}{f' (from {interval})' if interval else ''}"


def claim(result: CriterionResult, review: Review) -> str:
    """What was measured, as half a sentence."""
    value = result.value.value
    if value is None:
        return f"{lowered(criterion_name(result, review))}: {_unmeasured(result)}"
    template = _CLAIMS.get(result.finding, "{phrase}: {value}")
    if result.gap is not None:
        template = _GAP_CLAIMS[result.gap]
    template = _whose(result, review, template) + template
    used = scale(result, review)
    signed = "{way}" in template
    words = {
        "{phrase}": nouns.metric_phrase(result.finding, review),
        "{favourable}": fairness.favourable(review),
        "{happens}": nouns.happens(review),
        "{groups}": say.name(result.group or "the groups"),
        "{model}": say.the(result.candidate or review.handoff_candidate.name),
        "{rule}": say.the(review.baseline.name if review.baseline else "baseline"),
        "{case}": say.name(review.words.case),
        "{way}": _WAYS[result.finding][int(value < 0)] if signed else "",
        "{value}": used.text(abs(value) if signed else value),
    }
    for noun, word in words.items():
        template = template.replace(noun, word)
    return nouns.filled(template, review)


_WAYS: Final[Mapping[str, tuple[str, str]]] = {
    "accuracy_difference": ("more", "less"),
    "cost_difference": ("more", "less"),
    "outcome_difference": ("more", "less"),
    "earned_difference": ("more", "less"),
}
_GAP_CLAIMS: Final[Mapping[str, str]] = {
    "difference": "{groups} are {value} apart ({phrase})",
    "ratio": "{groups}: the lower has {value} of the higher ({phrase})",
}
_CLAIMS: Final[Mapping[str, str]] = {
    "impact_ratio": "{favourable}: {groups}, {value}",
    "accuracy_difference": "{model} is right {way} often than {rule}, by {value} {cases}",
    "cost_difference": "1,000 {cases} cost {value} {way} with {model} than with {rule}",
    "outcome_difference": "{happens} {way} often with {model} than with {rule}, by {value}",
    "earned_difference": "1,000 {cases} earn {value} {way} with {model} than with {rule}",
    "coverage": "{model} decides {value} {cases} alone",
    "automatic_error": "of those that {model} decides alone, {value} are wrong",
    "team_accuracy": "{model} and the {person} together answer {value} {cases} rightly",
    "wait_minutes": "a handed-off {case} waits {value} on average",
    "calibration_error": "the confidence of {model} is off by {value}",
    "latency_p95": "95 of 100 answers take {value} at most",
}


def weighed(result: CriterionResult, review: Review) -> str:
    """What was measured beside its limit, as half a sentence."""
    said, limit = claim(result, review), limit_text(result, review)
    if result.state is State.OUTSIDE and result.value.value is None:
        what = lowered(criterion_name(result, review))
        return f"{what}: beyond your limit of {limit}, by a number that is {NOT_KEPT}"
    if result.state is State.OUTSIDE:
        return f"{said}; your limit is {limit}"
    if result.value.value is None:
        return said
    return f"{said}, too close to your limit of {limit}"


def lowered(text: str) -> str:
    """A sentence with its first letter lower case, to stand after a colon."""
    return text[:1].lower() + text[1:]


def criterion_sentence(result: CriterionResult | Attestation, review: Review) -> str:
    """One criterion in one sentence: the state, what was measured, and the limit."""
    if isinstance(result, Attestation):
        return _attested(result, criterion_name(result, review))
    interval = interval_text(result, review)
    said = f"{say.capital(MARKS[result.state].word)}: {claim(result, review)}"
    ends = f" (from {interval})" if interval else ""
    limit = limit_text(result, review)
    return f"{said}{ends}; the limit you set is {limit}{_more(result, review)}."


def _more(result: CriterionResult, review: Review) -> str:
    """What else there is to say where it can't be told, or where no number says it."""
    if result.state is not State.CANNOT_TELL and result.value.value is not None:
        return ""
    if result.reason:
        mark = "." if result.reason[:1].isupper() else ";"
        return f"{mark} {result.reason.rstrip('.')}"
    settling = settling_text(result, review)
    return f"; {settling}" if settling else ""


def settling_text(result: CriterionResult, review: Review) -> str | None:
    """How many more cases, and of which group, would settle a criterion; None where not known."""
    if not result.cases_needed:
        return None
    more = f"about {say.number(float(result.cases_needed))} more {nouns.cases(review)}"
    more += _few_of_them(result, review)
    if result.needed_of is None:
        spread = ", spread over all groups as now," if result.attribute else ""
        return f"{more}{spread} would settle it, if the rates stay"
    both = " together" if result.needed_of == result.group else ""
    return f"{more} of {say.name(result.needed_of)}{both} would settle it, if the rates stay"


def _few_of_them(result: CriterionResult, review: Review) -> str:
    """How many of the cases needed a share is counted among, where that is less than half."""
    among, needed = result.needed_among, result.cases_needed
    if among is None or needed is None or 2 * among >= needed:
        return ""
    of = nouns.filled(nouns.FINDING_TERMS[result.finding].of, review)
    which = of.removeprefix(f"{nouns.cases(review)} ")
    return f", about {say.number(float(among))} of them {which},"


def parity_sentence(result: CriterionResult) -> str | None:
    """How often a log of this size would tell if groups did not differ; None for single numbers."""
    said = parity_text(result)
    if said is None:
        return None
    if _is_too_small(result):
        return f"{TOO_SMALL}: even where groups do not differ at all, it could not (simulated)."
    return f"Of 100 logs of this size in which groups do not differ at all: {said} (simulated)."


def parity_text(result: CriterionResult) -> str | None:
    """The states of 100 logs in which groups do not differ; None for limits on one number."""
    found = result.at_parity
    if isinstance(found, Omitted):
        return None
    if _is_too_small(result):
        return f"none: {lowered(TOO_SMALL)}"
    shares = (found.inside, found.outside, found.cannot_tell)
    names = ("inside", "outside", "can't tell")
    return say.listed(
        [f"{say.portion(share, 100)} {name}" for share, name in zip(shares, names, strict=True)]
    )


def _is_too_small(result: CriterionResult) -> bool:
    """Whether logs of this size never keep a limit that groups without a difference do keep."""
    found, alike = result.at_parity, float(_is_ratio(result))
    most, least = (
        limit if isinstance(limit, int | float) else alike
        for limit in (result.at_most, result.at_least)
    )
    room = most > alike or least < alike  # else no log of any size keeps it for sure
    return not isinstance(found, Omitted) and room and found.inside == 0


def _is_ratio(result: CriterionResult) -> bool:
    return result.finding == "impact_ratio" or result.gap == "ratio"


def _attested(result: Attestation, what: str) -> str:
    if not result.answer:
        return f"Not answered yet: {what}"
    by = f" ({say.name(result.by)}, {say.day(result.on)})" if result.by and result.on else ""
    stands = "Stands in the way: " if stands_in_the_way(result) else ""
    return f"{stands}{what} {say.name(result.answer, 300)}{by}"


def stands_in_the_way(result: CriterionResult | Attestation) -> bool:
    """Whether a person's answer says that the model must not be used."""
    return isinstance(result, Attestation) and result.stands_in_the_way is True


def verdict_sentence(findings: Findings, review: Review) -> str:
    """The verdict with its main reason; it always ends by saying who decides."""
    word = findings.verdict.word
    if word is None:
        if findings.criteria:
            return "No verdict: no criterion of this review is required, so none of them decides."
        return "No verdict: this review sets no criteria; write some before looking at results."
    return f"{word}, {PERSON_DECIDES}. {_tally(findings, review)}{_limits(findings, review)}"


def _tally(findings: Findings, review: Review) -> str:
    """How many criteria are where."""
    results = [c for c in findings.criteria if isinstance(c, CriterionResult)]
    open_questions = sum(isinstance(c, Attestation) and not c.answer for c in findings.criteria)
    own = {criterion.attest for criterion in review.criteria}
    against = [getattr(c, "attest", None) for c in findings.criteria if stands_in_the_way(c)]
    other = sum(question not in own for question in against)
    found = [(MARKS[s].word, sum(c.state is s for c in results)) for s in State]
    states = [f"{n} {word}" for word, n in found if n]
    asked = f"; {say.counted(open_questions, 'question', 'questions')} to a person not answered"
    verb = "answer of a person stands", "answers of people stand"
    mine = len(against) - other
    stands = f"; {say.counted(mine, *verb)} in the way" if mine else ""
    beside = f"; {_BESIDE[other > 1].format(other)}" if other else ""
    counted = say.counted(len(results), "criterion", "criteria")
    listed = f"{counted} worked out: {say.listed(states)}" if states else "Nothing to work out"
    return f"{listed}{asked if open_questions else ''}{stands}{beside}."


_BESIDE: Final = (
    "{} answer that no criterion asks for says that the model must not be used",
    "{} answers that no criterion asks for say that the model must not be used",
)


def _limits(findings: Findings, review: Review) -> str:
    """The limits a `Go with limits` comes with."""
    handoff = findings.handoff
    if findings.verdict.word != "Go with limits" or handoff is None:
        return ""
    person = say.a_or_an(review.words.person)
    return (
        f" The limit: only {nouns.cases(review)} with a confidence of "
        f"{say.number(handoff.threshold, 6)} or more are decided alone, the others go to {person}."
    )


def what_would_change(findings: Findings, review: Review) -> tuple[str, ...]:
    """What would move each criterion that is not inside, and each question not answered."""
    said = (_change(result, findings, review) for result in findings.criteria)
    changes = tuple(sentence for sentence in said if sentence)
    if changes or not findings.criteria:
        return changes
    results = [c for c in findings.criteria if isinstance(c, CriterionResult)]
    return tuple(_would_break(result, review) for result in results)


def _change(
    result: CriterionResult | Attestation, findings: Findings, review: Review
) -> str | None:
    what = criterion_name(result, review)
    need = "" if result.required else " (not required)"
    if isinstance(result, Attestation):
        again = f"What stands in the way by a person's answer is mended{need}: {what}"
        if result.answer:
            return again if stands_in_the_way(result) else None
        return f"A named person answers{need}: {what}"
    if result.state is State.INSIDE:
        return None
    if result.state is State.CANNOT_TELL:
        return f"{what}{need}: {_what_settles(result, review)}."
    wanted = f"{measured_text(result, review)} now, {limit_text(result, review)} wanted"
    return f"{what}{need}: {wanted}{_elsewhere(result, findings, review)}."


def _what_settles(result: CriterionResult, review: Review) -> str:
    settling = settling_text(result, review)
    if settling:
        return settling
    if result.reason:
        return result.reason.rstrip(".")
    cases = nouns.cases(review)
    return (
        f"the limit ({limit_text(result, review)}) lies within the interval; more {cases} narrow it"
    )


def _elsewhere(result: CriterionResult, findings: Findings, review: Review) -> str:
    """The lowest handoff threshold at which the measured automatic error keeps the limit."""
    limit, handoff = result.at_most, findings.handoff
    if result.finding != "automatic_error" or handoff is None or not isinstance(limit, float):
        return ""
    ends = [p for p in handoff.curve if p.automatic_error is None or p.automatic_error > limit]
    last = max((p.threshold for p in ends if p.automatic_error is not None), default=None)
    kept = [p for p in handoff.curve if last is not None and p.threshold > last and p.coverage > 0]
    if not kept:
        return ""
    alone = say.of_cases(Estimate(kept[0].coverage, n=handoff.n))
    cases = nouns.cases(review)
    return (
        f"; from a confidence of {say.number(kept[0].threshold, 3)} on the measured value "
        "keeps it, "
        f"with {alone} {cases} decided alone"
    )


def _would_break(result: CriterionResult, review: Review) -> str:
    """What an inside criterion would have to become."""
    what, limit = criterion_name(result, review), limit_text(result, review)
    return f"{what}: {measured_text(result, review)} now; the limit is {limit}."
