"""Try one case: what the rule and the model say of it, and whether a person would look."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

import narwhals as nw
import pandas as pd

from evenhand import explanation
from evenhand.arrays import Floats
from evenhand.consistency import Usual, usual_values
from evenhand.errors import InputError
from evenhand.log import Log, answered
from evenhand.models import Model, model_of
from evenhand.review import Candidate, Cut, Keywords, Review
from evenhand.score_gap import group_columns, with_groups
from evenhand.sources import collected, from_file
from evenhand.text import canonical, negative_text
from evenhand.words import consistency, explain, nouns, say
from evenhand.words.columns import column_name
from evenhand.words.cut import cut_sentence

LONGEST_TEXT: Final = 2000
"""Characters of a text to decide on."""

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
        kind: `number`, `yes or no` (a number that is 1 or 0), `choice` or `text`.
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
    answer: str = ""


class Reason(NamedTuple):
    """An input, and how far it moved the model."""

    label: str
    amount: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What everybody says of a case, who decides, and what would change the model's answer.

    `reasons` is empty where nothing sets the case apart from the usual one, and None where what
    moved the model can't be told. Those with a plus speak for the answer `towards`. `values` are
    what was decided on; `score` is the probability of the positive answer, None among many answers.
    `pictures` are PNG files, each with what it shows in words; where there are any, they say all.
    """

    candidates: tuple[CandidateAnswer, ...]
    hand_to_person: bool
    sentence: str
    reasons: tuple[Reason, ...] | None
    instead: str = ""
    towards: str = "yes"
    pictures: tuple[tuple[str, bytes], ...] = ()
    values: Mapping[str, float | str] = field(default_factory=dict)
    score: float | None = None
    threshold: float | None = None
    swapped: str = ""

    def kept(self) -> dict[str, float | str | bool | None]:
        """What everybody answered, flat, as the record keeps it for the next training."""
        said = {one.role: one for one in self.candidates}
        rule, model = said.get("rule"), said.get("model")
        return {
            "baseline": rule.name if rule else None,
            "baseline_answer": rule.answer if rule else None,
            "model": model.name if model else None,
            "model_answer": model.answer if model else None,
            "score": self.score,
            "confidence": model.confidence if model else None,
            "threshold": self.threshold,
            "handed_off": self.hand_to_person,
        }


