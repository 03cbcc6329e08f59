"""The REST service gives the findings, and one line where it cannot."""

import pytest
from starlette.testclient import TestClient

from components import samples
from components.service import build_service

TEXT = '{"a": [1, 2.50]}'


def findings(name: str) -> str:
    """The findings of one review; the other fails with words that nobody may see."""
    return {"one": TEXT}.get(name) or _fail("marker-7 /srv/secret.csv")


def _fail(words: str) -> str:
    """Break with these words.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError(words)


@pytest.fixture
def client() -> TestClient:
    """A program that asks."""
    service = build_service(findings=findings, titles=lambda: {"one": "First", "broken": "Second"})
    return TestClient(service, raise_server_exceptions=False)


def test_health_says_ok(client: TestClient) -> None:
    """A load balancer can ask."""
    assert client.get("/v1/health").json() == {"status": "ok"}


def test_reviews_are_listed_by_name_with_their_titles(client: TestClient) -> None:
    """What can be asked for is in the answer."""
    listed = client.get("/v1/reviews").json()["reviews"]
    assert listed == [{"name": "broken", "title": "Second"}, {"name": "one", "title": "First"}]


def test_findings_are_passed_on_byte_for_byte(client: TestClient) -> None:
    """A number keeps the digits that the core wrote."""
    answer = client.get("/v1/findings", params={"review": "one"})
    assert (answer.text, answer.headers["content-type"]) == (TEXT, "application/json")


@pytest.mark.parametrize("name", ["two", "../one", "one/../one", "", "/etc/hosts"])
def test_an_unknown_review_is_one_line_with_the_known_ones(client: TestClient, name: str) -> None:
    """Only listed names are opened: a path is just an unknown name."""
    answer = client.get("/v1/findings", params={"review": name})
    assert answer.status_code == 404
    assert answer.json() == {"error": "No such review. Known: broken, one."}


def test_a_missing_name_is_one_line(client: TestClient) -> None:
    """The line says what to add."""
    answer = client.get("/v1/findings", params={"other": "marker-8"})
    assert answer.status_code == 422
    assert "?review=NAME" in answer.json()["error"]
    assert "marker-8" not in answer.text


JSON_BODY = {"content-type": "application/json"}


def test_an_unknown_address_is_one_line(client: TestClient) -> None:
    """Errors have one shape, and say where it stands what there is."""
    for answer, status in (
        (client.get("/v1/other"), 404),
        (client.put("/v1/health"), 405),
        (client.post("/v1/decide?review=one", content=b"[" * 100_000, headers=JSON_BODY), 400),
    ):
        assert (answer.status_code, list(answer.json())) == (status, ["error"])
        assert "/api/v1/openapi.json" in answer.json()["error"]


def test_a_fault_shows_neither_data_nor_a_path(client: TestClient) -> None:
    """Only that it was ours."""
    answer = client.get("/v1/findings", params={"review": "broken"})
    assert (answer.status_code, list(answer.json())) == (500, ["error"])
    assert "marker-7" not in answer.text
    assert "secret" not in answer.text


def test_every_folder_with_a_review_file_is_a_sample() -> None:
    """Nothing knows a sample's name but its folder."""
    assert samples.samples()
    assert all(path.name == "review.toml" for path in samples.samples().values())
    with pytest.raises(KeyError):
        samples.audit("../card_default")
