"""The sandbox, seen from inside and outside."""
