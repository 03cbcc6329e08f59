"""A review as one file that others can check: counts, what was found in them, and the reports.

The numbers of a bundle can be worked out again from its own counts, without any row of the log.

>>> from evenhand import bundle
>>> bundle.FULL, bundle.SHARED
('full', 'shared')
"""

from evenhand.bundle.making import Parts, Told, full, nothing, of_audit, shared
from evenhand.bundle.manifest import FULL, SHARED
from evenhand.bundle.verifying import verify

__all__ = [
    "FULL",
    "SHARED",
    "Parts",
    "Told",
    "full",
    "nothing",
    "of_audit",
    "shared",
    "verify",
]
