"""Try one case: what the rule and the model say of it, and whether a person would look."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from evenhand import explanation
from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.models import Model, model_of, negative_text
from evenhand.review import Candidate, Cut, Keywords, Review
from evenhand.sources import from_file
from evenhand.text import canonical
from evenhand.words import explain, say

_WORD: Final = re.compile(r"[a-z']+")
_EXAMPLES: Final = 6
_NAMED: Final = 3
_DIGITS: Final = 6  # of what a form begins with; a float32 has no more


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in.

    Attributes:
        name: the column.
        label: what to call it.
        kind: `number` or `text`.
        minimum: the least in the log, for a number.
        maximum: the most.
        default: what stands there at first.
        choices: what to choose from, for a choice.
    """

    name: str
    label: str
    kind: str
    minimum: float | None = None
    maximum: float | None = None
    default: float | str | None = None
    choices: tuple[str, ...] = ()


class CandidateAnswer(NamedTuple):
    """What one candidate says of a case."""

    name: str
    role: str
    sentence: str
    confidence: float | None


class Reason(NamedTuple):
    """An input, and how far it moved the model."""

    label: str
    amount: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What everybody says of a case, and who decides."""

    candidates: tuple[CandidateAnswer, ...]
    hand_to_person: bool
    sentence: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form for one new case; without fields where no candidate can be run.

    Attributes:
        review: the review.
        model: the model to ask, if any.
        fields: what to fill in.
        examples: cases to start from.
    """

    review: Review
    model: Model | None
    fields: tuple[Field, ...]
    examples: tuple[dict[str, Any], ...] = ()

    def decide(self, values: Mapping[str, Any]) -> Decision:
        """What rule and model say of these values.

        Raises:
            InputError: a value is missing or is no number.
        """
        if self.model is None:
            raise InputError("no candidate of this review can be run on a new case")
        case = {field.name: _checked(field, values.get(field.name)) for field in self.fields}
        answers = tuple(self._answers(case))
        _, sure = self._model_says(case)
        threshold = self.review.handoff_threshold
        handed_off = sure < threshold
        sentence = _sentence(self.review, sure, threshold, handed_off=handed_off)
        return Decision(
            answers, handed_off, f"{sentence}{_beyond(self.fields, case)}", self._reasons(case)
        )

    def _model_says(self, case: Mapping[str, Any]) -> tuple[str, float]:
        if self.model is None:
            raise InputError("no model to ask")
        return self.model.said(self.model.probabilities(pd.DataFrame([case]))[0])

    def _answers(self, case: Mapping[str, Any]) -> Iterator[CandidateAnswer]:
        for candidate in self.review.candidates:
            if candidate.rule is not None:
                answer = rule_says(candidate, case, self.review)
                yield CandidateAnswer(candidate.name, "rule", _said(self.review, answer), None)
            elif self.model is not None and candidate is self.model.candidate:
                answer, sure = self._model_says(case)
                yield CandidateAnswer(candidate.name, "model", _said(self.review, answer), sure)

    def _reasons(self, case: Mapping[str, Any]) -> tuple[Reason, ...]:
        if self.model is None:
            return ()
        usual = pd.DataFrame([{field.name: field.default for field in self.fields}])
        found = explanation.shap_values(self.model, pd.DataFrame([case]), usual)
        if not found.adds_up():
            return ()
        amounts = zip(found.names, found.amounts[0].tolist(), strict=True)
        moved = sorted(
            (Reason(_label(n), a) for n, a in amounts if a), key=lambda r: -abs(r.amount)
        )
        return tuple(moved)


def open_form(audit: Audit) -> Form:
    """The form for new cases of an audit; it has no fields where nothing can be run.

    Args:
        audit: whose model and rule are asked, and whose log gives ranges and examples.
    """
    review = audit.review
    model = model_of(review)
    if model is None:
        return Form(review, None, ())
    if model.text is not None:
        examples = tuple({model.text: text} for text in _texts(review, model.text))
        field = Field(model.text, review.words.case, "text", default=_first(examples, model.text))
        return Form(review, model, (field,), examples)
    rows = _sampled(audit, model)
    fields = tuple(_number_field(name, rows[name]) for name in model.features)
    cases = tuple({str(k): float(v) for k, v in row.items()} for row in _rows(rows))
    return Form(review, model, fields, cases)


