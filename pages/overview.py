"""The verdict, what it rests on, and where a log of one's own comes in."""

import streamlit as st

from components import (
    blocks,
    cards,
    choices,
    decision,
    dictionary,
    downloads,
    series,
    upload,
    value,
)
from evenhand import figures, words

shown = choices.current()
if shown is None:
    upload.draw()
    st.stop()
chosen = choices.chosen(shown)
found, review = shown.findings, shown.review

blocks.headline(words.overview_title(found, review))
blocks.line(review.question)
downloads.strip(shown)
cards.verdict(found, review)
cards.numbers(figures.three_numbers(found, review))
cards.worst_group(shown)
blocks.block(chosen, "criteria", lambda: figures.criteria(found, review))
decision.limits(shown)
decision.questions(shown)
upload.again(shown)
blocks.then_now(chosen, "overview")
cards.would_change(found, review)
value.draw(chosen)
decision.draw(shown)
dictionary.draw(shown)
if blocks.more():
    series.draw(found, review)
    if words.missing(found, review, "costs") is None:  # where it is missing, that stands above
        blocks.figure(figures.costs(found, review), key="costs")
    blocks.maybe(figures.robustness(found, review), key="robustness")
    blocks.figure(figures.data_check(found, review), key="data_check")
