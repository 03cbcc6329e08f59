"""Whether groups fare alike, by one rate in plain words."""

from functools import partial

from components import blocks, cached, mitigation
from evenhand import figures, words

opened = blocks.opened()
chosen = blocks.crossed(opened)
review = chosen.shown.review
who, by, metric = chosen.candidate, chosen.attribute or "", chosen.metric
found = cached.by_library(chosen.shown, who, by) if by else chosen.shown.findings

blocks.headline(words.fairness_title(found, review, who, by, metric))
blocks.line(words.is_real(found, review, who, by, metric))
blocks.line(words.named_elsewhere(found, review, who, by, metric))
blocks.line(words.strata_sentence(found, review, who, by))
blocks.line(words.crossing_note(opened.shown.review, by))
blocks.notes(review, who)
if blocks.ready(chosen, "fairness"):
    shown = figures.group_metric(found, review, who, by, metric)
    blocks.figure(shown, key="group_metric", titled=False)
    parts = partial(
        blocks.parts, figures.BY_ATTRIBUTE, lambda part: part.make(found, review, who, by)
    )
    parts(first=True)
    blocks.maybe(figures.then_groups(found, review, who, by, metric), key="then_now")
    if blocks.more():
        blocks.maybe(figures.every_metric(found, review, who, by), key="every_metric")
        parts(first=False)
        blocks.maybe(figures.slices(found, review, who), key="slices")
        if (searched := found.searched(who)) is not None:
            blocks.line(words.none_stands_out(searched, review))
        mitigation.draw(chosen)
