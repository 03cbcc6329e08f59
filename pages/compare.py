"""The baseline beside the model, on the same cases."""

from components import blocks, compare_page
from evenhand import figures, words

chosen = compare_page.opponent(blocks.opened())
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.compare_title(found, review))
blocks.notes(review, *found.candidates)
if blocks.ready(chosen, "compare"):
    blocks.line(words.both_answered(found, review))
    blocks.line(words.assumed(found, review))
    blocks.line(words.losers(found, review))
    blocks.line(words.others_line(found, review))
    for line in words.simplest_lines(found, review):
        blocks.line(line)
    blocks.listed(chosen, figures.BEFORE_FLOWS, first=True)
    blocks.pair(figures.flows(found, review), key="flows")
    compare_page.parts(chosen, first=True)
    blocks.then_now(chosen, "compare")
    if blocks.more():
        compare_page.parts(chosen, first=False)
