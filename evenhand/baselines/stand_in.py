"""A review without a baseline, seen as if the strongest of the simplest rules were it."""

from dataclasses import replace

from evenhand.findings import AutomaticBaseline, Findings, Omitted
from evenhand.review import Candidate, Review


def strongest(findings: Findings) -> AutomaticBaseline | None:
    """The one that was best on the half on which they were fitted; None where none was counted.

    A rule on a column is only there where it was better than one answer for all.
    """
    found = () if isinstance(findings.baselines, Omitted) else findings.baselines
    ruled = (one for one in found if one.rule is not None)
    return next(ruled, found[0] if found else None)


def standing_in(findings: Findings, review: Review) -> tuple[Findings, Review]:
    """The findings and the review with that one as the baseline, where there is no other.

    Only to be shown: criteria and verdict stay as they are.

    Args:
        findings: what was found.
        review: the review.
    """
    one = strongest(findings)
    if findings.comparison is not None or one is None:
        return findings, review
    stand = Candidate(name=one.name, role="baseline", prediction=one.name)
    columns = review.columns.model_copy(update={"arm": None})  # both answer the same cases
    asked = {"candidates": (*review.candidates, stand), "columns": columns}
    shown = review.model_copy(update=asked)
    alone = {**findings.candidates, one.name: one.alone}
    return replace(findings, comparison=one.comparison, candidates=alone), shown
