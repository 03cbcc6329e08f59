"""What there is to show on each page: the one list that page and report draw from.

To show a new finding, make its figure and add a line here; the page and every report then have it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.figures import (
    arms,
    baselines,
    believed,
    benefit,
    break_even,
    classes,
    compare,
    cost,
    evenness,
    expected,
    fairness,
    gaps_over_time,
    handoff,
    health,
    label_quality,
    labelling,
    latency,
    local_law,
    over_time,
    people,
    population,
    positives,
    promise,
    queue,
    scope,
    several,
    shadow,
    strata,
    then_now,
    tried,
    value,
    winners,
)
from evenhand.figures.kinds import Figure
from evenhand.findings import Findings
from evenhand.review import Review
from evenhand.words.health import place_of_gaps
from evenhand.words.positives import leads


@dataclass(frozen=True, slots=True)
class Part:
    """A figure on one candidate by one attribute.

    Attributes:
        key: its name on the page.
        make: from findings, review, candidate and attribute; None where there is nothing to show.
        first: whether it stands on the page at once, and not under More.
    """

    key: str
    make: Callable[[Findings, Review, str, str], Figure | None]
    first: bool = False


BY_ATTRIBUTE: Final[tuple[Part, ...]] = (
    Part("impact_ratios", fairness.impact_ratios, first=True),
    Part("gaps", fairness.gaps, first=True),
    Part("strata", strata.strata),
    Part("classes", classes.classes),
    Part("scores", population.scores),
    Part("local_law_selection", local_law.selection),
    Part("local_law_scoring", local_law.scoring),
    Part("representation", population.representation),
    Part("bounds", population.bounds),
)


@dataclass(frozen=True, slots=True)
class PagePart:
    """A figure on one page that is not about one candidate.

    Attributes:
        key: its name on the page, and to `words.missing`.
        make: from findings, review and the attribute that was chosen, if the review has any; None
            where there is nothing to show.
        first: whether it stands on the page at once, and not under More.
        by_group: whether it hangs on the attribute; a report then has one of each attribute.
        by_context: whether it hangs on a context column; a report then has one of each of those.
        unsure: whether it is there also where the candidate does not say how sure it is.
    """

    key: str
    make: Callable[[Findings, Review, str | None], Figure | None]
    first: bool = False
    by_group: bool = False
    by_context: bool = False
    unsure: bool = False

    def each(self, findings: Findings, review: Review) -> Iterator[Figure]:
        """All that a report has of it.

        Args:
            findings: what was found.
            review: the nouns, and the columns.
        """
        asked: tuple[str | None, ...] = (None,)
        if self.by_group:
            asked = tuple(review.attributes)
        elif self.by_context:
            asked = review.columns.context or asked
        made = (self.make(findings, review, attribute) for attribute in asked)
        yield from (figure for figure in made if figure is not None)


_Made = Callable[[Findings, Review], Figure | None]


def _if_rare(make: _Made, findings: Findings, review: Review) -> Figure | None:
    """A figure where positives are so rare that being right says little."""
    return make(findings, review) if leads(findings) else None


def _unless_rare(make: _Made, findings: Findings, review: Review) -> Figure | None:
    """A figure where they are not."""
    return None if leads(findings) else make(findings, review)


def _winners(*, rare: bool) -> Callable[[Findings, Review, str | None], Figure | None]:
    """Who gains and who loses: a first sight only where positives are not rare."""

    def made(findings: Findings, review: Review, attribute: str | None) -> Figure | None:
        shown = leads(findings) == rare
        return winners.winners(findings, review, attribute) if shown else None

    return made


def _gaps(place: str, findings: Findings, review: Review) -> Figure | None:
    """Gaps over time, in one place of the page."""
    shown = place_of_gaps(findings, review) == place
    return gaps_over_time.gaps_over_time(findings, review) if shown else None


BEFORE_FLOWS: Final[tuple[PagePart, ...]] = (
    PagePart("leading", lambda f, r, _: _if_rare(positives.found, f, r), first=True),
)

BY_COMPARISON: Final[tuple[PagePart, ...]] = (
    PagePart("arms", lambda f, r, _: arms.outcomes(f, r), first=True),
    PagePart("arms_earned", lambda f, r, _: arms.earned(f, r), first=True),
    PagePart("paired", lambda f, r, _: _unless_rare(compare.same_cases, f, r), first=True),
    PagePart("top", lambda f, r, _: _if_rare(positives.top, f, r), first=True),
    PagePart("winners", _winners(rare=False), first=True, by_group=True),
    PagePart("several", lambda f, r, _: several.several(f, r)),
    PagePart("costs", lambda f, r, _: compare.costs(f, r)),
    PagePart("break_even", lambda f, r, _: break_even.break_even(f, r)),
    PagePart("top_more", lambda f, r, _: _unless_rare(positives.top, f, r)),
    PagePart("recall_curve", lambda f, r, _: positives.curve(f, r)),
    PagePart("net_benefit", lambda f, r, _: benefit.net_benefit(f, r)),
    PagePart("ranking", lambda f, r, _: benefit.ranking(f, r)),
    PagePart("found", lambda f, r, _: _unless_rare(positives.found, f, r)),
    PagePart("paired_more", lambda f, r, _: _if_rare(compare.paired, f, r)),
    PagePart("winners_more", _winners(rare=True), by_group=True),
    PagePart("switched", compare.switched, by_group=True),
    PagePart("over_time", lambda f, r, _: over_time.over_time(f, r)),
    PagePart("baselines", lambda f, r, _: baselines.simplest(f, r)),
    PagePart("arms_assumed", lambda f, r, _: arms.assumptions(f, r)),
    PagePart("arms_groups", arms.groups, by_group=True),
    PagePart("arms_answers", lambda f, r, _: arms.answers(f, r)),
    PagePart("latency", lambda f, r, _: latency.latency(f, r)),
    PagePart("running", lambda f, r, _: latency.running(f, r)),
    PagePart("waited", lambda f, r, _: latency.waited(f, r)),
)

BY_VALUE: Final[tuple[PagePart, ...]] = (
    PagePart("value", lambda f, r, _: value.waterfall(f, r), first=True),
)

BY_HANDOFF: Final[tuple[PagePart, ...]] = (
    PagePart("tried", lambda f, r, _: tried.tried(f, r)),
    PagePart("reliability", lambda f, r, _: believed.confidence(f, r), first=True),
    PagePart("risk_coverage", lambda f, r, _: handoff.risk_coverage(f, r)),
    PagePart("handoff_groups", evenness.handoff_groups, first=True, by_group=True),
    PagePart(
        "tried_groups",
        tried.tried_groups,
        by_group=True,
    ),
    PagePart("guarantee", lambda f, r, _: promise.guarantee(f, r)),
    PagePart("guarantee_groups", promise.guarantee_groups, by_group=True),
    PagePart("roll_out", promise.roll_out, by_context=True),
    PagePart("costs_of_deciding", lambda f, r, _: cost.deciding(f, r)),
    PagePart("team", lambda f, r, _: people.team(f, r)),
    PagePart("overrides", lambda f, r, _: people.overrides(f, r), unsure=True),
    PagePart("override_groups", people.override_groups, by_group=True, unsure=True),
    PagePart("staffing", lambda f, r, _: queue.staffing(f, r)),
    PagePart("out_of_scope", lambda f, r, _: scope.out_of_scope(f, r)),
    PagePart("confusions", lambda f, r, _: scope.confusions(f, r)),
    PagePart("arrivals", lambda f, r, _: queue.arrivals(f, r)),
    PagePart("brier", lambda f, r, _: believed.brier(f, r)),
    PagePart("best_cut", lambda f, r, _: believed.best_cut(f, r)),
    PagePart("scores", lambda f, r, _: handoff.scores(f, r)),
)

BY_SHADOW: Final[tuple[PagePart, ...]] = (
    PagePart("shadow_trial", lambda f, r, _: shadow.trial(f, r), first=True),
    PagePart("shadow_otherwise", lambda f, r, _: shadow.otherwise(f, r), first=True),
    PagePart("shadow_right", lambda f, r, _: shadow.right(f, r)),
    PagePart("shadow_queue", lambda f, r, _: shadow.would_wait(f, r)),
    PagePart("shadow_arrivals", lambda f, r, _: shadow.would_come(f, r)),
)

BY_HEALTH: Final[tuple[PagePart, ...]] = (
    PagePart("faults", lambda f, r, _: health.faults(f, r), first=True),
    PagePart("gaps_first", lambda f, r, _: _gaps("first", f, r), first=True),
    PagePart("accuracy", lambda f, r, _: health.accuracy(f, r), first=True),
    PagePart("gaps_second", lambda f, r, _: _gaps("second", f, r), first=True),
    PagePart("gaps_more", lambda f, r, _: _gaps("more", f, r)),
    PagePart("expected", lambda f, r, _: expected.expected(f, r)),
    PagePart("drift", lambda f, r, _: health.drift(f, r)),
    PagePart("over_time", lambda f, r, _: over_time.over_time(f, r)),
)

BY_RATERS: Final[tuple[PagePart, ...]] = (
    PagePart("rater_agreement", lambda f, r, _: label_quality.by_agreement(f, r), first=True),
    PagePart("rater_classes", lambda f, r, _: label_quality.by_class(f, r)),
)


def _then_now(page: str, *more: PagePart) -> tuple[PagePart, ...]:
    """The numbers of a page, then and now, and what else there is of it."""
    made = PagePart("then_now", lambda f, r, _: then_now.numbers(page, f, r), first=True)
    return (made, *more)


THEN_NOW: Final[Mapping[str, tuple[PagePart, ...]]] = {
    "overview": _then_now(
        "overview", PagePart("then_criteria", lambda f, r, _: then_now.criteria(f, r), first=True)
    ),
    "compare": _then_now("compare"),
    "handoff": _then_now("handoff"),
    "health": _then_now(
        "health",
        PagePart("then_faults", lambda f, r, _: health.since_then(f, r), first=True),
        PagePart("then_columns", lambda f, r, _: then_now.columns(f, r), first=True),
    ),
}

BY_LABELLING: Final[tuple[PagePart, ...]] = (
    PagePart("label_learned", labelling.learned, first=True, by_group=True),
    PagePart("label_yardstick", lambda f, r, _: labelling.yardstick(f, r), first=True),
    PagePart("label_curve", lambda f, r, _: labelling.curve(f, r)),
    PagePart("label_groups", labelling.groups, by_group=True),
)
