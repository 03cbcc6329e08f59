"""Try one of the pictures that came with a review: what rule and model say, and where it looks.

No picture of one's own: those that a review names are raw bytes, which nothing has to decode.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from evenhand import heat, raster
from evenhand.errors import InputError
from evenhand.heat import PictureCase
from evenhand.log import Log
from evenhand.models import Model, model_of
from evenhand.review import Review
from evenhand.scoring import (
    CandidateAnswer,
    Decision,
    Field,
    rule_says,
    who_decides,
)
from evenhand.sources import collected, from_file
from evenhand.words import nouns, say
from evenhand.words import pictures as said

_FIELD: Final = "picture"
_TOLD: Final = 6  # parts of a picture


@dataclass(frozen=True, slots=True)
class PictureForm:
    """A form to choose a picture.

    Attributes:
        review: the review.
        model: reads pictures.
        fields: the one choice.
        examples: none: the choice is all there is.
    """

    review: Review
    model: Model = field(repr=False)
    fields: tuple[Field, ...]
    examples: tuple[dict[str, Any], ...] = ()

    def decide(self, values: Mapping[str, Any]) -> Decision:
        """What rule and model say of the picture, and which parts of it moved the model.

        Raises:
            InputError: there is no such picture.
        """
        case = heat.one(self.review, self.model, self._place(values))
        review, threshold = self.review, self.review.handoff_threshold
        return Decision(
            tuple(self._answers(case)),
            case.handed_off,
            who_decides(review, case.sure, threshold),
            (),
            f"{said.picture_sentence(case, review)} {said.key(case, review)}",
            nouns.yes(review),
            pictures=tuple(_drawn(case, review)),
            values={_FIELD: str(values[_FIELD])},
            threshold=threshold,
        )

    def picture(self, values: Mapping[str, Any]) -> tuple[str, bytes]:
        """The picture alone, so that it is seen before it is decided: its name, and a PNG file.

        Raises:
            InputError: there is no such picture.
        """
        pixels = heat.pixels_of(self.review, self.model, self._place(values))
        return str(values[_FIELD]), raster.png(raster.enlarged(pixels))

    def _place(self, values: Mapping[str, Any]) -> int:
        choices = self.fields[0].choices
        if values.get(_FIELD) not in choices:
            raise InputError("choose one of the pictures", where=self.fields[0].label)
        return choices.index(str(values[_FIELD])) + 1

    def _answers(self, case: PictureCase) -> Iterator[CandidateAnswer]:
        for candidate in self.review.candidates:
            if candidate.rule is not None and candidate.rule.column in case.known:
                answer = rule_says(candidate, case.known, self.review)
                yield CandidateAnswer(
                    candidate.name, "rule", self._said(answer, case), None, answer
                )
            elif candidate is self.model.candidate:
                told = self._said(case.answer, case)
                yield CandidateAnswer(candidate.name, "model", told, case.sure, case.answer)

    def _said(self, answer: str, case: PictureCase) -> str:
        return say.capital(said.answer(answer, case, self.review))


def _drawn(case: PictureCase, review: Review) -> Iterator[tuple[str, bytes]]:
    """The picture, and the same with the heat over it, each with what it shows in words."""
    name = say.capital(say.name(review.words.case))
    top = "; ".join(
        f"{said.part_name(place)} {say.number(a)}" for place, a in said.by_size(case)[:_TOLD]
    )
    yield f"{name} {case.place}", raster.png(raster.enlarged(case.pixels))
    heated = raster.shaded(case.pixels, case.amounts, case.mask)
    yield f"What moved the model in it: {top}", raster.png(heated)


def opened(log: Log) -> PictureForm | None:
    """The form of a review whose model reads pictures; None of any other.

    Args:
        log: whose model and rule are asked.
    """
    review = log.review
    if not review.columns.image_size or review.explanation.cases is None:
        return None
    model = model_of(review, log.attached)
    if model is None:
        return None
    source = from_file(review.folder / review.explanation.cases, {str(review.columns.image)})
    n = len(collected(source.frame.head(heat.MOST), source.where))
    noun = say.capital(say.name(review.words.case))
    names = tuple(f"{noun} {place}" for place in range(1, n + 1))
    label = f"Which {say.name(review.words.case)}"
    asked = Field(_FIELD, label, "choice", default=names[0], choices=names)
    return PictureForm(review, model, (asked,))
