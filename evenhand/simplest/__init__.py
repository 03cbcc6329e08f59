"""The simplest rules that a log itself suggests, fitted on one half of it, counted on the other."""

from evenhand.simplest.count import count, is_quick

__all__ = ["count", "is_quick"]
