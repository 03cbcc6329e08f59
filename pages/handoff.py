"""When a case goes to a person, what that does to everybody, and to each group."""

from components import blocks, widget
from evenhand import figures, words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review
candidate = review.handoff_candidate.name

blocks.headline(words.handoff_title(found, review, chosen.threshold))
blocks.notes(review)
if blocks.ready(chosen, "handoff"):
    blocks.block(chosen, "reliability", lambda: figures.reliability(found, review, candidate))
    widget.draw(chosen)
    blocks.block(chosen, "risk_coverage", lambda: figures.risk_coverage(found, review))
    if blocks.more():
        blocks.by_group(
            chosen, "handoff_groups", lambda g: figures.handoff_groups(found, review, g)
        )
        blocks.block(chosen, "guarantee", lambda: figures.guarantee(found, review))
        blocks.block(chosen, "staffing", lambda: figures.staffing(found, review))
