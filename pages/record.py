"""The whole record and every kept review, for whoever runs the server."""

from components import admin

admin.draw()
