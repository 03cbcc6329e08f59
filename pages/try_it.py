"""One case of one's own: what the rule and the model would say, and when a person looks."""

from components import blocks, cases, for_programs
from evenhand import words

chosen = blocks.opened()

blocks.headline(words.try_title(chosen.shown.review))
blocks.notes(chosen.shown.review)
for_programs.section(chosen.shown)
cases.form(chosen.shown)
