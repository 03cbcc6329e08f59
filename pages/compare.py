"""The baseline beside the model, on the same cases."""

from components import blocks
from evenhand import figures, words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.compare_title(found, review))
blocks.notes(review, *found.candidates)
if blocks.ready(chosen, "compare"):
    blocks.line(words.both_answered(found, review))
    blocks.pair(figures.flows(found, review), key="flows")
    blocks.figure(figures.paired(found, review), key="paired")
    if blocks.more():
        blocks.by_group(chosen, "switched", lambda g: figures.switched(found, review, g))
        blocks.block(chosen, "costs", lambda: figures.costs(found, review))
