"""The nightly check: what is a breach, and a message that only its sender can have written."""

import doctest
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

import evenhand
from evenhand import cli, review
from evenhand.cli import webhook
from evenhand.errors import InputError
from evenhand.findings import Findings, Health
from evenhand.words import check
from evenhand.words.gaps_over_time import rate_name
from tests.core import making as made
from tests.input import making

ROOT: Final = Path(__file__).parents[2]
SECRET: Final = "a secret that both know"  # noqa: S105
LOG: Final = making.table(making.rows())
OUTSIDE: Final = {"finding": "accuracy", "at_least": 0.99}
UNTOLD: Final = {"finding": "accuracy", "at_least": 0.6}
KEYS: Final = made.keys(columns={"time": "at", "protected": ["sex"], "context": ["plan"]})


@pytest.mark.parametrize(
    ("criteria", "code", "where"),
    [
        ([], 0, None),
        ([OUTSIDE], 1, "breaches"),
        ([OUTSIDE | {"required": False}], 0, "noted"),
        ([UNTOLD], 0, "cannot_tell"),
        ([{"attest": "True?"}], 0, "cannot_tell"),
    ],
)
def test_only_a_required_criterion_that_is_outside_is_a_breach(
    criteria: list[dict[str, Any]],
    code: int,
    where: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What can't be told yet, or is not required, is listed."""
    path = making.saved(tmp_path, LOG, criteria=criteria)
    found = making.command(capsys, "check", path, "--json")
    document = found.document
    assert (found.code, document["is_breached"]) == (code, bool(code))
    assert document["schema"] == "evenhand.check/1"
    listed = [name for name in ("breaches", "cannot_tell", "noted") if document[name]]
    assert listed == ([] if where is None else [where])
    plain = making.command(capsys, "check", path).out.splitlines()
    assert plain[0].endswith("Breached." if code else "Nothing is breached.")
    assert len(plain) == 1 + len(criteria)


def log(*, moved: bool = False, wrong: bool = False, known: bool = True) -> pd.DataFrame:
    """Four months; in the last two a plan is sold more often, or half of the answers are wrong."""
    rng, size = np.random.default_rng(5), 4_000
    y = rng.integers(0, 2, size)
    at = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(size) * 120 / size, unit="D")
    late = np.asarray(at >= pd.Timestamp("2026-03-01"))
    said = np.where(rng.random(size) < np.where(late & wrong, 0.5, 0.9), y, 1 - y)
    plan = np.where(rng.random(size) < np.where(late & moved, 0.9, 0.5), "small", "large")
    return pd.DataFrame(
        {
            "at": at, "y": pd.Series(y).where(~late | known), "sex": rng.choice(["A", "B"], size),
            "plan": plan, "rule": rng.integers(0, 2, size), "score": np.where(said == 1, 0.9, 0.1),
        }
    )  # fmt: skip


def findings(frame: pd.DataFrame) -> Findings:
    """What an audit of it finds."""
    return made.audit(frame, KEYS).findings()


def test_a_fall_of_accuracy_is_a_breach_unless_it_is_within_the_margin() -> None:
    """And a log in which nothing changes has neither breach nor note."""
    fell, kept = findings(log(wrong=True)), findings(log())
    parsed = review.parse(KEYS)
    assert [one.kind for one in check.checked(fell, parsed).breaches] == ["accuracy"]
    wide = review.parse(KEYS | {"method": {"margin": 0.6}})
    found = check.checked(fell, wide)
    assert [one.kind for one in found.noted] == ["expected", "accuracy"]
    assert not found.is_breached
    calm = check.checked(kept, parsed)
    assert not (calm.breaches)
    assert not (calm.noted)


@pytest.mark.parametrize(
    ("known", "drift", "breached"),
    [
        (True, "unproven", False), (False, "unproven", True), (True, "any", True),
        (False, "none", False),
    ],
)  # fmt: skip
def test_drift_alone_is_a_breach_where_outcomes_do_not_tell(
    known: bool,  # noqa: FBT001
    drift: check.Drift,
    breached: bool,  # noqa: FBT001
) -> None:
    """Unless it is asked for otherwise; it is always listed."""
    found = check.checked(findings(log(moved=True, known=known)), review.parse(KEYS), drift)
    assert found.is_breached == breached
    listed = found.breaches if breached else found.noted
    assert [(one.kind, one.since) for one in listed] == [("drift", "2026-04")]


def test_a_fault_that_came_with_time_is_a_breach() -> None:
    """One of the log as it is made is noted."""
    frame = log()
    at_fault = frame.assign(y=frame["y"].mask(frame["at"].dt.month == 3, 1))
    found = findings(at_fault)
    told = check.checked(found, review.parse(KEYS))
    assert [(one.kind, one.since) for one in told.breaches] == [("fault", "2026-03")]
    assert isinstance(found.health, Health)
    fault = found.health.faults[0]
    for lasting in (replace(fault, kind="leak"), replace(fault, is_over=True)):
        noted = replace(found, health=replace(found.health, faults=(lasting,)))
        old = check.checked(noted, review.parse(KEYS))
        assert (old.is_breached, [one.kind for one in old.noted]) == (False, ["fault"])


