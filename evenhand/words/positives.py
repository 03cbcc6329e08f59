"""Sentences on how well baseline and model find the positive cases, which may be rare."""

from evenhand.findings import Comparison, Estimate, Findings, Positives, Retrieved, TopShare
from evenhand.review import Review
from evenhand.words import apart, nouns, say

RARE_OF = 10
_FEW = 100
_USUAL = 0.05


def positives_of(findings: Findings) -> Positives | None:
    """How well the two find the positives; None where they are not compared."""
    return findings.comparison.positives if findings.comparison else None


def leads(findings: Findings) -> bool:
    """Whether positives are so rare that how often one is right must not come first."""
    found = positives_of(findings)
    return found is not None and found.lead


def rare_title(compared: Comparison, found: Positives, review: Review) -> str:
    """What each finds of the real ones, and how many of its yeses are right."""
    if found.model.recall.value is None:
        return f"Can't tell yet: {none_real(found, review)}"
    model, rule = say.the(compared.model), say.the(compared.baseline)
    if found.recall_difference.value is None and compared.paired is not None:
        return _untested(compared, found)
    more, purer = _way(found.recall_difference), _way(found.precision_difference)
    if more * purer < 0:
        first, second = ("more", "fewer") if more > 0 else ("fewer", "more")
        real, right = _real(found), _right(found)
        return (
            f"{say.capital(model)} finds {first} of the real ones, {real}, and {second} of its "
            f"yeses are right, {right}"
        )
    if more + purer in {-1, 1}:
        return _half_told(compared, found, more, purer)
    both = found_and_right(found)
    if more + purer > 0:
        return f"{say.capital(model)} does better than {rule}: {both}"
    worse = "does worse" if more + purer < 0 else "is not measurably better"
    return f"Keep {rule}: {model} {worse}; {both}"


def _untested(compared: Comparison, found: Positives) -> str:
    """Both numbers of a kept review that does not tell both answers to the same cases."""
    model, rule = say.the(compared.model), say.the(compared.baseline)
    told = "whether that is more than chance is not in this kept review"
    return f"{say.capital(model)} beside {rule}: {found_and_right(found)}; {told}"


def _half_told(compared: Comparison, found: Positives, more: int, purer: int) -> str:
    """Which of the two numbers differs for sure, where the other could be chance."""
    model, rule = say.the(compared.model), say.the(compared.baseline)
    start = "" if more + purer > 0 else f"Keep {rule}: "
    word, real, right = "more" if more + purer > 0 else "fewer", _real(found), _right(found)
    said = (
        f"{model} finds {word} of the real ones, {real}; of its yeses {right} are right"
        if more
        else f"with {model}, {word} yeses are right, {right}; of the real ones it finds {real}"
    )
    return f"{say.capital(start + said)}, which could be chance"


def none_real(found: Positives, review: Review) -> str:
    """That no case is a real one, and how many there could be."""
    counted = say.of_cases(found.prevalence, cases=nouns.cases(review))
    return f"{nouns.yes(review)} is true of {counted}"


def _way(difference: Estimate) -> int:
    """1 where the whole interval lies above 0, -1 where it lies below, else 0."""
    if difference.low is None or difference.high is None:
        return 0
    return int(difference.low > 0) - int(difference.high < 0)


def found_and_right(found: Positives) -> str:
    """Both numbers, of model and baseline."""
    return f"of the real ones it finds {_real(found)}; of its yeses {_right(found)} are right"


def _real(found: Positives) -> str:
    return _beside(found.model.recall, found.baseline.recall)


def _right(found: Positives) -> str:
    return _beside(found.model.precision, found.baseline.precision)


def _beside(one: Estimate, other: Estimate) -> str:
    """Two shares, in counts that can be compared."""
    if one.value is None or other.value is None or min(one.n, other.n) < _FEW:
        used = [say.of_cases(each) for each in (one, other)]
    else:
        grain = apart.of_shares(one.value, other.value)
        used = [grain.share(each) for each in (one, other)]
    return f"{used[0]} against {used[1]}"


