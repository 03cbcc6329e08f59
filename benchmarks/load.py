"""`python -m benchmarks.load`: many people at once on real pages, over Streamlit's own websocket.

Each person opens pages of the samples one after the other, then releases the handoff slider again
and again, with a pause for thought before each. Nothing is drawn: what is measured is the server.
It ends with 1 where anything failed or was too slow. The people run on the same machine.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import httpx
import numpy as np
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from components import samples
from tests import server_fixture

_PAGES: Final = ("", "compare", "fairness", "handoff")
_THRESHOLDS: Final = tuple(round(0.5 + step / 100, 2) for step in range(50))
_SLIDER: Final = "evenhand.handoff"  # as `components/widget.py` calls it
_THINKING: Final = 4.0  # seconds between two acts of a person, on average
_PATIENCE: Final = 60.0  # seconds after which an answer counts as an error
_LARGEST: Final = 1 << 26  # bytes of a message
_MANY: Final = (
    50  # people, for whom a release is to be quick; more of them only have to get answers
)
_QUICK: Final = 0.3  # seconds within which 95 of 100 of their releases are answered
_WELL: Final = 1.0  # seconds within which health answers when the server is full


@dataclass(slots=True)
class Seen:
    """What all people together met: seconds by act, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, act: str, seconds: float) -> None:
        """Keep how long an act took."""
        self.seconds.setdefault(act, []).append(seconds)


@dataclass(slots=True)
class Person:
    """One browser's end of the websocket."""

    socket: ClientConnection
    sample: str
    chance: Random
    slider: str = ""
    address: str = ""
    page: str = ""  # as the server calls the one that is open

    async def opens(self, page: str) -> str:
        """Open a page, and wait until it is drawn; the answer is what went wrong, or nothing."""
        self.address = f"review={self.sample}"
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = self.address
        return await self._ran(message)

    async def releases(self) -> str:
        """Let go of the slider somewhere, and wait until the page has followed."""
        message, value = BackMsg(), self.chance.choice(_THRESHOLDS)
        asked = message.rerun_script
        asked.page_script_hash, asked.query_string = self.page, self.address
        state = asked.widget_states.widgets.add()
        state.id = _make_trigger_id(self.slider, "events")
        state.json_trigger_value = json.dumps([{"event": "released", "value": value}])
        problem = await self._ran(message)
        followed = f"threshold={value:g}" in self.address.split("&")
        return problem or ("" if followed else "the page did not follow")

    async def _ran(self, message: BackMsg) -> str:
        await self.socket.send(message.SerializeToString())
        async for raw in self.socket:
            told = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
            if told.WhichOneof("type") == "script_finished":
                ended = told.script_finished
                return "" if ended == ForwardMsg.FINISHED_SUCCESSFULLY else f"ended with {ended}"
            if problem := self._noticed(told):
                return problem
        return "the connection was closed"

    def _noticed(self, told: ForwardMsg) -> str:
        """Keep where we are and what the slider is called; say where a page shows an error."""
        element = told.delta.new_element
        if element.bidi_component.component_name == _SLIDER:
            self.slider = element.bidi_component.id
        self.page = told.navigation.page_script_hash or self.page
        if told.WhichOneof("type") == "page_info_changed":
            self.address = told.page_info_changed.query_string
        return "an exception on the page" if element.WhichOneof("type") == "exception" else ""


