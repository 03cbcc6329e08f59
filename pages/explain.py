"""What drives the model: overall, and in one case."""

from components import blocks, cases
from evenhand import figures, words

chosen = blocks.opened()
review = chosen.shown.review
explanation = cases.explanation(chosen.shown)

blocks.headline(words.explain_title(explanation, review))
blocks.notes(review)
blocks.line(explanation.reason)
if explanation.overall:
    blocks.figure(figures.importance(explanation, review), key="importance", titled=False)
if explanation.cases:
    case = cases.one_of(explanation.cases, review)
    blocks.line(case.text)
    blocks.figure(figures.one_case(case, review), key="one_case")
