"""One audit from end to end: `evenhand.open(...)` and what can be asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand import document, sources
from evenhand.errors import InputError
from evenhand.findings import DataCheck, Findings, Omitted, Robustness, SimulatedDay, Staffing
from evenhand.log import Log, check
from evenhand.review import Review, load_review
from evenhand.tally import Tally, count

if TYPE_CHECKING:
    from evenhand.explanation import Explanation


@dataclass(frozen=True)
class Audit:
    """A decision log that has been counted once; everything else is worked out when asked for.

    Attributes:
        log: the rows and their roles.
        tally: the counts.
    """

    log: Log
    tally: Tally

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
        return document.findings(self.log, self.tally)

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
        """Why the model decides as it does (SHAP); a second or two at first."""
        from evenhand.explanation import explain  # noqa: PLC0415  # shap takes seconds to import

        return explain(self.log)


def open(review: str | Path | Review, *, frame: Any = None) -> Audit:  # noqa: A001, ANN401
    """Open a review: read its log, check the roles of its columns, and count it.

    Args:
        review: a review file's path, or a review.
        frame: the decision log, where it is not a file: any frame that Narwhals reads.

    Raises:
        InputError: the review or the log is wrong; the message says what, where and what to do.
    """
    asked = review if isinstance(review, Review) else load_review(review)
    source = sources.from_file(_log_file(asked)) if frame is None else sources.from_frame(frame)
    log = check(source, asked)
    return Audit(log, count(log))


def _log_file(review: Review) -> Path:
    if review.data.path is None:
        raise InputError("[data] path is missing: where is the decision log?", where="review")
    return review.folder / review.data.path
