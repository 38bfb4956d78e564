"""What servers and members keep beside the archive."""