def rule_says(candidate: Candidate, case: Mapping[str, Any], review: Review) -> str:
    """What a rule written in the review says of a case.

    Raises:
        InputError: the case lacks the rule's column.
    """
    rule = candidate.rule
    if rule is None or rule.column not in case:
        raise InputError("the rule's column is missing", where=candidate.name)
    return _RULES[type(rule)](rule, case[rule.column], review)


def _cut(rule: Cut, value: Any, review: Review) -> str:  # noqa: ANN401  # a cell of any kind
    positive = canonical(review.columns.positive) or ""
    return positive if rule.holds(float(value)) else negative_text(positive)


def _keywords(rule: Keywords, value: Any, _review: Review) -> str:  # noqa: ANN401
    found = set(_WORD.findall(str(value).casefold()))
    hits = (name for name, words in rule.words.items() if found & set(words))
    return next(hits, rule.otherwise)


_RULES: Final[Mapping[type, Callable[[Any, Any, Review], str]]] = {Cut: _cut, Keywords: _keywords}


def _checked(field: Field, value: Any) -> float | str:  # noqa: ANN401  # what a form sends
    if field.kind == "text":
        text = str(value or "").strip()
        if not text:
            raise InputError("write something first", where=field.label)
        return text
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError("expected a number", where=field.label) from None


def _sentence(review: Review, sure: float, threshold: float, *, handed_off: bool) -> str:
    """Who decides this case, and why."""
    person = say.a_or_an(review.words.person)
    why = f"the model is {sure:.0%} sure of its answer, and {threshold:.0%} is asked for"
    if handed_off:
        return f"{say.capital(person)} will look at this: {why}."
    return f"Decided without {person}: {why}."


def _beyond(fields: tuple[Field, ...], case: Mapping[str, Any]) -> str:
    """Which values lie outside everything in the log: there nobody knows how good an answer is."""
    far = [field.label for field in fields if not _is_within(field, case[field.name])]
    if not far:
        return ""
    more = f" and {len(far) - _NAMED} more" if len(far) > _NAMED else ""
    return (
        f" Outside everything in the log: {', '.join(far[:_NAMED])}{more}; nobody knows how good "
        "an answer is there."
    )


def _is_within(field: Field, value: float | str) -> bool:
    if field.minimum is None or field.maximum is None or isinstance(value, str):
        return True
    return field.minimum <= value <= field.maximum


def _said(review: Review, answer: str) -> str:
    """An answer in the review's words."""
    return say.capital(explain.answer_said(answer, review))


def _label(name: str) -> str:
    return name.replace("_", " ")


def _sampled(audit: Audit, model: Model) -> pd.DataFrame:
    """The features of a few thousand rows of the log."""
    inner = {f"x{i}": audit.log.number(name) for i, name in enumerate(model.features)}
    rows = audit.log.source.frame.select(**inner).head(5_000).collect().to_pandas()
    return rows.rename(columns=dict(zip(inner, model.features, strict=True))).dropna()


def _rows(rows: pd.DataFrame) -> list[Any]:
    """A few rows that are spread over the table."""
    step = max(1, len(rows) // _EXAMPLES)
    return rows.iloc[::step].head(_EXAMPLES).to_dict("records")


def _number_field(name: str, values: "pd.Series[float]") -> Field:
    low, middle, high = (float(values.quantile(q, interpolation="nearest")) for q in (0, 0.5, 1))
    short = min(max(float(f"{middle:.{_DIGITS}g}"), low), high)
    return Field(name, _label(name), "number", low, high, short)


def _texts(review: Review, column: str) -> list[str]:
    if review.explanation.cases is None:
        return []
    source = from_file(review.folder / review.explanation.cases)
    return [str(text) for text in source.frame.collect()[source.inner(column)].to_list()]


def _first(examples: tuple[dict[str, Any], ...], column: str) -> str:
    return str(examples[0][column]) if examples else ""
