"""Sentences on people and the model together, and on what people do with its answers."""

from typing import Final

from evenhand.findings import Estimate, Findings, Overrides, SharedErrors, Team
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name

TOGETHER: Final = "both together"


def _team(findings: Findings) -> Team | None:
    found = findings.handoff.team if findings.handoff else None
    return found if isinstance(found, Team) else None


def overrides_of(findings: Findings) -> Overrides | None:
    """What people did with the answers; None where that is not known."""
    found = findings.handoff.overrides if findings.handoff else None
    return found if isinstance(found, Overrides) else None


def _person(review: Review) -> str:
    return f"the {say.name(review.words.person)}"


def alone(review: Review) -> dict[str, str]:
    """What the model, and people, are called where each decides everything."""
    model = say.the(review.handoff_candidate.name)
    return {"model": f"{model} alone", "people": f"{_person(review)} alone"}


def _of(*estimates: Estimate) -> int:
    """A number of cases of which unlike shares read unlike."""
    known = [one.value for one in estimates if one.value is not None]
    rounded = {round(100 * value) for value in known}
    return 100 if len(rounded) == len({round(value, 9) for value in known}) else 1000


# Together


def team_warning(findings: Findings, review: Review) -> str | None:
    """Whether the team is measurably worse than the model alone, or people alone; None if not.

    Args:
        findings: what was found.
        review: the nouns.
    """
    found = _team(findings)
    if found is None or not found.worse_than:
        return None
    names, cases = alone(review), nouns.cases(review)
    sides = {"model": found.model_alone, "people": found.people_alone}
    of = _of(found.team, *(sides[name] for name in found.worse_than))
    others = say.listed([
        f"{names[name]} ({say.portion(sides[name].value or 0.0, of)})" for name in found.worse_than
    ])  # fmt: skip
    right = f"{say.portion(found.team.value or 0.0, of)} of {of:,} {cases}"
    return (
        f"Together they are worse than {others}: only {right} are decided rightly{_part(review)}."
    )


def _part(review: Review) -> str:
    """That people's part is assumed, where it is."""
    plan = review.handoff
    assumed = plan is not None and plan.human is None
    return f", if {_person(review)} is as good as assumed" if assumed else ""


def team_title(findings: Findings, review: Review) -> str:
    """How often both together are right, and each alone."""
    found = _team(findings)
    if found is None or found.team.value is None:
        return "How often they are right together can't be told"
    names, of = alone(review), _of(found.team, found.model_alone, found.people_alone)
    model, people, both = (
        say.CANNOT if one.value is None else say.portion(one.value, of)
        for one in (found.model_alone, found.people_alone, found.team)
    )
    return (
        f"Of {of:,} {nouns.cases(review)}, {both} are decided rightly together, {model} by "
        f"{names['model']}, {people} by {names['people']}"
    )


def team_meaning(findings: Findings, review: Review) -> str:
    """Where people's part comes from, and what cannot be told."""
    found, plan = _team(findings), review.handoff
    if found is None or plan is None:
        return "Nothing says how good people are."
    if plan.human is None:
        said = f"How often {_person(review)} is right is assumed, not measured."
    else:
        sides = {
            "handed off": found.people_on_handed_off,
            "of those the model keeps": found.people_on_automatic,
        }
        right = [f"for {say.of_cases(one)} {of}" for of, one in sides.items() if one.n]
        measured = f"measured: right {', and '.join(right)}" if right else "measured nowhere"
        said = f"{say.capital(_person(review))} was {measured}."
    unclear = [alone(review)[name] for name in found.cannot_tell]
    if not unclear:
        return said
    better = f"Whether {TOGETHER} are better than {say.listed(unclear)}"
    return f"{said} {better} can't be told."


# What people do with the answers


def _changed(found: Overrides, review: Review) -> str:
    model = say.the(review.handoff_candidate.name)
    if found.saw_answer:
        return f"overruled {model}"
    return f"answered otherwise than {model}"


