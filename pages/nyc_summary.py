"""What New York City asks to publish of a bias audit: looked at, and taken along."""

from components import blocks, cached, packs, summary

chosen = blocks.opened()
summary.draw(packs.answered(cached.with_tried(chosen.shown, chosen.threshold)))
