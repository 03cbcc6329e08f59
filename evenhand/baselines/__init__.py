"""The simplest rules as baselines, so that a model alone has something to beat."""

from evenhand.baselines.build import automatic
from evenhand.baselines.stand_in import standing_in, strongest

__all__ = ["automatic", "standing_in", "strongest"]
