"""From files to threads to whose words to the store: the one use case that crosses those rooms."""
