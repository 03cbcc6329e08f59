"""Sentences on whether the same case gets the same answer."""

from collections.abc import Mapping
from typing import Final

from evenhand.consistency import Consistency, Swapped
from evenhand.repeated import Repeated
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name, column_name
from evenhand.words.explain import answer_said, input_name

NO_ANSWERS: Final = "Whether the same case gets the same answer can't be shown"
COMPARING: Final = "Comparing cases that have the same inputs"
_ALIKE: Final = 1e-9  # scores that are this far apart are the same


def swap_title(found: Consistency, review: Review) -> str:
    """How many answers hang on the group itself."""
    group = attribute_name(found.attribute, review)
    if not found.read:
        return f"The model does not read {group}: were only that different, no answer would change"
    if not found.swapped:
        return f"Another {group} can't be tried: no two groups have enough {nouns.cases(review)}"
    share = say.of_cases(found.changed)
    return f"{_if_only(found.attribute, group, review)}, {share} answers would change"


def swap_meaning(found: Consistency, review: Review) -> str:
    """What that does not say, and whether asking again gives the same."""
    stand_in = (
        "What goes with the group among the other inputs stayed as it was: see what drives the "
        "gap for what may stand in for it."
    )
    return f"{stand_in} {asked_again(found, review)}"


def asked_again(found: Consistency, review: Review) -> str:
    """Whether the model says the same of the same case twice."""
    cases = f"{found.again.n:,} {nouns.cases(review)}"
    if not found.again.value:
        same = f"Asked about twice, each of {cases} got the same answer"
        if found.apart <= _ALIKE:
            return f"{same}."
        return f"{same}, with scores at most {say.number(found.apart)} apart."
    share = say.of_cases(found.again, cases=nouns.cases(review))
    return (
        f"Asked about twice, {share} got another answer: its scores are up to "
        f"{say.number(found.apart)} apart, so it hangs on chance when somebody asks."
    )


def repeated_sentence(found: Repeated, review: Review) -> str:
    """Whether the same inputs always got the same answer in the log.

    Args:
        found: what was counted.
        review: whose words are used.
    """
    cases = nouns.cases(review)
    if not found.same.n:
        return (
            f"No two {cases} in the log have the same inputs, so it can't tell whether their "
            "answers vary."
        )
    if found.same.n == 1:
        did = "always got the same answer" if found.same.value else "did not all get one answer"
        return f"The {found.cases:,} {cases} in the log that have the same inputs {did}."
    who = (
        f"{found.cases:,} {cases} in the log share their inputs with others, in {found.same.n:,} "
        "sets of the same inputs"
    )
    if found.same.value == 1:
        return f"{who}: within each, all got the same answer."
    return (
        f"{who}: within {say.ranged(found.same)} of these sets all got the same answer. Elsewhere "
        "it varied, or hung on something that is not among the inputs."
    )


def swap_how(found: Consistency, review: Review) -> str:
    """The method and the counts."""
    inputs = say.listed([input_name(name, review) for name in found.read]) or "no input"
    return (
        f"Counterfactual flip test: for {found.again.n:,} {nouns.cases(review)} drawn from the log "
        f"the model was asked again with {inputs} as is usual in each other group (the middle "
        "value that was observed), all other inputs as they are. An answer counts as changed where "
        "at least one other group would get another. Shares have Wilson's interval. It tells of "
        "the group as an input alone; counterfactual fairness (Kusner et al. 2017) would also "
        "change what the group brings about, and needs a causal model."
    )


def swap_note(one: Swapped, review: Review) -> str:
    """What becomes of the cases of other groups, were they of this one.

    Args:
        one: the group.
        review: whose words are used.
    """
    n = f"{one.changed.n:,}"
    ways = (
        (one.to_yes, f"would be {nouns.yes(review)}"), (one.to_no, "would no longer be"),
        (one.moved - one.to_yes - one.to_no, "would be something else"),
    )  # fmt: skip
    told = say.listed([f"{k:,} {way}" for k, way in ways if k])
    return f"of {n}, {told}" if told else say.of_cases(one.changed)


def swapped_sentence(answers: Mapping[str, Mapping[str, str]], own: str, review: Review) -> str:
    """What would have been said of one case in other groups; empty where no groups are known.

    Args:
        answers: by attribute and group, what would be answered; of an attribute nothing where the
            model does not read it.
        own: what is answered to the case as it is.
        review: whose words are used.
    """
    unread = [column_name(name, review) for name, by_group in answers.items() if not by_group]
    told = [_in_groups(name, by, own, review) for name, by in answers.items() if by]
    if unread:
        told.append(
            f"The model does not read {say.either(unread)}: were only that different, its answer "
            "would be the same."
        )
    return " ".join(told)


def _in_groups(attribute: str, answers: Mapping[str, str], own: str, review: Review) -> str:
    group = column_name(attribute, review)
    other = {name: said for name, said in answers.items() if said != own}
    if not other:
        return f"{_if_only(attribute, group, review)}, the answer would be the same."
    parts = [
        f"as {say.name(name)} it would have {answer_said(said, review)}"
        for name, said in other.items()
    ]
    return f"{_if_only(attribute, group, review)}: {say.listed(parts)}."


def _if_only(attribute: str, group: str, review: Review) -> str:
    """What is tried: of a band only its middle, so that another value may well change more."""
    columns = review.attributes.get(attribute, (attribute,))
    is_banded = any(column in review.columns.edges for column in columns)
    return (
        f"If only {group} were {'as usual in another of its bands' if is_banded else 'different'}"
    )
