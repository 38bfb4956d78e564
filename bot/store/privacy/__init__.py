"""Hiding, removal for good, and requests for them."""