def found_title(findings: Findings, review: Review) -> str:
    """How many of the real ones each finds, in counts of this log."""
    found, compared = positives_of(findings), findings.comparison
    if found is None or compared is None or found.model.recall.value is None:
        return f"No {say.name(review.words.case)} with a known outcome is a real one"
    n = found.model.recall.n
    counts = [round((side.recall.value or 0.0) * n) for side in (found.model, found.baseline)]
    names = [say.the(name) for name in (compared.model, compared.baseline)]
    real = say.counted(n, "real one", "real ones")
    return f"Of {real}, {names[0]} finds {counts[0]:,} and {names[1]} {counts[1]:,}"


def found_meaning(findings: Findings, review: Review) -> str:
    """How rare they are, and why being right says little then."""
    found = positives_of(findings)
    if found is None:
        return "The two are not compared."
    said = say.of_cases(found.prevalence, cases=nouns.cases(review))
    if not found.lead:
        return f"{nouns.yes(review)} is true of {said}."
    wrong = say.of_cases(found.prevalence)
    return (
        f"{nouns.yes(review)} is true of {said}. Whoever never says so is wrong for {wrong} "
        "only, so how often an answer is right says little here."
    )


def curve_title(findings: Findings, review: Review) -> str:
    """What the ranking is worth over all cuts, beside flagging everybody."""
    found, compared = positives_of(findings), findings.comparison
    if found is None or compared is None or found.model.average_precision.value is None:
        return "What the ranking is worth is not known"
    average = say.of_cases(found.model.average_precision, _of(found))
    every = say.of_cases(found.prevalence, _of(found))
    return (
        f"Wherever one cuts the ranking of {say.the(compared.model)}, {average} yeses are right on "
        f"average, against {every} {nouns.cases(review)} altogether"
    )


def _of(found: Positives) -> int:
    return say.denominator(found.prevalence.value, found.model.average_precision.value)


def top_of(side: Retrieved, *, capacity: float | None) -> TopShare | None:
    """What people can look at; five of a hundred where that is not known, or is everybody."""
    if is_short(capacity):
        return next((top for top in side.top if top.capacity), None)
    return next((top for top in side.top if top.share == _USUAL), None)


def is_short(capacity: float | None) -> bool:
    """Whether there are people for some cases and not for all."""
    return capacity is not None and capacity < 1


def top_title(findings: Findings, review: Review) -> str:
    """What is found where people look at the cases that rank highest."""
    found, compared = positives_of(findings), findings.comparison
    model = top_of(found.model, capacity=found.capacity) if found else None
    rule = top_of(found.baseline, capacity=found.capacity) if found else None
    if found is None or compared is None or model is None or model.recall.value is None:
        return "What the top of the ranking holds is not known"
    looked = say.portion(model.share, of := say.denominator(model.share))
    start = "There are people for" if is_short(found.capacity) else "Looking at"
    against = (
        f", those of {say.the(compared.baseline)} {say.of_cases(rule.recall)}"
        if rule and rule.recall.value is not None
        else ""
    )
    return (
        f"{start} {looked} of {of:,} {nouns.cases(review)}: those that {say.the(compared.model)} "
        f"ranks highest hold {say.of_cases(model.recall)} real ones{against}"
    )


def top_meaning(findings: Findings, review: Review) -> str:
    """How often a look is worth it, and what to add where the number of looks is not known."""
    found = positives_of(findings)
    model = top_of(found.model, capacity=found.capacity) if found else None
    if found is None or model is None:
        return ""
    worth = say.of_cases(model.precision)
    lift = (
        f", {say.number(model.lift)} times as often as at random" if model.lift is not None else ""
    )
    said = f"Of those looked at, {worth} are real ones{lift}."
    if is_short(found.capacity):
        return f"{said} {_people(review)}"
    if found.capacity is not None:
        return f"{said} There are people to look at every {say.name(review.words.case)}."
    return (
        f"{said} For how many there are people is not in this review (in a review file: [handoff] "
        "people, minutes_per_case and cases_per_hour)."
    )


def _people(review: Review) -> str:
    plan = review.handoff
    if plan is None or plan.people is None:
        return ""
    person = say.name(review.words.person)
    return (
        f"So many can be looked at by {say.counted(plan.people, person, f'{person}s')}, "
        f"{say.number(plan.minutes_per_case or 0.0)} minutes each."
    )
