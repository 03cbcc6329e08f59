"""What the size of a log allows to say, question by question, and what to add.

No result is told here but where a criterion of the review is still open: then the cases that would
settle it are those that the criterion itself says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from evenhand import feasibility
from evenhand.baselines import standing_in
from evenhand.feasibility import Beside, Sized
from evenhand.findings import CriterionResult, Estimate, Findings, Guarantee, State, Value
from evenhand.review import Review
from evenhand.words import compare, criteria, health, nouns, overview, say
from evenhand.words.columns import attribute_name

FEASIBILITY_REPORT: Final = "Evenhand data feasibility report"
NO_RESULTS: Final = (
    "What this log allows to say, and not what it says: results are in the report. Only where a "
    "limit of the review is open is it said how many more cases would settle that."
)
LIMITS: Final = (
    "A question that can be answered may still come out as “can't tell”.",
    "Numbers of cases are rough: they take the rates of this log to stay as they are.",
    "Whether the log holds the right people is not seen in it.",
)
QUESTIONS: Final = "Every question, and whether this log can answer it"
NO_GROUPS: Final = "No column says which groups people belong to, so no group can be compared."
ALL_THERE: Final = "Nothing that Evenhand can look at is missing from this log."
_NOT_CLEAR: Final = "So many cases do not show whether anything is gained; more of them may."
_MANY: Final = 3


class Standing(Enum):
    """Whether a question can be answered from a log."""

    ANSWERED = "can be answered"
    OPEN = "can't tell yet"
    LACKING = "not from this log as it is"


MARKS: Final = {Standing.ANSWERED: "✓", Standing.OPEN: "?", Standing.LACKING: say.DASH}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, and whether the log can answer it.

    Attributes:
        question: in plain words.
        standing: whether it can be answered.
        shows: how finely.
        wants: how many more cases it takes, or what to add; each a sentence.
    """

    question: str
    standing: Standing
    shows: str = ""
    wants: tuple[str, ...] = ()

    @property
    def more(self) -> str:
        """Both together."""
        return " ".join(filter(None, (*self.wants, self.shows)))


def standing(of: Standing) -> str:
    """A sign and words.

    >>> standing(Standing.OPEN)
    "? can't tell yet"
    """
    return f"{MARKS[of]} {of.value}"


def answers(findings: Findings, review: Review) -> tuple[Answer, ...]:
    """Every question of Evenhand, in the order of its pages.

    Args:
        findings: what was found.
        review: its nouns, columns and limits.
    """
    return (
        *(_ask(one, findings, review) for one in _DECIDING),
        *of_groups(findings, review),
        *(_ask(one, findings, review) for one in _OTHERS),
    )


def headline(found: tuple[Answer, ...]) -> str:
    """How many of the questions can be answered.

    >>> headline((Answer("Is it?", Standing.OPEN), Answer("Why?", Standing.ANSWERED)))
    "1 of 2 questions can be answered from this log; 1 can't be told yet"
    """
    of = {one: sum(a.standing is one for a in found) for one in Standing}
    can = of[Standing.ANSWERED]
    whole = f"{can or 'None'} of {len(found)} questions can be answered from this log"
    rest = (
        f"{of[Standing.OPEN]} can't be told yet" if of[Standing.OPEN] else "",
        f"{of[Standing.LACKING]} {Standing.LACKING.value}" if of[Standing.LACKING] else "",
    )
    return "; ".join(filter(None, (whole, *rest)))


def to_add(found: tuple[Answer, ...]) -> tuple[str, ...]:
    """What to add, each thing once: first what more cases settle, then what the log lacks."""
    kinds = (Standing.OPEN, Standing.ANSWERED, Standing.LACKING)
    said = (line for kind in kinds for one in found if one.standing is kind for line in one.wants)
    return tuple(dict.fromkeys(said))


# The questions


