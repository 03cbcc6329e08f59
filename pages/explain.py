"""What drives the model: overall, between two groups, and in one case."""

from components import blocks, cases, drives, pictures
from evenhand import words

chosen = blocks.opened()
pictures.instead(chosen)
review = chosen.shown.review
explanation = drives.overall(chosen)

blocks.headline(words.explain_title(explanation, review))
blocks.notes(review)
drives.block(chosen, explanation)
blocks.line(words.explain_then(chosen.shown.findings))
if explanation is None or explanation.overall:
    drives.gap(chosen)
examples = () if explanation and explanation.reason else drives.examples(chosen)
if examples:
    cases.block(cases.one_of(examples, chosen.shown), chosen.shown)
if blocks.more():
    drives.same_answer(chosen)
    drives.asked_twice(chosen)
