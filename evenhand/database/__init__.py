"""The database behind the record and kept reviews: opened, brought up to date, written in turn.

SQLite in a file, PostgreSQL where several servers share it. Import its modules late: SQLAlchemy
takes time to load, and a page that only reads a sample needs none of it.
"""
