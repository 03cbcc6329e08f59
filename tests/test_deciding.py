"""REST decides cases and keeps what is said of answers, for those who may, in one line if not."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from components import deciding, forms, opinions, permits, rest
from components.access import Visitor
from components.permits import Action, Role
from components.serve_requests import VISITOR
from components.service import build_service
from evenhand import decisions, record
from evenhand.scoring import Form

NAME = "card_default"
MARKER = "marker-11"


class As:
    """What stands before the service and says who asks, as the gate does."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401  # any ASGI application
        self.app = app
        self.one = Visitor(Role.OWNER)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Pass the request on."""
        scope[VISITOR] = self.one
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def form() -> Form:
    """The form of one sample."""
    return forms.of_samples()[NAME]


@pytest.fixture
def gate(form: Form) -> As:
    """The service behind somebody who says who asks."""
    return As(build_service(forms=lambda: {NAME: form}))


@pytest.fixture
def client(gate: As, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:  # noqa: ANN401
    """A program, with a record and a count of its own."""
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{tmp_path}/record.sqlite3")
    opinions.meter.cache_clear()
    with TestClient(gate) as opened:
        yield opened
    opinions.meter.cache_clear()


def post(client: TestClient, path: str, body: object) -> Any:  # noqa: ANN401
    """What is answered to a program that sends this."""
    kind = {"content-type": "application/json"}
    return client.post(f"/v1/{path}?review={NAME}", content=json.dumps(body), headers=kind)


def test_the_form_tells_what_to_send_and_its_example_is_decided(client: TestClient) -> None:
    """Schema and example are made from the same fields as the page's form."""
    told = client.get("/v1/form", params={"review": NAME}).json()
    assert told["schema"]["required"] == [field["name"] for field in told["fields"]]
    found = post(client, "decide", {"values": told["example"]}).json()
    assert found["values"] == told["example"]
    assert {one["role"] for one in found["candidates"]} == {"rule", "model"}
    assert (found["score"] < found["threshold"], found["reasons"]) == (True, None)


def test_a_case_and_a_batch_are_answered_as_the_page_answers(
    client: TestClient, form: Form
) -> None:
    """One call of the model for all gives what one call for each gives."""
    told = form.answers(form.examples)
    found = post(client, "decide/batch", {"cases": list(form.examples)}).json()["decisions"]
    assert [one["score"] for one in found] == [one.score for one in told]
    assert [one["sentence"] for one in found] == [one.sentence for one in told]
    assert len({one["decision"] for one in found}) == len(form.examples)


def test_an_explained_case_says_why(client: TestClient, form: Form) -> None:
    """Where it is asked for."""
    found = post(client, "decide", {"values": form.examples[0], "explain": True}).json()
    assert found["reasons"]
    assert found["instead"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("decide", {}),
        ("decide", {"values": {MARKER: 1}}),
        ("decide", {"values": {}}),
        ("decide", {"values": {"LIMIT_BAL": MARKER}}),
        ("decide", {"values": {"LIMIT_BAL": float("nan")}}),
        ("decide", {"values": {"LIMIT_BAL": [MARKER]}}),
        ("decide", [MARKER]),
        ("decide/batch", {"cases": []}),
        ("decide/batch", {"cases": [{}] * 101}),
        ("feedback", {"decision": MARKER, "values": {}, "useful": True}),
        ("feedback", {"decision": "0" * 32, "values": {}, "useful": MARKER}),
    ],
)
def test_what_is_sent_wrongly_is_one_line_without_what_was_sent(
    client: TestClient, path: str, body: object
) -> None:
    """A program's log must not hold people's data because of an error."""
    answer = post(client, path, body)
    assert answer.status_code == 422
    assert list(answer.json()) == ["error"]
    assert MARKER not in answer.text
    assert "\n" not in answer.json()["error"]


def test_an_unknown_review_is_one_line(client: TestClient) -> None:
    """It names those that have a form."""
    answer = client.get("/v1/form", params={"review": "../x"})
    assert (answer.status_code, answer.json()["error"].split(": ")[1]) == (404, f"{NAME}.")


