"""The verdict, what it rests on, and where a log of one's own comes in."""

import streamlit as st

from components import blocks, cards, choices, downloads, nav, plan, upload
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
upload.again(shown)
blocks.line(words.robustness_sentence(found, review))
cards.points("What would change this", words.what_would_change(found, review))
st.page_link(nav.PLAN.file, label=plan.LINK)
if blocks.more():
    blocks.block(chosen, "costs", lambda: figures.costs(found, review))
    blocks.maybe(figures.robustness(found, review), key="robustness")
    blocks.figure(figures.data_check(found, review), key="data_check")
