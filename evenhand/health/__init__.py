"""Has anything changed over time? Faults of the data, drift of every column, accuracy."""

from evenhand.health.build import health
from evenhand.health.labels import label_quality

__all__ = ["health", "label_quality"]
