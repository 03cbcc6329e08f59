"""The only module that caches: each function is one call into the core, and nothing else."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial, wraps
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

import streamlit as st

from components import files, measures, samples, state
from components.jobs import EXPLAINING, SIMULATING, Job, Progress, failed, finished
from components.state import Why
from evenhand import case_ids, document, handoff, kept, mitigation, report, surrogate, words
from evenhand import consistency as same
from evenhand import explanation as why
from evenhand import repeated as again
from evenhand import score_gap as gap
from evenhand.consistency import Consistency
from evenhand.errors import BusyError, InputError
from evenhand.explanation import ExplainedCase, Explanation
from evenhand.findings import (
    OMITTED,
    Attestation,
    Findings,
    Omitted,
    Recalibration,
    ReviewMore,
    SimulatedDay,
    Staffing,
    Thresholds,
    Tried,
)
from evenhand.handoff.day import simulated
from evenhand.heat import PictureCase
from evenhand.held import Held
from evenhand.kept import Kept
from evenhand.log import Log
from evenhand.plan import Plan, Supposed, plan, standard
from evenhand.repeated import Repeated
from evenhand.review import Review
from evenhand.roles import Guess, guess
from evenhand.score_gap import ScoreGap
from evenhand.scoring import Form, form_of
from evenhand.sources import from_file
from evenhand.tally import Tally

_NO_MODEL = (
    "There is no explanation for your own log: no column was an input of the model. Bring it "
    "again, choose “Input of the model” for those that it read, and add its file if you have it."
)


_JOBS = 128  # explanations of samples: less than a megabyte each
_UNREADABLE = "A review that cannot be read"
_F = TypeVar("_F", bound=Callable[..., Any])
_FOR_ALL = 512  # a stop of the slider of a sample is less than 200 kB
_LINKS: set[str] = set()  # of the kept reviews of which this process has something in memory
_OF_KEPT: list[Callable[[], None]] = []  # what lets go of all that
# What was asked of the models of own logs; it goes with them.
_TOLD: Final[WeakKeyDictionary[Held, dict[tuple[str, ...], Any]]] = WeakKeyDictionary()
_ASKED = 128  # of one of them
_KEPT_NO_MODEL = "There is no explanation of a kept review: it holds counts, and no case or model."


@dataclass(frozen=True)  # no slots: it holds its mark once that was asked for
class Opened:
    """What every page shows: one audit.

    Attributes:
        name: the sample's name, `state.OWN`, or the link of a kept review.
        review: what was audited.
        tally: the counts.
        findings: what was found.
        kept: where it is a kept review, what is said of it.
        why: of an own log, what explains it.
        held: of an own log, the model and some cases to ask about, where there are any.
        is_worded: whether this visitor gave its columns other words.
    """

    name: str
    review: Review
    tally: Tally
    findings: Findings
    kept: Kept | None = None
    why: Why | None = None
    held: Held | None = None
    is_worded: bool = False

    @cached_property
    def mark(self) -> str:
        """A name for its findings that no others have; one page asks for it several times."""
        return digest(self.findings.to_json())

    @property
    def is_own(self) -> bool:
        """Whether it is the visitor's own log."""
        return self.name == state.OWN

    @property
    def is_sample(self) -> bool:
        """Whether it came with the app, so that it is the same for everybody."""
        return not self.is_own and self.kept is None

    @property
    def can_be_asked(self) -> bool:
        """Whether there is a model here, and cases that it can be asked about."""
        return self.is_sample or self.held is not None

    @property
    def is_for_all(self) -> bool:
        """Whether all that is made of it is the same for everybody, so that it may be shared."""
        said = self.is_worded or self.review.packs or _is_recorded(self)
        return self.is_sample and not said


def opened(name: str) -> Opened | None:
    """The audit of a sample, counted once per process; or the visitor's own, if there is one.

    Raises:
        InputError: it is a kept review that cannot be read.
    """
    if name.startswith(kept.PREFIX):
        _LINKS.add(name)
        return _kept(str(kept.subject(name)), name)
    if name == state.OWN:
        log = state.own()
        if log is None:
            return None
        return Opened(name, log.review, log.tally, log.findings, why=log.why, held=log.held)
    audit = samples.audit(name)
    with measures.stage("findings"):
        return Opened(name, audit.review, audit.tally, audit.findings())


def by_library(shown: Opened, candidate: str, attribute: str) -> Findings:
    """The findings, with one candidate's groups worked out by Fairlearn's MetricFrame."""
    return _by_library(_key(shown), candidate, attribute, shown)


