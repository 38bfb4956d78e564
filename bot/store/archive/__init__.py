"""Threads, posts and people."""
