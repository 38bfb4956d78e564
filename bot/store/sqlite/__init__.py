"""Connections, locking, schema and files of one SQLite database."""
