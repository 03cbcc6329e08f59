"""What the classes of a model are called in the log, and which of them is the positive one."""

from collections.abc import Sequence
from typing import Any, Final

from evenhand.sandbox.answer import RefusedError
from evenhand.text import canonical, negative_text

_BOTH: Final = 2


def class_names(
    classes: Sequence[Any] | None, wanted: str, *, named: bool
) -> tuple[tuple[str, ...], int]:
    """The classes of a model's probabilities as text, and the place of the positive one.

    A file that only numbers two classes means the second where its numbers are not the log's words.

    Args:
        classes: in the order of its probabilities; None where it gives none.
        wanted: the positive class.
        named: whether the file names them; else they are only numbered.

    Raises:
        RefusedError: it gives no probabilities, or not of the positive class.

    >>> class_names(["bad", "good"], "good", named=True), class_names([0, 1], "yes", named=False)
    ((('bad', 'good'), 1), (('0', 'yes'), 1))
    """
    if classes is None:
        raise RefusedError("classless")
    names = tuple(canonical(value) or "" for value in classes)
    if wanted in names:
        return names, names.index(wanted)
    if named:
        raise RefusedError("strange")
    if len(names) != _BOTH:
        raise RefusedError("numbered", many=len(names))
    return (negative_text(wanted), wanted), 1
