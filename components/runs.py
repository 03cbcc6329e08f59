"""A review run on a log that a program sends: read, counted, answered, and nothing of it kept."""

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Query, Request, Response
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

import evenhand
from components import described, files, guard, measures, opinions, rest
from components.permits import Action
from components.rest import WrongError
from evenhand import apart
from evenhand.apart import Asked
from evenhand.documents import REPORT
from evenhand.errors import ElsewhereError, InputError

Work: TypeAlias = Callable[[Path, Asked], Awaitable[bytes]]

_MOST_TEXT: Final = 256 << 10  # bytes of a review
_TEXTS: Final[Mapping[str, str]] = {"review": apart.REVIEW, "roles": apart.ROLES}
_LOGS: Final[Mapping[str, str]] = {"log": files.LOG, "earlier": files.EARLIER}
_KIND: Final = b"multipart/form-data"
_NO_FORM: Final = "Send multipart/form-data with the parts log and review (or roles)."
_BROKEN: Final = (
    "The parts can't be read. Expected log, and review or roles, each once: the log as a file with "
    "its name, the review with at most 256 kB."
)
_GONE: Final = "Nobody waits for this any more."
_TWICE: Final = "A run of yours is still going on here; one at a time."
_FULL: Final = "Many reviews are being run right now. Please try again shortly."
_LONG: Final = (
    "takes more memory or time than a run is given here, which is {:g} seconds at most; "
    "evenhand run does the same on another machine"
)
_BASELINES: Final = "Set the model beside the simplest rules in any case, as `--baselines` does."
_ROOT: Final = Path(evenhand.__file__).resolve().parents[1]
_PASSED: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")


class Places:
    """Who has something run: each visitor one thing, and of all together no more than have room.

    Args:
        at_once: how many run; as many more may wait.
    """

    def __init__(self, at_once: int) -> None:
        self._most = 2 * at_once
        self._here: set[str] = set()
        self.turn = asyncio.Semaphore(at_once)

    def __len__(self) -> int:
        """How many run or wait."""
        return len(self._here)

    @contextmanager
    def one(self, visitor: str) -> Iterator[None]:
        """A place in the line for somebody, until the block ends.

        Raises:
            HTTPException: they have one already, or there is none left.
        """
        if visitor in self._here:
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, _TWICE, dict(rest.AGAIN))
        if len(self._here) >= self._most:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, _FULL, dict(rest.AGAIN))
        self._here.add(visitor)
        try:
            yield
        finally:
            self._here.discard(visitor)


def router(work: Work | None = None) -> APIRouter:
    """The address that runs a review.

    Args:
        work: works a run out from the folder that holds what was sent.
    """
    limits = guard.limits(os.environ)
    worked_out, places = work or Apart(limits.run_seconds), Places(limits.runs_at_once)
    measures.watch_queue("runs", lambda: float(len(places)))
    made = APIRouter(prefix="/v1")

    @made.post("/runs", **described.RUN)
    async def run(
        request: Request,
        form: described.Form = "json",
        baselines: Annotated[bool, Query(description=_BASELINES)] = False,  # noqa: FBT002
        pack: described.Packs = [],  # noqa: B006  # FastAPI copies it
        document: described.Document = REPORT,
    ) -> Response:
        """Run a review on a log: the findings document, the report, or another document."""
        rest.require(request, Action.UPLOAD)
        kind, packs = described.kind(form, document), described.asked_packs(pack)
        what = Asked("", None, form, baselines, packs, document)
        with (
            places.one(opinions.visitor(request.scope).key or guard.address(request.scope)),
            TemporaryDirectory(prefix="evenhand-", ignore_cleanup_errors=True) as folder,
        ):
            asked = await _taken(request, Path(folder), what)
            async with places.turn:
                found = await _unless_left(request, worked_out(Path(folder), asked))
        return described.answer(found, kind)

    return made


