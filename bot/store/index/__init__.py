"""What of a post is searchable, and what has changed since it was indexed."""
