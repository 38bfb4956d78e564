"""Saved pages: a bounded tree, the text a reader of the page saw, and what a forum's markup declares."""
