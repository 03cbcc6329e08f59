"""How many cases a limit needs, before there is a log."""

from components import blocks, plan, state

blocks.headline(plan.TITLE)
plan.draw(state.turn())
