"""Has it changed, since when, does it matter?"""

from components import blocks
from evenhand import figures, words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.health_title(found, review))
blocks.notes(review, review.handoff_candidate.name)
blocks.then_now(chosen, "health")
timed = words.missing(found, review, "health") is None
if timed:
    lines = words.health_lines(found, review)
    for line in lines[:1]:
        blocks.line(line)
    blocks.listed(chosen, figures.BY_HEALTH, first=True)
    for line in lines[1:]:
        blocks.line(line)
for line in words.label_quality_lines(found, review):
    blocks.line(line)
blocks.listed(chosen, figures.BY_RATERS, first=True)
for line in words.shadow_lines(found, review):
    blocks.line(line)
blocks.listed(chosen, figures.BY_SHADOW, first=True)
blocks.ready(chosen, "health")
if blocks.more():
    blocks.listed(chosen, figures.BY_RATERS, first=False)
    if timed:
        blocks.listed(chosen, figures.BY_HEALTH, first=False)
    if blocks.ready(chosen, "shadow"):
        blocks.listed(chosen, figures.BY_SHADOW, first=False)
