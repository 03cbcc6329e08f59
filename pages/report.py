"""Everything in one file that needs no server."""

from components import blocks, cached, downloads
from evenhand import words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.report_title(found, review))
blocks.notes(review)
downloads.draw(cached.with_tried(chosen.shown, chosen.threshold))
