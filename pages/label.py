"""Which cases to label next, and what labels brought."""

from components import blocks, label_list
from evenhand import figures, words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.labelling_title(found, review))
blocks.notes(review, review.handoff_candidate.name)
if blocks.ready(chosen, "labelling"):
    for line in words.labelling_lines(found, review):
        blocks.line(line)
    label_list.draw(chosen)
    blocks.listed(chosen, figures.BY_LABELLING, first=True)
    if blocks.more():
        blocks.listed(chosen, figures.BY_LABELLING, first=False)