def main() -> None:
    """Start a server, let people in, print what they met; end with 1 where anything failed."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        port = server_fixture.free_port()
        command = server_fixture.streamlit_command(port)
        cap = {"EVENHAND_LIMIT_SESSIONS": str(asked.cap)}
        with server_fixture.started(command, port, Path(folder), Path(folder) / "log", cap):
            url = f"http://127.0.0.1:{port}"
            lines = asyncio.run(_measured(url, asked.people, asked.seconds, asked.cap))
    print("\n".join(line for line, _ in lines))
    sys.exit(any(failed for _, failed in lines))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[50, 100])
    parser.add_argument("--seconds", type=float, default=60, help="how long each crowd goes on")
    parser.add_argument("--cap", type=int, default=200, help="sessions the server lets in")
    return parser.parse_args()


async def _measured(
    url: str, crowds: list[int], seconds: float, cap: int
) -> list[tuple[str, bool]]:
    names = list(samples.samples())
    await _crowd(url, [(name, 0.0) for name in names])  # what is worked out once for everybody
    lines = []
    for size in crowds:
        people = [(names[number % len(names)], seconds) for number in range(size)]
        seen = await _crowd(url, people)
        lines += [*((line, False) for line in _said(size, seen)), *_judged(size, seen)]
    return [*lines, await _full(url, cap)]


async def _crowd(url: str, people: list[tuple[str, float]]) -> Seen:
    """Let these people in, spread over the first pause; the sample and the seconds of each."""
    seen, done = Seen(), asyncio.Event()
    asking = asyncio.create_task(_health(url, seen, done))
    visits = (
        _visit(url, sample, seconds, Random(number), seen)  # noqa: S311  # not for secrets
        for number, (sample, seconds) in enumerate(people)
    )
    await asyncio.gather(*visits)
    done.set()
    await asking
    return seen


async def _visit(url: str, sample: str, seconds: float, chance: Random, seen: Seen) -> None:
    await asyncio.sleep(chance.uniform(0, _THINKING) if seconds else 0)
    try:
        async with connected(url) as socket:
            person = Person(socket, sample, chance)
            for page in _PAGES:
                await _timed(f"page {page or 'overview'}", partial(person.opens, page), seen)
                await _thinks(chance, seconds)
            until = time.monotonic() + seconds
            while person.slider and time.monotonic() < until:
                await _timed("release", person.releases, seen)
                await _thinks(chance, seconds)
    except (OSError, WebSocketException) as error:
        seen.errors[type(error).__name__] += 1


async def _thinks(chance: Random, seconds: float) -> None:
    if seconds:
        await asyncio.sleep(chance.uniform(0.5, 1.5) * _THINKING)


async def _timed(act: str, work: Callable[[], Awaitable[str]], seen: Seen) -> None:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(_PATIENCE):
            problem = await work()
    except TimeoutError:
        problem = f"no answer within {_PATIENCE:.0f} s"
    seen.note(act, time.perf_counter() - started)
    if problem:
        seen.errors[f"{act}: {problem}"] += 1


async def _health(url: str, seen: Seen, done: asyncio.Event) -> None:
    """Ask twice a second whether the server is well."""
    async with httpx.AsyncClient(timeout=_PATIENCE) as client:
        while not done.is_set():
            await _timed("health", partial(_well, client, url), seen)
            await asyncio.sleep(0.5)


async def _well(client: httpx.AsyncClient, url: str) -> str:
    answer = await client.get(f"{url}/healthz")
    return "" if answer.is_success else f"status {answer.status_code}"


def connected(url: str) -> connect:
    """Open a page's web socket.

    Args:
        url: of the server.
    """
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=_LARGEST, open_timeout=_PATIENCE
    )


async def _full(url: str, cap: int) -> tuple[str, bool]:
    """Open as many sessions as are let in, and one more."""
    seen = Seen()
    async with AsyncExitStack() as stack, httpx.AsyncClient(timeout=_PATIENCE) as client:
        for _ in range(cap):
            await stack.enter_async_context(connected(url))
        refused = await _refusal(client, url)
        await _timed("health", partial(_well, client, url), seen)
    took = seen.seconds["health"][0]
    text = f"{cap} sessions open: the next one gets {refused}; health answers in {took:.2f} s"
    return text, bool(seen.errors) or took > _WELL or not refused.startswith("503, '")


async def _refusal(client: httpx.AsyncClient, url: str) -> str:
    """The status and the sentence that one more person gets, and whether their socket opens."""
    page = await client.get(url, headers={"accept": "text/html"})
    [said] = re.findall("<p>(.*)</p>", page.text) or ["a page"]
    try:
        async with connected(url):
            return f"{page.status_code}, but a socket that opens"
    except WebSocketException:
        return f"{page.status_code}, {said!r}"


def _said(size: int, seen: Seen) -> Iterator[str]:
    yield f"{size} people at once, about {_THINKING:.0f} s between two acts of each:"
    for act, seconds in seen.seconds.items():
        middle, most = statistics.median(seconds), _most(seconds)
        yield f"  {act}: {len(seconds)} times, half within {middle:.2f} s, 95 % within {most:.2f} s"


def _judged(size: int, seen: Seen) -> Iterator[tuple[str, bool]]:
    """Whether there was an error; and where so many people have to be quick, whether it was."""
    errors = ", ".join(f"{name} ({times} times)" for name, times in seen.errors.items())
    yield f"  errors: {errors or 'none'}", bool(errors)
    if size <= _MANY:
        most = _most(seen.seconds.get("release", [np.inf]))
        yield f"  95 % of releases within {_QUICK} s: {most <= _QUICK}", most > _QUICK


def _most(seconds: list[float]) -> float:
    return float(np.quantile(seconds, 0.95))


if __name__ == "__main__":
    main()