def test_a_fault_that_the_earlier_log_does_not_have_is_a_breach() -> None:
    """Whether the log says when or not."""
    then, now = log().drop(columns="at"), log().drop(columns="at")
    now["plan"] = now["plan"].mask(now.index % 4 == 0)
    parsed = review.parse(made.keys(columns={"protected": ["sex"], "context": ["plan"]}))
    beside = evenhand.open(parsed, frame=now, reference=then).findings()
    (told,) = check.checked(beside, parsed).breaches
    assert (told.kind, told.since) == ("fault", None)
    assert told.says == (
        "Compared with the earlier log: Plan is missing in 25 of 100 cases; before, in none."
    )
    assert not check.checked(evenhand.open(parsed, frame=then).findings(), parsed).is_breached


def test_a_gap_that_widened_is_a_breach_and_one_that_narrowed_is_noted() -> None:
    """By the sentence of the page, with the period that it begins in."""
    frame = log()
    apart = frame.index % 4 == 0
    late = frame["at"] >= "2026-03-01"
    for months, way, listed in ((late, "widened", "breaches"), (~late, "narrowed", "noted")):
        wrong = frame["score"].mask(months & apart & (frame["sex"] == "B"), 1 - frame["score"])
        told = check.checked(findings(frame.assign(score=wrong)), review.parse(KEYS))
        (gap,) = (one for one in getattr(told, listed) if one.kind == "gap")
        assert gap.since in {"2026-02", "2026-03"}
        assert f"(sex) in how often the model is right {way} since {gap.since}: from " in gap.says


def test_one_cause_that_moves_several_rates_of_a_group_is_one_notice() -> None:
    """With each rate that moved, in the sentence, the document and the number of a message."""
    frame = log()
    late = (frame["at"] >= "2026-03-01") & (frame.index % 4 == 0) & (frame["sex"] == "B")
    made = findings(frame.assign(score=frame["score"].mask(late, 1 - frame["score"])))
    told = check.checked(made, review.parse(KEYS))
    assert isinstance(made.health, Health)
    moved = {one.metric for one in made.health.gaps if one.matters}
    assert {"accuracy", "true_positive_rate", "false_positive_rate"} <= moved
    (gap,) = (one for one in json.loads(told.to_json())["breaches"] if one["kind"] == "gap")
    assert (gap["attribute"], gap["groups"], set(gap["rates"])) == ("sex", ["A", "B"], moved)
    assert gap["since"] == min(one.since for one in made.health.gaps if one.matters and one.since)
    rates = (rate_name(metric, made.health, review.parse(KEYS)) for metric in gap["rates"])
    assert all(f"in {rate} " in gap["says"] for rate in rates)
    assert json.loads(told.to_message())["breaches"]["gap"] == 1


def test_that_being_sure_means_something_else_is_noted() -> None:
    """By the sentence of the page, with the period that it begins in."""
    frame = log(wrong=True)
    found = check.checked(findings(frame), review.parse(KEYS))
    (told,) = [one for one in found.noted if one.kind == "expected"]
    assert told.since == "2026-03"
    assert told.says.startswith("How sure the model is does not tell how often it is right")


# The webhook


class Told(HTTPServer):
    """A server that keeps what it was told, and answers as it is bidden."""

    got: list[tuple[str, bytes]]
    answers: list[int]
    over: threading.Event

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/told"


class Answer(BaseHTTPRequestHandler):
    """Notes a message; the next answer, or the last again."""

    def do_POST(self) -> None:
        """Take a message."""
        server: Any = self.server
        body = self.rfile.read(int(self.headers["content-length"]))
        server.got.append((str(self.headers[webhook.HEADER]), body))
        if self.path == "/drip":
            self.drip(server.over)
            return
        length = "1000000000" if self.path == "/long" else "0"  # which never come
        status = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        self.send_response(status)
        if status == 302:
            self.send_header("location", server.url)
        self.send_header("content-length", length)
        self.end_headers()

    def drip(self, over: threading.Event) -> None:
        """A header without an end, a byte at a time, until the test is over."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\nx: ")
        with suppress(OSError):
            while not over.wait(0.02):
                self.wfile.write(b"x")

    def log_message(self, format: str, *args: object) -> None:  # type: ignore[explicit-override]  # noqa: A002  # 3.12 has it
        """Say nothing."""


@contextmanager
def listening(*answers: int) -> Iterator[Told]:
    """A server on this machine."""
    with Told(("127.0.0.1", 0), Answer) as server:
        server.got, server.answers, server.over = [], list(answers), threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def receiver() -> Any:  # noqa: ANN401
    """The function that the documentation gives to those who receive a message."""
    text = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
    made_here: dict[str, Any] = {}
    exec(doctest.script_from_examples(text), made_here)  # noqa: S102  # our own documentation
    return made_here["is_ours"]


def test_a_message_is_signed_and_the_documented_receiver_believes_it_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with another secret, body or time; and it names no group, column or value."""
    path = making.saved(tmp_path, LOG, criteria=[OUTSIDE, UNTOLD])
    monkeypatch.setenv(webhook.SECRET, SECRET)
    with listening(204) as server:
        monkeypatch.setenv(webhook.URL, server.url)
        said = making.command(capsys, "check", path)
    assert (said.code, said.err) == (1, "")
    ((header, body),) = server.got
    is_ours = receiver()
    assert is_ours(SECRET, header, body)
    assert not is_ours("another secret, longer", header, body)
    assert not is_ours(SECRET, header, body + b" ")
    assert not is_ours(SECRET, webhook.signature(SECRET, body, 1), body)
    message = json.loads(body)
    assert message.keys() == {
        "schema", "review", "fingerprint", "verdict", "is_breached", "breaches", "cannot_tell",
    }  # fmt: skip
    assert (message["breaches"], message["cannot_tell"]) == ({"criterion": 1}, {"criterion": 1})


