"""Rule packs: what a law, a guide or a framework asks, as dated YAML files beside this one.

A pack is data. Nothing else knows its name: whoever adds a file here has added a pack.
"""

from evenhand.packs.kinds import MONTHS, Pack, Requirement, Status
from evenhand.packs.reading import FOLDER, names, pack, parse, similar
from evenhand.packs.standing import Answered, AnsweredPack, Standing

__all__ = [
    "FOLDER",
    "MONTHS",
    "Answered",
    "AnsweredPack",
    "Pack",
    "Requirement",
    "Standing",
    "Status",
    "names",
    "pack",
    "parse",
    "similar",
]