def crossed(shown: Opened, one: str, other: str) -> tuple[Opened, str]:
    """The same audit by the groups of two columns, and what that attribute is called.

    Raises:
        InputError: the two make too many groups.
    """
    columns = (one, other)
    review = shown.review.crossed_with(columns)
    attribute = review.crossing(columns) or one
    return replace(shown, review=review, findings=_crossed(_key(shown), columns, shown)), attribute


def thresholds(shown: Opened, candidate: str, attribute: str, metric: str) -> Thresholds | None:
    """What it would cost to make a rate equal over groups; a few seconds the first time."""
    return _thresholds(_key(shown), candidate, attribute, metric, shown)


def review_more(shown: Opened, candidate: str, attribute: str) -> ReviewMore | None:
    """What more review of the worst groups would give."""
    return _review_more(_key(shown), candidate, attribute, shown)


def slider(
    shown: Opened, attribute: str | None, edited: Mapping[str, float], *, dark: bool
) -> dict[str, Any]:
    """What the slider shows at every stop; the same however often it is released."""
    return _slider(_key(shown, edited), attribute, edited, dark, shown)


def at_release(shown: Opened, threshold: float | None, edited: Mapping[str, float]) -> Opened:
    """The same audit with its handoff where the slider was released, and by changed costs.

    Args:
        shown: the audit.
        threshold: where it was released; the nearest stop counts. None: the review's own.
        edited: the costs that were changed on the page, by their keys in a review file.
    """
    own = shown.findings.handoff
    stop = handoff.nearest(own, threshold) if own else None
    if stop is None and not edited:
        return shown
    changed = replace(shown, review=shown.review.with_costs(edited))
    found = _at_release(_key(shown, edited), stop, edited, changed)
    return replace(changed, findings=found)


def with_tried(shown: Opened, threshold: float | None) -> Opened:
    """The same audit to take away: beside the review's own threshold, what was tried."""
    found = document.with_tried(shown.tally, shown.review, shown.findings, threshold)
    return replace(shown, findings=found)


def recalibrated(shown: Opened, attribute: str | None) -> Recalibration | None:
    """What recalibrated confidence would be worth where the handoff is, for all or by group."""
    here = shown.findings.handoff
    return _recalibrated(_key(shown), attribute, here.threshold if here else 0.0, shown)


def day(shown: Opened, staffing: Staffing) -> Job[SimulatedDay]:
    """A day of the queue, simulated in the background: begun here, or long since."""
    review = shown.review
    of = (staffing, review.handoff, review.method.seed, review.method.interval)
    return _day(digest(repr(of)), staffing, review)


def _key(shown: Opened, edited: Mapping[str, float] = MappingProxyType({})) -> str:
    """What tells one audit from every other; its name alone where it is the same for everybody."""
    if shown.is_for_all:
        return f"{shown.name} by other costs" if edited else shown.name
    return shown.mark


def with_baselines(shown: Opened) -> Opened:
    """The same audit with the simplest rules beside the model; of an own log as they were kept."""
    if not shown.is_sample or not isinstance(shown.findings.baselines, Omitted):
        return shown
    found = replace(shown.findings, baselines=_with_baselines(shown.name).baselines)
    return replace(shown, findings=found)


def explanation(shown: Opened) -> Explanation:
    """Why the model decides as it does; where there is no model, why that cannot be said.

    Whoever asks waits until all of it is worked out.
    """
    if shown.review.columns.image_size:
        return looked(shown).future.result()
    found = drives(shown).future.result()
    if found.follows is not None:  # a stand-in's: there are no single cases to look for
        return found
    few = examples(shown).future.result()
    return replace(found, cases=few.cases, reason=found.reason or few.reason)


def drives(shown: Opened) -> Job[Explanation]:
    """What drives the model over many cases, in the background: begun here, or before."""
    return _why(shown, "drives", surrogate.overall)


def looked(shown: Opened) -> Job[Explanation]:
    """Where a model that reads pictures looks, in the background likewise."""
    return _why(shown, "pictures", why.explain)


def examples(shown: Opened) -> Job[Explanation]:
    """Single cases, and why the model answered as it did, in the background likewise."""
    return _why(shown, "examples", lambda log, _heard: why.examples(log))


