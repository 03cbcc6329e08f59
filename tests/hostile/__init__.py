"""Files that are malformed or hostile, made anew for each run, and what becomes of them."""