@pytest.mark.parametrize(
    ("answers", "asked", "why"),
    [
        ((500, 503, 200), 3, None),
        ((429, 200), 2, None),
        ((500,), 3, "it answered 500"),
        ((302,), 1, "it answered 302"),
        ((404,), 1, "it answered 404"),
    ],
)
def test_a_server_at_fault_is_asked_again_and_a_redirect_is_not_followed(
    answers: tuple[int, ...], asked: int, why: str | None
) -> None:
    """Three times at most, with a pause that grows."""
    pauses: list[float] = []
    with listening(*answers) as server:
        told = webhook.send(webhook.webhook(server.url, SECRET), b"{}", pauses.append)
    assert (len(server.got), told) == (asked, why)
    assert pauses == [1.0, 2.0][: asked - 1]


def test_of_an_answer_nothing_but_its_status_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much more it promises to say."""
    monkeypatch.setattr(webhook, "_TRIES", 1)
    with listening(200) as server:
        long = server.url.replace("/told", "/long")
        assert webhook.send(webhook.webhook(long, SECRET), b"{}") is None


def test_a_server_that_answers_a_byte_at_a_time_does_not_hold_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each byte comes in time, and the answer never does: only a deadline for all ends it."""
    monkeypatch.setattr(webhook, "_SECONDS", 0.5)
    monkeypatch.setattr(webhook, "_TRIES", 2)
    with listening(200) as server:
        slow, pauses = server.url.replace("/told", "/drip"), list[float]()
        told = webhook.send(webhook.webhook(slow, SECRET), b"{}", pauses.append)
    assert (told, pauses) == ("no answer within 0.5 seconds", [1.0])


def test_a_name_that_no_host_can_have_and_a_secret_of_any_bytes_end_in_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first is told as one who does not answer; with the second a message can be signed."""
    monkeypatch.setattr(webhook, "_TRIES", 1)
    told = webhook.send(webhook.webhook("https://xn--/", SECRET), b"{}")
    assert told == "no answer (IDNAError)"
    assert webhook.signature("\udcff" * 16, b"{}", 1).startswith("t=1,v1=")


@pytest.mark.parametrize(("criteria", "code"), [([], cli.NOT_DELIVERED), ([OUTSIDE], cli.OUTSIDE)])
def test_a_webhook_that_fails_never_hides_a_breach(
    criteria: list[dict[str, Any]],
    code: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line on standard error, and a code of its own where nothing is breached."""
    monkeypatch.setenv(webhook.SECRET, SECRET)
    path = making.saved(tmp_path, LOG, criteria=criteria)
    with listening(400) as server:
        said = making.command(capsys, "check", path, "--json", "--webhook", server.url)
    assert (said.code, said.err) == (code, "The webhook was not told: it answered 400\n")
    assert said.document["is_breached"] == bool(criteria)


def test_nobody_who_listens_is_said_without_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The line names the kind of fault alone."""
    monkeypatch.setattr(webhook, "_TRIES", 1)
    with listening(200) as server:
        address = server.url
    told = webhook.send(webhook.webhook(address, SECRET), b"{}")
    assert told == "no answer (ConnectError)"


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://example.org/hook", SECRET),
        ("https://name:word@example.org/", SECRET),
        ("ftp://localhost/", SECRET),
        ("https://", SECRET),
        ("http://localhost:99999/", SECRET),
        ("http://localhost.example.org/", SECRET),
        ("https://a..b/hook", SECRET),
        (f"https://{'a' * 70}.org/", SECRET),
        ("https://exam\nple.org/", SECRET),
        ("https://example.org/\x00", SECRET),
        ("https://example.org/hook", "short"),
    ],
)
def test_an_address_or_secret_that_is_not_safe_is_refused(url: str, secret: str) -> None:
    """Before anything is counted; neither is quoted."""
    with pytest.raises(InputError) as refused:
        webhook.webhook(url, secret)
    assert url.split("//")[1] not in str(refused.value) or url == "https://"
    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://example.org/hook", "http://localhost:8000/", "http://[::1]/"]
)
def test_https_and_this_machine_are_taken(url: str) -> None:
    """With a secret that is long enough."""
    assert webhook.webhook(url, SECRET).url == url