def score_gap(shown: Opened, attribute: str) -> Job[ScoreGap | str] | None:
    """What drives the gap between two groups, in the background likewise; None without a model.

    Where it can't be said, one line is given that says so.
    """
    if shown.why is not None and attribute in shown.why.gaps:
        return finished(shown.why.gaps[attribute])
    if not shown.is_sample:
        return None
    log = samples.audit(shown.name).log
    return _job(_content(shown.name), f"gap {attribute}", partial(_apart, log, attribute))


def consistency(shown: Opened, attribute: str) -> Job[Consistency | str] | None:
    """Whether the same case gets the same answer, in the background; None without a model.

    Where it can't be said, one line is given that says so.
    """
    if shown.held is not None:
        return _same_of_own(shown.held, attribute)
    if not shown.is_sample:
        return None
    log = samples.audit(shown.name).log
    work = _same(partial(same.consistency, log, attribute))
    return _job(_content(shown.name), f"same {attribute}", work)


def repeated(shown: Opened) -> Job[Repeated | None] | None:
    """Whether the same inputs got the same answer in the log; None of what was kept."""
    if not shown.is_sample:
        return finished(shown.why.repeated) if shown.why else None
    log = samples.audit(shown.name).log
    return _job(_content(shown.name), "repeated", lambda _heard: again.repeated(log))


def case(shown: Opened, number: str) -> ExplainedCase | str:
    """Why one case was decided as it was; one line where that can't be said."""
    if shown.held is not None:
        key = ("case", case_ids.of(number) or "")
        return _of_own(shown.held, key, partial(shown.held.case, number))
    return _unless_busy(partial(_case, shown.name, number))


def another(shown: Opened, turn: int) -> ExplainedCase | str:
    """One more case picked by chance; one line where nothing can be said of it."""
    if shown.held is not None:
        return _of_own(shown.held, ("another", str(turn)), partial(shown.held.another, turn))
    return _unless_busy(partial(_another, shown.name, turn))


def own_form(held: Held) -> Form:
    """The form for a new case of a visitor's own model; no fields where no case is whole."""
    known = _TOLD.setdefault(held, {})
    if ("form",) not in known:
        rows = held.inputs()
        found = form_of(held.review, held.model, rows, held.usual()) if len(rows) else None
        known["form",] = found or Form(held.review, None, ())
    form: Form = known["form",]
    return form


def picture(shown: Opened, place: int) -> PictureCase | str:
    """What moved the model in one of a sample's pictures; one line where that can't be said."""
    return _picture(shown.name, place)


def html(shown: Opened) -> str:
    """The report as one file; a few seconds the first time."""
    if not shown.is_for_all:
        return report.html(shown.findings, shown.review, explanation(shown))
    return _sample_html(shown.name, _tried(shown), shown)


def pdf(shown: Opened) -> bytes:
    """The report for paper; a few seconds the first time."""
    if not shown.is_for_all:
        return report.pdf(shown.findings, shown.review, explanation(shown))
    return _sample_pdf(shown.name, _tried(shown), shown)


def _is_recorded(shown: Opened) -> bool:
    """Whether the record has something of it: this visitor's alone, and so never cached for all."""
    found = shown.findings
    answered = any(isinstance(c, Attestation) and c.answer for c in found.criteria)
    return answered or not all(isinstance(part, Omitted) for part in (found.lock, found.decisions))


def memo_html(shown: Opened) -> str:
    """The one-page memo as one file; quick, so that it always is of what the record has now."""
    return report.memo_html(shown.findings, shown.review)


def memo_pdf(shown: Opened) -> bytes:
    """The one-page memo for paper."""
    return report.memo_pdf(shown.findings, shown.review)


def _tried(shown: Opened) -> float | None:
    """The threshold that was tried, if any."""
    tried = shown.findings.handoff.tried if shown.findings.handoff else OMITTED
    return tried.threshold if isinstance(tried, Tried) else None


@st.cache_data(scope="session", show_spinner=False, max_entries=4)
def guesses(digested: str, kind: str, _data: bytes) -> tuple[Guess, ...]:  # noqa: ARG001  # the key
    """What each column of an uploaded file seems to mean."""
    with files.on_disk(_data, kind) as path:
        return guess(from_file(path))


@st.cache_data(show_spinner=False, max_entries=256)
def planned(
    criterion: Mapping[str, str | float],
    rate: float,
    groups: int,
    shares: tuple[float, ...] | None,
) -> tuple[Review, Plan]:
    """How many cases a limit needs, where there is no log; the same for everybody who asks."""
    review = standard(criterion)
    return review, plan(review, Supposed({"": rate}, None if shares else groups, shares))


def digest(content: bytes | str) -> str:
    """A name for content that no other content has."""
    data = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(data).hexdigest()