@dataclass(frozen=True, slots=True)
class _Question:
    """A question of Evenhand.

    Attributes:
        asks: in words.
        blocks: what must be there, keys of `overview.BLOCKS`.
        limits: findings whose criteria, while they are open, leave it open.
        says: the answer, without the question.
    """

    asks: Callable[[Review], str]
    blocks: tuple[str, ...]
    limits: tuple[str, ...]
    says: Callable[[Findings, Review], Answer]


def _ask(question: _Question, findings: Findings, review: Review) -> Answer:
    asks = question.asks(review)
    lacks = next(filter(None, (_lacks(findings, review, block) for block in question.blocks)), None)
    if lacks is not None:
        return Answer(asks, Standing.LACKING, wants=(lacks,))
    still = _open(findings, review, question.limits, None)
    return _unless(still, replace(question.says(findings, review), question=asks))


def _unless(still: tuple[str, ...], found: Answer) -> Answer:
    """An answer; open where criteria are, whatever else would show."""
    return replace(found, standing=Standing.OPEN, wants=still) if still else found


def _lacks(findings: Findings, review: Review, block: str) -> str | None:
    if block == "label":
        return overview.no_label(findings, review)
    if block == "compared":
        return overview.missing(*standing_in(findings, review), "compare")
    if block == "explain" and review.columns.features:
        return None  # a stand-in can be asked
    return overview.missing(findings, review, block)


def _open(
    findings: Findings, review: Review, names: tuple[str, ...] | None, attribute: str | None
) -> tuple[str, ...]:
    """What would settle each criterion that is not settled."""
    found = (
        one for one in findings.criteria
        if isinstance(one, CriterionResult)
        and one.state is State.CANNOT_TELL
        and one.attribute == attribute
        and (names is None or one.finding in names)
    )  # fmt: skip
    return tuple(_settles(one, review) for one in found)


def _settles(result: CriterionResult, review: Review) -> str:
    limit = f"{criteria.criterion_name(result, review)}, {criteria.limit_text(result, review)}"
    needs = criteria.settling_text(result, review) or result.reason
    return f"{limit}: {(needs or 'more cases like these would not settle it').rstrip('.')}."


_WHOLE: Final = (
    "accuracy", "selection_rate", "true_positive_rate", "false_positive_rate",
    "false_negative_rate", "precision", "f1",
)  # fmt: skip


def _can(shows: str, *wants: str) -> Answer:
    """That a question can be answered, how finely, and what would still help."""
    return Answer("", Standing.ANSWERED, shows, wants)


def _not_yet(*wants: str, shows: str = "") -> Answer:
    """That it can't be told yet, and what it takes."""
    return Answer("", Standing.OPEN, shows, wants)


def _right(findings: Findings, review: Review) -> Answer:
    metrics = findings.candidates[review.handoff_candidate.name].metrics
    right, real = metrics["accuracy"], metrics["true_positive_rate"]
    said = _to_within(right, nouns.counted(right.n, review))
    if not real.n:
        return _can(said)
    found = say.capital(nouns.metric_phrase("true_positive_rate", review))
    return _can(f"{said} {found}: {criteria.lowered(_to_within(real, f'{real.n:,}'))}")


def _to_within(found: Estimate, among: str) -> str:
    """How finely a share is known."""
    width = feasibility.half_width(found)
    if width is None:
        return f"Counted among {among}."
    return f"To within {_of_100(width)} either way, among {among}."


def _of_100(share: float) -> str:
    return f"{say.number(100 * share)} of 100"


def _compared(findings: Findings, review: Review) -> Answer:
    found, asked = standing_in(findings, review)
    by = compare.judge(found.comparison, asked) if found.comparison else None
    if by is not None:
        why = f"{compare.compare_title(found, asked)}."
        return Answer("", Standing.LACKING, wants=(why,))
    one = feasibility.beside(found, asked)
    if one is None:
        return _between_arms(found)
    shows = _would_show(one, review)
    if _is_clear(found) or (one.gap is not None and not one.more):
        return _can(shows)
    if not one.more:
        return _not_yet(shows)
    return _not_yet(
        f"About {say.number(float(one.more))} more {nouns.cases(review)} that both answer would "
        f"show a difference of {_of_100(one.margin)}, which the review calls small enough not to "
        "matter.",
        shows=shows,
    )


