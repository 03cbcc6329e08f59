"""Whether groups fare alike, by one rate in plain words."""

from components import blocks
from evenhand import figures, words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review
who, by, metric = chosen.candidate, chosen.attribute or "", chosen.metric

blocks.headline(words.fairness_title(found, review, who, by, metric))
if blocks.ready(chosen, "fairness"):
    blocks.figure(figures.group_metric(found, review, who, by, metric), key="group_metric")
    blocks.figure(figures.impact_ratios(found, review, who, by), key="impact_ratios")
    blocks.figure(figures.gaps(found, review, who, by), key="gaps")
