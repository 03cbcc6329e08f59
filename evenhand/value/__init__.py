"""What is the candidate worth against today, step by step?

`steps` says how many of what there are today and with the candidate; `worth` prices them and adds
them up. Nothing is counted here: the counts and prices are those of `handoff.costs`, and of the
comparison where nothing is handed off.
"""

from evenhand.value.worth import worth

__all__ = ["worth"]
