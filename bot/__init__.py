"""Hansard: archived debates, on the record."""