def test_feedback_is_kept_once_and_a_change_of_mind_is_one_more(
    client: TestClient, form: Form
) -> None:
    """A retry is answered by the entry that stands; the export says which word is the last."""
    decided = post(client, "decide", {"values": form.examples[0]}).json()
    said = {"decision": decided["decision"], "values": decided["values"], "useful": False}
    said["reason"] = '=HYPERLINK("http://evil.example")'
    first, again = (post(client, "feedback", said) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert post(client, "feedback", said | {"useful": True}).json()["entry"] == 2
    assert post(client, "feedback", said).json()["entry"] == 3
    rows = table(client.get("/v1/feedback.csv").text)
    assert [(row["useful"], row["is_last"]) for row in rows] == [
        ("no", "no"),
        ("yes", "no"),
        ("no", "yes"),
    ]
    assert float(rows[0]["score"]) == decided["score"]
    assert float(rows[0]["threshold"]) == decided["threshold"]
    assert rows[0]["reason"] == f"'{said['reason']}"
    inputs = {name: float(rows[0][f"input.{name}"]) for name in decided["values"]}
    assert inputs == decided["values"]
    answers = [decided["candidates"][at]["answer"] for at in range(2)]
    assert [rows[0]["baseline_answer"], rows[0]["model_answer"]] == answers
    assert record.open().verify().intact


@pytest.mark.parametrize("role", Role)
def test_each_role_may_over_rest_what_it_may_on_the_pages(
    client: TestClient, gate: As, form: Form, role: Role
) -> None:
    """Who may not keep feedback or read it is told so, and nothing is kept."""
    gate.one = Visitor(role)
    said = {"decision": "0" * 32, "values": form.examples[0], "useful": True}
    kept, read = post(client, "feedback", said), client.get("/v1/feedback.csv")
    assert (kept.status_code == 201) == permits.may(role, Action.FEEDBACK)
    assert (read.status_code == 200) == permits.may(role, Action.RECORD)
    assert bool(record.open().entries()) == permits.may(role, Action.FEEDBACK)
    assert {kept.status_code, read.status_code} <= {200, 201, 403}


def test_feedback_of_who_is_logged_in_has_their_name_and_is_erased_alone(
    client: TestClient, gate: As, form: Form
) -> None:
    """It stands under a subject of its own, so decisions on the same review stay."""
    identity = {"issuer": "https://login.example", "subject": "7"}
    gate.one = Visitor(Role.VIEWER, name="Ann", key="k", identity=identity)
    post(client, "feedback", {"decision": "0" * 32, "values": form.examples[0], "useful": True})
    [entry] = decisions.given(record.open(), NAME)
    assert (entry.signed, entry.content["login"]) == ("Ann, logged in", identity)
    record.open().erase(decisions.subject_of(NAME), "Bo", "asked for")
    assert decisions.given(record.open()) == ()
    assert record.open().verify().intact


def test_there_is_an_end_to_what_one_may_ask_in_an_hour(
    client: TestClient, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases are counted one by one, also in a batch."""
    monkeypatch.setenv("EVENHAND_LIMIT_CASES_PER_HOUR", "2")
    opinions.meter.cache_clear()
    assert post(client, "decide/batch", {"cases": [form.examples[0]] * 2}).status_code == 200
    refused = post(client, "decide", {"values": form.examples[0]})
    assert (refused.status_code, list(refused.json())) == (429, ["error"])


def test_whoever_waits_too_long_is_told_to_come_again(
    client: TestClient, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are worked out at once; the rest does not pile up."""
    monkeypatch.setattr(deciding, "PLACES", rest.Places(1, 12, patience=0.01))
    with deciding.PLACES.at_once:
        assert post(client, "decide", {"values": form.examples[0]}).status_code == 429
    assert post(client, "decide", {"values": form.examples[0]}).status_code == 200


def test_no_more_wait_than_leave_threads_for_everybody_else(
    client: TestClient, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes when the line is full is told so at once; others would stand still with them."""
    monkeypatch.setattr(deciding, "PLACES", rest.Places(1, 1))
    assert post(client, "decide", {"values": form.examples[0]}).status_code == 200
    with deciding.PLACES.in_line:
        assert post(client, "decide", {"values": form.examples[0]}).status_code == 429
    assert post(client, "decide", {"values": form.examples[0]}).status_code == 200


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file by their heads."""
    return list(csv.DictReader(io.StringIO(text)))
