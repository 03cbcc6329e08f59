"""A threshold that somebody tries: the handoff there, beside the review's own."""

from dataclasses import fields

from evenhand.findings import Handoff, Tried


def nearest(handoff: Handoff, threshold: float | None) -> float | None:
    """The slider's stop nearest to a threshold; None where that is the review's own, or none is.

    Args:
        handoff: by the review's own threshold.
        threshold: what is asked for; None: nothing.
    """
    if threshold is None or not handoff.stops:
        return None
    stop = min(handoff.stops, key=lambda each: (abs(each - threshold), each))
    return None if stop == handoff.threshold else stop


def tried(handoff: Handoff) -> Tried:
    """What a handoff at another threshold says of itself, for the document.

    Args:
        handoff: worked out at the threshold that was tried.
    """
    return Tried(**{each.name: getattr(handoff, each.name) for each in fields(Tried)})
