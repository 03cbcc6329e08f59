"""Start here: pages at /, the form at /predict/, REST at /api/v1 and /healthz, on one port.

`streamlit run app.py`, `uvicorn app:app` and `evenhand serve` all serve this.
"""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from components import guard, predict, serve_errors, serve_janitor, server, service
from evenhand import __version__

HERE = Path(__file__).resolve().parent
HEAVY = ("fairlearn.metrics", "plotly.graph_objects", "scipy.stats", "shap", "statsmodels.api")

server.check()
serve_errors.keep_data_out_of_logs()
widget = predict.build_widget()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load what is slow to load, then spare the collector from ever walking it again."""
    for name in HEAVY:
        importlib.import_module(name)
    async with widget.router.lifespan_context(widget), serve_janitor.janitor():
        gc.collect()
        gc.freeze()
        yield
        gc.unfreeze()


async def healthz(_request: Request) -> Response:
    """Say that the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": __version__})


async def slash(request: Request) -> Response:
    """Send /predict to /predict/, with its query."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/predict/{query}")


app = st.App(
    HERE / "pages" / "main.py",  # absolute: the server may be started in another folder
    routes=[
        Route("/healthz", healthz),
        Route("/predict", slash),
        Mount("/predict", widget),
        Mount("/api", service.build_service()),
    ],
    middleware=guard.layers(guard.Limits()),
    lifespan=lifespan,
    on_script_error=serve_errors.show,
)
