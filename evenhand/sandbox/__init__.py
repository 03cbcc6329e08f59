"""A process that looks at a file which nobody trusts, so that the server need not.

It may use little, reach nothing, and be ended at any time; what comes back is JSON and bytes.
"""

from evenhand.sandbox.answer import RefusedError
from evenhand.sandbox.parent import PATIENCE, Sandbox, log_protections, protections

__all__ = ["PATIENCE", "RefusedError", "Sandbox", "log_protections", "protections"]
