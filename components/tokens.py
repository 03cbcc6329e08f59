"""The words that a visitor gave columns, on their way into the form, which is a page of its own.

An address that carried the words themselves would let anybody put words into the form of others;
so it carries a name for them that only this process gives, and only for words typed here.
"""

import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import blake2b
from threading import Lock
from typing import Final, TypeAlias

Wording: TypeAlias = Mapping[str, Mapping[str, str | None]]

_MOST: Final = 1000
_KEY: Final = secrets.token_bytes(32)
_KEPT: OrderedDict[str, Wording] = OrderedDict()
_LOCK: Final = Lock()


def token(words: Wording) -> str:
    """A name for these words, for as long as this process has not been given many others.

    Args:
        words: by column, the parts that are said otherwise.

    >>> words(token({"late": {"name": "delay"}}))
    {'late': {'name': 'delay'}}
    """
    text = json.dumps(words, sort_keys=True)
    name = blake2b(text.encode(), key=_KEY, digest_size=16).hexdigest()
    with _LOCK:
        _KEPT[name] = words
        _KEPT.move_to_end(name)
        if len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return name


def words(name: str | None) -> Wording:
    """The words of that name; none where there is no such name, or it was long ago.

    Args:
        name: as `token` gave it.

    >>> words("made up"), words(None)
    ({}, {})
    """
    with _LOCK:
        return _KEPT.get(name or "", {})
