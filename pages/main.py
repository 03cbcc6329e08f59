"""The router: the menu, the shared choices, then the page that was asked for."""

import streamlit as st

from components import choices, measures, nav, serve_logs, state, theme, who

st.set_page_config(page_title="Evenhand", page_icon=theme.ICON, layout="wide")
page, stop = nav.menu(choices.left_out())
with serve_logs.run(stop.path):
    theme.apply()
    who.strip()
    state.follow_link(stop.path)
    state.write_link(stop.path, choices.draw(stop))
    with measures.stage("draw"):
        page.run()