async def _taken(request: Request, folder: Path, asked: Asked) -> Asked:
    """Lay what was sent into a folder, under names of ours, which are then asked about.

    Raises:
        WrongError: it is not what is expected.
    """
    parts = await _parts(request)
    try:
        logs = {part: _name(part, parts[part]) for part in _LOGS if part in parts}
        if "log" not in logs or ("review" in parts) == ("roles" in parts):
            raise WrongError(_BROKEN)
        names = {**logs, **{part: _TEXTS[part] for part in parts if part in _TEXTS}}
        for part, name in names.items():
            await asyncio.to_thread(_write, folder / name, parts[part])
    finally:
        await parts.close()
    return replace(asked, log=logs["log"], earlier=logs.get("earlier"))


async def _parts(request: Request) -> FormData:
    """The parts of the body, each once; files on disk while they are taken.

    Only the boundary counts of what the body says of itself: another charset could be slow to read.

    Raises:
        WrongError: they are not what is expected.
        HTTPException: it has none, or who sends it has left.
    """
    kind, said = parse_options_header(request.headers.get("content-type"))
    if kind != _KIND or b"boundary" not in said:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _NO_FORM)
    boundary = b"; boundary=".join((_KIND, b'"%s"' % said[b"boundary"].replace(b'"', b"")))
    parser = MultiPartParser(
        Headers(raw=[(b"content-type", boundary)]),
        request.stream(),
        max_files=len(_LOGS) + len(_TEXTS),
        max_fields=len(_TEXTS),
        max_part_size=_MOST_TEXT,
    )
    try:
        parts = await parser.parse()
    except (MultiPartException, ValueError):  # its words may quote what was sent
        raise WrongError(_BROKEN) from None
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, _GONE) from None
    names = [name for name, _ in parts.multi_items()]
    if len(set(names)) < len(names) or not {*_LOGS, *_TEXTS}.issuperset(names):
        await parts.close()
        raise WrongError(_BROKEN)
    return parts


def _name(part: str, sent: UploadFile | str) -> str:
    """Our name for a log, with the ending of the sender's.

    Raises:
        WrongError: it is no file.
    """
    if isinstance(sent, str) or not sent.filename:
        raise WrongError(_BROKEN)
    return f"{_LOGS[part]}.{files.ending(sent.filename)}"


def _write(path: Path, sent: UploadFile | str) -> None:
    if isinstance(sent, str):
        path.write_bytes(sent.encode(errors="replace"))
        return
    if path.name in _TEXTS.values() and (sent.size or 0) > _MOST_TEXT:
        raise WrongError(_BROKEN)
    with path.open("wb") as file:
        shutil.copyfileobj(sent.file, file)


async def _unless_left(request: Request, work: Awaitable[bytes]) -> bytes:
    """What is worked out; ended as soon as nobody waits for it any more.

    Raises:
        HTTPException: who asked has left, or what was sent is wrong.
    """
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, _GONE)
        return working.result()
    except InputError as error:
        raise HTTPException(*rest.refusal(error)) from None
    finally:
        for one in (working, leaving):
            one.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    """Wait until who asked has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Apart:
    """Works runs out in processes of their own, which know nothing of this one.

    Args:
        seconds: until one is ended.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def __call__(self, folder: Path, asked: Asked) -> bytes:
        """What is found.

        Args:
            folder: with what was sent.
            asked: what of it.

        Raises:
            InputError: it is wrong, or takes too much.
            ElsewhereError: the fault is ours.
        """
        said = folder / "answer"
        with said.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", apart.__file__, str(_ROOT), asked.said(),
                cwd=folder,
                env=_environment(folder),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds):
                code = await process.wait()
        except TimeoutError:
            code = None
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return self._answer(code, said.read_bytes())

    def _answer(self, code: int | None, said: bytes) -> bytes:
        if code == apart.DONE:
            return said
        text = said.decode(errors="replace")
        if code == apart.WRONG:
            raise InputError(text)
        if code is None or code < 0 or text.startswith(MemoryError.__name__):
            raise InputError(_LONG.format(self._seconds), where="the log")
        raise ElsewhereError(text)


def _environment(folder: Path) -> dict[str, str]:
    """What the process is told: where it may write, and no secret of this one."""
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    places = ("HOME", "TMPDIR", "TEMP", "TMP", "EVENHAND_DATA")
    return passed | dict.fromkeys(places, str(folder))
