"""How the record's schema came about, step by step; Alembic runs the steps at the first write."""
