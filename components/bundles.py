"""The bundle of what is open, to share or for inside use: written when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from components import cached, recorded, samples, state
from components.cached import Opened
from components.state import OwnLog
from evenhand import bundle, decisions, document, kept
from evenhand.bundle import Parts
from evenhand.decisions import Dossier
from evenhand.errors import InputError
from evenhand.findings import Findings
from evenhand.review import Review


@dataclass(frozen=True, slots=True)
class Bundles:
    """What both bundles of an audit are made of.

    Gathered while its visitor's page is drawn, since Streamlit calls what writes a file where
    nobody's session can be seen.

    Attributes:
        shown: the audit.
        own: the visitor's own log, where it is one.
        dossier: where the record has it; None where the record can't be read.
    """

    shown: Opened
    own: OwnLog | None
    dossier: Dossier | None

    @property
    def may_be_full(self) -> bool:
        """Whether exact counts are there to be taken: whoever sees the audit sees them, if so.

        Of a kept review only merged counts were ever kept.
        """
        return self.shown.kept is None

    def full(self) -> bytes:
        """The bundle with exact counts, where it `may_be_full`.

        Raises:
            InputError: it cannot be worked out, or is gone.
        """
        return bundle.full(self._parts(), cached.explanation(self.shown), self._told)

    def to_share(self) -> bytes:
        """The bundle in which small counts are merged; of a kept review, as it was kept.

        Where nothing can be told that way it holds one text that says why.
        """
        try:
            return bundle.shared(self._shared(), self._told)
        except InputError as error:
            return bundle.nothing(str(error))

    def _shared(self) -> kept.Shared:
        one = self.shown.kept
        if one is not None:
            return replace(one, review=self._worded(one.review))
        parts = self._parts()
        return kept.share(parts.tally, parts.review, parts.origin, parts.found)

    def _told(self, found: Findings) -> Findings:
        """The same with what the record has of the audit."""
        return decisions.recorded(found, self.dossier) if self.dossier else found

    def _parts(self) -> Parts:
        """What was counted before anything was tried or recorded, in the visitor's words."""
        counted = self._of_sample() if self.own is None else _of_own(self.own)
        said = self.shown.findings.dictionary
        columns = said if isinstance(said, Mapping) else {}
        return replace(
            counted,
            review=self._worded(counted.review),
            columns=columns,
            found=replace(counted.found, dictionary=columns),
        )

    def _of_sample(self) -> Parts:
        if not self.shown.is_sample:
            raise InputError("it is not open any more; bring the log again", where="the bundle")
        audit = samples.audit(self.shown.name)
        start = document.origin(audit.log)
        return Parts(audit.review, audit.tally, start, {}, audit.reference, audit.findings())

    def _worded(self, review: Review) -> Review:
        said = self.shown.review
        return review.model_copy(update={"dictionary": said.dictionary, "packs": said.packs})


def gathered(shown: Opened) -> Bundles:
    """What the bundles of an audit are made of; of the visitor whose page is being drawn.

    Args:
        shown: the audit.
    """
    return Bundles(shown, state.own() if shown.is_own else None, recorded.readable(shown))


def _of_own(log: OwnLog) -> Parts:
    return Parts(log.review, log.tally, log.origin, {}, log.reference, log.findings)