@dataclass(frozen=True, slots=True)
class Form:
    """A form for one new case; without fields where no candidate can be run.

    Attributes:
        review: the review.
        model: the model to ask, if any.
        fields: what to fill in.
        examples: cases to start from.
        usual: cases whose values are tried, to change the answer; None of a text.
        groups: by attribute, what each group usually has of it; nothing where it is not read.
    """

    review: Review
    model: Model | None
    fields: tuple[Field, ...]
    examples: tuple[dict[str, Any], ...] = ()
    usual: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    groups: Mapping[str, Usual] = field(default_factory=dict, repr=False, compare=False)

    def decide(self, values: Mapping[str, Any]) -> Decision:
        """What rule and model say of these values.

        Raises:
            InputError: a value is missing or is no number.
        """
        [case], [found] = self._asked([values])
        return replace(
            found,
            reasons=self._reasons(case),
            instead=self._instead(case),
            swapped=self._swapped(case),
        )

    def answers(self, cases: Sequence[Mapping[str, Any]]) -> tuple[Decision, ...]:
        """What rule and model say of several cases, and not why: the model is asked once for all.

        Args:
            cases: their values, by field.

        Raises:
            InputError: there is no model to ask, or a value is missing or is no number.
        """
        return self._asked(cases)[1]

    def _asked(
        self, cases: Sequence[Mapping[str, Any]]
    ) -> tuple[list[dict[str, float | str]], tuple[Decision, ...]]:
        """The cases as they are decided on, and what is said of them."""
        if self.model is None:
            raise InputError("no candidate of this review can be run on a new case")
        checked = [self._case(case) for case in cases]
        told = self.model.probabilities(pd.DataFrame(checked)) if checked else ()
        return checked, tuple(map(self._decided, checked, told))

    def _case(self, values: Mapping[str, Any]) -> dict[str, float | str]:
        return {field.name: _checked(field, values.get(field.name)) for field in self.fields}

    def _decided(self, case: Mapping[str, float | str], probabilities: Floats) -> Decision:
        """What everybody says of one case, and who decides it."""
        model = cast("Model", self.model)
        answer, sure = model.said(probabilities)
        threshold = self.review.handoff_threshold
        score = float(probabilities[model.positive]) if model.candidate.score else None
        return Decision(
            candidates=tuple(self._answers(case, answer, sure)),
            hand_to_person=sure < threshold,
            sentence=self._sentence(case, sure, score),
            reasons=None,
            towards=nouns.yes(self.review),
            values=case,
            score=score,
            threshold=threshold,
        )

    def _sentence(self, case: Mapping[str, float | str], sure: float, score: float | None) -> str:
        """Who decides and why, from where a score is a yes, and what is beyond the log."""
        who = who_decides(self.review, sure, self.review.handoff_threshold)
        candidate = cast("Model", self.model).candidate
        cut = "" if score is None else cut_sentence(candidate, score, self.review)
        return f"{who} {cut}".rstrip() + _beyond(self.fields, case)

    def _answers(
        self, case: Mapping[str, Any], said: str, sure: float
    ) -> Iterator[CandidateAnswer]:
        for candidate in self.review.candidates:
            if candidate.rule is not None:
                answer = rule_says(candidate, case, self.review)
                text = _said(self.review, answer)
                yield CandidateAnswer(candidate.name, "rule", text, None, answer)
            elif self.model is not None and candidate is self.model.candidate:
                text = _said(self.review, said)
                yield CandidateAnswer(candidate.name, "model", text, sure, said)

    def _instead(self, case: Mapping[str, Any]) -> str:
        if self.model is None or self.usual is None:
            return ""
        cases = pd.DataFrame([case])
        [found] = explanation.changed(self.review, self.model, cases, self.usual)
        return explain.instead_sentence(found, self.review)

    def _swapped(self, case: Mapping[str, Any]) -> str:
        """What would have been said of the same case in another group."""
        if self.model is None:
            return ""
        groups = [(name, group) for name, usual in self.groups.items() for group in usual]
        changed = [case, *({**case, **self.groups[name][group]} for name, group in groups)]
        own, *others = map(self._says, self.model.probabilities(pd.DataFrame(changed)))
        answers: dict[str, dict[str, str]] = {name: {} for name in self.groups}
        for (name, group), said in zip(groups, others, strict=True):
            answers[name][group] = said
        return consistency.swapped_sentence(answers, own, self.review)

    def _says(self, probabilities: Floats) -> str:
        return cast("Model", self.model).said(probabilities)[0]

    def _reasons(self, case: Mapping[str, Any]) -> tuple[Reason, ...] | None:
        if self.model is None:
            return None
        usual = pd.DataFrame([{field.name: field.default for field in self.fields}])
        found = explanation.shap_values(self.model, pd.DataFrame([case]), usual)
        if not found.adds_up():
            return None
        amounts = zip(found.names, found.amounts[0].tolist(), strict=True)
        moved = sorted(
            (Reason(self._called(n), a) for n, a in amounts if a), key=lambda r: -abs(r.amount)
        )
        return tuple(moved)

    def _called(self, name: str) -> str:
        """An input in the review's words; a word of a text as it is."""
        is_text = self.model is not None and self.model.text is not None
        return say.name(name) if is_text else column_name(name, self.review)


def in_words(form: Form, words: Mapping[str, Mapping[str, str | None]]) -> Form:
    """The same form with other words for its columns.

    Args:
        form: the form.
        words: by column, the parts that are said otherwise.
    """
    review = form.review.with_dictionary(words)
    fields = (
        replace(one, label=_label(one.name, review)) if one.name in words else one
        for one in form.fields
    )
    return replace(form, review=review, fields=tuple(fields))


def open_form(log: Log) -> Form:
    """The form for new cases; it has no fields where nothing can be run. Nothing is counted.

    Args:
        log: whose model and rule are asked, and whose rows give ranges and examples.
    """
    review = log.review
    model = model_of(review, log.attached)
    if model is None or model.picture:
        return Form(review, None, ())
    if model.text is not None:
        examples = tuple({model.text: text} for text in _texts(review, model.text))
        asked = Field(model.text, review.words.case, "text", default=_first(examples, model.text))
        return Form(review, model, (asked,), examples)
    rows = _sampled(log, model)
    return form_of(review, model, rows, dict(_in_groups(log, model)))


