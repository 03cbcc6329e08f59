"""Bundles: made, checked, forged, and hostile."""
