"""What a law asks, who has answered what, and everything in one file that needs no server."""

from components import blocks, cached, downloads, packs, preview
from evenhand import words

chosen = blocks.opened()
found, review = chosen.shown.findings, chosen.shown.review

blocks.headline(words.report_title(found, review))
blocks.notes(review)
shown = packs.packed(cached.with_tried(chosen.shown, chosen.threshold))
packs.draw(shown)
preview.draw(shown)
downloads.draw(shown)
