"""A program takes the findings and reports of a sample, and of a kept review by its link."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from starlette.testclient import TestClient

from components import permits, reports, rest, samples
from components.permits import Action, Role
from components.service import build_service
from evenhand import document, kept, packs, report
from evenhand.documents import DOCUMENTS, REPORT
from evenhand.kept import Links
from tests.core.making import audit, keys
from tests.core.test_coarsen import random_log
from tests.test_runs import Named

TITLE: Final = "A review with marker-23"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A program; it says in a header who it is."""
    service = build_service(titles=lambda: {"sentiment": samples.review("sentiment").title})
    with TestClient(Named(service), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Links]:
    """The links of a review that somebody kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_DATA", str(tmp_path_factory.mktemp("kept")))
        yield keep()


def keep() -> Links:
    """Keep a review."""
    made = audit(random_log(4, 900), keys(title=TITLE, criteria=[]))
    now = datetime.now(tz=UTC).replace(microsecond=0)
    terms = kept.Terms("Ann", "a test", now, now + timedelta(days=1))
    one = kept.kept(made.tally, made.review, document.origin(made.log), made.findings(), terms)
    return kept.keep(one)


def test_a_report_of_a_sample_says_what_the_findings_say(client: TestClient) -> None:
    """Its JSON is the findings document; each is saved, and never shown as a page of the server."""
    asked = {"review": "sentiment", "format": "json"}
    found, told = client.get("/v1/findings", params=asked), client.get("/v1/report", params=asked)
    assert found.content == told.content
    page = client.get("/v1/report", params={"review": "sentiment"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-disposition"] == 'attachment; filename="evenhand.html"'
    assert samples.review("sentiment").title in page.text


def test_a_report_answers_the_packs_that_are_asked_for(client: TestClient) -> None:
    """In their order; a name that there is not is told with those that there are."""
    asked = {"review": "sentiment", "format": "json", "pack": ["gdpr", "four-fifths"]}
    told = client.get("/v1/report", params=asked).json()
    assert list(told["packs"]) == ["four-fifths", "gdpr"]
    wrong = client.get("/v1/report", params=asked | {"pack": "gdrp"})
    assert wrong.status_code == 422
    assert all(name in wrong.json()["error"] for name in packs.names())


@pytest.mark.parametrize("role", Role)
def test_a_kept_review_answers_to_its_link_for_who_may_open_it(
    client: TestClient, links: Links, role: Role
) -> None:
    """As its pages do; nobody else learns whether there is one."""
    asked, who = {"review": links.view}, {"role": role}
    codes = [client.get(f"/v1/{path}", params=asked, headers=who).status_code for path in _BOTH]
    assert codes == [200 if permits.may(role, Action.KEPT) else 403] * len(_BOTH)
    other = client.get("/v1/findings", params={"review": f"kept-{'a' * 32}"}, headers=who)
    assert other.status_code == (404 if permits.may(role, Action.KEPT) else 403)


_BOTH: Final = ("findings", "report")


@pytest.mark.parametrize("form", report.FORMATS)
def test_a_kept_review_comes_in_every_form(client: TestClient, links: Links, form: str) -> None:
    """Its link stands in none of them, nor in the name of the file."""
    told = client.get("/v1/report", params={"review": links.view, "format": form})
    assert told.status_code == 200
    assert links.view.encode() not in told.content
    assert links.view not in str(told.headers)


@pytest.mark.usefixtures("links")
def test_a_kept_review_that_was_deleted_is_gone(client: TestClient) -> None:
    """Whatever was shown of it before."""
    links = keep()
    assert TITLE in client.get("/v1/findings", params={"review": links.view}).text
    listed = client.get("/v1/reviews").text
    kept.delete(links.manage)
    gone = client.get("/v1/findings", params={"review": links.view})
    assert gone.status_code == 404
    assert TITLE not in gone.text + listed


def test_no_more_reports_are_written_at_once_than_leave_threads_for_others(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes when the line is full is told so at once."""
    monkeypatch.setattr(reports, "PLACES", rest.Places(1, 1))
    with reports.PLACES.in_line:
        full = client.get("/v1/report", params={"review": "sentiment", "format": "json"})
    assert (full.status_code, full.headers["retry-after"]) == (429, rest.AGAIN["retry-after"])


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != REPORT])
def test_each_document_of_a_sample_and_of_a_kept_review_comes_as_a_file(
    client: TestClient, links: Links, name: str
) -> None:
    """In its last form, which is quick; a form that it does not have is told with those it has."""
    *_, (form, made) = DOCUMENTS[name].formats.items()
    asked = {"review": "sentiment", "document": name, "format": form}
    sample = client.get("/v1/report", params=asked)
    told = client.get("/v1/report", params=asked | {"review": links.view})
    for one in (sample, told):
        assert one.status_code == 200
        assert one.headers["content-type"].partition(";")[0] == made.kind
    assert links.view.encode() not in told.content
    wrong = client.get("/v1/report", params=asked | {"format": "docx"})
    assert wrong.status_code == 422
    assert all(one in wrong.json()["error"] for one in DOCUMENTS[name].formats)


def test_a_document_that_there_is_not_is_told_with_those_that_there_are(client: TestClient) -> None:
    """In one line."""
    wrong = client.get("/v1/report", params={"review": "sentiment", "document": "audt"})
    assert wrong.status_code == 422
    assert all(name in wrong.json()["error"] for name in DOCUMENTS)
