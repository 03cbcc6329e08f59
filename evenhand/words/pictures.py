"""Sentences on where a model looks: over many pictures, and in one."""

from typing import Final

from evenhand.findings import Estimate
from evenhand.heat import Covered, Heat, OnMask, PictureCase
from evenhand.review import Review
from evenhand.sandbox.grid import GRID
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name, column_name
from evenhand.words.explain import NOT_REASONS, case_kind

_NAMED: Final = 2
_HALF: Final = 0.5


def look_title(heat: Heat, review: Review) -> str:
    """How often most of what moved the model lies on the marked region."""
    if heat.on_mask is None:
        return (
            f"What moved {say.the(heat.candidate)} in {heat.n:,} "
            f"{say.name(review.words.plural)}, one at a time"
        )
    found = heat.on_mask.all
    hits = round((found.value or 0) * found.n)
    return (
        f"In {hits} of {found.n} {say.name(review.words.plural)} most of what moved "
        f"{say.the(heat.candidate)} lies on {region(review)}"
    )


def region(review: Review) -> str:
    """What is marked, after the name of its column.

    >>> from evenhand.review import parse
    >>> region(parse({"title": "t", "columns": {"label": "y", "image": "i", "mask": "spot"},
    ...               "candidates": [{"name": "m", "role": "model", "score": "s"}]}))
    'the spot'
    """
    mask = review.columns.mask
    return f"the {column_name(mask, review) if mask else 'marked region'}"


def most_of(review: Review) -> str:
    """What the scale of the shares counts."""
    return f"of 100 {say.name(review.words.plural)}, most of it on {region(review)}"


def look_meaning(found: OnMask, review: Review) -> str:
    """What that is beside heat that is spread evenly."""
    heat, area = (say.portion(share, 100) for share in (found.share, found.area))
    return (
        f"{say.capital(region(review))} takes up {area} of 100 parts of a picture on average, and "
        f"holds {heat} of 100 parts of what moved the model."
    )


def look_how(heat: Heat, review: Review) -> str:
    """How heat maps are worked out, and what is counted."""
    counted = (
        f" Most is more than half of the sizes of all parts, on {region(review)}; counted over all "
        f"{heat.n:,} {say.name(review.words.plural)} that have a picture here."
        if heat.on_mask
        else ""
    )
    return (
        f"SHAP values of the {GRID} by {GRID} parts of each picture, uncovered in several orders; "
        "a part that is covered has the picture's own middle colour. They add up to the model's "
        f"own output for every picture; the sum was checked.{counted} {NOT_REASONS}"
    )


def groups_title(found: OnMask, attribute: str, review: Review) -> str:
    """By group, how often most of it lies on the region."""
    said = [
        f"{_hits(rate)} of {rate.n} ({say.name(group)})"
        for group, rate in found.groups[attribute].items()
    ]
    by, where = attribute_name(attribute, review), region(review)
    return f"By {by}, most of it lies on {where} in {say.listed(said)}"


def _hits(rate: Estimate) -> int:
    return round((rate.value or 0) * rate.n)


def picture_name(case: PictureCase, review: Review) -> str:
    """Why a picture is shown, and which it is."""
    return f"{case_kind(case.kind, review)}, number {case.place}"


def picture_title(case: PictureCase, review: Review) -> str:
    """One picture: what was said, and what spoke most for that, or against it."""
    way = 1 if case.answer == case.of else -1
    parts = [(_part(place), amount * way) for place, amount in by_size(case)]
    told = answer(case.answer, case, review)
    return f"{picture_name(case, review)}: {told}{say.spoke(parts, _NAMED)}"


def _part(place: int) -> str:
    return f"the part in {part_name(place)}"


def answer(said: str, case: PictureCase, review: Review) -> str:
    """An answer in the review's words.

    Args:
        said: the answer.
        case: whose amounts are of the class it says where there are several classes, else of the
            positive one.
        review: the nouns.
    """
    yes = nouns.yes(review)
    if said == review.columns.positive:
        return f"said {yes}"
    if case.of == review.columns.positive and review.handoff_candidate.score is not None:
        return f"not said {yes}"
    return f"said “{say.name(said)}”"


def towards(case: PictureCase, review: Review) -> str:
    """What the amounts are towards."""
    positive = case.of == review.columns.positive
    return nouns.yes(review, 40) if positive else f"“{say.name(case.of)}”"


def key(case: PictureCase, review: Review) -> str:
    """What signs, colours and the outline of a heat map are."""
    outlined = f" Outlined: {region(review)}." if case.mask is not None else ""
    return (
        f"Orange with a plus pushed towards {towards(case, review)}, blue with a minus away from "
        f"it.{outlined}"
    )


def part_name(place: int) -> str:
    """Where a part of a picture is.

    >>> part_name(10)
    'row 2, column 3'
    """
    return f"row {place // GRID + 1}, column {place % GRID + 1}"


def by_size(case: PictureCase) -> list[tuple[int, float]]:
    """The parts of a picture with their amounts, the largest first."""
    amounts = case.amounts.ravel().tolist()
    return sorted(enumerate(amounts), key=lambda one: -abs(one[1]))


def picture_sentence(case: PictureCase, review: Review) -> str:
    """One picture for a layperson: the answer, what happened, how much lies on the region."""
    outcome = ""
    if case.label is not None:
        right = case.label == case.answer
        outcome = "; that was right" if right else f"; that was wrong{_really(case, review)}"
    said = say.capital(answer(case.answer, case, review))
    sure = f"{say.portion(case.sure, 100)}% sure"
    person = say.capital(say.a_or_an(review.words.person))
    asked = f" {person} looks at this one: it was not sure enough." if case.handed_off else ""
    return f"{said}, {sure}{outcome}.{asked}{_on_region(case, review)}{covered(case, review)}"


def _really(case: PictureCase, review: Review) -> str:
    if case.label is None or review.handoff_candidate.score is not None:
        return ""
    return f": it is “{say.name(case.label)}”"


def _on_region(case: PictureCase, review: Review) -> str:
    if case.on_mask is None:
        return ""
    share = say.portion(case.on_mask, 100)
    return f" {share} of 100 parts of what moved the model lie on {region(review)}."


def covered(case: PictureCase, review: Review) -> str:
    """What would have changed the answer: asked of the model itself."""
    found = case.covered
    if found is None:
        return ""
    if not found.cells:
        return " Covering the parts that speak most for it would not have changed the answer."
    return f" Cover {_parts(found)} with the picture's own colour, and it {_would(case, review)}."


def _parts(found: Covered) -> str:
    names = [_part(place) for place in found.cells]
    if len(names) > _NAMED + 1:
        return f"the {len(names)} parts that speak most for it (first {names[0]})"
    return say.listed(names)


def _would(case: PictureCase, review: Review) -> str:
    said = answer(case.covered.answer if case.covered else case.answer, case, review)
    return f"would not have {said[4:]}" if said.startswith("not ") else f"would have {said}"
