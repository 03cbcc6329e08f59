"""Gradio's own calls: the form lists none; the guard closes those by name (`test_guard.py`)."""

from starlette.testclient import TestClient

from components import predict
from tests.test_predict import OneForm


def test_the_form_lists_no_call_for_programs() -> None:
    """A program asks /api/v1, which is guarded and counted."""
    with TestClient(predict.build_widget({"one": OneForm()})) as client:
        told = client.get("/gradio_api/info").json()
        assert (told["named_endpoints"], told["unnamed_endpoints"]) == ({}, {})