@st.cache_resource(show_spinner=False)
def _with_baselines(name: str) -> Findings:
    return samples.audit(name).with_baselines()


def kept_title(link: str) -> str:
    """What a kept review is called; that it cannot be read, where that is so.

    Args:
        link: of a review that is kept.
    """
    _LINKS.add(link)
    return _kept_title(str(kept.subject(link)), link)


def forget_gone() -> bool:
    """Let go of all that anybody has seen of kept reviews, once one of them is over or deleted.

    The server asks from time to time, since another process may have deleted it.

    Returns:
        Whether one was gone.
    """
    try:
        gone = {link for link in tuple(_LINKS) if not kept.is_open(link)}
    except InputError:  # where reviews lie cannot be read now: it is asked again
        return False
    _LINKS.difference_update(gone)
    for clear in _OF_KEPT if gone else ():
        clear()
    return bool(gone)


def _either(cache: Any, entries: int) -> Callable[[_F], _F]:  # noqa: ANN401
    """A function of an audit, its last argument, that is remembered for one visitor alone.

    Of a sample as it came it is remembered for everybody. Of a kept review it is for all who have
    the link, so that once the review is gone it can be let go of for all of them.

    Args:
        cache: Streamlit's, of data or of resources.
        entries: how many at most.
    """

    def remembered(function: _F) -> _F:
        alone = cache(scope="session", show_spinner=False, max_entries=entries)(function)
        together = cache(show_spinner=False, max_entries=entries)(function)
        for_all = cache(show_spinner=False, max_entries=_FOR_ALL)(function)
        _OF_KEPT.append(together.clear)

        @wraps(function)
        def chosen(*given: Any) -> Any:  # noqa: ANN401
            key, shown = given[0], given[-1]
            if shown.kept is not None:
                return together(*given)
            return (for_all if key == shown.name else alone)(*given)

        return cast("_F", chosen)

    return remembered


@st.cache_data(show_spinner=False, max_entries=256)
def _kept_title(subject: str, _link: str) -> str:  # noqa: ARG001  # the key
    try:
        found = kept.opened(_link)
    except InputError:
        found = None
    return words.name(found.review.title) if found else _UNREADABLE


@st.cache_resource(show_spinner=False, max_entries=32)
def _kept(subject: str, _link: str) -> Opened | None:  # noqa: ARG001  # the key
    found = kept.opened(_link)
    return Opened(_link, found.review, found.tally, found.findings(), found) if found else None


_OF_KEPT.extend([_kept.clear, _kept_title.clear])


def _why(
    shown: Opened, what: str, work: Callable[[Log, Progress], Explanation]
) -> Job[Explanation]:
    if not shown.is_sample:
        found = shown.why.explanation if shown.why else None
        said = _NO_MODEL if shown.is_own else _KEPT_NO_MODEL
        return finished(found or Explanation(None, (), said))
    return _job(_content(shown.name), what, partial(work, samples.audit(shown.name).log))


@st.cache_data(show_spinner=False)
def _content(name: str) -> str:
    """What an explanation of a sample is worked out of: its model, rows, background and method."""
    audit = samples.audit(name)
    return why.content_key(audit.log, audit.findings().review.fingerprint)


@st.cache_resource(
    show_spinner=False,
    max_entries=_JOBS,
    validate=lambda job: not job.has_failed,
    on_release=Job.cancel,
)
def _job(key: str, what: str, _work: Callable[[Progress], Any]) -> Job[Any]:  # noqa: ARG001  # the key
    return _begun(_work)


def _begun(work: Callable[[Progress], Any]) -> Job[Any]:
    try:
        return EXPLAINING.start(work)
    except InputError as error:
        return failed(error)


def _unless_busy(work: Callable[[], ExplainedCase | str]) -> ExplainedCase | str:
    """What was found; where others are being asked, a line that is not remembered."""
    try:
        return work()
    except BusyError as error:
        return str(error)


@st.cache_resource(show_spinner=False, max_entries=128)
def _case(name: str, number: str) -> ExplainedCase | str:
    try:
        return samples.audit(name).case(number)
    except BusyError:
        raise
    except InputError as error:
        return str(error)


@st.cache_resource(show_spinner=False, max_entries=128)
def _another(name: str, turn: int) -> ExplainedCase | str:
    try:
        return samples.audit(name).another(turn)
    except BusyError:
        raise
    except InputError as error:
        return str(error)


