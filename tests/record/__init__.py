"""The record and what stands in it."""
