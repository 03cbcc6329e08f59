"""Documents that are written of a review."""
