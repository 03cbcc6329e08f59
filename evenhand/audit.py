"""One audit from end to end: `evenhand.open(...)` and what can be asked of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand import document, simplest, sources, watched
from evenhand.baselines import automatic
from evenhand.errors import InputError
from evenhand.findings import DataCheck, Findings, Omitted, Robustness, SimulatedDay, Staffing
from evenhand.log import Log, check, mapped
from evenhand.reference import Reference
from evenhand.reference import opened as opened_reference
from evenhand.review import Review, load_review
from evenhand.tally import Tally, count

if TYPE_CHECKING:
    from evenhand.consistency import Consistency
    from evenhand.explanation import ExplainedCase, Explanation
    from evenhand.heat import PictureCase
    from evenhand.score_gap import ScoreGap


@dataclass(frozen=True)
class Audit:
    """A decision log that has been counted once; everything else is worked out when asked for.

    Attributes:
        log: the rows and their roles.
        tally: the counts.
        reference: those of the earlier log that it is compared with, if of any.
    """

    log: Log
    tally: Tally
    reference: Reference | None = None

    @property
    def review(self) -> Review:
        """The review that this is an audit of."""
        return self.log.review

    @property
    def data_check(self) -> DataCheck:
        """Every row accounted for."""
        return document.data_check(self.log, self.tally)

    @cached_property
    def _findings(self) -> Findings:
        return document.findings(self.log, self.tally, self.reference)

    def findings(self, *, threshold: float | None = None) -> Findings:
        """Everything the audit finds; worked out once.

        Args:
            threshold: a handoff threshold to try beside the review's own; the nearest stop of the
                slider is taken. The verdict stays by the review's own.
        """
        return document.with_tried(self.tally, self.review, self._findings, threshold)

    def findings_by_library(self, candidate: str, attribute: str) -> Findings:
        """The findings, with one candidate's groups worked out by Fairlearn's `MetricFrame`.

        Args:
            candidate: its name.
            attribute: a key of the review's attributes.
        """
        return document.by_library(self.tally, self.review, self.findings(), candidate, attribute)

    def robustness(self) -> Robustness | Omitted:
        """The verdict under other reasonable choices, also where it takes more than a moment."""
        found = self.findings()
        if isinstance(found.robustness, Robustness):
            return found.robustness
        return document.robustness(self.tally, self.review, found)

    def with_baselines(self) -> Findings:
        """The findings with the simplest rules beside the model, counted now if need be."""
        found = self.findings()
        if not isinstance(found.baselines, Omitted):
            return found
        tally = replace(self.tally, simplest=simplest.count(self.log, self.tally))
        return replace(found, baselines=automatic(tally, self.review))

    def simulated_day(
        self, progress: Callable[[int, int], None] = lambda _done, _of: None
    ) -> SimulatedDay:
        """The queue on the busiest weekday, simulated; a second or two.

        Args:
            progress: told how many days of how many are done.

        Raises:
            InputError: the review says too little of its queue, nobody is there, or nothing is
                handed off.
        """
        from evenhand.handoff.day import simulated  # noqa: PLC0415  # simpy takes time to import

        found = self.findings().handoff
        staffing = found.staffing if found else None
        if not isinstance(staffing, Staffing):
            message = "expected [handoff] cases_per_hour, minutes_per_case and people"
            raise InputError(message, where="the simulated day")
        return simulated(staffing, self.review, progress)

    def explanation(self) -> "Explanation":
        """Why the model decides as it does (SHAP); a second or two at first.

        Where there is no model file, but features, it is of a stand-in, and says so.
        """
        from evenhand.surrogate import explain  # noqa: PLC0415  # shap takes seconds to import

        return explain(self.log)

    def case(self, number: str) -> "ExplainedCase":
        """Why the model decided one case as it did.

        Args:
            number: the case's own, as it stands in the log; without a column of them, its row's.

        Raises:
            InputError: there is no such case, or no model to ask.
        """
        from evenhand.explanation import case  # noqa: PLC0415  # likewise

        return case(self.log, number)

    def another(self, turn: int) -> "ExplainedCase":
        """Why the model decided one more case, picked by chance, as it did.

        Args:
            turn: the how manieth; the same turn always picks the same case.

        Raises:
            InputError: there is no model to ask.
        """
        from evenhand.explanation import another  # noqa: PLC0415  # likewise

        return another(self.log, turn)

    def picture(self, place: int) -> "PictureCase":
        """What moved the model that reads pictures, in one of those that the review's file has.

        Args:
            place: which, from 1.

        Raises:
            InputError: there are fewer, or no model to ask.
        """
        from evenhand.explanation import picture  # noqa: PLC0415  # likewise

        return picture(self.log, place)

    def score_gap(self, attribute: str) -> "ScoreGap":
        """Through which inputs the scores of two groups differ (SHAP); a second or two.

        Args:
            attribute: by which groups, one of the review's; the two that are furthest apart.

        Raises:
            InputError: there is no model to ask, or no two groups with enough cases.
        """
        from evenhand.score_gap import score_gap  # noqa: PLC0415  # likewise

        return score_gap(self.log, attribute)

    def consistency(self, attribute: str) -> "Consistency":
        """Whether the same case gets the same answer in another group, and when asked again.

        Args:
            attribute: by which groups, one of the review's.

        Raises:
            InputError: there is no model to ask about cases with groups.
        """
        from evenhand.consistency import consistency  # noqa: PLC0415  # likewise

        return consistency(self.log, attribute)


def open(  # noqa: A001
    review: str | Path | Review,
    *,
    frame: Any = None,  # noqa: ANN401
    baselines: bool = False,
    reference: Any = None,  # noqa: ANN401
) -> Audit:
    """Open a review: read its log, check the roles of its columns, and count it.

    Args:
        review: a review file's path, or a review.
        frame: the decision log, where it is not a file: any frame that Narwhals reads.
        baselines: whether the simplest rules are counted even where there is a baseline, or where
            the log is so large that it takes more than a moment.
        reference: an earlier log to compare with, instead of the review's own: a file's path, or a
            frame.

    Raises:
        InputError: the review or the log is wrong; the message says what, where and what to do.
    """
    asked = review if isinstance(review, Review) else load_review(review)
    log = opened_log(asked, frame)
    counted = _with_watched(log, count(log))
    if baselines or (asked.baseline is None and simplest.is_quick(log, counted)):
        counted = replace(counted, simplest=simplest.count(log, counted))
    return Audit(log, counted, _reference(log, reference))


def _reference(log: Log, given: Any) -> Reference | None:  # noqa: ANN401
    """The earlier log that is given, else the review's own; None where there is none."""
    if given is not None:
        return opened_reference(log, Path(given) if isinstance(given, str) else given)
    named = log.review.data.reference
    return None if named is None else opened_reference(log, log.review.folder / named)


def _with_watched(log: Log, tally: Tally) -> Tally:
    """The tally with what was counted of the phase of shadow."""
    found, said = watched.count(log, tally)
    return replace(tally, watched=found, problems=(*tally.problems, *said))


def opened_log(review: Review, frame: Any = None) -> Log:  # noqa: ANN401
    """The log of a review with its columns checked, and nothing counted yet.

    Args:
        review: whose columns they are.
        frame: the log, where it is not a file.

    Raises:
        InputError: the log is not what the review says.
    """
    if frame is not None:
        return check(sources.from_frame(frame), review)
    return check(sources.from_file(_log_file(review), mapped(review)), review)


def _log_file(review: Review) -> Path:
    if review.data.path is None:
        raise InputError("[data] path is missing: where is the decision log?", where="review")
    return review.folder / review.data.path
