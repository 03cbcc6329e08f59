"""The only module that caches: each function is one call into the core, and nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from components import files, samples, state
from evenhand import document, mitigation, report
from evenhand.explanation import Explanation
from evenhand.findings import Findings, ReviewMore, Thresholds
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
    return _sample_html(shown.name)


def pdf(shown: Opened) -> bytes:
    """The report for paper; a few seconds the first time."""
    if shown.is_own:
        return report.pdf(shown.findings, shown.review, explanation(shown))
    return _sample_pdf(shown.name)


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
def _sample_html(name: str) -> str:
    audit = samples.audit(name)
    return report.html(audit.findings(), audit.review, _explained(name))


@st.cache_data(show_spinner=False, max_entries=32)
def _sample_pdf(name: str) -> bytes:
    audit = samples.audit(name)
    return report.pdf(audit.findings(), audit.review, _explained(name))


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
def _crossed(key: str, columns: tuple[str, str], _shown: Opened) -> Findings:  # noqa: ARG001
    return document.crossed(_shown.tally, _shown.review, _shown.findings, columns)


@st.cache_data(scope="session", show_spinner=False, max_entries=2)
def _own_html(digested: str, _shown: Opened) -> str:  # noqa: ARG001  # the key
    return report.html(_shown.findings, _shown.review, explanation(_shown))
