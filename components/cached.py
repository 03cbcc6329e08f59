"""The only module that caches: each function is one call into the core, and nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from components import files, samples, state
from components.jobs import Job, start
from evenhand import document, handoff, mitigation, report, words
from evenhand.explanation import Explanation
from evenhand.findings import (
    OMITTED,
    Findings,
    Recalibration,
    ReviewMore,
    SimulatedDay,
    Staffing,
    Thresholds,
    Tried,
)
from evenhand.handoff.day import simulated
from evenhand.plan import Plan, Supposed, plan, standard
from evenhand.review import Review
from evenhand.roles import Guess, guess
from evenhand.sources import from_file
from evenhand.tally import Tally

_NO_MODEL = (
    "There is no explanation for your own log: it holds answers, not the model that gave them. "
    "Run Evenhand where the model is, with [[candidates]] model and [columns] features."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What every page shows: one audit.

    Attributes:
        name: the sample's name, or `state.OWN`.
        review: what was audited.
        tally: the counts.
        findings: what was found.
    """

    name: str
    review: Review
    tally: Tally
    findings: Findings

    @property
    def is_own(self) -> bool:
        """Whether it is the visitor's own log."""
        return self.name == state.OWN


def opened(name: str) -> Opened | None:
    """The audit of a sample, counted once per process; or the visitor's own, if there is one."""
    if name == state.OWN:
        log = state.own()
        return Opened(name, log.review, log.tally, log.findings) if log else None
    audit = samples.audit(name)
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
    return _slider(_key(shown), attribute, edited, dark, shown)


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
    return replace(changed, findings=_at_release(_key(shown), stop, edited, changed))


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


def _key(shown: Opened) -> str:
    """What tells one audit from every other."""
    return digest(shown.findings.to_json()) if shown.is_own else shown.name


def explanation(shown: Opened) -> Explanation:
    """Why the model decides as it does; for an own log, why that cannot be said."""
    return Explanation(None, (), _NO_MODEL) if shown.is_own else _explained(shown.name)


def html(shown: Opened) -> str:
    """The report as one file."""
    if shown.is_own:
        return _own_html(digest(shown.findings.to_json()), shown)
    return _sample_html(shown.name, _tried(shown), shown)


def pdf(shown: Opened) -> bytes:
    """The report for paper; a few seconds the first time."""
    if shown.is_own:
        return report.pdf(shown.findings, shown.review, explanation(shown))
    return _sample_pdf(shown.name, _tried(shown), shown)


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
def _explained(name: str) -> Explanation:
    return samples.audit(name).explanation()


@st.cache_data(show_spinner=False, max_entries=32)
def _sample_html(name: str, tried: float | None, _shown: Opened) -> str:  # noqa: ARG001  # the key
    return report.html(_shown.findings, _shown.review, _explained(name))


@st.cache_data(show_spinner=False, max_entries=32)
def _sample_pdf(name: str, tried: float | None, _shown: Opened) -> bytes:  # noqa: ARG001  # the key
    return report.pdf(_shown.findings, _shown.review, _explained(name))


@st.cache_resource(scope="session", show_spinner=False, max_entries=32)
def _by_library(key: str, candidate: str, attribute: str, _shown: Opened) -> Findings:  # noqa: ARG001
    return document.by_library(_shown.tally, _shown.review, _shown.findings, candidate, attribute)


@st.cache_resource(scope="session", show_spinner=False, max_entries=32)
def _thresholds(
    key: str,  # noqa: ARG001
    candidate: str,
    attribute: str,
    metric: str,
    _shown: Opened,
) -> Thresholds | None:
    return mitigation.thresholds(_shown.tally, _shown.review, candidate, attribute, metric)


@st.cache_resource(scope="session", show_spinner=False, max_entries=32)
def _review_more(key: str, candidate: str, attribute: str, _shown: Opened) -> ReviewMore | None:  # noqa: ARG001
    return mitigation.review_more(_shown.tally, _shown.review, candidate, attribute)


@st.cache_resource(scope="session", show_spinner=False, max_entries=16)
def _recalibrated(
    key: str,  # noqa: ARG001
    attribute: str | None,
    threshold: float,
    _shown: Opened,
) -> Recalibration | None:
    return handoff.recalibrated(_shown.tally, _shown.review.with_threshold(threshold), attribute)


@st.cache_resource(scope="session", show_spinner=False, max_entries=16)
def _crossed(key: str, columns: tuple[str, str], _shown: Opened) -> Findings:  # noqa: ARG001
    return document.crossed(_shown.tally, _shown.review, _shown.findings, columns)


@st.cache_data(scope="session", show_spinner=False, max_entries=8)
def _slider(
    key: str,  # noqa: ARG001
    attribute: str | None,
    edited: Mapping[str, float],
    dark: bool,  # noqa: FBT001
    _shown: Opened,
) -> dict[str, Any]:
    shown = at_release(_shown, None, edited)
    return words.handoff_widget(shown.findings, shown.review, attribute, dark=dark)


@st.cache_resource(scope="session", show_spinner=False, max_entries=32)
def _at_release(
    key: str,  # noqa: ARG001
    threshold: float | None,
    edited: Mapping[str, float],
    _changed: Opened,
) -> Findings:
    found = document.at_threshold(_changed.tally, _changed.review, _changed.findings, threshold)
    return document.by_costs(_changed.tally, _changed.review, found) if edited else found


@st.cache_data(scope="session", show_spinner=False, max_entries=2)
def _own_html(digested: str, _shown: Opened) -> str:  # noqa: ARG001  # the key
    return report.html(_shown.findings, _shown.review, explanation(_shown))


@st.cache_resource(scope="session", show_spinner=False, max_entries=8)
def _day(key: str, _staffing: Staffing, _review: Review) -> Job[SimulatedDay]:  # noqa: ARG001
    return start(partial(simulated, _staffing, _review))
