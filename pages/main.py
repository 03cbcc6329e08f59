"""The router: the menu, the shared choices, then the page that was asked for."""

import streamlit as st

from components import choices, nav, state, theme

st.set_page_config(page_title="Evenhand", page_icon=theme.ICON, layout="wide")
page, stop = nav.menu()
theme.apply()
state.follow_link(stop.path)
choices.draw(stop.asks)
state.write_link(stop.path)
page.run()
