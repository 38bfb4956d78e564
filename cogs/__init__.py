"""The commands: each cog parses, acknowledges, makes one call and renders."""
