"""While the candidate only watched: would it have decided otherwise, and may it go live?"""

from evenhand.shadow.build import shadow

__all__ = ["shadow"]
