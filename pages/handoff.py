"""When a case goes to a person, what that does to everybody, and to each group."""

from components import blocks, widget
from evenhand import words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.handoff_title(found, review, chosen.threshold))
blocks.notes(review)
if blocks.ready(chosen, "handoff"):
    widget.draw(chosen)
    blocks.handoff_parts(chosen, first=True)
    if blocks.more():
        blocks.handoff_parts(chosen, first=False)