def form_of(review: Review, model: Model, rows: pd.DataFrame, groups: Mapping[str, Usual]) -> Form:
    """The form of a model of numbers.

    Args:
        review: whose model it is.
        model: the model.
        rows: the inputs of some cases, without gaps, which give ranges and examples.
        groups: by attribute, what each group usually has of it.
    """
    fields = tuple(_number_field(name, rows[name], review) for name in model.features)
    cases = tuple({str(k): float(v) for k, v in row.items()} for row in _rows(rows))
    return Form(review, model, fields, cases, rows, groups)


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
        return _text(field, value)
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (OverflowError, TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError("expected a number", where=field.label)
    return number


def _text(field: Field, value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise InputError("write something first", where=field.label)
    if len(text) > LONGEST_TEXT:
        raise InputError(f"at most {LONGEST_TEXT:,} characters are decided on", where=field.label)
    return text


def who_decides(review: Review, sure: float, threshold: float) -> str:
    """Who decides a case, and why.

    Args:
        review: who the person is.
        sure: the model's confidence in its answer.
        threshold: from which confidence on it decides alone.
    """
    person = say.a_or_an(review.words.person)
    if not threshold:
        return f"Decided without {person}: here the model answers every case."
    how, asked = percent(sure), f"{threshold * 100:g}%"
    why = f"sure of its answer, and {asked} is asked for"
    if sure >= threshold:
        return f"Decided without {person}: the model is {how} {why}."
    under = f"just under {asked}" if how == asked else how
    return f"{say.capital(person)} will look at this: the model is {under} {why}."


def percent(sure: float) -> str:
    """How sure an answer is; never all where it is not.

    >>> percent(0.891), percent(0.9999)
    ('89%', 'more than 99%')
    """
    return f"{say.portion(sure, 100)}%"


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


def _label(name: str, review: Review) -> str:
    """A column in the review's own words, with its unit."""
    called, unit = column_name(name, review), review.described(name).unit
    return f"{called}, {say.name(unit, 24)}" if unit else called


def _sampled(
    log: Log, model: Model, more: Mapping[str, nw.Expr] = MappingProxyType({})
) -> pd.DataFrame:
    """The features, and further columns, of a few thousand rows of the log."""
    wanted = {**{name: log.number(name) for name in model.features}, **more}
    inner = {f"x{i}": column for i, column in enumerate(wanted.values())}
    asked = log.source.frame.select(**inner).head(5_000)
    rows: pd.DataFrame = answered(log, asked).to_pandas()
    return rows.rename(columns=dict(zip(inner, wanted, strict=True))).dropna()


def _in_groups(log: Log, model: Model) -> Iterator[tuple[str, Usual]]:
    """What each group usually has of each attribute that is one column."""
    for name, columns in log.review.attributes.items():
        if len(columns) == 1:
            is_read = columns[0] in model.features
            yield name, _usual_in(log, model, name) if is_read else {}


def _usual_in(log: Log, model: Model, attribute: str) -> Usual:
    rows = _sampled(log, model, group_columns(log, attribute))
    return usual_values(model, log.review, attribute, with_groups(rows, log.review, attribute))


def _rows(rows: pd.DataFrame) -> list[Any]:
    """A few rows that are spread over the table."""
    step = max(1, len(rows) // _EXAMPLES)
    return rows.iloc[::step].head(_EXAMPLES).to_dict("records")


def _number_field(name: str, values: "pd.Series[float]", review: Review) -> Field:
    low, middle, high = (float(values.quantile(q, interpolation="nearest")) for q in (0, 0.5, 1))
    short = min(max(float(f"{middle:.{_DIGITS}g}"), low), high)
    kind = "yes or no" if (low, high) == (0, 1) and values.isin((0, 1)).all() else "number"
    return Field(name, _label(name, review), kind, low, high, short)


def _texts(review: Review, column: str) -> list[str]:
    if review.explanation.cases is None:
        return []
    source = from_file(review.folder / review.explanation.cases, {column})
    rows = collected(source.frame, source.where)
    return [str(text) for text in rows.column(source.inner(column)).to_pylist()]


def _first(examples: tuple[dict[str, Any], ...], column: str) -> str:
    return str(examples[0][column]) if examples else ""
