"""The practice room: the real bot on a simulated Discord, in a browser page on this machine, with no token."""
