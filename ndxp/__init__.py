"""The command `ndxp` and the tools behind it."""
