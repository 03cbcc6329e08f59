"""How fast, and with how much memory: ratios measured in one run."""