def overrides_title(findings: Findings, review: Review) -> str:
    """How often people gave another answer, and whether that helped."""
    found = overrides_of(findings)
    if found is None:
        return "What people do with the answers is not known"
    often = say.of_cases(found.overruled, cases=nouns.cases(review))
    return (
        f"{say.capital(_person(review))} {_changed(found, review)} for {often}{_help(found.gain)}"
    )


def _help(gain: Estimate) -> str:
    if gain.value is None or gain.low is None or gain.high is None:
        return "; whether that helps can't be told without outcomes"
    of = say.denominator(abs(gain.value))
    size = f"{say.portion(abs(gain.value), of)} of {of:,}"
    if gain.low > 0:
        return f", and {size} more are right that way"
    if gain.high < 0:
        return f", and {size} fewer are right that way"
    return "; whether that helps can't be told"


def overrides_meaning(findings: Findings, review: Review) -> str:
    """What people put right, what they spoiled, and whether they follow wrong answers."""
    found = overrides_of(findings)
    if found is None:
        return "There is no column with people's answers."
    known = nouns.counted(found.labelled, review)
    changed = (
        f"Of {known} with a known outcome, {_person(review)} put {found.helped:,} right that the "
        f"model had wrong, and got {found.harmed:,} wrong that it had right."
    )
    if not found.labelled:
        return followed_sentence(findings, review) or "No outcome is known."
    return " ".join(part for part in (changed, followed_sentence(findings, review)) if part)


def followed_sentence(findings: Findings, review: Review) -> str | None:
    """How often people gave the model's wrong answer, and what that can mean; None if not known."""
    found = overrides_of(findings)
    if found is None:
        return None
    blind = isinstance(found.independent_errors, SharedErrors)
    shared = found.independent_errors if blind else found.automation_bias
    if not isinstance(shared, SharedErrors) or shared.followed.value is None:
        return None
    expected = shared.expected or 0.0
    of = say.denominator(shared.followed.value, expected)
    same, chance = (say.portion(share, of) for share in (shared.followed.value, expected))
    said = (
        f"Of {of:,} wrong answers of the model, {_person(review)} gave the same one to {same}; "
        f"were their mistakes unrelated, it would be {chance}."
    )
    return f"{said} {_reading(found, shared, blind=blind)}"


def _reading(found: Overrides, shared: SharedErrors, *, blind: bool) -> str:
    """What the difference can mean, and what it cannot."""
    if shared.beyond.low is None or shared.beyond.low <= 0:
        return "That is no more than chance can give."
    if blind:
        return "Nobody saw the model's answer, so the same cases are hard for both."
    both = (
        "People may follow the model, or the same cases are hard for both: "
        "these numbers can't tell which."
    )
    if found.saw_answer:
        return both
    return (
        f"{both} They can only have followed it if they saw its answer, which the review does not "
        "say (in a review file: [handoff] saw_answer)."
    )


def override_groups_title(findings: Findings, review: Review, attribute: str) -> str:
    """In which group people change answers most often, where groups differ."""
    found, column = overrides_of(findings), attribute_name(attribute, review)
    by = found.groups.get(attribute) if found else None
    able = [g for g in by.groups if g.eligible and g.overruled.value is not None] if by else []
    if found is None or by is None or len(able) < 2:  # noqa: PLR2004  # nothing to compare
        return f"Too few {nouns.cases(review)} to compare what people change by {column}"
    most = max(able, key=lambda g: g.overruled.value or 0.0)
    least = min(able, key=lambda g: g.overruled.value or 0.0)
    q_value = by.tests["overruled"].q_value
    if q_value is None or q_value >= 1 - review.method.interval:
        return f"How often people change the answer differs no more than by chance by {column}"
    of = say.denominator(most.overruled.value, least.overruled.value)
    return (
        f"People change the answer most often for {say.name(most.group)}, "
        f"{say.of_cases(most.overruled, of)}; least often for {say.name(least.group)}, "
        f"{say.of_cases(least.overruled, of)}"
    )
