"""The engine of large archives: an index of tantivy's in a folder beside the database; see bot/search/README.md."""
