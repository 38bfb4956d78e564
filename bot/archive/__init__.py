"""The domain: threads, posts, and whose words each passage is. Pure, standard library only."""
