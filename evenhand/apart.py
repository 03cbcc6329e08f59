"""A review run on a log that somebody sent, in a process of its own.

What was sent lies in the folder it is started in. It may take so much memory and no more, whoever
started it ends it when its time is over, and with the folder goes all that was read.
"""

import contextlib
import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

DONE: Final = 0
WRONG: Final = 2
"""How it ends; with anything else, the fault is ours or it went beyond its limits."""

REVIEW, ROLES = "review.toml", "roles.json"
"""What tells the roles of the columns: one of these lies in the folder."""

MEMORY: Final = 8 << 30  # of addresses; the engine takes half of that at most
_OF_ROLES: Final = frozenset({"columns", "title", "positive", "positive_is_good"})
_ROLES: Final = (
    'expected {"columns": {"NAME": "ROLE", …}, "positive": "1", "positive_is_good": true, '
    '"title": "…"}; only columns is required'
)
_ELSEWHERE: Final = ("model", "explanation")  # files of a review that stay where it is from


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be worked out.

    Attributes:
        log: the file's name in the folder.
        earlier: of the log that it is compared with, if there is one.
        form: one of the document's; `json` of the report is the findings document.
        baselines: whether the simplest rules are set beside the model in any case.
        packs: rule packs that are answered beside those that the review names.
        document: a key of `DOCUMENTS`.
    """

    log: str
    earlier: str | None = None
    form: str = "json"
    baselines: bool = False
    packs: Sequence[str] = ()
    document: str = "report"

    def said(self) -> str:
        """The same, to tell another process."""
        return json.dumps(asdict(self))


def worked_out(folder: Path, asked: Asked) -> bytes:
    """What is found, byte for byte as the command line writes it.

    Args:
        folder: with the log, and a review or roles.
        asked: what of it.

    Raises:
        InputError: the review and the log do not go together, or one of them cannot be read.
    """
    keys = _here(_keys(folder), asked)
    # Seconds, that who is wrong need not wait for.
    from evenhand.audit import open as open_review  # noqa: PLC0415
    from evenhand.documents import DOCUMENTS  # noqa: PLC0415
    from evenhand.review import parse  # noqa: PLC0415

    review = parse(keys, folder=folder, name="review").with_packs(asked.packs)
    audit = open_review(review, baselines=asked.baselines)
    found, form = audit.findings(), DOCUMENTS[asked.document].formats[asked.form]
    why = audit.explanation() if form.needs_why(review) else None
    return form.one(found, review, why)


def _keys(folder: Path) -> Mapping[str, Any]:
    """What the review says, or what is drafted from roles."""
    from evenhand.errors import InputError  # noqa: PLC0415

    is_review = (folder / REVIEW).is_file()
    name = REVIEW if is_review else ROLES
    try:
        text = (folder / name).read_text(encoding="utf-8")
        found: Any = tomllib.loads(text) if is_review else json.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", where=name) from None
    except RecursionError:
        raise InputError("is nested too deeply", where=name) from None
    except ValueError:  # what is no text or no JSON
        raise InputError("cannot be read as text" if is_review else _ROLES, where=name) from None
    return found if is_review else _drafted(found)


def _drafted(roles: Any) -> Mapping[str, Any]:  # noqa: ANN401  # whatever was sent
    from evenhand.errors import InputError  # noqa: PLC0415
    from evenhand.roles import ROLES as KNOWN  # noqa: PLC0415
    from evenhand.roles import draft  # noqa: PLC0415

    columns = roles.get("columns") if isinstance(roles, Mapping) else None
    if not isinstance(columns, Mapping) or not columns or not roles.keys() <= _OF_ROLES:
        raise InputError(_ROLES, where=ROLES)
    if not all(isinstance(role, str) and role in KNOWN for role in columns.values()):
        raise InputError(f"expected roles to be of {', '.join(KNOWN)}", where=ROLES)
    more = {key: value for key, value in roles.items() if key != "columns"}
    return draft(columns, **{"title": "My decision log", **more})


def _here(keys: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """The same keys, naming what lies here and no other file."""
    from evenhand.errors import InputError  # noqa: PLC0415

    data = keys.get("data", {})
    if not isinstance(data, Mapping):
        return dict(keys)  # which is refused, with all else that is not as it should be
    if data.get("reference") is not None and asked.earlier is None:
        message = "names an earlier log; send it too, as the part earlier, or leave the key out"
        raise InputError(message, where="[data] reference")
    named = {"path": asked.log, "reference": asked.earlier}
    kept = {key: value for key, value in data.items() if key not in named}
    ours = {key: value for key, value in named.items() if value is not None}
    candidates = keys.get("candidates")
    told = {key: value for key, value in keys.items() if key not in _ELSEWHERE}
    if isinstance(candidates, list):
        told["candidates"] = [_without_file(one) for one in candidates]
    return told | {"data": kept | ours}


def _without_file(candidate: Any) -> Any:  # noqa: ANN401  # whatever was sent
    if not isinstance(candidate, Mapping):
        return candidate
    return {key: value for key, value in candidate.items() if key not in _ELSEWHERE}


def _bound() -> None:
    """Take no more memory than a run is given, where the system keeps to that."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str]) -> int:
    """Work it out; the answer, or the one line that says what is wrong, on standard output.

    Args:
        arguments: the folder of the package, and what `Asked.said` gives.
    """
    root, asked = arguments
    sys.path.insert(0, root)
    _bound()
    from evenhand.errors import InputError, place  # noqa: PLC0415

    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no part of the answer
    try:
        out.write(worked_out(Path.cwd(), Asked(**json.loads(asked))))
    except InputError as error:
        out.write(str(error).encode(errors="replace"))
        return WRONG
    except Exception as error:  # noqa: BLE001  # its words may quote data
        out.write(place(error).encode())
        return 1
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
