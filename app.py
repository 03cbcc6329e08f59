"""Start here: pages at /, the form at /predict/, REST at /api/v1, on one port.

`streamlit run app.py`, `uvicorn app:app` and `evenhand serve` all serve this.
"""

import gc
import importlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from components import (
    gate,
    guard,
    late,
    serve_access,
    serve_errors,
    serve_janitor,
    serve_logs,
    serve_state,
    server,
    service,
    under,
)
from evenhand import sandbox

HERE = Path(__file__).resolve().parent
HEAVY = ("fairlearn.metrics", "plotly.graph_objects", "scipy.stats")

server.check()
serve_access.check()
serve_logs.set_up()
limits = guard.limits(os.environ)


def build() -> FastAPI:
    """Load what is slow to load, then spare the collector from ever walking it again."""
    for name in HEAVY:
        importlib.import_module(name)
    predict = importlib.import_module("components.predict")  # Gradio: half of a start
    made: FastAPI = predict.build_widget()
    gc.collect()
    gc.freeze()
    return made


widget = late.Late(build)
serve_state.watch(widget.waiting, widget.check)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What runs beside the pages for as long as the server does."""
    sandbox.log_protections()
    async with widget.lifespan(), serve_janitor.janitor(limits.sweep_seconds), gate.watching():
        yield
        gc.unfreeze()


async def slash(request: Request) -> Response:
    """Send /predict to /predict/, with its query."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}/{query}")


app = st.App(
    HERE / "pages" / "main.py",  # absolute: the server may be started in another folder
    routes=under.everywhere(
        [
            Route("/healthz", serve_state.healthz),
            Route("/metrics", serve_state.metrics),
            Route("/predict", slash),
            Mount("/predict", widget),
            Mount("/api", service.build_service()),
        ]
    ),
    middleware=guard.layers(limits, Middleware(gate.Gate, token=os.environ.get(serve_state.TOKEN))),
    lifespan=lifespan,
    on_script_error=serve_errors.show,
)
