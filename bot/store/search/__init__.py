"""Searching, and finding quotes."""