def _would_show(one: Beside, review: Review) -> str:
    both = f"On {nouns.counted(one.n, review)} that both answered,"
    if one.gap is None:
        return f"{both} no difference would show."
    return f"{both} a difference of {_of_100(one.gap)} or more would show."


def _is_clear(findings: Findings) -> bool:
    """Whether the two are told apart, or told to be close, by what was found."""
    close = findings.comparison.non_inferiority if findings.comparison else None
    return close is not None and close.answer in {"better", "worse", "good_enough"}


def _between_arms(findings: Findings) -> Answer:
    found = findings.comparison
    if found is None or found.arms is None:
        return _not_yet("How far apart the two are cannot be said of these counts.")
    return _can("Each acted on cases of its own, so outcomes are compared.")


def _worth(findings: Findings, _review: Review) -> Answer:
    net = findings.value.net if isinstance(findings.value, Value) else Estimate()
    by = "By the prices of the review."
    if net.low is None or net.high is None or net.low <= 0 <= net.high:
        return _not_yet(_NOT_CLEAR, shows=by)
    return _can(by)


def _handed(findings: Findings, review: Review) -> Answer:
    found = findings.handoff
    wrong = found.automatic_error if found else None
    if wrong is None or not wrong.n:
        return _not_yet("Of those decided alone no outcome is known.")
    return _can(_to_within(wrong, f"{nouns.counted(wrong.n, review)} decided alone"))


def _promised(findings: Findings, review: Review) -> Answer:
    promise = findings.handoff.guarantee if findings.handoff else None
    if not isinstance(promise, Guarantee):
        return _not_yet("Nothing can be promised of these counts.")
    most = f"at most {_of_100(promise.max_error)} wrong among those decided alone"
    if promise.threshold is not None:
        return _can(f"There are enough outcomes to promise {most}.")
    if promise.cases_needed is None:
        return _not_yet(f"More {nouns.cases(review)} like these would not let {most} be promised.")
    more = say.number(float(promise.cases_needed))
    return _not_yet(
        f"About {more} more {nouns.cases(review)} with a known outcome would let {most} be "
        "promised, if the rates stay."
    )


def _believed(findings: Findings, review: Review) -> Answer:
    known = findings.candidates[review.handoff_candidate.name].metrics["accuracy"].n
    return _can(f"Of {nouns.counted(known, review)} the outcome is known.")


def _changed(findings: Findings, review: Review) -> Answer:
    found = health.health_of(findings)
    if found is None:
        return _as_it_is(findings, review)
    return _can(f"The log spans {say.counted(len(found.periods), found.unit, f'{found.unit}s')}.")


def _why(findings: Findings, review: Review) -> Answer:
    if overview.missing(findings, review, "explain") is None:
        return _can("The model itself can be asked.")
    return _can(
        "Of a stand-in that learns to answer as the model does, where it follows it well enough; "
        "of the model itself only with its file."
    )


def _as_it_is(_findings: Findings, _review: Review) -> Answer:
    return _can("The log has what it takes.")


def _own(review: Review) -> str:
    return say.the(review.handoff_candidate.name)


def _rule(review: Review) -> str:
    return say.the(review.baseline.name) if review.baseline else "a simple rule"


# Groups


def groups(findings: Findings, review: Review, attribute: str) -> tuple[Sized, ...]:
    """The groups of one attribute with what their sizes would show, of the main candidate."""
    found = findings.by(review.handoff_candidate.name, attribute)
    return feasibility.by_group(found, review.method) if found else ()


def of_groups(findings: Findings, review: Review) -> Iterator[Answer]:
    """For each attribute, whether its groups can be told apart.

    Args:
        findings: what was found.
        review: its attributes and limits.
    """
    there = [name for name in review.attributes if groups(findings, review, name)]
    if not there:
        asks = f"Does {_own(review)} treat groups alike?"
        lacks = overview.missing(findings, review, "fairness") or NO_GROUPS
        yield Answer(asks, Standing.LACKING, wants=(lacks,))
    for attribute in there:
        asks = f"Does {_own(review)} treat groups alike, by {attribute_name(attribute, review)}?"
        still = _open(findings, review, None, attribute)
        found = of_sizes(groups(findings, review, attribute), review)
        yield _unless(still, replace(found, question=asks))


