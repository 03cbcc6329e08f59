"""When a case goes to a person, what that does to everybody, and to each group."""

from components import blocks, day, evenness, handoff_page, prices, recalibrate, widget
from evenhand import words

chosen = blocks.opened()
there = prices.at_release(chosen)

blocks.headline(words.handoff_claim(there.shown.findings, there.shown.review))
handoff_page.warnings(there)
blocks.notes(chosen.shown.review)
blocks.line(words.handoff_terms(there.shown.findings, there.shown.review))
blocks.line(words.team_sentence(there.shown.findings, there.shown.review))
blocks.line(words.scope_sentence(there.shown.findings, there.shown.review))
if blocks.ready(chosen, "handoff"):
    handoff_page.confidence(there)
    widget.draw(chosen, prices.costs(chosen))
    handoff_page.tried(chosen, there)
    handoff_page.parts(there, first=True)
    blocks.then_now(chosen, "handoff")
    if blocks.more():
        handoff_page.cost_line(chosen, there)
        evenness.draw(there)
        handoff_page.parts(there, first=False)
        day.offer(there)
        recalibrate.offer(there)
else:
    handoff_page.unsure(chosen)
