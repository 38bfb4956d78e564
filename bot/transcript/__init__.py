"""Threads as documents to keep: Markdown, a page, or lines of JSON. Values in, text out."""
