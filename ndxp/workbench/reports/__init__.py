"""A report as files: for a build server, and for people."""
