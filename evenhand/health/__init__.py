"""Has anything changed over time? Faults of the data, drift of every column, accuracy."""

from evenhand.health.build import health

__all__ = ["health"]
