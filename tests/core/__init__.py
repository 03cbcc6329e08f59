"""Tests of the core: every number against an oracle that reads raw rows."""
