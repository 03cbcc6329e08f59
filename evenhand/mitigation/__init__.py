"""What would it cost to even things out? Worked out when asked for, and never applied.

Two levers: another threshold for each group, which treats people differently by group, and more
review for the groups on which a candidate is wrong most often, which spends people's time.
"""

from evenhand.mitigation.review_more import review_more
from evenhand.mitigation.thresholds import EQUALISED, thresholds

__all__ = ["EQUALISED", "review_more", "thresholds"]
