"""The sentence on from where a score is a yes, where that is not from half on."""

from typing import Final

from evenhand.review import Candidate, Review
from evenhand.words import nouns, say

_HALF: Final = 0.5


def cut_sentence(candidate: Candidate, score: float, review: Review) -> str:
    """Why a score well below half may be a yes, or one above it none; empty where half decides.

    Args:
        candidate: whose score it is; the cut is its `threshold`.
        score: the probability of the positive answer.
        review: whose words are used.
    """
    cut = candidate.threshold
    if candidate.score is None or cut == _HALF:
        return ""
    asked = f"{cut * 100:g}%"
    likely = f"{say.portion(score, 100)}%".replace("fewer", "less")
    is_yes = score >= cut
    near = f"just under {asked}" if likely == asked and not is_yes else likely
    asks = f"this review asks for {asked}"
    decides = is_yes != (score >= _HALF)  # else a cut at half would say the same
    why = f"because {asks}, not for 50%" if decides else f"since {asks}"
    enough = "enough" if is_yes else "too little"
    return (
        f"{say.capital(say.the(candidate.name))} gives {nouns.yes(review)} a chance of {near}: "
        f"{enough} to say so, {why}."
    )
