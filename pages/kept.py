"""Reviews that were kept on the server, for whoever has their links."""

from components import sharing

sharing.dashboard()
