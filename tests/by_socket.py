"""What a browser sends over a page's web socket, sent without one."""

from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection


def asking(about: str) -> BackMsg:
    """To open a review.

    Args:
        about: its name.
    """
    message = BackMsg()
    message.rerun_script.query_string = f"review={about}"
    return message


def pressing(about: str, button: str, texts: dict[str, str] | None = None) -> BackMsg:
    """To press a button of a review's page.

    Args:
        about: the review.
        button: its id.
        texts: what stands in fields, by their ids.
    """
    message = asking(about)
    for field, text in (texts or {}).items():
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = field, text
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.trigger_value = button, True
    return message


def answered(socket: ClientConnection, message: BackMsg) -> list[ForwardMsg]:
    """All that comes in answer, up to the end of the run."""
    socket.send(message.SerializeToString())
    return finished(socket)


def finished(socket: ClientConnection) -> list[ForwardMsg]:
    """All that a run still sends, up to its end."""
    told = []
    for raw in socket:
        told.append(ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode()))
        if told[-1].WhichOneof("type") == "script_finished":
            break
    return told


def drawn(socket: ClientConnection, message: BackMsg) -> dict[tuple[str, str], str]:
    """The ids of what a page draws in answer, by kind and label."""
    found: dict[tuple[str, str], str] = {}
    for told in answered(socket, message):
        kind = told.delta.new_element.WhichOneof("type")
        element: Any = getattr(told.delta.new_element, kind or "", None)
        if hasattr(element, "label") and hasattr(element, "id"):
            found[str(kind), element.label] = element.id
    return found


def locked(socket: ClientConnection, about: str, by: str) -> bool:
    """Lock a review's limits by the form of its page; whether the page says that they are.

    Args:
        socket: of a page.
        about: the review.
        by: the name that is typed.
    """
    ids = drawn(socket, asking(about))
    name, button = ids["text_input", "Locked by (your name)"], ids["button", "Lock the limits"]
    told = answered(socket, pressing(about, button, {name: by}))
    said = [one.delta.new_element.text.body for one in told]
    return any(f"as {by} locked them" in text for text in said)
