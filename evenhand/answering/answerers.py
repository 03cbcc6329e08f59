"""Every way in which the findings answer a requirement: one table, a function a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.answering import by_group
from evenhand.answering.subject import Answer, Said, Subject, Unsaid
from evenhand.findings import Representation
from evenhand.words import criteria as criteria_words
from evenhand.words import dictionary, health, overview, people, population, promise, record, say
from evenhand.words import packs as said
from evenhand.words.compare import candidate_line, compare_title
from evenhand.words.costs import cost_sentence
from evenhand.words.explain import NOT_REASONS, explain_title
from evenhand.words.handoff import groups_title, handoff_meaning, reliability_title
from evenhand.words.report import WHAT_IT_IS_NOT, method_lines
from evenhand.words.robustness import robustness_sentence
from evenhand.words.summary import problem_line

YOU: Final = "you"
"""What a requirement names that only a person can answer."""

_MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Answerer:
    """One way to answer.

    Attributes:
        where: which part of the findings document it reads; `NAME` is the candidate under audit.
        answer: the answer, or why there is none.
    """

    where: str
    answer: Callable[[Subject], Answer]


def _told(subject: Subject, block: str, *lines: str | None) -> Answer:
    """Lines where the block that they are of is there; else why it is not."""
    why = overview.missing(subject.findings, subject.review, block)
    said_lines = tuple(line for line in lines if line)
    return Unsaid(why) if why else Said(said_lines) if said_lines else Unsaid(said.ONLY_YOU)


def _rows(s: Subject) -> Answer:
    return Said((overview.data_line(s.findings, s.review),))


def _problems(s: Subject) -> Answer:
    found = [problem_line(one) for one in s.findings.data_check.problems]
    left = len(found) - _MOST_LINES
    more = [f"And {left} more in the data check."] if left > 0 else []
    return Said((*found[:_MOST_LINES], *more) or (said.NO_PROBLEM,))


def _columns(s: Subject) -> Answer:
    facts = dictionary.facts_of(s.findings)
    title = f"{dictionary.dictionary_title(facts)}."
    if not facts or any(one.meaning is None for one in facts.values()):
        return Unsaid(f"{title} {said.NOT_DESCRIBED}")
    return Said((title, dictionary.dictionary_meaning(facts, s.review)))


def _representation(s: Subject) -> Answer:
    lines = tuple(
        said.about(name, f"{population.representation_title(found.representation)}.", s.review)
        for name, found in s.findings.fairness.get(s.model, {}).items()
        if isinstance(found.representation, Representation)
    )
    return Said(lines) if lines else Unsaid(said.NO_POPULATION)


def _accuracy(s: Subject) -> Answer:
    found = s.findings.candidates[s.model]
    if found.metrics["accuracy"].value is None:
        return Unsaid(overview.no_label(s.findings, s.review) or say.CANNOT)
    return Said((candidate_line(s.model, found, s.review),))


def _baseline(s: Subject) -> Answer:
    return _told(s, "compare", f"{compare_title(s.findings, s.review)}.")


def _confidence(s: Subject) -> Answer:
    why = overview.missing(s.findings, s.review, "reliability")
    found = s.findings.candidates[s.model].calibration
    if why or found is None or not found.bins:
        return Unsaid(why or f"{reliability_title(s.findings, s.model)}.")
    return Said((f"{reliability_title(s.findings, s.model)}.",))


def _costs(s: Subject) -> Answer:
    return _told(s, "costs", cost_sentence(s.findings, s.review))


def _explained(s: Subject) -> Answer:
    if s.why is None:
        return Unsaid(said.NO_EXPLANATION)
    if s.why.reason or not (s.why.shown or s.why.pictures):
        return Unsaid(s.why.reason or f"{explain_title(s.why, s.review)}.")
    return Said((f"{explain_title(s.why, s.review)}.", NOT_REASONS))


def _robust(s: Subject) -> Answer:
    found = robustness_sentence(s.findings, s.review)
    return Said((found,)) if found else Unsaid(said.NO_LIMIT_TRIED)


def _limits(s: Subject) -> Answer:
    found = (overview.missing(s.findings, s.review, block) for block in overview.BLOCKS)
    lacking = [*dict.fromkeys(why for why in found if why)]
    left = len(lacking) - _MOST_LINES
    more = [f"And {left} more."] if left > 0 else []
    known = lacking[:_MOST_LINES] or [said.NOTHING_MISSING]
    return Said((*known, *more, *WHAT_IT_IS_NOT[:2]))


def _alone(s: Subject) -> Answer:
    return _told(s, "handoff", handoff_meaning(s.findings, s.review))


def _handed_groups(s: Subject) -> Answer:
    lines = [f"{groups_title(s.findings, s.review, name)}." for name, _ in s.protected()]
    return _told(s, "handoff_groups", *lines)


def _people(s: Subject) -> Answer:
    if people.overrides_of(s.findings) is None:
        return Unsaid(said.NO_PEOPLE)
    title = f"{people.overrides_title(s.findings, s.review)}."
    return Said(tuple(filter(None, (title, people.followed_sentence(s.findings, s.review)))))


def _promise(s: Subject) -> Answer:
    why = overview.missing(s.findings, s.review, "guarantee")
    found = promise.promise_of(s.findings)
    line = promise.guarantee_sentence(s.findings, s.review)
    if why or found is None or line is None or found.threshold is None:
        return Unsaid(why or f"{said.CANNOT_TELL}: {criteria_words.lowered(line or say.CANNOT)}")
    return Said((line,))


def _health(s: Subject) -> Answer:
    if not health.is_told(s.findings):
        why = overview.missing(s.findings, s.review, "health")
        return Unsaid(why or f"{said.CANNOT_TELL}: {_lowered_title(s)}.")
    return Said((f"{health.health_title(s.findings, s.review)}.",))


def _lowered_title(s: Subject) -> str:
    return criteria_words.lowered(health.health_title(s.findings, s.review))


def _criteria(s: Subject) -> Answer:
    why = overview.missing(s.findings, s.review, "criteria")
    line = criteria_words.verdict_sentence(s.findings, s.review)
    if why or s.findings.verdict.word in {None, "Can't tell yet"}:
        return Unsaid(why or line)
    return Said((line,))


def _purpose(s: Subject) -> Answer:
    asked = s.review.question
    return Said((say.name(asked, 300),), by_person=True) if asked else Unsaid(said.ONLY_YOU)


def _decision(s: Subject) -> Answer:
    lines = record.decision_lines(s.findings)
    return Said(lines, by_person=True) if lines else Unsaid(said.NO_DECISION)


def _lock(s: Subject) -> Answer:
    lines = record.lock_lines(s.findings.lock)
    return Said(lines, by_person=True) if lines else Unsaid(said.NO_LOCK)


def _made(s: Subject) -> Answer:
    return Said(said.made_line(s.findings))


def _intervals(s: Subject) -> Answer:
    return Said(method_lines(s.review)[:2])


ANSWERERS: Final[Mapping[str, Answerer]] = {
    "data.rows": Answerer("review.rows, data_check", _rows),
    "data.problems": Answerer("data_check.problems", _problems),
    "data.columns": Answerer("dictionary", _columns),
    "data.groups": Answerer("fairness.NAME", by_group.sizes),
    "data.representation": Answerer("fairness.NAME.*.representation", _representation),
    "groups.selection": Answerer("fairness.NAME.*.local_law_144.selection", by_group.selection),
    "groups.scoring": Answerer("fairness.NAME.*.local_law_144.scoring", by_group.scoring),
    "groups.ratios": Answerer("fairness.NAME.*.local_law_144", by_group.ratios),
    "groups.crossed": Answerer("fairness.NAME.* & *.local_law_144", by_group.crossed),
    "groups.small": Answerer("fairness.NAME.*.local_law_144", by_group.small),
    "groups.unknown": Answerer("fairness.NAME.*.local_law_144.unknown", by_group.unknown),
    "groups.four_fifths": Answerer("fairness.NAME.*.impact_ratio", by_group.four_fifths),
    "groups.one_answer": Answerer("fairness.NAME.*.impact_ratio", by_group.one_answer),
    "groups.chance": Answerer("fairness.NAME.*.gaps.selection_rate", by_group.by_chance),
    "groups.accuracy": Answerer("fairness.NAME.*.groups", by_group.accuracy),
    "groups.errors": Answerer("fairness.NAME.*.gaps", by_group.errors),
    "groups.first": Answerer("fairness.NAME.*.gaps, criteria", by_group.first),
    "model.accuracy": Answerer("candidates.NAME.metrics.accuracy", _accuracy),
    "model.baseline": Answerer("comparison", _baseline),
    "model.confidence": Answerer("candidates.NAME.calibration", _confidence),
    "model.costs": Answerer("comparison.cost_per_1000, handoff.cost_per_1000", _costs),
    "model.explained": Answerer("the explanation (SHAP), beside the document", _explained),
    "model.robust": Answerer("robustness", _robust),
    "model.limits": Answerer("what the document lacks", _limits),
    "handoff.alone": Answerer("handoff.coverage, handoff.automatic_error", _alone),
    "handoff.groups": Answerer("handoff.groups", _handed_groups),
    "handoff.people": Answerer("handoff.overrides", _people),
    "handoff.promise": Answerer("handoff.guarantee", _promise),
    "time.health": Answerer("health, then_now", _health),
    "review.criteria": Answerer("criteria, verdict", _criteria),
    "review.purpose": Answerer("review.question", _purpose),
    "record.decision": Answerer("decisions", _decision),
    "record.lock": Answerer("lock", _lock),
    "method.made": Answerer("review.fingerprint, review.seed, review.versions", _made),
    "method.intervals": Answerer("review.interval, review.seed", _intervals),
}