@st.cache_resource(show_spinner=False, max_entries=128)
def _picture(name: str, place: int) -> PictureCase | str:
    try:
        return samples.audit(name).picture(place)
    except InputError as error:
        return str(error)


def _apart(log: Log, attribute: str, heard: Progress) -> ScoreGap | str:
    try:
        return gap.score_gap(log, attribute, heard)
    except BusyError:
        raise
    except InputError as error:
        return f"{words.NO_GAP}: {str(error).rstrip('.')}."


def _same(work: Callable[[], Consistency]) -> Callable[[Progress], Consistency | str]:
    def told(_heard: Progress) -> Consistency | str:
        try:
            return work()
        except BusyError:
            raise
        except InputError as error:
            return f"{words.NO_ANSWERS}: {str(error).rstrip('.')}."

    return told


def _same_of_own(held: Held, attribute: str) -> Job[Consistency | str]:
    known = _TOLD.setdefault(held, {})
    key = ("same", attribute)
    if key not in known or known[key].has_failed:
        known[key] = _begun(_same(partial(held.consistency, attribute)))
    job: Job[Consistency | str] = known[key]
    return job


def _of_own(
    held: Held, key: tuple[str, ...], work: Callable[[], ExplainedCase]
) -> ExplainedCase | str:
    """What the model of an own log says, remembered for as long as it is there."""
    known = _TOLD.setdefault(held, {})
    if key not in known:
        try:
            found: ExplainedCase | str = work()
        except BusyError as error:
            return str(error)
        except InputError as error:
            found = str(error)
        while len(known) >= _ASKED:
            known.pop(next(iter(known)), None)
        known[key] = found
    told: ExplainedCase | str = known[key]
    return told


@st.cache_data(show_spinner=False, max_entries=32)
def _sample_html(name: str, tried: float | None, _shown: Opened) -> str:  # noqa: ARG001  # the key
    return report.html(_shown.findings, _shown.review, explanation(_shown))


@st.cache_data(show_spinner=False, max_entries=32)
def _sample_pdf(name: str, tried: float | None, _shown: Opened) -> bytes:  # noqa: ARG001  # the key
    return report.pdf(_shown.findings, _shown.review, explanation(_shown))


@_either(st.cache_resource, 32)
def _by_library(key: str, candidate: str, attribute: str, _shown: Opened) -> Findings:  # noqa: ARG001
    return document.by_library(_shown.tally, _shown.review, _shown.findings, candidate, attribute)


@_either(st.cache_resource, 32)
def _thresholds(
    key: str,  # noqa: ARG001
    candidate: str,
    attribute: str,
    metric: str,
    _shown: Opened,
) -> Thresholds | None:
    return mitigation.thresholds(_shown.tally, _shown.review, candidate, attribute, metric)


@_either(st.cache_resource, 32)
def _review_more(key: str, candidate: str, attribute: str, _shown: Opened) -> ReviewMore | None:  # noqa: ARG001
    return mitigation.review_more(_shown.tally, _shown.review, candidate, attribute)


@_either(st.cache_resource, 16)
def _recalibrated(
    key: str,  # noqa: ARG001
    attribute: str | None,
    threshold: float,
    _shown: Opened,
) -> Recalibration | None:
    return handoff.recalibrated(_shown.tally, _shown.review.with_threshold(threshold), attribute)


@_either(st.cache_resource, 16)
def _crossed(key: str, columns: tuple[str, str], _shown: Opened) -> Findings:  # noqa: ARG001
    return document.crossed(_shown.tally, _shown.review, _shown.findings, columns)


@_either(st.cache_data, 8)
def _slider(
    key: str,  # noqa: ARG001
    attribute: str | None,
    edited: Mapping[str, float],
    dark: bool,  # noqa: FBT001
    _shown: Opened,
) -> dict[str, Any]:
    shown = at_release(_shown, None, edited)
    return words.handoff_widget(shown.findings, shown.review, attribute, dark=dark)


@_either(st.cache_resource, 32)
def _at_release(
    key: str,  # noqa: ARG001
    threshold: float | None,
    edited: Mapping[str, float],
    _changed: Opened,
) -> Findings:
    found = document.at_threshold(_changed.tally, _changed.review, _changed.findings, threshold)
    return document.by_costs(_changed.tally, _changed.review, found) if edited else found


@st.cache_resource(scope="session", show_spinner=False, max_entries=8)
def _day(key: str, _staffing: Staffing, _review: Review) -> Job[SimulatedDay]:  # noqa: ARG001
    return SIMULATING.start(partial(simulated, _staffing, _review))