def of_sizes(sizes: tuple[Sized, ...], review: Review) -> Answer:
    """Whether groups of these sizes can be told apart, and what is missing."""
    able = feasibility.judged(sizes)
    needs = _needs([one for one in sizes if one.more], review)
    if len(able) <= 1:
        few = "Only one group is" if able else "No group is"
        return _not_yet(*needs, shows=f"{few} large enough to be judged.")
    shown = [(gap, one.group) for one in able if (gap := _finest(one)) is not None]
    if not shown:
        return _not_yet(*needs, shows="Between groups of these sizes no difference would show.")
    (low, best), (high, worst) = min(shown), max(shown)
    span = f"{_of_100(low)} or more would show for {say.name(best)}"
    if len(shown) > 1 and _of_100(low) == _of_100(high):
        span = f"{_of_100(low)} or more would show for each"
    elif len(shown) > 1:
        span += f", of {_of_100(high)} for {say.name(worst)}"
    phrase = say.capital(nouns.metric_phrase(_FIRST, review))
    return _can(f"{phrase}: a difference of {span}.", *needs)


_FIRST: Final = "selection_rate"


def _finest(one: Sized) -> float | None:
    """The smallest difference that a group's cases would show in how often it gets a yes."""
    return one.gaps[_FIRST]


def _needs(small: list[Sized], review: Review) -> tuple[str, ...]:
    """How many more cases which groups need to be judged."""
    if not small:
        return ()
    said = [
        f"about {one.more:,} more {nouns.cases(review)} of {say.name(one.group)}"
        for one in sorted(small, key=lambda one: (one.more or 0, one.group))[:_MANY]
    ]
    left = len(small) - _MANY
    others = (f"more of {say.counted(left, 'other group', 'other groups')}",) if left > 0 else ()
    return (f"To be judged it takes {say.listed([*said, *others])}.",)


_DECIDING: Final = (
    _Question(lambda r: f"How often is {_own(r)} right?", ("label",), _WHOLE, _right),
    _Question(
        lambda r: f"Is {_own(r)} right more often than {_rule(r)}?",
        ("compared",), ("accuracy_difference", "outcome_difference"), _compared,
    ),
    _Question(
        lambda _: "What is it worth against today?",
        ("value",), ("cost_difference", "earned_difference"), _worth,
    ),
    _Question(
        lambda r: f"When should {say.a_or_an(r.words.case)} go to {say.a_or_an(r.words.person)}?",
        ("handoff", "label"), ("coverage", "automatic_error", "team_accuracy"), _handed,
    ),
    _Question(
        lambda _: "What can be promised of mistakes made alone?", ("guarantee",), (), _promised
    ),
    _Question(
        lambda r: f"Can the confidence of {_own(r)} be believed?",
        ("reliability",), ("calibration_error",), _believed,
    ),
    _Question(
        lambda r: (
            f"How long would {say.a_or_an(r.words.case)} wait for {say.a_or_an(r.words.person)}?"
        ),
        ("staffing",), ("wait_minutes",), _as_it_is,
    ),
)  # fmt: skip
_OTHERS: Final = (
    _Question(lambda r: f"Why does {_own(r)} decide so?", ("explain",), (), _why),
    _Question(lambda _: "What would it say of a new case?", ("try",), (), _as_it_is),
    _Question(lambda _: "Has anything changed over time?", ("health",), (), _changed),
    _Question(
        lambda r: f"What would {_own(r)} have done while it only watched?", ("shadow",), (),
        _as_it_is,
    ),
    _Question(
        lambda _: "How long do answers take?", ("latency",), ("latency_p95",), _as_it_is
    ),
)  # fmt: skip
